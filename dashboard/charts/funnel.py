"""The way of people through one activity: referrals, starts, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard import wording
from dashboard.charts import palette
from dashboard.charts.bars import Texts, figure_of
from dashboard.charts.series import Group, Series
from dashboard.charts.text import Row, full_text
from dashboard.model import Figure, Provenance


@dataclass(frozen=True)
class Stage:
    """One step of the way: what it is called, what it counts, and its published cell."""

    label: str
    unit: str
    row: Row
    """One row of `Cells.frame`."""


def draw_funnel(stages: Sequence[Stage], provenance: Provenance, title: str, narrow: bool = False) -> Figure:
    """Bars from the same zero, one for each stage in its order; withheld stages are their ranges, hatched.

    All cells are of one place and period, which the subtitle names.
    Units: persons, enrolments or referrals, as each stage says; the axis counts all of them.
    """
    groups = [
        Group(
            _named(stage),
            (
                Series(
                    (stage.row["place_id"], stage.row["activity_id"], stage.row["category"]),
                    _named(stage),
                    0,
                    palette.style(0),
                    (stage.row,),
                ),
            ),
        )
        for stage in stages
    ]
    units = {stage.unit for stage in stages}
    axis = units.pop() if len(units) == 1 else provenance.say(wording.FUNNEL_AXIS)
    return figure_of(groups, Texts(title, _where(stages), axis), provenance, narrow=narrow)


def funnel_alt_text(stages: Sequence[Stage], provenance: Provenance, title: str) -> str:
    """The figure in words: every stage with its value or why it has none."""
    speaker = provenance.speaker
    said = [
        speaker.say(wording.FUNNEL_STAGE.using(stage=_named(stage), value=full_text(stage.row, speaker)))
        for stage in stages
    ]
    return speaker.say(wording.FUNNEL_ALT.using(title=title, stages="; ".join(said)))


def _named(stage: Stage) -> str:
    return f"{stage.label} ({stage.unit})"


def _where(stages: Sequence[Stage]) -> str:
    """Place and period, as a selection is described."""
    return "; ".join(
        dict.fromkeys(str(s.row[name]) for name in ("place_label", "period_label") for s in stages)
    )
