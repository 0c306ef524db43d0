"""Checks: put, superseded, withdrawn, in conflict."""

from __future__ import annotations

import json
import unicodedata
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from cityassess.errors import Refused
from cityassess.scoring.values import MOST_TIMES, MOST_VALUE, Check
from cityassess.store import checks, periods
from cityassess.store.checks import CheckDraft, Conflict
from cityassess.store.database import Database, open_database
from cityassess.store.tables import EventRow
from tests.store.office import PERIOD, SCHEME, make_objects, put, verified


def stored(database: Database, period: str = PERIOD, scheme: str = SCHEME) -> tuple[checks.StoredCheck, ...]:
    with database.reading() as session:
        return checks.of_period(session, scheme, period)


def test_a_check_comes_back_as_it_was_put(database: Database) -> None:
    key = make_objects(database)["乐坪"]
    full = Check(
        PERIOD,
        key,
        "路面",
        -15_000,
        3,
        date(2017, 5, 31),
        "李强",
        "暗访",
        "长青街12号",
        "纸屑",
        "照片",
        "2017-06-01T09:30",
        "严重",
        True,
        datetime.fromisoformat("2017-05-31T08:05"),
    )
    empty = Check(PERIOD, key, "公厕", None)
    result = put(database, full, empty)
    assert (result.created, result.changed, result.unchanged) == (2, 0, 0)
    assert result.periods == {PERIOD}
    found = {item.check.criterion: item for item in stored(database)}
    assert found["路面"].check == full
    assert found["公厕"].check == empty
    assert [found["路面"].check.key, found["公厕"].check.key] == list(result.keys)
    assert {item.version for item in found.values()} == {1}
    assert {item.who for item in found.values()} == {"张敏"}
    assert verified(database).ok


def test_the_same_check_again_changes_nothing(database: Database) -> None:
    key = make_objects(database)["乐坪"]
    first = put(database, Check(PERIOD, key, "路面", 95_000))
    with database.reading() as session:
        revision = periods.revision(session, PERIOD)
    again = put(database, Check(PERIOD, key, "路面", 95_000))
    assert (again.created, again.changed, again.unchanged) == (0, 0, 1)
    assert again.keys == first.keys
    assert again.periods == frozenset()
    with database.reading() as session:
        assert periods.revision(session, PERIOD) == revision


def test_another_value_supersedes_and_the_next_version_counts(database: Database) -> None:
    key = make_objects(database)["乐坪"]
    put(database, Check(PERIOD, key, "路面", 95_000))
    result = put(database, Check(PERIOD, key, "路面", None), base=1)
    assert result.changed == 1
    (found,) = stored(database)
    assert (found.check.value, found.version) == (None, 2)
    with database.reading() as session:
        assert periods.revisions(session) == {PERIOD: 2}


def test_details_tell_checks_apart(database: Database) -> None:
    key = make_objects(database)["乐坪"]
    on_first = Check(PERIOD, key, "路面", 5_000, day=date(2017, 5, 1), place="一号点")
    result = put(database, on_first, Check(PERIOD, key, "路面", 5_000, day=date(2017, 5, 1), place="二号点"))
    assert result.created == 2
    changed = put(database, Check(PERIOD, key, "路面", 6_000, day=date(2017, 5, 1), place="一号点"))
    assert (changed.created, changed.changed) == (0, 1)
    assert sorted(item.check.value or 0 for item in stored(database)) == [5_000, 6_000]


def test_severity_and_moment_tell_checks_apart_and_what_came_of_them_does_not(database: Database) -> None:
    key = make_objects(database)["乐坪"]
    grave = Check(PERIOD, key, "路面", 20_000, severity="严重")
    first = put(database, grave, Check(PERIOD, key, "路面", 30_000, severity="一般"))
    assert first.created == 2
    moment = datetime.fromisoformat("2017-05-03T09:15")
    second = put(database, replace(grave, found=moment), replace(grave, found=moment.replace(minute=16)))
    assert second.created == 2
    third = put(database, replace(grave, rectified="是"), replace(grave, found=moment, repeated=True))
    assert (third.created, third.changed) == (0, 2)
    assert third.keys == (first.keys[0], second.keys[0])
    found = {item.check.key: item.check for item in stored(database)}
    assert found[first.keys[0]] == replace(grave, rectified="是")
    assert found[second.keys[0]] == replace(grave, found=moment, repeated=True)
    assert verified(database).problems == ()


@pytest.mark.parametrize(
    "found", [datetime.fromisoformat("2017-05-03T09:15:01"), datetime(2017, 5, 3, 9, 15, tzinfo=UTC)]
)
def test_a_moment_is_a_whole_minute_of_the_offices_clock(database: Database, found: datetime) -> None:
    key = make_objects(database)["乐坪"]
    with pytest.raises(ValueError, match="whole minute"):
        put(database, Check(PERIOD, key, "路面", 1, found=found))


