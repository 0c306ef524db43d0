"""A bulletin as text with bound figures: what is printed, edited, frozen and compared. Plain frozen values.

A bulletin is written anew from the data each time; what people changed lies beside it (:mod:`edits`) and is laid over
it. So every id here is stable: the same sentence about the same thing has the same id when the data have moved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cityassess.reports.blocks import Block, Form


@dataclass(frozen=True, slots=True)
class Bound:
    """A stretch of a sentence that shows a fact, such as ``score/street/街道/12``, and the text it shows."""

    fact: str
    text: str


Piece = str | Bound


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, or several with line feeds between. ``level`` 2 and 3 are headings inside a section.

    Numbers are given when it is composed: headings have theirs, ``counted`` paragraphs begin with （一）（二）….
    ``leads`` keeps a paragraph on the page of what follows.
    """

    id: str
    pieces: tuple[Piece, ...]
    level: int = 0
    counted: bool = False
    leads: bool = False

    @property
    def text(self) -> str:
        """The words as they are printed."""
        return "".join(piece if isinstance(piece, str) else piece.text for piece in self.pieces)

    @property
    def bound(self) -> tuple[Bound, ...]:
        """The stretches that show facts, in order."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Bound))


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A table, a chart or photos: made from the data, not edited; ``name`` is what the outline calls it."""

    id: str
    name: str
    blocks: tuple[Block, ...]


Part = Passage | Exhibit


@dataclass(frozen=True, slots=True)
class Section:
    """A section, such as 一、总体情况; without a heading its parts stand before the first numbered section."""

    id: str
    heading: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex: its title and what it shows, on pages of its own."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the body. ``number`` is the 发文字号, or the issue (第3期) of a brief.

    ``mark`` is that of what is not final (征求意见稿); an issued bulletin has none.
    """

    authority: str
    title: str
    form: Form = Form.DOCUMENT
    number: str = ""
    mark: str = ""
    copy_number: str = ""
    secrecy: str = ""
    urgency: str = ""
    signers: tuple[str, ...] = ()
    edited_by: str = ""
    addressee: str = ""


@dataclass(frozen=True, slots=True)
class Close:
    """What stands below the body: signature and date, 附注, and the 版记."""

    signature: str = ""
    date: str = ""
    sealed: bool = True
    remark: str = ""
    copied_to: str = ""
    printed_by: str = ""
    printed_on: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole bulletin. ``foot`` ties the paper to the log, ``code`` is what the QR code beside it says."""

    template: str
    head: Head
    sections: tuple[Section, ...]
    annexes: tuple[Annex, ...] = ()
    close: Close = Close()
    foot: str = ""
    code: str = ""

    def passages(self) -> Iterator[Passage]:
        """Every passage, in the order of the paper."""
        for section in self.sections:
            for part in section.parts:
                if isinstance(part, Passage):
                    yield part
