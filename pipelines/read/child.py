"""The child process of reading: limits itself, reads standard input, answers JSON on standard output.

It ends with exit code 0 and either a table or the reason of a refusal; any other end is a crash.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from pipelines.read.csv_text import read_csv
from pipelines.read.guard import guard_workbook
from pipelines.read.limits import CHILD_CPU_SECONDS, CHILD_MEMORY_BYTES
from pipelines.read.personal.search import is_hit, search_table, search_workbook
from pipelines.read.refused import Refused
from pipelines.read.workbook import read_workbook

ZIP_START = b"PK"
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")


def main() -> None:
    """Read one file and answer."""
    limit_resources()
    try:
        answer = read_bytes(sys.stdin.buffer.read())
    except Refused as refused:
        answer = {"refused": refused.check}
    json.dump(answer, sys.stdout)


def limit_resources(cpu_seconds: int = CHILD_CPU_SECONDS) -> None:
    """Cap memory, processor time and written files of this process for good (where the system can)."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; there the parent's time-out must do.
        return
    resource.setrlimit(resource.RLIMIT_AS, (CHILD_MEMORY_BYTES, CHILD_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read_bytes(data: bytes) -> dict[str, Any]:
    """The table in a file's bytes: format, sheet, cells and properties, and what may be personal data.

    Without a table when there is personal data, because then nobody may read on.
    Errors: Refused.
    """
    if data.startswith(OLE_START):
        is_encrypted = ENCRYPTED_STREAM in data
        raise Refused("structure_password" if is_encrypted else "structure_old_format")
    if data.startswith(ZIP_START):
        workbook = guard_workbook(data)
        found = search_workbook(workbook.file_format, data, workbook.parts, workbook.xml)
        return {"personal": found} if is_hit(found) else {**read_workbook(workbook), "personal": found}
    answer = read_csv(data)
    found = search_table(answer["cells"], answer.get("spellings", {}))
    return {"personal": found} if is_hit(found) else {**answer, "personal": found}
