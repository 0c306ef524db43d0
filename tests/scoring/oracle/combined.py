"""Forms that combine figures of the same object and period."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from cityassess.scoring.assessment import State
from cityassess.scoring.forms import (
    Bands,
    Choose,
    Combined,
    Condition,
    Constant,
    CountSteps,
    Given,
    Linear,
    Missing,
    NotApplicable,
    Product,
    Ratio,
    Steps,
    Sum,
    Table,
    Term,
    WhenZero,
)
from cityassess.scoring.periods import Period
from cityassess.scoring.values import AssessedObject
from tests.scoring.oracle.answers import NO_DATA, NOT_APPLICABLE, ZERO, Answer, Found, held
from tests.scoring.oracle.asking import all_asked, all_of, any_of, asked, within

if TYPE_CHECKING:
    from tests.scoring.oracle.reader import Reader


def combined(reader: Reader, rule: Combined, item: AssessedObject, period: Period) -> Found:
    """A figure that is combined from others of the same object and period."""
    match rule:
        case Constant():
            found: Found = rule.value
        case Condition():
            found = _condition(reader, rule, item, period)
        case Choose():
            found = _choose(reader, rule, item, period)
        case Bands():
            found = _bands(reader, rule, item, period)
        case Sum():
            found = _sum(reader, rule, [reader.here(term.figure, item, period) for term in rule.terms])
        case _:
            found = _of_numbers(rule, [reader.here(read.figure, item, period) for read in rule.reads])
    return found


def _of_numbers(rule: Ratio | Product | Steps | Linear | Table, inputs: Sequence[Answer]) -> Found:
    """Forms that are nothing without all of their inputs."""
    states = [answer.state for answer in inputs]
    if State.NO_DATA in states:
        return NO_DATA
    if State.NOT_APPLICABLE in states:
        return NOT_APPLICABLE
    numbers = [answer.number for answer in inputs]
    if isinstance(rule, Ratio):
        return _ratio(rule, numbers)
    if isinstance(rule, Product):
        product = rule.times
        for number in numbers:
            product *= number
        return held(product, rule.floor, rule.cap)
    (number,) = numbers
    if isinstance(rule, Steps):
        return _steps(rule, number)
    return _linear(rule, number) if isinstance(rule, Linear) else _table(rule, number)


def _sum(reader: Reader, rule: Sum, inputs: Sequence[Answer]) -> Found:
    states = [answer.state for answer in inputs]
    if State.NO_DATA in states and rule.missing is Missing.NO_DATA:
        return NO_DATA
    if all(state is State.NOT_APPLICABLE for state in states):
        return NOT_APPLICABLE
    if State.NOT_APPLICABLE in states and rule.not_applicable is NotApplicable.NOT_APPLICABLE:
        return NOT_APPLICABLE
    # Skipping every input that could have had a value leaves nothing that anyone saw.
    if State.VALUE not in states and rule.missing is Missing.SKIP:
        return NO_DATA
    total = ZERO
    for term, answer in zip(rule.terms, inputs, strict=True):
        if answer.state is State.VALUE:
            total += term.weight * answer.number
        elif (answer.state is State.NO_DATA and rule.missing is Missing.FULL) or (
            answer.state is State.NOT_APPLICABLE and rule.not_applicable is NotApplicable.FULL
        ):
            total += term.weight * reader.full_marks(term.figure)
    if State.NOT_APPLICABLE in states and rule.not_applicable is NotApplicable.RESCALE:
        of_all, of_applicable = ZERO, ZERO
        for term, answer in zip(rule.terms, inputs, strict=True):
            if term.weight > 0:
                of_all += term.weight * reader.full_marks(term.figure)
                if answer.state is not State.NOT_APPLICABLE:
                    of_applicable += term.weight * reader.full_marks(term.figure)
        if of_applicable == 0:
            return NOT_APPLICABLE
        total = total * of_all / of_applicable
    return held(total + rule.start, rule.floor, rule.cap)


def _ratio(rule: Ratio, numbers: Sequence[Fraction]) -> Found:
    def weighed(terms: Sequence[Term], values: Sequence[Fraction]) -> Fraction:
        return sum((term.weight * value for term, value in zip(terms, values, strict=True)), ZERO)

    over, under = (
        weighed(rule.over, numbers[: len(rule.over)]),
        weighed(rule.under, numbers[len(rule.over) :]),
    )
    if under == 0:
        if rule.when_zero is WhenZero.NOT_APPLICABLE:
            return NOT_APPLICABLE
        if rule.when_zero is WhenZero.NO_DATA:
            return NO_DATA
        return held(rule.times if rule.when_zero is WhenZero.FULL else ZERO, rule.floor, rule.cap)
    return held(rule.times * over / under, rule.floor, rule.cap)


def _steps(rule: Steps, number: Fraction) -> Fraction:
    short = rule.target - number if rule.high_is_better else number - rule.target
    beyond = short < 0
    distance = -short if beyond else short
    steps, left = divmod(distance, rule.step)
    count = Fraction(steps)
    if left and rule.count_steps is CountSteps.STARTED:
        count += 1
    elif rule.count_steps is CountSteps.PART:
        count += left / rule.step
    points = rule.full + count * rule.reward if beyond else rule.full - count * rule.points
    return held(points, rule.floor, rule.cap)


def _linear(rule: Linear, number: Fraction) -> Fraction:
    if number <= rule.knots[0].at:
        return rule.knots[0].gives
    for left, right in zip(rule.knots, rule.knots[1:], strict=False):
        if number <= right.at:
            part = (number - left.at) / (right.at - left.at)
            return left.gives + part * (right.gives - left.gives)
    return rule.knots[-1].gives


def _table(rule: Table, number: Fraction) -> Found:
    for row in rule.rows:
        if within(number, row.limits):
            return row.gives
    return NO_DATA


def _condition(reader: Reader, rule: Condition, item: AssessedObject, period: Period) -> Found:
    every = all_of([asked(reader, test, item, period) for test in rule.every])
    some = any_of([asked(reader, test, item, period) for test in rule.some]) if rule.some else True
    both = all_of([every, some])
    return NO_DATA if both is None else Fraction(int(both))


def _choose(reader: Reader, rule: Choose, item: AssessedObject, period: Period) -> Found:
    for case in rule.cases:
        holds = all_asked(reader, case.when, item, period)
        if holds is None:
            return NO_DATA
        if holds:
            return _given(reader, case.gives, item, period)
    return NOT_APPLICABLE if rule.otherwise is None else _given(reader, rule.otherwise, item, period)


def _given(reader: Reader, given: Given, item: AssessedObject, period: Period) -> Found:
    if isinstance(given, Fraction):
        return given
    answer = reader.here(given, item, period)
    return answer.number if answer.state is State.VALUE else Answer(answer.state)


def _bands(reader: Reader, rule: Bands, item: AssessedObject, period: Period) -> Found:
    value = ZERO
    if rule.figure is not None:
        answer = reader.here(rule.figure, item, period)
        if answer.state is not State.VALUE:
            return Answer(answer.state)
        value = answer.number
    for band in rule.bands:
        holds = all_of([within(value, band.limits), all_asked(reader, band.when, item, period)])
        if holds is None:
            return NO_DATA
        if holds:
            return Answer(State.VALUE, band=band.id)
    return NO_DATA
