"""Practice sheets and the annex from a release and the authors' texts of its time, as files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from dashboard.export.names import plain_name
from dashboard.model import Provenance
from dashboard.queries import ReleaseReader
from dashboard.queries.sheets import activity_material, annex_material
from dashboard.sheets.annex import ANNEX_ID, annex
from dashboard.sheets.docx import docx_bytes
from dashboard.sheets.model import Document
from dashboard.sheets.pdf import pdf_bytes
from dashboard.sheets.practice import practice_sheet
from pipelines.authors import CONCLUSIONS, FOREWORD, subject_of
from pipelines.ledger import Ledger

Seal = Callable[[bytes], bytes]
MAKERS: Mapping[str, Callable[[Document], bytes]] = MappingProxyType({"pdf": pdf_bytes, "docx": docx_bytes})
"""Format -> what makes it."""
MIMES: Mapping[str, str] = MappingProxyType(
    {
        "pdf": "application/pdf",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }
)


def subjects_of(document_id: str) -> tuple[str, ...]:
    """The subjects of the authors' texts of a document."""
    return (FOREWORD, CONCLUSIONS) if document_id == ANNEX_ID else (subject_of(document_id),)


def text_at(ledger: Ledger, subject: str, language: str, release_number: int) -> str:
    """The authors' text that a release has: the newest, or the newest before the next release; blank without one.

    So what was made of a release can be made again when there are newer ones.
    """
    found = ledger.author_text(subject, language, before=_closed_at(ledger, release_number))
    return "" if found is None else found.content


def document_of(reader: ReleaseReader, document_id: str, ledger: Ledger) -> Document:
    """The annex, or the practice sheet of an activity, in the language of the reader.

    Errors: PolicyError when the release has no such activity.
    """
    provenance = reader.provenance
    texts = [
        text_at(ledger, subject, provenance.language, provenance.release_number)
        for subject in subjects_of(document_id)
    ]
    if document_id == ANNEX_ID:
        return annex(annex_material(reader), *texts)
    return practice_sheet(activity_material(reader, document_id), *texts)


def file_of(document: Document, extension: str, seal: Seal | None = None) -> bytes:
    """A document as a file, in a format of MAKERS, sealed where a seal is handed in."""
    made = MAKERS[extension](document)
    return made if seal is None else seal(made)


def file_name(provenance: Provenance, document_id: str, extension: str) -> str:
    """A name that tells files apart: project, release, document and language."""
    parts = [
        provenance.project_short_title,
        f"release-{provenance.release_code}",
        document_id if document_id == ANNEX_ID else f"practice-sheet-{document_id}",
        provenance.language,
        "synthetic" if provenance.synthetic else "",
    ]
    return f"{'_'.join(plain_name(part) for part in parts if part)}.{extension}"


def _closed_at(ledger: Ledger, release_number: int) -> datetime | None:
    later = [p.at for p in ledger.publications() if p.number == release_number + 1]
    return next(iter(later), None)
