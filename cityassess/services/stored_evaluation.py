"""Evaluating a period, and all that it looks back on, from what the database holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cityassess.scoring.engine import Evaluation
from cityassess.scoring.frame import needed_periods
from cityassess.scoring.history import evaluate_in_force
from cityassess.scoring.periods import Period
from cityassess.scoring.scheme import Scheme
from cityassess.scoring.tally import Tally, detailed_criteria
from cityassess.scoring.values import Roster
from cityassess.services.tallying import DetailRows, detail_fields, tally_rows
from cityassess.store import details, leaves

if TYPE_CHECKING:
    from cityassess.store.session import Session


def evaluate_stored(
    session: Session, scheme: Scheme, editions: Iterable[Scheme], roster: Roster, period: Period
) -> Evaluation:
    """Evaluate a period under one edition of a scheme; ``editions`` are all of them, that one included.

    What the period looks back on is evaluated by the edition in force then.
    """

    def tallied(edition: Scheme, asked: tuple[Period, ...]) -> Tally:
        codes = sorted(needed.code for needed in needed_periods(edition, asked))
        rows = leaves.by_period(session, scheme.id, codes)
        return tally_rows(edition, roster, asked, rows, stored_details(session, edition, codes))

    return evaluate_in_force(scheme, editions, (period,), tallied)


def stored_details(
    session: Session, scheme: Scheme, codes: Sequence[str], object_key: int | None = None
) -> DetailRows:
    """The single checks that a scheme needs, of some periods, of one object if given."""
    criteria = detailed_criteria(scheme)
    if not criteria:
        return ()
    return details.details(session, scheme.id, criteria, codes, object_key, detail_fields(scheme))
