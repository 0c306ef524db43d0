"""Reading and writing limits and tests."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import partial

from cityassess.scoring.fields import Fields
from cityassess.scoring.forms import (
    Attribute,
    AttributeTest,
    BandTest,
    Comparison,
    FlagTest,
    Has,
    Limit,
    StateTest,
    Test,
    Tests,
    ValueTest,
)
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.tree import Entries, Node, Written


def read_limits(entry: Fields) -> tuple[Limit, ...]:
    """The limits among the entries of a band, a row or a test: below, at_most, above, at_least, equals."""
    return tuple(
        Limit(comparison, value)
        for comparison in Comparison
        if (value := entry.fraction(comparison.value)) is not None
    )


def write_limits(limits: Iterable[Limit]) -> Entries:
    """The entries that :func:`read_limits` reads."""
    return {limit.comparison.value: plain_text(limit.value) for limit in limits}


def read_tests(fields: Fields, key: str, *, required: bool = False) -> Tests:
    """The tests under a key: a list of them, or one alone."""
    return fields.each_or_one(key, partial(_read_test, fields), required=required)


def _read_test(fields: Fields, node: Node) -> Test | None:
    entry = Fields(node, fields.faults, f"{fields.what}的一个条件")
    if entry.faulty:
        return None
    test = _read_figure_test(entry) if entry.has("figure") else _read_attribute_test(entry)
    entry.finish()
    return test


def _read_figure_test(entry: Fields) -> Test | None:
    figure = entry.text("figure", required=True)
    limits = read_limits(entry)
    asked = [bool(limits), *(entry.has(key) for key in ("is", "holds", "has"))]
    if sum(asked) != 1:
        words = "、".join((*(comparison.value for comparison in Comparison), "is", "holds", "has"))
        entry.faults.add(entry.line, f"{entry.what}要写明与“{figure}”怎么比，只写一种：{words}")
        entry.leave_unread()
        return None
    if limits:
        return ValueTest(figure, limits)
    if entry.has("is"):
        return BandTest(figure, entry.words("is"))
    if entry.has("holds"):
        return FlagTest(figure, entry.boolean("holds", True))
    return StateTest(figure, entry.choice("has", Has.VALUE))


def _read_attribute_test(entry: Fields) -> Test | None:
    asked = [attribute for attribute in Attribute if entry.has(attribute.value)]
    if len(asked) != 1:
        entry.faults.add(entry.line, f"{entry.what}要写 figure（考核项），或 group、grade、object 之一")
        entry.leave_unread()
        return None
    return AttributeTest(asked[0], entry.words(asked[0].value))


def write_tests(tests: Tests) -> list[Written]:
    """The list that :func:`read_tests` reads."""
    return [_write_test(test) for test in tests]


def _write_test(test: Test) -> Written:
    match test:
        case ValueTest(figure=figure, limits=limits):
            return {"figure": figure, **write_limits(limits)}
        case BandTest(figure=figure, bands=bands):
            return {"figure": figure, "is": list(bands)}
        case FlagTest(figure=figure, holds=holds):
            return {"figure": figure, "holds": "true" if holds else "false"}
        case StateTest(figure=figure, has=has):
            return {"figure": figure, "has": has.value}
        case AttributeTest(attribute=attribute, values=values):
            return {attribute.value: list(values)}


def stands(value: Fraction, limit: Limit) -> bool:
    """Whether a value meets a limit."""
    match limit.comparison:
        case Comparison.BELOW:
            return value < limit.value
        case Comparison.AT_MOST:
            return value <= limit.value
        case Comparison.ABOVE:
            return value > limit.value
        case Comparison.AT_LEAST:
            return value >= limit.value
        case Comparison.EQUALS:
            return value == limit.value
