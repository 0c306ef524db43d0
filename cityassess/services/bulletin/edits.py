"""What people changed in a bulletin: words, headings, what is left out, cases with photos; laid over what was written.

A changed passage keeps its bound figures: they show what the data say now, and which of them moved since somebody last
accepted them can be told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cityassess.services.bulletin.document import Piece


def whole(text: str) -> str:
    """The text with halves of characters, as a broken paste leaves them, as �; no file and no face can hold these."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@dataclass(frozen=True, slots=True)
class Case:
    """A typical case: the check it is about (0: none), its words, and its photos by digest with their captions."""

    id: str
    check: int
    pieces: tuple[Piece, ...]
    photos: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Edits:
    """All changes to one bulletin; empty where nothing was changed.

    ``words`` holds what was put in place of head and close by the field's name (``title``, ``number``, ``copied_to``…);
    ``passages`` the pieces of changed passages by id, ``headings`` those of sections and annexes; ``hidden`` the ids of
    sections, parts and annexes that are left out; ``accepted`` the texts of facts as they stood when last accepted.
    """

    template: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    passages: Mapping[str, tuple[Piece, ...]] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    cases: tuple[Case, ...] = ()
    accepted: Mapping[str, str] = field(default_factory=dict)
