"""One file with everything that cannot be made again: the ledger, the releases that it names, and the seal's key.

The ledger is copied as it is at one moment, while others go on; a release never changes, so what the copy names is
there. The warehouse is derived from the ledger and is not in the file; the catalogue is kept where it is written.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO, cast

from pipelines import publish as releases
from pipelines.errors import OutcomesError, PolicyError, ReleaseMissingError
from pipelines.ledger import Ledger
from pipelines.seal import KEY_FILE, seal_key
from pipelines.settings import SQLITE_FILE, Settings

FORMAT = 1
LEDGER = "ledger.sqlite"
RELEASES = "releases"
MANIFEST = "manifest.json"
SEAL = "manifest.sha256"
"""The last member: what ends before it was cut off."""
_MEMBER = re.compile(
    rf"{re.escape(LEDGER)}|{re.escape(KEY_FILE)}|{RELEASES}/[0-9]{{4,}}/[A-Za-z0-9_-][A-Za-z0-9_.-]*"
)
_CHUNK = 1 << 20


def back_up(ledger: Ledger, settings: Settings, file: Path, at: datetime) -> None:
    """Write a backup; a file of that name is replaced when the new one is complete, and not before.

    Packed when the name ends in .gz or .tgz. Only its owner can read it: it holds clear counts.
    Errors: ReleaseMissingError when a release that was published is not there; OutcomesError when the file
    cannot be written.
    """
    with _faults_of_disk("written", file), ExitStack() as undo:
        directory = Path(tempfile.mkdtemp(prefix=".backup-", dir=file.parent))
        undo.callback(shutil.rmtree, directory)
        copy, packed = directory / LEDGER, directory / "packed"
        ledger.copy_to(copy)
        with Ledger.open(f"{SQLITE_FILE}{copy}") as copied:
            numbers = [publication.number for publication in copied.publications()]
            head = copied.trail_head()
        facts = {
            "format": FORMAT,
            "made_at": at.isoformat(timespec="seconds"),
            "software_version": version("prepare-outcome-monitor"),
            "ledger_event": head[0],
            "ledger_head": head[1],
        }
        seal_key(settings.data_dir)  # made now if it was never needed, so that every backup has one
        kept = {LEDGER: copy, KEY_FILE: settings.data_dir / KEY_FILE}
        _pack(packed, kept | _release_files(settings.releases_dir, numbers), facts, is_zipped(file))
        packed.rename(file)
        _fsync(file.parent)


def restore(file: Path, settings: Settings) -> None:
    """Put everything of a backup into an empty data directory, and into an empty ledger.

    Errors: PolicyError when something is there already; OutcomesError when the file is damaged or cut off. Then
    nothing is left behind.
    """
    with _faults_of_disk("restored", file), ExitStack() as undo:
        _make_empty(settings.data_dir, undo)
        staging = Path(tempfile.mkdtemp(prefix=".restoring-", dir=settings.data_dir))
        undo.callback(shutil.rmtree, staging)
        _unpack(file, staging)
        with Ledger.open(
            f"{SQLITE_FILE}{staging / LEDGER}"
        ) as staged:  # an older one is brought up to date here
            numbers = [publication.number for publication in staged.publications()]
        _release_files(staging / RELEASES, numbers)
        if (staging / KEY_FILE).exists():  # a backup from before there were seals has none
            (staging / KEY_FILE).rename(settings.data_dir / KEY_FILE)
            undo.callback((settings.data_dir / KEY_FILE).unlink)
        _place_ledger(staging / LEDGER, settings, undo)
        if numbers:
            (staging / RELEASES).rename(settings.releases_dir)
            undo.callback(shutil.rmtree, settings.releases_dir)
            releases.point_to(settings.releases_dir, max(numbers))
        _fsync(settings.data_dir)
        undo.pop_all()
        shutil.rmtree(staging)


def is_zipped(file: Path) -> bool:
    return file.suffix in {".gz", ".tgz"}


def _release_files(releases_dir: Path, numbers: list[int]) -> dict[str, Path]:
    """The files of published releases, by their names in the backup."""
    found = {}
    for number in numbers:
        release = releases.read_release(releases.release_directory(releases_dir, number))
        recorded = release.manifest.get("files")
        for name in (*(recorded if isinstance(recorded, dict) else ()), "manifest.json"):
            path = release.directory / name
            if not path.is_file():
                raise ReleaseMissingError(
                    title="A release is missing or damaged",
                    message=f"{name} of release {number:04d} is not there. Run `prepare doctor`.",
                )
            found[f"{RELEASES}/{release.directory.name}/{name}"] = path
    return found


def _pack(packed: Path, files: Mapping[str, Path], facts: Mapping[str, object], zipped: bool) -> None:
    descriptor = os.open(packed, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with open(descriptor, "wb") as handle:
        with tarfile.open(fileobj=handle, mode="w:gz" if zipped else "w", format=tarfile.PAX_FORMAT) as tar:
            hashes = {}
            for name, path in files.items():
                with path.open("rb") as source:
                    hashed = _Hashed(source)
                    _add(tar, name, path.stat().st_size, cast("BinaryIO", hashed))
                hashes[name] = hashed.sha256.hexdigest()
            manifest = json.dumps({**facts, "files": hashes}, indent=2).encode()
            seal = hashlib.sha256(manifest).hexdigest().encode()
            for name, content in ((MANIFEST, manifest), (SEAL, seal)):
                _add(tar, name, len(content), io.BytesIO(content))
        handle.flush()
        os.fsync(handle.fileno())


def _add(tar: tarfile.TarFile, name: str, size: int, content: BinaryIO) -> None:
    member = tarfile.TarInfo(name)
    member.size = size
    member.mode = 0o600
    tar.addfile(member, content)


class _Hashed:
    """A file being read, with the hash of what was read of it."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.sha256 = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self.sha256.update(data)
        return data


