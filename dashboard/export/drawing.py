"""The drawing engine: plotly.js in a JavaScript runtime, without a browser."""

from __future__ import annotations

import json
import zlib
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache
from typing import Any

from mirage.engine import MirageEngine  # type: ignore[import-untyped]  # plotly-mirage ships no types

from dashboard.model import Figure

KEPT = 8
"""Drawings that are kept for the next format of the same figure; about 100 kB each."""

# Plotly makes up the ids inside an SVG. Numbers that follow from the figure give the same figure the same
# bytes, and two figures on one page different ids. Park and Miller's generator.
_SEED = (
    "(function (state) {{ Math.random = function () "
    "{{ state = state * 16807 % 2147483647; return state / 2147483647; }}; }})({seed})"
)


def drawn_svg(figure: Figure, width: int) -> str:
    """A figure as SVG; the same figure and width give the same text.

    Safe to call from any thread; figures are drawn one after the other.
    """
    content = json.dumps([figure["data"], figure["layout"], width], sort_keys=True)
    return _drawing_thread().submit(_draw, content).result()


@lru_cache(maxsize=KEPT)
def _draw(content: str) -> str:
    # The drawing, the picture for screens and that for print of one figure are the same drawing.
    data, layout, width = json.loads(content)
    return _rendered(_engine(), data, layout, width, zlib.crc32(content.encode()) % 2147483646 + 1)


def _rendered(engine: MirageEngine, data: Any, layout: Any, width: int, seed: int) -> str:  # noqa: ANN401
    engine.context.eval(_SEED.format(seed=seed))
    try:
        svg: str = engine.render_svg(data, layout, width=width, height=layout["height"])
    finally:
        # NOTE: promises that nobody settles keep their whole figure: about 3 MB each were never given back.
        while engine.context.execute_pending_job():
            pass
    return svg


@cache
def _drawing_thread() -> ThreadPoolExecutor:
    # A JavaScript runtime must stay on the thread that made it: one thread of our own, one runtime.
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="figure-drawing")


@cache
def _engine() -> MirageEngine:
    engine = MirageEngine()
    # NOTE: the first drawing of an engine decides about half pixels in all later ones, so it is always the same.
    _rendered(engine, [], {"height": 100}, 100, 1)
    return engine
