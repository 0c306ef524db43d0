"""Photos of bulletins, each kept once, under the SHA-256 of its bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, insert, select

from cityassess.store.session import Session, plain_row
from cityassess.store.tables import PhotoRow

_TABLE = cast(Table, PhotoRow.__table__)
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """A photo: its digest, its size in pixels, and its JPEG bytes."""

    digest: str
    width: int
    height: int
    content: bytes


def put(session: Session, content: bytes, width: int, height: int) -> StoredPhoto:
    """Keep a photo; one that is kept already is not kept twice."""
    digest = hashlib.sha256(content).hexdigest()
    known = load(session, [digest])
    if digest in known:
        return known[digest]
    row: dict[str, Any] = {
        "id": session.next_keys(_TABLE, 1)[0],
        "digest": digest,
        "width": width,
        "height": height,
        "content": content,
        **session.signature(),
    }
    session.connection.execute(insert(PhotoRow), row)
    session.record_row("create", _TABLE.name, None, plain_row(_TABLE.name, row))
    return StoredPhoto(digest, width, height, content)


def load(session: Session, digests: Iterable[str]) -> dict[str, StoredPhoto]:
    """The photos of these digests, by digest, without those that are not there."""
    wanted = sorted(set(digests))
    found: dict[str, StoredPhoto] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        query = select(_TABLE).where(_TABLE.c.digest.in_(wanted[start : start + _AT_ONCE]))
        for row in session.connection.execute(query):
            found[row.digest] = StoredPhoto(row.digest, row.width, row.height, bytes(row.content))
    return found
