"""Matching the headers and words of a foreign file once, with a preview of what would be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard import mapping_wording as wording
from dashboard import state
from dashboard.components import findings, tables
from dashboard.components.receipts import moment
from pipelines.languages import Speaker
from pipelines.layout import column_called
from pipelines.ledger import SavedMapping
from pipelines.model import (
    MACHINE_ROW,
    TEMPLATE_MAGIC,
    TOTAL,
    Breakdown,
    Catalogue,
    Measure,
    Partner,
    RawTable,
    Screening,
    cell_address,
)
from pipelines.recognise import HeaderMapping, MappedColumn, Vocabulary, mapping

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
    table: RawTable,
    catalogue: Catalogue,
    partner: Partner,
    speaker: Speaker,
    preview: Callable[[HeaderMapping], Screening],
) -> HeaderMapping | None:
    """The matching of a file's headers, once the button was pressed; null for our template, which needs none."""
    if table.text(MACHINE_ROW, 1) == TEMPLATE_MAGIC:
        return None
    vocabulary = Vocabulary(catalogue)
    st.header(speaker.say(wording.HEADING), anchor=False)
    st.write(speaker.say(wording.INTRO.using(partner=tables.plain(speaker.name(partner.called)))))
    row = _choose_row(table, speaker)
    if row is None:
        st.info(speaker.say(wording.NO_HEADER_ROW))
        return None
    things = _Things(catalogue, partner, speaker)
    made = _match_columns(row, mapping.draft(table, row, vocabulary), things)
    words = _match_words(mapping.open_words(table, row, made, vocabulary), things)
    if words is None:
        return None
    made = HeaderMapping(made.headers, made.columns, words)
    screening = preview(made)
    _show_preview(screening, catalogue, speaker)
    is_pressed = st.button(speaker.say(wording.SAVE), type="primary", disabled=not screening.read_cells)
    return made if is_pressed else None


def show_saved(saved: Sequence[SavedMapping], speaker: Speaker) -> str | None:
    """The matchings a partner has; gives the fingerprint of one to remove, once the button was pressed."""
    if not saved:
        return None
    with st.expander(speaker.say(wording.SAVED_HEADING)):
        names = {each.fingerprint: _headers(mapping.decode(each.content)) for each in saved}
        rows = [(names[each.fingerprint], each.actor, moment(each.at)) for each in saved]
        columns = [speaker.say(column) for column in wording.SAVED_COLUMNS]
        tables.show(columns, rows, alt=speaker.say(wording.SAVED_HEADING))
        with st.form("remove mapping", enter_to_submit=False):
            chosen = st.selectbox(
                speaker.say(wording.REMOVE_LABEL),
                list(names),
                format_func=names.__getitem__,
                key=state.MAPPING_REMOVED,
            )
            pressed = st.form_submit_button(speaker.say(wording.REMOVE))
    return str(chosen) if pressed else None


@dataclass(frozen=True)
class _Things:
    """What there is to match with, by name."""

    catalogue: Catalogue
    partner: Partner
    speaker: Speaker

    @property
    def measures(self) -> tuple[Measure, ...]:
        return self.catalogue.measures_of(self.partner)

    @property
    def breakdowns(self) -> tuple[Breakdown, ...]:
        used = {breakdown for measure in self.measures for breakdown in measure.breakdowns}
        return tuple(b for b in self.catalogue.breakdowns.values() if b.id in used)

    def meanings(self) -> dict[MappedColumn, str]:
        """Everything that a column may be."""
        say, name = self.speaker.say, self.speaker.name
        return {
            **{MappedColumn(role): say(words) for role, words in wording.ROLES.items()},
            **{
                MappedColumn("category", "", b.id): say(wording.CATEGORY_OF.using(breakdown=b.called))
                for b in self.breakdowns
            },
            MappedColumn("value", "", TOTAL, TOTAL): say(wording.FIGURE_TOTAL),
            **{
                MappedColumn("value", "", b.id, c.id): say(
                    wording.FIGURE_CATEGORY.using(
                        breakdown=name(b.called), category=name(b.category_called(c.id))
                    )
                )
                for b in self.breakdowns
                for c in b.categories
            },
            **{
                MappedColumn("value", m.id): say(wording.FIGURE_MEASURE.using(measure=m.called))
                for m in self.measures
            },
        }

    def words(self, role: str) -> dict[str, str]:
        """Everything that a word in a column of a role may mean."""
        say, name = self.speaker.say, self.speaker.name
        own = [a for a in self.catalogue.activities.values() if self.partner.id in a.partners]
        categories = {
            f"{b.id}:{c.id}": f"{name(b.called)}: {name(b.category_called(c.id))}"
            for b in self.breakdowns
            for c in b.categories
        }
        things = {
            "partner": {self.partner.id: name(self.partner.called)},
            "quarter": {quarter: quarter for quarter in self.catalogue.project.quarters},
            "activity": {TOTAL: say(wording.ALL_ACTIVITIES), **{a.id: name(a.called) for a in own}},
            "measure": {m.id: name(m.called) for m in self.measures},
            "breakdown": {b.id: name(b.called) for b in self.breakdowns},
            "category": {f"{TOTAL}:{TOTAL}": say(wording.TOTAL), **categories},
            "filter": {mapping.KEEP: say(wording.KEEP)},
        }
        return {**things[role], mapping.LEAVE_OUT: say(wording.LEAVE_OUT)}


