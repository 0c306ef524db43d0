"""Inputs as numbers in a sentence, and what a floor or a cap made of a result."""

from __future__ import annotations

from fractions import Fraction

from cityassess.scoring.assessment import Addend
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.tracing.account import Place
from cityassess.scoring.tracing.words import ended, shown


def value_of(place: Place, figure_id: str) -> Fraction | None:
    """An input of the same object and period as a number; a condition is 1 or 0."""
    return place.evaluation.columns[figure_id].value.fraction(place.row, place.column)


def value_words(place: Place, figure_id: str) -> str:
    """An input as it stands in a sentence: a number, 1（是） of a condition, 无数据."""
    value, source = value_of(place, figure_id), place.source(figure_id)
    text = place.result_of(figure_id).text
    if value is None or source.is_band:
        return text
    return f"{plain_text(value)}（{text}）" if source.is_flag else shown(value, source.decimals)


def named_value(place: Place, figure_id: str) -> str:
    """An input with its name in front."""
    return f"{place.source(figure_id).name}{value_words(place, figure_id)}"


def held_words(raw: Fraction, floor: Fraction | None, cap: Fraction | None, place: Place) -> str:
    """The end of a sentence: the result, and what the limits made of it."""
    decimals = place.figure.decimals
    if cap is not None and raw > cap:
        return f"{shown(raw, decimals)}，最高{plain_text(cap)}，得{ended(place.figure, place.result)}"
    if floor is not None and raw < floor:
        return f"{shown(raw, decimals)}，最低{plain_text(floor)}，得{ended(place.figure, place.result)}"
    return ended(place.figure, place.result)


def held_addends(raw: Fraction, floor: Fraction | None, cap: Fraction | None) -> tuple[Addend, ...]:
    """What the limits took off or gave back."""
    if cap is not None and raw > cap:
        return (Addend("超过上限不计", cap - raw),)
    if floor is not None and raw < floor:
        return (Addend("补到下限", floor - raw),)
    return ()
