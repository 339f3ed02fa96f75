"""The whole crawl: serve, sign in, fetch everything, explain every number."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from itertools import groupby
from pathlib import Path

from dashboard import export
from dashboard.crawl import answers
from dashboard.crawl.addresses import FIGURE_PAGES, Address, Device, addresses, spoken
from dashboard.crawl.capture import Visit, reading
from dashboard.crawl.checking import Checker
from dashboard.crawl.descriptions import check_descriptions
from dashboard.crawl.example import example_contents
from dashboard.crawl.files import Makers
from dashboard.crawl.published import Shelf, open_published
from dashboard.crawl.report import CrawlReport, in_order
from dashboard.crawl.server import HOST, Command, serving
from pipelines.model import Catalogue

AHEAD = 4
"""Visits that are fetched while others are checked."""

Progress = Callable[[str], None]


def crawl(
    command: Command,
    session: str,
    release: Path,
    catalogue: Catalogue,
    *,
    base_url: str | None = None,
    makers: Makers | None = None,
    quick: bool = False,
    progress: Progress | None = None,
) -> CrawlReport:
    """Read everything that is served to a reader of releases and to a stranger, and explain every number in it.

    `command` serves the dashboard on a port, in a process of its own; `session` is the token of a signed-in reader;
    `release` is the directory of the release that is served, and `catalogue` the one in force now. `makers` make files
    again.
    Errors: ReleaseMissingError when the release cannot be read; StoreBusyError when the server falls silent.
    """
    started = time.monotonic()
    published = open_published(release, catalogue.policy, base_url)
    # NOTE: what the engine measured first decides half pixels later on; the server warms it up like this.
    export.warm()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="crawl") as worker:
        example = worker.submit(
            example_contents, catalogue.policy, spoken(Shelf(published).numbers, quick=quick)
        )
        with serving(command) as port, closing(Shelf(published, base_url, f"http://{HOST}:{port}")) as shelf:
            constants = (*answers.constant_texts(), f"http://{HOST}:{port}")
            checker = Checker(shelf, constants, example.result(), makers)
            is_same_catalogue = check_descriptions(published, catalogue, checker.tally)
            fetched = answers.check(port, session, checker)
            pages = answers.offered_pages(port, session)
            chosen = list(addresses(pages, published.options, quick=quick, releases=shelf.numbers))
            messages = files = 0
            for done, visit in enumerate(_ahead(worker, _visits(port, session, chosen)), start=1):
                checker.check(visit)
                messages += len(visit.messages)
                files += len(visit.files)
                if progress is not None:
                    progress(f"Visited {done} of {len(chosen)} addresses")
    return CrawlReport(
        release=published.provenance.release_number,
        pages=pages,
        selections=sum(address.page in FIGURE_PAGES for address in chosen),
        messages=messages,
        files=files,
        answers=fetched,
        numbers=dict(checker.tally.numbers),
        unexplained=in_order(checker.tally.places),
        is_same_catalogue=is_same_catalogue,
        seconds=time.monotonic() - started,
    )


def _visits(port: int, session: str, chosen: Sequence[Address]) -> Iterator[Visit]:
    """Every address, each device over one websocket."""
    by_device = sorted(chosen, key=lambda address: list(Device).index(address.device))
    for device, members in groupby(by_device, key=lambda address: address.device):
        with reading(port, session, device) as reader:
            for address in members:
                yield reader.visit(address)


def _ahead(worker: ThreadPoolExecutor, visits: Iterator[Visit]) -> Iterator[Visit]:
    """The same visits, fetched by another thread while these are looked at."""
    pending: list[Future[Visit | None]] = []
    while True:
        while len(pending) < AHEAD:
            pending.append(worker.submit(next, visits, None))
        visit = pending.pop(0).result()
        if visit is None:
            return
        yield visit
