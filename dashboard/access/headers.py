"""Security headers of every response, and the content-security policy of the pages."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import streamlit

STATIC_DIR = Path(streamlit.__file__).parent / "static"
INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def index_page() -> str:
    """The one HTML page that Streamlit serves for every page of the app."""
    return (STATIC_DIR / "index.html").read_text(encoding="utf-8")


def content_security_policy(index_html: str) -> str:
    """A policy that lets the page load from its own host only.

    Inline scripts of the page are allowed by their hash; nothing may evaluate text as code.
    """
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in INLINE_SCRIPT.findall(index_html)
    )
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {hashes}".rstrip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def security_headers(policy: str, *, is_https: bool) -> list[tuple[bytes, bytes]]:
    """Headers added to every response, names in lower case.

    NOTE: the referrer policy must not be `no-referrer`: browsers then send `Origin: null` with our own forms.
    """
    headers = {
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }
    if is_https:
        headers["strict-transport-security"] = "max-age=31536000"
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
