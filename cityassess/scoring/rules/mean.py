"""``mean``: over an object's parts, such as a township's sampled villages, or over another window."""

from __future__ import annotations

from cityassess.scoring.fields import Fields
from cityassess.scoring.forms import Gather, MeanOfParts, Missing, Parts, Take
from cityassess.scoring.rules import gather
from cityassess.scoring.rules.context import Known, Orderings, RuleKind
from cityassess.scoring.scheme import Figure
from cityassess.scoring.tree import Entries


def read(fields: Fields, orderings: Orderings) -> MeanOfParts | Gather:
    """Read a mean; one over parts, unweighted and of all of them, is the plain form."""
    rule = gather.read(fields, orderings, take=Take.MEAN)
    if rule.window == Parts() and not rule.where and rule.weights is None:
        return MeanOfParts(rule.figures[0], rule.missing, rule.at_least)
    return rule


def check(rule: MeanOfParts | Gather, figure: Figure, known: Known, fields: Fields) -> None:
    """Full marks can only stand in for missing parts where they are known."""
    if isinstance(rule, Gather):
        gather.check(rule, figure, known, fields)
        return
    source = known.figures.get(rule.figure)
    if source is not None and rule.missing is Missing.FULL and source.id not in known.with_full:
        fields.faults.add(fields.line_of("parts"), f"“{source.name}”没有满分，{fields.what}不能按满分计")


def write(rule: MeanOfParts | Gather) -> Entries:
    """The entries that :func:`read` reads."""
    if isinstance(rule, Gather):
        return gather.write(rule)
    return {"parts": rule.figure, "missing": rule.missing.value, "at_least": str(rule.at_least)}


MEAN: RuleKind[MeanOfParts | Gather] = RuleKind("mean", MeanOfParts, read, check, write)
