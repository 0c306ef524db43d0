"""``mark``: a mark that inspectors give directly."""

from __future__ import annotations

from cityassess.scoring.fields import Fields
from cityassess.scoring.forms import AverageBy, Mark, Several
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.rules.context import Known, Orderings, RuleKind
from cityassess.scoring.rules.deduct import read_full
from cityassess.scoring.rules.pricing import check_typable, read_points, read_several
from cityassess.scoring.scheme import Figure
from cityassess.scoring.tree import Entries


def read(fields: Fields, orderings: Orderings) -> Mark:
    """Read ``full`` (required), ``several``, ``step`` and ``average_by``."""
    full = read_full(fields)
    several = read_several(
        fields, Several.MEAN, Several.HIGHEST, Several.LOWEST, Several.LATEST, Several.TRIMMED
    )
    step = read_points(fields, "step") if fields.has("step") else None
    if step is not None and full % step:
        fields.faults.add(
            fields.line_of("step"),
            f"{fields.what}的满分{plain_text(full)}不是每档{plain_text(step)}的整数倍，打不出满分",
        )
    average_by = fields.choice("average_by", AverageBy.INSPECTOR) if fields.has("average_by") else None
    if average_by is not None and several is not Several.MEAN:
        fields.faults.add(
            fields.line_of("average_by"), f"{fields.what}写了“average_by”，应同时写 several: mean（取平均）"
        )
    return Mark(full, several, step, average_by)


def check(rule: Mark, figure: Figure, known: Known, fields: Fields) -> None:
    """Steps must be what can be typed."""
    check_typable({"step": rule.step}, figure, fields)


def write(rule: Mark) -> Entries:
    """The entries that :func:`read` reads."""
    entries: Entries = {"full": plain_text(rule.full), "several": rule.several.value}
    if rule.step is not None:
        entries["step"] = plain_text(rule.step)
    if rule.average_by is not None:
        entries["average_by"] = rule.average_by.value
    return entries


MARK = RuleKind("mark", Mark, read, check, write)
