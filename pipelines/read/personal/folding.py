"""Texts as they are compared: without case, accents and punctuation."""

from __future__ import annotations

import re
import unicodedata

ORDINALS = {ord("º"): " ", ord("ª"): " "}
NOT_LETTERS = re.compile(r"[^a-z0-9]+")


def without_accents(text: str) -> str:
    """Lower case, without accents and other marks on letters."""
    if text.isascii():
        return text.lower()
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text.casefold())
        if not unicodedata.combining(letter)
    )


def folded(text: str) -> str:
    """Words of plain letters and digits with one space between."""
    return NOT_LETTERS.sub(" ", without_accents(text.translate(ORDINALS))).strip()
