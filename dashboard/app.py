"""The Streamlit script: who is here, which pages there are for them, and the page they chose."""

from __future__ import annotations

import streamlit as st

from dashboard import cache, here, state
from dashboard import page_wording as wording
from dashboard.access.session import current_account, run_of
from dashboard.components import faults, frame
from dashboard.navigation import name_of, pages_for
from pipelines.errors import OutcomesError


def main() -> None:
    """One run of the app: the session is looked up again every time."""
    st.set_page_config(page_title=wording.APP_TITLE, page_icon=str(frame.ICON), layout="wide")
    try:
        account = current_account()
        if account is None:
            st.navigation(
                [st.Page(frame.show_session_ended, title=here.speaker().say(wording.SIGN_IN_TITLE))],
                position="hidden",
            ).run()
            return
        with run_of(account):
            here.arrive(cache.own_language(account))
            page = st.navigation(pages_for(account), position="hidden")
            st.set_page_config(page_title=f"{page.title} · {wording.APP_TITLE}")
            state.note_open_path(page.url_path)
            frame.show(account, name_of(page))
            page.run()
    except OutcomesError as error:
        faults.show(error)


if __name__ == "__main__":
    main()
