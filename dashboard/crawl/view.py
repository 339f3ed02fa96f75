"""What one address shows by right: its selection, the published cells of that, and the facts its words may hold."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from dashboard.crawl.addresses import Address
from dashboard.crawl.looks import looked_at
from dashboard.crawl.published import WITH_VALUE, Published
from dashboard.crawl.sentences import Facts
from dashboard.export import file_name
from dashboard.model import CellStatus
from dashboard.reading_wording import REPORTED_FILE
from dashboard.selection import Selection
from dashboard.view import Exhibit, look_from_query
from dashboard.view import View as Shown


@dataclass(frozen=True)
class View:
    """One address over the release that it names."""

    published: Published
    address: Address

    def __str__(self) -> str:
        return str(self.address)

    @property
    def language(self) -> str:
        """The language of everything the address shows."""
        return self.published.language

    @cached_property
    def selection(self) -> Selection | None:
        return self.address.selection(self.published.options)

    @cached_property
    def exhibit(self) -> Exhibit:
        """The cells of the address as its look asks for them. Errors: ValueError on a page without a selection."""
        selection, provenance = self.selection, self.published.provenance
        if selection is None:
            raise ValueError("the page shows no selection")
        look, _ = look_from_query(self.address.asked, selection)
        view = Shown(self.address.page, selection, look, provenance.release_number, provenance.language)
        return looked_at(self.published, view)

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The cells that are shown: published ones, and those that the look derives; none without a selection."""
        return [] if self.selection is None else self.exhibit.cells.frame.to_dicts()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of files, which hold the number of the release and how many places and periods were chosen."""
        provenance = self.published.provenance
        found = (REPORTED_FILE.format(release=provenance.release_code),)
        if self.selection is None:
            return found
        return (*found, file_name(self.exhibit, "svg").removesuffix(".svg"))

    @cached_property
    def facts(self) -> Facts:
        """Numbers that sentences of the page may hold: of the policy and the release, and counts of cells."""
        facts = {name: list(numbers) for name, numbers in common_facts(self.published).items()}
        if self.selection is None:
            return facts
        for status in CellStatus:
            facts[status.value] = [sum(row["status"] == status.value for row in self.rows)]
        values = [row["value"] for row in self.rows if row["status"] in WITH_VALUE]
        if values:
            facts |= {"highest": [max(values)], "lowest": [min(values)]}
        return {**facts, "cells": [len(self.rows)]}


@lru_cache(maxsize=64)
def common_facts(published: Published) -> Facts:
    """The facts of every page: release, policy, and who has reported."""
    provenance, policy, reports = published.provenance, published.policy, published.due_reports.frame
    return {
        "release": [provenance.release_number],
        "threshold": [provenance.threshold, policy.threshold],
        "largest": [provenance.threshold - 1, policy.threshold - 1],
        "contributors": [provenance.min_contributors, policy.min_contributors],
        "insider_values": [policy.insider_values],
        "base": [policy.rounding_base],
        "less": [policy.rounding_base - 1],
        "reports_due": [reports.height],
        "reports_in": [reports.filter(state="reported").height],
        "partners": [reports["partner_id"].n_unique()],
        "quarters": [reports["quarter"].n_unique()],
    }
