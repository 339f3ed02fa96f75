"""The worked example of the method page: invented numbers, which follow from the policy alone."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator

from streamlit.testing.v1 import AppTest

from dashboard.crawl.messages import Content, content_of
from pipelines.languages import SOURCE_LANGUAGE
from pipelines.model import Policy

SECONDS = 120.0


def example_contents(policy: Policy, languages: Iterable[str] = (SOURCE_LANGUAGE,)) -> frozenset[Content]:
    """Every element of the worked example as it begins, made here from the policy and nothing else."""
    return frozenset(content for language in languages for content in _contents(policy, language))


def _contents(policy: Policy, language: str) -> Iterator[Content]:
    # Outside a server Streamlit says that there is none.
    logger = logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        page = AppTest.from_function(
            _show, default_timeout=SECONDS, kwargs={"policy": policy, "language": language}
        ).run()
    finally:
        logger.setLevel(before)
    found = (content_of(getattr(node, "proto", None)) for node in page._tree)
    yield from (content for content in found if content[1])


def _show(policy: "Policy", language: str) -> None:  # noqa: UP037  there is no such name where Streamlit runs it
    # Streamlit runs the text of this function by itself: what it needs is imported here.
    from functools import partial

    from dashboard.components import worked_example
    from pipelines.languages import Speaker
    from pipelines.protect import example

    worked_example.show(
        partial(example.work_out, policy=policy),
        partial(example.rounded, policy=policy),
        policy,
        Speaker(language),
    )
