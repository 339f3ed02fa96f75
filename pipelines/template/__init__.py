"""Draws the workbook a partner fills in for one quarter."""

from __future__ import annotations

from pipelines.template.build import InputKey, build_template, template_file_name

__all__ = ["InputKey", "build_template", "template_file_name"]
