from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

import polars as pl
import pytest

from pipelines.model import FIRST_DATA_ROW, KEY_ROW, TOTAL, Finding, RawTable, Screening, Severity
from pipelines.template import InputKey
from pipelines.validate import Published, checks, screen
from tests.pipelines.filled import COHERENT, PARTNER, QUARTER, filled_table, no_history, observations_of, tiny

Spoil = Callable[[list[list[str]]], None]

BLOCKING, CONFIRM, NOTICE = Severity.BLOCKING, Severity.CONFIRM, Severity.NOTICE
BEFORE = "2021-Q1"


@dataclass(frozen=True)
class Fault:
    severity: Severity
    cells: tuple[str, ...]
    spoil: Spoil | None = None
    values: Mapping[InputKey, int | str] = field(default_factory=dict)
    history: Mapping[InputKey, int | str] = field(default_factory=dict)
    history_quarter: str = BEFORE
    long_history: Mapping[str, Mapping[InputKey, int | str]] = field(default_factory=dict)
    """Quarter -> values, for several of them."""
    is_published: bool = False
    partner: str | None = None
    quarter: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)


def put(address_row: int, column: int, text: str) -> Spoil:
    def spoil(cells: list[list[str]]) -> None:
        while len(cells) < address_row:
            cells.append([])
        row = cells[address_row - 1]
        row.extend([""] * (column - len(row)))
        row[column - 1] = text

    return spoil


def drop_column(column: int) -> Spoil:
    def spoil(cells: list[list[str]]) -> None:
        for row in cells[KEY_ROW - 1 :]:
            del row[column - 1 : column]

    return spoil


def repeat_row(row: int) -> Spoil:
    return lambda cells: cells.append(list(cells[row - 1]))


def drop_row(row: int) -> Spoil:
    return lambda cells: cells.pop(row - 1) and None


def empty_counts(cells: list[list[str]]) -> None:
    for row in cells[FIRST_DATA_ROW - 1 :]:
        del row[5:]


def total(measure: str, activity: str = TOTAL) -> InputKey:
    return (activity, measure, TOTAL, TOTAL)


def quarters(key: InputKey, *values: int) -> dict[str, dict[InputKey, int | str]]:
    """One cell's history before the year of the report, beside the zeros that the example always has."""
    return {
        f"{2020 - at // 4}-Q{4 - at % 4}": {**ZEROS, key: value} for at, value in enumerate(reversed(values))
    }


ZEROS: dict[InputKey, int | str] = {key: 0 for key, value in COHERENT.items() if value == 0}
NEVER_SAID = (TOTAL, "starts", "sex", "_U")


FIVE_COUNTS = {key: value for key, value in COHERENT.items() if key[1] in ("sessions", "starts")}
GROUPS, MENTORS = "ash-groups", "ash-birch-mentors"

