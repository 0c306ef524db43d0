"""Reading a scheme from whatever kind of file it stands in."""

from __future__ import annotations

from pathlib import Path

from cityassess.scoring.scheme import Scheme
from cityassess.services.scheme_files import SUFFIXES, read_scheme_file

BOOK = ".xlsx"
FILE_KINDS = (*SUFFIXES, BOOK)
"""What files of schemes end in."""


def read_any(path: Path) -> tuple[Scheme, str]:
    """The scheme in a scheme file or a scheme workbook, and its text.

    Raises ``Refused`` with every fault and its place, ``Unavailable`` where the file cannot be opened.
    """
    if path.suffix.lower() == BOOK:
        from cityassess.services.scheme_book import read_book

        return read_book(path)
    return read_scheme_file(path)
