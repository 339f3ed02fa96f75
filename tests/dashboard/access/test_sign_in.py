from __future__ import annotations

import re

import pytest
from starlette.applications import Starlette

from dashboard.access.guard import SESSION_COOKIE
from pipelines.ledger import Ledger

from .asgi_client import AsgiClient
from .conftest import AT

ORIGIN = {"origin": "http://monitor.test"}


def test_healthz_without_session_says_ok(client: AsgiClient) -> None:
    assert client.get("/healthz").text == "ok"


@pytest.mark.parametrize(
    "path", ["/account/sign-in", "/account/signed-out", "/account/sign-out", "/account/link"]
)
def test_account_page_has_language_title_and_viewport(client: AsgiClient, path: str) -> None:
    text = client.get(path).text

    assert '<html lang="en">' in text
    assert re.search(r"<title>[^<]+</title>", text)
    assert 'name="viewport"' in text


def test_link_page_opened_does_not_use_the_link_up(client: AsgiClient, ledger: Ledger) -> None:
    token = ledger.issue_link("eva@example.org", AT)

    first = client.get("/account/link", params={"token": token})
    client.request("HEAD", "/account/link", params={"token": token})
    answer = client.post("/account/link", data={"token": token}, headers=ORIGIN)

    assert token in first.text
    assert SESSION_COOKIE not in first.cookies
    assert answer.status_code == 303


def test_link_page_says_nothing_about_the_account(client: AsgiClient, ledger: Ledger) -> None:
    token = ledger.issue_link("eva@example.org", AT)

    known = client.get("/account/link", params={"token": token}).text
    unknown = client.get("/account/link", params={"token": "x" * len(token)}).text

    assert known.replace(token, "") == unknown.replace("x" * len(token), "")


@pytest.mark.parametrize("cut", ["", "x", "half"])
def test_link_that_was_cut_says_so_and_has_no_button(client: AsgiClient, ledger: Ledger, cut: str) -> None:
    token = ledger.issue_link("eva@example.org", AT)

    answer = client.get("/account/link", params={"token": token[:20] if cut == "half" else cut})

    assert answer.status_code == 400
    assert "This link is not complete" in answer.text
    assert "<form" not in answer.text
    assert 'href="/account/sign-in"' in answer.text


def test_link_redeemed_sets_a_closed_cookie_and_goes_home(client: AsgiClient, ledger: Ledger) -> None:
    token = ledger.issue_link("eva@example.org", AT)

    answer = client.post("/account/link", data={"token": token}, headers=ORIGIN)

    cookie = answer.headers["set-cookie"]
    assert answer.headers["location"] == "/"
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    assert token not in cookie
    assert client.get("/").status_code == 200


def test_link_redeemed_under_https_sets_a_secure_cookie(guarded: Starlette, ledger: Ledger) -> None:
    token = ledger.issue_link("eva@example.org", AT)

    client = AsgiClient(guarded, "https://monitor.test")
    answer = client.post("/account/link", data={"token": token}, headers={"origin": "https://monitor.test"})

    assert "Secure" in answer.headers["set-cookie"]


def test_link_used_twice_is_refused_like_an_unknown_one(client: AsgiClient, ledger: Ledger) -> None:
    token = ledger.issue_link("eva@example.org", AT)
    client.post("/account/link", data={"token": token}, headers=ORIGIN)

    used = client.post("/account/link", data={"token": token}, headers=ORIGIN)
    unknown = client.post("/account/link", data={"token": "unknown"}, headers=ORIGIN)

    assert used.status_code == unknown.status_code == 403
    assert used.text == unknown.text
    assert "set-cookie" not in used.headers


@pytest.mark.parametrize("path", ["/account/link", "/account/sign-out"])
@pytest.mark.parametrize("origin", [{}, {"origin": "http://evil.test"}, {"origin": "null"}])
def test_post_from_elsewhere_is_refused(
    client: AsgiClient, ledger: Ledger, path: str, origin: dict[str, str]
) -> None:
    token = ledger.issue_link("eva@example.org", AT)

    answer = client.post(path, data={"token": token}, headers=origin)

    assert answer.status_code == 403
    assert ledger.redeem_link(token, AT)


def test_link_form_too_large_is_refused(client: AsgiClient) -> None:
    assert client.post("/account/link", data={"token": "x" * 10_000}, headers=ORIGIN).status_code == 403


def test_link_token_with_markup_is_escaped(client: AsgiClient) -> None:
    text = client.get("/account/link", params={"token": '"><script>alert(1)</script>'}).text

    assert "<script>" not in text


def test_sign_out_ends_the_session_and_drops_the_cookie(
    client: AsgiClient, ledger: Ledger, session: str
) -> None:
    client.cookies.set(SESSION_COOKIE, session, domain="monitor.test")

    answer = client.post("/account/sign-out", headers=ORIGIN)

    assert answer.headers["location"] == "/account/signed-out"
    assert ledger.session_account(session, AT) is None
    assert client.get("/").status_code == 303


def test_sign_out_without_session_says_signed_out(client: AsgiClient) -> None:
    assert client.post("/account/sign-out", headers=ORIGIN).headers["location"] == "/account/signed-out"
