"""What holds for the repository as a whole: layers, style, types, and that its own texts are true."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from dashboard.cli import main

REPOSITORY = Path(__file__).resolve().parents[1]
PACKAGES = ("pipelines", "dashboard")
SCRIPTS = Path(sys.executable).parent
TEXT_SUFFIXES = {".py", ".md", ".toml", ".sql", ".css", ".js", ".html", ".json", ".svg", ".csv", ""}
NOT_OURS = {
    ".git",
    ".venv",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
    "__pycache__",
    "local",
}
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:" + "|".join(("work", "root", "home", "Users", "farm")) + r")/\w")
DATA_LIBRARIES = {"polars", "duckdb", "plotly", "sqlalchemy", "numpy"}


def run_tool(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(SCRIPTS / command[0]), *command[1:]], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )


def modules(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((REPOSITORY / folder).rglob("*.py"))]


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def texts() -> Iterator[tuple[Path, str]]:
    for folder, folders, files in os.walk(REPOSITORY):
        folders[:] = [name for name in folders if name not in NOT_OURS]
        for name in files:
            path = Path(folder) / name
            if path.suffix in TEXT_SUFFIXES and name != "uv.lock":
                yield path.relative_to(REPOSITORY), path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("mypy", f"--cache-dir={os.devnull}"),
        ("lint-imports", "--no-cache"),
    ],
    ids=["style", "format", "types", "layers"],
)
def test_house_tool_finds_nothing(command: tuple[str, ...]) -> None:
    done = run_tool(*command)
    assert done.returncode == 0, done.stdout + done.stderr


def test_house_environment_is_read_in_the_settings_only() -> None:
    readers = [path for path in modules(*PACKAGES) if {"environ", "getenv"} & names_used(path)]
    assert [path.relative_to(REPOSITORY).as_posix() for path in readers] == ["pipelines/settings.py"]


def names_used(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def test_house_pages_hold_no_data_code() -> None:
    pages = modules("dashboard/app_pages")
    assert pages
    for page in pages:
        assert not {name.split(".")[0] for name in imported(page)} & DATA_LIBRARIES, page.name


FLOW_PAGES = ("reports", "submit", "review", "publish", "people")


def test_house_only_pages_that_act_and_the_command_line_use_the_flow() -> None:
    users = {
        path.relative_to(REPOSITORY).as_posix()
        for path in modules("dashboard")
        if any(name == "pipelines.flow" or name.startswith("pipelines.flow.") for name in imported(path))
    }
    allowed = {f"dashboard/app_pages/{page}.py" for page in FLOW_PAGES}
    assert {user for user in users if not user.startswith("dashboard/cli/")} <= allowed


def test_house_no_path_of_a_machine_in_any_file() -> None:
    found = [f"{path}: {match.group()}" for path, text in texts() for match in MACHINE_PATH.finditer(text)]
    assert found == []


def test_house_readme_tree_is_true() -> None:
    entries = [line.split()[0] for line in code_blocks("README.md")[-1].splitlines()]
    # The data directory is made by the first command that needs it.
    assert [entry for entry in entries if entry != "data/local/" and not (REPOSITORY / entry).exists()] == []
    listed = {entry.split("/")[0] for entry in entries}
    ignored = {line.strip("/") for line in (REPOSITORY / ".gitignore").read_text().splitlines()}
    folders = {path.name for path in REPOSITORY.iterdir() if path.is_dir() and path.name[0] not in "._"}
    assert folders - ignored <= listed


def test_house_readme_pictures_and_links_exist() -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)]+)\)", readme)
    assert [target for target in targets if not (REPOSITORY / target).is_file()] == []


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_house_commands_in_the_texts_exist(name: str) -> None:
    text = (REPOSITORY / name).read_text(encoding="utf-8")
    usage = run_script("help").stdout
    words = set(re.findall(r"^  (\w+)", usage, flags=re.MULTILINE))
    assert set(re.findall(r"\./run (\w+)", text)) <= words
    assert set(re.findall(r"exec prepare (\w+)", text)) <= set(main.commands)
    for path in re.findall(r"`((?:pipelines|dashboard|tests|data|bench)/[\w./-]*)`", text):
        assert path == "data/local" or (REPOSITORY / path.replace("data/local/demo", "data")).exists(), path


def code_blocks(name: str) -> list[str]:
    text = (REPOSITORY / name).read_text(encoding="utf-8")
    return re.findall(r"^```\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


def run_script(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(REPOSITORY / "run"), *words],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"]},
    )


def test_run_without_a_word_explains_itself() -> None:
    done = run_script()
    assert (done.returncode, done.stderr) == (0, "")
    assert "./run WORD" in done.stdout


def test_run_unknown_word_is_misuse() -> None:
    done = run_script("dance")
    assert done.returncode == 2
    assert "there is no word 'dance'" in done.stderr


def test_run_exec_without_a_command_is_misuse() -> None:
    done = run_script("exec")
    assert done.returncode == 2
    assert "exec needs a command" in done.stderr


def test_run_without_a_recent_python_says_what_to_install(tmp_path: Path) -> None:
    done = bare_run(tmp_path, {"python3": "exit 1"})
    assert done.returncode == 1
    assert "apt-get install -y python3 python3-venv" in done.stderr


def test_run_without_venv_says_what_to_install(tmp_path: Path) -> None:
    # The version is right, and the import of ensurepip fails, as on a minimal Debian.
    done = bare_run(tmp_path, {"python3": 'case "$2" in *ensurepip*) exit 1 ;; *) exit 0 ;; esac'})
    assert done.returncode == 1
    assert "apt-get install -y python3-venv" in done.stderr


def bare_run(folder: Path, programs: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Runs a copy of the script where only the usual small tools and the given programs are to be found."""
    tools = folder / "bin"
    tools.mkdir()
    for name in ("sh", "cat", "cksum", "dirname", "grep", "mkdir", "rm"):
        found = shutil.which(name)
        assert found, name
        (tools / name).symlink_to(found)
    for name, body in programs.items():
        (tools / name).write_text(f"#!/bin/sh\n{body}\n")
        (tools / name).chmod(0o755)
    for name in ("run", "uv.lock", "pyproject.toml"):
        shutil.copy(REPOSITORY / name, folder / name)
    return subprocess.run(
        [str(tools / "sh"), str(folder / "run"), "exec", "true"],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": str(tools), "HOME": str(folder)},
    )


