"""``peer``: the best, worst, mean, total or number of a figure over the object's group."""

from __future__ import annotations

from cityassess.scoring.fields import Fields
from cityassess.scoring.forms import Peer, TakePeers
from cityassess.scoring.rules.conditions import read_tests, write_tests
from cityassess.scoring.rules.context import Orderings, RuleKind, unchecked
from cityassess.scoring.tree import Entries

_BY_VALUE = (TakePeers.BEST, TakePeers.WORST)


def read(fields: Fields, orderings: Orderings) -> Peer:
    """Read ``figure`` and ``take`` (required), ``by_group``, ``better`` (of the best and worst) and ``where``."""
    figure = fields.text("figure", required=True)
    fields.node("take", required=True)
    take = fields.choice("take", TakePeers.BEST)
    high = fields.word("better", ("high", "low")) == "high"
    if fields.has("better") and take not in _BY_VALUE:
        fields.faults.add(
            fields.line_of("better"), f"{fields.what}不能写“better”：只有取最好（best）、最差（worst）时才写"
        )
    return Peer(figure, take, fields.boolean("by_group", True), high, read_tests(fields, "where"))


def write(rule: Peer) -> Entries:
    """The entries that :func:`read` reads."""
    entries: Entries = {
        "figure": rule.figure,
        "take": rule.take.value,
        "by_group": "true" if rule.by_group else "false",
    }
    if rule.take in _BY_VALUE:
        entries["better"] = "high" if rule.high_is_better else "low"
    if rule.where:
        entries["where"] = write_tests(rule.where)
    return entries


PEER = RuleKind("peer", Peer, read, unchecked, write)
