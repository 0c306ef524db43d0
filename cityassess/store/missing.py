"""Which of a database's events a backup does not hold."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, select

from cityassess.store.session import read_head
from cityassess.store.tables import EventRow


@dataclass(frozen=True, slots=True)
class Missing:
    """How many events a backup does not hold, and when the first was written (UTC, ISO 8601; empty: unknown)."""

    events: int
    since: str = ""


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
    return Missing(end - shared, _written_at(database, shared + 1) if end > shared else "")


def _hash(connection: Connection, number: int) -> str | None:
    return connection.execute(select(EventRow.hash).where(EventRow.seq == number)).scalar()


def _written_at(connection: Connection, number: int) -> str:
    body = connection.execute(select(EventRow.body).where(EventRow.seq == number)).scalar()
    try:
        event = json.loads(body or "")
    except ValueError:  # the file that is set aside may well be damaged
        return ""
    moment = event.get("ts") if isinstance(event, dict) else None
    return moment if isinstance(moment, str) else ""
