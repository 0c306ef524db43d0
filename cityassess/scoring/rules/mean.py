"""``mean``: the plain mean of a figure over an object's parts, such as a township's sampled villages."""

from __future__ import annotations

from cityassess.scoring.fields import Fields
from cityassess.scoring.forms import MeanOfParts, Missing
from cityassess.scoring.rules.context import Known, Orderings, RuleKind
from cityassess.scoring.scheme import Figure
from cityassess.scoring.tree import Entries


def read(fields: Fields, orderings: Orderings) -> MeanOfParts:
    """Read ``parts`` (the parts' figure, required), ``missing`` (skip by default) and ``at_least``."""
    return MeanOfParts(
        fields.text("parts", required=True),
        fields.choice("missing", Missing.SKIP),
        fields.integer("at_least", 1, 1, 100_000),
    )


def check(rule: MeanOfParts, figure: Figure, known: Known, fields: Fields) -> None:
    """Full marks can only stand in for missing parts where they are known."""
    source = known.figures.get(rule.figure)
    if source is not None and rule.missing is Missing.FULL and source.id not in known.with_full:
        fields.faults.add(fields.line_of("parts"), f"“{source.name}”没有满分，{fields.what}不能按满分计")


def write(rule: MeanOfParts) -> Entries:
    """The entries that :func:`read` reads."""
    return {"parts": rule.figure, "missing": rule.missing.value, "at_least": str(rule.at_least)}


MEAN = RuleKind("mean", MeanOfParts, read, check, write)