# Rows: 6-8 sessions, 9-11 starts, 12-14 leavers, 15-17 caseload, 18 known, 19 housed.
# Columns: F total, G-I sex, J-L reason.
FAULTS: dict[str, Fault] = {
    "structure_template_version": Fault(BLOCKING, ("B2",), put(2, 2, "0"), properties={}),
    "structure_wrong_project": Fault(BLOCKING, ("C2",), put(2, 3, "other")),
    "structure_unknown_partner": Fault(BLOCKING, ("D2",), put(2, 4, "nobody")),
    "structure_wrong_partner": Fault(BLOCKING, ("D2",), partner="birch"),
    "structure_quarter_outside_project": Fault(BLOCKING, ("E2",), put(2, 5, "2020-Q4")),
    "structure_wrong_quarter": Fault(BLOCKING, ("E2",), quarter="2021-Q3"),
    "structure_partner_not_reporting": Fault(BLOCKING, ("D2", "E2"), put(2, 4, "experts")),
    "structure_properties_disagree": Fault(
        BLOCKING, ("E2",), properties={"partner": PARTNER, "quarter": "2021-Q3"}
    ),
    "structure_missing_column": Fault(BLOCKING, (), drop_column(7)),
    "structure_unknown_column": Fault(BLOCKING, ("M4",), put(8, 13, "a remark")),
    "structure_duplicate_column": Fault(BLOCKING, ("G4", "M4"), put(4, 13, "sex:F")),
    "structure_row_without_key": Fault(BLOCKING, ("A20",), put(20, 4, "a remark")),
    "structure_unknown_activity": Fault(BLOCKING, ("A6",), put(6, 1, "elsewhere")),
    "structure_unknown_measure": Fault(BLOCKING, ("B6",), put(6, 2, "guesses")),
    "structure_foreign_activity": Fault(BLOCKING, ("A6",), put(6, 1, "cedar-groups")),
    "structure_unexpected_row": Fault(BLOCKING, ("B6",), put(6, 2, "meetings")),
    "structure_duplicate_rows": Fault(BLOCKING, ("A8", "A20"), repeat_row(8)),
    "structure_missing_rows": Fault(CONFIRM, (), drop_row(15)),
    "structure_nothing_filled_in": Fault(BLOCKING, (), empty_counts),
    "values_not_a_number": Fault(BLOCKING, ("G17",), put(17, 7, "about five")),
    "values_formula_error": Fault(BLOCKING, ("G17",), put(17, 7, "#DIV/0!")),
    "values_formula_without_result": Fault(BLOCKING, ("G17",), put(17, 7, "=SUM(A1:A2)")),
    "values_percentage": Fault(BLOCKING, ("G17",), put(17, 7, "12.5%")),
    "values_date": Fault(BLOCKING, ("G17",), put(17, 7, "2021-05-03")),
    "values_ambiguous_number": Fault(BLOCKING, ("G17",), put(17, 7, "1.234")),
    "values_negative": Fault(BLOCKING, ("G17",), put(17, 7, "-3")),
    "values_not_whole": Fault(BLOCKING, ("G17",), put(17, 7, "2.5")),
    "values_cell_does_not_apply": Fault(BLOCKING, ("G9",), put(9, 7, "1")),
    "values_too_large": Fault(
        CONFIRM,
        ("F6", "F8"),
        values={total("sessions", GROUPS): 2_000_000, total("sessions"): 2_000_005},
    ),
    "coherence_total_missing": Fault(
        BLOCKING, ("F17",), put(17, 6, ""), values={(TOTAL, "caseload", "sex", "F"): 1}
    ),
    "coherence_part_larger_than_total": Fault(
        BLOCKING, ("F18", "G18"), values={(TOTAL, "known", "sex", "F"): 4}
    ),
    "coherence_categories_differ_from_total": Fault(
        BLOCKING, ("F11", "G11", "H11", "I11"), values={(TOTAL, "starts", "sex", "M"): 3}
    ),
    "coherence_categories_incomplete": Fault(NOTICE, ("H18", "I18")),
    "coherence_all_activities_missing": Fault(BLOCKING, ("F8",), put(8, 6, "")),
    "coherence_activity_larger_than_all": Fault(
        BLOCKING, ("F14", "F12"), values={total("leavers", GROUPS): 2}
    ),
    "coherence_activities_differ_from_all": Fault(
        BLOCKING, ("F8", "F6", "F7"), values={total("sessions", MENTORS): 4}
    ),
    "coherence_limit_exceeded": Fault(
        BLOCKING, ("G18", "G19"), values={(TOTAL, "housed", "sex", "F"): 2, (TOTAL, "housed", "sex", "M"): 0}
    ),
    "coherence_identity": Fault(CONFIRM, ("F17", "F11", "F14"), history={total("caseload"): 3}),
    "continuity_already_reported": Fault(
        NOTICE, ("F8",), history={**COHERENT, total("sessions"): 11}, history_quarter=QUARTER
    ),
    "continuity_changes_published": Fault(
        CONFIRM,
        ("F8",),
        history={**COHERENT, total("sessions"): 11},
        history_quarter=QUARTER,
        is_published=True,
    ),
    "continuity_same_as_last_quarter": Fault(CONFIRM, (), history=COHERENT),
    "continuity_large_change": Fault(NOTICE, ("F8",), history={total("sessions"): 40}),
    "continuity_no_longer_reported": Fault(NOTICE, ("F16",), history={total("caseload", MENTORS): 1}),
    "plausibility_unlikely_count": Fault(
        CONFIRM, ("F8",), long_history=quarters(total("sessions"), 81, 95, 88, 84, 90)
    ),
    "plausibility_thousandfold": Fault(
        CONFIRM,
        ("F8",),
        values={total("sessions", GROUPS): 9_000, total("sessions"): 9_005},
        long_history=quarters(total("sessions"), 8, 9, 10),
    ),
    "plausibility_exchanged_columns": Fault(
        CONFIRM,
        ("G11", "H11"),
        values={
            total("starts", GROUPS): 18,
            total("starts"): 20,
            (TOTAL, "starts", "sex", "F"): 18,
            (TOTAL, "starts", "sex", "M"): 2,
        },
        long_history={
            quarter: {**ZEROS, (TOTAL, "starts", "sex", "F"): 1, (TOTAL, "starts", "sex", "M"): 17}
            for quarter in ("2020-Q3", "2020-Q4")
        },
    ),
    "plausibility_zero_for_blank": Fault(
        CONFIRM,
        ("I11",),
        long_history={
            quarter: {key: value for key, value in ZEROS.items() if key != NEVER_SAID}
            for quarter in ("2020-Q3", "2020-Q4")
        },
    ),
    "plausibility_blank_for_zero": Fault(
        NOTICE, ("H18",), long_history=quarters((TOTAL, "known", "sex", "M"), 0, 0)
    ),
    "plausibility_constant_row": Fault(
        CONFIRM,
        ("J14", "K14", "L14"),
        values={
            total("leavers", GROUPS): 15,
            total("leavers"): 15,
            **{(TOTAL, "leavers", "reason", reason): 5 for reason in ("MOVED", "_O", "_U")},
        },
    ),
    "plausibility_constant_series": Fault(
        NOTICE, ("F8",), long_history=quarters(total("sessions"), 12, 12, 12)
    ),
}

