"""``mark``: a mark that inspectors give directly."""

from __future__ import annotations

from cityassess.scoring.fields import Fields
from cityassess.scoring.forms import Mark, Several
from cityassess.scoring.marks import plain_text
from cityassess.scoring.rules.context import Orderings, RuleKind, unchecked
from cityassess.scoring.rules.deduct import read_full
from cityassess.scoring.tree import Entries


def read(fields: Fields, orderings: Orderings) -> Mark:
    """Read ``full`` (required) and ``several``."""
    return Mark(read_full(fields), fields.choice("several", Several.ONE))


def write(rule: Mark) -> Entries:
    """The entries that :func:`read` reads."""
    return {"full": plain_text(rule.full), "several": rule.several.value}


MARK = RuleKind("mark", Mark, read, unchecked, write)
