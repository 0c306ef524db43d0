"""A bulletin made into its PDF, and the line and code that tie the paper to the log."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

from cityassess.errors import Problem
from cityassess.progress import Progress
from cityassess.services.bulletin.composing import compose
from cityassess.services.bulletin.document import Document

if TYPE_CHECKING:
    from cityassess.store.events import Head

DRAFT_MARK = "征求意见稿"
"""What stands on every page of what is not issued."""
_LOG_DIGITS = 8
_DIGEST_DIGITS = 20
_DIGITS_TOGETHER = 5


@dataclass(frozen=True, slots=True)
class Proof:
    """A bulletin as PDF bytes, the same that would be written.

    ``substitutions`` say which faces stood in for which, ``problems`` what could not be printed as it should; of a
    paper that was set when it was published neither is known any more.
    """

    pdf: bytes
    pages: int
    substitutions: tuple[str, ...]
    problems: tuple[Problem, ...]
    draft: bool


def proof_of(document: Document, subject: str, day: date, progress: Progress | None = None) -> Proof:
    """Set a bulletin of a day; ``subject`` is what the file is about. Raises ``Cancelled`` when progress says so."""
    from cityassess.reports.pdf import PdfMeta, write_pdf

    target = BytesIO()
    head = document.head
    meta = PdfMeta(head.title, head.authority, subject, identifier=head.number, day=day)
    result = write_pdf(compose(document), target, meta=meta, progress=progress)
    told = tuple(str(each) for each in result.substitutions)
    return Proof(target.getvalue(), result.pages, told, result.problems, bool(document.head.mark))


def proof_again(pdf: bytes) -> Proof:
    """A paper that was set when it was published."""
    from cityassess.reports.preview import PdfPages

    with PdfPages(pdf) as pages:
        return Proof(pdf, len(pages), (), (), draft=False)


def anchored(document: Document, place: Head, digest: str = "", period: str = "") -> Document:
    """The bulletin with the line that names a place in the log, and the code that says it whole.

    ``digest`` is that of what was published (empty: a draft, which gets no code), ``period`` its code.
    """
    digits = place.hash[:_DIGEST_DIGITS]
    groups = " ".join(
        digits[start : start + _DIGITS_TOGETHER] for start in range(0, len(digits), _DIGITS_TOGETHER)
    )
    foot = f"日志号 {place.log_id[:_LOG_DIGITS]}　序号 {place.seq}　摘要 {groups}"
    # In capitals, which a code holds in fewer and so larger modules; a campaign's id stays as it is written.
    code = (
        f"CITYASSESS:1 {place.log_id} {place.seq} {place.hash} {digest}".upper() + f" {period}"
        if digest
        else ""
    )
    return replace(document, foot=foot, code=code)
