"""The sentences of the program as its source has them: every literal given to `text`, `plural` and `listed`.

Read from the source and not from what is imported: many stand inside functions that put a number into them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import dashboard
from pipelines import texts
from pipelines.languages import translations

ROOT = Path(dashboard.__file__).parent
WORDING = ("wording.py", "_wording.py")
"""Endings of the files of which every text counts, also one that is no sentence yet."""
OTHERS = (
    "*.py",
    "access/*.py",
    "app_pages/*.py",
    "charts/*.py",
    "components/*.py",
    "export/*.py",
    "sheets/*.py",
)
"""Other files of the dashboard whose sentences a reader may see, where they have any."""
COUNTS = (0, 1, 2, 5, 11, 100, 1_000_000)
"""Numbers that between them take every plural form of every language."""


@dataclass(frozen=True)
class Source:
    """An English source, and where it stands."""

    name: str
    """Of the constant or the function that holds it."""
    key: str
    """What it stands for in a mapping, such as 'withheld'; blank outside one."""
    one: str
    many: str = ""
    """The plural; blank for a sentence that has none."""

    def forms(self, language: str) -> tuple[tuple[str, bool], ...]:
        """Every form in a language, each with whether it is said of one thing only."""
        found = translations(language)
        if not self.many:
            return ((found.ugettext(self.one) if self.one else "", False),)
        by_count = {n: found.ungettext(self.one, self.many, n) for n in COUNTS}
        several = {form for n, form in by_count.items() if n != 1}
        return tuple((form, form not in several) for form in dict.fromkeys(by_count.values()))


@lru_cache
def sources() -> tuple[Source, ...]:
    """Every sentence that a reader of releases may be told, each once, in the order of the files."""
    wording = {path for path in ROOT.rglob("*.py") if path.name.endswith(WORDING)}
    files = sorted(wording) + sorted({p for glob in OTHERS for p in ROOT.glob(glob)} - wording)
    found = [source for path in (*files, Path(texts.__file__)) for source in _in_file(path, path in wording)]
    return tuple(dict.fromkeys(found))


def _in_file(path: Path, is_wording: bool) -> Iterator[Source]:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield from _in(node, node.name, "", is_wording=False)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            name = target.id if isinstance(target, ast.Name) else ""
            yield from _in(node.value, name, "", is_wording=is_wording and name.isupper())


def _in(node: ast.AST, name: str, key: str, *, is_wording: bool) -> Iterator[Source]:
    """The sources below a node; with `is_wording` also texts that are given to no function."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        given = [text for text in map(_literal, node.args) if text is not None]
        if node.func.id == "text" and given:
            yield Source(name, key, given[0])
            return
        if node.func.id in ("plural", "listed") and len(given) > 1:
            yield Source(name, key, given[0], given[1])
            return
    if is_wording and (alone := _literal(node)) is not None:
        yield Source(name, key, alone)
    elif isinstance(node, ast.Dict):
        for each, value in zip(node.keys, node.values, strict=True):
            yield from _in(value, name, _key(each), is_wording=is_wording)
    elif not isinstance(node, ast.JoinedStr):
        for child in ast.iter_child_nodes(node):
            yield from _in(child, name, key, is_wording=is_wording)


def _literal(node: ast.AST) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _key(node: ast.expr | None) -> str:
    """A key of a mapping: a text as it is, a member of an enumeration by its name in small letters."""
    if isinstance(node, ast.Attribute):
        return _key(node.value) if node.attr == "value" else node.attr.lower()
    return (_literal(node) or "") if node is not None else ""
