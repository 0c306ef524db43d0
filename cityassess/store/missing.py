"""Which of a database's events a backup does not hold."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from cityassess.store.session import read_head
from cityassess.store.tables import EventRow


@dataclass(frozen=True, slots=True)
class Missing:
    """How many events a backup does not hold, and when the first was written (UTC, ISO 8601; empty: unknown).

    ``numbers`` are those of bulletins issued in them, in words: papers bear them that the backup knows nothing of.
    """

    events: int
    since: str = ""
    numbers: tuple[str, ...] = ()


def missing_from(backup: Connection, database: Connection) -> Missing:
    """What a database has logged after the last event that it shares with a backup.

    Each hash covers all events before it, so equal hashes at one number mean equal logs up to there.
    """
    end = read_head(database).seq
    shared, highest = 0, min(end, read_head(backup).seq)
    while shared < highest:
        middle = (shared + highest + 1) // 2
        if _hash(backup, middle) == _hash(database, middle):
            shared = middle
        else:
            highest = middle - 1
    if end <= shared:
        return Missing(0)
    return Missing(end - shared, _written_at(database, shared + 1), _numbers_after(database, shared))


def _hash(connection: Connection, number: int) -> str | None:
    return connection.execute(select(EventRow.hash).where(EventRow.seq == number)).scalar()


def _written_at(connection: Connection, number: int) -> str:
    body = connection.execute(select(EventRow.body).where(EventRow.seq == number)).scalar()
    moment = _read(body or "").get("ts")
    return moment if isinstance(moment, str) else ""


def _numbers_after(connection: Connection, number: int) -> tuple[str, ...]:
    """The numbers of bulletins that were issued after an event, in words."""
    query = select(EventRow.body).where(EventRow.seq > number, EventRow.body.contains('"entity":"issued"'))
    found = []
    for body in connection.execute(query.order_by(EventRow.seq)).scalars():
        after = _read(body).get("after")
        words = after.get("number_words") if isinstance(after, dict) else None
        if isinstance(words, str) and words:
            found.append(words)
    return tuple(found)


def _read(body: str) -> dict[str, Any]:
    """An event as it was written; empty where it cannot be read: the file that is set aside may well be damaged."""
    try:
        event = json.loads(body)
    except ValueError:
        return {}
    return event if isinstance(event, dict) else {}
