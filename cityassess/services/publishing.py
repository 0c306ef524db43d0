"""The bulletin of a period: printed from live data as a draft, published frozen, reprinted as it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from cityassess import wording
from cityassess.errors import Problem, Refused, Unavailable
from cityassess.progress import Progress, Silent
from cityassess.scoring.assessment import Assessment
from cityassess.scoring.periods import Period
from cityassess.scoring.scheme import Scheme
from cityassess.services.assessing import assess_checks
from cityassess.services.changes import Changes
from cityassess.services.frozen import Inputs, Thawed, freeze, same_result, thaw
from cityassess.services.publication_state import (
    PublicationStates,
    PublishingState,
    earlier_revisions,
    live_inputs,
)
from cityassess.services.records import Records, period_of
from cityassess.services.scheme_files import kept_scheme
from cityassess.store import events, logged, periods, publications

if TYPE_CHECKING:
    from cityassess.reports.bulletin import BulletinContent, LogAnchor
    from cityassess.services.standings import Standings
    from cityassess.store.database import Database
    from cityassess.store.session import Session

__all__ = ["Proof", "Publishing", "PublishingState", "WrittenBulletin", "recomputed"]


@dataclass(frozen=True, slots=True)
class WrittenBulletin:
    """A bulletin written: where, how many pages, which faces stood in for which, and whether it is a draft."""

    path: Path
    pages: int
    substitutions: tuple[str, ...]
    problems: tuple[Problem, ...]
    draft: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """A bulletin as PDF bytes, the same that would be written."""

    pdf: bytes
    pages: int
    substitutions: tuple[str, ...]
    problems: tuple[Problem, ...]
    draft: bool


@dataclass(frozen=True, slots=True)
class _Source:
    assessment: Assessment
    scheme: Scheme
    day: date
    anchor: LogAnchor
    draft: bool


@dataclass(frozen=True, slots=True)
class _Ground:
    """What a publication is worked out from: an edition, the roster's and the periods' revisions, what precedes it."""

    edition: int
    roster: int
    period: int
    earlier: tuple[tuple[str, int], ...]
    latest: int


_TRIES = 3


class Publishing:
    """Bulletins and ranking workbooks, and the publications behind them."""

    def __init__(
        self, database: Database, records: Records, standings: Standings, states: PublicationStates
    ) -> None:
        self._database = database
        self._records = records
        self._standings = standings
        self._states = states

    def state(self, period: str, scheme_id: str | None = None) -> PublishingState:
        """Whether a period is published, and whether its data moved since."""
        when = period_of(period)
        with self._database.reading() as session:
            edition = self._records.basis(session).governing(when, scheme_id)
            return self._states.of(session, edition.scheme.id, when)

    def proof(self, period: str, scheme_id: str | None = None, *, live: bool = False) -> Proof:
        """The bulletin as PDF bytes.

        A published period gives what was published, unless ``live`` asks for today's data as a draft.
        """
        target = BytesIO()
        written = self._write(period, scheme_id, target, Silent(), live=live)
        return Proof(target.getvalue(), written.pages, written.substitutions, written.problems, written.draft)

    def pdf(
        self, period: str, path: Path, progress: Progress | None = None, scheme_id: str | None = None
    ) -> WrittenBulletin:
        """Write the bulletin as PDF: a published period as it was published, else a draft of what there is now.

        Raises ``Refused`` where the period has nothing to print, ``Unavailable`` where the file cannot be written.
        """
        return self._write(period, scheme_id, path, progress or Silent())

    def workbook(
        self, period: str, path: Path, progress: Progress | None = None, scheme_id: str | None = None
    ) -> None:
        """Write the rankings as .xlsx, of a published period as it was published."""
        from cityassess.reports.bulletin import ranking_tables
        from cityassess.reports.workbook import Sheet, write_workbook

        content = self.content(period, scheme_id)
        sheets = [Sheet(name, table) for name, table in ranking_tables(content)]
        for annex in content.annexes:
            sheets += [Sheet(annex.title, table) for table in annex.tables]
        write_workbook(sheets, path, title=content.title, progress=progress)

    def publish(self, period: str, scheme_id: str | None = None) -> Changes:
        """Freeze a period's inputs, scheme and result for good, as its next publication.

        Raises ``Refused`` where checks contradict each other, nothing can be ranked, or nothing changed since the
        last publication; or where they go on changing while they are worked out.
        """
        when = period_of(period)
        with self._database.reading() as session:
            edition = self._records.basis(session).governing(when, scheme_id)
        title = wording.period_title(edition.scheme.calendar.dated(when))
        for _ in range(_TRIES):
            with self._database.reading() as session:
                ground = self._ground(session, when, scheme_id)
                draft = self._draft(session, ground, when)
            # All is worked out by now: nobody who enters marks waits for more than this one row.
            with self._database.writing(reason=f"发布{title}通报") as session:
                if self._ground(session, when, scheme_id) == ground:
                    publications.freeze(session, draft)
                    return Changes(publications=True)
        raise Refused(f"{title}的数据正在改动，没有发布。等录入或导入停下后再发布。")

    def _ground(self, session: Session, when: Period, scheme_id: str | None) -> _Ground:
        basis = self._records.basis(session)
        edition = basis.governing(when, scheme_id)
        latest = publications.latest(session, edition.scheme.id, when.code)
        revision = periods.revision(session, when.code)
        earlier = earlier_revisions(session, basis, edition.scheme.id, when)
        before = latest.id if latest is not None else 0
        return _Ground(edition.id, basis.roster_revision, revision, earlier, before)

    def _draft(self, session: Session, ground: _Ground, when: Period) -> publications.PublicationDraft:
        """What is to be published, from the inputs that the transaction sees."""
        basis = self._records.basis(session)
        (edition,) = (each for each in basis.editions if each.id == ground.edition)
        title = wording.period_title(edition.scheme.calendar.dated(when))
        inputs = live_inputs(session, basis, edition, when)
        digest = inputs.digest()
        latest = publications.latest(session, edition.scheme.id, when.code)
        if latest is not None and latest.digest == digest:
            raise Refused(f"{title}已发布，之后数据没有变动。有更正时再发布。")
        assessment = assess_checks(edition.scheme, inputs.roster, when, inputs.checks, other_editions(inputs))
        if assessment.problems:
            raise Refused([Problem(problem) for problem in assessment.problems])
        _refuse_empty(assessment)
        payload = freeze(inputs, assessment)
        return publications.PublicationDraft(when.code, edition.scheme.id, edition.id, payload, digest)

    def _write(
        self,
        period: str,
        scheme_id: str | None,
        target: Path | BytesIO,
        progress: Progress,
        *,
        live: bool = False,
    ) -> WrittenBulletin:
        from cityassess.reports.bulletin import compose
        from cityassess.reports.pdf import PdfMeta, write_pdf

        content = self.content(period, scheme_id, live=live)
        meta = PdfMeta(content.title, content.authority, content.period)
        result = write_pdf(compose(content), target, meta=meta, progress=progress)
        path = target if isinstance(target, Path) else Path()
        told = tuple(str(each) for each in result.substitutions)
        return WrittenBulletin(path, result.pages, told, result.problems, content.draft)

    def content(self, period: str, scheme_id: str | None = None, *, live: bool = False) -> BulletinContent:
        """All that the bulletin of a period says: as it was published, else (or ``live``) a draft of today's data."""
        from cityassess.services.bulletin_text import Issue, bulletin_content

        when = period_of(period)
        with self._database.reading() as session:
            edition = self._records.basis(session).governing(when, scheme_id)
            latest = publications.latest(session, edition.scheme.id, when.code)
            if latest is not None and not live:
                source = self._frozen(session, latest)
            else:
                source = self._live(session, edition.scheme, when)
            before = self._before(session, when, edition.scheme.id)
        _refuse_empty(source.assessment)
        issue = Issue(source.day, source.anchor, source.draft)
        return bulletin_content(source.assessment, source.scheme, before, issue)

    def _frozen(self, session: Session, publication: publications.Publication) -> _Source:
        assessment, scheme = recomputed(thaw(publications.payload(session, publication.id)))
        day = datetime.fromisoformat(publication.when).astimezone().date()
        place = logged.publication(session, publication.id)
        anchor = _anchor(place.log_id, place.seq, place.hash)
        return _Source(assessment, scheme, day, anchor, draft=False)

    def _live(self, session: Session, scheme: Scheme, when: Period) -> _Source:
        """Today's data, and where the log ends in the same transaction."""
        assessment = self._standings.assess_in(session, when, scheme.id)
        head = events.head(session)
        anchor = _anchor(head.log_id, head.seq, head.hash)
        return _Source(assessment, scheme, datetime.now().astimezone().date(), anchor, draft=True)

    def _before(self, session: Session, when: Period, scheme_id: str) -> Assessment | None:
        """The period before, as it was published if it was."""
        basis = self._records.basis(session)
        calendar = basis.governing(when, scheme_id).scheme.calendar
        earlier = calendar.earlier(calendar.dated(when), 1)
        latest = publications.latest(session, scheme_id, earlier.code) if earlier is not None else None
        if latest is not None:
            return recomputed(thaw(publications.payload(session, latest.id)))[0]
        return self._standings.previous_in(session, when, scheme_id)


