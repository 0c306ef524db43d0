"""The editions of schemes (考核方案), each with every version of its text."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import Row, Table, func, insert, select

from cityassess.store.canonical import clean_text
from cityassess.store.session import Session, plain_row
from cityassess.store.tables import SchemeEditionRow

_TABLE = cast(Table, SchemeEditionRow.__table__)


@dataclass(frozen=True, slots=True)
class EditionDraft:
    """An edition to save: the scheme's id, from when to when it is in force, and the text of its file."""

    scheme_id: str
    in_force_from: date
    in_force_to: date | None
    name: str
    circular: str
    text: str


@dataclass(frozen=True, slots=True)
class StoredEdition:
    """One version of an edition as the database keeps it; ``digest`` is the SHA-256 of the text in hexadecimal."""

    id: int
    scheme_id: str
    in_force_from: date
    in_force_to: date | None
    version: int
    name: str
    circular: str
    text: str
    digest: str
    who: str
    when: str


def save_edition(session: Session, draft: EditionDraft) -> StoredEdition:
    """Save an edition: the same text again changes nothing, another text is the edition's next version.

    Old versions are kept, since publications were made with them.
    """
    text = clean_text(draft.text)
    latest = session.connection.execute(
        select(_TABLE)
        .where(_TABLE.c.scheme_id == draft.scheme_id, _TABLE.c.in_force_from == draft.in_force_from)
        .order_by(_TABLE.c.version.desc())
        .limit(1)
    ).first()
    if latest is not None and latest.text == text:
        return _stored(latest)
    row: dict[str, Any] = {
        "id": session.next_keys(_TABLE, 1)[0],
        "scheme_id": clean_text(draft.scheme_id),
        "in_force_from": draft.in_force_from,
        "in_force_to": draft.in_force_to,
        "version": 1 if latest is None else latest.version + 1,
        "name": clean_text(draft.name),
        "circular": clean_text(draft.circular),
        "text": text,
        "digest": hashlib.sha256(text.encode("utf-8")).hexdigest(),
        **session.signature(),
    }
    session.connection.execute(insert(SchemeEditionRow), row)
    session.record_row("create", _TABLE.name, None, plain_row(_TABLE.name, row))
    return edition(session, row["id"])


def editions(session: Session) -> tuple[StoredEdition, ...]:
    """The current version of every edition, by scheme and first day."""
    newest = (
        select(_TABLE.c.scheme_id, _TABLE.c.in_force_from, func.max(_TABLE.c.version).label("version"))
        .group_by(_TABLE.c.scheme_id, _TABLE.c.in_force_from)
        .subquery()
    )
    query = (
        select(_TABLE)
        .join(
            newest,
            (_TABLE.c.scheme_id == newest.c.scheme_id)
            & (_TABLE.c.in_force_from == newest.c.in_force_from)
            & (_TABLE.c.version == newest.c.version),
        )
        .order_by(_TABLE.c.scheme_id, _TABLE.c.in_force_from)
    )
    return tuple(_stored(row) for row in session.connection.execute(query))


def versions(session: Session) -> tuple[StoredEdition, ...]:
    """Every version of every edition, by scheme, first day and version."""
    query = select(_TABLE).order_by(_TABLE.c.scheme_id, _TABLE.c.in_force_from, _TABLE.c.version)
    return tuple(_stored(row) for row in session.connection.execute(query))


def edition(session: Session, edition_id: int) -> StoredEdition:
    """One version of an edition by its number; raises LookupError where there is none."""
    row = session.connection.execute(select(_TABLE).where(_TABLE.c.id == edition_id)).first()
    if row is None:
        raise LookupError(edition_id)
    return _stored(row)


def revision(session: Session) -> int:
    """Grows with every saved edition."""
    return session.connection.execute(select(func.count()).select_from(_TABLE)).scalar_one()


def _stored(row: Row[Any]) -> StoredEdition:
    return StoredEdition(
        row.id,
        row.scheme_id,
        row.in_force_from,
        row.in_force_to,
        row.version,
        row.name,
        row.circular,
        row.text,
        row.digest,
        row.changed_by,
        row.changed_at,
    )
