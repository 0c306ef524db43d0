"""``condition``: whether tests hold."""

from __future__ import annotations

from cityassess.scoring.fields import Fields
from cityassess.scoring.forms import Condition
from cityassess.scoring.rules.conditions import read_tests, write_tests
from cityassess.scoring.rules.context import Orderings, RuleKind, unchecked
from cityassess.scoring.tree import Entries


def read(fields: Fields, orderings: Orderings) -> Condition:
    """Read ``all`` and ``any``, at least one of them; where both are written, both must hold."""
    if not fields.has("all") and not fields.has("any"):
        fields.faults.add(
            fields.line, f"{fields.what}没有条件：应写“all”（都要成立）或“any”（有一个成立即可）"
        )
    return Condition(
        read_tests(fields, "all", required=fields.has("all")),
        read_tests(fields, "any", required=fields.has("any")),
    )


def write(rule: Condition) -> Entries:
    """The entries that :func:`read` reads."""
    entries: Entries = {}
    if rule.every:
        entries["all"] = write_tests(rule.every)
    if rule.some:
        entries["any"] = write_tests(rule.some)
    return entries


CONDITION = RuleKind("condition", Condition, read, unchecked, write)
