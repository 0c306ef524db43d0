"""People's changes laid over the bulletin that the data wrote, and what became of each bound figure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum

from cityassess.reports.blocks import Form, Picture, Pictures
from cityassess.services.bulletin.document import (
    Annex,
    Bound,
    Close,
    Document,
    Exhibit,
    Head,
    Part,
    Passage,
    Piece,
    Section,
)
from cityassess.services.bulletin.edits import Case, Edits, whole

CASES = "cases"
"""The id of the section that typical cases go to; a template without one gets it at its end."""
CASES_HEADING = "典型案例"
_NUMBER = re.compile(r"\d+(?:\.\d+)?%?")


class FieldState(StrEnum):
    """What became of a bound figure since somebody last accepted it."""

    CURRENT = "最新"
    MOVED = "数据已变"
    GONE = "数据已不存在"


@dataclass(frozen=True, slots=True)
class Field:
    """A bound figure as it stands in a passage: the text last accepted (or first written) and the text of now."""

    passage: str
    fact: str
    was: str
    now: str
    state: FieldState


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A passage that people changed: numbers typed by hand, and facts that the written sentence told and this does not.

    ``kept`` is what was typed where the data do not write the sentence any more; it is not printed.
    """

    passage: str
    typed: tuple[str, ...] = ()
    dropped: tuple[Bound, ...] = ()
    kept: str = ""


@dataclass(frozen=True, slots=True)
class Laid:
    """A bulletin with the changes in it: what is printed, each bound figure's state, and the changed passages."""

    document: Document
    fields: tuple[Field, ...]
    rewritten: tuple[Rewritten, ...]

    @property
    def unsettled(self) -> tuple[Field, ...]:
        """The figures that moved or are gone since they were accepted."""
        return tuple(field for field in self.fields if field.state is not FieldState.CURRENT)


def lay(
    written: Document, facts: Mapping[str, str], edits: Edits, photos: Mapping[str, Picture] | None = None
) -> Laid:
    """Lay changes over a written bulletin; ``facts`` are the texts of now by key, ``photos`` those of cases by digest.

    Bound figures always show what the data say now. Where there is no such fact any more, the text last seen stays and
    the figure counts as gone.
    """
    layer = _Layer(facts, edits)
    sections = [layer.section(section) for section in written.sections if section.id not in edits.hidden]
    if edits.cases:
        _add_cases(sections, tuple(layer.case(case, photos or {}) for case in edits.cases))
    annexes = tuple(_annex(annex, edits) for annex in written.annexes if annex.id not in edits.hidden)
    head = _head(written.head, edits.words)
    close = _close(written.close, edits.words)
    document = replace(written, head=head, sections=tuple(sections), annexes=annexes, close=close)
    layer.note_orphans(written)
    return Laid(document, tuple(layer.fields), tuple(layer.rewritten))


def accepted(edits: Edits, laid: Laid) -> Edits:
    """The changes with every bound figure accepted as it stands now; what is gone stays gone."""
    known = {
        field.fact: field.now if field.state is not FieldState.GONE else field.was for field in laid.fields
    }
    return replace(edits, accepted=known)


def noted(edits: Edits, laid: Laid) -> Edits:
    """The changes with the figures that nobody accepted yet taken as they stand, so that it shows when they move."""
    known = {
        field.fact: field.now
        for field in laid.fields
        if field.state is not FieldState.GONE and field.fact not in edits.accepted
    }
    return replace(edits, accepted={**edits.accepted, **known}) if known else edits