# What else is rightly said about the fault, or about the example itself.
COMPANIONS = {
    "structure_unknown_activity": {"structure_missing_rows"},
    "structure_unknown_measure": {"structure_missing_rows"},
    "structure_foreign_activity": {"structure_missing_rows"},
    "structure_unexpected_row": {"structure_missing_rows"},
    "continuity_changes_published": {"continuity_already_reported"},
    "continuity_same_as_last_quarter": {"coherence_identity"},
}
EXAMPLE = {"coherence_categories_incomplete"}


def run(fault: Fault) -> Screening:
    table = filled_table({**COHERENT, **fault.values})
    cells = [list(row) for row in table.cells]
    if fault.spoil:
        fault.spoil(cells)
    properties = fault.properties or ({} if fault.spoil else table.properties)
    table = replace(table, cells=tuple(tuple(row) for row in cells), properties=properties)
    past = [(fault.history_quarter, fault.history), *fault.long_history.items()]
    return screen(
        table,
        tiny(),
        pl.concat(observations_of(values, quarter) for quarter, values in past),
        expected_partner=fault.partner,
        expected_quarter=fault.quarter,
        published=Published(frozenset({QUARTER}) if fault.is_published else frozenset()),
    )


@cache
def run_fault(check: str) -> Screening:
    return run(FAULTS[check])


def found(screening: Screening, check: str) -> Finding:
    (finding,) = [f for f in screening.findings if f.check == check]
    return finding


@pytest.mark.parametrize("check", FAULTS)
def test_screen_one_fault_gives_its_own_finding_with_its_cells(check: str) -> None:
    fault = FAULTS[check]
    finding = found(run_fault(check), check)
    assert finding.severity is fault.severity
    assert finding.cells == fault.cells
    assert finding.sheet == "Report"
    assert finding.advice


@pytest.mark.parametrize("check", FAULTS)
def test_screen_one_fault_gives_no_other_finding(check: str) -> None:
    checks_found = {finding.check for finding in run_fault(check).findings}
    assert checks_found - EXAMPLE - COMPANIONS.get(check, set()) == {check} - EXAMPLE


@pytest.mark.parametrize("check", FAULTS)
def test_screen_one_fault_cells_balance(check: str) -> None:
    screening = run_fault(check)
    assert screening.read_cells == (
        screening.accepted_cells + screening.rejected_cells + screening.blank_cells
    )
    assert screening.accepted_cells == screening.observations.height


@pytest.mark.parametrize("check", FAULTS)
def test_screen_one_fault_finding_holds_no_text_of_number_cells(check: str) -> None:
    telltale = (
        "about five",
        "12.5",
        "1.234",
        "SUM",
        "2000000",
        "2000005",
        "2021-05-03",
        "nobody",
        "remark",
        "guesses",
    )
    for finding in run_fault(check).findings:
        assert not [
            text for text in telltale if text in finding.message.replace("where there was nobody", "")
        ]


