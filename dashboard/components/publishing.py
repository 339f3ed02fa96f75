"""What goes into the next release, and the button that publishes it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import cycle_wording, here, publish_wording, state
from dashboard import page_wording as wording
from dashboard.components import tables
from dashboard.components.numbers import ENGLISH
from dashboard.waiting import partner_label
from pipelines.languages import Speaker
from pipelines.ledger import Publication
from pipelines.model import Catalogue
from pipelines.texts import Text, sentences


def show_checklist(
    submission_ids: Sequence[str],
    published_before: Sequence[str],
    missing: Sequence[tuple[str, str]],
    catalogue: Catalogue,
    *,
    confirmed: Sequence[str] = (),
    commented: Sequence[str] = (),
) -> None:
    """What the next release would contain, what is new, corrected or late in it, and what it would lack."""
    speaker = here.speaker()
    say = speaker.say
    st.header(say(publish_wording.INCLUDED_HEADING), anchor=False)
    if not submission_ids:
        st.info(say(wording.PUBLISH_NOTHING))
        return
    new = [each for each in submission_ids if each not in set(published_before)]
    st.write(say(sentences(wording.publish_included(len(submission_ids)), wording.publish_new(len(new)))))
    for text in [*news_texts(new, published_before, catalogue, speaker), *care_texts(confirmed, commented)]:
        st.markdown(say(text))
    if not missing:
        st.success(say(wording.PUBLISH_COMPLETE))
        return
    st.warning(say(wording.publish_missing(len(missing))))
    with st.expander(say(wording.PUBLISH_MISSING_LIST)):
        tables.show(
            [say(each) for each in wording.MISSING_COLUMNS],
            missing_rows(missing, catalogue, speaker),
            alt=say(wording.PUBLISH_MISSING_LIST),
        )


def care_texts(confirmed: Sequence[str], commented: Sequence[str]) -> list[Text]:
    """Which reports have findings that were confirmed, and which have comments that nobody resolved."""
    return [
        sentence.using(reports=tables.plain(", ".join(dict.fromkeys(reports))))
        for sentence, reports in (
            (cycle_wording.CHECK_CONFIRMED, confirmed),
            (cycle_wording.CHECK_COMMENTS, commented),
        )
        if reports
    ]


def ask_withdrawal(publications: Sequence[Publication]) -> tuple[int, str] | None:
    """Which release to withdraw, and why, once the button was pressed."""
    say = here.speaker().say
    standing = [each.number for each in publications if each.withdrawal is None]
    if not standing:
        return None
    with st.expander(say(cycle_wording.WITHDRAW_RELEASE_HEADING)):
        st.write(say(cycle_wording.WITHDRAW_RELEASE_TEXT))
        with st.form("withdraw release", enter_to_submit=False):
            number = st.selectbox(
                say(cycle_wording.WITHDRAW_RELEASE),
                list(reversed(standing)),
                format_func=lambda each: f"{each:04d}",
                key=state.WITHDRAW_RELEASE,
            )
            reason = st.text_input(
                say(cycle_wording.WITHDRAW_RELEASE_REASON), key=state.WITHDRAW_RELEASE_REASON, max_chars=500
            )
            pressed = st.form_submit_button(say(cycle_wording.WITHDRAW_RELEASE_BUTTON))
    return (number, reason) if pressed and number else None


def news_texts(
    new: Sequence[str], published_before: Sequence[str], catalogue: Catalogue, speaker: Speaker = ENGLISH
) -> list[Text]:
    """Which new reports correct one that was published, which are late, and what that means; none of the usual."""
    had = {_partner_and_quarter(each) for each in published_before}
    last_quarter = max((quarter for _, quarter in had), default="")
    found = sorted({_partner_and_quarter(each) for each in new})
    revised = [each for each in found if each in had]
    late = [each for each in found if each not in had and each[1] <= last_quarter]
    texts = [
        sentence.using(reports=_named(reports, catalogue, speaker))
        for sentence, reports in ((publish_wording.NEWS_REVISED, revised), (publish_wording.NEWS_LATE, late))
        if reports
    ]
    return [*texts, publish_wording.NEWS_MEANING] if texts else []


def _partner_and_quarter(submission_id: str) -> tuple[str, str]:
    partner_id, year, quarter, _version = submission_id.rsplit("-", 3)
    return partner_id, f"{year}-{quarter}"


def _named(reports: Sequence[tuple[str, str]], catalogue: Catalogue, speaker: Speaker) -> str:
    return ", ".join(
        tables.plain(f"{partner_label(partner, catalogue)} {speaker.quarter(quarter)}")
        for partner, quarter in reports
    )


def missing_rows(
    missing: Sequence[tuple[str, str]], catalogue: Catalogue, speaker: Speaker = ENGLISH
) -> list[tuple[str, str]]:
    """One row for each partner with the quarters that are missing."""
    quarters: dict[str, list[str]] = {}
    for partner_id, quarter in missing:
        quarters.setdefault(partner_id, []).append(quarter)
    return [
        (partner_label(p, catalogue), ", ".join(map(speaker.quarter, sorted(found))))
        for p, found in quarters.items()
    ]


def ask_reason(*, is_seen: bool, is_possible: bool) -> str | None:
    """The reason once the button was pressed; null before. `is_seen` is whether the assessment is there to read."""
    say = here.speaker().say
    st.header(say(publish_wording.PUBLISH_HEADING), anchor=False)
    st.write(say(publish_wording.PUBLISH_TEXT))
    if is_possible and not is_seen:
        st.caption(say(publish_wording.PUBLISH_UNSEEN))
    with st.form("publish", enter_to_submit=False):
        reason = st.text_input(say(wording.PUBLISH_REASON), key=state.REASON, max_chars=500)
        pressed = st.form_submit_button(say(wording.PUBLISH_BUTTON), type="primary", disabled=not is_possible)
    return reason if pressed else None
