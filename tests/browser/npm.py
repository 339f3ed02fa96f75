"""Packages of npm that some browser tests need, at the versions locked in a folder beside this file."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

INSTALL_SECONDS = 120


def install(locked: Path, directory: Path) -> bool:
    """Put the packages of a folder, and its other files, into a directory.

    False when npm is missing or cannot reach its registry.
    """
    npm = shutil.which("npm")
    if npm is None:
        return False
    for file in locked.iterdir():
        if file.is_file():
            shutil.copy(file, directory)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    return subprocess.run(command, cwd=directory, timeout=INSTALL_SECONDS, check=False).returncode == 0