def test_screen_every_check_has_a_fault() -> None:
    stages = (*checks.UPLOAD_STAGES, *checks.REPORT_STAGES)
    assert [check.__name__ for stage in stages for check in stage] == list(FAULTS)


def test_rules_say_of_every_check_what_it_finds_and_how_much_it_weighs() -> None:
    rules = checks.rules_of([*checks.UPLOAD_STAGES, *checks.REPORT_STAGES])
    assert {rule.check: rule.severity for rule in rules} == {
        check: fault.severity for check, fault in FAULTS.items()
    }
    assert all(rule.explanation.endswith(".") for rule in rules)


def test_checks_every_check_function_is_in_the_list() -> None:
    from pipelines.validate import (
        coherence,
        continuity,
        plausibility,
        structure_file,
        structure_table,
        values,
    )

    areas = ("structure_", "values_", "coherence_", "continuity_", "plausibility_")
    written = {
        name
        for module in (structure_file, structure_table, values, coherence, continuity, plausibility)
        for name in vars(module)
        if name.startswith(areas)
    }
    listed = {check.__name__ for stage in (*checks.UPLOAD_STAGES, *checks.REPORT_STAGES) for check in stage}
    assert written == listed


def test_screen_coherent_report_is_not_blocked_and_every_cell_is_an_observation() -> None:
    screening = screen(
        filled_table(), tiny(), no_history(), expected_partner=PARTNER, expected_quarter=QUARTER
    )
    assert not screening.is_blocked
    assert (screening.partner_id, screening.quarter) == (PARTNER, QUARTER)
    assert screening.observations.equals(observations_of(COHERENT))


def test_screen_blocking_structure_stops_before_values() -> None:
    def spoil(cells: list[list[str]]) -> None:
        put(8, 13, "a remark")(cells)
        put(17, 7, "about five")(cells)

    screening = run(Fault(BLOCKING, (), spoil))
    assert [finding.check for finding in screening.findings] == ["structure_unknown_column"]
    assert screening.observations.is_empty()
    assert screening.rejected_cells == screening.read_cells > 0


def test_screen_blocking_values_still_shows_problems_of_coherence() -> None:
    def spoil(cells: list[list[str]]) -> None:
        put(17, 7, "about five")(cells)
        put(8, 6, "13")(cells)

    checks_found = {finding.check for finding in run(Fault(BLOCKING, (), spoil)).findings}
    assert checks_found >= {"values_not_a_number", "coherence_activities_differ_from_all"}


def test_screen_refused_total_is_not_called_missing() -> None:
    screening = run(Fault(BLOCKING, (), put(11, 6, "six")))
    assert {f.check for f in screening.findings} == {"values_not_a_number", *EXAMPLE}


def test_screen_refused_category_is_not_taken_for_zero() -> None:
    screening = run(Fault(BLOCKING, (), put(11, 7, "two")))
    assert {f.check for f in screening.findings} == {"values_not_a_number", *EXAMPLE}


def test_screen_many_faults_of_a_kind_are_one_finding_that_names_five_cells() -> None:
    def spoil(cells: list[list[str]]) -> None:
        for row in range(6, 18):
            put(row, 6, "?")(cells)

    finding = found(run(Fault(BLOCKING, (), spoil)), "values_not_a_number")
    assert finding.message == (
        "Cells F6, F7, F8, F9, F10 and 7 more hold text that is neither a count nor a mark."
    )
    assert len(finding.cells) == 12


def test_screen_wrong_partner_is_not_filed_under_anybody() -> None:
    screening = run_fault("structure_wrong_partner")
    assert screening.partner_id is None
    assert screening.quarter is None


def test_screen_damaged_table_keeps_partner_and_quarter() -> None:
    screening = run_fault("structure_unknown_column")
    assert (screening.partner_id, screening.quarter) == (PARTNER, QUARTER)


def test_screen_history_of_other_partners_is_left_alone() -> None:
    history = observations_of(COHERENT, BEFORE).with_columns(partner_id=pl.lit("birch"))
    screening = screen(filled_table(), tiny(), history)
    assert {f.check for f in screening.findings} == EXAMPLE


def test_screen_table_of_one_cell_is_not_our_template() -> None:
    screening = screen(RawTable("x.csv", "csv", "", (("hello",),)), tiny(), no_history())
    assert [f.check for f in screening.findings] == ["structure_not_our_template"]
    assert (screening.partner_id, screening.quarter, screening.read_cells) == (None, None, 1)
