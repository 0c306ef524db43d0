"""Tests in three values: True, False, or None where nobody knows."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

from cityassess.scoring.assessment import State
from cityassess.scoring.forms import (
    Attribute,
    AttributeTest,
    BandTest,
    Comparison,
    FlagTest,
    Has,
    Limit,
    StateTest,
    Test,
    ValueTest,
)
from cityassess.scoring.periods import Period
from cityassess.scoring.values import AssessedObject

if TYPE_CHECKING:
    from tests.scoring.oracle.reader import Reader

_HAS = {State.VALUE: Has.VALUE, State.NO_DATA: Has.NO_DATA, State.NOT_APPLICABLE: Has.NOT_APPLICABLE}


def within(value: Fraction, limits: Iterable[Limit]) -> bool:
    """Whether a value meets all limits."""
    for limit in limits:
        if limit.comparison is Comparison.BELOW and not value < limit.value:
            return False
        if limit.comparison is Comparison.AT_MOST and not value <= limit.value:
            return False
        if limit.comparison is Comparison.ABOVE and not value > limit.value:
            return False
        if limit.comparison is Comparison.AT_LEAST and not value >= limit.value:
            return False
        if limit.comparison is Comparison.EQUALS and value != limit.value:
            return False
    return True


def asked(reader: Reader, test: Test, item: AssessedObject, period: Period) -> bool | None:
    """One test put to an object in a period."""
    if isinstance(test, AttributeTest):
        own = {
            Attribute.GROUP: group_of(item, period),
            Attribute.GRADE: grade_of(item, period),
            Attribute.NAME: item.name,
        }
        return own[test.attribute] in test.values
    answer = reader.answer(test.figure, item.key, period)
    state = State.NO_DATA if answer is None else answer.state
    if isinstance(test, StateTest):
        return _HAS[state] is test.has
    if state is State.NOT_APPLICABLE:
        return False
    if answer is None or state is State.NO_DATA:
        return None
    if isinstance(test, BandTest):
        return answer.band in test.bands
    if isinstance(test, FlagTest):
        return (answer.number == 1) is test.holds
    assert isinstance(test, ValueTest)
    return within(answer.number, test.limits)


def all_of(answers: Iterable[bool | None]) -> bool | None:
    """All hold: False if any is False, else unknown if any is."""
    given = list(answers)
    if False in given:
        return False
    return None if None in given else True


def any_of(answers: Iterable[bool | None]) -> bool | None:
    """Any holds: True if any does, else unknown if any is."""
    given = list(answers)
    if True in given:
        return True
    return None if None in given else False


def all_asked(reader: Reader, tests: Iterable[Test], item: AssessedObject, period: Period) -> bool | None:
    """A list of tests means all hold."""
    return all_of([asked(reader, test, item, period) for test in tests])


def group_of(item: AssessedObject, period: Period) -> str:
    """The group on the period's last day."""
    group, since = item.group, None
    for later in item.reclassified:
        if later.since <= period.end and (since is None or later.since >= since):
            group, since = later.group, later.since
    return group


def grade_of(item: AssessedObject, period: Period) -> str:
    """The grade on the period's last day."""
    grade, since = item.grade, None
    for later in item.reclassified:
        if later.since <= period.end and (since is None or later.since >= since):
            grade, since = later.grade, later.since
    return grade
