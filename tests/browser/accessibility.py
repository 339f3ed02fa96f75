"""What axe-core finds on a page, and which of it is Streamlit's own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from dashboard.accessibility_wording import FAULTS, Fault

AXE = Path(__file__).resolve().parent / "axe"
STANDARD = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RUN = """
async (tags) => {
    const found = await axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']});
    const inactive = (node) => {
        const element = document.querySelector(node.target.at(-1));
        const widget = element?.closest('[data-testid=stElementContainer]');
        return widget?.querySelector('input:disabled, textarea:disabled, button:disabled') ? '<inactive>' : '';
    };
    return found.violations.flatMap(v => v.nodes.map(
        n => [v.id, inactive(n) + n.html, n.target.join(' '), n.failureSummary]
    ));
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


def violations(page: Page, axe: str) -> list[Violation]:
    """Every violation on a page as it stands now; `axe` is the source of axe-core.

    NOTE: the script is evaluated by the browser's debugger, so the content-security policy stays as it is.
    """
    page.evaluate(axe)
    return [Violation(*each) for each in page.evaluate(RUN, list(STANDARD))]


def ours(found: list[Violation]) -> list[Violation]:
    """What is not Streamlit's own, as the accessibility statement lists it."""
    return [each for each in found if not any(is_known(each, fault) for fault in FAULTS)]


def is_known(violation: Violation, fault: Fault) -> bool:
    """Whether a violation is a fault of Streamlit's that we know of."""
    element = f"{violation.target}\n{violation.html}"
    return violation.rule == fault.rule and re.search(fault.where, element) is not None
