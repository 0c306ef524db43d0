"""``mean``: the plain mean of a figure over an object's parts, such as a township's sampled villages."""

from __future__ import annotations

from cityassess.scoring.fields import Fields
from cityassess.scoring.rules.context import Known, RuleKind
from cityassess.scoring.scheme import Figure, MeanOfParts, Missing


def read(fields: Fields) -> MeanOfParts:
    """Read ``parts`` (the parts' figure, required), ``missing`` (skip by default) and ``at_least``."""
    return MeanOfParts(
        fields.text("parts", required=True),
        fields.choice("missing", Missing.SKIP),
        fields.integer("at_least", 1, 1, 100_000),
    )


def check(rule: MeanOfParts, figure: Figure, known: Known, fields: Fields) -> None:
    """The parts' figure must belong to a kind that is part of this one, and have the same cycle."""
    source = known.figures.get(rule.figure)
    if source is None:
        return
    line = fields.line_of("parts")
    part = known.kinds.get(source.of)
    if part is not None and part.part_of != figure.of:
        fields.faults.add(line, f"“{part.name}”不是“{figure.of}”的下级，{fields.what}不能对它求平均")
    if source.every is not figure.every:
        fields.faults.add(line, f"{fields.what}与“{source.name}”的周期不同，不能求平均")
    if rule.missing is Missing.FULL and source.id not in known.with_full:
        fields.faults.add(line, f"“{source.name}”没有满分，{fields.what}不能按满分计")


MEAN = RuleKind("mean", MeanOfParts, read, check)
