from __future__ import annotations

from dashboard.components.findings import cell_list, rows
from pipelines.model import Finding, Severity
from pipelines.texts import text


def _finding(severity: Severity, cells: tuple[str, ...] = ("C7",)) -> Finding:
    return Finding("values_example", severity, text("A sentence."), text("An advice."), "Report", cells)


def test_rows_weightiest_finding_comes_first() -> None:
    found = rows([_finding(Severity.NOTICE), _finding(Severity.BLOCKING), _finding(Severity.CONFIRM)])

    assert [row[0] for row in found] == ["Must be mended", "Please check", "For your information"]


def test_rows_finding_without_cells_is_about_the_whole_file() -> None:
    assert rows([_finding(Severity.BLOCKING, ())])[0][1] == "the whole file"


def test_cell_list_many_cells_are_cut() -> None:
    cells = tuple(f"C{row}" for row in range(1, 15))

    assert cell_list(_finding(Severity.NOTICE, cells)).endswith("C12 and 2 more")
