"""The annex of results of the whole project, from the published cells of one release."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dashboard import profile_wording
from dashboard import sheets_wording as wording
from dashboard import wording as names
from dashboard.charts.milestones import when
from dashboard.charts.text import full_text
from dashboard.model import CellStatus, Headline, IndicatorInfo, Provenance
from dashboard.sheets import words
from dashboard.sheets.material import AnnexMaterial, ObjectiveMaterial
from dashboard.sheets.model import (
    Block,
    Document,
    Facts,
    Heading,
    Listing,
    Table,
    paragraph,
    plain,
)
from dashboard.sheets.practice import dates_of

ANNEX_ID = "annex"
_STATUSES = (CellStatus.SHOWN, CellStatus.PROVISIONAL, CellStatus.WITHHELD, CellStatus.NOT_REPORTED)


def annex(material: AnnexMaterial, foreword: str = "", conclusions: str = "") -> Document:
    """The annex of results.

    The texts are Markdown; without one there is room for it.
    """
    provenance = material.provenance
    blocks: list[Block] = [
        *words.authors_words(provenance, wording.FOREWORD_HEADING, foreword),
        *_objectives(material),
        *_headlines(material),
        *_milestones(material),
        *(block for objective in material.objectives for block in _objective(material, objective)),
        *_places(material),
        *_activities(material),
        *_quality(material),
        *words.authors_words(provenance, wording.CONCLUSIONS_HEADING, conclusions),
        *words.method(provenance),
        Heading(1, provenance.say(wording.GLOSSARY)),
        words.statuses(provenance),
        *words.about(provenance, ANNEX_ID),
        _fingerprints(provenance),
    ]
    lead = [
        *([paragraph(provenance.description)] if provenance.description else []),
        paragraph(provenance.say(words.release_line(provenance)), quiet=True),
    ]
    title = provenance.project_title
    return words.document(provenance, wording.ANNEX, title, lead, blocks, ANNEX_ID, wording.CONTENTS)


def _objectives(material: AnnexMaterial) -> list[Block]:
    items = tuple((paragraph(f"{each.code}: {each.label}"),) for each in material.objectives)
    return [Heading(1, material.provenance.say(wording.OBJECTIVES)), Listing(items)] if items else []


def _headlines(material: AnnexMaterial) -> list[Block]:
    provenance = material.provenance
    if not material.headlines:
        return []
    header = (wording.INDICATOR, wording.PERIOD, wording.FIGURE_COLUMN, wording.TARGET)
    table = Table(
        provenance.say(wording.HEADLINES_TABLE),
        tuple(provenance.say(each) for each in header),
        tuple(_headline(provenance, each) for each in material.headlines),
        (0.34, 0.22, 0.2, 0.24),
        (2, 3),
    )
    sources = {each.indicator.label: each.target_source for each in material.headlines if each.target_source}
    found: list[Block] = [Heading(1, provenance.say(wording.HEADLINES)), table]
    if sources:
        found += [
            Heading(2, provenance.say(wording.TARGET_SOURCES)),
            Facts(tuple((label, plain(source)) for label, source in sources.items())),
        ]
    return found


def _headline(provenance: Provenance, headline: Headline) -> tuple[str, ...]:
    speaker, info = provenance.speaker, headline.indicator
    target = provenance.say(wording.NO_TARGET)
    if headline.target is not None:
        target = provenance.say(
            wording.TARGET_OF.using(
                value=speaker.number(headline.target), period=headline.target_period_label
            )
        )
    return (
        words.indicator_label(provenance, info),
        headline.period_label,
        _figure(provenance, headline),
        target,
    )


def _figure(provenance: Provenance, headline: Headline) -> str:
    if headline.status is None:
        return provenance.say(wording.NO_CELL)
    row = {
        "status": headline.status.value,
        "value": headline.value,
        "lower": headline.lower,
        "upper": headline.upper,
    }
    return full_text(row, provenance.speaker)


def _milestones(material: AnnexMaterial) -> list[Block]:
    """Once for the whole annex, so not below each of its figures."""
    provenance = material.provenance
    if not material.milestones:
        return []
    facts = [
        (
            when(each, provenance.speaker),
            plain(f"{each.label}. {each.source}" if each.source else each.label),
        )
        for each in material.milestones
    ]
    return [Heading(1, provenance.say(wording.MILESTONES)), Facts(tuple(facts))]


def _objective(material: AnnexMaterial, objective: ObjectiveMaterial) -> list[Block]:
    provenance = material.provenance
    tables = _by_period(
        material,
        objective.indicators,
        provenance.say(wording.OBJECTIVE_TABLE.using(objective=objective.code)),
    )
    pictures = [words.picture(exhibit) for exhibit in objective.exhibits]
    nothing = [paragraph(provenance.say(wording.NOTHING_SHOWN))]
    return [Heading(1, f"{objective.code}: {objective.label}"), *((*pictures, *tables) or nothing)]


def _by_period(material: AnnexMaterial, indicators: Sequence[IndicatorInfo], title: str) -> list[Table]:
    """Rows are indicators; columns project years and the whole period. Counts at a quarter's end have no such cells."""
    provenance = material.provenance
    nothing = provenance.say(profile_wording.NOTHING)
    periods = words.periods(material.project, indicators, ("year", "project"))
    rows = []
    for info in indicators:
        said = words.values(provenance, material.project[info.id], "period_level", "period")
        if any((level, period) in said for level, period, _ in periods):
            found = [said.get((level, period), nothing) for level, period, _ in periods]
            rows.append((words.indicator_label(provenance, info), *found))
    header = (provenance.say(wording.INDICATOR), *(label for _, _, label in periods))
    return words.cut(title, header, rows, first=0.3) if rows else []


