"""The record of where a file comes from, line by line in the reader's language, for people."""

from __future__ import annotations

from dashboard import export_wording as words
from dashboard.charts.text import rounded_note
from dashboard.export.citation import long_citation
from dashboard.export.stamp import stamp_of
from dashboard.view import Exhibit


def facts(exhibit: Exhibit) -> list[tuple[str, str]]:
    """What each fact is called, and the fact; what is blank is left out."""
    provenance, stamp = exhibit.provenance, stamp_of(exhibit)
    speaker = provenance.speaker
    warning = speaker.say(words.SYNTHETIC_WARNING) if stamp.synthetic else ""
    values = {
        "title": stamp.title,
        "selection": stamp.selection,
        "description": " ".join(filter(None, (stamp.description, rounded_note(provenance), warning))),
        "project": stamp.project,
        "release": str(stamp.release),
        "published_at": stamp.published_at,
        "link": stamp.link,
        "citation": long_citation(exhibit),
        "cells": speaker.number(stamp.cells),
        "withheld": speaker.number(stamp.withheld),
        "withheld_means": speaker.say(words.README_WITHHELD_TEXT),
        "licence": " ".join(filter(None, (stamp.licence, stamp.licence_url))),
        "funding_notice": stamp.funding_notice,
        "disclaimer": stamp.disclaimer,
        "drawn_sha256": stamp.drawn_sha256,
        "cells_sha256": stamp.cells_sha256,
        "manifest_sha256": stamp.manifest_sha256,
        "software_version": stamp.software_version,
    }
    return [(speaker.say(words.FACTS[name]), value) for name, value in values.items() if value]
