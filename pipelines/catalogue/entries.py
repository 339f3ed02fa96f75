"""Turns TOML tables into frozen dataclasses; the keys and types expected are those of the dataclass."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from pipelines.catalogue.rules import ID, RULES, in_words
from pipelines.errors import CatalogueError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Entry = TypeVar("Entry", bound=DataclassInstance)

SCALAR_WORDS: Mapping[type, str] = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
}


@dataclass(frozen=True)
class Where:
    """The place in a catalogue that a fault is about."""

    file: str
    entry: str = ""

    def inside(self, entry: str) -> Where:
        """The place of an entry within this one."""
        return Where(self.file, f"{self.entry}, {entry}" if self.entry else entry)

    def fault(self, key: str, problem: str) -> CatalogueError:
        """The error to raise for one key; `problem` says what is wrong and how to mend it."""
        place = ", ".join(part for part in (self.file, self.entry, f"key '{key}'" if key else "") if part)
        return CatalogueError(title="The catalogue cannot be used", message=f"{place}: {problem}")


def read_entry(kind: type[Entry], table: object, where: Where) -> Entry:
    """Read one TOML table as one entry.

    Nulls: a key that may be null, or that has a default, may be left out.
    Errors: CatalogueError for an unknown or missing key, a wrong type, or a value against its rule.
    """
    if not isinstance(table, dict):
        raise where.fault("", 'must be a table of keys and values, such as { id = "x" }; write it as one')
    expected = {field.name: field for field in fields(kind)}
    require_known_keys(table, expected, where)
    hints = get_type_hints(kind)
    values: dict[str, object] = {}
    for name, field in expected.items():
        if name in table:
            values[name] = convert(hints[name], table[name], name, where)
        elif NoneType in get_args(hints[name]):
            values[name] = None
        elif is_required(field):
            raise where.fault(name, "is missing; add it")
    return cast("Callable[..., Entry]", kind)(**values)


def is_required(field: Field[object]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def require_known_keys(table: Mapping[str, object], expected: Collection[str], where: Where) -> None:
    """Refuse the first key that is not expected."""
    for key in table:
        if key not in expected:
            raise where.fault(key, f"is not known here; use one of {in_words(expected)} or remove it")


def convert(hint: object, value: object, key: str, where: Where) -> object:
    """The value as the type a hint asks for.

    Shape: a list becomes a tuple, a table a dict or a dataclass; scalars stay what they are.
    Errors: CatalogueError naming the key.
    """
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        (inner,) = (a for a in arguments if a is not NoneType)
        return convert(inner, value, key, where)
    if origin is Literal:
        if value not in arguments:
            raise where.fault(key, f"must be one of {in_words(arguments)}")
        return value
    if origin is tuple:
        return convert_list(arguments[0], value, key, where)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return convert_mapping(arguments[1], value, key, where)
    if isinstance(hint, type) and hint in SCALAR_WORDS:
        return convert_scalar(hint, value, key, where)
    return value


def convert_list(item_hint: object, value: object, key: str, where: Where) -> tuple[object, ...]:
    """A list as a tuple without repetitions: of text, or of entries with different ids."""
    if not isinstance(value, list):
        raise where.fault(key, "must be a list in square brackets; write it as one, [] when there is nothing")
    if isinstance(item_hint, type) and is_dataclass(item_hint):
        kind = item_hint
        items: tuple[object, ...] = tuple(
            read_entry(kind, item, where.inside(entry_name(key, item, number)))
            for number, item in enumerate(value, start=1)
        )
        names = [str(getattr(item, "id", getattr(item, "code", number))) for number, item in enumerate(items)]
    else:
        items = tuple(convert(item_hint, item, key, where) for item in value)
        names = [str(item) for item in items]
    for position, name in enumerate(names):
        if name in names[:position]:
            raise where.fault(key, f"holds '{name}' twice; each may stand there once")
    return items


def entry_name(key: str, item: object, number: int) -> str:
    """How messages name an entry of a list: by its id where it has one, else by its position."""
    name = item.get("id", item.get("code")) if isinstance(item, dict) else None
    return f"{key} {name!r}" if name else f"{key} number {number}"


def convert_mapping(item_hint: object, value: object, key: str, where: Where) -> dict[str, object]:
    """A table of ids as a dict in file order."""
    if not isinstance(value, dict):
        raise where.fault(key, f"must be a table; begin it with [{key}]")
    for item_id in value:
        if not ID.holds(item_id):
            raise where.fault(key, f"{item_id!r} {ID.words}")
    return {
        str(item_id): convert(item_hint, item, key, where.inside(item_id)) for item_id, item in value.items()
    }


def convert_scalar(kind: type, value: object, key: str, where: Where) -> object:
    """One text, number or truth value that fulfils the rule of its key."""
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind:  # not isinstance: true is an int in Python, not in a catalogue
        raise where.fault(key, f"must be {SCALAR_WORDS[kind]}; correct it")
    if isinstance(value, str) and not value.strip():
        raise where.fault(key, "is empty; say what it is")
    rule = RULES.get(key)
    if rule is not None and not rule.holds(value):
        raise where.fault(key, f"{value!r} {rule.words}")
    return value
