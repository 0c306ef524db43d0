"""``deduct`` in words: full marks less each check's points."""

from __future__ import annotations

from fractions import Fraction

from cityassess.scoring.assessment import Addend
from cityassess.scoring.forms import Deduct
from cityassess.scoring.marks import plain_text
from cityassess.scoring.tracing.account import Account, Place
from cityassess.scoring.tracing.words import check_line, ended, shown
from cityassess.scoring.values import VALUE_SCALE


def account(rule: Deduct, place: Place) -> Account:
    """Full marks, what each check takes off, and what the floor gave back."""
    figure, result, checks = place.figure, place.result, place.checks
    lines = tuple(
        check_line(
            check, figure, None if check.value is None else Fraction(-check.value * check.count, VALUE_SCALE)
        )
        for check in checks
    )
    if result.exact is None:
        return Account(result.text, checks=tuple(check_line(check, figure) for check in checks))
    full = Addend("满分", rule.full)
    if not checks:
        return Account(f"没有扣分记录，得满分{result.text}", addends=(full,))
    off = -sum((line.share for line in lines if line.share is not None), Fraction(0))
    words = f"满分{plain_text(rule.full)} − 扣分{shown(off, figure.entry_decimals)}"
    if rule.full - off < rule.floor:
        given_back = Addend("扣完为止", rule.floor - rule.full + off)
        return Account(f"{words}，扣完为止，得{ended(figure, result)}", (), (full, given_back), lines)
    return Account(f"{words} = {ended(figure, result)}", (), (full,), lines)
