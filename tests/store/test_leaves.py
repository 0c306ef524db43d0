"""The packed read gives what reading check by check gives."""

from __future__ import annotations

import random
from collections import Counter
from itertools import count

import numpy as np
import pytest
from sqlalchemy import text

from cityassess.scoring.values import MOST_TIMES, MOST_VALUE, Check
from cityassess.store import checks, leaves
from cityassess.store.database import Database, open_database
from cityassess.store.leaves import LeafRows
from cityassess.store.session import Session
from cityassess.store.tables import IS_WIDE, PACKED_COUNT, PACKED_VALUE
from tests.store.office import SCHEME, make_objects, put

Leaf = tuple[str, int, str, int, int, bool]


def as_leaves(rows: LeafRows) -> Counter[Leaf]:
    return Counter(
        (rows.periods[period], item, rows.criteria[criterion], amount, times, gone)
        for period, item, criterion, amount, times, gone in zip(
            rows.period.tolist(),
            rows.object.tolist(),
            rows.criterion.tolist(),
            rows.amount.tolist(),
            rows.count.tolist(),
            rows.not_applicable.tolist(),
            strict=True,
        )
    )


def one_by_one(database: Database, scheme: str, codes: tuple[str, ...]) -> Counter[Leaf]:
    found: Counter[Leaf] = Counter()
    with database.reading() as session:
        for code in codes:
            for item in checks.of_period(session, scheme, code):
                check = item.check
                amount = (check.value or 0) * check.count
                found[code, check.object, check.criterion, amount, check.count, check.value is None] += 1
    return found


EDGES = [0, 1, -1, PACKED_VALUE - 1, 1 - PACKED_VALUE, None]
BEYOND = [PACKED_VALUE, -PACKED_VALUE, MOST_VALUE, -MOST_VALUE]


def fill(database: Database, values: list[int | None], counts: list[int], codes: tuple[str, ...]) -> None:
    keys = sorted(make_objects(database).values())
    rng = random.Random(20170531)
    number = count()
    wanted = [
        Check(code, key, f"c{criterion}", value, times, place=str(next(number)) if rng.random() < 0.5 else "")
        for code in codes
        for criterion, (key, value, times) in enumerate(
            (k, v, t) for k in keys for v in values for t in counts if abs(v or 0) * t <= MOST_VALUE
        )
    ]
    put(database, *wanted)


@pytest.mark.parametrize(
    ("values", "counts"),
    [
        (EDGES, [1, 2, PACKED_COUNT - 1]),
        (BEYOND, [1]),
        ([*EDGES, *BEYOND], [1, PACKED_COUNT, MOST_TIMES]),
    ],
    ids=["packed", "marks too large", "both"],
)
def test_packed_and_plain_agree(database: Database, values: list[int | None], counts: list[int]) -> None:
    codes = ("2017-04", "2017-05")
    fill(database, values, counts, codes)
    with database.reading() as session:
        rows = leaves.read(session, SCHEME, codes)
    assert rows.periods == codes
    assert as_leaves(rows) == one_by_one(database, SCHEME, codes)
    assert {array.dtype.str[1:] for array in (rows.period, rows.object, rows.criterion, rows.amount)} == {
        "i8"
    }


def test_only_the_period_with_a_large_mark_is_read_row_by_row(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = make_objects(database)
    put(
        database,
        Check("2017-04", keys["乐坪"], "路面", 5),
        Check("2017-05", keys["乐坪"], "路面", PACKED_VALUE),
    )
    slow: list[int] = []
    plain = leaves._plain_columns

    def noted(session: Session, period_id: int, object_key: int | None) -> object:
        slow.append(period_id)
        return plain(session, period_id, object_key)

    monkeypatch.setattr(leaves, "_plain_columns", noted)
    with database.reading() as session:
        rows = leaves.read(session, SCHEME, ("2017-04", "2017-05"))
    assert rows.amount.tolist() == [5, PACKED_VALUE]
    assert len(slow) == 1


def test_too_many_objects_and_criteria_to_pack_are_read_all_the_same(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(database, EDGES, [1], ("2017-05",))
    monkeypatch.setattr(leaves, "_NUMBERS", 4)
    with database.reading() as session:
        rows = leaves.read(session, SCHEME, ("2017-05",))
    assert as_leaves(rows) == one_by_one(database, SCHEME, ("2017-05",))


def test_other_schemes_checks_stay_out(database: Database) -> None:
    keys = make_objects(database)
    put(database, Check("2017-05", keys["乐坪"], "乙", 1), scheme="别的方案")
    put(database, Check("2017-05", keys["乐坪"], "甲", 2), Check("2017-05", keys["乐坪"], "乙", 3))
    put(database, Check("2017-05", keys["乐坪"], "丙", 4), scheme="再一个方案")
    with database.reading() as session:
        rows = leaves.read(session, SCHEME, ("2017-05",))
        assert as_leaves(rows) == one_by_one(database, SCHEME, ("2017-05",))
        assert sorted(rows.amount.tolist()) == [2, 3]
        assert len(leaves.read(session, "没有的方案", ("2017-05",))) == 0


def test_periods_without_checks_give_no_rows(database: Database) -> None:
    keys = make_objects(database)
    put(database, Check("2017-05", keys["乐坪"], "甲", 2))
    with database.reading() as session:
        rows = leaves.read(session, SCHEME, ("2017-04", "2017-05", "2017-06"))
        assert rows.periods == ("2017-04", "2017-05", "2017-06")
        assert rows.period.tolist() == [1]
        empty = leaves.read(session, SCHEME, ())
    assert len(empty) == 0
    assert empty.not_applicable.dtype == np.bool_


def test_one_object_is_read_alone(database: Database) -> None:
    fill(database, EDGES, [1, 3], ("2017-05", "2017-06"))
    keys = make_objects(database)
    with database.reading() as session:
        rows = leaves.read_cell(session, SCHEME, "2017-06", keys["花山"])
    everything = one_by_one(database, SCHEME, ("2017-06",))
    assert as_leaves(rows) == Counter({leaf: n for leaf, n in everything.items() if leaf[1] == keys["花山"]})


def test_looking_for_large_marks_takes_the_index_made_for_it(sqlite_path: object) -> None:
    with open_database(str(sqlite_path), actor="张敏") as database, database.reading() as session:
        plan = session.connection.execute(
            text(f"EXPLAIN QUERY PLAN SELECT DISTINCT period_id FROM spot_check WHERE {IS_WIDE}")
        ).all()
        assert "ix_spot_check_wide" in plan[0][3]
        packed = session.connection.execute(
            text(
                "EXPLAIN QUERY PLAN SELECT object_id, criterion_id, value, count FROM spot_check WHERE period_id = 1"
            )
        ).all()
        assert "COVERING INDEX ix_spot_check_leaves" in packed[0][3]
