from __future__ import annotations

import pytest

from dashboard.sheets.markdown import blocks_of
from dashboard.sheets.model import Heading, Listing, Paragraph, Run


def words(text: str) -> Paragraph:
    return Paragraph((Run(text),))


def test_emphasis_and_links_of_the_web_are_kept() -> None:
    (found,) = blocks_of("A **bold** and *quiet* [word](https://example.org/a?b=1).", below=1)

    assert found == Paragraph(
        (
            Run("A "),
            Run("bold", bold=True),
            Run(" and "),
            Run("quiet", italic=True),
            Run(" "),
            Run("word", link="https://example.org/a?b=1"),
            Run("."),
        )
    )


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "mailto:a", "/about", "ftp://x.y"],
)
def test_link_that_is_not_of_the_web_is_words_only(address: str) -> None:
    runs = [run for block in blocks_of(f"[word]({address})", below=1) for run in block.runs]  # type: ignore[union-attr]

    assert "word" in "".join(run.text for run in runs)
    assert {run.link for run in runs} == {""}


@pytest.mark.parametrize(
    "content", ["<script>alert(1)</script>", "<b>x</b>", "a <img src=x onerror=y> b", "<!-- hidden -->"]
)
def test_html_is_shown_as_it_was_typed(content: str) -> None:
    assert blocks_of(content, below=1) == (words(content),)


def test_picture_is_its_words() -> None:
    assert blocks_of("![A board](https://example.org/x.png)", below=1) == (words("A board"),)


@pytest.mark.parametrize(
    ("content", "levels"),
    [
        ("# A\n\n# B", [2, 2]),
        ("### A\n\n##### B\n\n### C", [2, 3, 2]),
        ("## A\n\n# B", [2, 2]),
        ("# A\n\n###### B", [2, 3]),
        ("# A\n\n## B\n\n### C\n\n#### D\n\n##### E", [2, 3, 4, 4, 4]),
    ],
)
def test_headings_go_down_one_level_at_a_time(content: str, levels: list[int]) -> None:
    assert [block.level for block in blocks_of(content, below=1) if isinstance(block, Heading)] == levels


def test_lists_are_nested_and_numbered() -> None:
    (found,) = blocks_of("1. one\n2. two\n   - part\n   - part", below=1)

    assert found == Listing(
        (
            (words("one"),),
            (words("two"), Listing(((words("part"),), (words("part"),)))),
        ),
        ordered=True,
    )


def test_heading_within_a_list_is_words() -> None:
    assert blocks_of("- # A", below=1) == (Listing(((Paragraph((Run("A", bold=True),)),),)),)


def test_code_and_quotations_are_words() -> None:
    assert blocks_of("```\nx = 1\n```\n\n> said", below=1) == (
        words("x = 1"),
        Paragraph((Run("said", italic=True),)),
    )


@pytest.mark.parametrize("content", ["", "   ", "\n\n"])
def test_nothing_is_no_blocks(content: str) -> None:
    assert blocks_of(content, below=1) == ()
