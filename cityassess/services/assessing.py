"""An assessment from plain values alone: a scheme, a roster and checks in, what is published out."""

from __future__ import annotations

from collections.abc import Iterable

from cityassess.scoring.assess import assess
from cityassess.scoring.assessment import Assessment
from cityassess.scoring.engine import Evaluation, evaluate
from cityassess.scoring.periods import Period
from cityassess.scoring.scheme import Scheme
from cityassess.scoring.tally import tally_checks
from cityassess.scoring.values import Check, Roster


def evaluate_checks(scheme: Scheme, roster: Roster, period: Period, checks: Iterable[Check]) -> Evaluation:
    """Every figure of one period from its checks."""
    return evaluate(scheme, tally_checks(scheme, roster, (period,), checks))


def assess_checks(scheme: Scheme, roster: Roster, period: Period, checks: Iterable[Check]) -> Assessment:
    """What is published of one period from its checks."""
    return assess(evaluate_checks(scheme, roster, period, checks), period)
