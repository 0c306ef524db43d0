"""Checks of chosen criteria with all that a rate or a mean may ask of them, row by row and as bare as they come.

The packed numbers (:mod:`cityassess.store.leaves`) are all that most criteria need. What depends on who found it, how
bad it was or whether it was put right needs the rows themselves: some hundred thousand in the time of a breath.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, String, bindparam, case, func, literal, select
from sqlalchemy import cast as sql_cast

from cityassess.scoring.details import SEPARATOR, Asked
from cityassess.store import criteria, periods
from cityassess.store.session import Session
from cityassess.store.tables import CheckRow, CriterionRow

FIELDS = (
    "day",
    "inspector",
    "mode",
    "place",
    "source",
    "rectified",
    "severity",
    "repeated",
    "found",
)
"""What may be asked of a check besides its numbers."""

Detail = tuple[Any, ...]
"""Period's code, object's key, criterion's code, value (None: 不适用), count, then the fields that were asked for."""


def details(
    session: Session,
    scheme_id: str,
    criteria_codes: Sequence[str],
    period_codes: Sequence[str],
    object_key: int | None = None,
    fields: Sequence[str] = FIELDS,
) -> Iterator[Detail]:
    """The checks of some criteria of a scheme in some periods, of one object if given, period after period.

    Each is a tuple: period's code, object's key, criterion's code, value, count, and the ``fields`` in their order; a
    field that is not asked for costs nothing. ``day`` and ``found`` are ISO 8601 text, empty where there is none,
    ``repeated`` is 1 or 0. The order within a period is the database's.
    """
    statement = _narrowed(
        select(
            bindparam("code", type_=String),
            CheckRow.object_id,
            CriterionRow.code,
            CheckRow.value,
            CheckRow.count,
            *(_field(name) for name in fields),
        ),
        object_key,
    )
    return chain.from_iterable(_each(session, statement, scheme_id, criteria_codes, period_codes, object_key))


def joined(
    session: Session,
    scheme_id: str,
    wanted: Mapping[Asked, Sequence[str]],
    period_codes: Sequence[str],
    object_key: int | None = None,
) -> Iterator[Detail]:
    """The same for criteria (codes) by what they ask, in one go: the texts asked for are joined into one.

    One text costs a fraction of what several do. Each is a tuple: period's code, object's key, criterion's code,
    value, count, joined texts, and the place where it is asked for (else empty).
    """
    known = criteria.ids(session, scheme_id)
    texts, places_ = [], []
    for asked, codes in wanted.items():
        own = CheckRow.criterion_id.in_([known[code] for code in codes if code in known])
        texts.append((own, _together(asked.fields)))
        if asked.place:
            places_.append((own, CheckRow.place))
    found: Select[Any] = select(
        bindparam("code", type_=String),
        CheckRow.object_id,
        CriterionRow.code,
        CheckRow.value,
        CheckRow.count,
        case(*texts, else_="") if texts else literal(""),
        case(*places_, else_="") if places_ else literal(""),
    )
    every = [code for codes in wanted.values() for code in codes]
    statement = _narrowed(found, object_key)
    return chain.from_iterable(_each(session, statement, scheme_id, every, period_codes, object_key))


def _together(fields: Sequence[str]) -> ColumnElement[str]:
    together, *others = (sql_cast(_field(name), String) for name in fields)
    text: ColumnElement[str] = together
    for other in others:
        text = text.concat(literal(SEPARATOR)).concat(other)
    return text


def places(
    session: Session,
    scheme_id: str,
    criteria_codes: Sequence[str],
    period_codes: Sequence[str],
    object_key: int | None = None,
) -> Iterator[tuple[str, int, str, str]]:
    """Where something was recorded: period's code, object's key, criterion's code and place, each place once."""
    columns: list[Any] = [
        bindparam("code", type_=String),
        CheckRow.object_id,
        CriterionRow.code,
        CheckRow.place,
    ]
    statement = _narrowed(select(*columns).where(CheckRow.place != "").distinct(), object_key)
    return chain.from_iterable(_each(session, statement, scheme_id, criteria_codes, period_codes, object_key))


def _field(name: str) -> ColumnElement[Any]:
    if name not in FIELDS:
        raise ValueError(f"{name} is no field of a check")
    if name == "day":
        return func.coalesce(sql_cast(CheckRow.day, String), literal(""))
    return cast(ColumnElement[Any], getattr(CheckRow, name))


def _narrowed(statement: Select[Any], object_key: int | None) -> Select[Any]:
    statement = statement.join(CriterionRow, CriterionRow.id == CheckRow.criterion_id).where(
        CheckRow.period_id == bindparam("period"),
        CheckRow.criterion_id.in_(bindparam("criteria", expanding=True)),
    )
    return statement if object_key is None else statement.where(CheckRow.object_id == bindparam("object"))


def _each(
    session: Session,
    statement: Select[Any],
    scheme_id: str,
    criteria_codes: Sequence[str],
    period_codes: Sequence[str],
    object_key: int | None,
) -> Iterator[Iterable[Any]]:
    """The driver's own tuples, a period at a time: wrapping each would cost as much as reading it."""
    known = criteria.ids(session, scheme_id)
    wanted = [known[code] for code in dict.fromkeys(criteria_codes) if code in known]
    period_ids = periods.ids(session, period_codes)
    if not wanted:
        return
    for code in dict.fromkeys(period_codes):
        if code not in period_ids:
            continue
        given: dict[str, object] = {"code": code, "period": period_ids[code], "criteria": wanted}
        if object_key is not None:
            given["object"] = object_key
        result = session.connection.execute(statement, given)
        yield cast(Iterable[Any], result.cursor)
        result.close()
