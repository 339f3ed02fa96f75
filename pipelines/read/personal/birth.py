"""Dates of birth: a date, or a year, beside a word that says so."""

from __future__ import annotations

import re

from pipelines.read.personal.folding import without_accents

CONTEXT = re.compile(
    r"\b(?:born|birth\w*|d\.?o\.?b\b|ne(?:e|\(e\))? (?:le|en|a)\b|naissance|nacid[oa]s?|nacimiento|nac\.|"
    r"naixement|nascut|nascuda|geboren|geb\.|geboorte\w*|geburt\w*|fodd|fodelse\w*|nat[oa] (?:il|nel|a)\b|nascita)"
)
YEAR = r"(?:19[2-9]\d|20[01]\d)"
DATE = re.compile(
    rf"\b\d{{1,2}}\s?[./-]\s?\d{{1,2}}\s?[./-]\s?(?:{YEAR}|\d{{2}})\b"
    rf"|\b{YEAR}\s?[./-]\s?\d{{1,2}}\s?[./-]\s?\d{{1,2}}\b"
    rf"|\b{YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\b"
    rf"|\b{YEAR}\b"
)


def tells_birth_date(text: str) -> bool:
    """Whether a text says when somebody was born."""
    plain = without_accents(text)
    return CONTEXT.search(plain) is not None and DATE.search(plain) is not None
