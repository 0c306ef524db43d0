"""Every check's bare numbers as arrays, a million in a fraction of a second.

For each period the database packs one 63-bit whole number per check, straight out of the index that covers it:
``((object × criteria + criterion) × 2⁹ + count) × 2²⁵ + mark``, where mark is 0 for 不适用 and else the mark + 2²⁴.
SQLite hands them over as one text, PostgreSQL as one binary array. A period with a mark or count that does not fit is
read row by row: slower, and as exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import BigInteger, Compiled, Dialect, Select, bindparam, func, select, text

from cityassess.store import criteria, periods
from cityassess.store.session import Session
from cityassess.store.tables import IS_WIDE, PACKED_COUNT, PACKED_VALUE, CheckRow, CriterionRow

if TYPE_CHECKING:  # numpy is loaded by the first read, not with the program
    import numpy as np
    import numpy.typing as npt

_MARK = 2 * PACKED_VALUE
_NUMBERS = 2**63 // (_MARK * PACKED_COUNT)
_ARRAY_HEADER = 20
_ARRAYS = (
    ("object", "int64"),
    ("criterion", "int64"),
    ("amount", "int64"),
    ("count", "int64"),
    ("not_applicable", "bool"),
)
_WIDE_PERIODS = select(CheckRow.period_id).where(text(IS_WIDE)).distinct()
_CELL = CheckRow.object_id * bindparam("width", type_=BigInteger) + CheckRow.criterion_id
PACKED = (_CELL * PACKED_COUNT + CheckRow.count) * _MARK + func.coalesce(CheckRow.value + PACKED_VALUE, 0)


@dataclass(frozen=True)
class LeafRows:
    """One entry per check in each array; all arrays are of the same length.

    ``period`` indexes ``periods``, ``criterion`` indexes ``criteria`` (codes), ``object`` holds objects' keys;
    ``amount`` is value × count in ten-thousandths of a point, 0 where ``not_applicable`` is true.
    """

    periods: tuple[str, ...]
    criteria: tuple[str, ...]
    period: npt.NDArray[np.int64]
    object: npt.NDArray[np.int64]
    criterion: npt.NDArray[np.int64]
    amount: npt.NDArray[np.int64]
    count: npt.NDArray[np.int64]
    not_applicable: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.object)


def read(session: Session, scheme_id: str, period_codes: Sequence[str]) -> LeafRows:
    """All checks of some periods under a scheme; periods without checks give no rows."""
    return _read(session, scheme_id, tuple(period_codes), None)


def by_period(session: Session, scheme_id: str, period_codes: Sequence[str]) -> Iterator[LeafRows]:
    """The same one period after another, so that only one period's rows are in memory at a time."""
    return _each(session, scheme_id, tuple(period_codes), None)


def read_cell(session: Session, scheme_id: str, period_code: str, object_key: int) -> LeafRows:
    """The checks of one object in one period under a scheme."""
    return _read(session, scheme_id, (period_code,), object_key)


@dataclass(frozen=True, slots=True)
class Packing:
    """How many criteria an object's number is multiplied by; None where objects × criteria are too many to pack."""

    criteria: int | None
    wide_periods: frozenset[int]

    def fits(self, period_id: int) -> bool:
        """Whether every check of a period can be packed."""
        return self.criteria is not None and period_id not in self.wide_periods


def _read(
    session: Session,
    scheme_id: str,
    codes: tuple[str, ...],
    object_key: int | None,
) -> LeafRows:
    import numpy as np

    parts = list(_each(session, scheme_id, codes, object_key))
    if len(parts) == 1 and len(codes) == 1:
        return parts[0]
    place = {code: number for number, code in enumerate(codes)}
    period = [np.full(len(rows), place[rows.periods[0]]) for rows in parts]
    arrays = [
        np.concatenate([getattr(rows, name) for rows in parts]) if parts else np.zeros(0, dtype=kind)
        for name, kind in _ARRAYS
    ]
    together = np.concatenate(period) if period else np.zeros(0, dtype=np.int64)
    return LeafRows(codes, tuple(criteria.ids(session, scheme_id)), together, *arrays)


def _each(
    session: Session,
    scheme_id: str,
    codes: tuple[str, ...],
    object_key: int | None,
) -> Iterator[LeafRows]:
    """One value per period that is known, with that period's code alone."""
    import numpy as np

    period_ids = periods.ids(session, codes)
    criterion_ids = criteria.ids(session, scheme_id)
    packing = packing_of(session, object_key)
    number_of = places_among(criterion_ids)
    for code in codes:
        if code not in period_ids or not criterion_ids:
            continue
        columns = _columns(session, period_ids[code], object_key, packing)
        # Criteria of other schemes share the period; those beyond the table are of schemes that came later.
        criterion = number_of[np.minimum(columns[1], len(number_of) - 1)]
        if (criterion < 0).any():
            ours = criterion >= 0
            columns = tuple(column[ours] for column in columns)
            criterion = criterion[ours]
        place = np.zeros(len(criterion), dtype=np.int64)
        yield LeafRows((code,), tuple(criterion_ids), place, columns[0], criterion, *columns[2:])


