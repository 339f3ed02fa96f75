"""Questions to a release, one .sql file each; releases are opened read-only, and nothing else is opened."""

from dashboard.queries.cells import cells
from dashboard.queries.file import ReleaseFile
from dashboard.queries.overview import headlines, report_status, withheld_summary
from dashboard.queries.release import ReleaseReader, list_releases, open_release, reader_of

__all__ = [
    "ReleaseFile",
    "ReleaseReader",
    "cells",
    "headlines",
    "list_releases",
    "open_release",
    "reader_of",
    "report_status",
    "withheld_summary",
]
