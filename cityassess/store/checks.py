"""The checks (检查记录): put, withdrawn and read, each with its version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar, cast

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Row,
    Select,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    tuple_,
    update,
)
from sqlalchemy.exc import IntegrityError

from cityassess.errors import Problem, Refused
from cityassess.scoring.values import MOST_POINTS, MOST_TIMES, MOST_VALUE, Check
from cityassess.store import criteria, periods
from cityassess.store.check_rows import wanted_row
from cityassess.store.session import PlainRow, Session
from cityassess.store.tables import CheckRow, CriterionRow, ObjectRow, PeriodRow

_TABLE = cast(Table, CheckRow.__table__)
_CHUNK = 400
_COPIED = 200  # from so many rows on, PostgreSQL is fed by COPY
_PLACE = tuple_(_TABLE.c.object_id, _TABLE.c.criterion_id)
# What tells whether a row found by its natural key differs from what is wanted; the rest is the natural key.
_FOUND = (
    "id",
    "period_id",
    "object_id",
    "criterion_id",
    "detail",
    "value",
    "count",
    "rectified",
    "repeated",
    "version",
)
_COLUMNS = [column.name for column in _TABLE.c if column.name != "id"]
# Statements are built once: building them costs as much as running them.
_BY_PLACE = select(*(_TABLE.c[name] for name in _FOUND)).where(
    _TABLE.c.period_id == bindparam("period_id"), _PLACE.in_(bindparam("places", expanding=True))
)
_WANTED = (
    func.unnest(bindparam("objects", type_=ARRAY(BigInteger)), bindparam("criteria", type_=ARRAY(BigInteger)))
    .table_valued("object_id", "criterion_id")
    .render_derived("wanted")
)
_BY_PLACE_JOINED = select(*(_TABLE.c[name] for name in _FOUND)).where(
    _TABLE.c.period_id == bindparam("period_id"),
    _TABLE.c.object_id == _WANTED.c.object_id,
    _TABLE.c.criterion_id == _WANTED.c.criterion_id,
)
_BY_KEY = select(_TABLE).where(_TABLE.c.id.in_(bindparam("keys", expanding=True)))
_OBJECTS = select(ObjectRow.id).where(ObjectRow.id.in_(bindparam("keys", expanding=True)))
_SUPERSEDE = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("key_of_row"))
    .values({name: bindparam(f"new_{name}") for name in _COLUMNS})
)
_INSERT = insert(_TABLE)
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class CheckDraft:
    """A check to put. ``base_version`` is the version that the change was made on (0: there was none yet, None: any).

    A check with a ``key`` changes that very check, its details too; without one it is found by its natural key.
    """

    check: Check
    base_version: int | None = None


@dataclass(frozen=True, slots=True)
class StoredCheck:
    """A check as the database keeps it, with its version, who wrote it last and when (UTC, ISO 8601)."""

    check: Check
    version: int
    who: str
    when: str


@dataclass(frozen=True, slots=True)
class CheckConflict:
    """A change that was made on an older version; ``theirs`` is what is there now (None: withdrawn meanwhile)."""

    mine: Check
    theirs: StoredCheck | None
    who: str
    when: str


class Conflict(Exception):
    """Others changed the same checks meanwhile; nothing was written. ``conflicts`` lists every one of them."""

    def __init__(self, conflicts: Sequence[CheckConflict]) -> None:
        self.conflicts = tuple(conflicts)
        super().__init__(f"{len(self.conflicts)} checks were changed meanwhile")


@dataclass(frozen=True, slots=True)
class PutResult:
    """How many checks were created, changed, unchanged, and the drafts' keys in their order."""

    created: int
    changed: int
    unchanged: int
    keys: tuple[int, ...]
    periods: frozenset[str]


def put(session: Session, scheme_id: str, drafts: Sequence[CheckDraft]) -> PutResult:
    """Write checks, all or nothing: equal ones stay as they are, others are created or superseded (version + 1).

    Raises Conflict where a base version is no longer the current one, Refused for a value or count out of range, an
    unknown object or period, or the same check twice, and ValueError for a moment with seconds or a zone.
    """
    _refuse_unfit(session, drafts)
    codes = [draft.check.period for draft in drafts]
    period_ids = periods.ensure(session, codes)
    criterion_ids = criteria.ensure(session, scheme_id, {draft.check.criterion for draft in drafts})
    wanted = [wanted_row(draft.check, period_ids, criterion_ids) for draft in drafts]
    found = _existing(session, drafts, wanted)
    _refuse_twice(drafts, wanted, found)
    _refuse_stale(session, drafts, found)
    created: list[dict[str, Any]] = []
    changed: list[tuple[Mapping[str, Any], dict[str, Any]]] = []
    keys: list[int] = []
    signature = session.signature()
    for row, old in zip(wanted, found, strict=True):
        if old is None:
            created.append({"id": 0, **row, "version": 1, **signature})
        elif any(old[name] != value for name, value in row.items() if name in old):
            changed.append((old, {"id": old["id"], **row, "version": old["version"] + 1, **signature}))
        keys.append(0 if old is None else old["id"])
    _insert(session, created)
    _supersede(session, changed)
    new_keys = iter([row["id"] for row in created])
    touched = {row["period_id"] for row in created} | {row["period_id"] for pair in changed for row in pair}
    session.touch_periods(touched)
    names = {key: code for code, key in period_ids.items()}
    return PutResult(
        len(created),
        len(changed),
        len(drafts) - len(created) - len(changed),
        tuple(key or next(new_keys) for key in keys),
        frozenset(names[key] for key in touched if key in names),
    )


