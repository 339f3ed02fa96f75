"""What a template says to machines: where, and how it is known. Imports nothing, so that the reader's child may."""

from __future__ import annotations

TEMPLATE_MAGIC = "outcome-monitor-template"
MACHINE_ROW = 2
"""1-based. Hidden: magic, template version, project id, partner id, quarter, language."""
FINDINGS_MAGIC = "outcome-monitor-findings"
"""Stands in the first cell of the hidden row of the list that a marked workbook begins with."""
