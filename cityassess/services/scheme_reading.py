"""Reading a scheme from whatever kind of file it stands in."""

from __future__ import annotations

from pathlib import Path

from cityassess.errors import Refused
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

        scheme, text = read_book(path)
        refuse_strange_templates(scheme, path.name)
    else:
        scheme, text = read_scheme_file(path)
        refuse_strange_templates(scheme, path.name, text)
    return scheme, text


def refuse_strange_templates(scheme: Scheme, file: str, text: str = "") -> None:
    """Raise ``Refused`` where a scheme names a template of bulletins that there is none of."""
    if scheme.bulletin.template:
        from cityassess.services.bulletin.templates import template_problems

        problems = template_problems(scheme, text, file)
        if problems:
            raise Refused(problems)
