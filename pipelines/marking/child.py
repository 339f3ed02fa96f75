"""The child process of marking: reads a job and a workbook from standard input, writes the marked one.

It ends with exit code 0 and the workbook, or with nothing when the guard refuses the file; any other end is a crash.
"""

from __future__ import annotations

import json
import sys

from pipelines.marking.own_file import mark_own_file
from pipelines.read.child import limit_resources
from pipelines.read.guard import guard_workbook
from pipelines.read.refused import Refused

CPU_SECONDS = 20
"""More than reading may take: openpyxl makes an object of each cell."""


def main() -> None:
    """Mark one file and answer."""
    limit_resources(CPU_SECONDS)
    job = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    try:
        guard_workbook(data)
    except Refused:
        return
    sys.stdout.buffer.write(mark_own_file(data, job))
