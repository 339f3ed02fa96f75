"""The publish section: a computed checklist, the reason, progress and the result."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard import page_wording as wording
from dashboard import state
from dashboard.components import tables
from pipelines.model import Catalogue, Release

Progress = Callable[[str], None]


def show_checklist(
    submission_ids: Sequence[str],
    new_submission_ids: Sequence[str],
    missing: Sequence[tuple[str, str]],
    catalogue: Catalogue,
) -> None:
    """What the next release would contain, and which due reports it would lack."""
    st.header(wording.PUBLISH_HEADING, anchor=False)
    st.write(wording.PUBLISH_INTRO)
    if not submission_ids:
        st.info(wording.PUBLISH_NOTHING)
        return
    st.write(included_text(len(submission_ids), len(new_submission_ids)))
    if not missing:
        st.success(wording.PUBLISH_COMPLETE)
        return
    st.warning(missing_text(len(missing)))
    with st.expander(wording.PUBLISH_MISSING_LIST):
        tables.show(
            wording.MISSING_COLUMNS, missing_rows(missing, catalogue), alt=wording.PUBLISH_MISSING_LIST
        )


def included_text(included: int, new: int) -> str:
    """How many approved reports are in the next release, and how many of them are new."""
    text = wording.PUBLISH_INCLUDED_ONE if included == 1 else wording.PUBLISH_INCLUDED.format(count=included)
    news = wording.PUBLISH_NEW_FEW.get(new, wording.PUBLISH_NEW.format(count=new))
    return f"{text} {news}"


def missing_text(missing: int) -> str:
    """How many due reports are not in the next release."""
    return wording.PUBLISH_MISSING_ONE if missing == 1 else wording.PUBLISH_MISSING.format(count=missing)


def missing_rows(missing: Sequence[tuple[str, str]], catalogue: Catalogue) -> list[tuple[str, str]]:
    """One row for each partner with the quarters that are missing."""
    quarters: dict[str, list[str]] = {}
    for partner_id, quarter in missing:
        quarters.setdefault(partner_id, []).append(quarter)
    return [(catalogue.partners[p].label, ", ".join(sorted(found))) for p, found in quarters.items()]


def publish_with(publish: Callable[[str, Progress], Release], *, is_possible: bool) -> None:
    """The form, and publishing with its progress once the button is pressed."""
    with st.form("publish"):
        reason = st.text_input(wording.PUBLISH_REASON, key=state.REASON, max_chars=500)
        pressed = st.form_submit_button(wording.PUBLISH_BUTTON, type="primary", disabled=not is_possible)
    if not pressed:
        return
    with st.status(wording.PUBLISH_RUNNING, expanded=True) as status:
        release = publish(reason, lambda step: status.update(label=f"{wording.PUBLISH_RUNNING}: {step}"))
        done = wording.PUBLISHED_NOTE.format(number=release.number)
        status.update(label=done, state="complete", expanded=False)
    st.success(done)
