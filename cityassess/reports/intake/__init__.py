"""Reading strangers' files: tables in a worker process behind a gate, scheme files as plain text trees."""

from cityassess.reports.intake.scheme_tree import read_scheme_tree
from cityassess.reports.intake.tables import read_tables
from cityassess.reports.intake.text import read_text
from cityassess.reports.intake.values import GUIDE_SHEET, Cell, SourceRow, SourceTable

__all__ = [
    "GUIDE_SHEET",
    "Cell",
    "SourceRow",
    "SourceTable",
    "read_scheme_tree",
    "read_tables",
    "read_text",
]
