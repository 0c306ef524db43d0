"""``rank``: the place in a ranking."""

from __future__ import annotations

from cityassess.scoring.fields import Fields
from cityassess.scoring.forms import Rank
from cityassess.scoring.rules.context import Orderings, RuleKind, unchecked
from cityassess.scoring.rules.ranked import read_ranking
from cityassess.scoring.tree import Entries


def read(fields: Fields, orderings: Orderings) -> Rank:
    """Read ``ranking`` (required) and ``from``: counted from the first, or from the last."""
    ranking, ordering = read_ranking(fields, orderings)
    return Rank(ranking, ordering, fields.word("from", ("first", "last")) == "last")


def write(rule: Rank) -> Entries:
    """The entries that :func:`read` reads."""
    return {"ranking": rule.ranking, "from": "last" if rule.from_last else "first"}


RANK = RuleKind("rank", Rank, read, unchecked, write)
