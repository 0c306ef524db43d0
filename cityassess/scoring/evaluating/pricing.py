"""What the events of a criterion come to in points: typed, at one rate, or each by the first rate that fits."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from cityassess.scoring.column import Numerators, fitted, times
from cityassess.scoring.forms import Before, Bonus, Circumstances, Deduct, Pricing, Rate
from cityassess.scoring.scheme import Figure
from cityassess.scoring.tally import Detail, Tally
from cityassess.scoring.values import VALUE_SCALE
from cityassess.scoring.working_time import is_rectified

_NONE = -1
"""Stands for a rate where none fits; rates are never negative."""


@dataclass(frozen=True)
class Priced:
    """Points of each cell over a denominator, and the checks that no rate fits by the place of their cell."""

    numerators: Numerators
    denominator: int
    unfit: dict[int, list[Detail]] = field(default_factory=dict)


class Facts(NamedTuple):
    """What rates ask of one check; ``rectified`` as it was written."""

    source: str
    severity: str
    mode: str
    rectified: str
    repeated: bool


def priced(rule: Deduct | Bonus, figure: Figure, tally: Tally) -> Priced:
    """``Σ points`` of every cell, exactly."""
    pricing = rule.pricing
    amounts = tally.block(figure)[0]
    if not pricing.rates:
        return Priced(amounts, VALUE_SCALE)
    if pricing.single is not None:
        return _in_points(times(amounts, int(pricing.single * VALUE_SCALE)))
    return _by_circumstances(rule, figure, tally)


def rate_for(pricing: Pricing, facts: Facts, grade: str) -> Rate | None:
    """The first rate that fits a check."""
    return next((rate for rate in pricing.rates if _fits(rate.circumstances, facts, grade)), None)


def _fits(asked: Circumstances, facts: Facts, grade: str) -> bool:
    if asked.sources and facts.source not in asked.sources:
        return False
    if asked.severities and facts.severity not in asked.severities:
        return False
    if asked.modes and facts.mode not in asked.modes:
        return False
    if asked.grades and grade not in asked.grades:
        return False
    if asked.rectified is not None and asked.rectified is not is_rectified(facts.rectified):
        return False
    return asked.repeated is None or asked.repeated is facts.repeated


def facts_of(detail: Detail, on_record: Collection[str]) -> Facts:
    """What rates ask of a check: it is repeated where it says so, or where its place was on record before."""
    again = bool(detail.repeated) or (detail.place in on_record and detail.place != "")
    return Facts(detail.source, detail.severity, detail.mode, detail.rectified, again)


def earlier_rows(rule: Deduct | Bonus, figure: Figure, tally: Tally, row: int) -> tuple[int, ...]:
    """The periods before a row's in which the rule looks for the same place."""
    back = rule.pricing.repeated_within
    return tally.frame.rows_before(figure.every, row, Before(1, back)) if back else ()


def places_on_record(figure: Figure, tally: Tally, rows: Iterable[int], column: int) -> frozenset[str]:
    """Where the criterion was on record (more than 0) at an object in some periods."""
    details, width = tally.details_of(figure), tally.frame.shape(figure)[1]
    return frozenset(
        detail.place for row in rows for detail in details.get(row * width + column, ()) if detail.value
    )


def _by_circumstances(rule: Deduct | Bonus, figure: Figure, tally: Tally) -> Priced:
    """Checks alike in all that rates ask are looked up once; the rest is multiplying and adding."""
    pricing = rule.pricing
    rows, width = tally.frame.shape(figure)
    points = np.zeros(rows * width, dtype=object)
    unfit: dict[int, list[Detail]] = {}
    grades = tally.frame.grades(figure.every, figure.of) if _ask_grades(pricing.rates) else None
    tables: dict[str, dict[tuple[str, str, str, str, bool], int]] = {}
    looked_back_on = [earlier_rows(rule, figure, tally, row) for row in range(rows)]
    for cell, details in tally.details_of(figure).items():
        row, column = divmod(cell, width)
        grade = "" if grades is None else str(grades[row, column])
        table = tables.setdefault(grade, {})
        before = places_on_record(figure, tally, looked_back_on[row], column)
        total = 0
        for detail in details:
            value, times_seen, _, _, mode, place, source, rectified, severity, repeated, _ = detail
            facts = (source, severity, mode, rectified, bool(repeated) or (place in before and place != ""))
            each = table.get(facts)
            if each is None:
                rate = rate_for(pricing, Facts(*facts), grade)
                each = table[facts] = _NONE if rate is None else int(rate.points * VALUE_SCALE)
            if each == _NONE:
                unfit.setdefault(cell, []).append(detail)
            else:
                total += value * times_seen * each
        points[cell] = total
    found = _in_points(fitted(points.reshape(rows, width)))
    return Priced(found.numerators, found.denominator, unfit)


def unfit_of(rule: Deduct | Bonus, figure: Figure, tally: Tally, row: int, column: int) -> list[Detail]:
    """The checks of one cell that no rate fits."""
    width = tally.frame.shape(figure)[1]
    period = tally.frame.periods[figure.every][row]
    grade = tally.frame.objects[figure.of][column].grade_in(period)
    before = places_on_record(figure, tally, earlier_rows(rule, figure, tally, row), column)
    return [
        detail
        for detail in tally.details_of(figure).get(row * width + column, [])
        if rate_for(rule.pricing, facts_of(detail, before), grade) is None
    ]


def _ask_grades(rates: Iterable[Rate]) -> bool:
    return any(rate.circumstances.grades for rate in rates)


def _in_points(numerators: Numerators) -> Priced:
    """How many times points, each in ten-thousandths, over the smaller of two denominators that holds all."""
    if numerators.dtype != object and not (numerators % VALUE_SCALE).any():
        return Priced(numerators // VALUE_SCALE, VALUE_SCALE)
    return Priced(numerators, VALUE_SCALE**2)


def points_of(rule: Deduct | Bonus, value: int, count: int, rate: Rate | None) -> Fraction:
    """What one check comes to in points, at the rate that fits it."""
    each = Fraction(1) if not rule.pricing.rates else rate.points if rate is not None else Fraction(0)
    return Fraction(value * count, VALUE_SCALE) * each