def withdraw(session: Session, key: int, base_version: int | None, reason: str) -> StoredCheck:
    """Take a check back; its event keeps what it said. Returns what was withdrawn.

    Raises Conflict where it has another version than ``base_version`` (None: any), Refused where it is gone already.
    """
    stored = get(session, key)
    if stored is None:
        raise Refused("这条检查记录已被撤回，刷新后再看。")
    if base_version is not None and stored.version != base_version:
        raise Conflict([CheckConflict(stored.check, stored, stored.who, stored.when)])
    before = session.connection.execute(select(_TABLE).where(_TABLE.c.id == key)).mappings().one()
    session.connection.execute(delete(CheckRow).where(CheckRow.id == key))
    session.record_row("withdraw", _TABLE.name, _logged(dict(before)), None, reason)
    session.touch_periods({before["period_id"]})
    return stored


def get(session: Session, key: int) -> StoredCheck | None:
    """One check by its key, or None."""
    row = session.connection.execute(_select().where(_TABLE.c.id == key)).first()
    return None if row is None else _stored(row)


def of_period(
    session: Session,
    scheme_id: str,
    period_code: str,
    *,
    object_key: int | None = None,
    criterion: str | None = None,
) -> tuple[StoredCheck, ...]:
    """The checks of a period under a scheme, of one object or criterion if given, by object, criterion and key."""
    query = _select().where(PeriodRow.code == period_code, CriterionRow.scheme_id == scheme_id)
    if object_key is not None:
        query = query.where(_TABLE.c.object_id == object_key)
    if criterion is not None:
        query = query.where(CriterionRow.code == criterion)
    query = query.order_by(_TABLE.c.object_id, _TABLE.c.criterion_id, _TABLE.c.id)
    return tuple(_stored(row) for row in session.connection.execute(query))


def _select() -> Select[Any]:
    return (
        select(_TABLE, PeriodRow.code.label("period"), CriterionRow.code.label("criterion"))
        .join(PeriodRow, PeriodRow.id == _TABLE.c.period_id)
        .join(CriterionRow, CriterionRow.id == _TABLE.c.criterion_id)
    )


def _stored(row: Row[Any]) -> StoredCheck:
    check = Check(
        period=row.period,
        object=row.object_id,
        criterion=row.criterion,
        value=row.value,
        count=row._mapping["count"],  # a row is a tuple, whose own count is a method
        day=row.day,
        inspector=row.inspector,
        mode=row.mode,
        place=row.place,
        note=row.note,
        source=row.source,
        rectified=row.rectified,
        severity=row.severity,
        repeated=row.repeated == 1,
        found=datetime.fromisoformat(row.found) if row.found else None,
        key=row.id,
    )
    return StoredCheck(check, row.version, row.changed_by, row.changed_at)


def _refuse_unfit(session: Session, drafts: Sequence[CheckDraft]) -> None:
    problems = []
    for draft in drafts:
        check = draft.check
        if check.value is not None and abs(check.value) * max(check.count, 1) > MOST_VALUE:
            problems.append(
                Problem(f"{check.period} {check.criterion}：分值超过{MOST_POINTS}，应先核实再填。")
            )
        if not 1 <= check.count <= MOST_TIMES:
            problems.append(Problem(f"{check.period} {check.criterion}：次数应为1至{MOST_TIMES}。"))
    objects = {draft.check.object for draft in drafts}
    known: set[int] = set()
    for some in _chunks(sorted(objects)):
        known.update(session.connection.execute(_OBJECTS, {"keys": some}).scalars())
    problems += [Problem(f"考核对象（编号{key}）不存在，刷新后重试。") for key in sorted(objects - known)]
    if problems:
        raise Refused(problems)


_Cell = tuple[int, int, int, str]
_Old = Mapping[str, Any]


