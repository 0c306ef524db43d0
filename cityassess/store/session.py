"""One transaction: the connection, who writes and why, and the events that will be committed with the change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, select, text, update

from cityassess import __version__
from cityassess.errors import Unavailable
from cityassess.store.canonical import Plain, canonical, chain_hash, clean_text, plain, utc_now
from cityassess.store.tables import EventRow, HeadRow, PeriodRow

EVENT_FORMAT = 1
"""The form of an event's body; a later form gets the next number, and verification keeps reading the old one."""
ROWS_PER_EVENT = 500
"""An import's rows are logged in events of at most so many rows each."""
NO_HASH = "0" * 64
"""What the first event follows."""
KEPT = {
    "publication": ("payload", "payload_digest"),
    "bulletin_draft": ("content", "content_digest"),
    "photo": ("content", "digest"),
    "issued": ("document", "document_digest"),
    "paper": ("content", "content_digest"),
}
"""Columns that hold much (bytes, or text in UTF-8), each with the one that holds its SHA-256, which alone is logged."""
UNLOGGED = {"period": ("rev",), **{table: (large,) for table, (large, _) in KEPT.items()}}
"""Columns that no event repeats: a counter, and what is logged by its digest."""
LATER: Mapping[str, Mapping[str, Plain]] = {
    "spot_check": {"severity": "", "repeated": 0, "found": ""},
    "assessed_object": {"lead_id": None, "responsible": "", "leader": ""},
}
"""Columns that the first schema had not, each with the value that the rows took which were there before.

An event leaves out what has that value, as all events did that were written by then.
"""

_HEAD = select(HeadRow.log_id, HeadRow.epoch, HeadRow.seq, HeadRow.hash)
_LOCKED_HEAD = _HEAD.with_for_update()
_MOVE_HEAD = update(HeadRow).values(epoch=bindparam("epoch"), seq=bindparam("seq"), hash=bindparam("hash"))
_ADD_EVENTS = insert(EventRow)
_COUNT_WRITES = update(PeriodRow).where(PeriodRow.id == bindparam("period")).values(rev=PeriodRow.rev + 1)

PlainRow = Mapping[str, Plain]


