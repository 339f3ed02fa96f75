"""What somebody may try who is not let in; more of it, against a real server, in tests/browser."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import pytest

from dashboard.access.guard import SESSION_COOKIE
from pipelines.ledger import Ledger
from pipelines.ledger.records import EventKind
from pipelines.model import Role

from .asgi_client import AsgiClient
from .conftest import AT

ORIGIN = {"origin": "http://monitor.test"}


def _redeem(client: AsgiClient, token: str) -> int:
    return client.post("/account/link", data={"token": token}, headers=ORIGIN).status_code


@pytest.mark.parametrize("forge", ["{}x", "x{}", "{}; ", '"{}', "{}%00", "{}\x7f"])
def test_forged_cookie_near_a_real_one_is_nobody(client: AsgiClient, session: str, forge: str) -> None:
    text = forge.format(session)
    answer = client.get("/", headers={"cookie": f"{SESSION_COOKIE}=x{text}"})

    assert answer.status_code == 303


def test_hash_of_a_session_as_stored_is_no_cookie(client: AsgiClient, session: str) -> None:
    client.cookies.set(SESSION_COOKIE, sha256(session.encode()).hexdigest())

    assert client.get("/").status_code == 303


def test_replayed_cookie_after_sign_out_is_nobody_over_http_and_websocket(
    client: AsgiClient, session: str
) -> None:
    client.cookies.set(SESSION_COOKIE, session)
    assert client.get("/").status_code == 200
    client.post("/account/sign-out", headers=ORIGIN)

    cookie = {"cookie": f"{SESSION_COOKIE}={session}"}
    assert client.get("/", headers=cookie).status_code == 303
    assert client.websocket("/_stcore/stream", ORIGIN | cookie)[0]["type"] == "websocket.close"


def test_used_expired_and_unknown_links_are_refused_alike(client: AsgiClient, ledger: Ledger) -> None:
    used = ledger.issue_link("eva@example.org", AT)
    ledger.redeem_link(used, AT)
    expired = ledger.issue_link("eva@example.org", AT - timedelta(hours=25))

    answers = [
        client.post("/account/link", data={"token": token}, headers=ORIGIN)
        for token in (used, expired, "x", "", "é\0")
    ]

    assert {(answer.status_code, answer.text) for answer in answers} == {(403, answers[0].text)}
    assert all("set-cookie" not in answer.headers for answer in answers)


def test_link_of_a_closed_account_is_refused(client: AsgiClient, ledger: Ledger) -> None:
    token = ledger.issue_link("eva@example.org", AT)
    ledger.close_account("eva@example.org", AT)

    assert _redeem(client, token) == 403


def test_session_of_a_closed_account_is_nobody(client: AsgiClient, ledger: Ledger, session: str) -> None:
    client.cookies.set(SESSION_COOKIE, session)
    ledger.close_account("eva@example.org", AT)

    assert client.get("/").status_code == 303


@pytest.mark.parametrize(
    "header",
    ["x-outcome-session", "X-Outcome-Session", "x-outcome-role", "x-outcome-session-", "x-outcome-email"],
)
def test_spoofed_identity_header_never_reaches_the_app(client: AsgiClient, session: str, header: str) -> None:
    client.cookies.set(SESSION_COOKIE, session)

    seen = client.get("/", headers={header: "other"}).json()

    assert seen["identity"] == session
    assert "other" not in seen["headers"].values()


def test_session_fixation_sign_in_gives_a_new_token_and_ends_the_planted_one(
    client: AsgiClient, ledger: Ledger, session: str
) -> None:
    client.cookies.set(SESSION_COOKIE, session)
    first = ledger.issue_link("eva@example.org", AT)

    answer = client.post("/account/link", data={"token": first}, headers=ORIGIN)

    assert answer.cookies[SESSION_COOKIE] not in {session, first, ""}
    assert ledger.session_account(session, AT) is None
    assert ledger.session_account(answer.cookies[SESSION_COOKIE], AT) is not None


def test_session_fixation_token_chosen_by_somebody_else_stays_unknown(
    client: AsgiClient, ledger: Ledger
) -> None:
    planted = "p" * 43
    client.cookies.set(SESSION_COOKIE, planted)

    client.post("/account/link", data={"token": ledger.issue_link("eva@example.org", AT)}, headers=ORIGIN)

    assert ledger.session_account(planted, AT) is None


def test_thousand_attempts_are_refused_after_twenty_and_leave_nothing_in_the_ledger(
    client: AsgiClient, ledger: Ledger
) -> None:
    before = ledger.last_event_id()

    answers = [_redeem(client, f"guess-{number}") for number in range(1000)]

    assert answers == [403] * 20 + [429] * 980
    assert ledger.last_event_id() == before
    token = ledger.issue_link("eva@example.org", AT)
    assert _redeem(client, token) == 429
    assert ledger.redeem_link(token, AT)


def test_many_people_of_one_network_sign_in_without_waiting(client: AsgiClient, ledger: Ledger) -> None:
    assert [_redeem(client, ledger.issue_link("eva@example.org", AT)) for _ in range(30)] == [303] * 30


def test_sign_in_of_one_is_never_that_of_another(client: AsgiClient, ledger: Ledger) -> None:
    ledger.add_account("max@example.org", Role.MANAGER, None, AT)

    _redeem(client, ledger.issue_link("eva@example.org", AT))

    signed_in = [event.actor for event in ledger.events() if event.kind == EventKind.SIGNED_IN]
    assert signed_in == ["eva@example.org"]


@pytest.mark.parametrize(
    "path",
    [
        "/static/../../etc/passwd",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc/passwd",
        "//account/link",
        "/account/../explore",
        "/account/link/",
        "/account/LINK",
        "/healthz/",
        "/account/oidc/callback/x",
    ],
)
def test_path_that_looks_public_is_not(client: AsgiClient, path: str) -> None:
    assert client.get(path).status_code in {303, 401}
