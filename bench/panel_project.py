"""A panel as a whole project: catalogue and approved reports, for what takes these and not a system."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from bench.panels import BREAKDOWNS, POLICY, QUARTERS_A_YEAR, SEEDS, SHAPES, Node, Shape, city_nodes
from pipelines.model import (
    OBSERVATION_KEY,
    OBSERVATION_SCHEMA,
    TOTAL,
    Activity,
    Approved,
    Breakdown,
    Catalogue,
    Category,
    Measure,
    Partner,
    Project,
    ProjectYear,
    quarter_from_index,
    quarter_index,
)

_FIRST_QUARTER = "2021-Q1"
_SOURCE = "Invented for measurements."
_ONE_WAY = tuple(name for name in BREAKDOWNS if name != "activity")


def panel_project(name: str, seed: int = SEEDS[0]) -> tuple[Catalogue, Approved]:
    """The project whose publication plan is a panel, with all its reports; two-way crosses are left out."""
    shape = SHAPES[name]
    catalogue = _catalogue(shape)
    rows = list(_rows(catalogue, list(city_nodes(shape, seed))))
    schema = {**OBSERVATION_SCHEMA, "submission_id": pl.String()}
    observations = pl.DataFrame(rows, schema=schema, orient="row").sort(OBSERVATION_KEY)
    return catalogue, Approved(observations, tuple(sorted(observations["submission_id"].unique().to_list())))


def _rows(catalogue: Catalogue, nodes: list[Node]) -> Iterator[tuple[object, ...]]:
    for node in nodes:
        is_activity = node.breakdown == "activity"
        key = (
            f"activity-{node.category}" if is_activity else TOTAL,
            "people",
            TOTAL if is_activity else node.breakdown,
            TOTAL if is_activity or node.breakdown == TOTAL else f"{node.breakdown}-{node.category}",
        )
        counts = node.counts.reshape(-1, node.counts.shape[-1]).tolist()
        for partner, series in zip(catalogue.partners, counts, strict=True):
            for quarter, count in zip(catalogue.project.quarters, series, strict=True):
                yield partner, quarter, *key, count, None, f"{partner}-{quarter}-1"


def _catalogue(shape: Shape) -> Catalogue:
    first = quarter_index(_FIRST_QUARTER)
    quarters = tuple(quarter_from_index(first + i) for i in range(shape.quarters))
    cities = shape.countries * shape.cities_per_country
    partners = {
        f"city-{i:03d}": _partner(f"city-{i:03d}", _country(i // shape.cities_per_country))
        for i in range(cities)
    }
    activities = {
        f"activity-{i}": Activity(
            id=f"activity-{i}",
            label=f"Activity {i}",
            type="any",
            partners=tuple(partners),
            first_quarter=quarters[0],
            last_quarter=quarters[-1],
            status="documented",
            description=_SOURCE,
            source=_SOURCE,
        )
        for i in range(len(BREAKDOWNS["activity"]))
    }
    people = Measure(
        id="people",
        label="People",
        definition=_SOURCE,
        unit="persons",
        collect="flow",
        person_level=True,
        per_activity=True,
        breakdowns=_ONE_WAY,
        sums_over=("place", "period", "activity", *_ONE_WAY),
        reported_by=("city",),
        source=_SOURCE,
    )
    breakdowns = {
        name: Breakdown(
            name, name, tuple(Category(f"{name}-{i}", f"{name} {i}") for i in range(len(shares))), _SOURCE
        )
        for name, shares in BREAKDOWNS.items()
        if name in _ONE_WAY
    }
    return Catalogue(
        project=_project(quarters, sorted({p.country for p in partners.values()})),
        partners=partners,
        activities=activities,
        activity_types={"any": "Any"},
        breakdowns=breakdowns,
        measures={"people": people},
        identities=(),
        limits=(),
        indicators={},
        targets=(),
        policy=POLICY,
        sha256="0" * 64,
        policy_sha256="0" * 64,
    )


def _country(number: int) -> str:
    return f"X{chr(ord('A') + number)}" if number < 26 else f"Y{chr(ord('A') + number - 26)}"


def _partner(name: str, country: str) -> Partner:
    return Partner(
        id=name,
        label=name,
        name=name,
        country=country,
        role="city",
        place_id=f"{country}-{name}",
        nuts_id=None,
        nuts_version=None,
        aliases=(),
        valid_from=None,
        valid_to=None,
        reports=True,
        language="en",
        source=_SOURCE,
    )


def _project(quarters: tuple[str, ...], countries: list[str]) -> Project:
    years = tuple(
        ProjectYear(f"Y{i // QUARTERS_A_YEAR + 1}", f"Year {i // QUARTERS_A_YEAR + 1}", year)
        for i in range(0, len(quarters), QUARTERS_A_YEAR)
        for year in [quarters[i : i + QUARTERS_A_YEAR]]
    )
    return Project(
        id="panel",
        title="Panel",
        short_title="Panel",
        description=_SOURCE,
        first_quarter=quarters[0],
        last_quarter=quarters[-1],
        years=years,
        due_days=30,
        languages=("en",),
        funding_notice="",
        disclaimer="",
        marks=(),
        objectives={},
        process_steps={},
        country_labels={country: country for country in countries},
        source=_SOURCE,
    )
