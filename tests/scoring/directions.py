"""Which figures can only fall when a score falls, and which do not read it at all: told from the rules alone."""

from __future__ import annotations

from itertools import pairwise

from cityassess.scoring.forms import (
    Balance,
    Earlier,
    Gather,
    Linear,
    MeanOfParts,
    OfAbove,
    Peer,
    RuleForm,
    Steps,
    Sum,
    Take,
    TakePeers,
    WeightByFigure,
    reads_of,
)
from cityassess.scoring.scheme import Scheme


def untouched(scheme: Scheme, criterion: str) -> set[str]:
    """The figures that do not read a criterion, not even by others."""
    return {figure.id for figure in scheme.figures} - _reached(scheme, criterion)


def never_raised(scheme: Scheme, criterion: str) -> set[str]:
    """The figures that fall or stay when a criterion does: they read it by forms that follow what they read."""
    reached, lowered = _reached(scheme, criterion), {criterion}
    for figure in scheme.figures:
        touched = {name for name in figure.inputs if name in reached}
        if touched and touched <= lowered and _follows(figure.rule, touched):
            lowered.add(figure.id)
    return lowered


def _reached(scheme: Scheme, criterion: str) -> set[str]:
    reached = {criterion}
    for figure in scheme.figures:
        if not reached.isdisjoint(figure.inputs):
            reached.add(figure.id)
    return reached


def _follows(rule: RuleForm, touched: set[str]) -> bool:
    """Whether a rule's value never rises when some of the figures that it reads fall and keep their states."""
    match rule:
        case Sum(terms=terms):
            return all(term.weight > 0 for term in terms if term.figure in touched)
        case MeanOfParts() | OfAbove() | Earlier():
            return True
        case Linear(knots=knots):
            return all(left.gives <= right.gives for left, right in pairwise(knots))
        case Steps(high_is_better=high_is_better):
            return high_is_better
        case Gather(where=where, weights=weights, take=take):
            weighed = {weights.figure} if isinstance(weights, WeightByFigure) else set()
            tested = {read.figure for read in reads_of(where)}
            return take is not Take.COUNT and touched.isdisjoint(tested | weighed)
        case Peer(where=where, take=take):
            return take is not TakePeers.COUNT and touched.isdisjoint(read.figure for read in reads_of(where))
        case Balance(reset=reset):
            return reset is None or touched.isdisjoint(read.figure for read in reads_of(reset.when))
        case _:
            return False
