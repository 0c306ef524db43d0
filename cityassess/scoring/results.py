"""One figure of one object as it is published: its text, its state, its value before and after rounding."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cityassess.scoring.assessment import FigureResult, State
from cityassess.scoring.column import Column, rounded_column
from cityassess.scoring.engine import Evaluation
from cityassess.scoring.forms import Band, Bands
from cityassess.scoring.marks import scaled_text
from cityassess.scoring.rules.bands import is_colourless
from cityassess.scoring.scheme import Figure, RoundingMode

YES, NO = "是", "否"
STATE_WORDS = {State.NO_DATA: "无数据", State.NOT_APPLICABLE: "不适用"}


def figure_result(evaluation: Evaluation, figure: Figure, row: int, column: int) -> FigureResult:
    """One figure of one object as it is published."""
    return figure_results(evaluation, figure, row, [column])[0]


def figure_results(
    evaluation: Evaluation, figure: Figure, row: int, columns: Sequence[int]
) -> list[FigureResult]:
    """One figure of several objects as it is published; rounding for print is done for all of them at once."""
    evaluated = evaluation.columns[figure.id]
    value, exact = _cells(evaluated.value, row, columns), _cells(evaluated.exact, row, columns)
    printed = rounded_column(value, figure.decimals, RoundingMode.HALF_UP)
    results = []
    for place, column in enumerate(columns):
        state = State(int(value.states[0, place]))
        if state is not State.VALUE:
            results.append(FigureResult(figure.id, figure.name, STATE_WORDS[state], state))
        elif isinstance(figure.rule, Bands):
            text = band_of(evaluation, figure, row, column)[1]
            results.append(FigureResult(figure.id, figure.name, text, state))
        elif figure.is_flag:
            text = YES if value.numerators[0, place] else NO
            results.append(FigureResult(figure.id, figure.name, text, state))
        else:
            text = scaled_text(int(printed.numerators[0, place]), figure.decimals)
            before = exact.fraction(0, place)
            after = before if figure.rounding is None else value.fraction(0, place)
            results.append(FigureResult(figure.id, figure.name, text, state, before, after, figure.unit))
    return results


def _cells(column: Column, row: int, columns: Sequence[int]) -> Column:
    part = np.array(columns, dtype=np.int64)
    return Column(
        column.numerators[row : row + 1, part], column.denominator, column.states[row : row + 1, part]
    )


def band_of(evaluation: Evaluation, figure: Figure, row: int, column: int) -> tuple[Band, str]:
    """The band that a cell fell into and its printed name: the colour's where the bands are colours."""
    if not isinstance(figure.rule, Bands):
        raise TypeError(figure.id)
    band = figure.rule.bands[int(evaluation.columns[figure.id].value.numerators[row, column])]
    if figure.rule.colours and not is_colourless(band):
        return band, evaluation.scheme.colour(band.id).name
    return band, band.name
