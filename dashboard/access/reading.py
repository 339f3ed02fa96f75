"""Which language somebody reads whose account is not known, or not asked: of a page without Streamlit."""

from __future__ import annotations

from starlette.requests import HTTPConnection

from dashboard.view import LANGUAGE_KEY
from pipelines.languages import LANGUAGES, SOURCE_LANGUAGE


def asked_language(request: HTTPConnection) -> str:
    """The language that the address names; blank when it names none that is spoken here."""
    asked = request.query_params.get(LANGUAGE_KEY, "")
    return asked if asked in LANGUAGES else ""


def language_of(request: HTTPConnection, own: str = "") -> str:
    """The language of the address, else of the account, else the one the browser likes best, else English."""
    wanted = (asked_language(request), own, *liked_languages(request.headers.get("accept-language", "")))
    return next((language for language in wanted if language in LANGUAGES), SOURCE_LANGUAGE)


def liked_languages(accepted: str) -> list[str]:
    """The languages of an Accept-Language header, best first, without their countries."""
    weighted = []
    for place, part in enumerate(accepted.split(",")):
        tag, *options = (piece.strip() for piece in part.lower().split(";"))
        weight = next((option[2:] for option in options if option.startswith("q=")), "1")
        try:
            weighted.append((-float(weight), place, tag.partition("-")[0]))
        except ValueError:
            continue  # whoever writes such a weight has not said how much the language is liked
    return [language for weight, _, language in sorted(weighted) if weight < 0]


def in_language(address: str, language: str) -> str:
    """An address of ours, asked for in a language; as it is where none is named."""
    if not language:
        return address
    return f"{address}{'&' if '?' in address else '?'}{LANGUAGE_KEY}={language}"
