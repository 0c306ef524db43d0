"""Whether what was issued is what it was: the frozen bulletin, its papers, and the figures that its sentences show."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from cityassess.errors import Refused, Unavailable
from cityassess.services.bulletin.document import Document
from cityassess.services.bulletin.facts import Fact
from cityassess.services.bulletin.issuing import facts_alone, issued_document, paper_of
from cityassess.store import issued, papers

if TYPE_CHECKING:
    from cityassess.services.bulletin.gathering import Gathering
    from cityassess.store.publications import Publication
    from cityassess.store.session import Session

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_PUBLISHED = ("score/", "rank/", "best-score/", "last-score/", "list-count/")
"""Facts that are figures of the result itself. Means and differences are worked out for sentences, which later versions
may do better; that nobody changed these on paper follows from the digests."""
_KINDS = {papers.PDF: "印发件（PDF）"}


def issue_faults(session: Session, gathering: Gathering, publication: Publication) -> Iterator[str]:
    """What is wrong with the bulletin that a publication was issued with, in Chinese; nothing for one without."""
    found = issued.of_publication(session, publication.id)
    if found is None:
        return
    title = paper_of(session, publication).title
    for kind, stated in papers.kinds(session, publication.id).items():
        content = papers.get(session, publication.id, kind) or b""
        if hashlib.sha256(content).hexdigest() != stated:
            yield f"《{title}》的{_KINDS.get(kind, kind)}与印发时的摘要不符，已被改动。"
    if hashlib.sha256(issued.document(session, publication.id)).hexdigest() != found.document_digest:
        yield f"《{title}》的正文与发布时的摘要不符，已被改动。"
        return
    try:
        document = issued_document(session, publication)
        facts = facts_alone(session, gathering, publication)
    except (Unavailable, Refused, LookupError) as fault:
        yield f"《{title}》：{fault}"
        return
    if document is not None:
        for was, now in sorted(set(_other_figures(document, facts))):
            yield f"《{title}》正文里的“{was}”与重新计算的“{now}”不一致。"


def _other_figures(document: Document, facts: Mapping[str, Fact]) -> Iterator[tuple[str, str]]:
    """The published figures that sentences show and the data, worked out again, say otherwise.

    Only numbers are compared: later versions may put the words around them better.
    """
    for passage in document.passages():
        for bound in passage.bound:
            fact = facts.get(bound.fact) if bound.fact.startswith(_PUBLISHED) else None
            if fact is not None and _NUMBER.findall(fact.text) != _NUMBER.findall(bound.text):
                yield bound.text, fact.text
