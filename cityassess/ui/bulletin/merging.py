"""Two people's changes to one draft brought together: what only one of them touched is taken, the rest is asked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from cityassess.services.bulletin.document import Piece
from cityassess.services.bulletin.edits import Case, Edits

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Clash:
    """One thing that both changed: which, and what each of them says, in words (empty: left as it was written)."""

    key: tuple[str, str]
    mine: str
    theirs: str


def clashes(base: Edits, mine: Edits, theirs: Edits) -> tuple[Clash, ...]:
    """What both changed since ``base``, and differently."""
    before, one, other = _told(base), _told(mine), _told(theirs)
    found = []
    for key in dict.fromkeys((*one, *other, *before)):
        was, ours, other_ones = before.get(key), one.get(key), other.get(key)
        if ours != other_ones and was not in (ours, other_ones):
            found.append(Clash(key, _words(ours), _words(other_ones)))
    return tuple(found)


def merged(base: Edits, mine: Edits, theirs: Edits, keep: Collection[tuple[str, str]]) -> Edits:
    """Both changes together; of what both changed, mine where ``keep`` has its key, else theirs."""
    asked = {clash.key for clash in clashes(base, mine, theirs)}

    def is_mine(key: tuple[str, str], was: object, ours: object) -> bool:
        return key in keep if key in asked else ours != was

    def pick(what: str, of: Callable[[Edits], Mapping[str, Value]]) -> dict[str, Value]:
        before, one, other = of(base), of(mine), of(theirs)
        found: dict[str, Value] = {}
        for key in dict.fromkeys((*other, *one)):
            taken = one if is_mine((what, key), before.get(key), one.get(key)) else other
            if key in taken:
                found[key] = taken[key]
        return found

    template = mine.template if is_mine(("template", ""), base.template, mine.template) else theirs.template
    hidden = frozenset(
        place
        for place in mine.hidden | theirs.hidden
        if place in (mine if (place in mine.hidden) != (place in base.hidden) else theirs).hidden
    )
    cases = pick("case", lambda edits: {case.id: case for case in edits.cases})
    order = _order(mine.cases if [c.id for c in mine.cases] != [c.id for c in base.cases] else theirs.cases)
    last = len(order)
    return replace(
        theirs,
        template=template,
        words=pick("word", lambda edits: edits.words),
        passages=pick("passage", lambda edits: edits.passages),
        headings=pick("heading", lambda edits: edits.headings),
        hidden=hidden,
        cases=tuple(sorted(cases.values(), key=lambda case: order.get(case.id, last))),
        accepted={**theirs.accepted, **mine.accepted},
    )


def _order(cases: Iterable[Case]) -> dict[str, int]:
    return {case.id: number for number, case in enumerate(cases)}


def _told(edits: Edits) -> dict[tuple[str, str], object]:
    """Everything that can clash, by what it is and its id; hidden parts cannot, since each is in or out."""
    told: dict[tuple[str, str], object] = {("template", ""): edits.template}
    for what, mapping in (
        ("word", edits.words),
        ("passage", edits.passages),
        ("heading", edits.headings),
        ("case", {case.id: case for case in edits.cases}),
    ):
        told |= {(what, key): value for key, value in mapping.items()}
    return told


def _words(value: object) -> str:
    match value:
        case Case():
            photos = f"（照片{len(value.photos)}张）" if value.photos else ""
            return text_of(value.pieces) + photos
        case tuple():
            return text_of(value)
        case None:
            return ""
        case _:
            return str(value)


def text_of(pieces: Iterable[Piece]) -> str:
    """Pieces as they are read."""
    return "".join(piece if isinstance(piece, str) else piece.text for piece in pieces)
