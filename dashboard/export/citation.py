"""How a figure is cited: in a line, in full, and for reference managers."""

from __future__ import annotations

import re
from typing import Any

from dashboard import export_wording as words
from dashboard.export.phrases import labelled_title, selection_text
from dashboard.export.stamp import stamp_of
from dashboard.view import Exhibit
from pipelines.model import LICENCES

_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def short_citation(exhibit: Exhibit) -> str:
    """For a caption: project, release and date."""
    provenance = exhibit.provenance
    return provenance.say(
        words.CITED_SHORT.using(
            project=_author(exhibit), number=provenance.release_number, date=provenance.published_on
        )
    )


def long_citation(exhibit: Exhibit) -> str:
    """For a list of references; says what was selected, whether it is synthetic, the link and the licence."""
    provenance = exhibit.provenance
    sentence = words.CITED_LONG_SYNTHETIC if provenance.synthetic else words.CITED_LONG
    return provenance.say(
        sentence.using(
            project=provenance.project_title,
            title=labelled_title(exhibit),
            selection=selection_text(exhibit),
            number=provenance.release_number,
            date=provenance.published_on,
            link=exhibit.link,
            licence=provenance.licence,
        )
    )


def bibtex(exhibit: Exhibit) -> str:
    """An entry for BibTeX, in which nothing of a title is a command."""
    provenance = exhibit.provenance
    note = words.CITED_NOTE_SYNTHETIC if provenance.synthetic else words.CITED_NOTE
    fields = {
        "author": f"{{{_escaped(provenance.project_title)}}}",
        "title": f"{{{_escaped(f'{labelled_title(exhibit)}: {selection_text(exhibit)}')}}}",
        "year": provenance.published_on[:4],
        "month": str(int(provenance.published_on[5:7])),
        "version": str(provenance.release_number),
        "url": _harmless_url(exhibit.link),
        "note": _escaped(
            provenance.say(
                note.using(
                    number=provenance.release_number,
                    date=provenance.published_on,
                    licence=provenance.licence,
                )
            )
        ),
    }
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{{_key(exhibit)},\n{body}\n}}\n"


def datacite(exhibit: Exhibit) -> dict[str, Any]:
    """The fields that DataCite asks for, as far as a figure has them (schema 4)."""
    provenance, stamp = exhibit.provenance, stamp_of(exhibit)
    return {
        "identifiers": [{"identifier": exhibit.link, "identifierType": "URL"}],
        "creators": [{"name": provenance.project_title, "nameType": "Organizational"}],
        "titles": [{"title": f"{stamp.title}: {stamp.selection}", "lang": stamp.language}],
        "publisher": provenance.project_title,
        "publicationYear": int(provenance.published_on[:4]),
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Figure and its cells"},
        "dates": [{"date": provenance.published_at, "dateType": "Issued"}],
        "language": stamp.language,
        "version": str(provenance.release_number),
        "rightsList": [
            {
                "rightsIdentifier": provenance.licence,
                "rightsIdentifierScheme": "SPDX",
                "rightsURI": LICENCES.get(provenance.licence, ""),
            }
        ],
        "descriptions": [{"description": stamp.description, "descriptionType": "Abstract"}],
        "fundingReferences": [{"funderName": provenance.funding_notice}] if provenance.funding_notice else [],
    }


def _author(exhibit: Exhibit) -> str:
    provenance = exhibit.provenance
    return provenance.project_short_title or provenance.project_title


def _key(exhibit: Exhibit) -> str:
    """Two figures have two keys."""
    stem = re.sub(r"[^a-z0-9]+", "", _author(exhibit).lower()) or "project"
    return f"{stem}{exhibit.provenance.release_number}-{stamp_of(exhibit).drawn_sha256[:8]}"


def _escaped(text: str) -> str:
    return "".join(_ESCAPES.get(character, character) for character in " ".join(text.split()))


def _harmless_url(url: str) -> str:
    """An address is taken literally, but for braces, which would end the field."""
    return url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")
