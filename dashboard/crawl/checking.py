"""Every number of a visit: which check explains it, and where nothing does."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cached_property

from dashboard.access.headers import security_headers
from dashboard.crawl import cards, figures, files, funnels
from dashboard.crawl.capture import Answer, Visit
from dashboard.crawl.files import Makers
from dashboard.crawl.links import Links
from dashboard.crawl.messages import Content, Element, Field, elements
from dashboard.crawl.published import Published, Shelf
from dashboard.crawl.report import CELL, CONSTANT, DRAWING, Tally
from dashboard.crawl.sentences import Facts
from dashboard.crawl.spec import Json, at, leaves, read_spec
from dashboard.crawl.tables import Tables
from dashboard.crawl.texts import Texts, phrases_of, provenance_texts
from dashboard.crawl.view import Figures, View, common_facts

FAILED = "a page that did not come to its end"
UNKNOWN_NUMBER = "a number in a field that is not listed"
UNKNOWN_HEADER = "a header that is not listed"
UNKNOWN_BYTES = "bytes in a field that is not listed"

HEADERS = frozenset(
    {
        "accept-ranges", "access-control-allow-origin", "cache-control", "connection", "content-disposition",
        "content-encoding", "content-length", "content-type", "date", "etag", "last-modified", "location",
        "retry-after", "server", "set-cookie", "transfer-encoding", "vary",
    }
    | {name.decode() for name, _ in security_headers("", is_https=True)}
)  # fmt: skip
"""Headers that say nothing about cells."""
LAYOUT = frozenset(
    {
        "Column.weight",
        "FileUploader.max_upload_size_mb",
        "FlexContainer.scale",
        "ForwardMsgMetadata.delta_path",
        "MultiSelect.default",
        "Pagination.default",
        "Pagination.max_visible_pages",
        "MultiSelect.select_all",
        "Selectbox.default",
    }
)
"""Numbers that place elements, or say which of the listed options is chosen: they say nothing about cells."""
OF_THE_SERVER = (
    "new_session.custom_theme.",
    "new_session.config.",
    "new_session.initialize.environment_info.",
)
"""Colours, sizes and versions of the program, the same in every session."""
NAMES_OF_THE_SERVER = frozenset({"NewSession.main_script_path", "UserInfo.installation_id_v4", "Heading.tag"})
"""Texts that Streamlit makes up from the program, not from data."""


class Checker:
    """The check of visits against one release."""

    def __init__(
        self,
        shelf: Shelf,
        texts: Iterable[str] = (),
        contents: Collection[Content] = (),
        makers: Makers | None = None,
    ) -> None:
        """`texts` and `contents` of elements are further constants that may be served as they stand; `makers` make
        files again.
        """
        self._makers = makers or Makers()
        self.shelf = shelf
        self.tally = Tally()
        self._constants = (*texts, *self._makers.authored)
        self._texts: dict[Published, Texts] = {}
        self._contents = frozenset(contents)

    def check(self, visit: Visit) -> None:
        """Check every message and file of a visit."""
        published = self.shelf.of(visit.address.release_number, visit.address.language)
        view, found = View(published, visit.address, self.shelf), list(elements(visit.messages))
        shown = Figures(view, found)
        beside: dict[int, Facts] = {}
        for card in cards.cards(found):
            facts = cards.card_facts(card, published, str(view), self.tally)
            beside |= {id(element): facts for element in card.others}
        for element in found:
            mine = shown.of(element)
            _ElementCheck(self, mine, element, {**mine.facts, **beside.get(id(element), {})}).run()
        if not _has_ended(visit):
            self.tally.report(str(view), "page", FAILED)
        for file in visit.files:
            files.check_file(file, shown.at(file.at), self._texts_of(published), self.tally, self._makers)
            self.check_headers(file.answer)

    def check_text(self, address: str, element: str, text: str) -> None:
        """Check a text that belongs to no page."""
        published = self.shelf.current
        if not self._texts_of(published).check(text, common_facts(published), self.tally):
            self.tally.report(address, element)

    def check_headers(self, answer: Answer) -> None:
        """A header that is not listed could say anything."""
        for name, _ in answer.headers:
            if name.lower() not in HEADERS:
                self.tally.report(str(answer), "headers", UNKNOWN_HEADER)

    def is_constant(self, content: Content) -> bool:
        return content in self._contents

    def is_explained(self, text: str, view: View, facts: Facts) -> bool:
        return self._texts_of(view.published).check(text, facts, self.tally, view.names)

    def check_table(self, data: bytes, where: str, view: View, facts: Facts) -> None:
        Tables(view, self._texts_of(view.published), facts, self.tally).check(data, where)

    def _texts_of(self, published: Published) -> Texts:
        """The texts that may be served of one release in one language."""
        if published not in self._texts:
            others = (self.shelf.of(number, published.language) for number in self.shelf.numbers)
            phrases = (*phrases_of(published), *self._constants)
            phrases += tuple(text for each in others for text in provenance_texts(each.provenance))
            self._texts[published] = Texts(phrases, published.language, Links(published, self.shelf.numbers))
        return self._texts[published]


class _ElementCheck:
    """The check of one element of a page."""

    def __init__(self, checker: Checker, view: View, element: Element, facts: Facts) -> None:
        self._checker = checker
        self._tally = checker.tally
        self._view = view
        self._element = element
        self._facts = facts

    @cached_property
    def _spec(self) -> Json:
        """The figure of this element, if it is one."""
        return read_spec(self._element.text("PlotlyChart.spec"))

    def run(self) -> None:
        inner = f"delta.new_element.{self._element.kind}."
        is_constant = self._checker.is_constant(self._element.content)
        for field in self._element.fields:
            if is_constant and field.path.startswith(inner):
                self._tally.explained(CONSTANT)
            elif not self._is_special(field):
                self._check_field(field)

    def _is_special(self, field: Field) -> bool:
        """Check a field that has a check of its own; whether it has one."""
        kind = self._element.kind
        match kind, field.name:
            case "metric", "Metric.body":
                pass  # checked with its card
            case "plotly_chart", "PlotlyChart.spec":
                way = funnels.funnel_of(self._view, self._spec)
                if way is not None:
                    self._facts = {**self._facts, "withheld": [way.withheld_count]}
                figures.check_figure(
                    self._view, self._element.where, self._spec, self._tally, self._is_explained
                )
            case "plotly_chart", "PlotlyChart.config":
                self._check_json(read_spec(str(field.content)), field.path)
            case "plotly_chart", "PlotlyChart.alt":
                if funnels.funnel_of(self._view, self._spec) is None:
                    self._check_field(field)
                expected = figures.expected_alt(self._view, self._spec)
                if field.content != expected:
                    self._report(field.path, figures.NOT_DRAWN_SO)
            case "plotly_chart", "HeightConfig.pixel_height":
                self._expect(field, [at(self._spec, "layout", "height")])
            case "table", "ArrowData.data" if isinstance(field.content, bytes):
                self._checker.check_table(field.content, self._element.where, self._view, self._facts)
            case "page_link", "PageLink.label" if cards.is_line_of_cell(
                str(field.content), self._view.published
            ):
                self._tally.explained(CELL)
            case "pagination", "Pagination.num_pages":
                self._expect(field, self._facts.get("pages", ()))
            case "progress", "Progress.value":
                # Streamlit cuts the share to a whole number.
                shares = [min(100.0, share) for share in self._facts.get("progress", ())]
                self._expect(field, [share - cut for share in shares for cut in (0, 1)])
            case _:
                return False
        return True

    def _check_field(self, field: Field) -> None:
        if field.path.startswith(OF_THE_SERVER) or field.name in NAMES_OF_THE_SERVER or field.is_identifier:
            return
        if field.own_name is not None:
            # One of several choices is called so; it is no number.
            self._check_json(field.own_name.removesuffix(".one").replace(".", " "), field.path)
            return
        if isinstance(field.content, bytes):
            self._report(field.path, UNKNOWN_BYTES)
        elif isinstance(field.content, str):
            self._check_json(field.content, field.path)
        elif field.name in LAYOUT:
            self._tally.explained(CONSTANT)
        else:
            self._report(field.path, UNKNOWN_NUMBER)

    def _check_json(self, value: Json, path: str) -> None:
        for below, leaf in leaves(value, path):
            if isinstance(leaf, str):
                if not self._is_explained(leaf):
                    self._tally.report(str(self._view), f"{self._element.where} {below}")
            elif not isinstance(leaf, bool):
                self._report(below, UNKNOWN_NUMBER)

    def _is_explained(self, text: str) -> bool:
        return self._checker.is_explained(text, self._view, self._facts)

    def _expect(self, field: Field, allowed: Iterable[object]) -> None:
        if field.content in allowed:
            self._tally.explained(DRAWING)
        else:
            self._report(field.path, UNKNOWN_NUMBER)

    def _report(self, path: str, problem: str) -> None:
        self._tally.report(str(self._view), f"{self._element.where} {path}", problem)


def _has_ended(visit: Visit) -> bool:
    last = visit.messages[-1] if visit.messages else None
    return (
        last is not None
        and last.WhichOneof("type") == "script_finished"
        and last.script_finished == last.FINISHED_SUCCESSFULLY
    )
