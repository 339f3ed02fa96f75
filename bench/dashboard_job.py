"""Serves what is measured, in a process of its own: `python -m bench.dashboard_job WAY PORT`.

WAY is `ours`, the dashboard on the data in PREPARE_DATA, or `bare`, a bare page of Streamlit on the same server.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import streamlit as st
import uvicorn
from streamlit.web import bootstrap

from dashboard.asgi import CONFIG_FILE, app, streamlit_options

BARE_PAGE = Path(__file__).resolve().parent / "bare_page.py"


def bare() -> st.App:
    """Streamlit as it comes, with the same options of speed."""
    options = streamlit_options(CONFIG_FILE)
    bootstrap.load_config_options({**options, "server.trustedUserHeaders": {}})
    return st.App(BARE_PAGE)


WAYS: dict[str, Callable[[], st.App]] = {"ours": app, "bare": bare}


def main(way: str, port: str) -> None:
    """Serve until ended."""
    uvicorn.run(WAYS[way](), host="127.0.0.1", port=int(port), log_level="warning")


if __name__ == "__main__":
    main(*sys.argv[1:])
