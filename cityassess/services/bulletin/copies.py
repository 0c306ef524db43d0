"""Copies of a bulletin besides its PDF: as a Word document, and signed with the office's certificate."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from cityassess.errors import Refused, Unavailable
from cityassess.progress import Progress
from cityassess.services.bulletin.composing import compose
from cityassess.services.bulletin.templates import template

if TYPE_CHECKING:
    from cityassess.reports.signing import SigningKey
    from cityassess.services.bulletin.drafting import Draft, Drafting

_MOST_PASSWORD = 4096


class Seal:
    """The office's certificate, opened and ready to sign papers."""

    def __init__(self, key: SigningKey) -> None:
        self._key = key

    @classmethod
    def from_file(cls, path: Path, password: str) -> Self:
        """Open a certificate file (PKCS#12).

        Raises ``WrongPassword``, ``Refused`` for a file that is none and a certificate out of date, ``Unavailable`` for
        one that cannot be read.
        """
        from cityassess.reports.signing import key_from_file, refuse_out_of_date

        key = key_from_file(path, password)
        refuse_out_of_date(key, datetime.now().astimezone())
        return cls(key)

    def sign(self, pdf: bytes) -> bytes:
        """The paper with a signature of this moment appended and checked; raises like ``reports.signing.sign_pdf``."""
        from cityassess.reports.signing import sign_pdf

        return sign_pdf(pdf, self._key, moment=datetime.now().astimezone()).pdf


def password_in(path: Path) -> str:
    """The first line of a file; raises ``Unavailable`` where it cannot be read, ``Refused`` where it is no text."""
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_PASSWORD)
    except OSError as error:
        raise Unavailable(f"密码文件“{path.name}”读不出来，没有签名。检查路径和权限后再试。") from error
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise Refused(f"密码文件“{path.name}”不是UTF-8文本，没有签名。另存为UTF-8编码后再试。") from error
    if not lines or not lines[0]:
        raise Refused(f"密码文件“{path.name}”的第一行是空的，没有签名。把密码写在第一行。")
    return lines[0]


def signed_path(path: Path) -> Path:
    """Where the signed copy of a paper lies: beside it, for the paper itself stays as it was issued."""
    return path.with_name(f"{path.stem}（已签名）.pdf")


def by_template(drafting: Drafting, draft: Draft, template_id: str) -> Draft:
    """The draft by another template (empty: its own).

    Raises ``Refused`` for an unknown one, for a period that is published, and for the correction of one that never was.
    """
    if not template_id:
        return draft
    chosen = template(template_id)
    if draft.issued is not None:
        raise Refused(f"{draft.title}通报已发布，按发布时的样子生成，不能换模板。")
    if draft.number == 1 and chosen.corrects:
        raise Refused(
            f"{draft.title}通报没有发布过，没有可更正的，没有生成更正通报。先发布通报，或换一个模板。"
        )
    return drafting.relay(draft, replace(draft.edits, template=chosen.id))


def write_word(draft: Draft, path: Path, progress: Progress | None = None) -> None:
    """Write a bulletin as .docx; raises like ``reports.docx.write_docx``."""
    from cityassess.reports.docx import write_docx
    from cityassess.reports.pdf import PdfMeta

    document = draft.laid.document
    head = document.head
    meta = PdfMeta(head.title, head.authority, draft.title, identifier=head.number, day=draft.day)
    write_docx(compose(document), path, meta=meta, progress=progress)
