"""``deduct``: full marks less everything that was deducted, never below a floor (扣完为止)."""

from __future__ import annotations

from fractions import Fraction

from cityassess.scoring.fields import Fields
from cityassess.scoring.forms import Deduct, Unchecked
from cityassess.scoring.marks import plain_text
from cityassess.scoring.rules.context import Orderings, RuleKind, unchecked
from cityassess.scoring.tree import Entries
from cityassess.scoring.values import VALUE_SCALE


def read(fields: Fields, orderings: Orderings) -> Deduct:
    """Read ``full`` (required), ``floor`` and ``unchecked``."""
    full = read_full(fields)
    floor = fields.fraction("floor", Fraction(0)) or Fraction(0)
    if not -1_000_000 <= floor <= full or (floor * VALUE_SCALE).denominator != 1:
        fields.faults.add(fields.line_of("floor"), f"{fields.what}的“floor”不能高于满分，最多4位小数")
        floor = Fraction(0)
    return Deduct(full, floor, fields.choice("unchecked", Unchecked.NO_DATA))


def read_full(fields: Fields) -> Fraction:
    """Read full marks: more than 0, at most a million, with at most four decimals."""
    full = fields.fraction("full", required=True)
    if full is None:
        return Fraction(1)
    if not 0 < full <= 1_000_000 or (full * VALUE_SCALE).denominator != 1:
        fields.faults.add(fields.line_of("full"), f"{fields.what}的满分应大于0、不超过1000000，最多4位小数")
        return Fraction(1)
    return full


def write(rule: Deduct) -> Entries:
    """The entries that :func:`read` reads."""
    return {
        "full": plain_text(rule.full),
        "floor": plain_text(rule.floor),
        "unchecked": rule.unchecked.value,
    }


DEDUCT = RuleKind("deduct", Deduct, read, unchecked, write)
