"""``measure``: a measured value, a count, a percentage or an index from elsewhere."""

from __future__ import annotations

from fractions import Fraction

from cityassess.scoring.fields import Fields
from cityassess.scoring.forms import Measure, Several
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.rules.context import Known, Orderings, RuleKind
from cityassess.scoring.rules.pricing import check_typable, is_storable, read_several
from cityassess.scoring.scheme import Figure
from cityassess.scoring.tree import Entries
from cityassess.scoring.values import MOST_POINTS


def read(fields: Fields, orderings: Orderings) -> Measure:
    """Read ``least`` (0 where it is not written), ``most`` and ``several``; ``unit`` is read with every figure."""
    least, most = _read_limit(fields, "least") or Fraction(0), _read_limit(fields, "most")
    if most is not None and most <= least:
        fields.faults.add(
            fields.line_of("most"),
            f"{fields.what}的“most”（{plain_text(most)}）应大于“least”（{plain_text(least)}）",
        )
    several = read_several(fields, Several.MEAN, Several.SUM, Several.HIGHEST, Several.LOWEST, Several.LATEST)
    return Measure(several, least, most)


def _read_limit(fields: Fields, key: str) -> Fraction | None:
    limit = fields.fraction(key)
    if limit is not None and (abs(limit) > MOST_POINTS or not is_storable(limit)):
        fields.faults.add(
            fields.line_of(key), f"{fields.what}的“{key}”应在正负{MOST_POINTS}之间，最多4位小数"
        )
        return None
    return limit


def check(rule: Measure, figure: Figure, known: Known, fields: Fields) -> None:
    """The limits must be values that can be typed."""
    check_typable({"least": rule.least, "most": rule.most}, figure, fields)


def write(rule: Measure) -> Entries:
    """The entries that :func:`read` reads."""
    limits = {"least": rule.least, "most": rule.most}
    entries: Entries = {key: plain_text(limit) for key, limit in limits.items() if limit is not None}
    return {**entries, "several": rule.several.value}


MEASURE = RuleKind("measure", Measure, read, check, write)
