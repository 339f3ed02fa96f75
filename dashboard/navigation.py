"""The pages of each role, built from the roles table; a page that is not in the list cannot be run."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from dashboard.page_wording import PAGE_TITLES
from pipelines.model import Account
from pipelines.roles import Act, may

PAGES_DIR = Path(__file__).resolve().parent / "app_pages"

PAGES: tuple[tuple[str, Act], ...] = (
    ("overview", Act.READ_RELEASE),
    ("compare", Act.READ_RELEASE),
    ("activities", Act.READ_RELEASE),
    ("places", Act.READ_RELEASE),
    ("participation", Act.READ_RELEASE),
    ("process", Act.READ_RELEASE),
    ("quality", Act.READ_RELEASE),
    ("reports", Act.FOLLOW_REPORTS),
    ("submit", Act.SUBMIT),
    ("review", Act.REVIEW),
    ("publish", Act.PUBLISH),
    ("people", Act.MANAGE_ACCOUNTS),
    ("trail", Act.READ_TRAIL),
    ("method", Act.READ_RELEASE),
    ("about", Act.READ_RELEASE),
)
"""Name of the page, which is also its address, and what one must be allowed to do to see it."""


def page_names(account: Account) -> tuple[str, ...]:
    """Names of the pages an account may open, in the order of the menu."""
    return tuple(name for name, action in PAGES if may(account, action))


def page(name: str) -> StreamlitPage:
    """A page by its name, for links."""
    return st.Page(
        PAGES_DIR / f"{name}.py", title=PAGE_TITLES[name], url_path=name, default=name == PAGES[0][0]
    )


def pages_for(account: Account) -> list[StreamlitPage]:
    """The pages an account may open."""
    return [page(name) for name in page_names(account)]
