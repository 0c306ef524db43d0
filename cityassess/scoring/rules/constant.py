"""``constant``: the same for everybody (预留分值)."""

from __future__ import annotations

from fractions import Fraction

from cityassess.scoring.fields import Fields
from cityassess.scoring.forms import Constant
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.rules.combining import read_number
from cityassess.scoring.rules.context import Orderings, RuleKind, unchecked
from cityassess.scoring.tree import Entries


def read(fields: Fields, orderings: Orderings) -> Constant:
    """Read ``value`` (required)."""
    return Constant(read_number(fields, "value", Fraction(0), required=True))


def write(rule: Constant) -> Entries:
    """The entries that :func:`read` reads."""
    return {"value": plain_text(rule.value)}


CONSTANT = RuleKind("constant", Constant, read, unchecked, write)
