"""``mark``: a mark that inspectors give directly."""

from __future__ import annotations

from cityassess.scoring.fields import Fields
from cityassess.scoring.rules.context import Known, RuleKind
from cityassess.scoring.rules.deduct import read_full
from cityassess.scoring.scheme import Figure, Mark, Several


def read(fields: Fields) -> Mark:
    """Read ``full`` (required) and ``several``."""
    return Mark(read_full(fields), fields.choice("several", Several.ONE))


def check(rule: Mark, figure: Figure, known: Known, fields: Fields) -> None:
    """A mark reads no other figure, so there is nothing to compare it with."""


MARK = RuleKind("mark", Mark, read, check)
