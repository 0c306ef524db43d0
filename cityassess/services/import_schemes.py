"""The schemes among files to be imported: scheme files and scheme workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cityassess.errors import Problem, Refused
from cityassess.scoring.scheme import Scheme
from cityassess.services.records import Basis
from cityassess.services.scheme_book import scheme_in_tables
from cityassess.services.scheme_files import SUFFIXES, read_scheme_file
from cityassess.services.scheme_reading import refuse_strange_templates

if TYPE_CHECKING:
    from cityassess.reports.intake import SourceTable


def read_schemes(
    paths: Iterable[Path], books: Iterable[tuple[str, Sequence[SourceTable]]]
) -> tuple[list[tuple[Scheme, str]], list[Problem]]:
    """The schemes of scheme files and of workbooks, and every fault."""
    found: list[tuple[Scheme, str]] = []
    problems: list[Problem] = []
    names: dict[tuple[str, object], str] = {}
    reading = [(path.name, partial(read_scheme_file, path)) for path in paths]
    reading += [(file, partial(scheme_in_tables, file, tables)) for file, tables in books]
    for name, read in reading:
        try:
            scheme, text = read()
            refuse_strange_templates(scheme, name, text if name.lower().endswith(SUFFIXES) else "")
        except Refused as refused:
            problems += refused.problems
            continue
        key = (scheme.id, scheme.in_force_from)
        if key in names:
            message = f"方案“{scheme.id}”（{scheme.in_force_from.isoformat()}起）与{names[key]}重复。只导入其中一个。"
            problems.append(Problem(message, name))
            continue
        names[key] = name
        found.append((scheme, text))
    return found, problems


def kept_texts(found: Iterable[tuple[Scheme, str]], basis: Basis) -> Iterable[tuple[Scheme, str]]:
    """Schemes with their texts; one that says the same as the stored edition comes with the stored text.

    A workbook that was exported and not changed is thereby no correction, and keeps the comments of the file.
    """
    stored = {(one.scheme.id, one.scheme.in_force_from): one for one in basis.editions}
    for scheme, text in found:
        known = stored.get((scheme.id, scheme.in_force_from))
        yield (scheme, known.text) if known is not None and known.scheme == scheme else (scheme, text)
