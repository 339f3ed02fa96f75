"""Authors' Markdown as blocks: headings, paragraphs, lists, emphasis and links; no HTML, no pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from dashboard.sheets.model import Block, Heading, Listing, Paragraph, Run, Runs

_WEB = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
DEEPEST = 4


def blocks_of(content: str, below: int) -> tuple[Block, ...]:
    """The blocks of a text whose headings stand below one of level `below`.

    Headings go down one level at a time, however they were numbered. What Markdown has and a sheet has not (pictures,
    tables, HTML, code) is shown as the words that were typed.
    """
    tokens = _parser().parse(content)
    levels = sorted({int(token.tag[1:]) for token in tokens if token.type == "heading_open"})
    return tuple(_stepwise(_blocks(_Reader(tokens), {n: below + 1 + i for i, n in enumerate(levels)}), below))


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).disable(["html_block", "html_inline", "code"])


class _Reader:
    """The tokens of a text, one after the other."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._next = 0

    def until(self, closing: str) -> Iterator[Token]:
        while self._next < len(self._tokens):
            token = self._tokens[self._next]
            self._next += 1
            if token.type == closing:
                return
            yield token


def _blocks(
    reader: _Reader, levels: dict[int, int], closing: str = "", *, quoted: bool = False
) -> list[Block]:
    found: list[Block] = []
    level = 0
    for token in reader.until(closing):
        match token.type:
            case "heading_open":
                level = levels[int(token.tag[1:])]
            case "inline" if level:
                found.append(Heading(level, "".join(run.text for run in _runs(token.children or []))))
                level = 0
            case "inline":
                runs = _runs(token.children or [])
                found.append(Paragraph(tuple(replace(run, italic=True) for run in runs) if quoted else runs))
            case "bullet_list_open" | "ordered_list_open":
                ordered = token.type.startswith("ordered")
                found.append(_listing(reader, levels, token.type.replace("open", "close"), ordered=ordered))
            case "blockquote_open":
                found += _blocks(reader, levels, "blockquote_close", quoted=True)
            case "fence" | "code_block":
                found += [Paragraph((Run(line),)) for line in token.content.splitlines() if line.strip()]
            case _:
                pass
    return found


def _listing(reader: _Reader, levels: dict[int, int], closing: str, *, ordered: bool) -> Listing:
    items = [
        tuple(_as_words(block) for block in _blocks(reader, levels, "list_item_close"))
        for token in reader.until(closing)
        if token.type == "list_item_open"
    ]
    return Listing(tuple(item for item in items if item), ordered)


def _as_words(block: Block) -> Block:
    """A heading within a list is words in bold: a document has its headings outside of lists."""
    return Paragraph((Run(block.text, bold=True),)) if isinstance(block, Heading) else block


def _runs(tokens: Sequence[Token]) -> Runs:
    runs: list[Run] = []
    bold = italic = 0
    link = ""
    for token in tokens:
        match token.type:
            case "strong_open":
                bold += 1
            case "strong_close":
                bold -= 1
            case "em_open":
                italic += 1
            case "em_close":
                italic -= 1
            case "link_open":
                address = str(token.attrs.get("href", ""))
                link = address if _WEB.fullmatch(address) else ""
            case "link_close":
                link = ""
            case "softbreak":
                runs.append(Run(" ", bold > 0, italic > 0, link))
            case "hardbreak":
                runs.append(Run("\n", bold > 0, italic > 0, link))
            case _ if token.content:
                runs.append(Run(token.content, bold > 0, italic > 0, link))
            case _:
                pass
    return tuple(runs)


def _stepwise(blocks: Sequence[Block], below: int) -> Iterator[Block]:
    before = below
    for block in blocks:
        if isinstance(block, Heading):
            before = min(block.level, before + 1, DEEPEST)
            yield Heading(before, block.text)
        else:
            yield block
