"""``choice`` and ``yes_no``: one of several answers, each worth so much; the options exclude each other."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from cityassess.scoring.fields import Fields
from cityassess.scoring.forms import Choice, Option, Several
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.rules.context import Orderings, RuleKind, unchecked
from cityassess.scoring.rules.deduct import read_full
from cityassess.scoring.rules.pricing import is_storable, read_several
from cityassess.scoring.tree import Entries, Node
from cityassess.scoring.values import MOST_POINTS

_MOST_OPTIONS = 99


def read(fields: Fields, orderings: Orderings) -> Choice:
    """Read ``options`` (each with ``id``, ``name`` and ``points``) and ``several``."""
    options = fields.each("options", partial(_read_option, fields), required=True)
    for what in ("id", "name"):
        words = [getattr(option, what) for option in options]
        for word in dict.fromkeys(word for word in words if word and words.count(word) > 1):
            fields.faults.add(fields.line_of("options"), f"{fields.what}的选项“{word}”出现了两次")
    if fields.has("options") and not 2 <= len(options) <= _MOST_OPTIONS:
        fields.faults.add(fields.line_of("options"), f"{fields.what}应有2至{_MOST_OPTIONS}个选项")
    elif options and max(option.points for option in options) <= 0:
        fields.faults.add(fields.line_of("options"), f"{fields.what}最好的选项也不得分，应大于0")
    return Choice(options, read_several(fields, Several.MEAN))


def _read_option(fields: Fields, node: Node) -> Option | None:
    entry = Fields(node, fields.faults, f"{fields.what}的一个选项")
    if entry.faulty:
        return None
    option_id, name = entry.identifier("id"), entry.text("name", required=True)
    points = entry.fraction("points", required=True)
    entry.finish()
    if points is None:
        return None
    if abs(points) > MOST_POINTS or not is_storable(points):
        entry.faults.add(entry.line_of("points"), f"{entry.what}的“points”不超过{MOST_POINTS}，最多4位小数")
        return None
    return Option(option_id, name, points) if option_id else None


def write(rule: Choice) -> Entries:
    """The entries that :func:`read` reads."""
    return {
        "options": [
            {"id": option.id, "name": option.name, "points": plain_text(option.points)}
            for option in rule.options
        ],
        "several": rule.several.value,
    }


def read_yes_no(fields: Fields, orderings: Orderings) -> Choice:
    """Read ``full`` (required, what 是 is worth) and ``several``."""
    full = read_full(fields)
    options = (Option("yes", "是", full), Option("no", "否", Fraction(0)))
    return Choice(options, read_several(fields, Several.MEAN), yes_no=True)


def write_yes_no(rule: Choice) -> Entries:
    """The entries that :func:`read_yes_no` reads."""
    return {"full": plain_text(rule.full), "several": rule.several.value}


CHOICE = RuleKind("choice", Choice, read, unchecked, write)
YES_NO = RuleKind("yes_no", Choice, read_yes_no, unchecked, write_yes_no)
