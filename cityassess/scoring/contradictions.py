"""Cells whose checks contradict each other or mean nothing, and which therefore have no value: each a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from cityassess.scoring.column import NO_DATA
from cityassess.scoring.engine import Evaluation
from cityassess.scoring.evaluating.mark import latest_of
from cityassess.scoring.evaluating.pricing import unfit_of
from cityassess.scoring.forms import Bonus, Choice, Deduct, Mark, Measure, Pricing, Several
from cityassess.scoring.periods import Period
from cityassess.scoring.scheme import Figure
from cityassess.scoring.tally import Detail, needs_details

_MOST_NAMED = 3
_ASKED: tuple[tuple[str, str, Callable[[Detail], str]], ...] = (
    ("sources", "来源", lambda detail: detail.source),
    ("modes", "方式", lambda detail: detail.mode),
    ("severities", "程度", lambda detail: detail.severity),
)


def contradictions(evaluation: Evaluation, period: Period) -> Iterator[str]:
    """What stands in the way of a value, criterion by criterion in the scheme's order."""
    row = evaluation.frame.row_of(period)
    for figure in evaluation.scheme.criteria:
        if figure.every is period.cycle:
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
    if not needs_details(figure.rule):
        return
    valueless = evaluation.columns[figure.id].exact.states[row] == NO_DATA
    for column in np.flatnonzero(filled & ~said_both & valueless):
        yield from _of_details(evaluation, figure, row, int(column))


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


def _of_details(evaluation: Evaluation, figure: Figure, row: int, column: int) -> Iterable[str]:
    name = evaluation.frame.objects[figure.of][column].name
    match figure.rule:
        case Deduct() | Bonus() as rule:
            unfit = unfit_of(rule, figure, evaluation.tally, row, column)
            if unfit:
                period = evaluation.frame.periods[figure.every][row]
                grade = evaluation.frame.objects[figure.of][column].grade_in(period)
                words = _named(unfit, rule.pricing, grade)
                told = f"（{words}）" if words else ""
                yield (
                    f"{name}的“{figure.name}”有{len(unfit)}条记录没有适用的标准{told}，不能计分。"
                    "核对记录和对象的等级，或在方案中补上标准"
                )
        case Mark(several=Several.LATEST) | Measure(several=Several.LATEST):
            cell = row * evaluation.frame.shape(figure)[1] + column
            details = evaluation.tally.details_of(figure).get(cell, [])
            if details and len(latest_of(details)) > 1:
                when = max(detail.day or detail.found[:10] for detail in details)
                where = f"{when}有几个不同的结果" if when else "几个不同的结果都没有写日期"
                yield f"{name}的“{figure.name}”取最近一次，但{where}，分不出先后，不能计分"


def _named(unfit: Iterable[Detail], pricing: Pricing, grade: str) -> str:
    """What the checks say of that which the rates ask, a few of them."""
    asked = [
        (name, getter)
        for wanted, name, getter in _ASKED
        if any(getattr(rate.circumstances, wanted) for rate in pricing.rates)
    ]
    told = dict.fromkeys(
        "、".join(getter(detail) or f"没有写{name}" for name, getter in asked) for detail in unfit
    )
    words = [text for text in told if text]
    if any(rate.circumstances.grades for rate in pricing.rates):
        words.append(f"对象的等级是“{grade}”" if grade else "对象没有等级")
    return "；".join(words[:_MOST_NAMED]) + ("等" if len(words) > _MOST_NAMED else "")
