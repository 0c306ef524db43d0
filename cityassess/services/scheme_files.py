"""Reading scheme files: from text to a scheme, or every fault with its line."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from cityassess.errors import Refused
from cityassess.reports.intake import read_scheme_tree, read_text
from cityassess.scoring.scheme import Scheme
from cityassess.scoring.scheme_reading import read_scheme

SUFFIXES = (".yaml", ".yml")
_LIMIT = 2**20


def read_scheme_file(path: Path) -> tuple[Scheme, str]:
    """The scheme in a file and the file's text.

    Raises ``Refused`` with every fault and its line, ``Unavailable`` where the file cannot be opened.
    """
    text = unicodedata.normalize("NFC", read_text(path, _LIMIT))
    return scheme_of(text, path.name), text


def scheme_of(text: str, file: str) -> Scheme:
    """The scheme in a file's text; raises ``Refused`` with every fault and its line."""
    scheme, problems = read_scheme(read_scheme_tree(text, file), file)
    if scheme is None:
        raise Refused(problems)
    return scheme
