"""Who stands on the published lists of a period, and whether sums of money come out even."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import numpy as np

from cityassess.scoring.assessment import BalanceResult, Listed, ListResult
from cityassess.scoring.column import VALUE
from cityassess.scoring.engine import Evaluation
from cityassess.scoring.periods import Period
from cityassess.scoring.results import figure_results
from cityassess.scoring.scheme import BalanceCheck, NamedList


def lists_of(evaluation: Evaluation, period: Period) -> Iterable[ListResult]:
    """Every list that the period has, those that nobody stands on among them."""
    for item in evaluation.scheme.lists:
        if evaluation.scheme.assesses(evaluation.scheme.by_id[item.figure], period):
            by = evaluation.scheme.by_id[item.order_by].name if item.order_by is not None else ""
            listed = _listed(evaluation, item, period)
            yield ListResult(item.id, item.name, item.clause, listed, item.figure, by)


def _listed(evaluation: Evaluation, item: NamedList, period: Period) -> tuple[Listed, ...]:
    axes, figure = evaluation.frame, evaluation.scheme.by_id[item.figure]
    row = axes.row_of(period)
    flags = evaluation.columns[figure.id].value
    holds = (
        (flags.states[row] == VALUE)
        & (flags.numerators[row] != 0)
        & axes.exists[figure.every, figure.of][row]
    )
    columns = [int(column) for column in np.flatnonzero(holds)]
    texts = dict.fromkeys(columns, "")
    if item.order_by is not None:
        source = evaluation.scheme.by_id[item.order_by]
        results = dict(zip(columns, figure_results(evaluation, source, row, columns), strict=True))
        texts = {column: result.text for column, result in results.items()}
        values = {column: result.published for column, result in results.items()}
        sign = -1 if item.high_first else 1
        columns.sort(key=lambda column: _order(values[column], sign))
    groups, items = axes.groups(figure.every, figure.of)[row], axes.objects[figure.of]
    return tuple(
        Listed(items[column].key, items[column].name, str(groups[column]), texts[column])
        for column in columns
    )


def _order(value: Fraction | None, sign: int) -> tuple[bool, Fraction]:
    """Those without a value stand last."""
    return value is None, (value or Fraction(0)) * sign


def balances_of(evaluation: Evaluation, period: Period) -> Iterable[BalanceResult]:
    """Every balance that the period has, as it comes out."""
    for check in evaluation.scheme.balances:
        if evaluation.scheme.assesses(evaluation.scheme.by_id[check.figures[0]], period):
            yield BalanceResult(check.name, _total(evaluation, check, period), check.equals)


def _total(evaluation: Evaluation, check: BalanceCheck, period: Period) -> Fraction:
    """The sum of published values: it is these that are paid."""
    row, total = evaluation.frame.row_of(period), Fraction(0)
    for figure_id in check.figures:
        figure = evaluation.scheme.by_id[figure_id]
        exists = evaluation.frame.exists[figure.every, figure.of][row]
        columns = [int(column) for column in np.flatnonzero(exists)]
        results = figure_results(evaluation, figure, row, columns)
        total += sum((result.published for result in results if result.published is not None), Fraction(0))
    return total
