"""``ratio``: counts over counts, such as closed cases over those that were due."""

from __future__ import annotations

from fractions import Fraction

from cityassess.scoring.fields import Fields
from cityassess.scoring.forms import Ratio, WhenZero
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.rules.combining import (
    check_each_once,
    read_floor_and_cap,
    read_number,
    read_terms,
    write_floor_and_cap,
    write_terms,
)
from cityassess.scoring.rules.context import Orderings, RuleKind, unchecked
from cityassess.scoring.tree import Entries


def read(fields: Fields, orderings: Orderings) -> Ratio:
    """Read ``over`` and ``under`` (required), ``times``, ``when_zero``, ``full``, ``floor`` and ``cap``."""
    over, under = read_terms(fields, "over"), read_terms(fields, "under")
    for key, terms in (("over", over), ("under", under)):
        check_each_once(fields, key, (term.figure for term in terms))
    if over and sorted(over, key=repr) == sorted(under, key=repr):
        fields.faults.add(fields.line_of("under"), f"{fields.what}的分子和分母相同，比值永远是1")
    times = read_number(fields, "times", Fraction(1))
    if times == 0:
        fields.faults.add(fields.line_of("times"), f"{fields.what}的“times”不能是0")
    when_zero = fields.choice("when_zero", WhenZero.NOT_APPLICABLE)
    full = fields.fraction("full")
    if full is not None and full <= 0:
        fields.faults.add(fields.line_of("full"), f"{fields.what}的满分应大于0")
    return Ratio(over, under, times, when_zero, full, *read_floor_and_cap(fields))


def write(rule: Ratio) -> Entries:
    """The entries that :func:`read` reads."""
    return {
        "over": write_terms(rule.over),
        "under": write_terms(rule.under),
        "times": plain_text(rule.times),
        "when_zero": rule.when_zero.value,
        **({"full": plain_text(rule.full)} if rule.full is not None else {}),
        **write_floor_and_cap(rule.floor, rule.cap),
    }


RATIO = RuleKind("ratio", Ratio, read, unchecked, write)
