"""Texts of the page about the method, with the policy in force."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import here, method_wording
from dashboard import reading_wording as wording
from dashboard.components import tables
from pipelines.model import Policy


def show_reading(policy: Policy) -> None:
    """How to read each kind of cell."""
    say = here.speaker().say
    st.header(say(wording.ABOUT_READ), anchor=False)
    rounded = wording.ABOUT_READ_ROUNDED_ROWS if policy.profile == "round" else ()
    tables.show(
        [say(column) for column in wording.ABOUT_READ_COLUMNS],
        [
            [say(words) for words in row]
            for row in (*wording.ABOUT_READ_ROWS[:2], *rounded, *wording.ABOUT_READ_ROWS[2:])
        ],
        alt=say(wording.ABOUT_READ),
    )


def show_intro(policy: Policy) -> None:
    """What the page is for, and which profile is in force."""
    st.markdown(method_wording.INTRO)
    st.markdown(method_wording.IN_FORCE[policy.profile].format(base=policy.rounding_base))


def show_sections(sections: Sequence[tuple[str, str]], policy: Policy) -> None:
    """Headings with their text."""
    for heading, text in sections:
        st.header(heading, anchor=False)
        st.markdown(
            text.format(
                largest=policy.threshold - 1,
                threshold=policy.threshold,
                contributors=policy.min_contributors,
                insider_values=policy.insider_values,
                base=policy.rounding_base,
            )
        )


def show_references() -> None:
    """Where the method comes from."""
    st.header(method_wording.REFERENCES_HEADING, anchor=False)
    texts = []
    for citation, doi, why in method_wording.REFERENCES:
        text = method_wording.REFERENCE_WITH_DOI if doi else method_wording.REFERENCE
        texts.append(text.format(citation=citation, doi=doi, why=why))
    st.markdown("\n".join(f"- {text}" for text in texts))
