"""The bulletin of a period: printed from live data as a draft, issued frozen, reprinted as the very paper it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cityassess import wording
from cityassess.errors import Problem, Refused, Unavailable
from cityassess.progress import Progress, Silent
from cityassess.scoring.periods import Period
from cityassess.services.assessing import assess_checks
from cityassess.services.bulletin import issuing
from cityassess.services.bulletin.book import Books, WrittenBook
from cityassess.services.bulletin.copies import Seal, by_template, signed_path, write_word
from cityassess.services.bulletin.correcting import following, reworded
from cityassess.services.bulletin.document import Document
from cityassess.services.bulletin.freezing import document_bytes
from cityassess.services.bulletin.gathering import day_of
from cityassess.services.bulletin.numbering import MOST, Numbering, refuse_used
from cityassess.services.bulletin.printing import Proof
from cityassess.services.bulletin.release import refuse_empty, refuse_hard
from cityassess.services.bulletin.sheets import COMPARED, ranking_sheets
from cityassess.services.changes import Changes
from cityassess.services.frozen import freeze
from cityassess.services.publication_state import (
    PublicationStates,
    PublishingState,
    earlier_revisions,
    live_inputs,
)
from cityassess.services.recomputing import other_editions
from cityassess.services.records import Records, period_of
from cityassess.store import drafts, issued, periods, publications

if TYPE_CHECKING:
    from cityassess.services.bulletin.drafting import Draft, Drafting
    from cityassess.services.bulletin.gathering import Gathering
    from cityassess.services.bulletin.issuing import IssuedPaper
    from cityassess.store.database import Database
    from cityassess.store.publications import Publication, PublicationDraft
    from cityassess.store.session import Session

__all__ = ["Proof", "Publishing", "PublishingState", "WrittenBulletin"]


@dataclass(frozen=True, slots=True)
class WrittenBulletin:
    """A bulletin written: where, how many pages, which faces stood in for which, and whether it is a draft.

    ``signed`` is where its signed copy lies, if it was to be signed.
    """

    path: Path
    pages: int
    substitutions: tuple[str, ...]
    problems: tuple[Problem, ...]
    draft: bool
    signed: Path | None = None


@dataclass(frozen=True, slots=True)
class _Ground:
    """What a publication is worked out from: whatever of it moves, the publication must be worked out again.

    An edition, the revisions of the roster, the period and those it looks back on, the newest publication of the
    scheme and of all, the version of the draft.
    """

    edition: int
    roster: int
    period: int
    earlier: tuple[tuple[str, int], ...]
    latest: int
    newest: int
    draft: int


@dataclass(frozen=True, slots=True)
class _Ready:
    """A publication worked out, with the bulletin that is issued with it."""

    publication: PublicationDraft
    draft: Draft
    day: date
    corrects: int | None

    @property
    def document(self) -> Document:
        """The bulletin as it is frozen."""
        return self.draft.laid.document


_TRIES = 5


class Publishing:
    """Bulletins and ranking workbooks, and the publications behind them."""

    def __init__(
        self,
        database: Database,
        records: Records,
        states: PublicationStates,
        gathering: Gathering,
        drafting: Drafting,
    ) -> None:
        self._database = database
        self._records = records
        self._states = states
        self._gathering = gathering
        self._drafting = drafting

    def state(self, period: str, scheme_id: str | None = None) -> PublishingState:
        """Whether a period is published, under which number, and whether its data moved since."""
        when = period_of(period)
        with self._database.reading() as session:
            edition = self._records.basis(session).governing(when, scheme_id)
            return self._states.of(session, edition.scheme.id, when)

    def editions(self, period: str, scheme_id: str | None = None) -> tuple[IssuedPaper, ...]:
        """What is known of every paper of a period that was issued, the newest first; empty where none was."""
        when = period_of(period)
        with self._database.reading() as session:
            scheme_id = self._records.basis(session).governing(when, scheme_id).scheme.id
            every = publications.of_period(session, scheme_id, when.code)
            return tuple(issuing.paper_of(session, publication) for publication in every)

    def proof(
        self, period: str, scheme_id: str | None = None, *, live: bool = False, version: int | None = None
    ) -> Proof:
        """The bulletin as PDF bytes.

        A published period gives the paper that was issued last, or that of ``version``, unless ``live`` asks for
        today's data as a draft. Raises ``Refused`` for a version that there is none of.
        """
        return self._proof(period, scheme_id, Silent(), live=live, version=version)

    def pdf(
        self,
        period: str,
        path: Path,
        progress: Progress | None = None,
        scheme_id: str | None = None,
        *,
        template: str = "",
        seal: Seal | None = None,
        live: bool = False,
        version: int | None = None,
    ) -> WrittenBulletin:
        """Write the bulletin as PDF: of a published period the paper that was issued, else a draft of what there is.

        ``live`` asks for the draft even so, that of a correction, ``version`` for the paper of a publication before
        the newest. A draft may go by another ``template``; the paper of
        a published period may get a copy beside it that carries the signature of ``seal``. Raises ``Refused`` where the
        period has nothing to print or the paper cannot be signed, ``Unavailable`` where a file cannot be written.
        """
        from cityassess.reports.files import written_aside

        watched = progress or Silent()
        proof = self._proof(period, scheme_id, watched, live=live, template=template, version=version)
        if seal is not None and proof.draft:
            raise Refused("通报还没有发布，草稿不签名。先发布，再生成签名的通报。")
        copy = signed_path(path) if seal is not None else None
        signed = seal.sign(proof.pdf) if seal is not None else b""
        with written_aside(path, ".pdf") as aside:
            aside.write_bytes(proof.pdf)
        if copy is not None:
            with written_aside(copy, ".pdf") as aside:
                aside.write_bytes(signed)
        return WrittenBulletin(path, proof.pages, proof.substitutions, proof.problems, proof.draft, copy)

    def word(
        self,
        period: str,
        path: Path,
        progress: Progress | None = None,
        scheme_id: str | None = None,
        *,
        template: str = "",
        live: bool = False,
        version: int | None = None,
    ) -> bool:
        """Write the bulletin as Word document; returns whether it is a draft. Takes, raises as :meth:`pdf` does."""
        draft = self._opened(period, scheme_id, progress, template, live=live, version=version)
        write_word(draft, path, progress)
        return bool(draft.laid.document.head.mark)

    def book(
        self, period: str, path: Path, progress: Progress | None = None, scheme_id: str | None = None
    ) -> WrittenBook:
        """Write the explain sheets of all units as one PDF, each on a page of its own; raises like :meth:`pdf`."""
        return Books(self._database, self._records, self._gathering).pdf(period, path, progress, scheme_id)

    def workbook(
        self, period: str, path: Path, progress: Progress | None = None, scheme_id: str | None = None
    ) -> None:
        """Write the rankings as .xlsx, of a published period as it was published."""
        from cityassess.reports.workbook import Sheet, write_workbook

        when = period_of(period)
        with self._database.reading() as session:
            latest, scheme_id = self._latest(session, when, scheme_id)
            if latest is None:
                subject, day = self._gathering.live(session, when, scheme_id), _today()
                refuse_empty(subject.now.assessment)
            else:
                subject, day = self._gathering.frozen(session, latest), day_of(latest)
            material = self._gathering.material(session, subject, day, needs=COMPARED)
        sheets = [Sheet(name, table) for name, table in ranking_sheets(material)]
        title = material.scheme.bulletin.title.replace("{period}", wording.period_title(material.period))
        write_workbook(sheets, path, title=title, progress=progress)

    def document(self, period: str, scheme_id: str | None = None, *, live: bool = False) -> Document:
        """All that the bulletin of a period says: as it was issued, else (or ``live``) a draft of today's data."""
        when = period_of(period)
        with self._database.reading() as session:
            latest, scheme_id = self._latest(session, when, scheme_id)
            if latest is None or live:
                return self._drafting.live_in(session, when, scheme_id).laid.document
            found = issuing.issued_document(session, latest)
            if found is not None:
                return found
            _, written = issuing.written_again(session, self._gathering, latest)
            return issuing.anchored_as_published(session, written.document, latest)

    def publish(
        self, period: str, scheme_id: str | None = None, *, number: int | None = None, paper: bool = True
    ) -> Changes:
        """Freeze a period's inputs, scheme, result and bulletin for good, as its next publication, and set its paper.

        Without ``paper``, whoever prints it first sets it. The bulletin gets the next number of its series and year, or
        ``number``. Raises ``Refused`` with everything that must be settled first: checks that contradict each other,
        figures in changed sentences that moved or are gone, characters that no face has, a number that was used
        already; or where nothing can be ranked, nothing changed since the last publication, or the data go on
        changing while they are worked out.
        """
        when = period_of(period)
        if number is not None and not 1 <= number <= MOST:
            raise Refused(f"编号应是1到{MOST}的整数，现为{number}。")
        with self._database.reading() as session:
            edition = self._records.basis(session).governing(when, scheme_id)
        scheme_id = edition.scheme.id
        title = wording.period_title(edition.scheme.calendar.dated(when))
        for _ in range(_TRIES):
            with self._database.reading() as session:
                ground = self._ground(session, when, scheme_id)
                ready = self._ready(session, ground, when, number)
            refuse_hard(self._drafting.release_problems(ready.draft))
            document = document_bytes(ready.document)
            # All is worked out by now: nobody who enters marks waits for more than these few rows.
            with self._database.writing(reason=f"发布{title}通报") as session:
                if self._ground(session, when, scheme_id) != ground:
                    continue
                published = _issue(session, ready, document)
            if paper:
                self._set_paper(published, title, ready.day)
            return Changes(publications=True)
        raise Refused(f"{title}的数据正在改动，没有发布。等录入或导入停下后再发布。")

    def _ground(self, session: Session, when: Period, scheme_id: str) -> _Ground:
        basis = self._records.basis(session)
        edition = basis.governing(when, scheme_id)
        latest = publications.latest(session, scheme_id, when.code)
        draft = drafts.get(session, scheme_id, when.code, following(latest))
        return _Ground(
            edition.id,
            basis.roster_revision,
            periods.revision(session, when.code),
            earlier_revisions(session, basis, scheme_id, when),
            latest.id if latest is not None else 0,
            publications.newest(session),
            draft.version if draft is not None else 0,
        )

    def _ready(self, session: Session, ground: _Ground, when: Period, number: int | None) -> _Ready:
        """What is to be published, from all that the transaction sees."""
        basis = self._records.basis(session)
        (edition,) = (each for each in basis.editions if each.id == ground.edition)
        scheme_id = edition.scheme.id
        inputs = live_inputs(session, basis, edition, when)
        digest = inputs.digest()
        latest = publications.latest(session, scheme_id, when.code)
        day = _today()
        draft = self._drafting.live_in(session, when, scheme_id, release=day, number=number)
        if latest is not None and latest.digest == digest and not reworded(session, latest):
            raise Refused(f"{draft.title}已发布，之后数据没有变动。有更正时再发布。")
        if draft.numbering is not None:
            refuse_used(session, draft.numbering)
        elif number is not None:
            raise Refused(
                f"{edition.scheme.name}没有规定通报编号的写法，不能指定编号。在方案的通报用语里写上编号。"
            )
        # Worked out from the very inputs that are frozen, so that it can be worked out from them again.
        assessment = assess_checks(edition.scheme, inputs.roster, when, inputs.checks, other_editions(inputs))
        payload = freeze(inputs, assessment)
        return _Ready(
            publications.PublicationDraft(when.code, scheme_id, edition.id, payload, digest),
            draft,
            day,
            latest.id if latest is not None else None,
        )

    def _proof(
        self,
        period: str,
        scheme_id: str | None,
        progress: Progress,
        *,
        live: bool = False,
        template: str = "",
        version: int | None = None,
    ) -> Proof:
        when = period_of(period)
        with self._database.reading() as session:
            wanted, scheme_id = self._wanted(session, when, scheme_id, version, live=live)
            kept = None if wanted is None or template else issuing.kept_proof(session, wanted)
        if kept is not None:
            return kept
        opened = self._opened(period, scheme_id, progress, template, live=live, version=version)
        return self._drafting.proof(opened, progress)

    def _opened(
        self,
        period: str,
        scheme_id: str | None,
        progress: Progress | None,
        template: str = "",
        *,
        live: bool = False,
        version: int | None = None,
    ) -> Draft:
        """A published period as it was issued, else (or ``live``) the draft of today's data, by a template if named."""
        when = period_of(period)
        with self._database.reading() as session:
            wanted, scheme_id = self._wanted(session, when, scheme_id, version, live=live)
            if wanted is None:
                return by_template(self._drafting, self._drafting.live_in(session, when, scheme_id), template)
        return by_template(self._drafting, self._drafting.issued(wanted, progress), template)

    def _wanted(
        self, session: Session, when: Period, scheme_id: str | None, version: int | None, *, live: bool
    ) -> tuple[Publication | None, str]:
        """The publication that is asked for, None where that is a draft, and the scheme that governs the period."""
        latest, scheme_id = self._latest(session, when, scheme_id)
        if version is not None:
            return issuing.edition_of(session, scheme_id, when, version), scheme_id
        return (None if live else latest), scheme_id

    def _latest(
        self, session: Session, when: Period, scheme_id: str | None
    ) -> tuple[Publication | None, str]:
        """The newest publication of a period, and the scheme that governs it."""
        scheme_id = self._records.basis(session).governing(when, scheme_id).scheme.id
        return publications.latest(session, scheme_id, when.code), scheme_id

    def _set_paper(self, published: Publication, title: str, day: date) -> None:
        try:
            with self._database.reading() as session:
                document = issuing.issued_document(session, published)
            if document is not None:
                issuing.set_paper(self._database, published, document, title, day)
        except Unavailable:
            # It is published all the same; whoever prints it first sets the paper then, or learns what is in the way.
            return


def _today() -> date:
    return datetime.now().astimezone().date()


def _issue(session: Session, ready: _Ready, document: bytes) -> Publication:
    """Write a publication and the bulletin that is issued with it."""
    published = publications.freeze(session, ready.publication)
    numbering: Numbering | None = ready.draft.numbering
    head = ready.document.head
    issued.put(
        session,
        issued.IssueDraft(
            published.id,
            ready.document.template,
            numbering.series if numbering is not None else "",
            numbering.year if numbering is not None else None,
            numbering.number if numbering is not None else None,
            head.number,
            head.title,
            ready.day,
            document,
            ready.corrects,
        ),
    )
    return published
