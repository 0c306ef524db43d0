"""``mean`` over parts in words."""

from __future__ import annotations

from fractions import Fraction

from cityassess.scoring.assessment import State
from cityassess.scoring.forms import MeanOfParts, Missing
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.tracing.account import Account, Line, Place
from cityassess.scoring.tracing.words import ended, shown


def account(rule: MeanOfParts, place: Place) -> Account:
    """The parts' sum, how many there are, and the quotient."""
    figure, result, source = place.figure, place.result, place.source(rule.figure)
    lines = tuple(Line(source.id, place.row, column) for column in _part_columns(rule, place))
    parts = [place.result_of(source.id, column=line.column) for line in lines]
    values = [part.published for part in parts if part.published is not None]
    lacking = sum(part.state is State.NO_DATA for part in parts)
    if result.exact is None:
        if not values and not lacking:
            return Account(f"没有任何{source.of}的“{source.name}”，{result.text}", lines)
        return Account(f"{len(values)}个{source.of}有得分，{lacking}个无数据：{result.text}", lines)
    total, count = sum(values, Fraction(0)), len(values)
    words = f"{count}个{source.of}得分之和{shown(total, source.decimals)}"
    if lacking and rule.missing in (Missing.ZERO, Missing.FULL):
        each = place.evaluation.scheme.fulls[source.id] or Fraction(0)
        each = each if rule.missing is Missing.FULL else Fraction(0)
        count += lacking
        words = f"({words} + {lacking}个无数据按{plain_text(each)}分计)"
    return Account(f"{words} ÷ {count} = {ended(figure, result)}", lines)


def _part_columns(rule: MeanOfParts, place: Place) -> list[int]:
    """The parts that exist in the period, those left out for want of data among them only if that mattered."""
    source = place.source(rule.figure)
    exists = place.evaluation.frame.exists[source.every, source.of][place.row]
    states = place.evaluation.columns[source.id].value.states[place.row]
    left_out = State.NO_DATA.value if rule.missing is Missing.SKIP else None
    return [
        column
        for column in place.evaluation.frame.parts_of(source.of, place.item.key)
        if exists[column] and states[column] != left_out
    ]
