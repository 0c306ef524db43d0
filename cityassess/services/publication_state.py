"""Whether a period is published, and whether what was published still is what the database says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from cityassess import wording
from cityassess.scoring.history import governing_looked_at, periods_looked_at
from cityassess.scoring.periods import Period
from cityassess.services.frozen import Inputs, inputs_of
from cityassess.services.records import Basis, Edition, Records, governing, period_of
from cityassess.store import checks, issued, objects, periods, publications

if TYPE_CHECKING:
    from cityassess.store.session import Session


@dataclass(frozen=True, slots=True)
class PublishingState:
    """The newest publication of a period: its number (0 none, 2 and later corrections), who published it and when.

    ``when`` is local time as tables write it (2025-11-03 10:32), ``digest`` that of the inputs. ``changed_since``
    says that checks, objects or scheme are no longer those that were published. ``words`` is the number that the
    bulletin bears (娄城管办〔2025〕15号), empty where it has none.
    """

    published: bool = False
    number: int = 0
    who: str = ""
    when: str = ""
    digest: str = ""
    changed_since: bool = False
    words: str = ""


class PublicationStates:
    """Publication states by period; what comparing a publication with the data found is remembered by revisions."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._compared: dict[int, tuple[_Revisions, bool]] = {}

    def of(self, session: Session, scheme_id: str, period: Period) -> PublishingState:
        """The state of a period, whose data is compared with what was published once they are of other revisions."""
        latest = publications.latest(session, scheme_id, period.code)
        if latest is None:
            return PublishingState()
        basis = self._records.basis(session)
        now = _Revisions.of(basis, scheme_id, period, periods.revision(session, period.code))
        now = replace(now, earlier=earlier_revisions(session, basis, scheme_id, period))
        known = self._compared.get(latest.id)
        if known is not None and known[0] == now:
            moved = known[1]
        else:
            moved = not now.edition or _live_digest(session, basis, scheme_id, period) != latest.digest
            self._compared[latest.id] = now, moved
        when = wording.moment_text(datetime.fromisoformat(latest.when).astimezone())
        paper = issued.of_publication(session, latest.id)
        words = paper.number_words if paper is not None else ""
        return PublishingState(True, latest.number, latest.who, when, latest.digest, moved, words)

    def written_since(self, session: Session, basis: Basis) -> dict[tuple[str, str], bool]:
        """By scheme and code of each published period: whether it was written to after it was published.

        Only revisions of the periods themselves are read, so what was taken back counts as well, and what was
        written to an earlier period that one looks back on does not, until :meth:`of` has compared it.
        """
        newest = {(each.scheme_id, each.period): each for each in publications.every(session)}
        if not newest:
            return {}
        revisions = periods.revisions(session)
        objects_changed = objects.changed_after(session, min(each.when for each in newest.values()))
        found: dict[tuple[str, str], bool] = {}
        for place, publication in newest.items():
            period = period_of(publication.period)
            now = _Revisions.of(basis, publication.scheme_id, period, revisions.get(publication.period, 0))
            known = self._compared.get(publication.id)
            if known is not None and replace(known[0], earlier=()) == now:
                found[place] = known[1]
                continue
            since = {key for key, when in objects_changed.items() if when > publication.when}
            found[place] = (now.edition, now.period) != (publication.edition_id, publication.revision) or any(
                basis.roster.by_key[key].exists_in(period) for key in since
            )
        return found


@dataclass(frozen=True, slots=True)
class _Revisions:
    """What the data of a period is made of: its edition (0 without one), the roster's and the period's revision.

    ``earlier`` are the revisions of the periods that it looks back on.
    """

    edition: int
    roster: int
    period: int
    earlier: tuple[tuple[str, int], ...] = ()

    @classmethod
    def of(cls, basis: Basis, scheme_id: str, period: Period, revision: int) -> _Revisions:
        found = governing(basis.editions, period, scheme_id)
        return cls(found[0].id if found else 0, basis.roster_revision, revision)


def earlier_revisions(
    session: Session, basis: Basis, scheme_id: str, period: Period
) -> tuple[tuple[str, int], ...]:
    """The revisions of the periods that a period looks back on, by code; nothing where no edition governs it."""
    own = [each.scheme for each in basis.editions if each.scheme.id == scheme_id]
    found = governing(basis.editions, period, scheme_id)
    if not found:
        return ()
    codes = periods_looked_at(found[0].scheme, own, period) - {period.code}
    revisions = periods.revisions(session) if codes else {}
    return tuple((code, revisions.get(code, 0)) for code in sorted(codes))


def live_inputs(session: Session, basis: Basis, edition: Edition, period: Period) -> Inputs:
    """All that decides the result of a period, as the transaction sees it."""
    scheme = edition.scheme
    own = [each for each in basis.editions if each.scheme.id == scheme.id]
    earlier, others = governing_looked_at(scheme, [each.scheme for each in own], period)
    texts = [(each.scheme, each.text) for each in own if each.scheme in others]
    found = [
        stored.check
        for code in (period.code, *(each.code for each in earlier))
        for stored in checks.of_period(session, scheme.id, code)
    ]
    dated = scheme.calendar.dated(period)
    return inputs_of(scheme, edition.text, dated, basis.roster, found, earlier=earlier, editions=texts)


def _live_digest(session: Session, basis: Basis, scheme_id: str, period: Period) -> str:
    return live_inputs(session, basis, basis.governing(period, scheme_id), period).digest()