def _unpack(file: Path, directory: Path) -> None:
    """Put the members of a backup into a directory that nobody uses, and compare each with its hash."""
    hashes: dict[str, str] = {}
    ends: dict[str, bytes] = {}
    try:
        with file.open("rb") as handle, tarfile.open(fileobj=handle, mode="r:*") as tar:
            for member in tar:
                content = tar.extractfile(member) if member.isreg() else None
                if content is None:
                    raise _damaged(file, "it has a member that no backup has")
                if member.name in {MANIFEST, SEAL} and member.name not in ends:
                    ends[member.name] = content.read()
                elif _MEMBER.fullmatch(member.name) and member.name not in hashes:
                    hashes[member.name] = _write(directory / member.name, cast("BinaryIO", content))
                else:
                    raise _damaged(file, "it has a member that no backup has")
            _read_to_the_end(tar)
        manifest = ends[MANIFEST]
        expected = json.loads(manifest)["files"] if _seals(ends[SEAL], manifest) else None
    except (tarfile.TarError, EOFError, zlib.error, KeyError, ValueError) as error:
        raise _damaged(file, "it was cut off or changed") from error
    if hashes != expected:
        raise _damaged(file, "something in it is not what its manifest says")


def _seals(seal: bytes, manifest: bytes) -> bool:
    return seal == hashlib.sha256(manifest).hexdigest().encode()


def _read_to_the_end(tar: tarfile.TarFile) -> None:
    """A packed file has its own check at its very end."""
    if tar.fileobj is not None:
        while tar.fileobj.read(_CHUNK):
            pass


def _write(path: Path, content: BinaryIO) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as target:
        while data := content.read(_CHUNK):
            digest.update(data)
            target.write(data)
        target.flush()
        os.fsync(target.fileno())
    return digest.hexdigest()


def _make_empty(directory: Path, undo: ExitStack) -> None:
    """Make a directory where there is none, to be removed again if nothing comes of it."""
    if directory.exists() and any(directory.iterdir()):
        raise PolicyError(
            title="There is data here already",
            message=f"'{directory}' is not empty, and a backup never replaces anything. Name another directory with "
            "--into, or set PREPARE_DATA.",
        )
    missing = [d for d in (directory, *directory.parents) if not d.exists()]
    for each in reversed(missing):
        each.mkdir(mode=0o700)
        undo.callback(each.rmdir)


def _place_ledger(staged: Path, settings: Settings, undo: ExitStack) -> None:
    own = settings.data_dir / LEDGER
    if settings.ledger_url == f"{SQLITE_FILE}{own}":
        staged.rename(own)
        undo.callback(own.unlink)
        return
    with Ledger.open(settings.ledger_url) as ledger:
        ledger.fill_from(staged)


@contextmanager
def _faults_of_disk(what: str, file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno is None:  # a packed file that is none
            raise _damaged(file, "it was cut off or changed") from error
        raise OutcomesError(
            title=f"The backup cannot be {what}",
            message=f"{file}: {error.strerror}. Nothing was {what}. Check the path, the rights and "
            "the free space, then try again.",
        ) from error


def _damaged(file: Path, why: str) -> OutcomesError:
    return OutcomesError(
        title="This backup cannot be used",
        message=f"'{file}' is damaged: {why}. Nothing was restored. Take another copy of it, or an older backup.",
    )


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
