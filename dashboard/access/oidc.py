"""Signing in with OpenID Connect: authorization code with PKCE, state and nonce, at the organisation's provider.

The provider says who somebody is; only an open account in the ledger lets them in.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth
from joserfc.errors import JoseError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard import page_wording as wording
from dashboard.access.entrance import SESSION_FOR, Entrance, refused, refused_for_now
from pipelines.errors import OutcomesError, PolicyError
from pipelines.settings import OidcSettings

LOGGER = logging.getLogger(__name__)

OIDC_PATH = "/account/oidc"
CALLBACK_PATH = "/account/oidc/callback"
DISCOVERY = "/.well-known/openid-configuration"
WAIT_SECONDS = 15

FAULTS = (AuthlibBaseError, JoseError, httpx2.HTTPError, ValueError, KeyError, RuntimeError)
"""What a provider that is wrong, or somebody who pretends to be one, can cause."""


class Oidc:
    """The routes of one provider."""

    def __init__(self, entrance: Entrance, settings: OidcSettings) -> None:
        self._entrance = entrance
        self._issuer = settings.issuer
        self._client = OAuth().register(
            name="provider",
            client_id=settings.client_id,
            client_secret=settings.client_secret,
            server_metadata_url=f"{settings.issuer}{DISCOVERY}",
            client_kwargs={"scope": "openid email", "code_challenge_method": "S256", "timeout": WAIT_SECONDS},
        )

    def routes(self) -> list[Route]:
        return [
            Route(OIDC_PATH, self._begin, methods=["GET"]),
            Route(CALLBACK_PATH, self._finish, methods=["GET"]),
        ]

    async def _begin(self, request: Request) -> Response:
        if self._entrance.is_closed_to(request):
            return refused_for_now(request)
        try:
            await self._require_issuer()
            answer: Response = await self._client.authorize_redirect(
                request, f"{self._entrance.address(request)}{CALLBACK_PATH}"
            )
        except FAULTS as error:
            LOGGER.warning("The OpenID Connect provider cannot be used (%s).", type(error).__name__)
            return refused(request, wording.OIDC_UNREACHABLE_TEXT, status_code=503)
        return answer

    async def _finish(self, request: Request) -> Response:
        if self._entrance.is_closed_to(request):
            return refused_for_now(request)
        try:
            await self._require_issuer()
            token = await self._client.authorize_access_token(request)
            email = verified_email(await self._claims(token))
        except FAULTS as error:
            LOGGER.warning("A sign-in by OpenID Connect failed (%s).", type(error).__name__)
            email = None
        try:
            session = await run_in_threadpool(self._begin_session, email)
        except PolicyError:
            self._entrance.note_try(request)
            return refused(request, wording.OIDC_REFUSED_TEXT)
        except OutcomesError as error:
            return refused(request, error.says_message, status_code=503)
        return await self._entrance.let_in(request, session)

    async def _claims(self, token: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the signed token says; providers that keep the address out of it are asked for it."""
        signed: Mapping[str, Any] = token.get("userinfo") or {}
        if not signed or "email" in signed:
            return signed
        told: Mapping[str, Any] = await self._client.userinfo(token=token)
        if told.get("sub") != signed["sub"]:
            raise ValueError("the provider tells of somebody else")
        return told

    def _begin_session(self, email: str | None) -> str:
        entrance = self._entrance
        account = entrance.ledger.account(email) if email else None
        if account is None:
            raise PolicyError(title=wording.LINK_REFUSED_TITLE, message=wording.OIDC_REFUSED_TEXT)
        return entrance.ledger.begin_session(account.email, entrance.clock(), SESSION_FOR)

    async def _require_issuer(self) -> None:
        """Take only a provider that says it is the one that was set: others may answer at its address."""
        metadata = await self._client.load_server_metadata()
        if str(metadata.get("issuer", "")).rstrip("/") != self._issuer:
            raise ValueError("the provider says it is another issuer")


def verified_email(claims: Mapping[str, Any]) -> str | None:
    """The address that a provider vouches for; null when there is none, or it says it has not been verified."""
    email = claims.get("email")
    is_refuted = str(claims.get("email_verified", True)).lower() == "false"
    return email if isinstance(email, str) and email and not is_refuted else None