def test_an_event_says_of_the_later_columns_only_what_is_set(database: Database) -> None:
    key = make_objects(database)["乐坪"]
    plain = Check(PERIOD, key, "路面", 1)
    put(database, plain, replace(plain, place="一号点"))
    put(database, replace(plain, severity="严重"))
    put(database, replace(plain, place="二号点"), replace(plain, place="三号点", repeated=True))
    with database.reading() as session:
        bodies = session.connection.execute(select(EventRow.body).order_by(EventRow.seq.desc()).limit(3))
        last, middle, first = (json.loads(body)["after"] for (body,) in bodies)
    assert not {"severity", "repeated", "found"} & (set(first["same"]) | set(first["columns"]))
    assert {name: middle.get(name) for name in ("severity", "repeated", "found")} == {
        "severity": "严重",
        "repeated": None,
        "found": None,
    }
    assert "repeated" in last["columns"]
    assert "severity" not in last["same"]
    assert verified(database).problems == ()


def test_two_schemes_with_the_same_code_share_no_check(database: Database) -> None:
    key = make_objects(database)["乐坪"]
    put(database, Check(PERIOD, key, "路面", 1), scheme="甲")
    put(database, Check(PERIOD, key, "路面", 2), scheme="乙")
    assert [item.check.value for item in stored(database, scheme="甲")] == [1]
    assert [item.check.value for item in stored(database, scheme="乙")] == [2]
    with database.reading() as session:
        assert periods.known(session, "甲") == periods.known(session, "乙") == (PERIOD,)
        assert periods.known(session, "丙") == ()


@pytest.mark.parametrize("base", [0, 1, 3])
def test_a_stale_base_version_writes_nothing_and_shows_theirs(database: Database, base: int) -> None:
    key = make_objects(database)["乐坪"]
    put(database, Check(PERIOD, key, "路面", 80_000))
    put(database, Check(PERIOD, key, "路面", 85_000))
    before = stored(database)
    mine = Check(PERIOD, key, "路面", 90_000)
    with database.writing() as session, pytest.raises(Conflict) as conflict:
        checks.put(
            session, SCHEME, [CheckDraft(Check(PERIOD, key, "公厕", 10_000), 0), CheckDraft(mine, base)]
        )
    (found,) = conflict.value.conflicts
    assert found.mine == mine
    assert found.theirs is not None
    assert (found.theirs.check.value, found.theirs.version, found.who) == (85_000, 2, "张敏")
    assert found.when == before[0].when
    assert stored(database) == before


def test_a_change_of_a_withdrawn_check_is_a_conflict(database: Database) -> None:
    key = make_objects(database)["乐坪"]
    (check_key,) = put(database, Check(PERIOD, key, "路面", 80_000)).keys
    with database.writing() as session:
        taken = checks.withdraw(session, check_key, 1, "录错对象")
    assert taken.check.value == 80_000
    assert stored(database) == ()
    with pytest.raises(Conflict) as conflict:
        put(database, Check(PERIOD, key, "路面", 90_000), base=1)
    assert conflict.value.conflicts[0].theirs is None
    with database.writing() as session, pytest.raises(Refused):
        checks.withdraw(session, check_key, 1, "再撤一次")
    assert verified(database).ok


def test_withdrawing_another_version_is_a_conflict(database: Database) -> None:
    key = make_objects(database)["乐坪"]
    (check_key,) = put(database, Check(PERIOD, key, "路面", 80_000)).keys
    put(database, Check(PERIOD, key, "路面", 85_000))
    with pytest.raises(Conflict), database.writing() as session:
        checks.withdraw(session, check_key, 1, "录错")
    assert len(stored(database)) == 1


def test_numbers_are_never_used_again(database: Database) -> None:
    key = make_objects(database)["乐坪"]
    (first,) = put(database, Check(PERIOD, key, "路面", 80_000)).keys
    with database.writing() as session:
        checks.withdraw(session, first, None, "录错")
    (second,) = put(database, Check(PERIOD, key, "路面", 80_000)).keys
    assert second > first


def test_a_check_with_its_key_changes_in_every_part(database: Database) -> None:
    keys = make_objects(database)
    (check_key,) = put(database, Check(PERIOD, keys["乐坪"], "路面", 80_000, place="一号点")).keys
    moved = Check("2017-06", keys["花山"], "绿化", 70_000, place="二号点", note="看错了街道", key=check_key)
    result = put(database, moved, base=1)
    assert (result.changed, result.keys) == (1, (check_key,))
    assert stored(database) == ()
    (found,) = stored(database, "2017-06")
    assert (found.check, found.check.key, found.version) == (moved, check_key, 2)
    with database.reading() as session:
        assert periods.revisions(session) == {PERIOD: 2, "2017-06": 1}
    assert verified(database).ok


def test_a_change_into_another_check_is_refused(database: Database) -> None:
    key = make_objects(database)["乐坪"]
    put(database, Check(PERIOD, key, "路面", 1, place="一号点"))
    (second,) = put(database, Check(PERIOD, key, "路面", 2, place="二号点")).keys
    with pytest.raises(Refused, match="完全相同"):
        put(database, Check(PERIOD, key, "路面", 2, place="一号点", key=second))
    assert sorted(item.check.value or 0 for item in stored(database)) == [1, 2]
    assert verified(database).ok


