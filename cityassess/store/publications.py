"""Published results, frozen with all that they were made of."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Row, Select, Table, func, insert, select

from cityassess.store import periods
from cityassess.store.canonical import clean_text
from cityassess.store.session import Session, plain_row
from cityassess.store.tables import PeriodRow, PublicationRow

_TABLE = cast(Table, PublicationRow.__table__)


@dataclass(frozen=True, slots=True)
class PublicationDraft:
    """What is to be published: the scheme's edition (its number in the database), the frozen payload, its digest."""

    period: str
    scheme_id: str
    edition_id: int
    payload: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class Publication:
    """One publication; ``number`` is 1 for the first of its period and scheme, 2 and later are corrections (更正).

    ``revision`` is the period's revision that was frozen: a higher one now means that checks changed since.
    ``digest`` is that of the inputs, ``payload_digest`` the SHA-256 of all that was frozen, the result with it.
    """

    id: int
    period: str
    scheme_id: str
    number: int
    edition_id: int
    revision: int
    digest: str
    who: str
    when: str
    payload_digest: str


def freeze(session: Session, draft: PublicationDraft) -> Publication:
    """Publish: keep the payload for good, under the next number of this period and scheme."""
    period_id = periods.ensure(session, [draft.period])[draft.period]
    last = session.connection.execute(
        select(func.max(_TABLE.c.number)).where(
            _TABLE.c.scheme_id == draft.scheme_id, _TABLE.c.period_id == period_id
        )
    ).scalar()
    row: dict[str, Any] = {
        "id": session.next_keys(_TABLE, 1)[0],
        "scheme_id": draft.scheme_id,
        "period_id": period_id,
        "number": (last or 0) + 1,
        "edition_id": draft.edition_id,
        "revision": periods.revision(session, draft.period),
        "digest": clean_text(draft.digest),
        "payload": draft.payload,
        "payload_digest": hashlib.sha256(draft.payload).hexdigest(),
        **session.signature(),
    }
    session.connection.execute(insert(PublicationRow), row)
    session.record_row("publish", _TABLE.name, None, plain_row(_TABLE.name, row))
    stored = session.connection.execute(_select().where(_TABLE.c.id == row["id"])).one()
    return _publication(stored)


def latest(session: Session, scheme_id: str, period_code: str) -> Publication | None:
    """The newest publication of a period under a scheme, or None."""
    query = _select().where(_TABLE.c.scheme_id == scheme_id, PeriodRow.code == period_code)
    row = session.connection.execute(query.order_by(_TABLE.c.number.desc()).limit(1)).first()
    return None if row is None else _publication(row)


def of_period(session: Session, scheme_id: str, period_code: str) -> tuple[Publication, ...]:
    """Every publication of a period under a scheme, the newest first."""
    query = _select().where(_TABLE.c.scheme_id == scheme_id, PeriodRow.code == period_code)
    return tuple(
        _publication(row) for row in session.connection.execute(query.order_by(_TABLE.c.number.desc()))
    )


def newest(session: Session) -> int:
    """The number in the database of the newest publication of all, 0 where there is none."""
    return session.connection.execute(select(func.max(_TABLE.c.id))).scalar() or 0


def payload(session: Session, publication_id: int) -> bytes:
    """What a publication was made of, as it was frozen; raises LookupError where there is none."""
    found = session.connection.execute(select(_TABLE.c.payload).where(_TABLE.c.id == publication_id)).scalar()
    if found is None:
        raise LookupError(publication_id)
    return bytes(found)


def every(session: Session) -> tuple[Publication, ...]:
    """Every publication, oldest first."""
    return tuple(_publication(row) for row in session.connection.execute(_select().order_by(_TABLE.c.id)))


def _select() -> Select[Any]:
    light = [column for column in _TABLE.c if column.name != "payload"]
    return select(*light, PeriodRow.code.label("period")).join(PeriodRow, PeriodRow.id == _TABLE.c.period_id)


def _publication(row: Row[Any]) -> Publication:
    return Publication(
        row.id,
        row.period,
        row.scheme_id,
        row.number,
        row.edition_id,
        row.revision,
        row.digest,
        row.changed_by,
        row.changed_at,
        row.payload_digest,
    )