def _places(material: AnnexMaterial) -> list[Block]:
    """Rows are places, columns the headline indicators in the period that says most about the places."""
    provenance = material.provenance
    if not material.by_place:
        return []
    nothing = provenance.say(profile_wording.NOTHING)
    said = [words.values(provenance, each.cells, "place_label") for each in material.by_place]
    rows = [(place, *(found.get((place,), nothing) for found in said)) for place in material.places]
    columns = (
        provenance.say(
            wording.IN_PERIOD.using(
                indicator=words.indicator_label(provenance, each.indicator), period=each.period_label
            )
        )
        for each in material.by_place
    )
    return [
        Heading(1, provenance.say(wording.RESULTS_BY_PLACE)),
        *(words.picture(exhibit) for exhibit in material.place_exhibits),
        *words.cut(
            provenance.say(wording.PLACES_TABLE), (provenance.say(wording.PLACE), *columns), rows, first=0.2
        ),
    ]


def _activities(material: AnnexMaterial) -> list[Block]:
    provenance = material.provenance
    if not material.activities:
        return []
    header = (wording.ACTIVITY, wording.ACTIVITY_TYPE, wording.PARTNERS, wording.DATES)
    rows = tuple(
        (
            each.activity.label,
            each.activity.type_label,
            ", ".join(each.partners),
            dates_of(provenance, each.activity),
        )
        for each in material.activities
    )
    return [
        Heading(1, provenance.say(wording.ACTIVITIES)),
        Table(
            provenance.say(wording.ACTIVITIES_TABLE),
            tuple(provenance.say(each) for each in header),
            rows,
            (0.32, 0.24, 0.24, 0.2),
            (),
        ),
    ]


def _quality(material: AnnexMaterial) -> list[Block]:
    provenance = material.provenance
    found: list[Block] = [Heading(1, provenance.say(wording.QUALITY))]
    if not material.reports.is_empty():
        header = (wording.QUARTER, wording.EXPECTED, wording.RECEIVED, wording.MISSING)
        rows = tuple(
            (
                provenance.speaker.quarter(quarter),
                *map(provenance.speaker.number, (expected, received)),
                missing,
            )
            for quarter, expected, received, missing in _reports(material.reports, provenance).iter_rows()
        )
        title = provenance.say(wording.QUALITY_TABLE)
        widths = (0.14, 0.2, 0.2, 0.46)
        found.append(Table(title, tuple(provenance.say(each) for each in header), rows, widths, (1, 2)))
    found += _by_period(material, material.other, provenance.say(wording.OTHER_INDICATORS))
    if not material.withheld.is_empty():
        found.append(_withheld(material))
    return found


def _reports(reports: pl.DataFrame, provenance: Provenance) -> pl.DataFrame:
    """One row per quarter that was due: how many reports were expected and received, and whose are missing."""
    is_received = pl.col("state") == "reported"
    return (
        reports.filter(pl.col("due_on") <= provenance.published_on)
        .group_by("quarter", maintain_order=True)
        .agg(
            expected=pl.len(),
            received=is_received.sum(),
            missing=pl.col("partner_label").filter(~is_received).str.join(", "),
        )
        .sort("quarter")
    )


def _withheld(material: AnnexMaterial) -> Table:
    provenance = material.provenance
    counted = (
        material.withheld.group_by("place_level", maintain_order=True)
        .agg(pl.col(status.value).sum() for status in _STATUSES)
        .to_dicts()
    )
    rows = tuple(
        (
            provenance.say(names.PLACE_LEVELS[row["place_level"]]),
            *(provenance.speaker.number(row[status.value]) for status in _STATUSES),
        )
        for row in counted
    )
    header = (
        provenance.say(wording.LEVEL),
        *(provenance.say(names.STATUS_LABELS[status]) for status in _STATUSES),
    )
    title = provenance.say(wording.QUALITY_WITHHELD_TABLE)
    return Table(title, header, rows, words.even_widths(0.28, len(header)), (1, 2, 3, 4))


def _fingerprints(provenance: Provenance) -> Facts:
    """By which the release can be told from any other."""
    pairs = [
        (wording.CATALOGUE_HASH, provenance.catalogue_sha256),
        (wording.POLICY_HASH, provenance.policy_sha256),
        (wording.CELLS_HASH, provenance.cells_sha256),
        (wording.SOFTWARE, provenance.software_version),
    ]
    return Facts(tuple((provenance.say(term), plain(said)) for term, said in pairs if said))
