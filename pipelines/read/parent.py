"""The side of reading that the server runs: it hands the bytes to a child process and takes its answer.

A hostile workbook can end the process that parses it (memory, native crashes), so that process is never ours.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pipelines.read.limits import CHILD_SECONDS, FILE_BYTES
from pipelines.read.refusal import ReadRefusal

if TYPE_CHECKING:
    from pipelines.model import RawTable

PACKAGE_ROOT = Path(__file__).resolve().parents[2]
# NOTE: after the three places of the standard library and before the packages: another copy of this program may be
# installed in the same environment, and the child must run the code of its parent.
START_CHILD = "import sys; sys.path.insert(3, sys.argv[1]); from pipelines.read.child import main; main()"


def read_table(file_name: str, data: bytes, *, known_texts: Collection[str] = ()) -> RawTable:
    """The sheet of a workbook that is a report (or its first visible sheet), or a CSV text, as a table of texts.

    Shape: true coordinates; blank rows and columns after the last text are left out.
    Units: none; every cell is text. Whole numbers have no decimal part, other numbers are written in full, dates
    are ISO, booleans TRUE or FALSE, percentages end in %, formula errors are their code, and a formula without a
    stored result is its text with a leading =.
    Names: what looks like a person's name and is in no text of the project itself (`known_texts`) is a suspicion.
    Errors: PersonalDataRefusal when the file or its name tells who somebody is; ReadRefusal, whose `check` says why.
    """
    # Imported late: the child shares this package and must not load polars.
    from pipelines.model import RawTable, Severity
    from pipelines.read.personal.verdict import verdict_of
    from pipelines.read.refusal import PersonalDataRefusal

    answer = _ask_child(data)
    findings = verdict_of(file_name, answer.get("personal"), known_texts)
    if any(finding.severity is Severity.BLOCKING for finding in findings):
        raise PersonalDataRefusal(findings)
    if "refused" in answer:
        raise ReadRefusal(answer["refused"])
    return RawTable(
        file_name=file_name,
        file_format=answer["format"],
        sheet=answer["sheet"],
        cells=tuple(tuple(row) for row in answer["cells"]),
        properties=MappingProxyType(answer["properties"]),
        spellings=MappingProxyType(answer.get("spellings", {})),
        fractions=frozenset((row, column) for row, column in answer.get("fractions", ())),
        suspicions=findings,
    )


def _ask_child(data: bytes) -> dict[str, Any]:
    if not data:
        raise ReadRefusal("structure_empty_file")
    if len(data) > FILE_BYTES:
        raise ReadRefusal("structure_file_too_large")
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", START_CHILD, str(PACKAGE_ROOT)],
            input=data,
            stdout=subprocess.PIPE,
            # What a parser prints when it fails may quote the file, so it is not kept.
            stderr=subprocess.DEVNULL,
            timeout=CHILD_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ReadRefusal("structure_reader_too_slow") from error
    if done.returncode != 0:
        raise ReadRefusal(_reason(done.returncode))
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _reason(return_code: int) -> str:
    too_slow = -getattr(signal, "SIGXCPU", 0)
    return "structure_reader_too_slow" if return_code == too_slow else "structure_reader_crashed"
