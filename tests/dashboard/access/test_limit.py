from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.requests import HTTPConnection

from dashboard.access import limit
from dashboard.access.limit import Limit, client_of

from .conftest import AT

MINUTE = timedelta(minutes=1)


def test_limit_is_reached_after_so_many_acts_of_one_client_only() -> None:
    tries = Limit(2, MINUTE)
    tries.note("a", AT)
    assert not tries.is_reached("a", AT)

    tries.note("a", AT)

    assert tries.is_reached("a", AT)
    assert not tries.is_reached("b", AT)


def test_limit_time_that_passes_opens_it_again() -> None:
    tries = Limit(2, MINUTE)
    tries.note("a", AT)
    tries.note("a", AT + timedelta(seconds=50))

    assert tries.is_reached("a", AT + timedelta(seconds=59))
    assert not tries.is_reached("a", AT + MINUTE)


def test_limit_many_clients_forgets_the_one_quiet_the_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limit, "MOST_CLIENTS", 2)
    tries = Limit(1, MINUTE)

    for client in ("a", "b", "c"):
        tries.note(client, AT)

    assert [tries.is_reached(client, AT) for client in ("a", "b", "c")] == [False, True, True]


@pytest.mark.parametrize(
    ("host", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff", "2001:db8::/64"),
        ("testclient", "testclient"),
    ],
)
def test_client_of_takes_the_household_of_an_ipv6_address(host: str, client: str) -> None:
    assert client_of(HTTPConnection({"type": "http", "headers": [], "client": (host, 1)})) == client


def test_client_of_unknown_clients_share_one_name() -> None:
    assert client_of(HTTPConnection({"type": "http", "headers": [], "client": None})) == ""
