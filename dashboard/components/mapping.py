"""Matching the headers and words of a foreign file once, with a preview of what would be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import streamlit as st

from dashboard import mapping_wording as wording
from dashboard import state
from dashboard.components import findings, tables
from dashboard.components.receipts import moment
from pipelines.ledger import SavedMapping
from pipelines.model import (
    MACHINE_ROW,
    TEMPLATE_MAGIC,
    TOTAL,
    Catalogue,
    Partner,
    RawTable,
    Screening,
    cell_address,
)
from pipelines.recognise import HeaderMapping, MappedColumn, Vocabulary, mapping, settle_spelling

MENDED_BY_MATCHING = frozenset(
    {
        "structure_not_our_template",
        "structure_unknown_column",
        "structure_unknown_label",
        "structure_unclear_label",
        "structure_unclear_quarter",
    }
)
MOST_HEADERS_SHOWN = 5

Words = dict[str, dict[str, str]]


def may_help(screening: Screening) -> bool:
    """Whether a finding is about headers or words that could be matched."""
    return any(finding.check in MENDED_BY_MATCHING for finding in screening.findings)


def ask(
    table: RawTable, catalogue: Catalogue, partner: Partner, preview: Callable[[HeaderMapping], Screening]
) -> HeaderMapping | None:
    """The matching of a file's headers, once the button was pressed; null for our template, which needs none."""
    if table.text(MACHINE_ROW, 1) == TEMPLATE_MAGIC:
        return None
    vocabulary = Vocabulary(catalogue)
    table = settle_spelling(table, vocabulary)
    st.header(wording.HEADING, anchor=False)
    st.write(wording.INTRO.format(partner=tables.plain(partner.label)))
    row = _choose_row(table)
    if row is None:
        st.info(wording.NO_HEADER_ROW)
        return None
    made = _match_columns(row, mapping.draft(table, row, vocabulary), catalogue, partner)
    open_words = mapping.open_words(table, row, made, vocabulary)
    words = _match_words(open_words, catalogue, partner)
    if words is None:
        return None
    made = HeaderMapping(made.headers, made.columns, MappingProxyType(words))
    screening = preview(made)
    _show_preview(screening, catalogue)
    return made if st.button(wording.SAVE, type="primary", disabled=not screening.read_cells) else None


def show_saved(saved: Sequence[SavedMapping]) -> str | None:
    """The matchings a partner has; gives the fingerprint of one to remove, once the button was pressed."""
    if not saved:
        return None
    with st.expander(wording.SAVED_HEADING):
        names = {each.fingerprint: _headers(mapping.decode(each.content)) for each in saved}
        rows = [(names[each.fingerprint], each.actor, moment(each.at)) for each in saved]
        tables.show(wording.SAVED_COLUMNS, rows, alt=wording.SAVED_HEADING)
        with st.form("remove mapping"):
            chosen = st.selectbox(
                wording.REMOVE_LABEL,
                list(names),
                format_func=lambda each: names[each],
                key=state.MAPPING_REMOVED,
            )
            pressed = st.form_submit_button(wording.REMOVE)
    return str(chosen) if pressed else None


def _headers(made: HeaderMapping) -> str:
    texts = [text for text in made.headers if text]
    more = " …" if len(texts) > MOST_HEADERS_SHOWN else ""
    return ", ".join(texts[:MOST_HEADERS_SHOWN]) + more


def _choose_row(table: RawTable) -> int | None:
    rows = mapping.header_rows(table)
    if not rows:
        return None
    widths = [sum(bool(text) for text in mapping.header_texts(table, row)) for row in rows]
    return int(
        st.selectbox(
            wording.HEADER_ROW,
            rows,
            index=widths.index(max(widths)),
            format_func=lambda row: wording.HEADER_ROW_OPTION.format(
                row=row, texts=", ".join(text for text in mapping.header_texts(table, row) if text)[:80]
            ),
            key=state.mapping_key("row", table.file_name),
        )
    )


def _match_columns(row: int, draft: HeaderMapping, catalogue: Catalogue, partner: Partner) -> HeaderMapping:
    st.subheader(wording.COLUMNS, anchor=False)
    options = _meanings(catalogue, partner)
    columns: list[MappedColumn] = []
    for number, (header, guessed) in enumerate(zip(draft.headers, draft.columns, strict=True), start=1):
        letter = cell_address(row, number).rstrip("0123456789")
        label = wording.COLUMN_LABEL if header else wording.COLUMN_BLANK
        choices = options if guessed in options else {**options, guessed: wording.ROLES[guessed.role]}
        columns.append(
            st.selectbox(
                label.format(letter=letter, header=tables.plain(header)),
                list(choices),
                index=list(choices).index(guessed),
                format_func=choices.__getitem__,
                key=state.mapping_key("column", draft.fingerprint[:16], number),
            )
        )
    return HeaderMapping(draft.headers, tuple(columns))


