"""Going through the log from its first event: is it whole, and does it lead to the tables as they stand?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Date, String, Table, inspect, literal, select, type_coerce

from cityassess.progress import Progress
from cityassess.store.canonical import chain_hash, plain
from cityassess.store.session import KEPT, LATER, NO_HASH, UNLOGGED, Head, read_head
from cityassess.store.tables import (
    CheckRow,
    ClassificationRow,
    CriterionRow,
    DraftRow,
    EventRow,
    IssuedRow,
    MetaRow,
    ObjectRow,
    PaperRow,
    PeriodRow,
    PhotoRow,
    PublicationRow,
    SchemeEditionRow,
    SettingRow,
)

MOST_PROBLEMS = 200
"""More are not listed, only counted: a file that far gone is to be restored, not studied."""

_NAMES = {
    "spot_check": "检查记录",
    "assessed_object": "考核对象",
    "object_classification": "考核对象的分组等级",
    "scheme_edition": "考核方案",
    "criterion": "指标",
    "period": "周期",
    "publication": "通报",
    "bulletin_draft": "通报稿",
    "photo": "照片",
    "issued": "发文",
    "paper": "印发件",
    "setting": "设置",
}
_MAPPED = (
    CheckRow,
    ObjectRow,
    ClassificationRow,
    SchemeEditionRow,
    CriterionRow,
    PeriodRow,
    PublicationRow,
    DraftRow,
    PhotoRow,
    IssuedRow,
    PaperRow,
    SettingRow,
)
_TABLES = [cast(Table, mapped.__table__) for mapped in _MAPPED]
COLUMNS = {
    table.name: sorted(column.name for column in table.c if column.name not in UNLOGGED.get(table.name, ()))
    for table in _TABLES
}
"""The columns that the log keeps of each table, in the order of its canonical form."""
KEYS = {table.name: next(iter(table.primary_key)).name for table in _TABLES}
_AT_ONCE = 500
_FEW = 8  # papers and photos, which may have megabytes each

Row = Mapping[str, Any]


@dataclass
class Replay:
    """What the log says the tables hold: a digest of every row, by table and key; and what is wrong so far."""

    rows: dict[str, dict[object, bytes]] = field(default_factory=lambda: {name: {} for name in _NAMES})
    facts: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    unlisted: int = 0

    def blame(self, problem: str) -> None:
        """Note what is wrong."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)
        else:
            self.unlisted += 1

    def apply(self, event: Row) -> None:
        """Carry out one event on the rows."""
        entity, seq = event["entity"], event["seq"]
        if entity == "database":
            if event["op"] == "create":
                self.facts = {key: value for key, value in event["after"].items() if isinstance(value, str)}
            return
        rows = self.rows.get(entity)
        if rows is None:
            self.blame(f"第{seq}号操作记录写的是本程序没有的内容")
            return
        name = _NAMES[entity]
        for key, values in unpacked(entity, event["before"]):
            if rows.pop(key, None) != digest(values):
                self.blame(f"第{seq}号操作记录改动的{name}（编号{key}）与此前的操作记录不衔接")
        for key, values in unpacked(entity, event["after"]):
            if key in rows:
                self.blame(f"第{seq}号操作记录新增的{name}（编号{key}）此前已有")
            rows[key] = digest(values)


def replay_log(connection: Connection, progress: Progress) -> tuple[Replay, Head, int]:
    """Check every link and every table; returns what was found, the head as stored, and how many events there are.

    A database of a former schema, such as an old backup, is checked as it is.
    """
    replay = Replay()
    head = read_head(connection)
    events = _follow(connection, replay, head, progress)
    _compare_facts(connection, replay)
    for table in _TABLES:
        _compare_table(connection, replay, table)
        _check_kept(connection, replay, table)
    return replay, head, events


def _follow(connection: Connection, replay: Replay, head: Head, progress: Progress) -> int:
    seq, previous, epoch = 0, NO_HASH, 1
    query = select(EventRow.seq, EventRow.hash, EventRow.body).order_by(EventRow.seq)
    with _streamed(connection, query) as rows:
        for row in rows:
            if row.seq != seq + 1:
                replay.blame(f"第{seq + 1}号至第{row.seq - 1}号操作记录缺失")
            event = _parsed(row.body)
            if event is None or chain_hash(previous, row.body) != row.hash:
                replay.blame(f"第{row.seq}号操作记录被改动")
            elif (event["seq"], event["prev"], event["log_id"]) != (row.seq, previous, head.log_id):
                replay.blame(f"第{row.seq}号操作记录不属于这个位置")
            elif event["epoch"] != epoch and not (event["epoch"] > epoch and event["op"] == "restore"):
                replay.blame(f"第{row.seq}号操作记录的恢复次数不对")
            if event is not None:
                epoch = event["epoch"]
                _apply_safely(replay, event)
            seq, previous = row.seq, row.hash
            if seq % _AT_ONCE == 0:
                progress.step(seq, head.seq, "核对操作记录")
    if (head.seq, head.hash, head.epoch) != (seq, previous, epoch):
        replay.blame(f"登记的末尾是第{head.seq}号操作记录，实际到第{seq}号")
    return seq


