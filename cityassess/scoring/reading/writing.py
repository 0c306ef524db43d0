"""A scheme written as the tree that reads back as an equal scheme; what is as usual is left out where that is safe."""

from __future__ import annotations

from cityassess.scoring.calendars import PLAIN
from cityassess.scoring.forms import Then
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.reading.bulletin import write_bulletin
from cityassess.scoring.reading.calendar import write_calendar
from cityassess.scoring.rules import rule_kind, rule_word
from cityassess.scoring.rules.conditions import write_tests
from cityassess.scoring.scheme import (
    BalanceCheck,
    Colour,
    Figure,
    Kind,
    NamedList,
    Ranking,
    RoundingMode,
    Scheme,
)
from cityassess.scoring.tree import Entries, Written


def write_scheme(scheme: Scheme) -> Entries:
    """The entries of a scheme file, figures in the order of the file that they came from."""
    entries: Entries = {
        "scheme": scheme.id,
        "name": scheme.name,
        "circular": scheme.circular,
        "in_force_from": scheme.in_force_from.isoformat(),
    }
    if scheme.in_force_to is not None:
        entries["in_force_to"] = scheme.in_force_to.isoformat()
    if scheme.calendar != PLAIN:
        entries["calendar"] = write_calendar(scheme.calendar)
    entries["kinds"] = [_kind(kind) for kind in scheme.kinds]
    ordered = sorted(scheme.figures, key=lambda figure: figure.line)
    entries["figures"] = [write_figure(figure) for figure in ordered]
    if scheme.colours:
        entries["colours"] = [_colour(colour) for colour in scheme.colours]
    entries["rankings"] = [_ranking(ranking) for ranking in scheme.rankings]
    if scheme.lists:
        entries["lists"] = [_list(item) for item in scheme.lists]
    if scheme.balances:
        entries["balances"] = [_balance(balance) for balance in scheme.balances]
    entries["bulletin"] = write_bulletin(scheme.bulletin)
    return entries


def write_figure(figure: Figure) -> Entries:
    """The entries of one figure."""
    entries: Entries = {
        "id": figure.id,
        "name": figure.name,
        "of": figure.of,
        "every": figure.every.value,
        "rule": rule_word(figure.rule),
        **rule_kind(figure.rule).write(figure.rule),
    }
    if figure.rounding is not None:
        entries["round"] = str(figure.rounding.decimals)
        if figure.rounding.mode is not RoundingMode.HALF_UP:
            entries["rounding"] = figure.rounding.mode.value
    entries["print"] = str(figure.decimals)
    if figure.is_criterion:
        entries["entry_decimals"] = str(figure.entry_decimals)
    if figure.unit:
        entries["unit"] = figure.unit
    if figure.during:
        entries["during"] = list(figure.during)
    if figure.clause:
        entries["clause"] = figure.clause
    return entries


def _kind(kind: Kind) -> Written:
    return {"name": kind.name} if kind.part_of is None else {"name": kind.name, "part_of": kind.part_of}


def _colour(colour: Colour) -> Written:
    entries: Entries = {"id": colour.id, "name": colour.name, "tint": colour.tint}
    return {**entries, "meaning": colour.meaning} if colour.meaning else entries


def _ranking(ranking: Ranking) -> Written:
    ordering = ranking.ordering
    entries: Entries = {
        "id": ranking.id,
        "name": ranking.name,
        "score": ordering.score,
        "columns": list(ranking.columns),
        "also": list(ranking.also),
        "by": ordering.apart.value,
        "better": _better(ordering.high_first),
        "ties": ordering.ties.value,
        "compare": "published" if ordering.by_published else "exact",
    }
    if ranking.rating is not None:
        entries["rating"] = ranking.rating
    if ordering.then:
        entries["then"] = [_then(then) for then in ordering.then]
    if ordering.not_ranked:
        entries["not_ranked"] = list(ordering.not_ranked)
    if ordering.only:
        entries["only"] = write_tests(ordering.only)
    if ranking.change:
        entries["change"] = [against.value for against in ranking.change]
    return entries


def _then(then: Then) -> Written:
    return {"figure": then.figure, "better": _better(then.high_first)}


def _list(item: NamedList) -> Written:
    entries: Entries = {"id": item.id, "name": item.name, "figure": item.figure}
    if item.order_by is not None:
        entries["order_by"] = item.order_by
    entries["better"] = _better(item.high_first)
    return {**entries, "clause": item.clause} if item.clause else entries


def _balance(balance: BalanceCheck) -> Written:
    return {"name": balance.name, "figures": list(balance.figures), "equals": plain_text(balance.equals)}


def _better(high_first: bool) -> str:
    return "high" if high_first else "low"
