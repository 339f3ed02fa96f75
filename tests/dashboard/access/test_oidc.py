from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware

from dashboard.access.entrance import Entrance
from dashboard.access.oidc import Oidc, verified_email
from dashboard.access.sign_in import SignIn
from pipelines.settings import OidcSettings

from .asgi_client import AsgiClient


@pytest.mark.parametrize(
    ("claims", "email"),
    [
        ({"email": "eva@example.org", "email_verified": True}, "eva@example.org"),
        ({"email": "eva@example.org"}, "eva@example.org"),
        ({"email": "eva@example.org", "email_verified": False}, None),
        ({"email": "eva@example.org", "email_verified": "false"}, None),
        ({"email": ["eva@example.org"]}, None),
        ({"email": ""}, None),
        ({}, None),
    ],
)
def test_verified_email_is_what_the_provider_vouches_for(
    claims: Mapping[str, object], email: str | None
) -> None:
    assert verified_email(claims) == email


@pytest.fixture
def client(entrance: Entrance, monkeypatch: pytest.MonkeyPatch) -> AsgiClient:
    """A site whose provider says that it is somebody else."""
    settings = OidcSettings("https://login.example.org", "monitor", "secret")
    oidc = Oidc(replace(entrance, settings=replace(entrance.settings, oidc=settings)), settings)

    async def metadata() -> Mapping[str, str]:
        return {"issuer": "https://evil.example", "authorization_endpoint": "https://evil.example/authorize"}

    monkeypatch.setattr(oidc._client, "load_server_metadata", metadata)
    session = Middleware(SessionMiddleware, secret_key="only for this test")
    return AsgiClient(Starlette(routes=oidc.routes(), middleware=[session]))


def test_oidc_provider_that_is_another_issuer_is_not_used(client: AsgiClient) -> None:
    begun = client.get("/account/oidc")
    finished = client.get("/account/oidc/callback?code=x&state=y")

    assert (begun.status_code, finished.status_code) == (503, 403)
    assert "location" not in begun.headers


def test_oidc_refused_answers_count_as_attempts(client: AsgiClient) -> None:
    answers = [client.get("/account/oidc/callback?code=x").status_code for _ in range(25)]

    assert answers == [403] * 20 + [429] * 5


def test_sign_in_page_with_a_provider_has_a_link_to_it(entrance: Entrance) -> None:
    settings = replace(entrance.settings, oidc=OidcSettings("https://login.example.org", "monitor", "secret"))
    app = Starlette(routes=SignIn(replace(entrance, settings=settings)).routes())

    text = AsgiClient(app).get("/account/sign-in").text

    assert '<a class="button" href="/account/oidc">Sign in with your organisation</a>' in text
    assert "<form" not in text
