"""The periods that something was written for, and how often it was written.

A period is known by its code alone: a dated one (2026-11, 2026-Q4 …) or a campaign's id, whose days stand in a scheme.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import cast

from sqlalchemy import Table, bindparam, exists, insert, select

from cityassess.errors import Refused
from cityassess.scoring.periods import Period, parse_period
from cityassess.store.canonical import Plain
from cityassess.store.session import Session
from cityassess.store.tables import CheckRow, CriterionRow, PeriodRow

_TABLE = cast(Table, PeriodRow.__table__)
_OF_CODES = select(PeriodRow.code, PeriodRow.id).where(PeriodRow.code.in_(bindparam("codes", expanding=True)))


def revision(session: Session, period_code: str) -> int:
    """How many transactions have written to a period (0: none); it grows with every one."""
    return (
        session.connection.execute(select(PeriodRow.rev).where(PeriodRow.code == period_code)).scalar() or 0
    )


def revisions(session: Session) -> dict[str, int]:
    """The revision of every known period, by code."""
    rows = session.connection.execute(select(PeriodRow.code, PeriodRow.rev))
    return {row.code: row.rev for row in rows}


def known(session: Session, scheme_id: str, dated: Callable[[str], Period] = parse_period) -> tuple[str, ...]:
    """The codes of the periods that hold checks of a scheme, in order of time, newest last.

    ``dated`` gives the days of a code, as a scheme's calendar does (``Calendar.parse``); campaigns that it cannot date
    come first, in order of their codes.
    """
    of_scheme = select(CriterionRow.id).where(CriterionRow.scheme_id == scheme_id)
    checked = exists().where(CheckRow.period_id == PeriodRow.id, CheckRow.criterion_id.in_(of_scheme))
    codes = session.connection.execute(select(PeriodRow.code).where(checked)).scalars()
    return tuple(sorted(codes, key=lambda code: _time_order(code, dated)))


def ids(session: Session, codes: Iterable[str]) -> dict[str, int]:
    """The numbers of the periods that are known, by code."""
    rows = session.connection.execute(_OF_CODES, {"codes": sorted(set(codes))})
    return {row.code: row.id for row in rows}


def ensure(session: Session, codes: Iterable[str]) -> dict[str, int]:
    """The numbers of periods by code, making those that are new; raises Refused for what can be no period's code."""
    wanted = sorted(set(codes))
    found = ids(session, wanted)
    new = [code for code in wanted if code not in found]
    if not new:
        return found
    for code in new:
        try:
            parse_period(code)
        except ValueError as error:
            raise Refused(str(error)) from None
    keys = session.next_keys(_TABLE, len(new))
    rows: list[dict[str, Plain]] = [{"id": key, "code": code} for key, code in zip(keys, new, strict=True)]
    session.connection.execute(insert(PeriodRow), [{**row, "rev": 0} for row in rows])
    session.record_rows("create", _TABLE.name, None, rows)
    return found | dict(zip(new, keys, strict=True))


def _time_order(code: str, dated: Callable[[str], Period]) -> tuple[str, str, str]:
    period = dated(code)
    if period.end == date.max:  # a campaign that may lie at any time
        return "", "", code
    return period.end.isoformat(), period.start.isoformat(), code