def _apply_safely(replay: Replay, event: Row) -> None:
    try:
        replay.apply(event)
    except (KeyError, TypeError, ValueError, AttributeError):  # well-formed JSON, but not an event of ours
        replay.blame(f"第{event.get('seq')}号操作记录无法辨认")


def _parsed(body: str) -> Row | None:
    try:
        event = json.loads(body)
    except ValueError:
        return None
    wanted = ("seq", "prev", "log_id", "epoch", "op", "entity", "before", "after")
    known = isinstance(event, dict) and all(name in event for name in wanted)
    return event if known and isinstance(event["epoch"], int) else None


def _compare_facts(connection: Connection, replay: Replay) -> None:
    stored = {row.key: row.value for row in connection.execute(select(MetaRow.key, MetaRow.value))}
    for key, value in stored.items():
        if replay.facts.get(key) != value:
            replay.blame(f"数据库登记项“{key}”与操作记录不符")
    if "database_id" not in stored:
        replay.blame("数据库登记项缺失")


def _compare_table(connection: Connection, replay: Replay, table: Table) -> None:
    logged = replay.rows[table.name]
    name = _NAMES[table.name]
    columns = COLUMNS[table.name]
    at = columns.index(KEYS[table.name])
    days = [number for number, column in enumerate(columns) if isinstance(table.c[column].type, Date)]
    text_days = connection.dialect.name == "sqlite"  # where a tampered day may be no day at all
    stored = _stored_columns(connection, table)
    wanted: list[ColumnElement[Any]] = []
    for number, column in enumerate(columns):
        if column not in stored and column in LATER.get(table.name, {}):
            wanted.append(literal(LATER[table.name][column]))
        elif text_days and number in days:
            wanted.append(type_coerce(table.c[column], String))
        else:
            wanted.append(table.c[column])
    found_all: AbstractContextManager[Iterator[Any]] = nullcontext(iter(()))
    if stored:
        found_all = _streamed(connection, select(*wanted).select_from(table))
    with found_all as found_rows:
        for found in found_rows:
            values = list(found)
            for number in days:
                values[number] = plain(values[number])
            expected = logged.pop(values[at], None)
            if expected is None:
                replay.blame(f"{name}（编号{values[at]}）没有操作记录")
            elif expected != digest(values):
                replay.blame(f"{name}（编号{values[at]}）与操作记录不符")
    for key in logged:
        replay.blame(f"{name}（编号{key}）有操作记录，数据里却没有")


def _stored_columns(connection: Connection, table: Table) -> frozenset[str]:
    """The columns that a table has in this database; none where it is of a schema before the table."""
    found = inspect(connection)
    if not found.has_table(table.name):
        return frozenset()
    return frozenset(column["name"] for column in found.get_columns(table.name))


def _check_kept(connection: Connection, replay: Replay, table: Table) -> None:
    """Compare what a table keeps besides the log with its digest, which the log has."""
    if table.name not in KEPT or not _stored_columns(connection, table):
        return
    large, known = KEPT[table.name]
    query = select(table.c.id, table.c[large], table.c[known])
    with _streamed(connection, query, _FEW) as rows:
        for key, content, stated in rows:
            whole = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else bytes(content)
            if hashlib.sha256(whole).hexdigest() != stated:
                replay.blame(f"{_NAMES[table.name]}（编号{key}）的内容与操作记录不符")


@contextmanager
def _streamed(connection: Connection, query: Any, at_once: int = _AT_ONCE) -> Iterator[Iterator[Any]]:
    with connection.execution_options(stream_results=True, yield_per=at_once).execute(query) as rows:
        yield iter(rows)


def unpacked(table: str, change: Any) -> Iterator[tuple[object, Sequence[object]]]:
    """Key and values (in the order of ``COLUMNS``) of each row of an event's ``before`` or ``after``.

    They hold no row (None), one as it is, or many: what they have ``same``, then ``columns`` and ``rows``.
    Raises KeyError or ValueError where the columns are not the table's.
    """
    if change is None:
        return
    order = COLUMNS[table]
    packed = "rows" in change
    same: Row = change["same"] if packed else change
    varying: Sequence[str] = change["columns"] if packed else ()
    later = LATER.get(table, {})
    known = {**later, **same, **dict.fromkeys(varying)}
    values: list[object] = [known.pop(column) for column in order]
    if known or len(set(same) | set(varying)) != len(same) + len(varying):
        raise ValueError("columns of another table")
    places = [order.index(column) for column in varying]
    at = order.index(KEYS[table])
    for row in change["rows"] if packed else ((),):
        for place, value in zip(places, row, strict=True):
            values[place] = value
        yield values[at], values


def digest(values: Sequence[object]) -> bytes:
    """A short digest of a row's plain values."""
    return hashlib.blake2b(repr(values).encode("utf-8", "surrogatepass"), digest_size=16).digest()
