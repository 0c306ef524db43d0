"""Full marks of every figure: what it comes to at its best, None where it has no such thing."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from cityassess.scoring.forms import (
    Bonus,
    ByRank,
    Choice,
    Choose,
    Constant,
    Deduct,
    Earlier,
    Gather,
    Linear,
    Mark,
    MeanOfParts,
    OfAbove,
    Ratio,
    Steps,
    Sum,
    Table,
    Take,
    TimeLimit,
    WeightByOrder,
)
from cityassess.scoring.scheme import Figure
from tests.scoring.oracle.answers import ZERO

Figures = Mapping[str, Figure]


def full_marks(figures: Figures, figure_id: str) -> Fraction | None:
    """Full marks: weights multiply the ceiling as they multiply the sum, a choice is worth its best option."""
    rule = figures[figure_id].rule
    full: Fraction | None = None
    match rule:
        case Deduct() | Mark() | TimeLimit() | Ratio() | ByRank():
            full = rule.full
        case Bonus():
            full = ZERO
        case Constant():
            full = rule.value
        case Choice():
            full = max(option.points for option in rule.options)
        case Steps():
            full = rule.full if rule.cap is None or rule.cap < rule.full else rule.cap
        case Linear():
            full = max(knot.gives for knot in rule.knots)
        case Table():
            full = max(row.gives for row in rule.rows)
        case MeanOfParts() | OfAbove() | Earlier():
            full = full_marks(figures, rule.figure)
        case Sum():
            full = _of_sum(figures, rule)
        case Choose():
            full = _of_choice(figures, rule)
        case Gather():
            full = _of_gathered(figures, rule)
    return full


def _of_sum(figures: Figures, rule: Sum) -> Fraction | None:
    total = rule.start
    for term in rule.terms:
        if term.weight > 0:
            full = full_marks(figures, term.figure)
            if full is None:
                return None
            total += term.weight * full
    return total if rule.cap is None or total < rule.cap else rule.cap


def _of_choice(figures: Figures, rule: Choose) -> Fraction | None:
    given = [case.gives for case in rule.cases]
    given += [] if rule.otherwise is None else [rule.otherwise]
    fulls = [full_marks(figures, each) if isinstance(each, str) else each for each in given]
    known = [full for full in fulls if full is not None]
    return max(known) if known and len(known) == len(fulls) else None


def _of_gathered(figures: Figures, rule: Gather) -> Fraction | None:
    undivided = isinstance(rule.weights, WeightByOrder) and not rule.weights.divide
    if rule.take in (Take.TOTAL, Take.COUNT) or undivided:
        return None
    fulls = {full_marks(figures, figure) for figure in rule.figures}
    return fulls.pop() if len(fulls) == 1 else None
