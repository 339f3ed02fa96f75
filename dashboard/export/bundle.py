"""All files of a figure in one archive, with a page that explains them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from dashboard import export_wording as words
from dashboard.export.citation import bibtex, long_citation, short_citation
from dashboard.export.facts import facts
from dashboard.export.stamp import moment_of, stamp_of
from dashboard.reading_wording import PAGE_TITLES
from dashboard.view import Exhibit

RECORD = "provenance.json"
README = "README.txt"


def archive(exhibit: Exhibit, files: Mapping[str, tuple[str, bytes]]) -> bytes:
    """An archive of files (format -> name and content), with README, citation and the record of where they come from.

    The same files give the same bytes.
    """
    citation_name = next(iter(files.values()))[0].partition(".")[0] + ".bib"
    listed = {name: format_ for format_, (name, _) in files.items()} | {citation_name: "bib"}
    content = {README: readme(exhibit, listed).encode("utf-8-sig")}
    content |= dict(files.values())
    content |= {citation_name: bibtex(exhibit).encode(), RECORD: stamp_of(exhibit).to_json().encode()}
    moment = moment_of(exhibit)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in content.items():
            member = zipfile.ZipInfo(name, max(moment.timetuple()[:6], (1980, 1, 1, 0, 0, 0)))
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            made.writestr(member, data)
    return buffer.getvalue()


def readme(exhibit: Exhibit, files: Mapping[str, str]) -> str:
    """What the files (name -> format) are, how to cite them and how to read what is withheld; in plain text."""
    say = exhibit.provenance.say
    sections = [
        (
            words.README_FILES,
            "\n".join(f"{name}\n    {say(words.FILES[kind])}" for name, kind in files.items()),
        ),
        (words.README_CITE, f"{short_citation(exhibit)}\n\n{long_citation(exhibit)}"),
        (words.README_WITHHELD, say(words.README_WITHHELD_TEXT)),
        (words.README_CHECK, say(words.README_CHECK_TEXT.using(page=PAGE_TITLES["verify"]))),
    ]
    about = "\n".join(f"{name}: {value}" for name, value in facts(exhibit))
    body = "\n\n".join(f"{say(heading)}\n{'-' * len(say(heading))}\n{text}" for heading, text in sections)
    title = say(words.README_TITLE)
    return f"{title}\n{'=' * len(title)}\n\n{about}\n\n{body}\n".replace("\n", "\r\n")
