"""Reading scheme files: from text to a scheme, or every fault with its line."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path

from cityassess.errors import Refused, Unavailable
from cityassess.reports.intake import read_scheme_tree, read_text
from cityassess.scoring.reading.scheme_file import read_scheme
from cityassess.scoring.scheme import Scheme

SUFFIXES = (".yaml", ".yml")
_LIMIT = 2**20


def read_scheme_file(path: Path) -> tuple[Scheme, str]:
    """The scheme in a file and the file's text.

    Raises ``Refused`` with every fault and its line, ``Unavailable`` where the file cannot be opened.
    """
    text = unicodedata.normalize("NFC", read_text(path, _LIMIT))
    return scheme_of(text, path.name), text


@lru_cache(maxsize=64)  # editions and publications keep the same texts
def kept_scheme(scheme_id: str, text: str) -> Scheme:
    """The scheme of a text that the database keeps; raises ``Unavailable`` where it cannot be read any more."""
    file = f"方案{scheme_id}"
    try:
        return scheme_of(text, file)
    except Refused as refused:
        raise Unavailable(f"{file}用本程序读不出来：{refused.problems[0]}升级本程序后再打开。") from refused


def scheme_of(text: str, file: str) -> Scheme:
    """The scheme in a file's text; raises ``Refused`` with every fault and its line."""
    scheme, problems = read_scheme(read_scheme_tree(text, file), file)
    if scheme is None:
        raise Refused(problems)
    return scheme