@dataclass(frozen=True, slots=True)
class Head:
    """Where a log ends: its identity, its epoch (restores begin a new one), its last event's number and hash."""

    log_id: str
    epoch: int
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes: the person at the desk, the login that the database or the system knows, and the machine."""

    person: str
    session_user: str
    device: str


@dataclass(slots=True)
class Log:
    """The end of the log while one transaction adds to it."""

    head: Head
    writer: Writer
    reason: str
    added: list[dict[str, object]] = field(default_factory=list)
    touched_periods: set[int] = field(default_factory=set)


class Session:
    """One transaction on the database; functions of this package read and write through it.

    ``now`` is the transaction's moment (UTC). A session for reading refuses to record.
    """

    def __init__(self, connection: Connection, log: Log | None = None) -> None:
        self.connection = connection
        self.now = utc_now()
        self._log = log

    @property
    def sqlite(self) -> bool:
        """Whether the database is SQLite rather than PostgreSQL."""
        return self.connection.dialect.name == "sqlite"

    @property
    def person(self) -> str:
        """Who writes."""
        return self._writing().writer.person

    def signature(self) -> dict[str, str]:
        """The columns ``changed_by`` and ``changed_at`` of every row written now."""
        return {"changed_by": self._writing().writer.person, "changed_at": self.now}

    def touch_periods(self, ids: set[int]) -> None:
        """Count one more write for each period when the transaction ends."""
        self._writing().touched_periods |= ids

    def record_row(
        self, op: str, entity: str, before: PlainRow | None, after: PlainRow | None, reason: str = ""
    ) -> None:
        """Log one row's change; ``before`` or ``after`` is None where the row did not or does not exist."""
        row = after or before or {}
        self._append(
            op,
            entity,
            entity_id=row.get("id", row.get("key")),
            ver_before=before.get("version") if before else None,
            before=_without_later(entity, before),
            after=_without_later(entity, after),
            reason=reason,
        )

    def record_rows(
        self, op: str, entity: str, befores: Sequence[PlainRow] | None, afters: Sequence[PlainRow] | None
    ) -> None:
        """Log many rows' changes of one kind, in events of up to :data:`ROWS_PER_EVENT` rows; one row gets its own."""
        total = len(afters if afters is not None else befores or ())
        if total == 1:
            self.record_row(op, entity, befores[0] if befores else None, afters[0] if afters else None)
            return
        for start in range(0, total, ROWS_PER_EVENT):
            some = slice(start, start + ROWS_PER_EVENT)
            self._append(
                op,
                entity,
                entity_id=None,
                ver_before=None,
                before=_packed(entity, befores[some]) if befores is not None else None,
                after=_packed(entity, afters[some]) if afters is not None else None,
            )

    def record_fact(self, op: str, before: PlainRow | None, after: PlainRow | None, reason: str = "") -> None:
        """Log what happened to the database as a whole: its making, a migration, a restore."""
        self._append(
            op,
            "database",
            entity_id=None,
            ver_before=None,
            before=dict(before) if before is not None else None,
            after=dict(after) if after is not None else None,
            reason=reason,
        )

    def next_keys(self, table: Table, number: int) -> list[int]:
        """So many row numbers of a table that were never used; the rows must be inserted in this transaction."""
        self._writing()
        if self.sqlite:
            last = self.connection.exec_driver_sql(
                "SELECT seq FROM sqlite_sequence WHERE name = ?", (table.name,)
            ).scalar()
            return list(range((last or 0) + 1, (last or 0) + 1 + number))
        drawn = self.connection.execute(
            text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :number)"),
            {"name": table.name, "number": number},
        )
        return [int(key) for (key,) in drawn]

    def finish(self) -> Head:
        """Write the events, the head and the periods' counters; the caller commits. Returns the new head."""
        log = self._writing()
        if log.touched_periods:
            self.connection.execute(_COUNT_WRITES, [{"period": key} for key in sorted(log.touched_periods)])
        if log.added:
            self.connection.execute(_ADD_EVENTS, log.added)
            new = {"epoch": log.head.epoch, "seq": log.head.seq, "hash": log.head.hash}
            self.connection.execute(_MOVE_HEAD, new)
            log.added = []
        log.touched_periods = set()
        return log.head

    def open_epoch(self, epoch: int) -> None:
        """Begin a later epoch: the events that follow belong to a restored database."""
        log = self._writing()
        log.head = Head(log.head.log_id, epoch, log.head.seq, log.head.hash)

    def _writing(self) -> Log:
        if self._log is None:
            raise RuntimeError("this session was opened for reading")
        return self._log

    def _append(self, op: str, entity: str, *, reason: str = "", **change: object) -> None:
        log = self._writing()
        head = log.head
        body = canonical(
            {
                "v": EVENT_FORMAT,
                "log_id": head.log_id,
                "epoch": head.epoch,
                "seq": head.seq + 1,
                "prev": head.hash,
                "ts": self.now,
                "session_user": log.writer.session_user,
                "person": log.writer.person,
                "device": log.writer.device,
                "app_version": __version__,
                "op": op,
                "entity": entity,
                "reason": clean_text(reason or log.reason),
                **change,
            }
        )
        log.head = Head(head.log_id, head.epoch, head.seq + 1, chain_hash(head.hash, body))
        log.added.append({"seq": log.head.seq, "hash": log.head.hash, "body": body})


def plain_row(table: str, row: Mapping[str, Any]) -> dict[str, Plain]:
    """A row as the log keeps it, without the columns that no event repeats."""
    hidden = UNLOGGED.get(table, ())
    return {column: plain(value) for column, value in row.items() if column not in hidden}


def read_head(connection: Connection, *, lock: bool = False) -> Head:
    """The end of the log; with ``lock`` no other connection writes before this transaction ends.

    Raises Unavailable where the database has lost it.
    """
    row = connection.execute(_LOCKED_HEAD if lock else _HEAD).first()
    if row is None:
        raise Unavailable("数据库缺少操作记录的末尾登记，已经损坏，没有改动。可用最近的备份恢复。")
    return Head(*row)


def _without_later(table: str, row: PlainRow | None) -> dict[str, Plain] | None:
    """A row without those later columns that hold what they held before they were there."""
    if row is None:
        return None
    later = LATER.get(table, {})
    return {column: value for column, value in row.items() if column not in later or value != later[column]}


def _packed(table: str, rows: Sequence[PlainRow]) -> dict[str, object]:
    columns = sorted(rows[0])
    first = rows[0]
    same = [name for name in columns if all(row[name] == first[name] for row in rows)]
    varying = [name for name in columns if name not in same]
    return {
        "same": _without_later(table, {name: first[name] for name in same}),
        "columns": varying,
        "rows": [[row[name] for name in varying] for row in rows],
    }
