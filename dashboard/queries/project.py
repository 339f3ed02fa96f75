"""What a release says about the project itself: its milestones, its activities' partners, the way through them.

Releases of before know none of it; then the answers are empty.
"""

from __future__ import annotations

from dashboard.model import ActivityPartner, Milestone
from dashboard.queries.release import ReleaseReader


def milestones(reader: ReleaseReader) -> tuple[Milestone, ...]:
    """What happened in the project, in the order of time."""
    if not reader.file.has_table("milestone"):
        return ()
    return tuple(
        Milestone(
            quarter=row["quarter"],
            label=row["label"],
            source=row["source"],
            happened=row["happened"],
            process_steps=tuple(filter(None, row["process_steps"].split(","))),
            is_inferred=row["is_inferred"],
        )
        for row in reader.words.of(reader.rows("milestones"), "milestone").iter_rows(named=True)
    )


def activity_partners(reader: ReleaseReader) -> tuple[ActivityPartner, ...]:
    """Who takes part in which activity, in the order of the release."""
    if not reader.file.has_table("activity_partner"):
        return ()
    rows = reader.words.of(reader.rows("activity_partners"), "activity_partner")
    return tuple(ActivityPartner(**row) for row in rows.iter_rows(named=True))


def participation_path(reader: ReleaseReader) -> tuple[str, ...]:
    """Indicators of the way of a person through an activity, the first step first."""
    if not reader.file.has_table("participation_path"):
        return ()
    known = reader.options.indicators
    return tuple(i for i in reader.rows("participation_path")["indicator_id"] if i in known)


def local_places(reader: ReleaseReader, place_level: str, place_id: str) -> tuple[str, ...]:
    """The local places that make up a place: itself, those of a country, or all."""
    countries = dict(reader.rows("place_countries").iter_rows())
    if place_level == "local":
        return (place_id,)
    return tuple(p for p, country in countries.items() if place_level == "project" or country == place_id)
