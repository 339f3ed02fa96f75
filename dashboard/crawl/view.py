"""What one address shows by right: its selections, the published cells of these, and the facts its words may hold."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs

from dashboard.accessibility_wording import FAULTS
from dashboard.crawl.addresses import Address
from dashboard.crawl.looks import looked_at
from dashboard.crawl.messages import Element
from dashboard.crawl.published import WITH_VALUE, Published, Shelf
from dashboard.crawl.sentences import Facts
from dashboard.export import drawn_csv, file_name
from dashboard.model import CellStatus, Milestone
from dashboard.selection import Selection, from_query
from dashboard.view import Exhibit, look_from_query
from dashboard.view import View as Shown
from pipelines.model import TOTAL
from pipelines.texts import NAMED_AT_MOST

_LINK = re.compile(r"\bexplore\?([^\s)\"'<>]+)")
"""The address of a figure, which small figures and their files have beside them."""
PAGE_ROWS = 20
"""Changed figures on one page of the table of releases."""


@dataclass(frozen=True)
class View:
    """One address over the release that it names, or one of the figures there."""

    published: Published
    address: Address
    shelf: Shelf | None = None
    """All releases; null where only this one is known."""
    figure: Shown | None = None
    """The view of one of several figures; null for the page."""

    def __str__(self) -> str:
        return str(self.address)

    @property
    def language(self) -> str:
        """The language of everything the address shows."""
        return self.published.language

    @cached_property
    def selection(self) -> Selection | None:
        if self.figure is not None:
            return self.figure.selection
        return self.address.selection(self.published.options)

    @cached_property
    def exhibit(self) -> Exhibit:
        """The cells of the address as its look asks for them. Errors: ValueError on a page without a selection."""
        if self.figure is not None:
            return looked_at(self.published, self.figure)
        selection, provenance = self.selection, self.published.provenance
        if selection is None:
            raise ValueError("the page shows no selection")
        look, _ = look_from_query(self.address.asked, selection)
        view = Shown(self.address.page, selection, look, provenance.release_number, provenance.language)
        return looked_at(self.published, view, self._milestones)

    @cached_property
    def given_out(self) -> Exhibit:
        """The same as files have it: with the address of the dashboard, or that at which it was read."""
        address = (self.shelf.base_url or self.shelf.here) if self.shelf else None
        provenance = replace(self.exhibit.provenance, base_url=address)
        return replace(self.exhibit, provenance=provenance)

    @property
    def _milestones(self) -> tuple[Milestone, ...]:
        return self.published.milestones if self.address.page == "participation" else ()

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The cells that are shown: published ones, and those that the look derives; none without a selection."""
        return [] if self.selection is None else self.exhibit.cells.frame.to_dicts()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of files, which hold the number of the release and how many places and periods were chosen."""
        if self.selection is None:
            return ()
        return (file_name(self.exhibit, "svg").removesuffix(".svg"), *self._cited)

    @property
    def _cited(self) -> tuple[str, ...]:
        """The fields of a citation that are numbers, and the hash of the cells drawn."""
        provenance = self.published.provenance
        number, year, month = provenance.release_number, *map(int, provenance.published_on.split("-")[:2])
        drawn = hashlib.sha256(drawn_csv(self.exhibit.cells).encode()).hexdigest()
        fields = {"year": year, "month": month, "version": number}
        licence = provenance.licence
        return (
            drawn,
            f"{number}-{drawn[:8]}",
            *([licence] if licence else []),
            *(f"{name} = {{{value}}}" for name, value in fields.items()),
        )

    # ---- releases ----------------------------------------------------------------------------------------

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """Numbers of all releases, the newest first."""
        return self.shelf.numbers if self.shelf else (self.published.provenance.release_number,)

    def release(self, number: int) -> Published:
        """Another release in the same language."""
        return self.shelf.of(number, self.language) if self.shelf else self.published

    @cached_property
    def compared(self) -> tuple[Published, Published] | None:
        """The two releases whose difference the page tells; null where there are no two."""
        if self.address.page == "releases":
            asked = [next(iter(self.address.asked.get(key, [])), "") for key in ("from", "to")]
            usual = (*self.numbers[1:2], *self.numbers[:1])
            found = [int(a) if a.isdigit() else u for a, u in zip(asked, usual, strict=False)]
        else:
            mine = self.published.provenance.release_number
            found = [*[n for n in self.numbers if n < mine][:1], mine]
        return (self.release(found[0]), self.release(found[1])) if len(set(found)) == 2 else None

    @cached_property
    def pairs(self) -> tuple[tuple[Published, Published], ...]:
        """The releases whose differences the page tells: of one pair, or of each with the one before it."""
        if self.address.page != "quality":
            return (self.compared,) if self.compared is not None else ()
        mine = self.published.provenance.release_number
        known = [number for number in self.numbers if number <= mine]
        return tuple((self.release(before), self.release(after)) for after, before in pairwise(known))

    # ---- facts -------------------------------------------------------------------------------------------

    @cached_property
    def facts(self) -> Facts:
        """Numbers that sentences of the page may hold: of the policy and the release, and counts of cells."""
        facts = {name: list(numbers) for name, numbers in common_facts(self.published).items()}
        facts |= {"releases": list(self.numbers), "current": list(self.numbers[:1])}
        facts |= {name: list(numbers) for name, numbers in self._page_facts.items()}
        if self.selection is None:
            return facts
        for status in CellStatus:
            facts[status.value] = [sum(row["status"] == status.value for row in self.rows)]
        values = [row["value"] for row in self.rows if row["status"] in WITH_VALUE]
        if values:
            facts |= {"highest": [max(values)], "lowest": [min(values)]}
        return {**facts, "cells": [len(self.rows)]}

    @cached_property
    def _page_facts(self) -> Facts:
        """The facts of one page only."""
        if self.address.page == "activities":
            single = [a for a in self.published.options.activities.values() if a.id != TOTAL]
            kind, place = (next(iter(self.address.asked.get(key, [])), "") for key in ("type", "place"))
            chosen = [a for a in single if kind in ("", a.type) and (not place or place in a.place_ids)]
            return {"activities": [len(single)], "activities_found": [len(chosen)]}
        # Pages of other roles are answered with the overview, which tells what is new.
        changes = [after.changes_since(before) for before, after in self.pairs]
        totals = [each.height for each in changes]
        return {
            "changes": [n for each in changes for _, n in each.group_by("change").len().iter_rows()],
            "changed": totals,
            "first_row": [1],
            "last_row": [min(PAGE_ROWS, total) for total in totals],
            "pages": [-(-total // PAGE_ROWS) for total in totals],
        }


@lru_cache(maxsize=64)
def common_facts(published: Published) -> Facts:
    """The facts of every page: release, policy, and who has reported."""
    provenance, policy, reports = published.provenance, published.policy, published.due_reports.frame
    reported = reports.filter(state="reported").height
    return {
        "release": [provenance.release_number],
        "threshold": [provenance.threshold, policy.threshold],
        "largest": [provenance.threshold - 1, policy.threshold - 1],
        "contributors": [provenance.min_contributors, policy.min_contributors],
        "insider_values": [policy.insider_values],
        "base": [policy.rounding_base],
        "less": [policy.rounding_base - 1],
        "reports_due": [reports.height],
        "reports_in": [reported],
        "more": [reports.height - reported - NAMED_AT_MOST],
        "partners": [reports["partner_id"].n_unique()],
        "quarters": [reports["quarter"].n_unique()],
        "upstream": [fault.issue for fault in FAULTS if fault.issue is not None],
        "milestones": list(range(1, len(published.milestones) + 1)),
    }


class Figures:
    """The figures of a page, each with the elements that belong to it."""

    def __init__(self, page: View, elements: Sequence[Element]) -> None:
        self._page = page
        self._by_block: dict[tuple[int, ...], View] = {}
        if page.selection is not None:
            return
        for element in elements:
            if element.kind == "plotly_chart" and element.at:
                block = element.at[:-1]
                found = next(_linked(block, elements), None)
                if found is not None:
                    self._by_block[block] = replace(page, figure=_shown(found, page.published))

    def of(self, element: Element) -> View:
        """The figure that an element belongs to, else the page."""
        return self.at(element.at)

    def at(self, place: tuple[int, ...]) -> View:
        """The figure to which something at a place on the page belongs, else the page."""
        for length in range(len(place), 0, -1):
            if place[:length] in self._by_block:
                return self._by_block[place[:length]]
        return self._page


def _linked(block: tuple[int, ...], elements: Sequence[Element]) -> Iterator[str]:
    """Queries of the addresses of figures that stand in a block."""
    for element in elements:
        if element.at[: len(block)] == block:
            for text in (element.text("Markdown.body"), element.text("Code.code_text")):
                yield from (found[1] for found in _LINK.finditer(text))
            if "indicator=" in element.text("PageLink.query_string"):
                yield element.text("PageLink.query_string")


def _shown(query: str, published: Published) -> Shown:
    """The view that an address names, of this release."""
    asked, provenance = parse_qs(query), published.provenance
    selection, _ = from_query(asked, published.options)
    look, _ = look_from_query(asked, selection)
    return Shown("explore", selection, look, provenance.release_number, provenance.language)
