"""Files with one fault each: the finding has the right check, names the cell, and can be said in every language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from pipelines.languages import Speaker
from pipelines.model import Finding, Screening, Severity
from pipelines.validate import checks, screen, structure_sheet
from tests.pipelines.filled import COHERENT, PARTNER, QUARTER, no_history, table_of
from tests.pipelines.recognise.office import (
    LANGUAGES,
    Rows,
    as_csv,
    as_ods,
    as_xlsx,
    long,
    name,
    sheet,
    tiny_in_seven,
)

Spoil = Callable[[Rows], object]
BLOCKING, CONFIRM, NOTICE = Severity.BLOCKING, Severity.CONFIRM, Severity.NOTICE
TELLTALE = "Xyzzy"
"""Part of what is written into spoilt cells; no finding may repeat it."""


@dataclass(frozen=True)
class Fault:
    check: str
    cells: tuple[str, ...]
    make: Callable[[], Rows]
    severity: Severity = BLOCKING
    expected: bool = True


def put(row: int, column: int, text: str) -> Spoil:
    def spoil(rows: Rows) -> None:
        while len(rows) < row:
            rows.append([])
        rows[row - 1] += [""] * (column - len(rows[row - 1]))
        rows[row - 1][column - 1] = text

    return spoil


def fill(column: int, text: str) -> Spoil:
    def spoil(rows: Rows) -> None:
        for row in rows[1:]:
            row[column - 1] = text

    return spoil


def drop_row(row: int) -> Spoil:
    return lambda rows: rows.pop(row - 1)


def repeat_row(row: int) -> Spoil:
    return lambda rows: rows.insert(17, list(rows[row - 1]))


def both(*spoils: Spoil) -> Spoil:
    def spoil(rows: Rows) -> None:
        for each in spoils:
            each(rows)

    return spoil


def spoilt(make: Callable[[], Rows], spoil: Spoil) -> Callable[[], Rows]:
    def made() -> Rows:
        rows = make()
        spoil(rows)
        return rows

    return made


def swapped(word: str) -> str:
    """A slip of the pen: two letters in the middle change places."""
    at = len(word) // 2
    return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]


def in_sheet(language: str, check: str, cells: str, spoil: Spoil, severity: Severity = BLOCKING) -> Fault:
    """Rows 4-6 sessions, 7-9 starts, 10-12 leavers, 13-15 caseload, 16 known, 17 housed; columns C total, D-F sex, G-I
    reason."""
    return Fault(check, tuple(cells.split()), spoilt(lambda: sheet(language), spoil), severity)


def in_long(
    language: str | None, check: str, cells: str, spoil: Spoil, severity: Severity = BLOCKING
) -> Fault:
    """Rows 2-4 sessions, 5-7 starts and 8-10 by sex, 11-13 leavers, 14-15 caseload, 16-17 known, 18-21 housed."""
    return Fault(check, tuple(cells.split()), spoilt(lambda: long(language), spoil), severity)


def every_language() -> Iterator[tuple[str, Fault]]:
    for language in LANGUAGES:
        start, unknown = name("measure.starts", language), name("breakdown.sex._U", language)
        women = name("breakdown.sex.F", language)
        yield (
            f"misspelt-measure-{language}",
            in_sheet(language, "structure_unknown_label", "B9", put(9, 2, swapped(start))),
        )
        yield (
            f"header-of-two-breakdowns-{language}",
            in_sheet(language, "structure_unclear_label", "F3", put(3, 6, unknown)),
        )
        yield (
            f"misspelt-category-{language}",
            in_long(language, "structure_unknown_label", "F8", put(8, 6, f"{women} {TELLTALE}")),
        )
        yield (
            f"text-for-a-count-{language}",
            in_sheet(language, "values_not_a_number", "C9", put(9, 3, TELLTALE)),
        )


UNCLEAR_QUARTERS = (
    "KW 1 2021",
    "2021-1",
    "1/2021",
    "Q1 21",
    "2e semestre 2021",
    "2021-05-17",
    "2021",
    "V/2021",
)
SYMBOLS = ("-", "–", "x", ".", "..", "*", "?", "n/a", "k.A.", "nd", "c")
MANY: dict[str, Fault] = {
    **dict(every_language()),
    **{
        f"quarter {text}": in_long("en", "structure_unclear_quarter", "B7", put(7, 2, text))
        for text in UNCLEAR_QUARTERS
    },
    **{f"symbol {text}": in_sheet("de", "values_not_a_number", "C9", put(9, 3, text)) for text in SYMBOLS},
    "formula error": in_sheet("fr", "values_formula_error", "C9", put(9, 3, "#REF!")),
    "formula": in_sheet("fr", "values_formula_without_result", "C9", put(9, 3, "=SUM(C7:C8)")),
    "percentage": in_sheet("fr", "values_percentage", "C9", put(9, 3, "12,5 %")),
    "date": in_sheet("fr", "values_date", "C9", put(9, 3, "3.5.2021")),
    "ambiguous": in_sheet("fr", "values_ambiguous_number", "C9", put(9, 3, "1.234")),
    "negative": in_sheet("fr", "values_negative", "C9", put(9, 3, "-3")),
    "not whole": in_sheet("fr", "values_not_whole", "C9", put(9, 3, "2,5")),
    "grey cell": in_sheet("fr", "values_cell_does_not_apply", "G9", put(9, 7, "1")),
    "too large": in_sheet(
        "fr", "values_too_large", "C4 C6", both(put(4, 3, "2000000"), put(6, 3, "2000005")), CONFIRM
    ),
    "total missing": in_sheet("es", "coherence_total_missing", "C16", put(16, 3, "")),
    "part larger": in_sheet("es", "coherence_part_larger_than_total", "C16 D16", put(16, 4, "4")),
    "activities differ": in_sheet("es", "coherence_activities_differ_from_all", "C6 C4 C5", put(5, 3, "4")),
    "categories differ": in_sheet("es", "coherence_categories_differ_from_total", "C9 D9 E9 F9", put(9, 5, "3")),
    "unknown column": in_sheet(
        "en", "structure_unknown_column", "J3", both(put(3, 10, TELLTALE), put(9, 10, TELLTALE))
    ),
    "column without header": in_sheet("en", "structure_unknown_column", "J3", put(9, 10, "7")),
    "unknown activity": in_sheet("nl", "structure_unknown_label", "A4", put(4, 1, TELLTALE)),
    "foreign activity": in_sheet("nl", "structure_foreign_activity", "A4", put(4, 1, "Cedartown groups")),
    "foreign measure": in_sheet("nl", "structure_unexpected_row", "B16", put(16, 2, "Meetings")),
    "measure left blank": in_sheet("nl", "structure_row_without_measure", "A9", put(9, 2, "")),
    "activity left blank": in_sheet("nl", "structure_row_without_measure", "B7", put(7, 1, "")),
    "row twice": in_sheet("ca", "structure_duplicate_rows", "B6 B18", repeat_row(6)),
    "column twice": in_sheet(
        "ca", "structure_duplicate_column", "D3 E3", put(3, 5, f"{name('breakdown.sex', 'ca')}: Dones")
    ),
    "column of a measure twice": Fault(
        "structure_duplicate_column", ("B1", "C1"), lambda: [["Activity", "Starts", "STARTS"], ["", "6", "6"]]
    ),
    "row twice and blank once": Fault(
        "structure_duplicate_rows",
        ("B2", "B3"),
        lambda: [["Measure", "Number"], ["Starts", "3"], ["Starts", ""]],
    ),
    "row missing": in_sheet("ca", "structure_missing_rows", "", drop_row(13), CONFIRM),
    "column missing": in_sheet("ca", "structure_missing_categories", "A3", lambda rows: [r[8:] for r in rows] and [
        row.__delitem__(slice(8, 9)) for row in rows[2:17]
    ], CONFIRM),
    "sum of sums": in_sheet("sv", "structure_row_left_out", "A18 A19", put(18, 1, "Totalt"), NOTICE),
    "sum of sums with a figure": in_sheet(
        "sv", "structure_row_left_out", "A18 A19", both(put(18, 1, "Summa"), put(18, 3, "99")), NOTICE
    ),
    "heading of an activity": Fault(
        "structure_heading_row",
        ("A2",),
        lambda: [["Measure", "Total"], ["Ashtown groups", ""], ["Starts", "4"], ["Sessions", "7"]],
    ),
    "row in which two breakdowns cross": Fault(
        "structure_crossed_breakdowns",
        ("B3", "C3"),
        lambda: [
            ["Measure", "Sex", "Reason", "Number"],
            ["Leavers", "Total", "Total", "2"],
            ["Leavers", "Women", "Moved away", "1"],
        ],
    ),
    "row and column cross": Fault(
        "structure_crossed_breakdowns",
        ("C3",),
        lambda: [
            ["Measure", "Sex", "Reason: Moved away", "Total"],
            ["Leavers", "", "2", "2"],
            ["Leavers", "Women", "1", "1"],
        ],
    ),
    "count and mark": in_long("en", "structure_count_and_mark", "H7", put(7, 8, "Not collected")),
    "total missing in long": in_long("fr", "structure_missing_total", "G7 G8 G9", drop_row(7)),
    "text for a mark": in_long("fr", "values_not_a_number", "H14", put(14, 8, TELLTALE)),
    "count for a mark": in_long("fr", "values_not_a_number", "H14", put(14, 8, "5")),
    "text for a count in long": in_long("fr", "values_not_a_number", "G15", put(15, 7, TELLTALE)),
    "row twice in long": in_long(
        "de", "structure_duplicate_rows", "G4 G22", lambda rows: rows.append(list(rows[3]))
    ),
    "two partners": in_long("de", "structure_several_reports", "A2 A5", put(5, 1, "Birchtown")),
    "two quarters": in_long("de", "structure_several_reports", "B2 B5", put(5, 2, "2021-Q3")),
    "unknown partner": in_long("de", "structure_unknown_label", "A5", put(5, 1, TELLTALE)),
    "unknown breakdown": in_long("de", "structure_unknown_label", "E8", put(8, 5, TELLTALE)),
    "unknown measure": in_long("de", "structure_unknown_label", "D8", put(8, 4, TELLTALE)),
    "unknown id": in_long(None, "structure_unknown_label", "C5", put(5, 3, "ash-Xyzzy")),
    "category of two breakdowns": in_long("de", "structure_unclear_label", "F10", put(10, 5, "")),
    "date for a quarter": in_long(
        "en", "structure_date_for_quarter", "B2", both(fill(2, "2021-Q2"), put(2, 2, "2021-06-30")), NOTICE
    ),
    "another partner": in_long("en", "structure_wrong_partner", "", fill(1, "Birchtown")),
    "another quarter": in_long("en", "structure_wrong_quarter", "", fill(2, "Q3 2021")),
    "quarter outside the project": in_long("en", "structure_quarter_outside_project", "", fill(2, "Q3 2031")),
    "another partner above the table": in_sheet("en", "structure_wrong_partner", "A1", put(1, 1, "Birchtown")),
    "another quarter above the table": in_sheet(
        "en", "structure_wrong_quarter", "A1", put(1, 1, "Ashtown · 2021-Q3")
    ),
    "outside the project": Fault(
        "structure_quarter_outside_project",
        ("B2",),
        lambda: [["Partner", "Quarter", "Measure", "Number"], ["Ashtown", "2031-Q1", "Starts", "3"]],
        expected=False,
    ),
    "not reporting": Fault(
        "structure_partner_not_reporting",
        ("A2", "B2"),
        lambda: [["Partner", "Quarter", "Measure", "Number"], ["Experts", "2021-Q1", "Starts", "3"]],
        expected=False,
    ),
    "nobody named": Fault(
        "structure_report_not_named", (), lambda: [["Measure", "Number"], ["Starts", "3"]], expected=False
    ),
    "taken for what was chosen": Fault(
        "structure_report_presumed", (), lambda: [["Measure", "Number"], ["Starts", "3"]], NOTICE
    ),
    "nothing filled in": Fault(
        "structure_nothing_filled_in", (), lambda: [["Measure", "Number"], ["Starts", ""], ["Housed", ""]]
    ),
    "not a report": Fault("structure_not_our_template", (), lambda: [["Dear Sir"], ["please find"], ["attached"]]),
}  # fmt: skip


def run(fault: Fault, write: Callable[[Rows], bytes] = as_csv) -> Screening:
    return screen(
        table_of(write(fault.make())),
        tiny_in_seven(),
        no_history(),
        expected_partner=PARTNER if fault.expected else None,
        expected_quarter=QUARTER if fault.expected else None,
    )


def found(screening: Screening, check: str) -> Finding:
    (finding,) = [f for f in screening.findings if f.check == check]
    return finding


def test_faults_are_as_many_as_was_promised() -> None:
    assert len(MANY) >= 60


@pytest.mark.parametrize("case", MANY)
def test_fault_is_found_at_its_cell_and_can_be_said(case: str) -> None:
    fault = MANY[case]
    screening = run(fault)

    finding = found(screening, fault.check)
    assert finding.severity is fault.severity
    if fault.cells or not finding.cells:
        assert finding.cells == fault.cells
    blocking = {f.check for f in screening.findings if f.severity is BLOCKING}
    assert blocking <= {fault.check}
    assert screening.read_cells == screening.accepted_cells + screening.rejected_cells + screening.blank_cells
    for language in LANGUAGES:
        speaker = Speaker(language)
        for each in screening.findings:
            said = f"{speaker.say(each.what)} {speaker.say(each.remedy)}"
            assert "{" not in said
            assert TELLTALE.lower() not in said.lower()


@pytest.mark.parametrize(
    "case", [case for case in MANY if case.startswith(("misspelt", "header", "text for"))]
)
@pytest.mark.parametrize("write", [as_xlsx, as_ods], ids=["xlsx", "ods"])
def test_fault_in_a_workbook_is_found_at_the_same_cell(case: str, write: Callable[[Rows], bytes]) -> None:
    fault = MANY[case]
    assert found(run(fault, write), fault.check).cells == fault.cells


def test_fault_misspelt_measure_is_suggested_and_not_taken() -> None:
    finding = found(run(MANY["misspelt-measure-de"]), "structure_unknown_label")
    assert "Did you mean Starts?" in finding.message


def test_fault_header_of_two_breakdowns_names_both() -> None:
    finding = found(run(MANY["header-of-two-breakdowns-en"]), "structure_unclear_label")
    assert "Which one did you mean: Sex: Unknown and Reason: Unknown?" in finding.message


def test_fault_every_check_of_sheets_has_one() -> None:
    checked = {check.__name__ for stage in checks.SHEET_STAGES for check in stage}
    assert checked <= {fault.check for fault in MANY.values()}


def test_rules_say_how_much_each_fault_weighs() -> None:
    severities = {rule.check: rule.severity for rule in checks.rules_of(checks.SHEET_STAGES)}
    assert {fault.check: fault.severity for fault in MANY.values()}.items() <= severities.items()


def test_checks_every_check_of_sheets_is_in_the_list() -> None:
    listed = {check.__name__ for stage in checks.SHEET_STAGES for check in stage}
    assert {each for each in vars(structure_sheet) if each.startswith("structure_")} <= listed


def test_fault_of_the_example_is_none() -> None:
    assert {f.check for f in run(Fault("", (), lambda: sheet("en"))).findings} == {
        "structure_row_left_out",
        "coherence_categories_incomplete",
    }
    assert COHERENT


def test_rules_say_how_much_a_finding_about_a_sheet_weighs() -> None:
    weights: dict[str, set[Severity]] = {}
    for fault in MANY.values():
        weights.setdefault(fault.check, set()).add(fault.severity)
    rules = {rule.check: rule for rule in checks.rules_of(checks.SHEET_STAGES)}

    assert {check for check in rules if rules[check].severity not in weights[check]} == set()
    assert all(rule.explanation.endswith(".") for rule in rules.values())
