"""LibreOffice, opening files and saving them in another format."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

SECONDS = 120


def save_as(soffice: Path, sources: Sequence[Path], target: str, directory: Path) -> None:
    """Open files and save them into a directory, with a profile beside it; `target` as --convert-to takes it."""
    subprocess.run(
        [
            soffice,
            f"-env:UserInstallation=file://{directory}-profile",
            "--headless",
            "--convert-to",
            target,
            "--outdir",
            directory,
            *sources,
        ],
        check=True,
        capture_output=True,
        timeout=SECONDS,
    )
