"""The list of findings as files that other programs read: every finding, with every cell."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

from pipelines.harmless import harmless_row
from pipelines.languages import Speaker
from pipelines.marking.entries import HEADER, job_of
from pipelines.model import Finding


def findings_csv(findings: Sequence[Finding], speaker: Speaker) -> bytes:
    """One row for each cell of each finding, as CSV (UTF-8 with a byte order mark, semicolons)."""
    buffer = io.StringIO()
    rows = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    rows.writerow(speaker.say(label) for label in HEADER)
    # The names of sheets come from the file.
    rows.writerows(
        harmless_row(map(str, line.values())) for line in job_of(findings, (), "", speaker)["lines"]
    )
    return buffer.getvalue().encode("utf-8-sig")


def findings_json(findings: Sequence[Finding], speaker: Speaker) -> bytes:
    """One object for each finding, as JSON."""
    records = [finding_record(finding, speaker) for finding in findings]
    return json.dumps({"findings": records}, ensure_ascii=False, indent=2).encode()


def finding_record(finding: Finding, speaker: Speaker) -> dict[str, object]:
    """One finding as JSON can hold it."""
    return {
        "check": finding.check,
        "severity": finding.severity,
        "message": speaker.say(finding.what),
        "advice": speaker.say(finding.remedy),
        "sheet": finding.sheet,
        "cells": finding.cells,
    }