def _existing(
    session: Session, drafts: Sequence[CheckDraft], wanted: Sequence[dict[str, Any]]
) -> list[_Old | None]:
    """The row that each draft would supersede, or None; drafts with a key are found by it."""
    by_key = {
        row["id"]: row for row in _rows(session, [draft.check.key for draft in drafts if draft.check.key])
    }
    by_cell: dict[_Cell, _Old] = {}
    places: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for draft, row in zip(drafts, wanted, strict=True):
        if not draft.check.key:
            places[row["period_id"]].append((row["object_id"], row["criterion_id"]))
    for period_id, some_places in places.items():
        for values in _at_places(session, period_id, sorted(set(some_places))):
            row = dict(zip(_FOUND, values, strict=True))
            by_cell[_cell(row)] = row
    return [
        by_key.get(draft.check.key) if draft.check.key else by_cell.get(_cell(row))
        for draft, row in zip(drafts, wanted, strict=True)
    ]


def _at_places(session: Session, period_id: int, places: list[tuple[int, int]]) -> Iterator[Sequence[Any]]:
    if not session.sqlite and len(places) > 1:
        # PostgreSQL would compare each row of the period with each place; joined to them as a table, it looks them up.
        objects, criteria_ = zip(*places, strict=True)
        columns = {"period_id": period_id, "objects": list(objects), "criteria": list(criteria_)}
        yield from session.connection.execute(_BY_PLACE_JOINED, columns)
        return
    for some in _chunks(places):
        yield from session.connection.execute(_BY_PLACE, {"period_id": period_id, "places": some})


def _rows(session: Session, keys: Sequence[int]) -> Iterator[_Old]:
    for some in _chunks(keys):
        for row in session.connection.execute(_BY_KEY, {"keys": some}).mappings():
            yield dict(row)


def _cell(row: Mapping[str, Any]) -> _Cell:
    return row["period_id"], row["object_id"], row["criterion_id"], row["detail"]


def _refuse_twice(
    drafts: Sequence[CheckDraft], wanted: Sequence[dict[str, Any]], found: Sequence[Mapping[str, Any] | None]
) -> None:
    cells: set[_Cell] = set()
    keys: set[int] = set()
    problems = []
    for draft, row, old in zip(drafts, wanted, found, strict=True):
        cell, key = _cell(row), old["id"] if old is not None else 0
        if cell in cells or (key and key in keys):
            problems.append(
                Problem(f"{draft.check.period} {draft.check.criterion}：同一条检查记录出现了两次。")
            )
        cells.add(cell)
        keys.add(key)
    if problems:
        raise Refused(problems)


def _refuse_stale(
    session: Session, drafts: Sequence[CheckDraft], found: Sequence[Mapping[str, Any] | None]
) -> None:
    conflicts = []
    for draft, old in zip(drafts, found, strict=True):
        gone = old is None and (draft.check.key or draft.base_version)
        newer = old is not None and draft.base_version is not None and old["version"] != draft.base_version
        if gone or newer:
            theirs = get(session, old["id"]) if old is not None else None
            who, when = (theirs.who, theirs.when) if theirs is not None else ("", "")
            conflicts.append(CheckConflict(draft.check, theirs, who, when))
    if conflicts:
        raise Conflict(conflicts)


def _insert(session: Session, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    rows = sorted(rows, key=_cell)  # in the order of the indexes, which then grow page by page
    for row, key in zip(rows, session.next_keys(_TABLE, len(rows)), strict=True):
        row["id"] = key
    if session.sqlite or len(rows) < _COPIED:
        session.connection.execute(_INSERT, rows)
    else:
        _copy_in(session, rows)
    session.record_rows("create", _TABLE.name, None, [_logged(row) for row in rows])


def _copy_in(session: Session, rows: list[dict[str, Any]]) -> None:
    columns = [column.name for column in _TABLE.c]
    quoted = ", ".join(f'"{name}"' for name in columns)
    driver: Any = session.connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY spot_check ({quoted}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([row[name] for name in columns])


def _supersede(session: Session, pairs: list[tuple[Mapping[str, Any], dict[str, Any]]]) -> None:
    if not pairs:
        return
    complete = {row["id"]: row for row in _rows(session, [old["id"] for old, _ in pairs])}
    rows = [{"key_of_row": new["id"], **{f"new_{name}": new[name] for name in _COLUMNS}} for _, new in pairs]
    try:
        session.connection.execute(_SUPERSEDE, rows)
    except IntegrityError:
        raise Refused("改动后与另一条检查记录完全相同，改写地点、时间或说明以示区别。") from None
    befores = [_logged(complete[old["id"]]) for old, _ in pairs]
    session.record_rows("change", _TABLE.name, befores, [_logged(new) for _, new in pairs])


def _logged(row: Mapping[str, Any]) -> PlainRow:
    # The bulk path's plain_row: only the day is not plain already.
    day = row["day"]
    return {**row, "day": None if day is None else day.isoformat()}


def _chunks(items: Iterable[_Item]) -> Iterator[list[_Item]]:
    rest = iter(items)
    while some := list(islice(rest, _CHUNK)):
        yield some
