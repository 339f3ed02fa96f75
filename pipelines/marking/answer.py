"""The marked workbook of an upload: the own file where it can be marked, else a copy of its table."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path, PurePath

from pipelines.languages import Speaker
from pipelines.marking.copied import mark_copy
from pipelines.marking.entries import Job, Note, job_of
from pipelines.model import Finding, RawTable

MARKED_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PACKAGE_ROOT = Path(__file__).resolve().parents[2]
START_CHILD = "import sys; sys.path.insert(3, sys.argv[1]); from pipelines.marking.child import main; main()"
CHILD_SECONDS = 30


def mark(
    data: bytes, table: RawTable, findings: Sequence[Finding], speaker: Speaker, notes: Sequence[Note] = ()
) -> bytes:
    """An XLSX workbook with every finding and note pinned to its cell, and a first sheet that lists them.

    An XLSX file comes back as it was, with the marks; ODS and CSV as a copy of the table that was read. So does a
    workbook that the marking library cannot handle.
    """
    job = job_of(findings, notes, table.sheet, speaker)
    if table.file_format == "xlsx":
        marked = _ask_child(data, job)
        if marked is not None:
            return marked
    return mark_copy(table, job)


def marked_name(file_name: str) -> str:
    """The name under which the marked workbook is offered."""
    return f"{PurePath(file_name).stem}-checked.xlsx"


def _ask_child(data: bytes, job: Job) -> bytes | None:
    """The marked file; null when it could not be made."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", START_CHILD, str(PACKAGE_ROOT)],
            input=json.dumps(job).encode() + b"\n" + data,
            stdout=subprocess.PIPE,
            # What a parser prints when it fails may quote the file, so it is not kept.
            stderr=subprocess.DEVNULL,
            timeout=CHILD_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 and done.stdout else None
