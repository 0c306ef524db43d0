"""What the entry grid shows and where its edits go: frozen values and the one protocol between grid and store."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, Protocol

ColumnKind = Literal["mark", "deduction", "bonus", "count", "choice", "measure", "time", "text"]
CellState = Literal["blank", "value", "not_applicable"]
CellTone = Literal["plain", "yellow", "red"]
CellKey = tuple[str, str]
"""Key of the row, key of the column."""

NOT_APPLICABLE = "/"
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")


def is_number(text: str) -> bool:
    """Whether a text is one plain number (not ``3*0.5``, ``/`` or a name)."""
    return _NUMBER.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class GridColumn:
    """One criterion (指标): its heading, full marks as shown (``"10"``, empty for text) and decimals that show.

    ``head`` is what stands under the title, where that is more than full marks.
    """

    key: str
    title: str
    full: str = ""
    kind: ColumnKind = "mark"
    decimals: int = 2
    group: str = ""
    head: str = ""

    @property
    def second_line(self) -> str:
        """What stands under the title: full marks, and what is entered here where that is not the mark itself."""
        if self.head or not self.full:
            return self.head
        return f"扣分 / 满分 {self.full}" if self.kind == "deduction" else f"满分 {self.full}"

    @property
    def numeric(self) -> bool:
        """Whether the column holds numbers, so that input methods stay off in it; options have names."""
        return self.kind not in ("text", "choice")

    @property
    def awaits_marks(self) -> bool:
        """Whether a blank cell of the column is one that has still to be entered."""
        return self.kind != "text"


@dataclass(frozen=True, slots=True)
class GridRow:
    """One assessed object (考核对象) and the group that it is ranked in."""

    key: str
    title: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class GridCell:
    """One mark as it is stored.

    ``text`` is the plain value (``"8.5"``, ``"/"`` where not applicable, empty where blank); it is shown with the
    column's decimals and never rounded. ``locked`` says why the cell cannot be changed, or is empty. ``version``
    changes with every write and never comes back in one cell, except that a blank may always be 0. ``tone`` tints the
    cell where the scheme's bands say so.
    """

    text: str = ""
    state: CellState = "blank"
    locked: str = ""
    version: int = 0
    note: str = ""
    tone: CellTone = "plain"

    @property
    def number(self) -> Decimal | None:
        """The value as a number; None where there is none, or where text stands for several checks (3条)."""
        return Decimal(self.text) if self.state == "value" and is_number(self.text) else None

    @property
    def entered(self) -> str | None:
        """The text that would enter this cell again, or None for a blank one."""
        return (
            None if self.state == "blank" else NOT_APPLICABLE if self.state == "not_applicable" else self.text
        )


@dataclass(frozen=True, slots=True)
class ParsedMark:
    """A typed text understood: ``text`` as it is stored (None clears) and ``reading`` such as ``= 10 − 1.5 = 8.5``.

    ``reading`` is empty where the typed text says it all.
    """

    text: str | None
    reading: str = ""


@dataclass(frozen=True, slots=True)
class CellEdit:
    """One change asked for: the normalised text (None clears) over the version that the grid last knew."""

    row: str
    column: str
    text: str | None
    base_version: int

    @property
    def key(self) -> CellKey:
        """Where the edit goes."""
        return self.row, self.column


@dataclass(frozen=True, slots=True)
class EditConflict:
    """An edit that met another person's later change: ``theirs`` and ``changed``, such as ``李强11月3日10:31``."""

    edit: CellEdit
    theirs: GridCell
    changed: str


@dataclass(frozen=True, slots=True)
class EditOutcome:
    """What became of one call of ``apply``.

    ``cells`` holds the new cells by key, and may hold more cells than were edited. Where ``conflicts`` is not empty,
    nothing was written.
    """

    cells: Mapping[CellKey, GridCell] = field(default_factory=dict)
    conflicts: tuple[EditConflict, ...] = ()


class GridSource(Protocol):
    """The marks of one period, as the grid sees them."""

    @property
    def columns(self) -> Sequence[GridColumn]:
        """The criteria, in the order of the scheme."""

    @property
    def rows(self) -> Sequence[GridRow]:
        """The assessed objects, in the official order."""

    def cell(self, row: str, column: str) -> GridCell:
        """The stored cell at two keys; called once for each cell when the grid is filled, so it must be quick."""

    def parse(self, column: str, typed: str) -> ParsedMark | str:
        """Read what was typed into a column (never blank text), or return the Chinese sentence that says the fault."""

    def apply(self, edits: Sequence[CellEdit]) -> EditOutcome:
        """Write all edits in one transaction, or none of them.

        An edit whose ``base_version`` is not the stored version is a conflict, and then nothing is written. Raises
        ``errors.Refused`` (a rule, such as a locked period) and ``errors.Unavailable`` (disk, lock), having written
        nothing.
        """
