"""``peer`` in words."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from cityassess.scoring.evaluating.peer import peers
from cityassess.scoring.forms import Peer, TakePeers
from cityassess.scoring.tracing.account import Account, Line, Place
from cityassess.scoring.tracing.rank import context_of
from cityassess.scoring.tracing.words import ended, shown


def account(rule: Peer, place: Place) -> Account:
    """Who counts in the group, and whose value it is or what all come to."""
    source, objects = place.source(rule.figure), place.evaluation.frame.objects[place.figure.of]
    _, counted, groups = peers(rule, place.figure, context_of(place))
    group = groups[place.row, place.column]
    columns = [int(found) for found in np.flatnonzero(counted[place.row] & (groups[place.row] == group))]
    name = place.item.group_in(place.period) if rule.by_group else ""
    where = f"“{name}”" if name else ""
    who = f"{where}{len(columns)}个{source.of}"
    result = place.result
    lines = tuple(Line(source.id, place.row, column) for column in columns)
    if result.exact is None:
        return Account(f"{where}没有可比的“{source.name}”，{result.text}", lines)
    values = {column: place.number_of(source.id, place.row, column) or Fraction(0) for column in columns}
    end = ended(place.figure, result)
    match rule.take:
        case TakePeers.COUNT:
            return Account(
                f"{where}{'符合条件、' if rule.where else ''}有“{source.name}”的{source.of}{end}个", lines
            )
        case TakePeers.TOTAL | TakePeers.MEAN:
            total = shown(sum(values.values(), Fraction(0)), source.decimals)
            if rule.take is TakePeers.MEAN:
                return Account(f"{who}“{source.name}”之和{total} ÷ {len(columns)} = {end}", lines)
            shared = tuple(Line(source.id, place.row, column, share=values[column]) for column in columns)
            return Account(f"{who}“{source.name}”之和 = {end}", shared)
        case _:
            chosen = [column for column in columns if values[column] == result.exact]
            names = "、".join(objects[column].name for column in chosen[:3]) + (
                "等" if len(chosen) > 3 else ""
            )
            which = "最好" if rule.take is TakePeers.BEST else "最差"
            lines = tuple(Line(source.id, place.row, column) for column in chosen)
            return Account(f"{who}中“{source.name}”{which}的是{names}：{end}", lines)