def test_what_cannot_be_kept_is_refused_all_at_once(database: Database) -> None:
    key = make_objects(database)["乐坪"]
    with pytest.raises(Refused) as refused:
        put(
            database,
            Check(PERIOD, key, "一", MOST_VALUE + 1),
            Check(PERIOD, key, "二", 1, 0),
            Check(PERIOD, key, "三", 1, MOST_TIMES + 1),
            Check(PERIOD, key, "四", MOST_VALUE // 2 + 1, 2),
            Check(PERIOD, key + 1000, "五", 1),
        )
    assert len(refused.value.problems) == 5
    assert stored(database) == ()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ((Check("2017-13", 1, "路面", 1),), "不是考核周期"),
        ((Check(PERIOD, 1, "路面", 1), Check(PERIOD, 1, "路面", 2)), "出现了两次"),
        ((Check(PERIOD, 1, "路面", 1, note="坏\0字"),), "无法保存"),
        ((Check(PERIOD, 1, "路面", 1, note="半个\ud83d"),), "无法保存"),
    ],
)
def test_a_put_is_refused_as_a_whole(database: Database, wrong: tuple[Check, ...], words: str) -> None:
    make_objects(database)
    with pytest.raises(Refused, match=words):
        put(database, Check(PERIOD, 2, "公厕", 1), *wrong)
    assert stored(database) == ()
    assert verified(database).ok


def test_the_largest_mark_and_count_are_kept_exactly(database: Database) -> None:
    key = make_objects(database)["乐坪"]
    often = MOST_VALUE // MOST_TIMES
    put(
        database,
        Check(PERIOD, key, "大", MOST_VALUE),
        Check(PERIOD, key, "小", -MOST_VALUE),
        Check(PERIOD, key, "多", often, MOST_TIMES),
    )
    assert {item.check.value for item in stored(database)} == {MOST_VALUE, -MOST_VALUE, often}


def test_text_is_kept_in_one_form(database: Database) -> None:
    key = make_objects(database)["乐坪"]
    written = unicodedata.normalize("NFD", "café路口")
    put(database, Check(PERIOD, key, "路面", 1, place=written))
    again = put(database, Check(PERIOD, key, "路面", 1, place=unicodedata.normalize("NFC", written)))
    assert again.unchanged == 1
    assert verified(database).ok


def test_reading_narrows_to_an_object_and_a_criterion(database: Database) -> None:
    keys = make_objects(database)
    put(database, *(Check(PERIOD, key, code, 1) for key in keys.values() for code in ("路面", "公厕")))
    with database.reading() as session:
        of_object = checks.of_period(session, SCHEME, PERIOD, object_key=keys["花山"])
        assert {item.check.criterion for item in of_object} == {"路面", "公厕"}
        one = checks.of_period(session, SCHEME, PERIOD, object_key=keys["花山"], criterion="公厕")
        assert [item.check.object for item in one] == [keys["花山"]]
        assert checks.get(session, one[0].check.key) == one[0]
        assert checks.get(session, 10**9) is None


def test_an_import_of_many_is_one_step(database: Database) -> None:
    keys = sorted(make_objects(database).values())
    many = [
        Check(f"2017-{month:02d}", key, f"c{code}", code)
        for month in (4, 5)
        for key in keys
        for code in range(150)
    ]
    result = put(database, *many)
    assert result.created == len(many)
    assert len(set(result.keys)) == len(many)
    with database.reading() as session:
        first = checks.get(session, result.keys[1])
        assert periods.revisions(session) == {"2017-04": 1, "2017-05": 1}
    assert first is not None
    assert first.check == many[1]
    half = [Check(check.period, check.object, check.criterion, 7, rectified="是") for check in many[::2]]
    changed = put(database, *half, *many[1::2])
    assert (changed.created, changed.changed + changed.unchanged) == (0, len(many))
    assert changed.changed == len(half)
    found = verified(database)
    assert found.ok
    assert found.events < 30


def test_a_failed_block_leaves_no_trace(database: Database) -> None:
    key = make_objects(database)["乐坪"]
    before = verified(database)
    with suppress(ZeroDivisionError), database.writing() as session:
        checks.put(session, SCHEME, [CheckDraft(Check(PERIOD, key, "路面", 1))])
        raise ZeroDivisionError
    assert stored(database) == ()
    assert verified(database) == before


def test_a_session_for_reading_writes_nothing(database: Database) -> None:
    key = make_objects(database)["乐坪"]
    with database.reading() as session, pytest.raises(RuntimeError):
        checks.put(session, SCHEME, [CheckDraft(Check(PERIOD, key, "路面", 1))])


def test_what_was_put_is_there_after_reopening(database_url: str) -> None:
    with open_database(database_url, actor="张敏") as database:
        put(database, Check(PERIOD, make_objects(database)["乐坪"], "路面", 95_000))
    with open_database(database_url, actor="李强", create=False) as database:
        (found,) = stored(database)
        assert (found.check.value, found.who) == (95_000, "张敏")
        assert database.warning == ""
