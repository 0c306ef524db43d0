"""Tests on whole figures at once, in three values: false, true, unknown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cityassess.scoring.column import NO_DATA, NOT_APPLICABLE, VALUE, meets
from cityassess.scoring.forms import (
    Attribute,
    AttributeTest,
    Bands,
    BandTest,
    FlagTest,
    Has,
    StateTest,
    Test,
    ValueTest,
)
from cityassess.scoring.periods import Cycle

if TYPE_CHECKING:
    from cityassess.scoring.evaluating.context import Context

FALSE, TRUE, UNKNOWN = 0, 1, 2
Truths = npt.NDArray[np.uint8]
_STATE = {Has.VALUE: VALUE, Has.NO_DATA: NO_DATA, Has.NOT_APPLICABLE: NOT_APPLICABLE}


def all_hold(tests: Iterable[Test], kind: str, cycle: Cycle, context: Context) -> Truths:
    """Whether all tests hold, for each object of a kind in each period: false if one is, else unknown if one is."""
    truths = np.full(_shape(kind, cycle, context), TRUE, dtype=np.uint8)
    for test in tests:
        one = holds(test, kind, cycle, context)
        truths = np.where((truths == FALSE) | (one == FALSE), FALSE, np.maximum(truths, one)).astype(np.uint8)
    return truths


def any_holds(tests: Iterable[Test], kind: str, cycle: Cycle, context: Context) -> Truths:
    """Whether one of the tests holds: true if one is true, else unknown if one is."""
    truths = np.full(_shape(kind, cycle, context), FALSE, dtype=np.uint8)
    for test in tests:
        one = holds(test, kind, cycle, context)
        truths = np.where((truths == TRUE) | (one == TRUE), TRUE, np.maximum(truths, one)).astype(np.uint8)
    return truths


def holds(test: Test, kind: str, cycle: Cycle, context: Context) -> Truths:
    """One test: unknown where the figure has no data, false where it does not apply."""
    match test:
        case AttributeTest(attribute=attribute, values=values):
            return _attribute_holds(attribute, values, kind, cycle, context)
        case StateTest(figure=figure, has=has):
            found: Truths = (context.value(figure).states == _STATE[has]).astype(np.uint8)
            return found
    column = context.value(test.figure)
    true = column.states == VALUE
    match test:
        case ValueTest(limits=limits):
            for limit in limits:
                true = true & meets(column, limit.comparison, limit.value)
        case BandTest(bands=bands):
            rule = context.figure(test.figure).rule
            wanted = (
                [place for place, band in enumerate(rule.bands) if band.id in bands]
                if isinstance(rule, Bands)
                else []
            )
            true = (column.states == VALUE) & np.isin(column.numerators, wanted)
        case FlagTest(holds=wanted_flag):
            true = (column.states == VALUE) & ((column.numerators != 0) == wanted_flag)
    return np.where(column.states == NO_DATA, UNKNOWN, true).astype(np.uint8)


def _attribute_holds(
    attribute: Attribute, values: tuple[str, ...], kind: str, cycle: Cycle, context: Context
) -> Truths:
    axes = context.frame
    if attribute is Attribute.NAME:
        names = np.array([item.name for item in axes.objects[kind]], dtype=object)
        texts = np.broadcast_to(names, _shape(kind, cycle, context))
    else:
        texts = axes.groups(cycle, kind) if attribute is Attribute.GROUP else axes.grades(cycle, kind)
    return np.isin(texts, list(values)).astype(np.uint8)


def _shape(kind: str, cycle: Cycle, context: Context) -> tuple[int, int]:
    return len(context.frame.periods[cycle]), len(context.frame.objects[kind])
