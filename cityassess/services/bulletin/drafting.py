"""Drafts of bulletins: opened from the data with people's changes laid over them, changed, saved, set as proofs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from cityassess import wording
from cityassess.errors import Refused, Unavailable
from cityassess.progress import Progress
from cityassess.reports.blocks import Picture
from cityassess.scoring.periods import Period
from cityassess.services.bulletin import issuing
from cityassess.services.bulletin.case_candidates import CaseCandidate, candidates_of
from cityassess.services.bulletin.correcting import carried, following, former_edits, stored_edits
from cityassess.services.bulletin.document import Document
from cityassess.services.bulletin.draft import Draft, PhotoRef
from cityassess.services.bulletin.edits import Edits
from cityassess.services.bulletin.freezing import edits_text
from cityassess.services.bulletin.gathering import Gathering
from cityassess.services.bulletin.laying import Laid, lay, noted
from cityassess.services.bulletin.material import Material
from cityassess.services.bulletin.numbering import Numbering, next_numbering, numbered_as
from cityassess.services.bulletin.printing import DRAFT_MARK, Proof, anchored, proof_of
from cityassess.services.bulletin.release import ReleaseProblem, refuse_empty, release_problems
from cityassess.services.bulletin.templates import Template, offered, template, template_for, templates
from cityassess.services.bulletin.writing import Written, write
from cityassess.services.records import period_of
from cityassess.store import drafts, events, photos, publications

if TYPE_CHECKING:
    from cityassess.store.database import Database
    from cityassess.store.drafts import StoredDraft
    from cityassess.store.publications import Publication
    from cityassess.store.session import Session


__all__ = ["Conflict", "Draft", "Drafting", "PhotoRef"]


class Conflict(Refused):
    """Somebody saved the draft since it was opened; nothing was written. ``theirs`` is what they saved, and who, when.

    Saving again on top of it, with ``over``, replaces it knowingly.
    """

    def __init__(self, stored: StoredDraft) -> None:
        self.theirs = stored_edits(stored.content)
        self.version = stored.version
        self.who = stored.who
        self.when = _local(stored.when)
        super().__init__(
            f"{stored.who}在{self.when}保存过这份通报稿，您的改动还没有保存。"
            "两份都在：选择并入对方的改动，或用您的替换。"
        )


class Drafting:
    """Opens, keeps and sets the drafts of one database."""

    def __init__(self, database: Database, gathering: Gathering) -> None:
        self._database = database
        self._gathering = gathering
        self._lock = Lock()
        self._photos: dict[str, Picture] = {}
        self._set: tuple[Document, Proof] | None = None

    def open(self, period: str, scheme_id: str | None = None) -> Draft:
        """The bulletin of a period: its draft, or as it was issued where no correction was begun.

        Raises ``Refused`` where the period has nothing to print.
        """
        when = period_of(period)
        with self._database.reading() as session:
            scheme_id = self._gathering.records.basis(session).governing(when, scheme_id).scheme.id
            latest = publications.latest(session, scheme_id, when.code)
            if latest is None or _stored(session, scheme_id, when, latest) is not None:
                return self.live_in(session, when, scheme_id)
        return self.issued(latest)

    def issued(self, publication: Publication, progress: Progress | None = None) -> Draft:
        """A published period as it was issued, to be read; its paper is set now where that was not done yet.

        Raises ``Unavailable`` where what was frozen cannot be read any more.
        """
        with self._database.reading() as session:
            draft = self._issued_in(session, publication)
        if draft.paper is not None or draft.issued is None or not draft.issued.kept:
            return draft
        document = draft.laid.document
        paper = issuing.set_paper(
            self._database, publication, document, draft.title, draft.issued.day, progress
        )
        return replace(draft, paper=paper)

    def live_in(
        self,
        session: Session,
        when: Period,
        scheme_id: str,
        *,
        release: date | None = None,
        number: int | None = None,
    ) -> Draft:
        """The draft for the next publication of a period, as a transaction sees it.

        With the day of ``release`` it is what would be issued then, under ``number`` where that is given. Raises
        ``Refused`` where the period has nothing to print.
        """
        latest = publications.latest(session, scheme_id, when.code)
        stored = _stored(session, scheme_id, when, latest)
        edits = carried(former_edits(session, latest)) if stored is None else stored_edits(stored.content)
        subject = self._gathering.live(session, when, scheme_id)
        refuse_empty(subject.now.assessment)
        day = release or datetime.now().astimezone().date()
        material = self._gathering.material(session, subject, day, corrects=latest)
        numberings: Mapping[str, Numbering | None] = {
            each.id: next_numbering(session, subject.scheme, each, day) for each in templates()
        }
        used = _template(edits, material)
        if release is not None:
            edits, settled = _settled(edits, numberings[used.id], number)
            numberings = {**numberings, used.id: settled}
        self._load_photos(session, edits)
        row = drafts.get(session, scheme_id, when.code, following(latest))
        material = replace(material, mark="" if release else DRAFT_MARK)
        written = _write(material, used, numberings.get(used.id))
        # A draft names the end of the log, so that its paper tells which data it is of; what is issued names its event.
        foot = "" if release else anchored(written.document, events.head(session)).foot
        return Draft(
            when.code,
            scheme_id,
            wording.period_title(subject.period),
            day,
            following(latest),
            0 if row is None else row.version,
            edits,
            used,
            tuple(each for each in offered(subject.period) if latest is not None or not each.corrects),
            material,
            written,
            self._lay(written, edits, foot),
            numberings,
            foot,
            stored.who if stored is not None else "",
            _local(stored.when) if stored is not None else "",
        )

    def relay(self, draft: Draft, edits: Edits) -> Draft:
        """The draft with other changes; only computes, nothing is read or saved."""
        if draft.issued is not None or draft.material is None:
            return draft
        written, used = draft.written, draft.template
        if edits.template != draft.edits.template:
            used = _template(edits, draft.material)
            written = _write(draft.material, used, draft.numberings.get(used.id))
        laid = self._lay(written, edits, draft.foot)
        return replace(draft, edits=edits, template=used, written=written, laid=laid)

    def save(self, draft: Draft, edits: Edits, *, over: bool = False) -> Draft:
        """Keep changes; returns the draft with them and its new version.

        The figures of changed passages that nobody accepted yet are noted as they stand, so that it shows when they
        move. Raises :class:`Conflict` where somebody saved since the draft was opened, unless ``over`` says to replace
        that, and ``Refused`` where the period was published meanwhile; nothing is written then.
        """
        saved = self.relay(draft, edits)
        if draft.issued is None:
            kept = _noted(edits, saved.laid)
            saved = saved if kept is edits else self.relay(saved, kept)
        stored = self._put(draft, edits_text(saved.edits), "修改", None if over else draft.version)
        return replace(saved, version=stored.version, saved_by=stored.who, saved_at=_local(stored.when))

    def discard(self, draft: Draft) -> Draft:
        """Give up all changes of a draft; returns the bulletin of the period as it is without them.

        Raises :class:`Conflict` where somebody saved other changes since the draft was opened.
        """
        if draft.version:
            self._put(draft, "", "放弃", draft.version)
        return self.open(draft.period, draft.scheme_id)

    def begin_correction(self, draft: Draft) -> Draft:
        """A draft for the correction of a published period, with the changes that its paper was issued with."""
        if draft.issued is None:
            return draft
        with self._database.writing(reason=f"另建{draft.title}通报更正稿") as session:
            latest = publications.latest(session, draft.scheme_id, draft.period)
            there = drafts.get(session, draft.scheme_id, draft.period, following(latest))
            if there is None or not there.content:
                text = edits_text(carried(former_edits(session, latest)))
                drafts.put(session, draft.scheme_id, draft.period, following(latest), text, None)
        return self.open(draft.period, draft.scheme_id)

    def proof(self, draft: Draft, progress: Progress | None = None) -> Proof:
        """The draft as PDF, or the paper that was issued; only computes, nothing is read or saved.

        Raises ``Cancelled`` when progress says so.
        """
        if draft.paper is not None:
            return draft.paper
        document = draft.laid.document
        with self._lock:
            last = self._set
        if last is not None and last[0] is document:
            return last[1]
        proof = proof_of(document, draft.title, draft.day, progress)
        with self._lock:
            self._set = document, proof
        return proof

    def release_problems(self, draft: Draft) -> tuple[ReleaseProblem, ...]:
        """What is to be settled before the draft is issued (``hard``) and what is better looked at, said in Chinese."""
        if draft.issued is not None or draft.material is None:
            return ()
        found = release_problems(
            draft.laid,
            draft.written.facts,
            draft.material.assessment,
            draft.numbering,
            self.proof(draft),
            draft.edits.cases,
        )
        return (*self._lost_photos(draft.edits), *found)

    def _lost_photos(self, edits: Edits) -> Iterator[ReleaseProblem]:
        with self._lock:
            known = set(self._photos)
        for case in edits.cases:
            lost = sum(digest not in known for digest, _ in case.photos)
            if lost:
                words = f"一个典型案例有{lost}张照片找不到，没有印出。重新插入照片，或把它们删去。"
                yield ReleaseProblem(words, hard=True, passage=case.id)

    def candidates(self, draft: Draft) -> tuple[CaseCandidate, ...]:
        """The checks of the period that a typical case can be made of, the worst first."""
        return candidates_of(draft.material) if draft.material is not None else ()

    def add_photo(self, source: Path | bytes, name: str = "") -> PhotoRef:
        """Keep a photo, a file or its bytes (``name`` is what the file is called); the same photo is kept once.

        Raises ``Refused`` for what is no photo, too large, moving or broken, ``Unavailable`` where it cannot be read.
        """
        from cityassess.reports.photo_file import read_photo

        read = read_photo(source, name)
        with self._database.writing(reason="存入通报照片") as session:
            kept = photos.put(session, read.content, read.width, read.height)
        with self._lock:
            self._photos[kept.digest] = Picture(kept.content, kept.width, kept.height)
        return PhotoRef(kept.digest, kept.width, kept.height)

    def _put(self, draft: Draft, text: str, doing: str, base: int | None) -> StoredDraft:
        with self._database.writing(reason=f"{doing}{draft.title}通报稿") as session:
            latest = publications.latest(session, draft.scheme_id, draft.period)
            if draft.issued is not None or following(latest) != draft.number:
                raise Refused(f"{draft.title}通报已发布，不能再改动。要更正时先另建更正稿。")
            try:
                return drafts.put(session, draft.scheme_id, draft.period, draft.number, text, base)
            except drafts.Stale as stale:
                raise Conflict(stale.theirs) from None

    def _issued_in(self, session: Session, publication: Publication) -> Draft:
        """A published period as it was issued; where its figures cannot be worked out again, without their sources."""
        document = issuing.issued_document(session, publication)
        try:
            material, written = issuing.written_again(session, self._gathering, publication)
        except (Refused, Unavailable):
            if document is None:
                raise
            material, written = None, Written(document, {})
        if document is None:
            document = issuing.anchored_as_published(session, written.document, publication)
        title = issuing.period_named(session, publication)
        paper = issuing.paper_of(session, publication)
        return Draft(
            publication.period,
            publication.scheme_id,
            title,
            paper.day,
            publication.number,
            0,
            former_edits(session, publication),
            next((each for each in templates() if each.id == document.template), None),
            (),
            material,
            replace(written, document=document),
            Laid(document, (), ()),
            issued=paper,
            paper=issuing.kept_proof(session, publication),
        )

    def _load_photos(self, session: Session, edits: Edits) -> None:
        wanted = {digest for case in edits.cases for digest, _ in case.photos}
        with self._lock:
            wanted -= self._photos.keys()
        found = photos.load(session, wanted)
        with self._lock:
            for digest, photo in found.items():
                self._photos[digest] = Picture(photo.content, photo.width, photo.height)

    def _lay(self, written: Written, edits: Edits, foot: str) -> Laid:
        texts = {key: fact.text for key, fact in written.facts.items()}
        wanted = {digest for case in edits.cases for digest, _ in case.photos}
        with self._lock:
            shown = {digest: self._photos[digest] for digest in wanted & self._photos.keys()}
        laid = lay(written.document, texts, edits, shown)
        return replace(laid, document=replace(laid.document, foot=foot))


def _stored(session: Session, scheme_id: str, when: Period, latest: Publication | None) -> StoredDraft | None:
    """The draft for the next publication; None where there is none, or it was discarded."""
    found = drafts.get(session, scheme_id, when.code, following(latest))
    return found if found is not None and found.content else None


def _template(edits: Edits, material: Material) -> Template:
    """The template that a bulletin goes by: the one that was chosen, else the period's own."""
    return template(edits.template) if edits.template else template_for(material.scheme, material.period)


def _write(material: Material, used: Template, numbering: Numbering | None) -> Written:
    return write(replace(material, number=numbering.words if numbering is not None else ""), used)


def _settled(edits: Edits, numbering: Numbering | None, number: int | None) -> tuple[Edits, Numbering | None]:
    """Changes and number for release: a number given, or typed in the pattern's way, takes the next one's place."""
    typed = edits.words.get("number", "")
    if numbering is None or (number is None and not typed):
        return edits, numbering
    wanted = replace(numbering, number=number) if number is not None else numbered_as(numbering, typed)
    if wanted is None:
        return edits, numbering
    kept = {name: said for name, said in edits.words.items() if name != "number"}
    return replace(edits, words=kept), wanted


def _noted(edits: Edits, laid: Laid) -> Edits:
    """The changes with the figures of changed passages noted as they stand, as far as nobody accepted them yet."""
    changed = edits.passages.keys() | {case.id for case in edits.cases}
    return noted(edits, replace(laid, fields=tuple(one for one in laid.fields if one.passage in changed)))


def _local(when: str) -> str:
    """A moment of the database as tables write it, by the clock of this machine."""
    return wording.moment_text(datetime.fromisoformat(when).astimezone())
