"""Cells whose checks contradict each other or mean nothing, and which therefore have no value: each a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from cityassess.scoring.column import NO_DATA
from cityassess.scoring.details import asked_of
from cityassess.scoring.engine import Evaluation
from cityassess.scoring.evaluating.mark import moment_of
from cityassess.scoring.evaluating.pricing import earlier_rows, places_on_record, rate_for
from cityassess.scoring.forms import Bonus, Choice, Deduct, Mark, Measure, Several
from cityassess.scoring.periods import Period
from cityassess.scoring.scheme import Figure

_MOST_NAMED = 3
_NAMES = {"source": "来源", "mode": "方式", "severity": "程度"}


def contradictions(evaluation: Evaluation, period: Period) -> Iterator[str]:
    """What stands in the way of a value, criterion by criterion in the scheme's order."""
    row = evaluation.frame.row_of(period)
    for figure in evaluation.scheme.criteria:
        if evaluation.scheme.assesses(figure, period):
            yield from _of_criterion(evaluation, figure, row)


def _of_criterion(evaluation: Evaluation, figure: Figure, row: int) -> Iterator[str]:
    _, times, not_applicable = evaluation.tally.block(figure)
    misfits = evaluation.tally.misfits_of(figure)
    items = evaluation.frame.objects[figure.of]
    exists = evaluation.frame.exists[figure.every, figure.of][row]
    filled = (times[row] > 0) & exists
    said_both = filled & (not_applicable[row] > 0)
    for column in np.flatnonzero(said_both):
        yield f"{items[column].name}的“{figure.name}”既有{_what(figure)}又有“不适用”，不能计分，应改正其中之一"
    for column in np.flatnonzero(filled & (misfits[row] > 0)):
        yield f"{items[column].name}的“{figure.name}”选了方案里没有的选项，不能计分，应改正"
    if getattr(figure.rule, "several", None) is Several.ONE:
        for column in np.flatnonzero((times[row] > 1) & exists):
            count = int(times[row][column])
            yield f"{items[column].name}的“{figure.name}”有{count}个{_what(figure)}，只能有1个，不能计分"
    valueless = evaluation.columns[figure.id].exact.states[row] == NO_DATA
    for column in np.flatnonzero(filled & ~said_both & valueless):
        yield from _of_cell(evaluation, figure, row, int(column))


def _what(figure: Figure) -> str:
    """What the entries of a criterion are called."""
    match figure.rule:
        case Choice():
            return "选项"
        case Measure():
            return "数值"
        case Mark():
            return "分数"
        case _:
            return "记录" if isinstance(figure.rule, Deduct | Bonus) and figure.rule.pricing.rates else "分数"


def _of_cell(evaluation: Evaluation, figure: Figure, row: int, column: int) -> Iterable[str]:
    item = evaluation.frame.objects[figure.of][column]
    cell = row * evaluation.frame.shape(figure)[1] + column
    match figure.rule:
        case Deduct(pricing=pricing) | Bonus(pricing=pricing) if pricing.by_circumstances:
            grade = item.grade_in(evaluation.frame.periods[figure.every][row])
            count, words = _unfit(evaluation, figure, row, column, grade)
            told = "；".join(words[:_MOST_NAMED]) + ("等" if len(words) > _MOST_NAMED else "")
            yield (
                f"{item.name}的“{figure.name}”有{count}条记录没有适用的标准（{told}），不能计分。"
                "核对记录和对象的等级，或在方案中补上标准"
            )
        case Mark(several=Several.LATEST) | Measure(several=Several.LATEST):
            details = evaluation.tally.singles_of(figure).of(cell)
            when, _ = max((moment_of(texts) for _, _, texts, _ in details), default=("", ""))
            where = f"{when}有几个不同的结果" if when else "几个不同的结果都没有写日期"
            yield f"{item.name}的“{figure.name}”取最近一次，但{where}，分不出先后，不能计分"


def _unfit(
    evaluation: Evaluation, figure: Figure, row: int, column: int, grade: str
) -> tuple[int, list[str]]:
    """How many checks of a cell no rate fits, and what they say of that which rates ask."""
    rule, tally = figure.rule, evaluation.tally
    if not isinstance(rule, Deduct | Bonus):
        raise TypeError(figure.id)
    of_object = f"对象的等级是“{grade}”" if grade else "对象没有等级"
    graded = [of_object] if any(rate.circumstances.grades for rate in rule.pricing.rates) else []
    asked = asked_of(rule)
    if asked is None:
        return int(tally.block(figure)[1][row, column]), graded
    before = places_on_record(figure, tally, earlier_rows(rule, figure, tally, row), column)
    cell = row * evaluation.frame.shape(figure)[1] + column
    unfit = [
        facts
        for _, _, texts, place in tally.singles_of(figure).of(cell)
        if rate_for(rule.pricing, facts := asked.split(texts), grade, again=place in before) is None
    ]
    told = dict.fromkeys(
        "、".join(facts[field] or f"没有写{name}" for field, name in _NAMES.items() if field in facts)
        for facts in unfit
    )
    return len(unfit), [words for words in told if words] + graded
