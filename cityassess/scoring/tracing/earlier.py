"""``earlier`` in words."""

from __future__ import annotations

from cityassess.scoring.assessment import State
from cityassess.scoring.evaluating.earlier import earlier_row
from cityassess.scoring.forms import Absent, Earlier
from cityassess.scoring.frame import NOWHERE
from cityassess.scoring.tracing.account import Account, Line, Place
from cityassess.scoring.tracing.words import ended, period_text


def account(rule: Earlier, place: Place) -> Account:
    """The period that was looked at and its value, or what stands in for it."""
    figure, frame, source = place.figure, place.evaluation.frame, place.source(rule.figure)
    row = earlier_row(rule, figure, frame, place.row)
    when = "上年同期" if rule.periods is None else f"{rule.periods}期前" if rule.periods > 1 else "上期"
    there = row != NOWHERE and bool(frame.exists[source.every, source.of][row, place.column])
    if there:
        when += period_text(frame.periods[source.every][row])
    lines = (Line(source.id, row, place.column),) if there else ()
    then = place.result_of(source.id, row) if there else None
    if then is not None and then.state is State.VALUE:
        return Account(f"取{when}的“{source.name}”：{ended(figure, place.result)}", lines)
    why = f"{when}的“{source.name}”{then.text if then is not None else '无数据'}"
    match rule.missing:
        case Absent.ZERO:
            return Account(f"{why}，按{ended(figure, place.result)}计", lines)
        case Absent.THIS if place.result.exact is not None:
            return Account(f"{why}，取本期的：{ended(figure, place.result)}", (place.line(source.id),))
        case _:
            return Account(f"{why}：{place.result.text}", lines)