def _refuse_empty(assessment: Assessment) -> None:
    """Raise ``Refused`` where a bulletin would have nothing to say."""
    title = wording.period_title(assessment.period)
    if not any(group.ranked or group.not_ranked for group in assessment.groups):
        raise Refused(f"{title}没有考核对象，通报没有内容。先导入考核对象和得分。")
    if not any(group.ranked for group in assessment.groups):
        raise Refused(f"{title}还没有可以排名的得分。录入或导入得分后再生成通报。")


def recomputed(thawed: Thawed) -> tuple[Assessment, Scheme]:
    """The result of a publication worked out again from its own inputs, with the scheme that it was made by.

    Raises ``Unavailable`` where it is not the result that was frozen.
    """
    inputs = thawed.inputs
    scheme = kept_scheme(inputs.scheme_id, inputs.scheme_text)
    assessment = assess_checks(scheme, inputs.roster, inputs.period, inputs.checks, other_editions(inputs))
    if not same_result(thawed.result, assessment):
        title = wording.period_title(inputs.period)
        raise Unavailable(f"{title}通报重新计算的结果与发布时不一致，没有打印。用“核对数据”查明原因。")
    return assessment, scheme


def other_editions(inputs: Inputs) -> list[Scheme]:
    """The editions of the scheme that govern periods which a publication looks back on."""
    return [kept_scheme(inputs.scheme_id, text) for text, _ in inputs.editions]


_LOG_DIGITS = 8


def _anchor(log: str, sequence: int, digest: str) -> LogAnchor:
    from cityassess.reports.bulletin import LogAnchor

    return LogAnchor(log[:_LOG_DIGITS], sequence, digest)
