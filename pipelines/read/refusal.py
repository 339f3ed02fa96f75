"""Why a file cannot be read: one entry per kind, with what happened and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.errors import UnreadableFileError
from pipelines.texts import Text, text

if TYPE_CHECKING:  # the child shares this package and must not load polars
    from pipelines.model import Finding


class ReadRefusal(UnreadableFileError):
    """An upload that cannot be read; `check` names the kind, as findings do."""

    def __init__(self, check: str) -> None:
        refusal = REFUSALS[check]
        super().__init__(check=check, title=refusal.title, what=refusal.happened, remedy=refusal.advice)


class PersonalDataRefusal(UnreadableFileError):
    """An upload that holds personal data: `findings` say where and not what. Nothing of it may be kept."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        first = findings[0]
        super().__init__(
            check=first.check,
            title=text("The file holds personal data"),
            what=first.what,
            remedy=first.remedy,
        )
        self.findings = findings


@dataclass(frozen=True)
class RefusalText:
    """What happened, and what to do about it."""

    title: Text
    happened: Text
    advice: Text


_AS_TEMPLATE = text("Download this quarter's template, fill it in, save it as .xlsx and upload that file.")
_SAVE_AGAIN = text(
    "Open it in the spreadsheet program, save it as .xlsx under a new name and upload that file."
)
_TOO_MUCH = text("The file holds far more than a report can hold.")
_CLEAN = text("Copy the figures into a fresh template, without other sheets, and upload that file.")

REFUSALS = {
    "structure_empty_file": RefusalText(
        text("The file is empty"),
        text("The file has no content; the upload may have been interrupted."),
        text("Check that the file opens on your computer, then upload it again."),
    ),
    "structure_file_too_large": RefusalText(
        text("The file is too large"),
        text("The file is larger than 5 MB, far more than a filled template."),
        text(
            "Remove pictures and other sheets, or copy the figures into a fresh template, and upload that file."
        ),
    ),
    "structure_not_a_spreadsheet": RefusalText(
        text("This is not a spreadsheet"),
        text("The file is neither an .xlsx nor an .ods workbook nor a .csv text."),
        _AS_TEMPLATE,
    ),
    "structure_old_format": RefusalText(
        text("This is an old kind of workbook"),
        text("The file is an old .xls or a binary .xlsb workbook, which is not read here."),
        _SAVE_AGAIN,
    ),
    "structure_password": RefusalText(
        text("The file is protected by a password"),
        text("The file is encrypted, so nobody can read it without its password."),
        text("Open it, remove the password, save it as .xlsx and upload that file."),
    ),
    "structure_macros": RefusalText(
        text("The file contains macros or embedded objects"),
        text("The file contains programs or embedded files, which are not accepted."),
        text(
            "Save it as 'Excel workbook (.xlsx)' without macros and embedded objects, and upload that file."
        ),
    ),
    "structure_damaged_file": RefusalText(
        text("The file is damaged"),
        text("Parts of the workbook cannot be unpacked or are not what they say they are."),
        _SAVE_AGAIN,
    ),
    "structure_forbidden_xml": RefusalText(
        text("The file contains something no spreadsheet program writes"),
        text("A part of the workbook declares its own document type, which is not accepted."),
        _SAVE_AGAIN,
    ),
    "structure_too_many_parts": RefusalText(text("The file holds too many parts"), _TOO_MUCH, _CLEAN),
    "structure_unpacks_too_large": RefusalText(text("The file unpacks to too much"), _TOO_MUCH, _CLEAN),
    "structure_too_many_cells": RefusalText(
        text("The file holds too many cells"),
        text(
            "The file holds far more than a report can hold. There may be something in a cell far below or far to "
            "the right of the table."
        ),
        _CLEAN,
    ),
    "structure_too_much_text": RefusalText(
        text("The file holds too much text"),
        text("The file holds far more than a report can hold. A report holds counts only."),
        _CLEAN,
    ),
    "structure_no_sheet": RefusalText(
        text("The workbook has no sheet to read"),
        text("All its sheets are hidden, or it has none."),
        _AS_TEMPLATE,
    ),
    "structure_bad_csv": RefusalText(
        text("The text cannot be read as a table"),
        text("Quotation marks in the file are not closed, so rows and columns cannot be told apart."),
        text(
            "Save it again from the spreadsheet program as CSV with ; and UTF-8, or as .xlsx, and upload that file."
        ),
    ),
    "structure_reader_crashed": RefusalText(
        text("The file could not be read"),
        text("Reading the file failed. Nothing else was affected, and nothing was stored as a report."),
        _SAVE_AGAIN,
    ),
    "structure_reader_too_slow": RefusalText(
        text("Reading the file took too long"),
        text("Reading was stopped because the file is far more complicated than a report."),
        _CLEAN,
    ),
}
