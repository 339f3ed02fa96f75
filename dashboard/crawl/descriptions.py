"""Whether what travels with the cells of a release comes from the catalogue, and not from any report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

import polars as pl

from dashboard.components.tables import linked
from dashboard.crawl import numerals
from dashboard.crawl.published import Published
from dashboard.crawl.report import Tally
from dashboard.crawl.texts import phrases_of, provenance_texts
from pipelines.model import Catalogue

RELEASE = "release"
FOREIGN = "a text with a number that the catalogue does not have"
OTHER_REPORTS = "not the reports that the manifest names"
OTHER_TARGETS = "not the targets of the catalogue"


def check_descriptions(published: Published, catalogue: Catalogue, tally: Tally) -> bool:
    """Compare the descriptions of a release with the catalogue it was made from; whether that is this one."""
    _check_reports(published, tally)
    if published.provenance.catalogue_sha256 != catalogue.sha256:
        return False
    known = {numerals.plain(text) for text in _texts(catalogue)}
    known |= {numerals.plain(text) for text in _of_the_release(published, catalogue)}
    for i, text in enumerate(phrases_of(published)):
        plain = numerals.plain(text)
        if numerals.has_number(plain) and plain not in known:
            tally.report(RELEASE, f"description {i + 1}", FOREIGN)
    targets = {(t.indicator, t.period_level, t.period, t.value) for t in catalogue.targets}
    ours = published.targets.select("indicator_id", "period_level", "period", "value").iter_rows()
    if not set(ours) <= targets:
        tally.report(RELEASE, "targets", OTHER_TARGETS)
    return True


def _check_reports(published: Published, tally: Tally) -> None:
    """Who is shown to have reported must be who is in the release."""
    reported = published.reports.filter(pl.col("state") == "reported")
    ours = {
        f"{partner}-{quarter}" for partner, quarter in reported.select("partner_id", "quarter").iter_rows()
    }
    named = {submission.rpartition("-")[0] for submission in published.submissions}
    if named and ours != named:
        tally.report(RELEASE, "reports", OTHER_REPORTS)


def _of_the_release(published: Published, catalogue: Catalogue) -> Iterator[str]:
    """What a release is called, and what is put together from texts of the catalogue."""
    yield from catalogue.project.quarters
    for info in catalogue.indicators.values():
        yield f"{info.label} ({info.unit})"
    for code, label in (*catalogue.project.objectives.items(), *catalogue.project.process_steps.items()):
        yield f"{code} {label}"
    # A page shows a source with short links.
    yield from (linked(text) for text in _texts(catalogue.project.milestones))
    for milestone in published.milestones:
        yield published.provenance.speaker.happened(milestone.happened or milestone.quarter)
    yield from provenance_texts(published.provenance)


def _texts(value: object) -> Iterator[str]:
    """Every text of the catalogue."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for each in fields(value):
            yield from _texts(getattr(value, each.name))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(key)
            yield from _texts(item)
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from _texts(item)
