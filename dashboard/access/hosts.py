"""Which names this server answers to, and which pages may send it something."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from pipelines.settings import Settings

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class Hosts:
    """The names of this server, in lower case and without port; `origin` is the address users type, if known."""

    names: frozenset[str]
    origin: str | None = None

    @classmethod
    def of(cls, settings: Settings) -> Hosts:
        """The host of PREPARE_BASE_URL, or this machine where none is set, and PREPARE_ALLOWED_HOSTS."""
        if settings.base_url is None:
            return cls(LOOPBACK | set(settings.allowed_hosts))
        parts = urlsplit(settings.base_url)
        return cls(
            frozenset({parts.hostname or "", *settings.allowed_hosts}),
            f"{parts.scheme}://{parts.netloc}".lower(),
        )

    def is_ours(self, headers: Headers) -> bool:
        """Whether the request names exactly one host, and one of ours."""
        given = headers.getlist("host")
        return len(given) == 1 and _name(given[0]) in self.names

    def is_same_origin(self, headers: Headers) -> bool:
        """Whether the page that asks comes from here; false when the browser does not say."""
        if not is_same_origin(headers):
            return False
        host = urlsplit(self.origin).netloc if self.origin else None
        return headers["host"].lower() != host or headers["origin"].lower() == self.origin


def is_same_origin(headers: Headers) -> bool:
    """Whether the page that asks comes from the host that is asked; false when the browser does not say."""
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == headers.get("host")


def _name(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None
