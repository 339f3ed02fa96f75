"""The gate every release passes: no audit, no number.

`shelve` takes nothing but an `Audited` build, and only `require_audit` makes one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import polars as pl

from pipelines.audit import AuditReport, audit
from pipelines.errors import PolicyError
from pipelines.model import Catalogue, Release
from pipelines.publish.release import has_same_cells, policy_of, read_release, verify_release
from pipelines.texts import Text, text

_NAMED = 5
"""Cells a refusal names; of more, only how many there are is said."""
_GATE: Final = object()


@dataclass(frozen=True)
class Audited:
    """A build that no attacker could break, with the report that says so."""

    directory: Path
    number: int
    report: AuditReport
    content_sha256: str
    """Of all files, as they were audited."""
    _made_by: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        if self._made_by is not _GATE:
            raise TypeError("only require_audit says that a release was audited")

    def require_unchanged(self) -> None:
        """Errors: PolicyError when a file is not what was audited."""
        if content_sha256(self.directory) != self.content_sha256:
            raise _refusal(text("Its files changed after the audit. Publish again."))


def require_audit(
    built: Path,
    earlier: Sequence[Path],
    catalogue: Catalogue,
    clear: pl.DataFrame,
    progress: Callable[[Text], None] | None = None,
) -> Audited:
    """Attack a finished build together with all earlier releases, as an outsider and as every insider.

    `clear` has all counts of all reports in any of them (OBSERVATION_SCHEMA plus `submission_id`).
    Errors: PolicyError, naming cells, when anything can be recovered or is not as it must be.
    """
    release = read_release(built)
    content = content_sha256(built)
    _require_whole(release, catalogue)
    report = audit([*earlier, built], catalogue, clear, progress=progress)
    if not report.holds:
        raise _refusal(_named(report))
    if report.release != release.number or not report.adjudicated:
        raise _refusal(text("The audit did not have the counts of all reports. Run `prepare doctor`."))
    return Audited(built, release.number, report, content, _GATE)


def content_sha256(directory: Path) -> str:
    """Hash over the names and bytes of all files in a directory."""
    digest = hashlib.sha256()
    for path in sorted(directory.iterdir()):
        digest.update(f"{path.name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def _require_whole(release: Release, catalogue: Catalogue) -> None:
    """What is served is what is audited, under the policy in force."""
    if verify_release(release) or not has_same_cells(release):
        raise _refusal(
            text("Its files do not agree with each other. This is a fault of the program: report it.")
        )
    if policy_of(release) != replace(catalogue.policy, reasons={}):
        raise _refusal(
            text("It was built under another disclosure policy than the one in force. Publish again.")
        )


def _named(report: AuditReport) -> Text:
    names = [problem.what for problem in report.problems[:_NAMED]]
    rest = len(report.problems) - len(names)
    fault = "; ".join([*names, f"and {rest} more"] if rest else names)
    return text("{fault}. This is a fault of the program: report it.", fault=fault)


def _refusal(why: Text | str) -> PolicyError:
    return PolicyError(title=text("This release did not pass its audit"), message=why)
