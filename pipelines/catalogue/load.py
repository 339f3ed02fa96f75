"""Reads the files of a catalogue, each into one type, and joins them to a checked Catalogue."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Protocol, TypeVar, cast, get_type_hints

from pipelines.catalogue.entries import Where, convert, read_entry, require_known_keys
from pipelines.catalogue.references import check_references
from pipelines.catalogue.rules import in_words
from pipelines.catalogue.translation import read_translations
from pipelines.catalogue.vocabulary import VocabularyFile, spellings_of
from pipelines.model import (
    Activity,
    Breakdown,
    Catalogue,
    Identity,
    Indicator,
    Limit,
    Measure,
    Partner,
    Policy,
    Project,
    Target,
)

POLICY_FILE = "disclosure.toml"
FILE_NAMES = (
    "project.toml",
    "partners.toml",
    "activities.toml",
    "breakdowns.toml",
    "measures.toml",
    "indicators.toml",
    "targets.toml",
    POLICY_FILE,
)


VOCABULARY_FILE = "vocabulary.toml"
"""May be left out."""


@dataclass(frozen=True)
class PartnersFile:
    partner: tuple[Partner, ...]


@dataclass(frozen=True)
class ActivitiesFile:
    types: Mapping[str, str]
    activity: tuple[Activity, ...]


@dataclass(frozen=True)
class BreakdownsFile:
    breakdown: tuple[Breakdown, ...]


@dataclass(frozen=True)
class MeasuresFile:
    measure: tuple[Measure, ...]
    identity: tuple[Identity, ...] = ()
    limit: tuple[Limit, ...] = ()


@dataclass(frozen=True)
class IndicatorsFile:
    indicator: tuple[Indicator, ...]


@dataclass(frozen=True)
class TargetsFile:
    target: tuple[Target, ...] = ()


@dataclass(frozen=True)
class Decision:
    """One value of the disclosure policy; its type depends on the key."""

    value: object
    reason: str
    decided_by: str


def load_catalogue(directory: Path) -> Catalogue:
    """Load and check the catalogue of one project.

    Shape: mappings are keyed by id and keep the order of the files.
    Errors: CatalogueError naming the file, the entry and the key, and how to mend it.
    Source: the eight files of `FILE_NAMES`, described in data/README.md; beside them the translations and more
    spellings, which change no definition and are not in the hash.
    """
    contents = read_files(directory)
    tables = {name: parse(name, data) for name, data in contents.items()}
    activities = read_entry(ActivitiesFile, tables["activities.toml"], Where("activities.toml"))
    measures = read_entry(MeasuresFile, tables["measures.toml"], Where("measures.toml"))
    catalogue = Catalogue(
        project=read_entry(Project, tables["project.toml"], Where("project.toml")),
        partners=by_id(read_entry(PartnersFile, tables["partners.toml"], Where("partners.toml")).partner),
        activities=by_id(activities.activity),
        activity_types=activities.types,
        breakdowns=by_id(
            read_entry(BreakdownsFile, tables["breakdowns.toml"], Where("breakdowns.toml")).breakdown
        ),
        measures=by_id(measures.measure),
        identities=measures.identity,
        limits=measures.limit,
        indicators=by_id(
            read_entry(IndicatorsFile, tables["indicators.toml"], Where("indicators.toml")).indicator
        ),
        targets=read_entry(TargetsFile, tables["targets.toml"], Where("targets.toml")).target,
        policy=read_policy(tables[POLICY_FILE], Where(POLICY_FILE)),
        sha256=digest({name: data for name, data in contents.items() if name != POLICY_FILE}),
        policy_sha256=digest({POLICY_FILE: contents[POLICY_FILE]}),
    )
    check_references(catalogue)
    return replace(
        catalogue,
        translations=read_translations(directory, catalogue),
        vocabulary=read_vocabulary(directory, catalogue),
    )


def read_files(directory: Path) -> dict[str, bytes]:
    """The bytes of every catalogue file; a file that is missing or not known is refused."""
    if not directory.is_dir():
        raise Where(str(directory)).fault(
            "", "is not a directory; name the directory of the catalogue's files"
        )
    for path in sorted(directory.glob("*.toml")):
        if path.name not in (*FILE_NAMES, VOCABULARY_FILE):
            known = in_words((*FILE_NAMES, VOCABULARY_FILE))
            raise Where(path.name).fault(
                "", f"is not a catalogue file; rename it to one of {known} or remove it"
            )
    contents = {}
    for name in FILE_NAMES:
        try:
            contents[name] = (directory / name).read_bytes()
        except OSError as error:
            raise Where(name).fault(
                "", f"cannot be read ({error.strerror}); put it into {directory}"
            ) from error
    return contents


def read_vocabulary(directory: Path, catalogue: Catalogue) -> Mapping[str, tuple[str, ...]]:
    """Thing -> more spellings; empty when there is no such file."""
    path = directory / VOCABULARY_FILE
    if not path.exists():
        return {}
    where = Where(VOCABULARY_FILE)
    return spellings_of(
        read_entry(VocabularyFile, parse(VOCABULARY_FILE, path.read_bytes()), where), catalogue, where
    )


def parse(name: str, data: bytes) -> dict[str, object]:
    """The tables of one TOML file."""
    try:
        return tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise Where(name).fault("", "is not UTF-8 text; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise Where(name).fault("", f"is not valid TOML ({error}); mend it there") from error


def read_policy(table: dict[str, object], where: Where) -> Policy:
    """The disclosure policy, whose every key is a table of value, reason and decided_by."""
    hints = get_type_hints(Policy)
    keys = [field.name for field in fields(Policy) if field.name != "reasons"]
    require_known_keys(table, keys, where)
    values: dict[str, object] = {}
    reasons: dict[str, str] = {}
    for key in keys:
        if key not in table:
            raise where.fault(key, "is missing; add it as a table of value, reason and decided_by")
        decision = read_entry(Decision, table[key], where.inside(f"decision '{key}'"))
        values[key] = convert(hints[key], decision.value, key, where)
        reasons[key] = f"{decision.reason} Decided by: {decision.decided_by}."
    return cast("Callable[..., Policy]", Policy)(**values, reasons=reasons)


def digest(contents: Mapping[str, bytes]) -> str:
    """SHA-256 over the names and bytes of files; the order they come in does not matter."""
    total = hashlib.sha256()
    for name, data in sorted(contents.items()):
        total.update(name.encode() + b"\0" + hashlib.sha256(data).digest())
    return total.hexdigest()


class HasId(Protocol):
    @property
    def id(self) -> str: ...


Identified = TypeVar("Identified", bound=HasId)


def by_id(entries: Iterable[Identified]) -> dict[str, Identified]:
    return {entry.id: entry for entry in entries}
