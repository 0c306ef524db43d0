"""``balance``: an account carried from period to period, reset after rectification."""

from __future__ import annotations

from fractions import Fraction

from cityassess.scoring.fields import Fields
from cityassess.scoring.forms import Balance, Reset
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.rules.conditions import read_tests, write_tests
from cityassess.scoring.rules.context import Known, Orderings, RuleKind
from cityassess.scoring.rules.looking_back import MOST_PERIODS, check_since, read_since, write_since
from cityassess.scoring.scheme import Figure
from cityassess.scoring.tree import Entries


def read(fields: Fields, orderings: Orderings) -> Balance:
    """Read ``start``, ``change`` and ``periods`` (required), ``since``, ``floor``, ``cap`` and ``reset``."""
    start = fields.fraction("start", required=True) or Fraction(0)
    figure = fields.text("change", required=True)
    fields.node("periods", required=True)
    periods = fields.integer("periods", 1, 1, MOST_PERIODS)
    floor, cap = fields.fraction("floor"), fields.fraction("cap")
    reset = _read_reset(fields)
    balance = Balance(start, figure, periods, read_since(fields), floor, cap, reset)
    if floor is not None and cap is not None and floor >= cap:
        fields.faults.add(fields.line_of("floor"), f"{fields.what}的“floor”应小于“cap”")
    else:
        _check_inside(fields, "start", start, balance)
        if reset is not None:
            _check_inside(fields, "reset", reset.to, balance)
    return balance


def _check_inside(fields: Fields, key: str, value: Fraction, rule: Balance) -> None:
    low = rule.floor is not None and value < rule.floor
    if low or (rule.cap is not None and value > rule.cap):
        fields.faults.add(
            fields.line_of(key),
            f"{fields.what}的“{key}”为{plain_text(value)}，{'低于“floor”' if low else '高于“cap”'}",
        )


def _read_reset(fields: Fields) -> Reset | None:
    node = fields.node("reset")
    if node is None:
        return None
    entry = Fields(node, fields.faults, f"{fields.what}的重置")
    if entry.faulty:
        return None
    when = read_tests(entry, "when", required=True)
    to = entry.fraction("to", required=True)
    entry.finish()
    return Reset(when, to if to is not None else Fraction(0))


def check(rule: Balance, figure: Figure, known: Known, fields: Fields) -> None:
    """The period since whose beginning it runs must be longer than its own."""
    check_since(rule.since, figure, fields)


def write(rule: Balance) -> Entries:
    """The entries that :func:`read` reads."""
    entries: Entries = {
        "start": plain_text(rule.start),
        "change": rule.figure,
        "periods": str(rule.periods),
        **write_since(rule.since),
    }
    for key, limit in (("floor", rule.floor), ("cap", rule.cap)):
        if limit is not None:
            entries[key] = plain_text(limit)
    if rule.reset is not None:
        entries["reset"] = {"when": write_tests(rule.reset.when), "to": plain_text(rule.reset.to)}
    return entries


BALANCE = RuleKind("balance", Balance, read, check, write)
