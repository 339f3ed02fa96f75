"""What a page says comes from a module of wording, where it can be translated, and never from the page itself."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

DASHBOARD = Path(__file__).resolve().parents[3] / "dashboard"
PAGES = sorted([*DASHBOARD.glob("components/*.py"), *DASHBOARD.glob("app_pages/*.py")])
SAYING = {
    "title",
    "header",
    "subheader",
    "write",
    "markdown",
    "text",
    "caption",
    "info",
    "success",
    "warning",
    "error",
    "button",
    "selectbox",
    "multiselect",
    "text_input",
    "text_area",
    "number_input",
    "date_input",
    "checkbox",
    "toggle",
    "radio",
    "pills",
    "segmented_control",
    "expander",
    "popover",
    "status",
    "spinner",
    "toast",
    "tabs",
    "form_submit_button",
    "download_button",
    "link_button",
    "page_link",
    "file_uploader",
    "metric",
    "code",
    "html",
    "table",
    "dataframe",
    "badge",
    "feedback",
    "select_slider",
    "slider",
}
"""Calls of Streamlit whose first argument a visitor reads."""
SAID = frozenset({"label", "help", "placeholder", "caption", "alt", "body", "text"})
"""Arguments by name that a visitor reads."""
MARKS = re.compile(r"<[^<>]*>|:material/\w+:|:[a-z]+\[|&\w+;")


def literal_words(node: ast.expr) -> str:
    """The letters of a literal, or of the fixed parts of an f-string; blank for everything else."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    fixed = "".join(p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str))
    return "".join(re.findall(r"[^\W\d_]{2,}", MARKS.sub("", fixed)))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_pages_say_nothing_that_stands_in_them(path: Path) -> None:
    spoken = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SAYING:
            said = [*node.args[:1], *(each.value for each in node.keywords if each.arg in SAID)]
            spoken += [f"line {node.lineno}: {literal_words(each)}" for each in said if literal_words(each)]

    assert spoken == []


def test_literal_words_are_found_in_plain_and_put_together_strings() -> None:
    found = [
        literal_words(ast.parse(code, mode="eval").body)
        for code in ("'Hello'", "f'Hello {name}'", "f'{n} %'", "x")
    ]

    assert found == ["Hello", "Hello", "", ""]
