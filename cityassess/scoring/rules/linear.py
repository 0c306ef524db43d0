"""``linear``: straight lines between points, flat outside them."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from itertools import pairwise

from cityassess.scoring.fields import Fields
from cityassess.scoring.forms import Knot, Linear
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.rules.combining import read_number
from cityassess.scoring.rules.context import Orderings, RuleKind, unchecked
from cityassess.scoring.tree import Entries, Node, Written


def read(fields: Fields, orderings: Orderings) -> Linear:
    """Read ``input`` and ``points``: two or more, ``at`` growing from one to the next."""
    figure = fields.text("input", required=True)
    knots = fields.each("points", partial(_read_knot, fields), required=True)
    line = fields.line_of("points")
    if len(knots) == 1:
        fields.faults.add(line, f"{fields.what}的“points”至少要两个点才连成线")
    for earlier, later in pairwise(knots):
        if earlier.at >= later.at:
            fields.faults.add(
                line,
                f"{fields.what}的“points”应按at从小到大：{plain_text(earlier.at)}后面是{plain_text(later.at)}",
            )
    return Linear(figure, knots)


def _read_knot(fields: Fields, node: Node) -> Knot | None:
    entry = Fields(node, fields.faults, f"{fields.what}的一个点")
    if entry.faulty:
        return None
    at = read_number(entry, "at", Fraction(0), required=True)
    gives = read_number(entry, "gives", Fraction(0), required=True)
    entry.finish()
    return Knot(at, gives)


def write(rule: Linear) -> Entries:
    """The entries that :func:`read` reads."""
    points: list[Written] = [
        {"at": plain_text(knot.at), "gives": plain_text(knot.gives)} for knot in rule.knots
    ]
    return {"input": rule.figure, "points": points}


LINEAR = RuleKind("linear", Linear, read, unchecked, write)
