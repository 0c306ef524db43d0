"""What the events of a criterion come to in points: typed, at one rate, or each by the first rate that fits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from cityassess.scoring.column import Flags, Numerators, fitted, times
from cityassess.scoring.details import Asked, asked_of, places_of
from cityassess.scoring.evaluating.cells import added_up, multiplied
from cityassess.scoring.evaluating.places import numbered
from cityassess.scoring.forms import Before, Bonus, Circumstances, Deduct, Pricing, Rate
from cityassess.scoring.frame import NOWHERE
from cityassess.scoring.scheme import Figure
from cityassess.scoring.singles import Singles
from cityassess.scoring.tally import Tally
from cityassess.scoring.values import VALUE_SCALE
from cityassess.scoring.working_time import is_rectified

REPEATED = "1"
"""How a check's texts say that it is repeated."""
_NONE = -1
"""Stands for a rate where none fits; rates are never negative."""


@dataclass(frozen=True)
class Priced:
    """Points of each cell over a denominator, and the places of the cells that hold a check which no rate fits."""

    numerators: Numerators
    denominator: int
    unfit: frozenset[int] = frozenset()


def priced(rule: Deduct | Bonus, figure: Figure, tally: Tally) -> Priced:
    """``Σ points`` of every cell, exactly."""
    pricing = rule.pricing
    amounts = tally.block(figure)[0]
    if not pricing.rates:
        return Priced(amounts, VALUE_SCALE)
    if pricing.single is not None:
        return _in_points(times(amounts, int(pricing.single * VALUE_SCALE)))
    asked = asked_of(rule)
    return _by_grade(rule, figure, tally) if asked is None else _by_circumstances(rule, figure, tally, asked)


def rate_for(pricing: Pricing, facts: Mapping[str, str], grade: str, *, again: bool = False) -> Rate | None:
    """The first rate that fits a check with these texts; ``again`` says that its place was on record before."""
    return next(
        (rate for rate in pricing.rates if _fits(rate.circumstances, facts, grade, again=again)), None
    )


def _fits(asked: Circumstances, facts: Mapping[str, str], grade: str, *, again: bool) -> bool:
    for words, field_ in ((asked.sources, "source"), (asked.severities, "severity"), (asked.modes, "mode")):
        if words and facts[field_] not in words:
            return False
    if asked.grades and grade not in asked.grades:
        return False
    if asked.rectified is not None and asked.rectified is not is_rectified(facts["rectified"]):
        return False
    return asked.repeated is None or asked.repeated is (again or facts["repeated"] == REPEATED)


def earlier_rows(rule: Deduct | Bonus, figure: Figure, tally: Tally, row: int) -> tuple[int, ...]:
    """The periods before a row's in which the rule looks for the same place."""
    back = rule.pricing.repeated_within
    return tally.frame.rows_before(figure.every, row, Before(1, back)) if back else ()


def places_on_record(figure: Figure, tally: Tally, rows: Iterable[int], column: int) -> frozenset[str]:
    """Where the criterion was on record (more than 0) at an object in some periods."""
    singles, width = tally.singles_of(figure), tally.frame.shape(figure)[1]
    return frozenset().union(*(places_of(singles.of(row * width + column)) for row in rows))


def _by_grade(rule: Deduct | Bonus, figure: Figure, tally: Tally) -> Priced:
    """Rates that go by the object's grade alone: one rate for each cell."""
    amounts, entries, _ = tally.block(figure)
    grades = tally.frame.grades(figure.every, figure.of)
    named = {str(grade) for grade in grades.flat}
    known = {grade: rate_for(rule.pricing, {}, grade) for grade in named}
    points = {grade: 0 if rate is None else int(rate.points * VALUE_SCALE) for grade, rate in known.items()}
    numerators = np.zeros(amounts.shape, dtype=object)
    unfit: set[int] = set()
    for grade, each in points.items():
        here = grades == grade
        numerators[here] = times(amounts[here], each)
        if known[grade] is None:
            unfit.update(int(cell) for cell in np.flatnonzero(here & (entries > 0)))
    found = _in_points(fitted(numerators))
    return Priced(found.numerators, found.denominator, frozenset(unfit))


def _by_circumstances(rule: Deduct | Bonus, figure: Figure, tally: Tally, asked: Asked) -> Priced:
    """Checks alike in all that rates ask are looked up once; the rest is multiplying and adding."""
    rows, width = tally.frame.shape(figure)
    singles = tally.singles_of(figure)
    again = _seen_before(rule, figure, tally, singles)
    grades, own_grade = [""], np.zeros_like(singles.cells)
    if any(rate.circumstances.grades for rate in rule.pricing.rates):
        grades, numbers = numbered(tally.frame.grades(figure.every, figure.of))
        own_grade = numbers.reshape(-1)[singles.cells]
    alike = (own_grade * 2 + again) * len(singles.words.texts) + singles.texts
    different, which = np.unique(alike, return_inverse=True)
    points = [_NONE] * len(different)
    for place, number in enumerate(different.tolist()):
        circumstance, text = divmod(number, len(singles.words.texts))
        grade, seen = divmod(circumstance, 2)
        facts = asked.split(singles.words.texts[text])
        rate = rate_for(rule.pricing, facts, grades[grade], again=bool(seen))
        if rate is not None:
            points[place] = int(rate.points * VALUE_SCALE)
    each: Numerators = np.array(points, dtype=object)[which.reshape(-1)]
    fits = each != _NONE
    unfit = frozenset(singles.cells[~fits].tolist())
    worth = multiplied(singles.values * singles.times, fitted(np.where(fits, each, 0)))
    total = added_up(worth, singles.cells, rows * width).reshape(rows, width)
    found = _in_points(fitted(total))
    return Priced(found.numerators, found.denominator, unfit)


def _seen_before(rule: Deduct | Bonus, figure: Figure, tally: Tally, singles: Singles) -> Flags:
    """Which checks were made at a place that was on record before, within the periods that the rule looks back on."""
    again: Flags = np.zeros(len(singles), dtype=np.bool_)
    if not rule.pricing.repeated_within:
        return again
    width = tally.frame.shape(figure)[1]
    seen_from = tally.frame.all_rows_before(figure.every, Before(1, rule.pricing.repeated_within))
    named, size = singles.places > 0, len(singles.words.texts)
    on_record = np.unique((singles.cells * size + singles.places)[named & (singles.values != 0)])
    row, column = np.divmod(singles.cells, width)
    for back in range(max(map(len, seen_from), default=0)):
        earlier = np.array([found[back] if back < len(found) else NOWHERE for found in seen_from])[row]
        there = np.isin((earlier * width + column) * size + singles.places, on_record)
        again |= there & named & (earlier != NOWHERE)
    return again


def _in_points(numerators: Numerators) -> Priced:
    """How many times points, each in ten-thousandths, over the smaller of two denominators that holds all."""
    if numerators.dtype != object and not (numerators % VALUE_SCALE).any():
        return Priced(numerators // VALUE_SCALE, VALUE_SCALE)
    return Priced(numerators, VALUE_SCALE**2)


def points_of(rule: Deduct | Bonus, value: int, count: int, rate: Rate | None) -> Fraction:
    """What one check comes to in points, at the rate that fits it."""
    each = Fraction(1) if not rule.pricing.rates else rate.points if rate is not None else Fraction(0)
    return Fraction(value * count, VALUE_SCALE) * each
