"""The pages of each role, built from the roles table; a page that is not in the list cannot be run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from dashboard import here, state
from dashboard.reading_wording import PAGE_TITLES
from pipelines.model import Account
from pipelines.roles import Act, may

PAGES_DIR = Path(__file__).resolve().parent / "app_pages"
HOME = "home"
"""The page of the bare address; it shows the first page of the list."""

ONWARD = ":material/arrow_forward:"
"""What shows that a line of text leads somewhere."""

PAGES: tuple[tuple[str, Act, str], ...] = (
    ("overview", Act.READ_RELEASE, "read"),
    ("explore", Act.READ_RELEASE, "read"),
    ("activities", Act.READ_RELEASE, "read"),
    ("places", Act.READ_RELEASE, "read"),
    ("participation", Act.READ_RELEASE, "read"),
    ("process", Act.READ_RELEASE, "read"),
    ("quality", Act.READ_RELEASE, "read"),
    ("releases", Act.READ_RELEASE, "read"),
    ("sheets", Act.READ_RELEASE, "read"),
    ("submit", Act.SUBMIT, "report"),
    ("reports", Act.FOLLOW_REPORTS, "report"),
    ("review", Act.REVIEW, "manage"),
    ("publish", Act.PUBLISH, "manage"),
    ("people", Act.MANAGE_ACCOUNTS, "manage"),
    ("trail", Act.READ_TRAIL, "manage"),
    ("method", Act.READ_RELEASE, "help"),
    ("verify", Act.READ_RELEASE, "help"),
    ("accessibility", Act.READ_RELEASE, "help"),
    ("about", Act.READ_RELEASE, "help"),
)
"""Name of the page, which is also its address; what one must be allowed to do to see it; its group in the menu.

The order is that of the menu. A title in `reading_wording.PAGE_TITLES` and a line here make a page.
"""


def page_names(account: Account) -> tuple[str, ...]:
    """Names of the pages an account may open, in the order of the menu."""
    return tuple(name for name, action, _ in PAGES if may(account, action))


def reading_pages(account: Account) -> tuple[str, ...]:
    """Names of the pages of results that an account may open, but for the list of releases."""
    return tuple(name for name in groups(account)["read"] if name != "releases")


def groups(account: Account) -> Mapping[str, tuple[str, ...]]:
    """Group of the menu -> names of its pages that an account may open; no group is empty."""
    found: dict[str, tuple[str, ...]] = {}
    for name, action, group in PAGES:
        if may(account, action):
            found[group] = (*found.get(group, ()), name)
    return found


def pages_for(account: Account) -> list[StreamlitPage]:
    """The pages an account may open, after the one of the bare address; links of this run lead to these."""
    found = {HOME: _home(), **{name: _page(name) for name in page_names(account)}}
    state.keep_pages(found)
    return list(found.values())


def name_of(opened: StreamlitPage) -> str:
    """The name of a page that was opened."""
    return opened.url_path or PAGES[0][0]


def link(
    name: str, label: str, query: Mapping[str, str | Sequence[str]] | None = None, *, icon: str = ONWARD
) -> None:
    """A link to a page in the reader's language and release, with what was chosen there before or with a query.

    Errors: KeyError for a page that the reader may not open.
    """
    chosen = state.kept_query(name) if query is None else query
    # Whoever is at the bare address is on that page already, and the menu marks it.
    is_home = name == PAGES[0][0] and state.open_path() == ""
    st.page_link(
        state.pages()[HOME if is_home else name],
        label=label,
        icon=icon or None,
        query_params={**here.carried(), **chosen},
    )


def menu_link(name: str) -> None:
    """A link to a page by its title."""
    link(name, state.pages()[name].title, icon="")


def _page(name: str) -> StreamlitPage:
    return st.Page(PAGES_DIR / f"{name}.py", title=here.speaker().say(PAGE_TITLES[name]), url_path=name)


def _home() -> StreamlitPage:
    # NOTE: Streamlit gives the default page no path of its own, and a link to it would lead to wherever one is.
    first = PAGES[0][0]
    title = here.speaker().say(PAGE_TITLES[first])
    return st.Page(PAGES_DIR / f"{first}.py", title=title, url_path=HOME, default=True, visibility="hidden")
