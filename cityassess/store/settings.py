"""The office's settings: short texts by key."""

from __future__ import annotations

from typing import cast

from sqlalchemy import Table, insert, select, update

from cityassess.store.canonical import clean_text
from cityassess.store.session import Session, plain_row
from cityassess.store.tables import SettingRow

_TABLE = cast(Table, SettingRow.__table__)


def get(session: Session, key: str, default: str = "") -> str:
    """A setting's text, or the default where it was never put."""
    found = session.connection.execute(select(SettingRow.value).where(SettingRow.key == key)).scalar()
    return default if found is None else found


def put(session: Session, key: str, value: str) -> bool:
    """Write a setting; returns whether that changed anything."""
    value = clean_text(value)
    before = session.connection.execute(select(_TABLE).where(SettingRow.key == key)).mappings().first()
    if before is not None and before["value"] == value:
        return False
    row = {"key": key, "value": value, **session.signature()}
    if before is None:
        session.connection.execute(insert(SettingRow), row)
        session.record_row("create", _TABLE.name, None, row)
    else:
        session.connection.execute(update(SettingRow).where(SettingRow.key == key).values(row))
        session.record_row("change", _TABLE.name, plain_row(_TABLE.name, dict(before)), row)
    return True
