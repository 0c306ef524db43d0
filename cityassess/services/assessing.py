"""An assessment from plain values alone: a scheme, a roster and checks in, what is published out."""

from __future__ import annotations

from collections.abc import Iterable

from cityassess.scoring.assess import assess
from cityassess.scoring.assessment import Assessment
from cityassess.scoring.engine import Evaluation
from cityassess.scoring.history import evaluate_in_force
from cityassess.scoring.periods import Period
from cityassess.scoring.scheme import Scheme
from cityassess.scoring.tally import tally_checks
from cityassess.scoring.values import Check, Roster


def evaluate_checks(
    scheme: Scheme, roster: Roster, period: Period, checks: Iterable[Check], editions: Iterable[Scheme] = ()
) -> Evaluation:
    """Every figure of one period from its checks and those of the periods that it looks back on.

    ``editions`` are further ones of the scheme: earlier periods are evaluated by the edition in force then.
    """
    checks = tuple(checks)
    return evaluate_in_force(
        scheme,
        (*editions, scheme),
        (period,),
        lambda edition, periods: tally_checks(edition, roster, periods, checks),
    )


def assess_checks(
    scheme: Scheme, roster: Roster, period: Period, checks: Iterable[Check], editions: Iterable[Scheme] = ()
) -> Assessment:
    """What is published of one period from its checks and those of the periods that it looks back on."""
    return assess(evaluate_checks(scheme, roster, period, checks, editions), period)
