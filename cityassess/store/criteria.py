"""The numbers of criteria: a code belongs to one scheme, so that two schemes never share checks by accident."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from sqlalchemy import Table, insert, select

from cityassess.store.canonical import clean_text
from cityassess.store.session import Session
from cityassess.store.tables import CriterionRow

_TABLE = cast(Table, CriterionRow.__table__)


def ids(session: Session, scheme_id: str) -> dict[str, int]:
    """The numbers of a scheme's criteria that ever held a check, by code."""
    query = select(CriterionRow.code, CriterionRow.id).where(CriterionRow.scheme_id == scheme_id)
    rows = session.connection.execute(query.order_by(CriterionRow.id))
    return {code: key for code, key in rows}


def ensure(session: Session, scheme_id: str, codes: Iterable[str]) -> dict[str, int]:
    """The numbers of a scheme's criteria by code, making those that are new."""
    found = ids(session, scheme_id)
    new = sorted(set(codes) - found.keys())
    if not new:
        return found
    keys = session.next_keys(_TABLE, len(new))
    rows = [
        {"id": key, "scheme_id": clean_text(scheme_id), "code": clean_text(code)}
        for key, code in zip(keys, new, strict=True)
    ]
    session.connection.execute(insert(CriterionRow), rows)
    session.record_rows("create", _TABLE.name, None, rows)
    return found | dict(zip(new, keys, strict=True))
