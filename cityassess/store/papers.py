"""The papers of publications as files, such as the PDF: set once, and the same bytes ever after."""

from __future__ import annotations

import hashlib
from typing import Any, cast

from sqlalchemy import Table, insert, select

from cityassess.store.session import Session, plain_row
from cityassess.store.tables import PaperRow

PDF = "pdf"
"""The kind of paper that every publication has."""

_TABLE = cast(Table, PaperRow.__table__)


def put(session: Session, publication_id: int, kind: str, content: bytes) -> bytes:
    """Keep a paper, unless there is one of its kind already; returns what is kept."""
    known = get(session, publication_id, kind)
    if known is not None:
        return known
    row: dict[str, Any] = {
        "id": session.next_keys(_TABLE, 1)[0],
        "publication_id": publication_id,
        "kind": kind,
        "content": content,
        "content_digest": hashlib.sha256(content).hexdigest(),
        **session.signature(),
    }
    session.connection.execute(insert(PaperRow), row)
    session.record_row("create", _TABLE.name, None, plain_row(_TABLE.name, row))
    return content


def get(session: Session, publication_id: int, kind: str = PDF) -> bytes | None:
    """A paper of a publication, or None where none of its kind was set yet."""
    query = select(_TABLE.c.content).where(_TABLE.c.publication_id == publication_id, _TABLE.c.kind == kind)
    found = session.connection.execute(query).scalar()
    return None if found is None else bytes(found)


def kinds(session: Session, publication_id: int) -> dict[str, str]:
    """The kinds of papers that a publication has, each with the SHA-256 that was logged when it was set."""
    query = select(_TABLE.c.kind, _TABLE.c.content_digest).where(_TABLE.c.publication_id == publication_id)
    return {row.kind: row.content_digest for row in session.connection.execute(query.order_by(_TABLE.c.id))}
