"""The read of single checks gives what reading check by check gives, of the criteria and texts that were asked for."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import cast

import pytest

from cityassess.scoring.details import Asked, detail_of
from cityassess.scoring.values import Check
from cityassess.store import checks, details
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
            rng.choice([None, 0, -5_000, 10_000, 2**24 if code == "2017-05" else 20_000]),
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


WANTED = {
    Asked(("source", "severity", "rectified", "repeated"), place=True): ("路面", "没有的"),
    Asked(("day", "found")): ("公厕",),
    Asked(("inspector",)): ("时限",),
}
"""What each criterion asks; nobody ever recorded the one that there is not."""


def plainly(
    database: Database, codes: tuple[str, ...], asked: Mapping[Asked, tuple[str, ...]]
) -> Counter[tuple[object, ...]]:
    """The same out of checks read one by one."""
    fields = {criterion: wanted for wanted, criteria in asked.items() for criterion in criteria}
    with database.reading() as session:
        found = [stored.check for code in codes for stored in checks.of_period(session, SCHEME, code)]
    return Counter(
        (check.period, check.object, check.criterion, check.value, *detail_of(check, wanted)[1:])
        for check in found
        if (wanted := fields.get(check.criterion)) is not None
    )


def read(
    database: Database,
    codes: tuple[str, ...],
    asked: Mapping[Asked, tuple[str, ...]],
    object_key: int | None = None,
) -> Counter[tuple[object, ...]]:
    found: Counter[tuple[object, ...]] = Counter()
    with database.reading() as session:
        for part in details.joined(session, SCHEME, asked, codes, object_key):
            rows = part.rows
            assert len(rows) == len(part.texts) == len(part.places) > 0
            for place in range(len(rows)):
                count = int(rows.count[place])
                value = None if rows.not_applicable[place] else int(rows.amount[place]) // count
                where = rows.periods[rows.period[place]], int(rows.object[place])
                criterion = rows.criteria[rows.criterion[place]]
                found[*where, criterion, value, count, part.texts[place], part.places[place]] += 1
    return found


@pytest.mark.parametrize("codes", [PERIODS, ("2017-05", "2016-01"), ()])
@pytest.mark.parametrize("asked", [WANTED, {Asked(("mode",), place=True): ("路面", "公厕")}, {}])
def test_single_checks_come_with_the_texts_that_each_criterion_asks_for(
    filled: Database, codes: tuple[str, ...], asked: Mapping[Asked, tuple[str, ...]]
) -> None:
    expected = plainly(filled, codes, asked)
    assert read(filled, codes, asked) == expected
    assert bool(expected) is bool(codes and asked)
    for key in {row[1] for row in expected}:
        own = Counter({row: times for row, times in expected.items() if row[1] == key})
        assert read(filled, codes, asked, cast(int, key)) == own


@pytest.mark.parametrize("between", ["\x1e", "\x1f", "\n", "，"])
def test_no_text_is_taken_for_two(database: Database, between: str) -> None:
    key = min(make_objects(database).values())
    found = [
        Check("2017-04", key, "路面", 10_000, place=f"早元街{between}口", source=between, note="一"),
        Check("2017-04", key, "路面", None, place="", source="", note="二"),
        Check("2017-04", key, "时限", 20_000, inspector=f"{between}李强", note="三"),
    ]
    put(database, *found)
    assert read(database, ("2017-04",), WANTED) == plainly(database, ("2017-04",), WANTED)
    assert read(database, ("2017-04",), WANTED).total() == len(found)
