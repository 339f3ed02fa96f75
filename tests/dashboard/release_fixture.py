"""A tiny synthetic release, written directly with duckdb in the published schema.

Every kind of cell is in it at a known place:

- shown: most cells;
- provisional: starts of the whole project in 2018-Q2 and in Y1;
- withheld with an interval: starts of boxing in Málaga, 2018-Q1 (0 to 12) and the whole period (3 to 20);
- withheld without an upper bound: starts of mentoring in Málaga, 2018-Q1 (from 0 on);
- not reported: everything of Rotterdam in 2018-Q2;
- cannot exist: people released and employed in 2018-Q1;
- a ratio over 0: completion rate of Liège in 2018-Q3;
- a withheld ratio: completion rate of Málaga over the whole period.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

QUARTERS = ("2018-Q1", "2018-Q2", "2018-Q3", "2018-Q4")
YEARS = {"Y1": QUARTERS[:2], "Y2": QUARTERS[2:]}
PLACES = {"malaga": "ES", "rotterdam": "NL", "liege": "BE"}
ACTIVITIES = ("boxing", "mentoring")
SEXES = ("F", "M")
FLOWS = {
    "starts": True,
    "completions": True,
    "drop_outs": True,
    "sessions": False,
    "released": True,
    "employed": True,
}
PERSON_LEVEL = {**FLOWS, "caseload": True}

Key = tuple[str, str, str, str, str, str, str, str]
Cell = tuple[int | None, int | None, int | None, str, str]

NOT_REPORTED: Cell = (None, None, None, "O", "F")
CANNOT_EXIST: Cell = (None, None, None, "M", "F")


def withheld(lower: int, upper: int | None) -> Cell:
    return None, lower, upper, "Q", "C"


OVERRIDES: dict[Key, Cell] = {
    ("local", "malaga", "quarter", "2018-Q1", "boxing", "starts", "_T", "_T"): withheld(0, 12),
    ("local", "malaga", "quarter", "2018-Q1", "mentoring", "starts", "_T", "_T"): withheld(0, None),
    ("local", "malaga", "project", "PROJECT", "boxing", "starts", "_T", "_T"): withheld(3, 20),
    ("local", "malaga", "project", "PROJECT", "_T", "completions", "_T", "_T"): withheld(0, 40),
    ("local", "malaga", "project", "PROJECT", "_T", "starts", "sex", "F"): withheld(0, 31),
    ("local", "malaga", "project", "PROJECT", "_T", "starts", "sex", "M"): withheld(33, 64),
    ("local", "liege", "quarter", "2018-Q3", "_T", "completions", "_T", "_T"): (0, 0, 0, "A", "F"),
    ("local", "liege", "quarter", "2018-Q3", "_T", "drop_outs", "_T", "_T"): (0, 0, 0, "A", "F"),
}
PROVISIONAL = {("project", "quarter", "2018-Q2"), ("project", "year", "Y1")}


def write_release(
    directory: Path,
    *,
    number: int = 3,
    synthetic: bool = True,
    overrides: dict[Key, Cell] | None = None,
    rounded_to: int = 0,
) -> Path:
    """Write a release directory `directory/<number>` and return it; `rounded_to` is the base of a rounded one."""
    release = directory / f"{number:04d}"
    release.mkdir(parents=True)
    connection = duckdb.connect(str(release / "release.duckdb"))
    try:
        connection.execute(_SCHEMA)
        for table, rows in _tables(number, synthetic, {**OVERRIDES, **(overrides or {})}, rounded_to).items():
            frame = pl.DataFrame(rows, orient="row", infer_schema_length=None)
            connection.from_arrow(frame.to_arrow()).insert_into(table)
    finally:
        connection.close()
    manifest = {"number": number, "files": {"cells.parquet": "e" * 64}}
    (release / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (directory / "CURRENT").write_text(f"{number:04d}\n", encoding="utf-8")
    return release


def _count(measure: str, place: str, quarter: str, activity: str, sex: str) -> int:
    """An arbitrary count that differs between all keys and is the same in every run."""
    base = {
        "starts": 9,
        "completions": 4,
        "drop_outs": 2,
        "sessions": 30,
        "released": 7,
        "employed": 3,
        "caseload": 14,
    }
    step = 3 * list(PLACES).index(place) + 2 * QUARTERS.index(quarter) + 5 * ACTIVITIES.index(activity)
    return base[measure] + step + (7 if sex == "M" else 0)


def _total(
    measure: str,
    places: list[str],
    quarters: tuple[str, ...],
    activities: tuple[str, ...],
    sexes: tuple[str, ...],
) -> int:
    return sum(_count(measure, *key) for key in product(places, quarters, activities, sexes))


def _cells(overrides: dict[Key, Cell]) -> Iterator[tuple[Any, ...]]:
    places = [("local", place, [place]) for place in PLACES]
    places += [
        ("country", country, [p for p in PLACES if PLACES[p] == country]) for country in ("BE", "ES", "NL")
    ]
    places += [("project", "PROJECT", list(PLACES))]
    periods = [("quarter", quarter, (quarter,)) for quarter in QUARTERS]
    periods += [("year", year, quarters) for year, quarters in YEARS.items()]
    periods += [("project", "PROJECT", QUARTERS)]
    splits = [("_T", "_T", SEXES), ("sex", "F", ("F",)), ("sex", "M", ("M",))]
    for (place_level, place, members), (period_level, period, quarters) in product(places, periods):
        for measure, person_level in PERSON_LEVEL.items():
            if measure == "caseload" and period_level != "quarter":
                continue
            for activity, (breakdown, category, sexes) in product(("_T", *ACTIVITIES), splits):
                if breakdown == "sex" and (activity != "_T" or not person_level):
                    continue
                key = (place_level, place, period_level, period, activity, measure, breakdown, category)
                activities = ACTIVITIES if activity == "_T" else (activity,)
                total = _total(measure, members, quarters, activities, sexes)
                yield (*key, *overrides.get(key, _state(key, members, total)))


def _state(key: Key, members: list[str], total: int) -> Cell:
    place_level, _, period_level, period, _, measure, _, _ = key
    if members == ["rotterdam"] and period == "2018-Q2":
        return NOT_REPORTED
    if measure in ("released", "employed") and period == "2018-Q1":
        return CANNOT_EXIST
    is_provisional = (place_level, period_level, period) in PROVISIONAL
    return total, total, total, "P" if is_provisional else "A", "F"


def _tables(
    number: int, synthetic: bool, overrides: dict[Key, Cell], rounded_to: int
) -> dict[str, list[tuple[Any, ...]]]:
    labels = {
        "malaga": "Málaga",
        "rotterdam": "Rotterdam",
        "liege": "Liège and the municipalities of its judicial district",
    }
    measures = [
        ("starts", "Starts", "persons", "flow"),
        ("completions", "Completions", "persons", "flow"),
        ("drop_outs", "Drop-outs", "persons", "flow"),
        ("caseload", "Caseload", "persons", "stock"),
        ("released", "People released, status known", "persons", "flow"),
        ("employed", "People employed", "persons", "flow"),
        ("sessions", "Sessions delivered", "events", "flow"),
    ]
    indicators = [
        (
            "PA02",
            "Starts",
            "Persons enrolled for the first time.",
            1,
            "measure",
            1,
            "persons",
            "up",
            "PS4",
            True,
        ),
        (
            "PA03",
            "Caseload",
            "Persons enrolled on the last day.",
            1,
            "measure",
            1,
            "persons",
            "up",
            "PS4",
            True,
        ),
        ("PA05", "Drop-outs", "Persons leaving unplanned.", 1, "measure", 1, "persons", "down", "PS4", True),
        (
            "PA07",
            "Completion rate",
            "People leaving as planned, of all who left.",
            2,
            "ratio",
            100,
            "%",
            "up",
            "PS4",
            True,
        ),
        (
            "OU01",
            "Employed 6 weeks after release",
            "People employed, of those whose status is known.",
            2,
            "ratio",
            100,
            "%",
            "up",
            "",
            False,
        ),
        (
            "LA02",
            "Sessions delivered",
            "Sessions with a group or one person.",
            1,
            "measure",
            1,
            "events",
            "up",
            "",
            False,
        ),
        ("LA99", "Never counted", "An indicator without cells.", 1, "measure", 1, "events", "up", "", False),
    ]
    objectives = {
        "PA02": "SO3",
        "PA03": "SO3",
        "PA05": "SO3",
        "PA07": "SO3,GO",
        "OU01": "GO",
        "LA02": "SO3",
        "LA99": "",
    }
    return {
        "published_cell": [_rounded(row, rounded_to) if rounded_to else row for row in _cells(overrides)],
        "release_info": [
            (
                number,
                "2019-02-01T10:30:00+00:00",
                synthetic,
                "first publication",
                "Tiny project: an invented network of three places",
                "Tiny project",
                "An invented project for tests.",
                QUARTERS[0],
                QUARTERS[-1],
                "Funded by nobody.",
                "This content is invented.",
                5,
                3,
                "c" * 64,
                "d" * 64,
                "0.1.0",
                "round" if rounded_to else "suppress",
                rounded_to or 5,
            )
        ],
        "place": [
            *(
                ("local", place, labels[place], country, i)
                for i, (place, country) in enumerate(PLACES.items(), 1)
            ),
            ("country", "BE", "Belgium", "BE", 1),
            ("country", "ES", "Spain", "ES", 2),
            ("country", "NL", "Netherlands", "NL", 3),
            ("project", "PROJECT", "Whole project", None, 1),
        ],
        "period": [
            *(("quarter", quarter, quarter, i) for i, quarter in enumerate(QUARTERS, 1)),
            ("year", "Y1", "Year 1 (2018-Q1 to 2018-Q2)", 1),
            ("year", "Y2", "Year 2 (2018-Q3 to 2018-Q4)", 2),
            ("project", "PROJECT", "Whole project period", 1),
        ],
        "activity": [
            ("_T", "All activities", None, None, None, None, None, None, 0),
            (
                "boxing",
                "Boxing club",
                "sport",
                "Sport",
                "documented",
                "Training twice a week.",
                *QUARTERS[::3],
                1,
            ),
            (
                "mentoring",
                "Mentoring before and after release, with families and trained volunteers",
                "mentoring",
                "Mentoring",
                "placeholder",
                "",
                *QUARTERS[::3],
                2,
            ),
        ],
        "activity_place": [*product(ACTIVITIES, PLACES)],
        "measure": [
            (m, label, f"{label}.", unit, collect, PERSON_LEVEL[m], True, i)
            for i, (m, label, unit, collect) in enumerate(measures, 1)
        ],
        "breakdown": [("_T", "No breakdown", 0), ("sex", "Sex", 1)],
        "category": [("_T", "_T", "Total", 0), ("sex", "F", "Women", 1), ("sex", "M", "Men", 2)],
        "indicator": [
            (*row[:8], objectives[row[0]], row[8], row[9], row[4] == "ratio", i, "tests")
            for i, row in enumerate(indicators, 1)
        ],
        "indicator_part": [
            ("PA02", "numerator", "starts"),
            ("PA03", "numerator", "caseload"),
            ("PA05", "numerator", "drop_outs"),
            ("PA07", "numerator", "completions"),
            ("PA07", "denominator", "completions"),
            ("PA07", "denominator", "drop_outs"),
            ("OU01", "numerator", "employed"),
            ("OU01", "denominator", "released"),
            ("LA02", "numerator", "sessions"),
        ],
        "indicator_breakdown": [("PA02", "sex"), ("PA03", "sex"), ("PA07", "sex")],
        "target": [
            ("PA02", "project", "PROJECT", "project", "PROJECT", 600, "Grant agreement."),
            ("PA03", "project", "PROJECT", "quarter", "2018-Q4", 100, "Grant agreement."),
            ("PA05", "project", "PROJECT", "project", "PROJECT", 900, "Grant agreement."),
        ],
        "objective": [("GO", "General objective", 1), ("SO3", "Strengthen capacities", 2)],
        "process_step": [("PS4", "Local activities", 1)],
        "report": [
            (place, labels[place], place, quarter, f"{quarter[:4]}-12-31", _report_state(place, quarter))
            for place, quarter in product(PLACES, QUARTERS)
        ],
    }


def _rounded(row: tuple[Any, ...], base: int) -> tuple[Any, ...]:
    """A cell as a rounded release has it: its value, where it has one, the nearest multiple; none withheld."""
    *key, value, _, upper, obs_status, _ = row
    if obs_status in "OM" or not PERSON_LEVEL[key[5]]:
        return row
    count = upper or 7 if value is None else value
    shown = (count + base // 2) // base * base
    status = "A" if obs_status == "Q" else obs_status
    return *key, shown, max(0, shown - base + 1), shown + base - 1, status, "F"


def _report_state(place: str, quarter: str) -> str:
    return "missing" if (place, quarter) == ("rotterdam", "2018-Q2") else "reported"


_SCHEMA = """
create table published_cell (place_level varchar, place_id varchar, period_level varchar, period varchar,
    activity_id varchar, measure_id varchar, breakdown varchar, category varchar,
    value bigint, lower bigint, upper bigint, obs_status varchar, conf_status varchar);
