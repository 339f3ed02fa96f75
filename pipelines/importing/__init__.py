"""Takes many reports at once, as a long table of observations, and says everything that is wrong with it.

The table is read in streams: the memory needed does not grow with it.
"""

from __future__ import annotations

from pipelines.importing.coded import CodedTable, read_coded
from pipelines.importing.files import report_file
from pipelines.importing.findings import LINES, report_line
from pipelines.importing.reports import Batch, ImportedReport, batches, check_rows

__all__ = [
    "LINES",
    "Batch",
    "CodedTable",
    "ImportedReport",
    "batches",
    "check_rows",
    "read_coded",
    "report_file",
    "report_line",
]
