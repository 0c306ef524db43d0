"""The detailed read gives what reading check by check gives, of the criteria and fields that were asked for."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from cityassess.scoring.values import Check
from cityassess.store import checks, details, leaves
from cityassess.store.database import Database
from tests.store.office import SCHEME, make_objects, put

PERIODS = ("2017-04", "2017-05", "bairi-2017")
CRITERIA = ("路面", "公厕", "时限")


@pytest.fixture
def filled(database: Database) -> Database:
    """Three criteria in three periods, each check with other details; another scheme's beside them."""
    rng = random.Random(5)
    keys = sorted(make_objects(database).values())
    wanted = [
        Check(
            code,
            key,
            criterion,
            rng.choice([None, 0, -5_000, 10_000, 2**24]),
            rng.choice([1, 3]),
            rng.choice([None, date(2017, 4, 9)]),
            rng.choice(["", "李强"]),
            rng.choice(["明查", "暗访"]),
            rng.choice(["", "早元街", "氐星路"]),
            f"第{number}条",
            rng.choice(["", "市文明办"]),
            rng.choice(["", "是", "2017-05-06T10:00"]),
            rng.choice(["", "严重"]),
            rng.choice([True, False]),
            rng.choice([None, datetime.fromisoformat("2017-04-09T08:30") + timedelta(minutes=number)]),
        )
        for code in PERIODS
        for key in keys
        for criterion in CRITERIA
        for number in range(4)
    ]
    put(database, *wanted)
    put(database, *(check for check in wanted if check.criterion == "路面"), scheme="别的方案")
    return database


def plainly(database: Database, codes: tuple[str, ...], criteria: tuple[str, ...]) -> list[Check]:
    with database.reading() as session:
        found = [stored.check for code in codes for stored in checks.of_period(session, SCHEME, code)]
    return [check for check in found if check.criterion in criteria]


def as_detail(check: Check) -> tuple[object, ...]:
    return (
        check.period,
        check.object,
        check.criterion,
        check.value,
        check.count,
        check.day.isoformat() if check.day else "",
        check.inspector,
        check.mode,
        check.place,
        check.source,
        check.rectified,
        check.severity,
        int(check.repeated),
        check.found.isoformat(timespec="minutes") if check.found else "",
    )


@pytest.mark.parametrize("criteria", [("路面",), ("时限", "公厕", "时限"), CRITERIA, ("没有的",), ()])
@pytest.mark.parametrize("codes", [PERIODS, ("2017-05", "2016-01"), ()])
def test_details_are_those_of_the_checks(
    filled: Database, criteria: tuple[str, ...], codes: tuple[str, ...]
) -> None:
    with filled.reading() as session:
        found = list(details.details(session, SCHEME, criteria, codes))
    assert Counter(found) == Counter(as_detail(check) for check in plainly(filled, codes, criteria))
    order = [code for code in codes if code in PERIODS]
    assert sorted(found, key=lambda row: order.index(row[0])) == found


def test_only_the_fields_that_are_asked_for_come_and_in_that_order(filled: Database) -> None:
    with filled.reading() as session:
        found = Counter(
            details.details(session, SCHEME, CRITERIA, PERIODS, fields=("repeated", "day", "severity"))
        )
        bare = Counter(details.details(session, SCHEME, CRITERIA, PERIODS, fields=()))
        with pytest.raises(ValueError, match="no field"):
            details.details(session, SCHEME, CRITERIA, PERIODS, fields=("changed_by",))
    every = [as_detail(check) for check in plainly(filled, PERIODS, CRITERIA)]
    assert found == Counter((*row[:5], row[12], row[5], row[11]) for row in every)
    assert bare == Counter(row[:5] for row in every)


def test_one_objects_details(filled: Database) -> None:
    key = plainly(filled, PERIODS, CRITERIA)[0].object
    with filled.reading() as session:
        found = Counter(details.details(session, SCHEME, ("路面",), PERIODS, key))
    assert found == Counter(
        as_detail(check) for check in plainly(filled, PERIODS, ("路面",)) if check.object == key
    )


def test_places_come_once_and_never_empty(filled: Database) -> None:
    every = plainly(filled, PERIODS[:2], ("路面", "公厕"))
    expected = {(check.period, check.object, check.criterion, check.place) for check in every if check.place}
    with filled.reading() as session:
        found = list(details.places(session, SCHEME, ("路面", "公厕"), PERIODS[:2]))
        assert sorted(found) == sorted(expected)
        key = found[0][1]
        of_one = set(details.places(session, SCHEME, ("路面", "公厕"), PERIODS[:2], key))
    assert of_one == {place for place in expected if place[1] == key}


def test_the_packed_read_leaves_out_what_is_read_in_detail(filled: Database) -> None:
    with filled.reading() as session:
        rows = leaves.read(session, SCHEME, PERIODS, leave_out=("路面", "没有的"))
        cell = leaves.read_cell(session, SCHEME, "2017-05", int(rows.object[0]), leave_out=("路面", "公厕"))
        none = leaves.read(session, SCHEME, PERIODS, leave_out=CRITERIA)
        (first, *_) = leaves.by_period(session, SCHEME, PERIODS, leave_out=("时限",))
    names = Counter(rows.criteria[number] for number in rows.criterion.tolist())
    assert names == Counter(check.criterion for check in plainly(filled, PERIODS, ("公厕", "时限")))
    assert {cell.criteria[number] for number in cell.criterion.tolist()} == {"时限"}
    assert len(cell) == 4
    assert len(none) == 0
    assert {first.criteria[number] for number in first.criterion.tolist()} == {"路面", "公厕"}
