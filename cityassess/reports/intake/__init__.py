"""Reading strangers' files: tables in a worker process behind a gate, scheme files as plain text trees."""

from cityassess.reports.intake.scheme_tree import read_scheme_tree
from cityassess.reports.intake.text import read_text

__all__ = ["read_scheme_tree", "read_text"]
