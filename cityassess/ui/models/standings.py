"""The ranking of one group as a table: place, object, components, score, change, colour."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt

from cityassess.scoring.assessment import FigureResult, GroupRanking, Standing
from cityassess.ui.index import ROOT, Index
from cityassess.ui.widgets.tag import tag_text
from cityassess.wording import AGAINST_NAMES, change_text, rank_cell

NAME_WIDTH = 120
_SHORT = 8
"""Longer texts may be cut, and are then shown whole when the mouse rests on them."""


class Shows(Enum):
    """What a column of the table shows."""

    RANK = "rank"
    NAME = "name"
    COMPONENT = "component"
    SCORE = "score"
    ALSO = "also"
    CHANGE = "change"
    AGAINST = "against"
    RATING = "rating"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: two lines of heading, its least width, for a component its place among them, and its figure's id."""

    shows: Shows
    title: str
    full: str = ""
    width: int = 68
    place: int = 0
    unit: str = ""
    figure: str = ""

    @property
    def is_left(self) -> bool:
        """Whether it stands at the left, as names do, and not at the right, as numbers do."""
        return self.shows in (Shows.NAME, Shows.RATING)

    @property
    def heading(self) -> str:
        """The heading, with full marks or unit on a line of its own."""
        below = f"满分 {self.full}" if self.full else self.unit
        return f"{self.title}\n{below}" if below else self.title


@dataclass(frozen=True, slots=True)
class Line:
    """One object's line, with its rank in the period before (None where it had none)."""

    standing: Standing
    before: int | None
    compared: bool

    def result(self, figure_id: str) -> FigureResult | None:
        """A figure of the table by its id; None for one that the table does not hold."""
        standing = self.standing
        if figure_id == standing.score.id:
            return standing.score
        return next((each for each in (*standing.components, *standing.also) if each.id == figure_id), None)

    def text(self, column: Column) -> str:
        """What stands in a cell."""
        match column.shows:
            case Shows.RANK:
                return rank_cell(self.standing.rank)
            case Shows.NAME:
                return self.standing.name
            case Shows.SCORE:
                return self.standing.score.text
            case Shows.ALSO:
                also = self.standing.also
                return also[column.place].text if column.place < len(also) else ""
            case Shows.CHANGE:
                return self.change()
            case Shows.AGAINST:
                return self.moved(column.place)
            case Shows.RATING:
                rating = self.standing.rating
                return tag_text(rating.tint, rating.name) if rating is not None and rating.tint else ""
            case Shows.COMPONENT:
                components = self.standing.components
                return components[column.place].text if column.place < len(components) else ""

    def change(self) -> str:
        """The change of rank as ↑2, ↓1, 持平 or 新列入; empty where there is nothing to compare with."""
        if not self.compared or self.standing.rank is None:
            return ""
        if self.before is None or self.before == self.standing.rank:
            return change_text(self.before, self.standing.rank)
        moved = self.before - self.standing.rank
        return f"↑{moved}" if moved > 0 else f"↓{-moved}"

    def moved(self, place: int) -> str:
        """How the place moved against one of the periods that the ranking is set against."""
        if place >= len(self.standing.changes) or self.standing.rank is None:
            return ""
        change = self.standing.changes[place]
        if not change.rose:
            return change_text(change.rank, self.standing.rank)
        return f"↑{change.rose}" if change.rose > 0 else f"↓{-change.rose}"


def columns_of(group: GroupRanking, *, compared: bool) -> tuple[Column, ...]:
    """The columns of a group's table; there is no colour column where no rule gives colours.

    ``compared`` says that there is a period before to compare places with.
    """
    columns = [Column(Shows.RANK, "名次", width=52), Column(Shows.NAME, "对象", width=NAME_WIDTH)]
    columns += [
        Column(Shows.COMPONENT, heading.name, heading.full, 68, place, heading.unit, heading.id)
        for place, heading in enumerate(group.components)
    ]
    score = group.score
    columns.append(Column(Shows.SCORE, score.name, score.full, 84, unit=score.unit, figure=score.id))
    columns += [
        Column(Shows.ALSO, heading.name, "", 68, place, heading.unit, heading.id)
        for place, heading in enumerate(group.also)
    ]
    against = group.standings[0].changes if group.standings else ()
    if against:
        columns += [
            Column(Shows.AGAINST, AGAINST_NAMES[change.against], width=84, place=place)
            for place, change in enumerate(against)
        ]
    elif compared:
        columns.append(Column(Shows.CHANGE, "与上期比", width=76))
    rated = next((line.rating for line in group.ranked if line.rating is not None), None)
    if rated is not None:
        columns.append(Column(Shows.RATING, "督办", width=84, figure=rated.figure))
    return tuple(columns)


class StandingsModel(QAbstractTableModel):
    """The lines of one group; the delegate reads them directly, the roles serve readers and tests."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: tuple[Column, ...] = ()
        self.lines: tuple[Line, ...] = ()

    def show_group(self, group: GroupRanking | None, before: GroupRanking | None) -> None:
        """Show a group with the ranks that its objects had in the period before, if there was one."""
        self.beginResetModel()
        if group is None:
            self.columns, self.lines = (), ()
        else:
            ranks = {} if before is None else {line.object: line.rank for line in before.ranked}
            self.columns = columns_of(group, compared=before is not None)
            self.lines = tuple(
                Line(standing, ranks.get(standing.object), before is not None) for standing in group.standings
            )
        self.endResetModel()

    def longest(self, column: Column) -> str:
        """The longest text of a column, from which its width is taken."""
        return max((line.text(column) for line in self.lines), key=len, default="")

    def row_of(self, key: int) -> int:
        """The row of an object, or -1."""
        return next((row for row, line in enumerate(self.lines) if line.standing.object == key), -1)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line, column = self.lines[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.text(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tip(line, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{line.standing.name}，{column.title}，{line.text(column) or '空白'}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and section < len(self.columns):
            column = self.columns[section]
            if role == Qt.ItemDataRole.DisplayRole:
                return column.heading
            if role == Qt.ItemDataRole.ToolTipRole:
                return column.title
            if role == Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignLeft if column.is_left else Qt.AlignmentFlag.AlignRight
                return side | Qt.AlignmentFlag.AlignVCenter
        return None


def _tip(line: Line, column: Column) -> str:
    if column.shows is Shows.NAME:
        return "\n".join(filter(None, (line.standing.name, line.standing.reason)))
    if column.shows in (Shows.COMPONENT, Shows.SCORE, Shows.ALSO):
        text = line.text(column)
        return text if len(text) > _SHORT else ""
    if column.shows is Shows.RATING and line.standing.rating is not None:
        return "\n".join(line.standing.rating.reasons)
    if column.shows is Shows.CHANGE and line.compared:
        return change_text(line.before, line.standing.rank)
    return ""
