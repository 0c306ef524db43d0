"""The objects that marks sheets name, where no objects sheet is given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cityassess.scoring.scheme import Kind, Scheme
from cityassess.scoring.values import Roster, roster
from cityassess.services.import_headings import Sheet
from cityassess.services.import_names import Names
from cityassess.services.import_objects import DescribedObject, kinds_of, merged


def named_in_marks(sheets: Iterable[Sheet], editions: tuple[Scheme, ...]) -> Roster:
    """A roster of the objects that marks sheets name, in their order, where no objects sheet is given.

    An object is of the kind that its criterion assesses; ``上级/名称`` makes the parent too. What cannot be understood
    is left out here and refused when the marks are read.
    """
    names = Names(editions, roster(()))
    kinds = kinds_of(editions)
    found: dict[tuple[str, str], None] = {}
    for sheet in sheets:
        for row in sheet.rows:
            try:
                period = names.period(row.cells.get("period"))
                figures = names.figures(period, row.text("criterion"))
            except ValueError:
                continue
            for path, kind in _with_parents(row.text("object"), figures[0][1].of, kinds):
                found.setdefault((path, kind))
    named = enumerate(_one_kind_each(found), start=1)
    return merged(roster(()), (DescribedObject(path, kind, -number) for number, (path, kind) in named))


def _with_parents(path: str, kind: str, kinds: Mapping[str, Kind]) -> list[tuple[str, str]]:
    """A full name with those of all that it belongs to, topmost first, each with its kind."""
    parts = [part.strip() for part in path.split("/")]
    if not all(parts):
        return []
    chain: list[str] = []
    above: str | None = kind
    while above is not None and len(chain) < len(parts):
        chain.append(above)
        above = kinds[above].part_of
    if len(chain) < len(parts):
        return []
    return [("/".join(parts[: place + 1]), chain[len(parts) - 1 - place]) for place in range(len(parts))]


def _one_kind_each(found: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    first: dict[str, str] = {}
    for path, kind in found:
        first.setdefault(path, kind)
    return list(first.items())
