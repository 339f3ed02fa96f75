"""See whether everything that is stored is sound."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from dashboard.cli.common import echo_json, json_option, workspace
from pipelines import publish as shelf
from pipelines.errors import OutcomesError
from pipelines.flow import Workspace
from pipelines.ledger import Publication
from pipelines.model import Release

FAILED = 1
ENOUGH_BYTES = 1 << 30
"""Room for a publication and for what is handed in meanwhile."""
Check = Callable[[Workspace], Iterator[str]]


@click.command()
@json_option
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """See whether catalogue, ledger and releases are sound; exits with 1 when something is not."""
    checks: dict[str, Check] = {
        "ledger": _ledger_faults,
        "releases": _release_faults,
        "pointer": _pointer_faults,
        "disk": _disk_faults,
        "rights": _rights_faults,
    }
    faults: dict[str, list[str]] = {"catalogue": []}
    with workspace() as ws:  # a wrong catalogue is refused here, with file, entry and key
        for name, find in checks.items():
            faults[name] = _found(find, ws)
    is_sound = not any(faults.values())
    if as_json:
        echo_json({"is_sound": is_sound, "faults": faults})
    else:
        for name, found in faults.items():
            click.echo(f"{name}: {'; '.join(found) or 'sound'}")
    ctx.exit(0 if is_sound else FAILED)


def _found(find: Check, ws: Workspace) -> list[str]:
    """What a check finds; that it cannot be made is a fault as well, and the others go on."""
    found = []
    try:
        for fault in find(ws):
            found.append(fault)
    except OutcomesError as error:
        found.append(error.message)
    return found


def _ledger_faults(ws: Workspace) -> Iterator[str]:
    yield from ws.ledger.verify()


def _release_faults(ws: Workspace) -> Iterator[str]:
    for publication in ws.ledger.publications():
        directory = shelf.release_directory(ws.settings.releases_dir, publication.number)
        wrong = set()
        for name in _changed_files(ws, publication, directory):
            wrong.add(name)
            yield f"release {publication.number:04d}: {name} is not what was published; restore a backup"
        try:
            release = shelf.read_release(directory)
        except OutcomesError as error:
            yield error.message
            continue
        for name in shelf.verify_release(release):
            if name not in wrong:
                yield f"release {publication.number:04d}: {name} is not what the manifest says; restore a backup"
        yield from _trail_faults(ws, publication, release)


def _changed_files(ws: Workspace, publication: Publication, directory: Path) -> Iterator[str]:
    """Names of files that differ from what the ledger noted; the first versions noted nothing."""
    noted = _noted_files(ws.ledger.publication_audit(publication.number))
    actual = shelf.file_hashes(directory) if directory.is_dir() else {}
    yield from sorted(name for name, expected in noted.items() if actual.get(name) != expected)


def _noted_files(audit: bytes) -> dict[str, str]:
    try:
        content = json.loads(audit)
    except ValueError:  # the check of the ledger names an audit that was changed
        return {}
    noted = content.get("files") if isinstance(content, dict) else None
    return noted if isinstance(noted, dict) else {}


def _trail_faults(ws: Workspace, publication: Publication, release: Release) -> Iterator[str]:
    """Whether ledger and manifest tell the same story of a release."""
    name = f"release {publication.number:04d}"
    manifest = release.manifest
    if release.number != publication.number or manifest.get("submissions") != list(
        publication.submission_ids
    ):
        yield f"{name}: manifest.json names other reports than the ledger; restore a backup"
    event, head = manifest.get("ledger_event"), manifest.get("ledger_head")
    if head is None:  # the first versions published none
        return
    if not isinstance(event, int) or ws.ledger.event_hash(event) != head:
        yield f"{name}: the trail up to event {event} is not the one that was published with it"


def _pointer_faults(ws: Workspace) -> Iterator[str]:
    published = ws.ledger.publications()
    if not published:
        return
    current = shelf.current_release(ws.settings.releases_dir).number
    if current != published[-1].number:
        yield f"release {current:04d} is shown, but {published[-1].number:04d} was published last"


def _disk_faults(ws: Workspace) -> Iterator[str]:
    if shutil.disk_usage(ws.settings.data_dir).free < ENOUGH_BYTES:
        yield f"the disk of '{ws.settings.data_dir}' is nearly full; make room before anything cannot be stored"


def _rights_faults(ws: Workspace) -> Iterator[str]:
    """What holds clear counts must be for its owner only."""
    data, releases = ws.settings.data_dir, ws.settings.releases_dir
    for path in (*data.glob("ledger.sqlite*"), ws.settings.warehouse_dir, releases / ".unpublished"):
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield f"'{path.relative_to(data)}' can be opened by others; take their rights away: chmod go= on it"
