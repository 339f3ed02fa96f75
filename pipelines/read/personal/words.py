"""What was found, in words: the kind and the place, never what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pipelines.model import Finding, Severity
from pipelines.read.personal import places as parts
from pipelines.read.personal.kinds import TO_CONFIRM, Kind
from pipelines.read.personal.places import Place
from pipelines.texts import Text, text

AREA = "personal_data"

_TAKE_OUT = text(
    "Reports hold counts only. Take it out in the spreadsheet program, save the file and upload it again. Nothing of "
    "this file was kept."
)
_IS_IT_A_NAME = text(
    "If it is the name of a person, take it out and upload the file again. If not, say what it is."
)


def what(kind: Kind, items: Sequence[Text]) -> Text:
    """What was found, and where."""
    found = tuple(items)
    match kind:
        case Kind.EMAIL:
            return text("There is an e-mail address in {items}.", items=found)
        case Kind.PHONE:
            return text("There is a telephone number in {items}.", items=found)
        case Kind.BIRTH_DATE:
            return text("There is a date of birth in {items}.", items=found)
        case Kind.NATIONAL_ID:
            return text(
                "There is a number of an identity document, of social security or of a tax office in {items}.",
                items=found,
            )
        case Kind.BANK_ACCOUNT:
            return text("There is a bank account number in {items}.", items=found)
        case Kind.HEADER:
            return text(
                "There is a heading that asks who somebody is (name, birth, address, file number) in {items}.",
                items=found,
            )
        case Kind.NAME:
            return text("There is what looks like the name of a person in {items}.", items=found)
        case Kind.PICTURE:
            return text("There is a picture, which cannot be searched, in {items}.", items=found)


def remedy(kind: Kind) -> Text:
    """What to do about it."""
    if kind is Kind.NAME:
        return _IS_IT_A_NAME
    if kind is Kind.PICTURE:
        return text("If it shows a person, or words about one, take it out and upload the file again.")
    return _TAKE_OUT


def questions(hits: Mapping[Kind, Sequence[Place]], sheets: Sequence[str]) -> tuple[Finding, ...]:
    """One finding for each kind and sheet of a file that is kept, so that its cells can be marked."""
    return tuple(
        replace(finding, sheet=sheets[number - 1] if number else "")
        for kind in Kind
        for number, is_in_cell in sorted({_sheet_of(place) for place in hits.get(kind, ())})
        for finding in findings(
            {kind: [place for place in hits[kind] if _sheet_of(place) == (number, is_in_cell)]}
        )
    )


def _sheet_of(place: Place) -> tuple[int, bool]:
    return (place.sheet, True) if place.cell else (0, False)


def findings(hits: Mapping[Kind, Sequence[Place]]) -> tuple[Finding, ...]:
    """One finding for each kind, with all its cells."""
    return tuple(
        Finding(
            check=f"{AREA}_{kind.value}",
            severity=Severity.CONFIRM if kind in TO_CONFIRM else Severity.BLOCKING,
            what=what(kind, [where(place) for place in hits[kind]]),
            remedy=remedy(kind),
            cells=cells(hits[kind]),
        )
        for kind in Kind
        if hits.get(kind)
    )


def where(place: Place) -> Text:
    """A place in words."""
    if place.is_comment:
        return text("a comment at {cell} (sheet {sheet})", cell=place.cell, sheet=place.sheet)
    if place.cell:
        return text("{cell} (sheet {sheet})", cell=place.cell, sheet=place.sheet)
    match place.part:
        case parts.FILE_NAME:
            return text("the name of the file")
        case parts.SHEET_NAME:
            return text("the name of sheet {sheet}", sheet=place.sheet)
        case parts.PROPERTIES:
            return text("the properties of the document")
        case parts.DEFINED_NAME:
            return text("a defined name")
        case parts.PRINTED_PAGE:
            return text("the header or footer of a printed page")
        case parts.DRAWING:
            return text("a drawing or chart")
        case _ if place.sheet:
            return text("the settings of sheet {sheet}", sheet=place.sheet)
        case _:
            return text("a part of the file that is in no cell")


def cells(places: Sequence[Place]) -> tuple[str, ...]:
    """Addresses; with the number of the sheet where there are several sheets."""
    found = [place for place in places if place.cell]
    if len({place.sheet for place in found}) < 2:
        return tuple(dict.fromkeys(place.cell for place in found))
    return tuple(dict.fromkeys(f"{place.sheet}!{place.cell}" for place in found))


def decode_places(encoded: Sequence[Sequence[Any]]) -> list[Place]:
    """Places as the child sends them."""
    return [
        Place(int(sheet), str(cell), bool(is_comment), str(part)) for sheet, cell, is_comment, part in encoded
    ]
