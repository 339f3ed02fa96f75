"""A figure that is sent as it was drawn."""

from __future__ import annotations

from typing import Any

from plotly.basedatatypes import BaseFigure  # type: ignore[import-untyped]

from dashboard.model import Figure


class ReadyFigure(BaseFigure):  # type: ignore[misc]  # plotly has no types
    """A figure that Streamlit sends as it is.

    Streamlit builds every figure given as a plain dict anew from plotly's classes, to validate it: that took half the
    time of a page. Ours are drawn by `dashboard.charts`, whose tests validate them.
    """

    def __init__(self, figure: Figure) -> None:
        # NOTE: deliberately without super().__init__, which is what takes the time.
        object.__setattr__(self, "_ready", figure)

    def to_dict(self) -> dict[str, Any]:
        """The figure as it was drawn."""
        ready: Figure = object.__getattribute__(self, "_ready")
        return ready
