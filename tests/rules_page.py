"""Writes docs/rules.md from the lists of checks; `./run texts` does it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipelines.marking.entries import KINDS
from pipelines.read.refusal import REFUSALS
from pipelines.validate import checks
from pipelines.validate.checks import Rule, rules_of

PAGE = Path(__file__).parents[1] / "docs" / "rules.md"
HEAD = """# The rules of the check

This page is made from the program by `./run texts`; a test compares the two.

Every file that is uploaded goes through these rules, and all that they find is shown at once, each with its
cells, on the page, in the marked copy of the file, as CSV and as JSON. What *must be mended* keeps a report
from being submitted. What says *please check* is submitted with a reason, which the project manager reads.
The rest is for information. No finding says a count.

Structure comes first: when it is not that of the report, cells cannot be told apart, and nothing else is
checked. Values and coherence come next, then what the partner reported before (continuity, plausibility). How
the plausibility rules weigh small counts, and where the methods come from, is in
`pipelines/validate/plausibility.py`.
"""


def page() -> str:
    """The whole page, as Markdown."""
    lines = [HEAD, "## The file cannot be read", "", "| rule | what it finds |", "|---|---|"]
    lines += [f"| `{check}` | {refusal.happened} |" for check, refusal in REFUSALS.items()]
    lines += _table("Structure of our workbook", rules_of(checks.UPLOAD_STAGES))
    lines += _table("Structure of other tables", rules_of(checks.SHEET_STAGES))
    for area in dict.fromkeys(_area(rule) for rule in rules_of(checks.REPORT_STAGES)):
        of_area = [rule for rule in rules_of(checks.REPORT_STAGES) if _area(rule) == area]
        lines += _table(area.capitalize(), of_area)
    return "\n".join([*lines, ""])


def _area(rule: Rule) -> str:
    return rule.check.partition("_")[0]


def _table(heading: str, rules: Sequence[Rule]) -> list[str]:
    rows = [f"| `{rule.check}` | {KINDS[rule.severity]} | {rule.explanation} |" for rule in rules]
    return ["", f"## {heading}", "", "| rule | kind | what it finds |", "|---|---|---|", *rows]


def main() -> None:
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