class _Layer:
    """Lays the changes over passages one by one and notes what it finds."""

    def __init__(self, facts: Mapping[str, str], edits: Edits) -> None:
        self.fields: list[Field] = []
        self.rewritten: list[Rewritten] = []
        self._facts = facts
        self._edits = edits

    def section(self, section: Section) -> Section:
        parts = tuple(self._part(part) for part in section.parts if part.id not in self._edits.hidden)
        return replace(
            section, heading=whole(self._edits.headings.get(section.id, section.heading)), parts=parts
        )

    def case(self, case: Case, photos: Mapping[str, Picture]) -> tuple[Part, ...]:
        """A case's words and, below them, its photos; a photo that is not there is left out."""
        found = [
            replace(photos[digest], caption=whole(words)) for digest, words in case.photos if digest in photos
        ]
        passage = self._settled(Passage(case.id, case.pieces, counted=True, leads=bool(found)))
        if not found:
            return (passage,)
        return passage, Exhibit(f"{case.id}/photos", "照片", (Pictures(tuple(found)),))

    def note_orphans(self, written: Document) -> None:
        """Note changed passages that the data do not write any more: their words are kept, not printed."""
        known = {passage.id for passage in written.passages()}
        for place, pieces in self._edits.passages.items():
            if place not in known:
                self.rewritten.append(Rewritten(place, kept=Passage(place, pieces).text))

    def _part(self, part: Part) -> Part:
        if isinstance(part, Exhibit):
            return part
        pieces = self._edits.passages.get(part.id)
        if pieces is None:
            return self._settled(part)
        self.rewritten.append(_rewritten(part, pieces))
        return self._settled(replace(part, pieces=pieces))

    def _settled(self, passage: Passage) -> Passage:
        """The passage with each bound figure as it is now."""
        pieces = tuple(
            whole(piece) if isinstance(piece, str) else self._settle(passage.id, piece)
            for piece in passage.pieces
        )
        return replace(passage, pieces=pieces)

    def _settle(self, passage: str, bound: Bound) -> Bound:
        was = self._edits.accepted.get(bound.fact)
        now = self._facts.get(bound.fact)
        if now is None:
            shown = was if was is not None else bound.text
            self.fields.append(Field(passage, bound.fact, shown, shown, FieldState.GONE))
            return replace(bound, text=shown)
        state = FieldState.CURRENT if was is None or was == now else FieldState.MOVED
        self.fields.append(Field(passage, bound.fact, now if was is None else was, now, state))
        return replace(bound, text=now)


def _rewritten(was: Passage, pieces: Sequence[Piece]) -> Rewritten:
    """Which numbers of a changed passage were typed, and which bound ones were taken out."""
    before = set(_numbers(was.pieces))
    typed = tuple(number for number in _numbers(pieces) if number not in before)
    kept = {piece.fact for piece in pieces if isinstance(piece, Bound)}
    dropped = tuple(bound for bound in was.bound if bound.fact not in kept)
    return Rewritten(was.id, typed, dropped)


def _numbers(pieces: Sequence[Piece]) -> Iterator[str]:
    for piece in pieces:
        if isinstance(piece, str):
            yield from _NUMBER.findall(piece)


def _add_cases(sections: list[Section], cases: Sequence[tuple[Part, ...]]) -> None:
    parts = tuple(part for case in cases for part in case)
    for place, section in enumerate(sections):
        if section.id == CASES:
            sections[place] = replace(section, parts=section.parts + parts)
            return
    sections.append(Section(CASES, CASES_HEADING, parts))


def _annex(annex: Annex, edits: Edits) -> Annex:
    return replace(annex, title=whole(edits.headings.get(annex.id, annex.title)))


_LISTED = frozenset({"signers"})
_HEAD = {field.name for field in fields(Head)}
_CLOSE = {field.name for field in fields(Close)}
NOT_SEALED = "no"
"""What the word ``sealed`` says where no seal goes over name and date."""


def _head(head: Head, words: Mapping[str, str]) -> Head:
    """The head with the words that people put in; a draft's mark may read otherwise, but is never taken away."""
    changes: dict[str, object] = {}
    for name in _HEAD & words.keys():
        said = whole(words[name])
        if name == "form":
            changes[name] = Form(said) if said in set(Form) else head.form
        elif name in _LISTED:
            changes[name] = tuple(one for one in re.split(r"[、，,;；\s]+", said) if one)
        elif name != "mark" or (head.mark and said.strip()):
            changes[name] = said
    return replace(head, **changes)  # type: ignore[arg-type]


def _close(close: Close, words: Mapping[str, str]) -> Close:
    changes: dict[str, object] = {name: whole(words[name]) for name in _CLOSE & words.keys() - {"sealed"}}
    if "sealed" in words:
        changes["sealed"] = words["sealed"] != NOT_SEALED
    return replace(close, **changes)  # type: ignore[arg-type]
