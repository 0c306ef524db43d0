"""``product``: figures multiplied, times a constant."""

from __future__ import annotations

from fractions import Fraction

from cityassess.scoring.fields import Fields
from cityassess.scoring.forms import Product
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.rules.combining import (
    check_each_once,
    read_floor_and_cap,
    read_number,
    write_floor_and_cap,
)
from cityassess.scoring.rules.context import Orderings, RuleKind, unchecked
from cityassess.scoring.tree import Entries


def read(fields: Fields, orderings: Orderings) -> Product:
    """Read ``inputs`` (required), ``times``, ``floor`` and ``cap``."""
    figures = fields.words("inputs", required=True)
    check_each_once(fields, "inputs", figures)
    times = read_number(fields, "times", Fraction(1))
    if times == 0:
        fields.faults.add(fields.line_of("times"), f"{fields.what}的“times”不能是0")
    return Product(figures, times, *read_floor_and_cap(fields))


def write(rule: Product) -> Entries:
    """The entries that :func:`read` reads."""
    return {
        "inputs": list(rule.figures),
        "times": plain_text(rule.times),
        **write_floor_and_cap(rule.floor, rule.cap),
    }


PRODUCT = RuleKind("product", Product, read, unchecked, write)
