"""The dark theme."""

from __future__ import annotations

import re
from typing import Any

from dashboard.charts.palette import DARK
from dashboard.model import Figure

_LIGHT = re.compile("|".join(re.escape(color) for color in DARK))


def theme(figure: Figure, dark: bool) -> Figure:
    """A copy of a figure in the light or the dark theme; the figure itself stays as it is."""
    return {key: _copied(value, dark) for key, value in figure.items()}


def _copied(value: Any, dark: bool) -> Any:  # noqa: ANN401  figures are JSON of any depth
    if isinstance(value, dict):
        return {key: _copied(item, dark) for key, item in value.items()}
    if isinstance(value, list):
        return [_copied(item, dark) for item in value]
    if isinstance(value, str) and dark:
        return _LIGHT.sub(lambda found: DARK[found.group()], value)
    return value
