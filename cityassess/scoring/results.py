"""One figure of one object as it is published: its text, its state, its value before and after rounding."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cityassess.scoring.assessment import FigureResult, State
from cityassess.scoring.column import Column, rounded_column
from cityassess.scoring.engine import Evaluation
from cityassess.scoring.forms import Band, Bands
from cityassess.scoring.numbers import rounded, scaled_text
from cityassess.scoring.rules.bands import is_colourless
from cityassess.scoring.scheme import Figure, RoundingMode

YES, NO = "是", "否"
STATE_WORDS = {State.NO_DATA: "无数据", State.NOT_APPLICABLE: "不适用"}


def figure_result(evaluation: Evaluation, figure: Figure, row: int, column: int) -> FigureResult:
    """One figure of one object as it is published."""
    evaluated = evaluation.columns[figure.id]
    value = evaluated.value.fraction(row, column)
    printed = 0 if value is None else int(rounded(value, figure.decimals) * 10**figure.decimals)
    return _result(evaluation, figure, row, column, printed)


def figure_results(
    evaluation: Evaluation, figure: Figure, row: int, columns: Sequence[int]
) -> list[FigureResult]:
    """One figure of several objects as it is published; rounding for print is done for all of them at once."""
    value, part = evaluation.columns[figure.id].value, np.array(columns, dtype=np.int64)
    cells = Column(
        value.numerators[row : row + 1, part], value.denominator, value.states[row : row + 1, part]
    )
    printed = rounded_column(cells, figure.decimals, RoundingMode.HALF_UP).numerators[0].tolist()
    return [
        _result(evaluation, figure, row, column, units)
        for column, units in zip(columns, printed, strict=True)
    ]


def _result(evaluation: Evaluation, figure: Figure, row: int, column: int, printed: int) -> FigureResult:
    """``printed`` is the value for print, in units of its last decimal."""
    evaluated = evaluation.columns[figure.id]
    state = State(int(evaluated.value.states[row, column]))
    if state is not State.VALUE:
        return FigureResult(figure.id, figure.name, STATE_WORDS[state], state)
    if isinstance(figure.rule, Bands):
        return FigureResult(figure.id, figure.name, band_of(evaluation, figure, row, column)[1], state)
    if figure.is_flag:
        text = YES if evaluated.value.numerators[row, column] else NO
        return FigureResult(figure.id, figure.name, text, state)
    before = evaluated.exact.fraction(row, column)
    after = before if figure.rounding is None else evaluated.value.fraction(row, column)
    text = scaled_text(printed, figure.decimals)
    return FigureResult(figure.id, figure.name, text, state, before, after, figure.unit)


def band_of(evaluation: Evaluation, figure: Figure, row: int, column: int) -> tuple[Band, str]:
    """The band that a cell fell into and its printed name: the colour's where the bands are colours."""
    if not isinstance(figure.rule, Bands):
        raise TypeError(figure.id)
    band = figure.rule.bands[int(evaluation.columns[figure.id].value.numerators[row, column])]
    if figure.rule.colours and not is_colourless(band):
        return band, evaluation.scheme.colour(band.id).name
    return band, band.name
