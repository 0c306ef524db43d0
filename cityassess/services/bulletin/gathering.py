"""What a bulletin is written from, gathered from the database: the period, what it is set against, how it is issued."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from cityassess import wording
from cityassess.scoring.assessment import Assessment
from cityassess.scoring.history import periods_looked_at
from cityassess.scoring.periods import Period
from cityassess.scoring.scheme import Scheme
from cityassess.scoring.values import Roster
from cityassess.services.bulletin.material import Corrected, LastIssue, Material, Need, Term
from cityassess.services.publication_state import live_inputs
from cityassess.services.recomputing import Publications
from cityassess.services.records import Basis, Records, governing, period_of
from cityassess.store import issued, periods, publications

if TYPE_CHECKING:
    from cityassess.services.standings import Standings
    from cityassess.store.publications import Publication
    from cityassess.store.session import Session

EARLIER = 11
"""So many earlier periods a history goes back: with the period itself a year of months."""
ALL = frozenset(Need)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a bulletin is about: the scheme and the objects as they are for it, the dated period, and its result."""

    scheme: Scheme
    roster: Roster
    now: Term

    @property
    def period(self) -> Period:
        """The period, with its days."""
        return self.now.period


@dataclass(frozen=True)
class Gathering:
    """Gathers material within a transaction; what is published counts as it was published."""

    records: Records
    standings: Standings
    published: Publications = field(default_factory=Publications)

    def live(self, session: Session, when: Period, scheme_id: str | None) -> Subject:
        """A period as the data are now; raises ``Refused`` where no scheme or several govern it."""
        basis = self.records.basis(session)
        edition = basis.governing(when, scheme_id)
        scheme = edition.scheme
        evaluation = self.standings.evaluation_in(session, when, scheme.id)
        assessment = self.standings.assess_in(session, when, scheme.id)
        checks = live_inputs(session, basis, edition, when).checks
        return Subject(scheme, basis.roster, Term(assessment, evaluation, checks))

    def frozen(self, session: Session, publication: Publication) -> Subject:
        """A period as it was published; raises ``Unavailable`` where that cannot be worked out again."""
        found = self.published.of(session, publication.id)
        term = Term(found.assessment, found.evaluation, found.inputs.checks)
        return Subject(found.scheme, found.inputs.roster, term)

    def material(
        self,
        session: Session,
        subject: Subject,
        day: date,
        *,
        needs: frozenset[Need] = ALL,
        corrects: Publication | None = None,
    ) -> Material:
        """The material of a bulletin of ``day``, without number and mark; ``needs`` says what else is looked at."""
        basis = self.records.basis(session)
        scheme, calendar = subject.scheme, subject.scheme.calendar
        before = calendar.earlier(subject.period, 1) if Need.BEFORE in needs else None
        year_before = calendar.year_before(subject.period) if Need.YEAR_BEFORE in needs else None
        last_issue = self._last_issue(session, subject) if Need.LAST_ISSUE in needs else None
        return Material(
            scheme,
            subject.roster,
            subject.now,
            day,
            before=self._term(session, basis, scheme.id, before),
            year_before=self._result(session, basis, scheme.id, year_before),
            history=self._history(session, basis, subject) if Need.HISTORY in needs else (),
            last_issue=last_issue,
            corrects=self._corrected(session, corrects) if corrects is not None else None,
        )

    def _history(self, session: Session, basis: Basis, subject: Subject) -> tuple[Assessment, ...]:
        calendar, scheme_id = subject.scheme.calendar, subject.scheme.id
        found: list[Assessment] = []
        for steps in range(1, EARLIER + 1):
            earlier = calendar.earlier(subject.period, steps)
            result = self._result(session, basis, scheme_id, earlier)
            if result is not None:
                found.append(result)
        return tuple(reversed(found))

    def _term(self, session: Session, basis: Basis, scheme_id: str, when: Period | None) -> Term | None:
        """Another period with its checks: as it was published, else as it is; None where nobody is ranked in it."""
        if when is None:
            return None
        latest = publications.latest(session, scheme_id, when.code)
        if latest is not None:
            return self.frozen(session, latest).now
        result = self._result(session, basis, scheme_id, when)
        return None if result is None else self.live(session, when, scheme_id).now

    def _result(
        self, session: Session, basis: Basis, scheme_id: str, when: Period | None
    ) -> Assessment | None:
        """The result of another period: as it was published, else as it is; None where nobody is ranked in it."""
        if when is None:
            return None
        latest = publications.latest(session, scheme_id, when.code)
        if latest is not None:
            return self.published.of(session, latest.id).assessment
        if not _holds_checks(session, basis, scheme_id, when):
            return None
        found = self.standings.assess_in(session, when, scheme_id)
        return found if any(group.ranked for group in found.groups) else None

    def _last_issue(self, session: Session, subject: Subject) -> LastIssue | None:
        """What was issued last of an earlier period of the same cycle."""
        calendar = subject.scheme.calendar
        candidates = []
        for paper in issued.of_scheme(session, subject.scheme.id):
            period = calendar.dated(period_of(paper.period))
            if period.cycle is subject.period.cycle and period.end < subject.period.start:
                candidates.append((period.end, paper.publication_id, paper))
        if not candidates:
            return None
        _, _, last = max(candidates, key=lambda item: item[:2])
        assessment = self.published.of(session, last.publication_id).assessment
        return LastIssue(last.number_words, assessment, last.day)

    def _corrected(self, session: Session, publication: Publication) -> Corrected:
        found = self.frozen(session, publication)
        paper = issued.of_publication(session, publication.id)
        if paper is not None:
            return Corrected(paper.number_words, paper.title, paper.day, found.now.assessment)
        title = found.scheme.bulletin.title.replace("{period}", wording.period_title(found.period))
        return Corrected("", title, day_of(publication), found.now.assessment)


def day_of(publication: Publication) -> date:
    """The day on which something was published, by the clock of this machine."""
    return datetime.fromisoformat(publication.when).astimezone().date()


def _holds_checks(session: Session, basis: Basis, scheme_id: str, when: Period) -> bool:
    """Whether anything was ever written to a period or to one that it looks back on."""
    own = [edition.scheme for edition in basis.editions if edition.scheme.id == scheme_id]
    found = governing(basis.editions, when, scheme_id)
    if not found:
        return False
    looked_at = periods_looked_at(found[0].scheme, own, when) | {when.code}
    revisions = periods.revisions(session)
    return any(revisions.get(code, 0) for code in looked_at)
