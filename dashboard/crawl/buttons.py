"""The buttons behind which files are, by what they say in every language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from dashboard import export_wording, sheets_wording
from pipelines.languages import LANGUAGES, Speaker
from pipelines.texts import Text

_DOCUMENTS: Mapping[str, Text] = {
    "pdf": sheets_wording.DOWNLOAD_PDF,
    "docx": sheets_wording.DOWNLOAD_DOCX,
}


def extension_of(label: str) -> str:
    """The ending of the file behind a button; blank for a button that is not listed."""
    return _extensions().get(label, "")


@cache
def _extensions() -> Mapping[str, str]:
    listed = [*export_wording.BUTTONS.items(), *_DOCUMENTS.items()]
    return {Speaker(x).say(text): extension for x in LANGUAGES for extension, text in listed}
