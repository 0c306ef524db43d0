"""What was issued: the paper of each publication as a frozen document, with its number in its series and year."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import Row, Select, Table, func, insert, select

from cityassess.store.canonical import clean_text
from cityassess.store.session import Session, plain_row
from cityassess.store.tables import IssuedRow, PeriodRow, PublicationRow

_TABLE = cast(Table, IssuedRow.__table__)
_PUBLICATION = cast(Table, PublicationRow.__table__)


@dataclass(frozen=True, slots=True)
class IssueDraft:
    """What is to be issued with a publication.

    Numbers run in ``series`` from 1 each year; a paper without a number has None for ``year`` and ``number``.
    ``corrects`` is the publication that it corrects (None: none), ``document`` the frozen bytes.
    """

    publication_id: int
    template: str
    series: str
    year: int | None
    number: int | None
    number_words: str
    title: str
    day: date
    document: bytes
    corrects: int | None = None


@dataclass(frozen=True, slots=True)
class Issued:
    """What was issued with a publication, of which ``period``, ``scheme_id`` and ``edition`` (第几版) are told."""

    publication_id: int
    period: str
    scheme_id: str
    edition: int
    template: str
    series: str
    year: int | None
    number: int | None
    number_words: str
    title: str
    day: date
    corrects: int | None
    document_digest: str
    who: str
    when: str


def put(session: Session, draft: IssueDraft) -> Issued:
    """Keep what is issued for good; whether its number is free must have been asked in the same transaction."""
    row: dict[str, Any] = {
        "id": session.next_keys(_TABLE, 1)[0],
        "publication_id": draft.publication_id,
        "corrects_id": draft.corrects,
        "template": clean_text(draft.template),
        "series": clean_text(draft.series),
        "year": draft.year,
        "number": draft.number,
        "number_words": clean_text(draft.number_words),
        "title": clean_text(draft.title),
        "day": draft.day,
        "document": draft.document,
        "document_digest": hashlib.sha256(draft.document).hexdigest(),
        **session.signature(),
    }
    session.connection.execute(insert(IssuedRow), row)
    session.record_row("issue", _TABLE.name, None, plain_row(_TABLE.name, row))
    stored = session.connection.execute(_select().where(_TABLE.c.id == row["id"])).one()
    return _issued(stored)


def next_number(session: Session, series: str, year: int) -> int:
    """The number after the highest of a series and year."""
    query = select(func.max(_TABLE.c.number)).where(_TABLE.c.series == series, _TABLE.c.year == year)
    return (session.connection.execute(query).scalar() or 0) + 1


def numbered(session: Session, series: str, year: int, number: int) -> Issued | None:
    """What bears a number already, or None."""
    query = _select().where(_TABLE.c.series == series, _TABLE.c.year == year, _TABLE.c.number == number)
    row = session.connection.execute(query).first()
    return None if row is None else _issued(row)


def of_publication(session: Session, publication_id: int) -> Issued | None:
    """What was issued with a publication, or None where it is older than documents are kept."""
    row = session.connection.execute(_select().where(_TABLE.c.publication_id == publication_id)).first()
    return None if row is None else _issued(row)


def of_scheme(session: Session, scheme_id: str) -> tuple[Issued, ...]:
    """All that was issued under a scheme, oldest first."""
    query = _select().where(_PUBLICATION.c.scheme_id == scheme_id).order_by(_TABLE.c.id)
    return tuple(map(_issued, session.connection.execute(query)))


def document(session: Session, publication_id: int) -> bytes:
    """The frozen document of a publication; raises LookupError where there is none."""
    query = select(_TABLE.c.document).where(_TABLE.c.publication_id == publication_id)
    found = session.connection.execute(query).scalar()
    if found is None:
        raise LookupError(publication_id)
    return bytes(found)


def _select() -> Select[Any]:
    light = [column for column in _TABLE.c if column.name != "document"]
    return (
        select(
            *light,
            PeriodRow.code.label("period"),
            _PUBLICATION.c.scheme_id,
            _PUBLICATION.c.number.label("edition"),
        )
        .join(_PUBLICATION, _PUBLICATION.c.id == _TABLE.c.publication_id)
        .join(PeriodRow, PeriodRow.id == _PUBLICATION.c.period_id)
    )


def _issued(row: Row[Any]) -> Issued:
    return Issued(
        row.publication_id,
        row.period,
        row.scheme_id,
        row.edition,
        row.template,
        row.series,
        row.year,
        row.number,
        row.number_words,
        row.title,
        row.day,
        row.corrects_id,
        row.document_digest,
        row.changed_by,
        row.changed_at,
    )
