"""What packed checks are worth, a million at a time; the same as :mod:`cityassess.scoring.worth` one by one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from cityassess.scoring.details import needs_extremes
from cityassess.scoring.forms import Choice, TimeLimit
from cityassess.scoring.scheme import Figure
from cityassess.scoring.values import MOST_VALUE, VALUE_SCALE

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
_PLAIN, _CHOICE, _TIMED = 0, 1, 2


class PackedWorth:
    """Turns values of choices and time limits into points, by the place of their criterion in a list of figures.

    ``wants_extremes`` says, by the same place, of which criteria the highest and lowest values are wanted.
    """

    def __init__(self, figures: Sequence[Figure | None]) -> None:
        size = len(figures)
        rules = [None if figure is None else figure.rule for figure in figures]
        self.wants_extremes = np.array(
            [rule is not None and needs_extremes(rule) for rule in rules], dtype=np.bool_
        )
        self._form = np.zeros(size, dtype=np.uint8)
        self._options = np.zeros((2, size), dtype=np.int64)
        self._terms = np.ones((4, size), dtype=np.int64)
        points = [0]
        for number, rule in enumerate(rules):
            if isinstance(rule, Choice):
                self._form[number] = _CHOICE
                self._options[:, number] = len(points) - 1, len(rule.options)
                points += [int(option.points * VALUE_SCALE) for option in rule.options]
            elif isinstance(rule, TimeLimit):
                self._form[number] = _TIMED
                self._terms[:, number] = _terms(rule)
        self._points = np.array(points, dtype=np.int64)

    def __call__(
        self, criterion: Integers, amounts: Integers, times: Integers, not_applicable: Flags
    ) -> tuple[Integers, Flags | None]:
        """The amounts in points, and which checks mean nothing (None: all mean something)."""
        if not self._form.any():
            return amounts, None
        form = np.where(not_applicable, _PLAIN, self._form[criterion])
        chosen, timed = form == _CHOICE, form == _TIMED
        amounts = amounts.copy()
        misfits: Flags | None = None
        if chosen.any():
            points, known = self._chosen(criterion[chosen], amounts[chosen] // times[chosen])
            amounts[chosen] = points * times[chosen]
            if not known.all():
                misfits = np.zeros(len(amounts), dtype=np.bool_)
                misfits[chosen] = ~known
        if timed.any():
            taken = amounts[timed] // times[timed]
            amounts[timed] = self._late(criterion[timed], taken) * times[timed]
        return amounts, misfits

    def _chosen(self, criterion: Integers, values: Integers) -> tuple[Integers, Flags]:
        number, rest = np.divmod(values, VALUE_SCALE)
        start, options = self._options[:, criterion]
        known: Flags = (rest == 0) & (number >= 1) & (number <= options)
        return np.where(known, self._points[np.where(known, start + number, 0)], 0), known

    def _late(self, criterion: Integers, taken: Integers) -> Integers:
        limit, late, every, further = self._terms[:, criterion]
        over = taken - limit
        stretches = np.minimum(-(-over // every) - 1, MOST_VALUE // np.maximum(further, 1) + 1)
        return np.where(over > 0, np.minimum(late + stretches * further, MOST_VALUE), 0)


def _terms(rule: TimeLimit) -> tuple[int, int, int, int]:
    """Limit, points for being late, each further stretch and its points, in ten-thousandths."""
    every, further = 1, 0
    if rule.further is not None:
        every, further = int(rule.further.every * VALUE_SCALE), int(rule.further.points * VALUE_SCALE)
    return int(rule.limit * VALUE_SCALE), int(rule.late * VALUE_SCALE), every, further
