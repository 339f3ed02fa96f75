from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import dashboard.queries

FOLDER = Path(dashboard.queries.__file__).parent
QUESTIONS = sorted(FOLDER.glob("*.sql"), key=lambda path: path.name)
AGGREGATES = re.compile(
    r"\b(sum|avg|mean|min|max|median|mode|quantile\w*|count|any_value|first|last|list|array_agg|string_agg|"
    r"histogram|product|stddev\w*|var\w*|bit_\w+|bool_\w+|arg_\w+|approx_\w+)\s*\(",
)


def _statement(path: Path) -> str:
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("--"))


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_question_says_what_a_row_is_and_what_it_reads(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()

    assert lines[0].startswith("-- ")
    assert any(line.startswith("-- Reads:") for line in lines)
    parameters = set(re.findall(r"\$\w+", _statement(path)))
    named = {name for line in lines if line.startswith("-- Params:") for name in re.findall(r"\$\w+", line)}
    assert parameters == named


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_question_aggregates_no_value(path: Path) -> None:
    statement = _statement(path).replace("count(*)", "").replace("varchar", "")

    assert not AGGREGATES.search(statement)


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_question_is_lowercase_explicit_and_ordered(path: Path) -> None:
    statement = _statement(path)
    without_texts = re.sub(r"'[^']*'", "", statement)

    assert without_texts == without_texts.lower()
    assert "order by" in statement
    assert "*" not in without_texts.replace("count(*)", "")


def test_questions_counting_cells_read_no_value() -> None:
    counting = [path for path in QUESTIONS if "count(*)" in _statement(path)]

    assert [path.stem for path in counting] == ["mark_coverage", "shown", "withheld_summary"]
    for name in ("mark_coverage", "withheld_summary"):
        assert not re.search(r"\b(value|lower|upper)\b", _statement(FOLDER / f"{name}.sql"))


def test_python_never_builds_sql() -> None:
    asked = [
        (path.name, node)
        for path in FOLDER.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"sql", "execute", "query"}
    ]

    assert asked
    assert [n for n, call in asked if not isinstance(call.args[0], ast.Constant | ast.Call)] == []


def test_questions_are_all_asked() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py"))

    assert [path.stem for path in QUESTIONS if f'"{path.stem}"' not in source] == []
