"""How long people wait for the dashboard, beside a bare page of Streamlit on the same machine in the same run."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from bench import browsing
from bench.large_release import enlarge
from bench.visitors import Site, View, alone, memory_each, resident_mebibytes, together
from dashboard.access.guard import SESSION_COOKIE
from dashboard.model import Options
from dashboard.navigation import page_names
from dashboard.queries import open_release
from dashboard.view import Panels
from pipelines.demo import build_demo, demo_accounts
from pipelines.flow import open_workspace
from pipelines.model import Account, Role
from pipelines.publish import current_release, read_cells
from pipelines.settings import load_settings

VISITORS = 50
THINK_SECONDS = 2.0
LOAD_SECONDS = 20.0
MEMORY_VISITORS = 40
REPEATS = 15
VISITS = 5
PANELS = 6
INTERACTED = "explore"
"""The page of which a filter is changed."""


@dataclass(frozen=True)
class Row:
    """One thing that was measured."""

    what: str
    ours: float
    unit: str
    goal: float | None = None
    peers: float | None = None

    def cells(self) -> tuple[str, ...]:
        """The row as texts: what, ours, goal, the peer, and how many times the peer."""
        goal = "" if self.goal is None else f"< {self.goal:g}"
        peers = "" if self.peers is None else f"{self.peers:.3g}"
        ratio = "" if not self.peers else f"{self.ours / self.peers:.2f}"
        return f"{self.what} [{self.unit}]", f"{self.ours:.3g}", goal, peers, ratio


HEADINGS = ("what", "ours", "goal", "bare page", "ratio")


def report(data: Path | None, *, cells: int, seconds: float, markdown: bool) -> None:
    """Measure and print a table for the demo, and one for a release of many cells unless that is 0."""
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder) / "data"
        if data is None:
            click.echo("Making the demo; this takes some minutes ...", err=True)
            with open_workspace(load_settings({"PREPARE_DATA": str(directory)})) as ws:
                build_demo(ws)
        else:
            shutil.copytree(data, directory)
        release = current_release(load_settings({"PREPARE_DATA": str(directory)}).releases_dir)
        size = read_cells(release).height
        _print(f"the demo ({size:,} published cells)", _rows(directory, seconds), markdown)
        if cells:
            many = enlarge(release.directory, cells)
            _print(f"{many:,} published cells (synthetic)", _rows(directory, seconds), markdown)


def _rows(directory: Path, seconds: float) -> list[Row]:
    """Everything for one data directory, with the peer measured beside it."""
    settings = load_settings({"PREPARE_DATA": str(directory)})
    reader = open_release(current_release(settings.releases_dir).directory)
    try:
        options = reader.options
    finally:
        reader.close()
    filtered = interactions(options)
    peers = [View("", {"choice": [str(choice)]}) for choice in range(5)]
    with serving("ours", directory) as ours, serving("bare", directory) as bare:
        rows = list(_server_rows(ours, bare, directory, filtered, peers, seconds))
        rows += _browser_rows(ours, bare, options)
    return rows


def interactions(options: Options) -> list[View]:
    """One page of figures with one filter changed: another indicator each time, cities by quarter."""
    shown = [
        id_
        for id_, info in options.indicators.items()
        if info.headline
        and {(row.place_level, row.period_level) for row in info.plan} >= {("local", "quarter")}
    ]
    places = [choice.id for choice in options.places("local")][:PANELS]
    return [
        View(INTERACTED, {"indicator": [id_], "level": ["local"], "place": places, "time": ["quarter"]})
        for id_ in shown
    ]


def panels(options: Options) -> View:
    """A page of six figures: small multiples by place."""
    first = interactions(options)[0]
    return View(first.page, {**first.query, "panels": [Panels.PLACE.value]})


def _server_rows(
    ours: Site, bare: Site, directory: Path, filtered: Sequence[View], peers: Sequence[View], seconds: float
) -> Iterator[Row]:
    peer = 1000 * statistics.median(alone(bare, peers, REPEATS))
    for page in page_names(_account(directory)):
        found = [1000 * s for s in alone(ours, [View(page, {})], REPEATS)]
        yield Row(f"server, page {page}, p50", statistics.median(found), "ms", None, peer)
    found = [1000 * s for s in alone(ours, filtered, REPEATS)]
    yield Row("server, a filter changed, p50", statistics.median(found), "ms", None, peer)
    yield Row("server, a filter changed, p95", _p95(found), "ms")
    crowd = [1000 * s for s in together(ours, filtered, VISITORS, THINK_SECONDS, seconds)]
    beside = [1000 * s for s in together(bare, peers, VISITORS, THINK_SECONDS, seconds)]
    what = f"server, {VISITORS} visitors, {THINK_SECONDS:g} s think time"
    yield Row(f"{what}, p50", statistics.median(crowd), "ms", None, statistics.median(beside))
    yield Row(f"{what}, p95", _p95(crowd), "ms", 150, _p95(beside))
    yield Row(
        "memory for each open page",
        memory_each(ours, filtered[0], MEMORY_VISITORS),
        "MiB",
        None,
        memory_each(bare, peers[0], MEMORY_VISITORS),
    )
    yield Row("memory of the server", resident_mebibytes(ours.pid), "MiB", None, resident_mebibytes(bare.pid))


def _browser_rows(ours: Site, bare: Site, options: Options) -> Iterator[Row]:
    filtered, other = interactions(options)[:2]
    empty = View("", {})
    choices = [options.labels.indicators[view.query["indicator"][0]] for view in (filtered, other)]
    with browsing.browser() as opened:
        first = browsing.first_visit(opened, ours, filtered, VISITS)
        peer = browsing.first_visit(opened, bare, empty, VISITS)
        yield Row("browser, first visit, sent", first.megabytes, "MB", 3, peer.megabytes)
        yield Row("browser, first visit, until the figure", first.seconds, "s", 3, peer.seconds)
        yield Row("browser, reload", first.reload_seconds, "s", None, peer.reload_seconds)
        changed = browsing.redraw(opened, ours, filtered, choices, VISITS)
        beside = browsing.redraw(opened, bare, empty, ["0", "5"], VISITS)
        yield Row("browser, a filter changed until redrawn", changed.seconds, "s", None, beside.seconds)
        redrawn = browsing.redraw(opened, ours, panels(options), choices, VISITS)
        what = f"browser, {redrawn.plots} plots redrawn"
        yield Row(what, redrawn.seconds, "s", 0.5, beside.seconds)


def _p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def _account(directory: Path) -> Account:
    """The evaluator of the demo, who opens every page of figures."""
    with open_workspace(load_settings({"PREPARE_DATA": str(directory)})) as ws:
        return demo_accounts(ws.catalogue)[Role.EVALUATOR]


def _cookie(directory: Path) -> str:
    account, now = _account(directory), datetime.now(UTC)
    with open_workspace(load_settings({"PREPARE_DATA": str(directory)})) as ws:
        return f"{SESSION_COOKIE}={ws.ledger.redeem_link(ws.ledger.issue_link(account.email, now), now)}"


@contextmanager
def serving(way: str, directory: Path) -> Iterator[Site]:
    """Serve in a process of its own until the block ends.

    Errors: RuntimeError when the server does not answer within a minute.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREPARE_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.dashboard_job", way, str(port)],
        env={**environment, "PREPARE_DATA": str(directory)},
    )
    try:
        path = "/healthz" if way == "ours" else "/_stcore/health"
        _wait_until(lambda: process.poll() is None and _answers(port, path))
        yield Site(port, _cookie(directory) if way == "ours" else "", process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_until(is_ready: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if is_ready():
            return
        time.sleep(0.2)
    raise RuntimeError("the server to measure did not answer")


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


def _print(title: str, rows: Sequence[Row], markdown: bool) -> None:
    click.echo(f"\n{'**' if markdown else ''}{title}{'**' if markdown else ''}\n")
    table = [HEADINGS, *(row.cells() for row in rows)]
    if markdown:
        lines = [f"| {' | '.join(cells)} |" for cells in table]
        lines.insert(1, "|---|--:|--:|--:|--:|")
    else:
        width = max(len(cells[0]) for cells in table)
        lines = [cells[0].ljust(width) + "".join(text.rjust(12) for text in cells[1:]) for cells in table]
    click.echo("\n".join(lines))
