from __future__ import annotations

from tests.rules_page import PAGE, page


def test_rules_page_is_what_the_program_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "bring it up to date with ./run texts"
