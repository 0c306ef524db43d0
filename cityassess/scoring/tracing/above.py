"""``above`` in words."""

from __future__ import annotations

from cityassess.scoring.forms import OfAbove
from cityassess.scoring.frame import NOWHERE
from cityassess.scoring.tracing.account import Account, Line, Place
from cityassess.scoring.tracing.words import ended


def account(rule: OfAbove, place: Place) -> Account:
    """Whose value it is."""
    source, frame = place.source(rule.figure), place.evaluation.frame
    column = frame.column_above(place.figure.of, place.column, source.of)
    if column == NOWHERE or not frame.exists[source.every, source.of][place.row, column]:
        return Account(f"没有上级{source.of}，{place.result.text}")
    name = frame.objects[source.of][column].name
    lines = (Line(source.id, place.row, column),)
    if place.result.exact is None:
        return Account(f"{name}的“{source.name}”{place.result.text}", lines)
    return Account(f"取{name}的“{source.name}”：{ended(place.figure, place.result)}", lines)
