"""Streamlit's messages as plain data: elements with the place they have on the page, and their fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias, TypeGuard

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

_IDENTIFIES = re.compile(r"[._](?:id|hash|id_v3)$")
_IDENTIFIER = re.compile(
    r"\$\$ID-[0-9a-f]{32}-None|[0-9a-f]{32}|[0-9a-f]{64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)


_NAMED = re.compile(r"\$\$ID-[0-9a-f]{32}-(.*)", re.DOTALL)


class Descriptor(Protocol):
    """What protobuf knows about a message or a field."""

    @property
    def name(self) -> str: ...
    @property
    def enum_type(self) -> object: ...


class Message(Protocol):
    """Any protobuf message."""

    @property
    def DESCRIPTOR(self) -> Descriptor: ...
    def ListFields(self) -> Sequence[tuple[Descriptor, object]]: ...


def is_message(content: object) -> TypeGuard[Message]:
    """Whether something is a message; asked often, so by one name only."""
    return hasattr(content, "ListFields")


@dataclass(frozen=True)
class Field:
    """One value of a message."""

    path: str
    """Names of the fields from the message down, `metric.body`."""
    name: str
    """Name of the last message and its field, `Metric.body`."""
    content: str | float | bytes

    @property
    def is_identifier(self) -> bool:
        """Whether it is a name that Streamlit made up to tell widgets, pages, files or runs apart."""
        return isinstance(self.content, str) and bool(
            _IDENTIFIES.search(self.name) and _IDENTIFIER.fullmatch(self.content)
        )

    @property
    def own_name(self) -> str | None:
        """The name that the program gave a widget, without what Streamlit made up; null for any other field."""
        if not isinstance(self.content, str) or not _IDENTIFIES.search(self.name):
            return None
        found = _NAMED.fullmatch(self.content)
        return found[1] if found else None


Content: TypeAlias = tuple[str, tuple[Field, ...]]
"""Name of a message and its fields, without those that only identify a widget."""


@dataclass(frozen=True)
class Element:
    """One element of a page, or a message that is none."""

    at: tuple[int, ...]
    """Its place in the tree of the page; empty for a message that is no element."""
    kind: str
    fields: tuple[Field, ...]
    content: Content = ("", ())
    """What the element itself says; its size and place on the page are not part of it."""

    @property
    def where(self) -> str:
        """Place and kind, as a report names them."""
        return f"{'.'.join(map(str, self.at))} {self.kind}".strip()

    def text(self, name: str) -> str:
        """The content of a text field; blank when it is not set."""
        return next((f.content for f in self.fields if f.name == name and isinstance(f.content, str)), "")

    def data(self, name: str) -> bytes:
        """The content of a field of bytes; none when it is not set."""
        return next((f.content for f in self.fields if f.name == name and isinstance(f.content, bytes)), b"")


def elements(messages: Iterable[ForwardMsg]) -> Iterator[Element]:
    """Every message as an element, in the order they came."""
    for message in messages:
        kind: str = message.WhichOneof("type") or "message"
        content: Content = ("", ())
        if kind == "delta":
            kind = message.delta.WhichOneof("type") or kind
        if kind == "new_element":
            new = message.delta.new_element
            kind = new.WhichOneof("type") or kind
            content = content_of(getattr(new, kind, None))
        elif kind == "add_block":
            kind = f"block {message.delta.add_block.WhichOneof('type') or ''}".strip()
        yield Element(tuple(message.metadata.delta_path), kind, tuple(_fields(message, "")), content)


def content_of(message: object) -> Content:
    """What a message says, wherever it stands."""
    if not is_message(message):
        return "", ()
    fields = tuple(f for f in _fields(message, "") if not f.is_identifier and f.own_name is None)
    return str(message.DESCRIPTOR.name), fields


def _fields(message: Message, path: str) -> Iterator[Field]:
    for descriptor, content in message.ListFields():
        if descriptor.enum_type is not None:
            continue
        below = f"{path}.{descriptor.name}".lstrip(".")
        yield from _contents(content, below, f"{message.DESCRIPTOR.name}.{descriptor.name}")


def _contents(content: object, path: str, name: str) -> Iterator[Field]:
    """The fields of a value, of each value of a list, and of each key and value of a map."""
    if isinstance(content, (str, bytes)):
        yield Field(path, name, content)
    elif isinstance(content, (int, float)):
        if not isinstance(content, bool):
            yield Field(path, name, float(content))
    elif is_message(content):
        yield from _fields(content, path)
    elif isinstance(content, Mapping):
        for i, pair in enumerate(content.items()):
            yield from _contents(pair, f"{path}.{i}", name)
    elif isinstance(content, Iterable):
        for i, each in enumerate(content):
            yield from _contents(each, f"{path}.{i}", name)
