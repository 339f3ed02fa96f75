"""Every key of the Streamlit session state, with a function for each thing that is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar, cast

import streamlit as st
from streamlit.navigation.page import StreamlitPage

FLASH = "flash"
ACCOUNT = "account"
QUARTER = "quarter"
OWN_CHANGE = "own_change"
UPLOAD = "upload"
VERIFIED = "verified"
LANGUAGE = "language"
LANGUAGE_BEGAN = "language_began"
SPOKEN = "spoken"
CHOSEN_LANGUAGE = "chosen_language"
HINT_READ = "hint_read"
QUERIES = "queries"
PAGES = "pages"
OPEN_PATH = "open_path"
FINDING_KINDS = "finding_kinds"
FINDING_SHOWN = "finding_shown"
CONFIRMED = "confirmed"
FORESEEN = "foreseen"
TABLE = "table"
CHECKED = "checked"
MAPPING = "mapping"
MAPPING_REMOVED = "mapping_removed"
RECEIPT = "receipt"
REVIEWED = "report"
COMMENT = "comment"
REASON = "reason"
VALUES_ACTIVITY = "values_activity"
EXAMPLE = "example"
CHANGE_SHOWN = "change_shown"
CHANGE_MEASURE = "change_measure"
CHANGE_PAGE = "change_page"
LIFT_MEASURE = "lift_measure"
LIFT_PLACE = "lift_place"
LIFT_CELL = "lift_cell"
LIFT_REASON = "lift_reason"
UNLIFT_CELL = "unlift_cell"
UNLIFT_REASON = "unlift_reason"
PARTNER = "partner"
EXTEND_REPORT = "extend_report"
EXTEND_UNTIL = "extend_until"
EXTEND_REASON = "extend_reason"
ANSWER = "answer"
COMMENT_CELL = "comment_cell"
COMMENT_TEXT = "comment_text"
WITHDRAW_REPORT = "withdraw_report"
WITHDRAW_REASON = "withdraw_reason"
WITHDRAW_RELEASE = "withdraw_release"
WITHDRAW_RELEASE_REASON = "withdraw_release_reason"
INVITE_EMAIL = "invite_email"
INVITE_ROLE = "invite_role"
INVITE_PARTNERS = "invite_partners"
CLOSE_EMAIL = "close_email"
CLOSE_FORGET = "close_forget"
TRAIL_KIND = "trail_kind"
TRAIL_WHO = "trail_who"
AUTHOR_TEXT = "author_text"
TRAIL_REPORT = "trail_report"

Made = TypeVar("Made")


def flash(message: str) -> None:
    """Keep a message for the next run of the page."""
    st.session_state[FLASH] = message


def begin_language(language: str) -> None:
    """Let the workbook's language begin with that of the reader, and follow when the reader chooses another."""
    if st.session_state.get(LANGUAGE_BEGAN) != language:
        st.session_state[LANGUAGE_BEGAN] = language
        st.session_state[LANGUAGE] = language


def take_flash() -> str:
    """The kept message, once; blank when there is none."""
    return str(st.session_state.pop(FLASH, ""))


def once(key: str, mark: str, make: Callable[[], Made]) -> Made:
    """Make something once for a mark and keep it; what was kept for another mark is dropped."""
    kept = st.session_state.get(key)
    if not (isinstance(kept, tuple) and kept[0] == mark):
        kept = (mark, make())
        st.session_state[key] = kept
    return cast("Made", kept[1])


def forget(key: str) -> None:
    """Let something that was made once be made again."""
    st.session_state.pop(key, None)


def mapping_key(*parts: object) -> str:
    """The key of a widget that matches a header or a word."""
    return ".".join((MAPPING, *map(str, parts)))


def has(key: str, mark: str) -> bool:
    """Whether `once` keeps something for a mark."""
    kept = st.session_state.get(key)
    return isinstance(kept, tuple) and kept[0] == mark


def show_receipt_of(submission_id: str) -> None:
    """Remember which report's receipt the page shows."""
    st.session_state[RECEIPT] = submission_id


def receipt_of() -> str:
    """The report whose receipt the page shows; blank when there is none."""
    return str(st.session_state.get(RECEIPT, ""))


def note_hint_read() -> None:
    """Remember that the hint for newcomers was read."""
    st.session_state[HINT_READ] = True


def keep_pages(pages: Mapping[str, StreamlitPage]) -> None:
    """Remember the pages of this run by their names."""
    st.session_state[PAGES] = pages


def pages() -> Mapping[str, StreamlitPage]:
    """The pages that the reader may open, by their names."""
    return cast("Mapping[str, StreamlitPage]", st.session_state[PAGES])


def note_open_path(path: str) -> None:
    """Remember the path of the page that is open, blank for the bare address."""
    st.session_state[OPEN_PATH] = path


def open_path() -> str:
    """The path of the page that is open, blank for the bare address."""
    return str(st.session_state.get(OPEN_PATH, ""))


def keep_query(page: str, query: Mapping[str, Sequence[str]]) -> None:
    """Remember what a page was last asked for, so that a link in the menu opens it again."""
    kept = cast("dict[str, Mapping[str, Sequence[str]]]", st.session_state.setdefault(QUERIES, {}))
    kept[page] = query


def kept_query(page: str) -> Mapping[str, Sequence[str]]:
    """What a page was last asked for; nothing when it was not open yet."""
    kept = cast("dict[str, Mapping[str, Sequence[str]]]", st.session_state.get(QUERIES, {}))
    return kept.get(page, {})


def changes_page_key(choice: Mapping[str, str]) -> str:
    """The key of the page of changed figures, for what was chosen."""
    return ".".join((CHANGE_PAGE, *(f"{name}={choice[name]}" for name in sorted(choice))))


def indicators_key(objective: str) -> str:
    """The key of the list of an objective's indicators."""
    return f"indicators.{objective}"


def filter_key(field: str) -> str:
    """The key of a filter's widget."""
    return f"filter.{field}"


def example_key(*parts: str) -> str:
    """The key of a widget of the worked example."""
    return ".".join((EXAMPLE, *parts))


def note_own_change() -> None:
    """Remember that the address was changed by a filter of the page, not by a link."""
    st.session_state[OWN_CHANGE] = True


def take_own_change() -> bool:
    """Whether a filter of the page made the last change of the address; asked once per run."""
    return bool(st.session_state.pop(OWN_CHANGE, False))
