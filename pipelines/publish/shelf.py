"""The directory of releases: numbered, immutable, and a pointer that moves atomically.

The ledger decides what is published: a directory that no publication in the ledger names was never
published and is put aside; a recorded publication whose pointer did not move any more is finished by `settle`.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.errors import ReleaseMissingError, StoreBusyError
from pipelines.model import Release
from pipelines.publish.gate import Audited
from pipelines.publish.release import MANIFEST, read_release
from pipelines.texts import Text, text

POINTER = "CURRENT"
_RETRY_AFTER = 0.05  # seconds


def release_directory(releases_dir: Path, number: int) -> Path:
    return releases_dir / f"{number:04d}"


@contextmanager
def publishing_lock(releases_dir: Path, patience: float = 0) -> Iterator[None]:
    """Only one process publishes at a time; the lock goes with the process.

    `patience`, in seconds, is for a publisher: whoever opens the workspace holds the lock for a moment, to
    settle what was interrupted.
    Errors: StoreBusyError when another process is still publishing after that.
    """
    releases_dir.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + patience
    with (releases_dir / ".lock").open("w") as handle:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() >= until:
                    raise StoreBusyError(
                        title=text("Somebody else is publishing"),
                        message=text(
                            "Another process is building a release. Wait until it is done, then publish again."
                        ),
                    ) from error
                time.sleep(_RETRY_AFTER)
        yield


def shelve(audited: Audited, releases_dir: Path) -> Path:
    """Move an audited build to its number, durably; nothing points to it yet.

    Errors: PolicyError when a file is not what was audited.
    """
    built = audited.directory
    for path in sorted(built.iterdir()):
        _fsync(path)
    _fsync(built)
    audited.require_unchanged()
    target = release_directory(releases_dir, audited.number)
    if target.exists():
        put_aside(target)
    built.rename(target)
    _fsync(releases_dir)
    return target


def point_to(releases_dir: Path, number: int) -> None:
    """Make a release the current one, atomically and durably."""
    if not (release_directory(releases_dir, number) / MANIFEST).exists():
        raise _missing(text("Release {number} is not complete on disk", number=f"{number:04d}"))
    temporary = releases_dir / f".{POINTER}.{os.getpid()}"
    temporary.write_text(f"{number:04d}\n", encoding="ascii")
    _fsync(temporary)
    temporary.replace(releases_dir / POINTER)
    _fsync(releases_dir)


def current_number(releases_dir: Path) -> int | None:
    """The number the pointer names; null when nothing was published yet."""
    try:
        return int((releases_dir / POINTER).read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise _missing(text("The pointer {name} does not hold a number", name=POINTER)) from error


def published_release(releases_dir: Path, number: int) -> Release:
    """A release that was published, by its number.

    Errors: ReleaseMissingError when there is none of that number (yet), or it cannot be read.
    """
    newest = current_number(releases_dir)
    if newest is None or not 0 < number <= newest or not release_directory(releases_dir, number).is_dir():
        raise _missing(text("There is no release {number}", number=number))
    return read_release(release_directory(releases_dir, number))


def current_release(releases_dir: Path) -> Release:
    """The release the pointer names.

    Errors: ReleaseMissingError when nothing was published or the release is damaged.
    """
    number = current_number(releases_dir)
    if number is None:
        raise ReleaseMissingError(
            title=text("Nothing has been published yet"),
            message=text(
                "Figures appear here when a project manager publishes the first release from approved reports."
            ),
        )
    return read_release(release_directory(releases_dir, number))


def settle(releases_dir: Path, published: Collection[int]) -> None:
    """Finish or undo what an interrupted publisher left, by what the ledger has recorded."""
    if not releases_dir.exists():
        return
    for path in sorted(releases_dir.iterdir()):
        is_number = path.name.isdecimal() and int(path.name) not in published
        if path.is_dir() and (is_number or path.name.startswith(".building")):
            put_aside(path)
    if published and current_number(releases_dir) != max(published):
        point_to(releases_dir, max(published))


def put_aside(path: Path) -> None:
    """Nothing is deleted: an unpublished build is kept under a name nothing reads."""
    attic = path.parent / ".unpublished"
    attic.mkdir(mode=0o700, exist_ok=True)
    count = sum(1 for _ in attic.iterdir())
    path.rename(attic / f"{path.name.lstrip('.')}-{count:04d}")


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _missing(what: Text) -> ReleaseMissingError:
    return ReleaseMissingError(
        title=text("A release is missing or damaged"),
        message=text(
            "{what}. Run `prepare doctor`; restore the releases directory from a backup if it says so.",
            what=what,
        ),
    )