# ---- nothing is said that nobody says --------------------------------------------------------------------


def assigned(path: Path) -> Iterator[str]:
    """The constants of a module."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign):
            targets = [node.target]
        yield from (each.id for each in targets if isinstance(each, ast.Name) and each.id.isupper())


def used(path: Path) -> Iterator[str]:
    """What a module uses of others by full names, dashboard.wording.UNIT, and of itself by bare ones."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield named.get(node.id, node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{named.get(node.value.id, node.value.id)}.{node.attr}"


def unused_words(wordings: Iterable[Path], users: Iterable[Path]) -> list[str]:
    """Constants of modules of wording that nothing says."""
    said = {name for path in users for name in used(path)}
    found = []
    for path in wordings:
        module = ".".join(path.relative_to(REPOSITORY).with_suffix("").parts)
        own = set(used(path))
        found += [f"{module}.{n}" for n in assigned(path) if n not in own and f"{module}.{n}" not in said]
    return found


def test_every_constant_of_the_wording_is_used() -> None:
    wordings = [path for path in modules(*PACKAGES) if path.name.endswith("wording.py")]
    # What only the audit of the served pages knows of is said nowhere.
    audit = REPOSITORY / "dashboard" / "crawl"
    users = [path for path in modules(*PACKAGES) if not path.is_relative_to(audit)]

    assert len(wordings) > 10
    assert unused_words(wordings, users) == []
    assert unused_words(wordings, [])