create table release_info (number bigint, published_at varchar, synthetic boolean, reason varchar,
    project_title varchar, project_short_title varchar, description varchar, first_quarter varchar,
    last_quarter varchar, funding_notice varchar, disclaimer varchar, threshold bigint,
    min_contributors bigint, catalogue_sha256 varchar, policy_sha256 varchar, software_version varchar,
    profile varchar, rounding_base bigint);
create table place (place_level varchar, place_id varchar, label varchar, country varchar, sort bigint);
create table period (period_level varchar, period varchar, label varchar, sort bigint);
create table activity (activity_id varchar, label varchar, type varchar, type_label varchar, status varchar,
    description varchar, first_quarter varchar, last_quarter varchar, sort bigint);
create table activity_place (activity_id varchar, place_id varchar);
create table measure (measure_id varchar, label varchar, definition varchar, unit varchar, collect varchar,
    person_level boolean, per_activity boolean, sort bigint);
create table breakdown (breakdown varchar, label varchar, sort bigint);
create table category (breakdown varchar, category varchar, label varchar, sort bigint);
create table indicator (indicator_id varchar, label varchar, definition varchar, level bigint, kind varchar,
    scale bigint, unit varchar, direction varchar, objectives varchar, process_step varchar, headline boolean,
    is_share boolean, sort bigint, source varchar);
create table indicator_part (indicator_id varchar, part varchar, measure_id varchar);
create table indicator_breakdown (indicator_id varchar, breakdown varchar);
create table target (indicator_id varchar, place_level varchar, place_id varchar, period_level varchar,
    period varchar, value bigint, source varchar);
create table objective (objective varchar, label varchar, sort bigint);
create table process_step (process_step varchar, label varchar, sort bigint);
create table report (partner_id varchar, partner_label varchar, place_id varchar, quarter varchar,
    due_on varchar, state varchar);
"""
