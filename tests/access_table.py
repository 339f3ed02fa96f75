"""Every route and page of the application, and who may enter; a new one without a row fails the walk."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.model import Role

EVERYBODY = frozenset(Role)
COORDINATOR = frozenset({Role.COORDINATOR})
MANAGER = frozenset({Role.MANAGER})
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})

PAGES: dict[str, frozenset[Role]] = {
    "overview": EVERYBODY,
    "explore": EVERYBODY,
    "activities": EVERYBODY,
    "places": EVERYBODY,
    "participation": EVERYBODY,
    "process": EVERYBODY,
    "quality": EVERYBODY,
    "releases": EVERYBODY,
    "reports": COORDINATOR | MANAGER,
    "submit": COORDINATOR,
    "review": MANAGER,
    "publish": MANAGER,
    "people": MANAGER | ADMINISTRATOR,
    "trail": MANAGER | ADMINISTRATOR,
    "sheets": EVERYBODY,
    "method": EVERYBODY,
    "verify": EVERYBODY,
    "accessibility": EVERYBODY,
    "about": EVERYBODY,
}
"""Name of a page -> the roles that may see it."""


@dataclass(frozen=True)
class Row:
    """One route: an address to try, and the status that somebody without and with a session gets.

    The roles differ in pages only, so every role gets `somebody`.
    """

    route: str
    method: str
    address: str
    nobody: int
    somebody: int

    @property
    def key(self) -> tuple[str, str]:
        return self.route, self.method


UPLOAD = "/_stcore/upload_file/{session_id}/{file_id}"
BIDI = "/_stcore/bidi-components/{path:path}"
FILE = "/_stcore/upload_file/session/file"

ROUTES: tuple[Row, ...] = (
    # signing in: open to all, and the forms say no to what is wrong in them
    Row("/healthz", "GET", "/healthz", 200, 200),
    Row("/account/sign-in", "GET", "/account/sign-in", 200, 200),
    Row("/account/signed-out", "GET", "/account/signed-out", 200, 200),
    Row("/account/link", "GET", f"/account/link?token={'x' * 43}", 200, 200),
    Row("/account/link", "POST", "/account/link", 403, 403),
    Row("/account/sign-out", "GET", "/account/sign-out", 200, 200),
    Row("/account/sign-out", "POST", "/account/sign-out", 303, 303),
    Row("/account/mail", "POST", "/account/mail", 200, 200),
    Row("/account/oidc", "GET", "/account/oidc", 503, 503),
    Row("/account/oidc/callback", "GET", "/account/oidc/callback", 403, 403),
    Row("/account/watch.js", "GET", "/account/watch.js", 200, 200),
    Row("/account/page.css", "GET", "/account/page.css", 303, 200),
    Row("/account/page.js", "GET", "/account/page.js", 303, 200),
    Row("/account/{path:path}", "GET", "/account/elsewhere", 303, 404),
    Row("/account/{path:path}", "POST", "/account/elsewhere", 401, 404),
    # Streamlit: closed without a session; what nobody needs is closed to all
    Row("/_stcore/health", "GET", "/_stcore/health", 401, 200),
    Row("/_stcore/health", "OPTIONS", "/_stcore/health", 401, 204),
    Row("/_stcore/metrics", "GET", "/_stcore/metrics", 404, 404),
    Row("/_stcore/metrics", "OPTIONS", "/_stcore/metrics", 404, 404),
    Row("/_stcore/host-config", "GET", "/_stcore/host-config", 401, 200),
    Row("/media/{file_id:path}", "GET", "/media/0123456789abcdef.csv", 401, 404),
    Row("/media/{file_id:path}", "OPTIONS", "/media/0123456789abcdef.csv", 401, 204),
    Row(UPLOAD, "PUT", FILE, 401, 403),
    Row(UPLOAD, "DELETE", FILE, 401, 403),
    Row(UPLOAD, "OPTIONS", FILE, 401, 204),
    Row("/component/{path:path}", "GET", "/component/x/index.html", 401, 404),
    Row("/component/{path:path}", "OPTIONS", "/component/x/index.html", 401, 204),
    Row(BIDI, "GET", "/_stcore/bidi-components/x/y.js", 401, 404),
    Row(BIDI, "OPTIONS", "/_stcore/bidi-components/x/y.js", 401, 204),
    Row("/_stcore/stream", "WEBSOCKET", "/_stcore/stream", 403, 101),
    Row("/auth/login", "GET", "/auth/login", 404, 404),
    Row("/auth/logout", "GET", "/auth/logout", 404, 404),
    Row("/oauth2callback", "GET", "/oauth2callback", 404, 404),
    *(
        Row(f"/_stcore/agent/{name}", method, f"/_stcore/agent/{name}", 404, 404)
        for name in ("interact", "openapi.json", "mcp")
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    ),
    # everything else is Streamlit's index page and its files
    Row("", "MOUNT", "/", 303, 200),
)
