"""Ranges of values, of which the first that holds a value takes it: no gaps, and none that can never be reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from cityassess.scoring.fields import Fields
from cityassess.scoring.forms import Limit
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.rules.conditions import stands

MOST_RANGES = 200
"""More than any circular has; checking them takes their number squared."""


@dataclass(frozen=True, slots=True)
class Range:
    """One range under its name; where ``tested`` it also asks for something else and may let its values pass."""

    name: str
    limits: tuple[Limit, ...]
    tested: bool = False


def check_ranges(fields: Fields, key: str, ranges: Sequence[Range], unit: str = "分") -> None:
    """Every range must hold some value that no earlier one takes for sure, and no value may be left out."""
    if len(ranges) > MOST_RANGES:
        fields.faults.add(
            fields.line_of(key),
            f"{fields.what}分了{len(ranges)}档，最多{MOST_RANGES}档。按比例变化的可写 rule: linear",
        )
        return
    left = _sample_points([limit for item in ranges for limit in item.limits])
    for item in ranges:
        taken = [point for point in left if all(stands(point, limit) for limit in item.limits)]
        if not taken:
            fields.faults.add(
                fields.line_of(key),
                f"{fields.what}中“{item.name}”永远不会出现：前面各档已包括它的范围，或它的界限互相矛盾",
            )
        elif not item.tested:
            left = [point for point in left if point not in taken]
    if left and ranges:
        gap = f"如{plain_text(left[0])}{unit}" if any(item.limits for item in ranges) else "条件都不成立时"
        fields.faults.add(
            fields.line_of(key), f"{fields.what}有空档：{gap}不属于任何一档。可在最后加一档不写界限的"
        )


def _sample_points(limits: list[Limit]) -> list[Fraction]:
    """Each limit, a point between neighbours, and a point beyond either end: enough to tell all ranges apart."""
    values = sorted({limit.value for limit in limits})
    if not values:
        return [Fraction(0)]
    between = [(low + high) / 2 for low, high in pairwise(values)]
    return sorted([values[0] - 1, *values, *between, values[-1] + 1])