def places_among(criterion_ids: Mapping[str, int]) -> npt.NDArray[np.int64]:
    """The place of each criterion in its order by its number; -1 where there is none, the last entry among these."""
    import numpy as np

    place_of = np.full(max(criterion_ids.values(), default=0) + 2, -1, dtype=np.int64)
    for place, key in enumerate(criterion_ids.values()):
        place_of[key] = place
    return place_of


def packing_of(session: Session, object_key: int | None) -> Packing:
    """How the checks of all periods are packed, or of one object in them."""
    highest = session.connection.execute(
        select(
            select(func.max(CriterionRow.id)).scalar_subquery(),
            func.coalesce(object_key, text("(SELECT max(id) FROM assessed_object)")),
        )
    ).one()
    width = (highest[0] or 0) + 1
    wide = frozenset(session.connection.execute(_WIDE_PERIODS).scalars())
    return Packing(width if ((highest[1] or 0) + 1) * width <= _NUMBERS else None, wide)


def _columns(
    session: Session, period_id: int, object_key: int | None, packing: Packing
) -> tuple[npt.NDArray[Any], ...]:
    """Object, criterion, amount, count, not applicable, of one period's checks of all schemes."""

    if not packing.fits(period_id):
        return _plain_columns(session, period_id, object_key)
    width = cast(int, packing.criteria)
    given = {"width": width, "period": period_id}
    if object_key is not None:
        given["object"] = object_key
    packed = _packed_text(session, given) if session.sqlite else _packed_array(session, given)
    return unpacked(packed, width)


def unpacked(packed: npt.NDArray[np.int64], width: int) -> tuple[npt.NDArray[Any], ...]:
    """Object, criterion, amount, count, not applicable, of packed checks; ``width`` as in :class:`Packing`."""
    import numpy as np

    mark = packed & (_MARK - 1)
    rest = packed >> (_MARK.bit_length() - 1)
    count = rest & (PACKED_COUNT - 1)
    rest >>= PACKED_COUNT.bit_length() - 1
    not_applicable = mark == 0
    amount = (mark - PACKED_VALUE) * count
    amount[not_applicable] = 0
    item, criterion = np.divmod(rest, width)
    return item, criterion, amount, count, not_applicable


@cache
def _packed(gathered: str, one_object: bool) -> Select[Any]:
    """The statement that gathers the packed numbers into one value; built once, as it costs as much as running it."""
    statement = select(getattr(func, gathered)(PACKED)).where(CheckRow.period_id == bindparam("period"))
    return statement.where(CheckRow.object_id == bindparam("object")) if one_object else statement


@lru_cache(maxsize=4)  # each engine has a dialect of its own
def _packed_compiled(dialect: Dialect, one_object: bool) -> Compiled:
    return _packed("array_agg", one_object).compile(dialect=dialect)


def _packed_text(session: Session, given: dict[str, int]) -> npt.NDArray[np.int64]:
    import numpy as np

    joined = session.connection.execute(_packed("group_concat", "object" in given), given).scalar()
    return np.fromstring(joined, dtype=np.int64, sep=",") if joined else np.zeros(0, dtype=np.int64)


def _packed_array(session: Session, given: dict[str, int]) -> npt.NDArray[np.int64]:
    import numpy as np

    # The array as the server sends it: a header of 20 bytes, then each number's length (4 bytes) and itself (8 bytes),
    # big-endian. A million rows in one value come several times as fast as in a million messages.
    entry = np.dtype([("length", ">i4"), ("number", ">i8")])
    compiled = _packed_compiled(session.connection.dialect, "object" in given)
    driver: Any = session.connection.connection.driver_connection
    with driver.cursor(binary=True) as cursor:
        cursor.execute(compiled.string, compiled.construct_params(given))
        received = cursor.pgresult.get_value(0, 0)
    if received is None:
        return np.zeros(0, dtype=np.int64)
    return np.frombuffer(received[_ARRAY_HEADER:], dtype=entry)["number"].astype(np.int64)


def _plain_columns(session: Session, period_id: int, object_key: int | None) -> tuple[npt.NDArray[Any], ...]:
    query = select(CheckRow.object_id, CheckRow.criterion_id, CheckRow.value, CheckRow.count)
    query = query.where(CheckRow.period_id == period_id)
    if object_key is not None:
        query = query.where(CheckRow.object_id == object_key)
    return columns_of(session.connection.execute(query).all())


def columns_of(rows: Sequence[Sequence[Any]]) -> tuple[npt.NDArray[Any], ...]:
    """The same of plain rows: object, criterion, value, count."""
    import numpy as np

    numbers = [(item, criterion, (value or 0) * count, count) for item, criterion, value, count in rows]
    columns = np.array(numbers, dtype=np.int64).reshape(len(numbers), 4).T
    not_applicable = np.array([row[2] is None for row in rows], dtype=np.bool_)
    return columns[0], columns[1], columns[2], columns[3], not_applicable
