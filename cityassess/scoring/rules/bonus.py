"""``bonus``: points won per event (加分), up to a cap where there is one."""

from __future__ import annotations

from cityassess.scoring.fields import Fields
from cityassess.scoring.forms import Bonus, Unchecked
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.rules.context import Known, Orderings, RuleKind
from cityassess.scoring.rules.pricing import (
    check_pricing,
    read_points,
    read_pricing,
    read_unchecked,
    write_pricing,
)
from cityassess.scoring.scheme import Figure
from cityassess.scoring.tree import Entries


def read(fields: Fields, orderings: Orderings) -> Bonus:
    """Read ``most`` (the cap of a period), ``unchecked`` (zero by default) and how events are priced."""
    most = read_points(fields, "most") if fields.has("most") else None
    return Bonus(most, read_unchecked(fields, Unchecked.ZERO, Unchecked.NO_DATA), read_pricing(fields))


def check(rule: Bonus, figure: Figure, known: Known, fields: Fields) -> None:
    """What may be chosen must be what can be typed."""
    check_pricing(rule.pricing, figure, fields)


def write(rule: Bonus) -> Entries:
    """The entries that :func:`read` reads."""
    most: Entries = {} if rule.most is None else {"most": plain_text(rule.most)}
    return {**most, "unchecked": rule.unchecked.value, **write_pricing(rule.pricing)}


BONUS = RuleKind("bonus", Bonus, read, check, write)
