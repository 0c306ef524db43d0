"""Tests and how they came out for one cell, in words."""

from __future__ import annotations

from collections.abc import Iterable

from cityassess.scoring.evaluating import Context
from cityassess.scoring.evaluating.testing import FALSE, TRUE, UNKNOWN, all_hold, holds
from cityassess.scoring.forms import Test
from cityassess.scoring.reasons import Cell, statement
from cityassess.scoring.tracing.account import Place

OUTCOMES = {TRUE: "是", FALSE: "否", UNKNOWN: "缺数据，不能判定"}


def test_words(test: Test, place: Place) -> str:
    """What a test asks, what the object has, and whether it holds: 总分为74.50，低于75：是."""
    return f"{statement(test, cell_of(place))}：{OUTCOMES[truth(test, place)]}"


def tests_words(tests: Iterable[Test], place: Place) -> str:
    """Several tests in words."""
    return "；".join(test_words(test, place) for test in tests)


def truth(test: Test, place: Place) -> int:
    """Whether a test holds for the cell: false, true or unknown."""
    figure = place.figure
    return int(holds(test, figure.of, figure.every, _context(place))[place.row, place.column])


def all_truth(tests: Iterable[Test], place: Place) -> int:
    """Whether all of some tests hold for the cell."""
    figure = place.figure
    return int(all_hold(tests, figure.of, figure.every, _context(place))[place.row, place.column])


def cell_of(place: Place) -> Cell:
    """The cell that tests are put to."""
    return Cell(place.evaluation, place.figure, place.row, place.column)


def _context(place: Place) -> Context:
    evaluation = place.evaluation
    return Context(evaluation.scheme, evaluation.frame, evaluation.tally, evaluation.columns)
