"""Addresses of the dashboard as people type them."""

from __future__ import annotations

from urllib.parse import urlsplit

from pipelines.settings import Settings


def dashboard_address(settings: Settings, port: int | None = None, here: str | None = None) -> str:
    """The address that was set; else that of the page at hand, or of this machine."""
    if settings.base_url:
        return settings.base_url
    if here:
        parts = urlsplit(here)
        return f"{parts.scheme}://{parts.netloc}"
    return f"http://127.0.0.1:{settings.port if port is None else port}"


def link_address(settings: Settings, token: str, port: int | None = None, here: str | None = None) -> str:
    """A sign-in link as it is typed into a browser."""
    return f"{dashboard_address(settings, port, here)}/account/link?token={token}"
