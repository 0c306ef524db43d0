"""What people changed in the bulletins of periods, kept until each is published and after."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, insert, select, update

from cityassess.store import periods
from cityassess.store.canonical import clean_text
from cityassess.store.session import Session, plain_row
from cityassess.store.tables import DraftRow, PeriodRow

_TABLE = cast(Table, DraftRow.__table__)


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """The draft for publication ``number`` of a period, as somebody saved it; ``content`` is empty once discarded."""

    period: str
    scheme_id: str
    number: int
    content: str
    version: int
    who: str
    when: str


class Stale(Exception):
    """Somebody saved the draft since it was read; nothing was written. ``theirs`` is what is there now."""

    def __init__(self, theirs: StoredDraft) -> None:
        self.theirs = theirs
        super().__init__(f"version {theirs.version} was saved meanwhile")


def get(session: Session, scheme_id: str, period_code: str, number: int) -> StoredDraft | None:
    """The draft for a publication of a period, or None where nobody ever saved one."""
    query = (
        select(_TABLE)
        .join(PeriodRow, PeriodRow.id == _TABLE.c.period_id)
        .where(_TABLE.c.scheme_id == scheme_id, PeriodRow.code == period_code, _TABLE.c.number == number)
    )
    row = session.connection.execute(query).mappings().first()
    return None if row is None else _stored(dict(row), period_code)


def put(
    session: Session,
    scheme_id: str,
    period_code: str,
    number: int,
    content: str,
    base_version: int | None,
) -> StoredDraft:
    """Save a draft; returns it with its new version, or as it is where the content is the same.

    ``base_version`` is the version that was read (0: there was none; None: whatever is there is replaced knowingly).
    Raises ``Stale`` where there is another, ``Refused`` for text that no database can keep.
    """
    content = clean_text(content)
    period_id = periods.ensure(session, [period_code])[period_code]
    query = select(_TABLE).where(
        _TABLE.c.scheme_id == scheme_id, _TABLE.c.period_id == period_id, _TABLE.c.number == number
    )
    found = session.connection.execute(query).mappings().first()
    before: dict[str, Any] | None = None if found is None else dict(found)
    if before is not None:
        stored = _stored(before, period_code)
        if stored.content == content:
            return stored
        if base_version not in (None, stored.version):
            raise Stale(stored)
    row: dict[str, Any] = {
        "id": session.next_keys(_TABLE, 1)[0] if before is None else before["id"],
        "scheme_id": scheme_id,
        "period_id": period_id,
        "number": number,
        "content": content,
        "content_digest": hashlib.sha256(content.encode("utf-8")).hexdigest(),
        "version": 1 if before is None else before["version"] + 1,
        **session.signature(),
    }
    _write(session, before, row)
    return _stored(row, period_code)


def _write(session: Session, before: dict[str, Any] | None, row: dict[str, Any]) -> None:
    after = plain_row(_TABLE.name, row)
    if before is None:
        session.connection.execute(insert(DraftRow), row)
        session.record_row("create", _TABLE.name, None, after)
        return
    session.connection.execute(update(DraftRow).where(_TABLE.c.id == row["id"]).values(row))
    op = "change" if row["content"] else "discard"
    session.record_row(op, _TABLE.name, plain_row(_TABLE.name, before), after)


def _stored(row: dict[str, Any], period_code: str) -> StoredDraft:
    return StoredDraft(
        period_code,
        row["scheme_id"],
        row["number"],
        row["content"],
        row["version"],
        row["changed_by"],
        row["changed_at"],
    )
