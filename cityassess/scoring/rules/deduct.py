"""``deduct``: full marks less everything that was deducted, never below a floor (扣完为止)."""

from __future__ import annotations

from fractions import Fraction

from cityassess.scoring.fields import Fields
from cityassess.scoring.forms import Deduct, Unchecked
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.rules.context import Known, Orderings, RuleKind
from cityassess.scoring.rules.pricing import (
    check_pricing,
    is_storable,
    read_pricing,
    read_unchecked,
    write_pricing,
)
from cityassess.scoring.scheme import Figure
from cityassess.scoring.tree import Entries


def read(fields: Fields, orderings: Orderings) -> Deduct:
    """Read ``full`` (required), ``floor``, ``unchecked`` and how events are priced."""
    full = read_full(fields)
    floor = read_floor(fields, full)
    unchecked = read_unchecked(fields, Unchecked.NO_DATA, Unchecked.FULL)
    return Deduct(full, floor, unchecked, read_pricing(fields))


def read_full(fields: Fields) -> Fraction:
    """Read full marks: more than 0, at most a million, with at most four decimals."""
    full = fields.fraction("full", required=True)
    if full is None:
        return Fraction(1)
    if not 0 < full <= 1_000_000 or not is_storable(full):
        fields.faults.add(fields.line_of("full"), f"{fields.what}的满分应大于0、不超过1000000，最多4位小数")
        return Fraction(1)
    return full


def read_floor(fields: Fields, full: Fraction) -> Fraction:
    """Read the floor below which nothing is deducted: 0 where it is not written, at most full marks."""
    floor = fields.fraction("floor", Fraction(0)) or Fraction(0)
    if not -1_000_000 <= floor <= full or not is_storable(floor):
        fields.faults.add(fields.line_of("floor"), f"{fields.what}的“floor”不能高于满分，最多4位小数")
        return Fraction(0)
    return floor


def check(rule: Deduct, figure: Figure, known: Known, fields: Fields) -> None:
    """What may be chosen must be what can be typed."""
    check_pricing(rule.pricing, figure, fields)


def write(rule: Deduct) -> Entries:
    """The entries that :func:`read` reads."""
    return {
        "full": plain_text(rule.full),
        "floor": plain_text(rule.floor),
        "unchecked": rule.unchecked.value,
        **write_pricing(rule.pricing),
    }


DEDUCT = RuleKind("deduct", Deduct, read, check, write)
