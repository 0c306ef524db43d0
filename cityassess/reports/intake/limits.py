"""How large a stranger's file may be before it is refused."""

from __future__ import annotations

FILE_BYTES = 32 * 2**20
"""Two million filled cells take up to 25 MB as .xlsx."""

UNPACKED_BYTES = 320 * 2**20
PART_BYTES = 256 * 2**20
PARTS = 1_000
SHEETS = 50
RATIO = 100
RATIO_FROM_BYTES = 2**20
"""Below this size a part may be packed as tightly as it likes."""

CELLS = 2_000_000
ROWS = 1_048_576
COLUMNS = 256
CELL_CHARACTERS = 32_767
STYLES = 65_536

GRID_COLUMNS = 16_384
EMPTY_CELLS = 4_000_000
ROW_SLOTS = 20_000_000
"""Sum over all rows of the last column used, empty or not: what openpyxl lays out."""

ROW_CELLS = 8_000_000
"""Filled rows times the width of the table: what the program holds in the end, blanks included."""

FAST_FROM_CELLS = 50_000
"""Sheets with more cells are read by calamine."""

FAST_BOX = 4_000_000
"""calamine lays out every cell of the rectangle around the filled ones."""

PROBLEMS = 100
"""Faults told per file; the rest is only counted."""

SECONDS = 30.0
SECONDS_PER_BYTE = 4.0 / 2**20
"""Time for one file: 30 s, and 4 s for each MB (two million cells take 20 s on two busy cores)."""

MEMORY_BYTES = 512 * 2**20
"""Address space of the worker, interpreter included."""
