"""What was issued: the frozen document of a publication, and its paper, set once and kept."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from cityassess import wording
from cityassess.errors import Refused, Unavailable
from cityassess.progress import Progress
from cityassess.services.bulletin.document import Document
from cityassess.services.bulletin.freezing import document_of
from cityassess.services.bulletin.gathering import Gathering, day_of
from cityassess.services.bulletin.printing import DRAFT_MARK, Proof, anchored, proof_again, proof_of
from cityassess.services.bulletin.templates import template, template_for
from cityassess.services.bulletin.writing import Written, write
from cityassess.services.frozen import thaw
from cityassess.store import issued, logged, papers, photos, publications

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cityassess.scoring.periods import Period
    from cityassess.services.bulletin.facts import Fact
    from cityassess.services.bulletin.gathering import Subject
    from cityassess.services.bulletin.material import Material
    from cityassess.services.bulletin.templates import Template
    from cityassess.store.database import Database
    from cityassess.store.issued import Issued
    from cityassess.store.publications import Publication
    from cityassess.store.session import Session

_PHOTO = re.compile(rb'"is":"photo","value":"([0-9a-f]{64})"')


@dataclass(frozen=True, slots=True)
class IssuedPaper:
    """What was issued of a period: which publication (第几版), its number in words, title, by whom and when.

    ``day`` is the date that it bears, ``when`` the local time of publishing as tables write it; ``number`` is empty
    where the bulletin has none. ``kept`` says that its document is, which publications of former versions lack.
    """

    publication_id: int
    edition: int
    number: str
    title: str
    who: str
    when: str
    day: date
    corrects: str = ""
    kept: bool = False


def edition_of(session: Session, scheme_id: str, period: Period, number: int) -> Publication:
    """The publication of a period that bears a number (第几版); raises ``Refused`` with those there are."""
    known = publications.of_period(session, scheme_id, period.code)
    for publication in known:
        if publication.number == number:
            return publication
    title = period_named(session, known[0]) if known else wording.period_title(period)
    if not known:
        raise Refused(f"{title}还没有发布，没有第{number}版。不指定版次时生成{DRAFT_MARK}。")
    there = "、".join(f"第{publication.number}版" for publication in reversed(known))
    raise Refused(f"{title}没有第{number}版，已发布的有{there}。")


def issued_document(session: Session, publication: Publication) -> Document | None:
    """The document of a publication as it was frozen, tied to the log; None where it is older than documents are kept.

    Raises ``Unavailable`` where its bytes or a photo are not there any more.
    """
    if issued.of_publication(session, publication.id) is None:
        return None
    payload = issued.document(session, publication.id)
    found = photos.load(session, (digest.decode("ascii") for digest in _PHOTO.findall(payload)))
    document = document_of(payload, {digest: photo.content for digest, photo in found.items()})
    return anchored_as_published(session, document, publication)


def anchored_as_published(session: Session, document: Document, publication: Publication) -> Document:
    """A bulletin tied to the event that published it."""
    place = logged.publication(session, publication.id)
    return anchored(document, place, publication.payload_digest, publication.period)


def written_again(
    session: Session, gathering: Gathering, publication: Publication
) -> tuple[Material, Written]:
    """What the inputs of a publication say now, by the template that it was issued by, set against other periods."""
    paper = issued.of_publication(session, publication.id)
    subject = gathering.frozen(session, publication)
    used = _template_of(paper, subject)
    day = day_of(publication) if paper is None else paper.day
    material = gathering.material(session, subject, day, needs=used.needs)
    material = replace(material, number="" if paper is None else paper.number_words)
    return material, write(material, used)


def facts_alone(session: Session, gathering: Gathering, publication: Publication) -> Mapping[str, Fact]:
    """The facts that follow from the inputs of a publication alone, whatever became of other periods."""
    paper = issued.of_publication(session, publication.id)
    subject = gathering.frozen(session, publication)
    day = day_of(publication)
    material = gathering.material(session, subject, day, needs=frozenset())
    return write(material, _template_of(paper, subject)).facts


def _template_of(paper: Issued | None, subject: Subject) -> Template:
    return template_for(subject.scheme, subject.period) if paper is None else template(paper.template)


def paper_of(session: Session, publication: Publication) -> IssuedPaper:
    """What is known of the paper of a publication."""
    when = wording.moment_text(datetime.fromisoformat(publication.when).astimezone())
    paper = issued.of_publication(session, publication.id)
    if paper is None:
        day = day_of(publication)
        return IssuedPaper(publication.id, publication.number, "", "", publication.who, when, day)
    former = issued.of_publication(session, paper.corrects) if paper.corrects is not None else None
    return IssuedPaper(
        publication.id,
        publication.number,
        paper.number_words,
        paper.title,
        publication.who,
        when,
        paper.day,
        former.number_words if former is not None else "",
        kept=True,
    )


def period_named(session: Session, publication: Publication) -> str:
    """The period of a publication as documents write it, a campaign by its name."""
    inputs = thaw(publications.payload(session, publication.id)).inputs
    return wording.period_title(inputs.period)


def kept_proof(session: Session, publication: Publication) -> Proof | None:
    """The paper of a publication as it was set, or None where none was set yet.

    Raises ``Unavailable`` where its bytes are not those that were set.
    """
    content = papers.get(session, publication.id)
    if content is None:
        return None
    if papers.kinds(session, publication.id)[papers.PDF] != hashlib.sha256(content).hexdigest():
        title = paper_of(session, publication).title
        raise Unavailable(f"《{title}》的印发件与发布时不一致，没有打印。用“核对数据”查明原因。")
    return proof_again(content)


def set_paper(
    database: Database,
    publication: Publication,
    document: Document,
    subject: str,
    day: date,
    progress: Progress | None = None,
) -> Proof:
    """Set the paper of a publication and keep it for good; nobody who writes waits while it is set.

    Where another desk kept one meanwhile, that one counts. ``subject`` is the period's title, ``day`` the paper's date.
    """
    proof = proof_of(document, subject, day, progress)
    with database.writing(reason=f"{subject}通报印发件存档") as session:
        kept = papers.put(session, publication.id, papers.PDF, proof.pdf)
    return proof if kept == proof.pdf else proof_again(kept)
