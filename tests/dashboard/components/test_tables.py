from __future__ import annotations

import pytest

from dashboard.components.tables import linked, plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2018-Q1", "2018\\-Q1"),
        ("**bold** [link](http://x)", "\\*\\*bold\\*\\* \\[link\\]\\(http\\://x\\)"),
        ("<script>", "\\<script\\>"),
        (":material/home:", "\\:material/home\\:"),
        ("two\n\nlines", "two lines"),
        (" 2\u202f505 or 53.3\u00a0% ", "2\u202f505 or 53\\.3\u00a0%"),
        ("a@b.example", "a\\@b\\.example"),
    ],
)
def test_plain_markup_is_escaped(text: str, shown: str) -> None:
    assert plain(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("no address", "no address"),
        ("https://example.org/a/b-c/", "[example\\.org](https://example.org/a/b-c/)"),
        (
            "Seen *here*: https://example.org/a, p. 3.",
            "Seen \\*here\\*\\: [example\\.org](https://example.org/a), p\\. 3\\.",
        ),
        ("https://example.org.", "[example\\.org](https://example.org)\\."),
        ("https://example.org./a", "[example\\.org](https://example.org./a)"),
        ("javascript:alert(1)", "javascript\\:alert\\(1\\)"),
        (
            "https://example.org/](https://other.example/x",
            "[example\\.org](https://example.org/)\\]\\([other\\.example](https://other.example/x)",
        ),
    ],
)
def test_linked_address_is_a_link_named_by_its_host(text: str, shown: str) -> None:
    assert linked(text) == shown