def _headers(made: HeaderMapping) -> str:
    texts = [text for text in made.headers if text]
    more = " …" if len(texts) > MOST_HEADERS_SHOWN else ""
    return ", ".join(texts[:MOST_HEADERS_SHOWN]) + more


def _choose_row(table: RawTable, speaker: Speaker) -> int | None:
    rows = mapping.header_rows(table)
    if not rows:
        return None
    texts = {row: [text for text in mapping.header_texts(table, row) if text] for row in rows}
    named = {
        row: speaker.say(wording.HEADER_ROW_OPTION.using(row=row, texts=", ".join(texts[row])[:80]))
        for row in rows
    }
    widest = max(rows, key=lambda row: len(texts[row]))
    return st.selectbox(
        speaker.say(wording.HEADER_ROW),
        rows,
        index=rows.index(widest),
        format_func=named.__getitem__,
        key=state.mapping_key("row", table.file_name),
    )


def _match_columns(row: int, draft: HeaderMapping, things: _Things) -> HeaderMapping:
    say = things.speaker.say
    st.subheader(say(wording.COLUMNS), anchor=False)
    options = things.meanings()
    columns: list[MappedColumn] = []
    for number, (header, guessed) in enumerate(zip(draft.headers, draft.columns, strict=True), start=1):
        letter = cell_address(row, number).rstrip("0123456789")
        label = wording.COLUMN_LABEL if header else wording.COLUMN_BLANK
        chosen = st.selectbox(
            say(label.using(letter=letter, header=tables.plain(header))),
            list(options),
            index=list(options).index(guessed) if guessed in options else 0,
            format_func=options.__getitem__,
            key=state.mapping_key("column", draft.fingerprint[:16], number),
        )
        columns.append(chosen)
    return HeaderMapping(draft.headers, tuple(columns))


def _match_words(open_words: Mapping[str, Mapping[str, str]], things: _Things) -> Words | None:
    """What the words mean that are left; null when there are too many to ask about."""
    say = things.speaker.say
    count = sum(len(spelt) for spelt in open_words.values())
    if count > wording.MOST_WORDS:
        st.warning(say(wording.TOO_MANY_WORDS.using(count=count)))
        return None
    if not count:
        return {}
    st.subheader(say(wording.WORDS), anchor=False)
    st.write(say(wording.WORDS_INTRO))
    found: Words = {}
    for about, spelt in open_words.items():
        role = about.partition(" ")[0]
        options = things.words(role)
        for key, word in spelt.items():
            chosen = st.selectbox(
                say(wording.WORD_LABELS[role].using(word=tables.plain(word))),
                list(options),
                index=None,
                placeholder=say(wording.NOT_CHOSEN),
                format_func=options.__getitem__,
                key=state.mapping_key("word", about, key),
            )
            if chosen is not None:
                found.setdefault(about, {})[key] = chosen
    return found


def _show_preview(screening: Screening, catalogue: Catalogue, speaker: Speaker) -> None:
    say = speaker.say
    st.subheader(say(wording.PREVIEW), anchor=False)
    if screening.observations.is_empty():
        st.info(say(wording.PREVIEW_NONE))
    else:
        counted = wording.PREVIEW_COUNT.using(
            accepted=screening.accepted_cells, rejected=screening.rejected_cells
        )
        st.write(say(counted))
        first = screening.observations.head(wording.PREVIEW_ROWS)
        rows = [
            (
                say(wording.ALL_ACTIVITIES)
                if activity == TOTAL
                else speaker.name(catalogue.activities[activity].called),
                speaker.name(catalogue.measures[measure].called),
                say(column_called(catalogue, (breakdown, category))),
                str(value) if value is not None else str(mark),
            )
            for _, _, activity, measure, breakdown, category, value, mark in first.iter_rows()
        ]
        tables.show([say(column) for column in wording.PREVIEW_COLUMNS], rows, alt=say(wording.PREVIEW))
    if screening.findings:
        st.caption(say(wording.PREVIEW_FINDINGS))
        findings.show_table(screening.findings, speaker)
