"""How much a file may hold. A filled template needs a small part of each."""

from __future__ import annotations

FILE_BYTES = 5 * 1024 * 1024
ZIP_PARTS = 400
PART_BYTES = 48 * 1024 * 1024
UNPACKED_BYTES = 64 * 1024 * 1024
RATIO_FREE_BYTES = 1024 * 1024
"""Parts up to this size may be packed as tightly as they like: styles and empty rows are."""
PACKING_RATIO = 200
XML_DEPTH = 80
XML_ELEMENTS = 1_500_000
ROWS = 20_000
COLUMNS = 200
CELLS = 100_000
STRINGS = 100_000
DECLARED_COUNT = 400_000
"""Readers reserve memory for what a `count` attribute announces."""
MERGES = 5_000
MERGED_CELLS = 400_000
"""Programs that edit a workbook make an object of each cell of a merged range."""
CELL_CHARACTERS = 32_767
TABLE_CHARACTERS = 2_000_000

CHILD_MEMORY_BYTES = 1024 * 1024 * 1024
CHILD_CPU_SECONDS = 4
CHILD_SECONDS = 4.5
"""Whatever the file, the answer comes within five seconds; the largest that is allowed takes three of a processor."""