def _meanings(catalogue: Catalogue, partner: Partner) -> dict[MappedColumn, str]:
    """Everything that a column may be, in words."""
    measures = catalogue.measures_of(partner)
    used = {breakdown for measure in measures for breakdown in measure.breakdowns}
    breakdowns = [b for b in catalogue.breakdowns.values() if b.id in used]
    return {
        **{MappedColumn(role): words for role, words in wording.ROLES.items()},
        **{
            MappedColumn("category", "", b.id): wording.CATEGORY_OF.format(breakdown=b.label)
            for b in breakdowns
        },
        MappedColumn("value", "", TOTAL, TOTAL): wording.FIGURE_TOTAL,
        **{
            MappedColumn("value", "", b.id, c.id): wording.FIGURE_CATEGORY.format(
                breakdown=b.label, category=c.label
            )
            for b in breakdowns
            for c in b.categories
        },
        **{MappedColumn("value", m.id): wording.FIGURE_MEASURE.format(measure=m.label) for m in measures},
    }


def _match_words(
    open_words: Mapping[str, Mapping[str, str]], catalogue: Catalogue, partner: Partner
) -> Words | None:
    """What the words mean that are left; null when there are too many to ask about."""
    count = sum(len(spelt) for spelt in open_words.values())
    if count > wording.MOST_WORDS:
        st.warning(wording.TOO_MANY_WORDS.format(count=count))
        return None
    if not count:
        return {}
    st.subheader(wording.WORDS, anchor=False)
    st.write(wording.WORDS_INTRO)
    found: Words = {}
    for about, spelt in open_words.items():
        role = about.partition(" ")[0]
        options = _things(role, catalogue, partner)
        for key, word in spelt.items():
            chosen = st.selectbox(
                wording.WORD_LABELS[role].format(word=tables.plain(word)),
                list(options),
                index=None,
                placeholder=wording.NOT_CHOSEN,
                format_func=options.__getitem__,
                key=state.mapping_key("word", about, key),
            )
            if chosen is not None:
                found.setdefault(about, {})[key] = str(chosen)
    return found


def _things(role: str, catalogue: Catalogue, partner: Partner) -> dict[str, str]:
    """What a word in a column of a role may mean."""
    leave_out = {mapping.LEAVE_OUT: wording.LEAVE_OUT}
    measures = catalogue.measures_of(partner)
    used = {breakdown for measure in measures for breakdown in measure.breakdowns}
    breakdowns = [b for b in catalogue.breakdowns.values() if b.id in used]
    own = [a for a in catalogue.activities.values() if partner.id in a.partners]
    categories = {f"{b.id}:{c.id}": f"{b.label}: {c.label}" for b in breakdowns for c in b.categories}
    things = {
        "partner": {partner.id: partner.label},
        "quarter": {quarter: quarter for quarter in catalogue.project.quarters},
        "activity": {TOTAL: wording.ALL_ACTIVITIES, **{a.id: a.label for a in own}},
        "measure": {m.id: m.label for m in measures},
        "breakdown": {b.id: b.label for b in breakdowns},
        "category": {f"{TOTAL}:{TOTAL}": wording.TOTAL, **categories},
        "filter": {mapping.KEEP: wording.KEEP},
    }
    return {**things[role], **leave_out}


def _show_preview(screening: Screening, catalogue: Catalogue) -> None:
    st.subheader(wording.PREVIEW, anchor=False)
    if screening.observations.is_empty():
        st.info(wording.PREVIEW_NONE)
    else:
        st.write(
            wording.PREVIEW_COUNT.format(accepted=screening.accepted_cells, rejected=screening.rejected_cells)
        )
        rows = [
            (
                catalogue.activities[activity].label if activity != TOTAL else wording.ALL_ACTIVITIES,
                catalogue.measures[measure].label,
                _category(catalogue, breakdown, category),
                str(value) if value is not None else str(mark),
            )
            for _, _, activity, measure, breakdown, category, value, mark in screening.observations.head(
                wording.PREVIEW_ROWS
            ).iter_rows()
        ]
        tables.show(wording.PREVIEW_COLUMNS, rows, alt=wording.PREVIEW)
    if screening.findings:
        st.caption(wording.PREVIEW_FINDINGS)
        findings.show_table(screening.findings)


def _category(catalogue: Catalogue, breakdown_id: str, category_id: str) -> str:
    if breakdown_id == TOTAL:
        return wording.TOTAL
    breakdown = catalogue.breakdowns[breakdown_id]
    return f"{breakdown.label}: {breakdown.category_called(category_id).label}"
