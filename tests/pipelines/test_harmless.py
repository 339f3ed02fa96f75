from __future__ import annotations

import polars as pl
import pytest

from pipelines.harmless import harmless, harmless_texts

DANGEROUS = (
    "=1+1",
    "+1+1",
    "-1+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "|calc",
    "%0A",
    "＝1+1",
    '=HYPERLINK("http://x","y")',
    "=cmd|'/c calc'!A1",
    "\tx",
)
NUMBERS = ("-5", "+5", "12", "-1.5", "-1,5", "0")
WORDS = ("", "a=b", "2018-Q1", "A-1", "x@y", "it's", "a\n=1")


@pytest.mark.parametrize("text", DANGEROUS)
def test_harmless_text_that_would_run_begins_with_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", [*NUMBERS, *WORDS])
def test_harmless_numbers_and_words_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


def test_harmless_texts_of_a_frame_are_the_same() -> None:
    texts = [*DANGEROUS, *NUMBERS, *WORDS]
    frame = pl.DataFrame({"text": [*texts, None], "number": [-1] * (len(texts) + 1)})
    found = frame.with_columns(harmless_texts())
    assert found["text"].to_list() == [*(harmless(text) for text in texts), None]
    assert found["number"].to_list() == frame["number"].to_list()
