"""The groups and grades that objects got later on, each from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, insert, select, update

from cityassess.scoring.values import Classification
from cityassess.store.canonical import clean_text
from cityassess.store.session import Session, plain_row
from cityassess.store.tables import ClassificationRow

_TABLE = cast(Table, ClassificationRow.__table__)
_IN_ORDER = select(_TABLE).order_by(_TABLE.c.object_id, _TABLE.c.since)


def load(session: Session) -> dict[int, tuple[Classification, ...]]:
    """What every object was classified as later on, in order of time, by its key."""
    found: dict[int, list[Classification]] = {}
    for row in session.connection.execute(_IN_ORDER):
        found.setdefault(row.object_id, []).append(Classification(row.since, row.group_name, row.grade))
    return {key: tuple(items) for key, items in found.items()}


def save(session: Session, wanted: Mapping[int, tuple[Classification, ...]]) -> None:
    """Give objects, by key, exactly these later classifications, and log what that creates, changes and removes."""
    if not wanted:
        return
    stored = [dict(row) for row in session.connection.execute(_IN_ORDER).mappings()]
    before = {(row["object_id"], row["since"]): row for row in stored if row["object_id"] in wanted}
    created: list[dict[str, Any]] = []
    changed: list[tuple[dict[str, Any], dict[str, Any]]] = []
    signature = session.signature()
    for key, items in wanted.items():
        for item in items:
            values = {"group_name": clean_text(item.group), "grade": clean_text(item.grade)}
            old = before.pop((key, item.since), None)
            if old is None:
                row = {"id": 0, "object_id": key, "since": item.since, **values, "version": 1, **signature}
                created.append(row)
            elif any(old[name] != value for name, value in values.items()):
                changed.append((old, {**old, **values, "version": old["version"] + 1, **signature}))
    _remove(session, list(before.values()))
    _create(session, created)
    _change(session, changed)


def _remove(session: Session, rows: list[dict[str, Any]]) -> None:
    if rows:
        gone = delete(_TABLE).where(_TABLE.c.id == bindparam("key_of_row"))
        session.connection.execute(gone, [{"key_of_row": row["id"]} for row in rows])
        session.record_rows("withdraw", _TABLE.name, [plain_row(_TABLE.name, row) for row in rows], None)


def _create(session: Session, rows: list[dict[str, Any]]) -> None:
    if rows:
        for row, key in zip(rows, session.next_keys(_TABLE, len(rows)), strict=True):
            row["id"] = key
        session.connection.execute(insert(_TABLE), rows)
        session.record_rows("create", _TABLE.name, None, [plain_row(_TABLE.name, row) for row in rows])


def _change(session: Session, pairs: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    if pairs:
        columns = ("group_name", "grade", "version", "changed_by", "changed_at")
        statement = (
            update(_TABLE)
            .where(_TABLE.c.id == bindparam("key_of_row"))
            .values({name: bindparam(f"new_{name}") for name in columns})
        )
        rows = [
            {"key_of_row": new["id"], **{f"new_{name}": new[name] for name in columns}} for _, new in pairs
        ]
        session.connection.execute(statement, rows)
        befores, afters = ([plain_row(_TABLE.name, row) for row in side] for side in zip(*pairs, strict=True))
        session.record_rows("change", _TABLE.name, befores, afters)
