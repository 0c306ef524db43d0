"""The ranking that a rule goes by: its id in the file, its ordering in the rule."""

from __future__ import annotations

from cityassess.scoring.fields import Fields, near_name
from cityassess.scoring.forms import Ordering, Ties
from cityassess.scoring.rules.context import Orderings

_NONE = Ordering("", True, True, Ties.COMPETITION, True)
"""Stands in for a ranking that is not known, so that nothing else is blamed for it."""


def read_ranking(fields: Fields, orderings: Orderings) -> tuple[str, Ordering]:
    """Read ``ranking``: an id of ``rankings``, and what that ranking goes by."""
    name = fields.text("ranking", required=True)
    if name and name not in orderings:
        fields.faults.add(
            fields.line_of("ranking"), f"{fields.what}引用的排名“{name}”没有定义{near_name(name, orderings)}"
        )
    return name, orderings.get(name, _NONE)
