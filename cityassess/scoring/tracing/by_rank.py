"""``by_rank`` in words: the place, the schedule that fits, and what its stretch gives."""

from __future__ import annotations

from fractions import Fraction

from cityassess.scoring.evaluating.by_rank import (
    Standing,
    filled_places,
    gives_at,
    schedule_for,
    standings,
    stretch_at,
)
from cityassess.scoring.forms import ByRank, Schedule, TiedGet
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.rules.by_rank import stretch_text
from cityassess.scoring.tracing.account import Account, Place
from cityassess.scoring.tracing.rank import context_of, place_text, score_lines
from cityassess.scoring.tracing.words import ended


def account(rule: ByRank, place: Place) -> Account:
    """The place and what it gives; those tied share what the places give that they fill, or get it each."""
    lines = score_lines(rule.ordering, place)
    words = place_text(rule.ordering, place)
    found, numbers = standings(rule, place.figure, context_of(place))
    standing = found[numbers[place.row, place.column]]
    if not standing.place:
        return Account(f"{words}，{place.result.text}", lines)
    schedule = schedule_for(rule, standing)
    if schedule is None:
        return Account(f"{words}；没有适用的办法，{place.result.text}", lines)
    which = _schedule_text(schedule) if len(rule.schedules) > 1 or schedule.groups else ""
    end = f"{ended(place.figure, place.result)}{place.figure.unit}"
    return Account(f"{words}；{which}{_given(rule, schedule, standing)}{end}", lines)


def _schedule_text(schedule: Schedule) -> str:
    limits = ["、".join(f"“{group}”" for group in schedule.groups)] if schedule.groups else []
    if schedule.size_at_least is not None:
        limits.append(f"不少于{schedule.size_at_least}个")
    if schedule.size_at_most is not None:
        limits.append(f"不超过{schedule.size_at_most}个")
    return f"按{'、'.join(limits)}的办法，" if limits else "按其余的办法，"


def _given(rule: ByRank, schedule: Schedule, standing: Standing) -> str:
    filled = filled_places(rule, standing)
    if rule.ties is TiedGet.EACH or standing.tied == 1:
        stretch = stretch_at(schedule, *filled[0])
        return f"{'其余名次' if stretch is None else stretch_text(stretch)}得"
    gives = [gives_at(schedule, *places) for places in filled]
    places = f"第{filled[0][0]}名" if len(filled) == 1 else f"第{filled[0][0]}至{filled[-1][0]}名"
    added = " + ".join(plain_text(amount) if amount >= 0 else f"({plain_text(amount)})" for amount in gives)
    summed = f"({added})" if len(gives) > 1 else added
    total = f"，合计{plain_text(sum(gives, Fraction(0)))}" if len(gives) > 1 else ""
    return f"{standing.tied}个并列，平分{places}所得{total}：{summed} ÷ {standing.tied} = "
