"""Evaluating a period, and all that it looks back on, from what the database holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cityassess.scoring.details import Asked, asked_of
from cityassess.scoring.engine import Evaluation
from cityassess.scoring.frame import needed_periods
from cityassess.scoring.history import evaluate_in_force
from cityassess.scoring.periods import Period
from cityassess.scoring.scheme import Scheme
from cityassess.scoring.tally import Tally
from cityassess.scoring.values import Roster
from cityassess.services.tallying import tally_rows
from cityassess.store import details, leaves

if TYPE_CHECKING:
    from cityassess.store.details import SingleRows
    from cityassess.store.session import Session


def evaluate_stored(
    session: Session, scheme: Scheme, editions: Iterable[Scheme], roster: Roster, period: Period
) -> Evaluation:
    """Evaluate a period under one edition of a scheme; ``editions`` are all of them, that one included.

    What the period looks back on is evaluated by the edition in force then.
    """

    def tallied(edition: Scheme, asked: tuple[Period, ...]) -> Tally:
        return tally_stored(session, edition, roster, asked)

    return evaluate_in_force(scheme, editions, (period,), tallied)


def tally_stored(session: Session, scheme: Scheme, roster: Roster, periods: Iterable[Period]) -> Tally:
    """Add up all checks of some periods, and of those that they look back on, by one edition of a scheme."""
    asked = tuple(periods)
    codes = sorted(needed.code for needed in needed_periods(scheme, asked))
    rows = leaves.by_period(session, scheme.id, codes)
    return tally_rows(scheme, roster, asked, rows, stored_details(session, scheme, codes))


def stored_details(
    session: Session, scheme: Scheme, codes: Sequence[str], object_key: int | None = None
) -> Iterable[SingleRows]:
    """The single checks that a scheme needs, of some periods, of one object if given.

    Criteria that ask for the same are read together, and nothing is read that none of them asks for.
    """
    alike: dict[Asked, list[str]] = {}
    for figure in scheme.criteria:
        asked = asked_of(figure.rule)
        if asked is not None:
            alike.setdefault(asked, []).append(figure.id)
    return details.joined(session, scheme.id, alike, codes, object_key) if alike else ()
