"""Checks of chosen criteria with the texts that a rate or a mean may ask of them, a period at a time.

The packed numbers (:mod:`cityassess.store.leaves`) are all that most criteria need. What depends on who found it, how
bad it was or whether it was put right needs those texts besides: some hundred thousand in half a second.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, String, bindparam, case, func, literal, select
from sqlalchemy import cast as sql_cast

from cityassess.scoring.details import SEPARATOR, Asked
from cityassess.store import criteria, leaves, periods
from cityassess.store.leaves import LeafRows
from cityassess.store.session import Session
from cityassess.store.tables import CheckRow

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

_BETWEEN = "\x1e"
"""Stands between the texts of one check and those of the next."""


@dataclass(frozen=True)
class SingleRows:
    """One period's checks of some criteria: their numbers, the texts asked for joined into one, and their places.

    ``texts`` and ``places`` are as long as ``rows``; a text that is not asked for is empty.
    """

    rows: LeafRows
    texts: Sequence[str]
    places: Sequence[str]


def joined(
    session: Session,
    scheme_id: str,
    wanted: Mapping[Asked, Sequence[str]],
    period_codes: Sequence[str],
    object_key: int | None = None,
) -> Iterator[SingleRows]:
    """The checks of criteria (codes) by what they ask, period after period, those without checks left out.

    SQLite hands over a period in three texts: numbers, joined texts and places, in one order; row by row would take
    twice as long.
    """
    import numpy as np

    known = criteria.ids(session, scheme_id)
    period_ids = periods.ids(session, period_codes)
    reading = _Reading(session, known, wanted, object_key)
    if not reading.criteria:
        return
    place_of = leaves.places_among(known)
    for code in dict.fromkeys(period_codes):
        if code in period_ids:
            columns, texts, places_ = reading.period(period_ids[code])
            if texts:
                alone = np.zeros(len(texts), dtype=np.int64)
                rows = LeafRows((code,), tuple(known), alone, columns[0], place_of[columns[1]], *columns[2:])
                yield SingleRows(rows, texts, places_)


_Gathered = tuple[tuple[Any, ...], Sequence[str], Sequence[str]]


class _Reading:
    """The statements that read single checks, built once for all periods."""

    def __init__(
        self,
        session: Session,
        known: Mapping[str, int],
        wanted: Mapping[Asked, Sequence[str]],
        object_key: int | None,
    ) -> None:
        texts, places_ = [], []
        self.criteria: list[int] = []
        for asked, codes in wanted.items():
            own = [known[code] for code in codes if code in known]
            self.criteria += own
            texts.append((CheckRow.criterion_id.in_(own), _together(asked.fields)))
            if asked.place:
                places_.append((CheckRow.criterion_id.in_(own), CheckRow.place))
        self._session = session
        self._texts = case(*texts, else_="") if texts else literal("")
        self._places = case(*places_, else_="") if places_ else literal("")
        self._object_key = object_key
        self._packing = leaves.packing_of(session, object_key)
        self._packed = self._narrowed(
            select(
                func.group_concat(leaves.PACKED),
                func.group_concat(self._texts, _BETWEEN),
                func.group_concat(self._places, _BETWEEN),
            )
        )
        self._plain = self._narrowed(
            select(
                CheckRow.object_id,
                CheckRow.criterion_id,
                CheckRow.value,
                CheckRow.count,
                self._texts,
                self._places,
            )
        )

    def _narrowed(self, statement: Select[Any]) -> Select[Any]:
        statement = statement.where(
            CheckRow.period_id == bindparam("period"),
            CheckRow.criterion_id.in_(bindparam("criteria", expanding=True)),
        )
        if self._object_key is None:
            return statement
        return statement.where(CheckRow.object_id == bindparam("object"))

    def period(self, period_id: int) -> _Gathered:
        """Object, criterion, amount, count, not applicable of each check, its texts, its place."""
        given: dict[str, object] = {"period": period_id, "criteria": self.criteria}
        if self._object_key is not None:
            given["object"] = self._object_key
        found = None
        if self._session.sqlite and self._packing.fits(period_id):
            found = self._in_three_texts(given)
        return self._row_by_row(given) if found is None else found

    def _in_three_texts(self, given: dict[str, object]) -> _Gathered | None:
        """None where a text holds what stands between the texts."""
        import numpy as np

        width = cast(int, self._packing.criteria)
        packed, texts, places_ = self._session.connection.execute(
            self._packed, {**given, "width": width}
        ).one()
        if packed is None:
            return (), [], []
        columns = leaves.unpacked(np.fromstring(packed, dtype=np.int64, sep=","), width)
        apart = texts.split(_BETWEEN), places_.split(_BETWEEN)
        return None if {len(columns[0])} != {len(found) for found in apart} else (columns, *apart)

    def _row_by_row(self, given: dict[str, object]) -> _Gathered:
        rows = self._session.connection.execute(self._plain, given).all()
        columns = leaves.columns_of([row[:4] for row in rows])
        return columns, [row[4] for row in rows], [row[5] for row in rows]


def _together(fields: Sequence[str]) -> ColumnElement[str]:
    together, *others = (sql_cast(_field(name), String) for name in fields)
    text: ColumnElement[str] = together
    for other in others:
        text = text.concat(literal(SEPARATOR)).concat(other)
    return text


def _field(name: str) -> ColumnElement[Any]:
    if name not in FIELDS:
        raise ValueError(f"{name} is no field of a check")
    if name == "day":
        return func.coalesce(sql_cast(CheckRow.day, String), literal(""))
    return cast(ColumnElement[Any], getattr(CheckRow, name))
