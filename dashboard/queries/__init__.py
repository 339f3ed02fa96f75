"""Questions to a release, one .sql file each; releases are opened read-only, and nothing else is opened."""

from dashboard.queries.cells import cells
from dashboard.queries.difference import difference
from dashboard.queries.file import ReleaseFile
from dashboard.queries.overview import headlines, progress, report_status, withheld_summary
from dashboard.queries.project import activity_partners, local_places, milestones, participation_path
from dashboard.queries.quality import cycle_indicators, mark_coverage
from dashboard.queries.release import ReleaseReader, list_releases, open_release, reader_of
from dashboard.queries.totals import latest_periods, telling_period, totals

__all__ = [
    "ReleaseFile",
    "ReleaseReader",
    "activity_partners",
    "cells",
    "cycle_indicators",
    "difference",
    "headlines",
    "latest_periods",
    "list_releases",
    "local_places",
    "mark_coverage",
    "milestones",
    "open_release",
    "participation_path",
    "progress",
    "reader_of",
    "report_status",
    "telling_period",
    "totals",
    "withheld_summary",
]
