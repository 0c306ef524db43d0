"""Each change that a person makes to a bulletin, as the edits that follow from those before; plain frozen values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from cityassess.services.bulletin.document import Bound, Document, Piece
from cityassess.services.bulletin.edits import Case, Edits

Value = TypeVar("Value")

SEALED, NOT_SEALED = "yes", "no"
"""What the word ``sealed`` of a close says."""
HEAD_WORDS = ("title", "number", "addressee", "secrecy", "urgency", "signers", "copy_number", "edited_by")
CLOSE_WORDS = ("signature", "date", "sealed", "remark", "copied_to", "printed_by", "printed_on")


def tidy(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Pieces with neighbouring texts joined and empty ones left out, so that equal words are equal values."""
    found: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and found and isinstance(found[-1], str):
            found[-1] += piece
        elif piece:
            found.append(piece)
    return tuple(piece for piece in found if piece)


def same_words(one: Iterable[Piece], other: Iterable[Piece]) -> bool:
    """Whether pieces say the same with the same facts, whatever these show at the moment."""

    def bare(pieces: Iterable[Piece]) -> list[Piece]:
        return [Bound(piece.fact, "") if isinstance(piece, Bound) else piece for piece in tidy(pieces)]

    return bare(one) == bare(other)


def with_passage(edits: Edits, document: Document, place: str, pieces: tuple[Piece, ...]) -> Edits:
    """Other words for a passage or a case; the written ones again are no change."""
    if any(case.id == place for case in edits.cases):
        cases = tuple(replace(case, pieces=pieces) if case.id == place else case for case in edits.cases)
        return replace(edits, cases=cases)
    written = next((passage.pieces for passage in document.passages() if passage.id == place), None)
    again = written is not None and same_words(written, pieces)
    return replace(edits, passages=_with(edits.passages, place, None if again else pieces))


def with_heading(edits: Edits, document: Document, place: str, words: str) -> Edits:
    """Another heading for a section or an annex; an empty one or the written one again is no change."""
    written = {section.id: section.heading for section in document.sections}
    written |= {annex.id: annex.title for annex in document.annexes}
    kept = None if words.strip() in ("", written.get(place, "")) else words.strip()
    return replace(edits, headings=_with(edits.headings, place, kept))


def with_hidden(edits: Edits, place: str, *, hidden: bool) -> Edits:
    """Leave a section, part or annex out, or put it in again."""
    return replace(edits, hidden=edits.hidden | {place} if hidden else edits.hidden - {place})


def word_of(document: Document, edits: Edits, name: str) -> str:
    """What a field of head or close says."""
    return edits.words[name] if name in edits.words else written_word(document, name)


def written_word(document: Document, name: str) -> str:
    """What a field of head or close says before anybody changed it."""
    said = getattr(document.close if name in CLOSE_WORDS else document.head, name)
    if isinstance(said, bool):
        return SEALED if said else NOT_SEALED
    return "、".join(said) if isinstance(said, tuple) else str(said)


def with_word(edits: Edits, document: Document, name: str, words: str) -> Edits:
    """Other words in a field of head or close; the written ones again are no change."""
    kept = None if words == written_word(document, name) else words
    return replace(edits, words=_with(edits.words, name, kept))


def without_words(edits: Edits, names: Iterable[str]) -> Edits:
    """Some fields of head or close as the data write them."""
    left = edits.words.keys() - set(names)
    return replace(edits, words={name: said for name, said in edits.words.items() if name in left})


def with_template(edits: Edits, template: str) -> Edits:
    """Another template."""
    return replace(edits, template=template)


# ---- cases


def case_of(edits: Edits, place: str) -> Case | None:
    """The case of an id."""
    return next((case for case in edits.cases if case.id == place), None)


def with_case(edits: Edits, check: int, pieces: tuple[Piece, ...]) -> tuple[Edits, str]:
    """A further case at the end, and its id."""
    taken = {case.id for case in edits.cases}
    number = next(n for n in range(1, len(taken) + 2) if f"case/{n}" not in taken)
    made = Case(f"case/{number}", check, pieces)
    return replace(edits, cases=(*edits.cases, made)), made.id


def without_case(edits: Edits, place: str) -> Edits:
    """The edits without a case."""
    return replace(edits, cases=tuple(case for case in edits.cases if case.id != place))


def moved_case(edits: Edits, place: str, by: int) -> Edits:
    """A case further up (-1) or down (1), as far as there is room."""
    cases = list(edits.cases)
    here = next((number for number, case in enumerate(cases) if case.id == place), -1)
    there = here + by
    if here < 0 or not 0 <= there < len(cases):
        return edits
    cases[here], cases[there] = cases[there], cases[here]
    return replace(edits, cases=tuple(cases))


def with_photos(edits: Edits, place: str, photos: tuple[tuple[str, str], ...]) -> Edits:
    """Other photos, each with its caption, for a case."""
    cases = tuple(replace(case, photos=photos) if case.id == place else case for case in edits.cases)
    return replace(edits, cases=cases)


def _with(mapping: Mapping[str, Value], key: str, value: Value | None) -> dict[str, Value]:
    changed = {name: each for name, each in mapping.items() if name != key}
    if value is not None:
        changed[key] = value
    return changed
