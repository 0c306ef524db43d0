"""``split``: a pool shared by place among those who qualify, or in proportion to a figure."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from cityassess.scoring.fields import Fields, number
from cityassess.scoring.forms import Split, Unclaimed
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.rules.conditions import read_tests, write_tests
from cityassess.scoring.rules.context import Orderings, RuleKind, unchecked
from cityassess.scoring.rules.ranked import read_ranking
from cityassess.scoring.tree import Entries, Node, Scalar


def read(fields: Fields, orderings: Orderings) -> Split:
    """Read ``pool`` and ``ranking`` (required), ``shares`` or ``in_proportion_to``, ``who`` and ``unclaimed``."""
    pool = fields.fraction("pool", required=True)
    if pool is not None and pool <= 0:
        fields.faults.add(fields.line_of("pool"), f"{fields.what}的“pool”应大于0")
    ranking, ordering = read_ranking(fields, orderings)
    proportion = fields.text("in_proportion_to") or None
    if (proportion is None) is not fields.has("shares"):
        fields.faults.add(
            fields.line_of("shares"),
            f"{fields.what}要写明怎么分，只写一种：shares（各名次占几成）或 in_proportion_to（按某项的大小）",
        )
    shares = fields.each("shares", partial(_read_share, fields), required=fields.has("shares"))
    total = sum(shares, Fraction(0))
    if total > 1 or (shares and total == 0):
        fields.faults.add(
            fields.line_of("shares"),
            f"{fields.what}的“shares”合计为{plain_text(total * 100)}%，应大于0、不超过100%",
        )
    unclaimed = fields.choice("unclaimed", Unclaimed.KEPT)
    if fields.has("unclaimed") and proportion is not None:
        fields.faults.add(
            fields.line_of("unclaimed"), f"{fields.what}按某项的大小分，没有无人领取的份额，不用写“unclaimed”"
        )
    who = read_tests(fields, "who")
    return Split(pool or Fraction(1), ranking, ordering, shares, proportion, who, unclaimed)


def _read_share(fields: Fields, node: Node) -> Fraction | None:
    share = number(node) if isinstance(node, Scalar) else None
    if share is None or share < 0:
        written = node.text if isinstance(node, Scalar) else "列表"
        fields.faults.add(node.line, f"{fields.what}的“shares”应是不小于0的百分数，现为“{written}”")
        return None
    return share


def write(rule: Split) -> Entries:
    """The entries that :func:`read` reads."""
    entries: Entries = {"pool": plain_text(rule.pool), "ranking": rule.ranking}
    if rule.in_proportion_to is not None:
        entries["in_proportion_to"] = rule.in_proportion_to
    else:
        entries["shares"] = [plain_text(share) for share in rule.shares]
        entries["unclaimed"] = rule.unclaimed.value
    if rule.who:
        entries["who"] = write_tests(rule.who)
    return entries


SPLIT = RuleKind("split", Split, read, unchecked, write)
