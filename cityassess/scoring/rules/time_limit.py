"""``time_limit``: full marks less points for every case that took longer than its limit.

A case within the limit costs nothing. One that took longer costs ``late``; that covers the first stretch of
``further.every`` after the limit, and each further stretch that was begun costs ``further.points`` more.
"""

from __future__ import annotations

from fractions import Fraction

from cityassess.scoring.fields import Fields
from cityassess.scoring.forms import Further, TimeLimit, TimeUnit, Unchecked
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.rules.context import Orderings, RuleKind, unchecked
from cityassess.scoring.rules.deduct import read_floor, read_full
from cityassess.scoring.rules.pricing import read_points, read_unchecked
from cityassess.scoring.tree import Entries

_HOURS = (TimeUnit.HOUR, TimeUnit.WORKING_HOUR)


def read(fields: Fields, orderings: Orderings) -> TimeLimit:
    """Read ``full``, ``limit``, ``unit`` and ``late`` (all required), ``floor``, ``further`` and ``unchecked``."""
    full = read_full(fields)
    floor = read_floor(fields, full)
    unit = fields.choice("unit", TimeUnit.HOUR) if fields.node("unit", required=True) else TimeUnit.HOUR
    limit = _read_time(fields, "limit", unit)
    late = read_points(fields, "late")
    further = _read_further(fields, unit)
    unchecked_ = read_unchecked(fields, Unchecked.NO_DATA, Unchecked.FULL)
    return TimeLimit(full, floor, limit, unit, late, further, unchecked_)


def _read_time(fields: Fields, key: str, unit: TimeUnit) -> Fraction:
    """A stretch of time; hours come to whole minutes, or a case measured by the clock might miss it by a hair."""
    time = read_points(fields, key)
    if unit in _HOURS and (time * 60).denominator != 1:
        fields.faults.add(
            fields.line_of(key), f"{fields.what}的“{key}”应合整分钟，现为{plain_text(time)}小时"
        )
    return time


def _read_further(fields: Fields, unit: TimeUnit) -> Further | None:
    node = fields.node("further")
    if node is None:
        return None
    entry = Fields(node, fields.faults, f"{fields.what}的“further”")
    if entry.faulty:
        return None
    further = Further(_read_time(entry, "every", unit), read_points(entry, "points"))
    entry.finish()
    return further


def write(rule: TimeLimit) -> Entries:
    """The entries that :func:`read` reads."""
    entries: Entries = {
        "full": plain_text(rule.full),
        "floor": plain_text(rule.floor),
        "limit": plain_text(rule.limit),
        "unit": rule.unit.value,
        "late": plain_text(rule.late),
    }
    if rule.further is not None:
        entries["further"] = {
            "every": plain_text(rule.further.every),
            "points": plain_text(rule.further.points),
        }
    return {**entries, "unchecked": rule.unchecked.value}


TIME_LIMIT = RuleKind("time_limit", TimeLimit, read, unchecked, write)
