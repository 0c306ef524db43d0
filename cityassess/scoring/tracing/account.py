"""What a rule says about one cell: a sentence, the cells it read, what is added besides, and the checks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from cityassess.scoring.assessment import Addend, CheckLine, FigureResult
from cityassess.scoring.engine import Evaluation
from cityassess.scoring.periods import Period
from cityassess.scoring.results import figure_result
from cityassess.scoring.scheme import Figure
from cityassess.scoring.values import AssessedObject, Check

ChecksOf = Callable[[str, int, str], Sequence[Check]]
"""Looks up the checks of a period's code, an object's key and a criterion."""


@dataclass(frozen=True, slots=True)
class Line:
    """A cell that a rule read; ``share`` is what it adds to the figure, where inputs add up to it."""

    figure: str
    row: int
    column: int
    weight: str = ""
    share: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """How a cell came about; with shares, lines, addends and checks add up to the exact value."""

    sentence: str
    lines: tuple[Line, ...] = ()
    addends: tuple[Addend, ...] = ()
    checks: tuple[CheckLine, ...] = ()


@dataclass(frozen=True)
class Place:
    """The cell that is being explained, and where to look things up for it."""

    evaluation: Evaluation
    figure: Figure
    row: int
    column: int
    checks_of: ChecksOf

    @property
    def item(self) -> AssessedObject:
        """The object."""
        return self.evaluation.frame.objects[self.figure.of][self.column]

    @property
    def period(self) -> Period:
        """The period."""
        return self.evaluation.frame.periods[self.figure.every][self.row]

    @cached_property
    def result(self) -> FigureResult:
        """The figure as it is published."""
        return figure_result(self.evaluation, self.figure, self.row, self.column)

    @property
    def checks(self) -> Sequence[Check]:
        """The checks of the criterion, object and period, in order of days, those without one last."""
        found = self.checks_of(self.period.code, self.item.key, self.figure.id)
        return sorted(found, key=lambda check: (check.day or date.max, check.key))

    def source(self, figure_id: str) -> Figure:
        """A figure by id."""
        return self.evaluation.scheme.by_id[figure_id]

    def result_of(self, figure_id: str, row: int | None = None, column: int | None = None) -> FigureResult:
        """Another figure as it is published, of the same object and period unless said."""
        row, column = self.row if row is None else row, self.column if column is None else column
        return figure_result(self.evaluation, self.source(figure_id), row, column)

    def number_of(self, figure_id: str, row: int, column: int) -> Fraction | None:
        """What others read of a cell, a condition's 1 or 0 among them; None where it has no value."""
        return self.evaluation.columns[figure_id].value.fraction(row, column)

    def line(self, figure_id: str, weight: str = "", share: Fraction | None = None) -> Line:
        """A line for another figure of the same object and period."""
        return Line(figure_id, self.row, self.column, weight, share)
