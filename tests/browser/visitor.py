"""A browser window of one visitor, which notes everything that should not happen."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

from pipelines.model import Account
from tests.browser.server import Server

PHONE = (
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"
)
RUN_MILLISECONDS = 30_000
ARTEFACTS = Path(__file__).resolve().parents[1] / "artefacts"


def wait_for_scripts(page: Page) -> None:
    """Until no script of the page runs any more."""
    running = page.locator("[data-testid=stApp]:not([data-test-script-state=notRunning])")
    expect(running).to_have_count(0, timeout=RUN_MILLISECONDS)


@dataclass
class Visitor:
    """A signed-in visitor. Streamlit's front end asks for two addresses below a page before it finds the root;
    those 404 answers are expected and not noted."""

    server: Server
    context: BrowserContext
    page: Page
    foreign_requests: list[str] = field(default_factory=list)
    console_errors: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        self.page.goto(f"{self.server.url}/{path}")
        self.wait()

    def wait(self) -> None:
        """Until the page has a heading and no script runs any more."""
        self.page.locator("[data-testid=stApp] h1").first.wait_for(timeout=RUN_MILLISECONDS)
        wait_for_scripts(self.page)
        expect(self.page.locator("[data-testid=stSkeleton]")).to_have_count(0, timeout=RUN_MILLISECONDS)

    def photograph(self, name: str) -> None:
        """A picture of the whole page among the test's artefacts, for people to look at."""
        size = self.page.viewport_size or {"width": 1280, "height": 900}
        height = self.page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        self.page.set_viewport_size({"width": size["width"], "height": min(max(900, height), 6000)})
        self.wait()
        ARTEFACTS.mkdir(exist_ok=True)
        self.page.screenshot(path=ARTEFACTS / f"{name}.png", animations="disabled")
        self.page.set_viewport_size(size)

    def note_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.netloc != urlsplit(self.server.url).netloc:
            self.foreign_requests.append(request.url)

    def note_console(self, message: ConsoleMessage) -> None:
        is_probe = "/_stcore/" in message.location["url"] and "404" in message.text
        if message.type == "error" and not is_probe:
            self.console_errors.append(message.text)


def sign_in(
    browser: Browser,
    server: Server,
    account: Account,
    *,
    width: int = 1280,
    dark: bool = False,
    scale: float = 1,
) -> Visitor:
    """Sign in through a link, as people do, and arrive on the first page.

    A page that is enlarged has a narrower window, of which each pixel is `scale` times as large.
    """
    context = browser.new_context(
        device_scale_factor=scale,
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        user_agent=PHONE if width < 600 and scale == 1 else None,
        accept_downloads=True,
    )
    page = context.new_page()
    visitor = Visitor(server, context, page)
    page.on("request", visitor.note_request)
    page.on("console", visitor.note_console)
    page.goto(server.link(account))
    page.get_by_role("button", name="Sign in").click()
    visitor.wait()
    return visitor
