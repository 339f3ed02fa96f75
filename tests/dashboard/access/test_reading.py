"""In which language the pages without Streamlit are, and the page around Streamlit."""

from __future__ import annotations

import re

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from dashboard import page_wording as wording
from dashboard.access.headers import index_page
from dashboard.access.reading import in_language, liked_languages
from dashboard.access.shell import Shell, with_watch
from pipelines.languages import LANGUAGES, Speaker
from pipelines.ledger import Ledger

from .asgi_client import AsgiClient
from .conftest import AT

TOKEN = "x" * 43
ORIGIN = {"origin": "http://monitor.test"}


def language_of_page(text: str) -> str:
    return re.findall(r'<html lang="(\w+)"', text)[0]


@pytest.mark.parametrize(
    ("accepted", "languages"),
    [
        ("", [""]),
        ("sv", ["sv"]),
        ("es-ES,es;q=0.9,en;q=0.8", ["es", "es", "en"]),
        ("en;q=0.1, ca ; q=0.7, *;q=0", ["ca", "en"]),
        ("fr;q=much,de", ["de"]),
    ],
)
def test_liked_languages_come_best_first(accepted: str, languages: list[str]) -> None:
    assert liked_languages(accepted) == languages


def test_in_language_without_a_language_is_the_address_itself() -> None:
    assert in_language("/explore", "") == "/explore"
    assert in_language("/explore", "fr") == "/explore?lang=fr"
    assert in_language("/explore?release=7", "fr") == "/explore?release=7&lang=fr"


@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [
        ("", "", "en"),
        ("", "de-AT,de;q=0.9,en;q=0.5", "de"),
        ("", "pl,ru", "en"),
        ("lang=nl", "de", "nl"),
        ("lang=pl", "ca", "ca"),
        ("lang=%22%3E%3Cscript%3E", "", "en"),
    ],
)
def test_sign_in_page_language_of_the_address_else_of_the_browser(
    client: AsgiClient, query: str, accepted: str, language: str
) -> None:
    text = client.get(f"/account/sign-in?{query}", headers={"accept-language": accepted}).text

    assert language_of_page(text) == language
    assert Speaker(language).say(wording.SIGN_IN_TITLE) in text
    assert "script" not in text


def test_sign_in_page_offers_itself_in_every_language_and_marks_its_own(client: AsgiClient) -> None:
    text = client.get(f"/account/link?token={TOKEN}&lang=sv").text

    links = re.findall(r'<a href="([^"]+)" lang="(\w+)" hreflang="\w+"( aria-current="true")?>', text)
    assert [language for _, language, _ in links] == list(LANGUAGES)
    assert [language for _, language, mark in links if mark] == ["sv"]
    assert links[0][0] == f"/account/link?token={TOKEN}&amp;lang=en"


def test_chosen_language_goes_along_into_the_dashboard(client: AsgiClient, ledger: Ledger) -> None:
    token = ledger.issue_link("eva@example.org", AT)

    page = client.get(f"/account/link?token={token}&lang=ca").text
    action = re.findall(r'action="([^"]+)"', page)[0]
    answer = client.post(action, data={"token": token}, headers=ORIGIN)

    assert answer.headers["location"] == "/?lang=ca"


def test_refusal_is_in_the_language_of_the_request(client: AsgiClient) -> None:
    answer = client.post("/account/link?lang=es", data={"token": "x"}, headers=ORIGIN)

    assert answer.status_code == 403
    assert language_of_page(answer.text) == "es"
    assert "/account/sign-in?lang=es" in answer.text


def test_visitor_without_a_session_is_sent_to_sign_in_in_the_language_of_the_link(client: AsgiClient) -> None:
    assert client.get("/explore?lang=fr").headers["location"] == "/account/sign-in?lang=fr"
    assert client.get("/explore?lang=xx").headers["location"] == "/account/sign-in"


@pytest.mark.parametrize(
    ("query", "own", "accepted", "language"),
    [("", "", "", "en"), ("", "sv", "de", "sv"), ("?lang=fr", "sv", "de", "fr"), ("", "", "de", "de")],
)
def test_index_page_language_of_the_address_else_of_the_account_else_of_the_browser(
    query: str, own: str, accepted: str, language: str
) -> None:
    shell = Middleware(Shell, index_html=with_watch(index_page()), own_language=lambda _token: own)

    text = (
        AsgiClient(Starlette(middleware=[shell]))
        .get(f"/explore{query}", headers={"accept-language": accepted})
        .text
    )

    assert language_of_page(text) == language
