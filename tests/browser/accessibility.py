"""What axe-core finds on a page, and which of it is Streamlit's own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parent / "axe"
STANDARD = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RUN = """
async (tags) => {
    const found = await axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']});
    return found.violations.flatMap(v => v.nodes.map(n => [v.id, n.html, n.target.join(' '), n.failureSummary]));
}
"""


@dataclass(frozen=True)
class Violation:
    """One element that breaks one rule."""

    rule: str
    html: str
    target: str
    why: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.target}\n  {self.html[:300]}\n  {self.why[:400]}"


@dataclass(frozen=True)
class Known:
    """A fault in what Streamlit makes, which no page of ours can mend."""

    rule: str
    where: str
    """A pattern of the element and its path."""
    what: str


STREAMLITS_OWN: tuple[Known, ...] = ()


def violations(page: Page, axe: str) -> list[Violation]:
    """Every violation on a page as it stands now; `axe` is the source of axe-core.

    NOTE: the script is evaluated by the browser's debugger, so the content-security policy stays as it is.
    """
    page.evaluate(axe)
    return [Violation(*each) for each in page.evaluate(RUN, list(STANDARD))]


def ours(found: list[Violation]) -> list[Violation]:
    """What is not Streamlit's own."""
    return [each for each in found if not any(is_known(each, known) for known in STREAMLITS_OWN)]


def is_known(violation: Violation, known: Known) -> bool:
    """Whether a violation is a fault we know of."""
    element = f"{violation.target}\n{violation.html}"
    return violation.rule == known.rule and re.search(known.where, element) is not None
