"""``above``: the value of the object that this one is part of."""

from __future__ import annotations

from cityassess.scoring.fields import Fields
from cityassess.scoring.forms import OfAbove
from cityassess.scoring.rules.context import Orderings, RuleKind, unchecked
from cityassess.scoring.tree import Entries


def read(fields: Fields, orderings: Orderings) -> OfAbove:
    """Read ``figure`` (required), a figure of the kind above."""
    return OfAbove(fields.text("figure", required=True))


def write(rule: OfAbove) -> Entries:
    """The entries that :func:`read` reads."""
    return {"figure": rule.figure}


ABOVE = RuleKind("above", OfAbove, read, unchecked, write)
