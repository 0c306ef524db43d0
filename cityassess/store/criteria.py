"""The numbers of criteria: a code belongs to one scheme, so that two schemes never share checks by accident."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from sqlalchemy import Table, bindparam, insert, select

from cityassess.store.canonical import Plain, clean_text
from cityassess.store.session import Session
from cityassess.store.tables import CriterionRow

_TABLE = cast(Table, CriterionRow.__table__)


_OF_SCHEME = (
    select(CriterionRow.code, CriterionRow.id)
    .where(CriterionRow.scheme_id == bindparam("scheme_id"))
    .order_by(CriterionRow.id)
)
_OF_CODES = _OF_SCHEME.where(CriterionRow.code.in_(bindparam("codes", expanding=True)))


def ids(session: Session, scheme_id: str) -> dict[str, int]:
    """The numbers of a scheme's criteria that ever held a check, by code."""
    return {row.code: row.id for row in session.connection.execute(_OF_SCHEME, {"scheme_id": scheme_id})}


def ensure(session: Session, scheme_id: str, codes: Iterable[str]) -> dict[str, int]:
    """The numbers of a scheme's criteria by code, making those that are new."""
    wanted = sorted({clean_text(code) for code in codes})
    scheme_id = clean_text(scheme_id)
    rows = session.connection.execute(_OF_CODES, {"scheme_id": scheme_id, "codes": wanted})
    found = {row.code: row.id for row in rows}
    new = [code for code in wanted if code not in found]
    if not new:
        return found
    keys = session.next_keys(_TABLE, len(new))
    made: list[dict[str, Plain]] = [
        {"id": key, "scheme_id": scheme_id, "code": code} for key, code in zip(keys, new, strict=True)
    ]
    session.connection.execute(insert(CriterionRow), made)
    session.record_rows("create", _TABLE.name, None, made)
    return found | dict(zip(new, keys, strict=True))
