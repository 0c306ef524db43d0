"""``balance`` in words."""

from __future__ import annotations

from fractions import Fraction

from cityassess.scoring.assessment import Addend
from cityassess.scoring.evaluating.testing import TRUE, all_hold
from cityassess.scoring.forms import Balance
from cityassess.scoring.frame import NOWHERE
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.tracing.account import Account, Line, Place
from cityassess.scoring.tracing.rank import context_of
from cityassess.scoring.tracing.words import ended, period_text, shown


def account(rule: Balance, place: Place) -> Account:
    """The account from its start through every period that changed it; those that added nothing are left out."""
    source, frame = place.source(rule.figure), place.evaluation.frame
    exists = frame.exists[source.every, source.of]
    resets = None
    if rule.reset is not None:
        resets = all_hold(rule.reset.when, place.figure.of, place.figure.every, context_of(place)) == TRUE
    words, balance = f"起始{plain_text(rule.start)}", rule.start
    lines: list[Line] = []
    addends = [Addend("起始", rule.start)]
    for row in frame.slots_before(place.figure.every, place.row, rule.window):
        if row == NOWHERE or not exists[row, place.column]:
            continue
        when = period_text(frame.periods[source.every][row])
        change = place.result_of(source.id, row).published
        if change is not None:
            if change:  # a year of quiet weeks would bury the few that changed something
                lines.append(Line(source.id, row, place.column, share=change))
                words += f"，{when} {'+' if change > 0 else '−'} {shown(abs(change), source.decimals)}"
            balance += change
            held = _held(rule, balance)
            if held != balance:
                limit = f"{'不低于' if held > balance else '不高于'}{plain_text(held)}"
                words += f"（{limit}）"
                addends.append(Addend(f"{when}{limit}", held - balance))
                balance = held
        if resets is not None and rule.reset is not None and row != place.row and resets[row, place.column]:
            addends.append(Addend(f"{when}之后恢复为{plain_text(rule.reset.to)}", rule.reset.to - balance))
            words += f"，{when}之后恢复为{plain_text(rule.reset.to)}"
            balance = rule.reset.to
            lines += [Line(test, row, place.column) for test in _tested(rule)]
    return Account(f"{words} = {ended(place.figure, place.result)}", tuple(lines), tuple(addends))


def _tested(rule: Balance) -> tuple[str, ...]:
    return tuple(dict.fromkeys(read.figure for read in rule.reads[1:]))


def _held(rule: Balance, balance: Fraction) -> Fraction:
    balance = balance if rule.floor is None else max(balance, rule.floor)
    return balance if rule.cap is None else min(balance, rule.cap)
