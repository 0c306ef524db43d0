"""``running`` in words."""

from __future__ import annotations

from cityassess.scoring.assessment import State
from cityassess.scoring.forms import Gap, Running
from cityassess.scoring.frame import NOWHERE
from cityassess.scoring.tracing.account import Account, Line, Place
from cityassess.scoring.tracing.words import period_text


def account(rule: Running, place: Place) -> Account:
    """Each period in which the condition held, and what broke the run before them."""
    source, frame = place.source(rule.figure), place.evaluation.frame
    periods = frame.periods[source.every]
    exists = frame.exists[source.every, source.of]
    held: list[int] = []
    broken = ""
    rows = frame.slots_before(place.figure.every, place.row, rule.window)
    for row in reversed(rows):
        if row == NOWHERE:
            if rule.missing is Gap.SKIP:
                continue
            break
        result = place.result_of(source.id, row)
        if exists[row, place.column] and place.number_of(source.id, row, place.column):
            held.append(row)
            continue
        if rule.missing is Gap.SKIP and (result.state is State.NO_DATA or not exists[row, place.column]):
            continue
        why = "不成立" if result.state is State.VALUE else result.text
        broken = f"{period_text(periods[row])}{why if exists[row, place.column] else '未列入考核'}"
        break
    lines = tuple(Line(source.id, row, place.column) for row in held or rows[-1:])
    if not held:
        return Account(f"“{source.name}”{broken}：连续0期", lines)
    spans = "、".join(period_text(periods[row]) for row in reversed(held))
    before = f"，此前{broken}" if broken else ""
    return Account(f"“{source.name}”连续{len(held)}期成立（{spans}）{before}", lines)
