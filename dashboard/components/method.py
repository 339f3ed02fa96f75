"""Texts of the page about the method, with the policy in force."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard import here, method_wording
from dashboard import reading_wording as wording
from dashboard.components import tables
from pipelines.model import Policy
from pipelines.texts import Text


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
    say = here.speaker().say
    st.markdown(say(method_wording.INTRO))
    st.markdown(say(method_wording.IN_FORCE[policy.profile].using(base=policy.rounding_base)))


def show_sections(sections: Sequence[method_wording.Section], policy: Policy) -> None:
    """Headings with their text."""
    say = here.speaker().say
    for section in sections:
        st.header(say(section.heading), anchor=False)
        st.markdown(
            "\n\n".join(
                say(
                    paragraph.using(
                        largest=policy.threshold - 1,
                        threshold=policy.threshold,
                        contributors=policy.min_contributors,
                        insider_values=policy.insider_values,
                        base=policy.rounding_base,
                    )
                )
                for paragraph in section.paragraphs
            )
        )


def show_references() -> None:
    """Where the method comes from."""
    say = here.speaker().say
    st.header(say(method_wording.REFERENCES_HEADING), anchor=False)
    st.markdown("\n".join(f"- {_reference(*each, say)}" for each in method_wording.REFERENCES))


def _reference(citation: str, doi: str, why: Text, say: Callable[[Text], str]) -> str:
    link = f" [doi:{doi}](https://doi.org/{doi})." if doi else ""
    return f"{citation}{link} {say(why)}"
