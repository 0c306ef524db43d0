"""The lines of a draft from head to annexes: what the text shows one below the other, and the outline beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from cityassess import wording
from cityassess.services.bulletin.document import Document, Exhibit, Part, Piece, Section
from cityassess.services.bulletin.edits import Case, Edits
from cityassess.services.bulletin.laying import CASES, CASES_HEADING
from cityassess.services.bulletin.outline import blocks_words, kind_word
from cityassess.ui.bulletin.changing import word_of
from cityassess.ui.bulletin.merging import text_of

HEAD, CLOSE = "head", "close"


class Kind(StrEnum):
    """What a line is; cards are shown and opened, the others are typed into."""

    HEAD = "head"
    HEADING = "heading"
    PASSAGE = "passage"
    CASE = "case"
    EXHIBIT = "exhibit"
    PHOTOS = "photos"
    CLOSE = "close"
    ANNEX = "annex"

    @property
    def typed(self) -> bool:
        """Whether it is text that can be changed."""
        return self in (Kind.HEADING, Kind.PASSAGE, Kind.CASE)


@dataclass(frozen=True, slots=True)
class Line:
    """One heading, passage or card. ``number`` is painted before it, ``section`` is the id of where it belongs.

    ``hidden`` lines stand in the outline only; ``level`` 2 and 3 are headings inside a section.
    """

    kind: Kind
    id: str
    pieces: tuple[Piece, ...] = ()
    section: str = ""
    number: str = ""
    level: int = 0
    hidden: bool = False

    @property
    def text(self) -> str:
        """Its words as they are read."""
        return text_of(self.pieces)


def lines_of(document: Document, edits: Edits, texts: Mapping[str, str] | None = None) -> tuple[Line, ...]:
    """The lines of a written bulletin with its edits, those left out too; ``texts`` are those of facts now."""
    return tuple(replace(line, pieces=_as_now(line.pieces, texts or {})) for line in _lines(document, edits))


def _as_now(pieces: tuple[Piece, ...], texts: Mapping[str, str]) -> tuple[Piece, ...]:
    return tuple(p if isinstance(p, str) else replace(p, text=texts.get(p.fact, p.text)) for p in pieces)


def _lines(document: Document, edits: Edits) -> list[Line]:
    found = [_card(Kind.HEAD, HEAD, f"文头：{_title(document, edits)}")]
    sections = [*document.sections]
    if edits.cases and not any(section.id == CASES for section in sections):
        sections.append(Section(CASES, CASES_HEADING, ()))
    number = 0
    for section in sections:
        heading = edits.headings.get(section.id, section.heading)
        hidden = section.id in edits.hidden
        cases = edits.cases if section.id == CASES else ()
        if not section.parts and not cases:
            continue
        if heading:
            number += not hidden
            shown = "" if hidden else f"{wording.numeral(number)}、"
            found.append(Line(Kind.HEADING, section.id, (heading,), section.id, shown, hidden=hidden))
        found += [_part(part, section.id, edits, hidden=hidden) for part in section.parts]
        for place, case in enumerate(cases, 1):
            found += _case(case, place, hidden=hidden)
    found.append(_card(Kind.CLOSE, CLOSE, _close_words(document, edits)))
    for annex in document.annexes:
        title = edits.headings.get(annex.id, annex.title)
        words = f"附件：{title}　{blocks_words(annex.blocks)}".rstrip()
        found.append(Line(Kind.ANNEX, annex.id, (words,), annex.id, hidden=annex.id in edits.hidden))
    return found


def _card(kind: Kind, place: str, words: str) -> Line:
    return Line(kind, place, (words,), place)


def _title(document: Document, edits: Edits) -> str:
    title = word_of(document, edits, "title").replace("\n", "") or "（没有标题）"
    number = word_of(document, edits, "number")
    return f"{title}　{number}" if number else title


def _close_words(document: Document, edits: Edits) -> str:
    said = [word_of(document, edits, name) for name in ("signature", "date", "copied_to")]
    return f"文尾：{'　'.join(each for each in said if each) or '（没有署名）'}"


def _part(part: Part, section: str, edits: Edits, *, hidden: bool) -> Line:
    gone = hidden or part.id in edits.hidden
    if isinstance(part, Exhibit):
        kind = kind_word(part.blocks)
        words = f"{kind}：{part.name}" if kind else part.name
        words = f"{words}　{blocks_words(part.blocks)}".rstrip()
        return Line(Kind.EXHIBIT, part.id, (words,), section, hidden=gone)
    pieces = edits.passages.get(part.id, part.pieces)
    return Line(Kind.PASSAGE, part.id, pieces, section, level=part.level, hidden=gone)


def _case(case: Case, number: int, *, hidden: bool) -> list[Line]:
    found = [Line(Kind.CASE, case.id, case.pieces, CASES, f"案例{number}", hidden=hidden)]
    said = "、".join(caption or "无说明" for _, caption in case.photos)
    words = f"照片{len(case.photos)}张：{said}" if case.photos else "照片：还没有，按Enter添加"
    found.append(Line(Kind.PHOTOS, f"{case.id}/photos", (words,), CASES, hidden=hidden))
    return found
