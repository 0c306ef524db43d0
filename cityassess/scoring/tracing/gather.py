"""``mean``, ``total``, ``worst``, ``best``, ``count`` and ``latest`` over a window, in words."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from cityassess.scoring.assessment import FigureResult, State
from cityassess.scoring.evaluating import Context
from cityassess.scoring.evaluating.testing import FALSE, TRUE, all_hold
from cityassess.scoring.forms import (
    SAME,
    Before,
    Gather,
    Missing,
    Parts,
    Take,
    WeightByFigure,
    WeightByGrade,
    WeightByOrder,
)
from cityassess.scoring.frame import NOWHERE
from cityassess.scoring.tracing.account import Account, Line, Place
from cityassess.scoring.tracing.words import ended, period_text, shown, weight_text

_MOST_OPERANDS = 12
"""So many numbers still stand in a sentence one by one; of more only the sum is said."""


@dataclass(frozen=True, slots=True)
class _Member:
    """One member of the window: its cell, what it is called, its result, and whether it counts."""

    figure: str
    row: int
    column: int
    name: str
    result: FigureResult
    value: Fraction | None
    missing: bool
    weight: Fraction | None
    sharers: int = 1

    @property
    def counted(self) -> bool:
        return self.value is not None


def account(rule: Gather, place: Place) -> Account:
    """The members that count, what is made of them, and which were missing where that mattered."""
    members = _members(rule, place)
    counted = [member for member in members if member.counted]
    figure, result = place.figure, place.result
    if result.exact is None:
        return _without_value(rule, place, members)
    adds_up = rule.take is Take.TOTAL or (isinstance(rule.weights, WeightByOrder) and not rule.weights.divide)
    shown_lines = [
        member
        for member in members
        if member.counted or (member.missing and rule.missing is not Missing.SKIP)
    ]
    lines = tuple(
        Line(
            member.figure,
            member.row,
            member.column,
            "" if member.weight is None else weight_text(member.weight),
            _share(member) if adds_up else None,
        )
        for member in shown_lines
        if rule.take is not Take.COUNT or member.counted
    )
    end = ended(figure, result)
    match rule.take:
        case Take.COUNT:
            return Account(_counted_words(rule, place, members), lines)
        case Take.BEST | Take.WORST:
            best = [member for member in counted if member.value == result.exact]
            which = "、".join(member.name for member in best[:3]) + ("等" if len(best) > 3 else "")
            taken = "最好" if rule.take is Take.BEST else "最差"
            return Account(f"{_noun(rule, place, len(counted))}中{taken}的是{which}：{end}", lines)
        case Take.LATEST:
            return Account(f"以最近的{counted[-1].name}为准：{end}", lines)
        case _:
            return Account(
                f"{_noun(rule, place, len(counted))}：{_added(rule, place, counted)} = {end}", lines
            )


def _counted_words(rule: Gather, place: Place, members: list[_Member]) -> str:
    """How many there are; those that failed a test are not among the members, so that only the number is known."""
    counted = sum(member.counted for member in members)
    if not rule.where:
        return f"{_noun(rule, place, len(members))}中有数据的有{counted}个"
    unknown = len(members) - counted
    return f"符合条件的有{_noun(rule, place, counted)}" + (f"，另有{unknown}个无法判断" if unknown else "")


def _without_value(rule: Gather, place: Place, members: list[_Member]) -> Account:
    lines = tuple(Line(member.figure, member.row, member.column) for member in members)
    text = place.result.text
    if not members:
        return Account(f"没有可汇总的{_noun(rule, place, 0).lstrip('0个')}，{text}", lines)
    counted = sum(member.counted for member in members)
    words = f"{_noun(rule, place, len(members))}中{counted}个有数据"
    least = f"，至少要{rule.at_least}个" if counted < rule.at_least and rule.at_least > 1 else ""
    return Account(f"{words}，{len(members) - counted}个没有{least}：{text}", lines)


def _noun(rule: Gather, place: Place, count: int) -> str:
    if rule.window == SAME:
        return f"{count}项"
    source = place.source(rule.figures[0])
    what = source.of if isinstance(rule.window, Parts) else "期"
    return f"{count}{'个' if isinstance(rule.window, Parts) else ''}{what}“{source.name}”"


def _share(member: _Member) -> Fraction:
    weight = Fraction(1) if member.weight is None else member.weight
    return (member.value or Fraction(0)) * weight / member.sharers


def _added(rule: Gather, place: Place, counted: list[_Member]) -> str:
    """The sum, and for a mean what it is divided by."""
    source = place.source(rule.figures[0])
    decimals = 0 if source.is_flag else source.decimals
    if not counted:
        return "0"
    if len(counted) > _MOST_OPERANDS:
        summed = sum((_share(member) for member in counted), Fraction(0))
        added = f"{'各乘权重之' if rule.weights is not None else ''}和{shown(summed, decimals)}"
    else:
        added = " + ".join(_operand(rule, member, decimals) for member in counted)
    if rule.take is not Take.MEAN or (isinstance(rule.weights, WeightByOrder) and not rule.weights.divide):
        return added
    if rule.weights is None:
        return f"({added}) ÷ {len(counted)}" if len(counted) > 1 else added
    weighed = sum((member.weight or Fraction(0) for member in counted), Fraction(0))
    return f"({added}) ÷ {weight_text(weighed)}"


def _operand(rule: Gather, member: _Member, decimals: int) -> str:
    text = shown(member.value or Fraction(0), decimals)
    if member.missing:
        text += f"（{member.name}无数据，按{'满分' if rule.missing is Missing.FULL else '0'}计）"
    if member.weight is not None:
        text += f"×{weight_text(member.weight)}"
    return f"{text}÷{member.sharers}" if member.sharers > 1 else text


def _members(rule: Gather, place: Place) -> list[_Member]:
    """The members in the order of the window: those that exist, apply and do not fail a test."""
    evaluation = place.evaluation
    frame = evaluation.frame
    if rule.window == SAME:
        found = [(name, place.row, place.column, 1) for name in rule.figures]
        return [
            item for slot, cell in enumerate(found) if (item := _member(rule, place, slot, *cell)) is not None
        ]
    source = place.source(rule.figures[0])
    cells: list[tuple[int, int, int]] = []
    if isinstance(rule.window, Parts):
        links = frame.links_of(source.of, place.figure.of, rule.window.role).get(place.column, ())
        cells = [(place.row, link.part, link.sharers) for link in links]
    else:
        slots = (
            frame.slots_before(place.figure.every, place.row, rule.window)
            if isinstance(rule.window, Before)
            else frame.rows_within(place.figure.every, place.row, source.every)
        )
        cells = [(row, place.column, 1) for row in slots]
    exists = frame.exists[source.every, source.of]
    context = Context(evaluation.scheme, frame, evaluation.tally, evaluation.columns)
    truths = all_hold(rule.where, source.of, source.every, context)
    members = []
    for slot, (row, column, sharers) in enumerate(cells):
        if row == NOWHERE or not exists[row, column] or truths[row, column] == FALSE:
            continue
        known = bool(truths[row, column] == TRUE)
        member = _member(rule, place, slot, source.id, row, column, sharers, known=known)
        if member is not None:
            members.append(member)
    return members


def _member(
    rule: Gather,
    place: Place,
    slot: int,
    name: str,
    row: int,
    column: int,
    sharers: int,
    *,
    known: bool = True,
) -> _Member | None:
    result = place.result_of(name, row, column)
    if result.state is State.NOT_APPLICABLE:
        return None
    weight, state = _weight(rule, place, slot, row, column)
    if state is State.NOT_APPLICABLE:
        return None
    missing = not known or result.state is State.NO_DATA
    value = None if missing else place.number_of(name, row, column)
    if missing and rule.missing in (Missing.ZERO, Missing.FULL):
        full = place.evaluation.scheme.fulls[name] if rule.missing is Missing.FULL else None
        value = full or Fraction(0)
    if state is State.NO_DATA:
        missing, value = True, None
    return _Member(
        name,
        row,
        column,
        _called(rule, place, name, row, column),
        result,
        value,
        missing,
        weight,
        sharers if rule.shared else 1,
    )


def _called(rule: Gather, place: Place, name: str, row: int, column: int) -> str:
    source, frame = place.source(name), place.evaluation.frame
    if isinstance(rule.window, Parts):
        return frame.objects[source.of][column].name
    return source.name if rule.window == SAME else period_text(frame.periods[source.every][row])


def _weight(rule: Gather, place: Place, slot: int, row: int, column: int) -> tuple[Fraction | None, State]:
    source = place.source(rule.figures[0])
    match rule.weights:
        case WeightByOrder(weights=numbers):
            return (numbers[slot], State.VALUE) if slot < len(numbers) else (None, State.NO_DATA)
        case WeightByGrade(weights=pairs):
            item = place.evaluation.frame.objects[source.of][column]
            grade = item.grade_in(place.evaluation.frame.periods[source.every][row])
            weight = dict(pairs).get(grade)
            return weight, State.NO_DATA if weight is None else State.VALUE
        case WeightByFigure(figure=figure):
            result = place.result_of(figure, row, column)
            if result.published is not None and result.published < 0:
                return None, State.NO_DATA
            return result.published, result.state
        case _:
            return None, State.VALUE
