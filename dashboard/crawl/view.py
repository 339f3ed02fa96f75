"""What one address shows by right: its selection, the published cells of that, and the facts its words may hold."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import parse_qs

from dashboard.crawl.addresses import Address
from dashboard.crawl.published import WITH_VALUE, Published
from dashboard.crawl.sentences import Facts
from dashboard.export import file_name
from dashboard.model import Cells, CellStatus
from dashboard.page_wording import REPORTED_FILE
from dashboard.selection import Selection
from dashboard.view import Exhibit, look_from_query
from dashboard.view import View as Shown


@dataclass(frozen=True)
class View:
    """One address over one release."""

    published: Published
    address: Address

    def __str__(self) -> str:
        return str(self.address)

    @cached_property
    def selection(self) -> Selection | None:
        return self.address.selection(self.published.options)

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The published cells; none on a page without a selection."""
        return [] if self.selection is None else self.published.rows(self.selection)

    @cached_property
    def cells(self) -> Cells:
        """The same for a chart. Errors: ValueError on a page without a selection."""
        if self.selection is None:
            raise ValueError("the page shows no selection")
        return self.published.labelled(self.selection, self.rows)

    @cached_property
    def exhibit(self) -> Exhibit:
        """The cells in the view of the address. Errors: ValueError on a page without a selection."""
        provenance, query = self.published.provenance, parse_qs(self.address.query)
        cells, selection = self.cells, self.selection
        if selection is None:
            raise ValueError("the page shows no selection")
        look, _ = look_from_query(query, selection)
        view = Shown(self.address.page, selection, look, provenance.release_number, provenance.language)
        return Exhibit(cells, view, provenance)

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


@lru_cache(maxsize=2)
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
