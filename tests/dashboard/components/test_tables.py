from __future__ import annotations

import pytest

from dashboard.components.tables import plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2018-Q1", "2018\\-Q1"),
        ("**bold** [link](http://x)", "\\*\\*bold\\*\\* \\[link\\]\\(http\\://x\\)"),
        ("<script>", "\\<script\\>"),
        (":material/home:", "\\:material/home\\:"),
        ("two\n\nlines", "two lines"),
        ("a@b.example", "a\\@b\\.example"),
    ],
)
def test_plain_markup_is_escaped(text: str, shown: str) -> None:
    assert plain(text) == shown
