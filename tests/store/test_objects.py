"""Objects: saved, moved, refused, in official order."""

from __future__ import annotations

from datetime import date

import pytest

from cityassess.errors import Refused
from cityassess.scoring.periods import parse_period
from cityassess.scoring.values import Classification, Roster
from cityassess.store import objects
from cityassess.store.database import Database
from cityassess.store.objects import ObjectDraft, SavedObjects
from tests.store import verify_log
from tests.store.office import make_objects, verified


def save(database: Database, *drafts: ObjectDraft) -> SavedObjects:
    with database.writing() as session:
        return objects.save_objects(session, drafts)


def names(database: Database) -> list[str]:
    with database.reading() as session:
        roster = objects.load_roster(session)
    return [roster.path(item.key) for item in roster]


def test_objects_keep_the_order_they_came_in(database: Database) -> None:
    make_objects(database)
    assert names(database) == ["乐坪", "花山", "双江", "双江/农新", "双江/洪家"]


def test_a_parent_may_stand_after_its_parts(database: Database) -> None:
    saved = save(
        database,
        ObjectDraft("一组", "组", "双江/农新"),
        ObjectDraft("农新", "村", "双江"),
        ObjectDraft("双江", "乡镇"),
    )
    assert saved.created == 3
    with database.reading() as session:
        roster = objects.load_roster(session)
    assert [roster.path(key) for key in saved.keys] == ["双江/农新/一组", "双江/农新", "双江"]


def test_every_field_comes_back(database: Database) -> None:
    draft = ObjectDraft("乐坪", "街道", None, "城区", "一类", "430001", date(2016, 9, 1), date(2020, 12, 31))
    (key,) = save(database, draft).keys
    with database.reading() as session:
        (item,) = objects.load_roster(session).objects
    assert (item.key, item.name, item.kind, item.parent, item.group) == (key, "乐坪", "街道", None, "城区")
    assert (item.grade, item.code, item.since, item.until) == ("一类", "430001", draft.since, draft.until)


def roster_of(database: Database) -> Roster:
    with database.reading() as session:
        return objects.load_roster(session)


YEAR = date(2027, 1, 1)


def test_units_in_charge_may_be_new_and_in_charge_of_each_other(database: Database) -> None:
    keys = make_objects(database)
    saved = save(
        database,
        ObjectDraft(
            "滨河路", "道路", "乐坪", lead="城管局", responsible=("环卫中心", "双江/农新", "环卫中心")
        ),
        ObjectDraft("城管局", "单位", lead="环卫中心"),
        ObjectDraft("环卫中心", "单位", lead="城管局"),
    )
    road, bureau, centre = saved.keys
    roster = roster_of(database).by_key
    assert (roster[road].lead, roster[road].responsible) == (bureau, (centre, keys["双江/农新"]))
    assert (roster[bureau].lead, roster[centre].lead) == (centre, bureau)
    again = save(
        database, ObjectDraft("滨河路", "道路", "乐坪", lead="城管局", responsible=("环卫中心", "双江/农新"))
    )
    assert again.unchanged == 1
    with database.reading() as session:
        revision = objects.revision(session)
    assert save(database, ObjectDraft("滨河路", "道路", "乐坪")).changed == 1
    assert (roster_of(database).by_key[road].lead, roster_of(database).by_key[road].responsible) == (None, ())
    with database.reading() as session:
        assert objects.revision(session) == revision + 1
    assert verified(database).problems == ()


def test_groups_and_grades_change_by_date(database: Database) -> None:
    keys = make_objects(database)
    later = (Classification(YEAR, "乙组", "一级"), Classification(date(2028, 7, 1), "乙组", "特级"))
    draft = ObjectDraft("乐坪", "街道", None, "甲组", "二级", reclassified=later[::-1])
    assert save(database, draft).changed == 1
    leping = roster_of(database).by_key[keys["乐坪"]]
    assert leping.reclassified == later
    assert [leping.group_in(parse_period(code)) for code in ("2026-12", "2027-01")] == ["甲组", "乙组"]
    assert [leping.grade_in(parse_period(code)) for code in ("2026", "2027", "2028")] == [
        "二级",
        "一级",
        "特级",
    ]
    assert save(database, draft).unchanged == 1


def test_dated_classes_are_changed_and_removed_with_the_objects_version(database: Database) -> None:
    keys = make_objects(database)
    first = (Classification(YEAR, "乙组"), Classification(date(2028, 1, 1), "丙组"))
    save(
        database,
        ObjectDraft("乐坪", "街道", reclassified=first),
        ObjectDraft("花山", "街道", reclassified=first),
    )
    with database.reading() as session:
        revision = objects.revision(session)
    second = (Classification(YEAR, "甲组"), Classification(date(2029, 1, 1), "丁组", "一级"))
    assert save(database, ObjectDraft("乐坪", "街道", reclassified=second)).changed == 1
    roster = roster_of(database).by_key
    assert roster[keys["乐坪"]].reclassified == second
    assert roster[keys["花山"]].reclassified == first
    with database.reading() as session:
        assert objects.revision(session) == revision + 1
    found = verified(database)
    assert found.problems == ()
    if database.path is not None:
        assert verify_log.verify(database.path) == []


def test_saving_again_changes_only_what_differs(database: Database) -> None:
    keys = make_objects(database)
    with database.reading() as session:
        revision = objects.revision(session)
    saved = save(database, ObjectDraft("乐坪", "街道"), ObjectDraft("农新", "村", "双江", grade="二类"))
    assert (saved.created, saved.changed, saved.unchanged) == (0, 1, 1)
    assert saved.keys == (keys["乐坪"], keys["双江/农新"])
    with database.reading() as session:
        assert objects.revision(session) == revision + 1
    assert verified(database).ok


def test_the_same_name_from_another_day_is_another_object(database: Database) -> None:
    old = ObjectDraft("乐坪", "街道", until=date(2018, 12, 31))
    new = ObjectDraft("乐坪", "街道", since=date(2019, 1, 1))
    saved = save(database, old, new, ObjectDraft("长青社区", "社区", "乐坪"))
    assert saved.created == 3
    with database.reading() as session:
        roster = objects.load_roster(session)
    assert roster.by_key[saved.keys[2]].parent == saved.keys[1]


def test_an_object_is_renamed_and_moved_by_its_key(database: Database) -> None:
    keys = make_objects(database)
    saved = save(database, ObjectDraft("新农", "村", "花山", key=keys["双江/农新"], position=1))
    assert (saved.changed, saved.keys) == (1, (keys["双江/农新"],))
    assert "花山/新农" in names(database)
    assert "双江/农新" not in names(database)
    assert verified(database).ok


@pytest.mark.parametrize(
    ("drafts", "words"),
    [
        ([ObjectDraft("农新", "村", "没有的乡")], "上级“没有的乡”不存在"),
        ([ObjectDraft("", "街道")], "名称不能为空"),
        ([ObjectDraft("甲/乙", "街道")], "也不能含“/”"),
        ([ObjectDraft("大埠桥", "街道"), ObjectDraft("大埠桥", "街道")], "出现了两次"),
        ([ObjectDraft("乐坪", "街道"), ObjectDraft("乐坪", "街道", grade="一类")], "出现了两次"),
        ([ObjectDraft("改名", "街道", key=10**6)], "不存在"),
        ([ObjectDraft("滨河路", "道路", lead="没有的局")], "牵头或责任单位“没有的局”不存在"),
        ([ObjectDraft("滨河路", "道路", responsible=("花山", "某所"))], "牵头或责任单位“某所”不存在"),
        (
            [
                ObjectDraft(
                    "花山", "街道", reclassified=(Classification(YEAR, "甲"), Classification(YEAR, "乙"))
                )
            ],
            "同一天有两个分组或等级",
        ),
    ],
)
def test_objects_are_refused_as_a_whole(database: Database, drafts: list[ObjectDraft], words: str) -> None:
    make_objects(database)
    before = names(database)
    with pytest.raises(Refused, match=words):
        save(database, ObjectDraft("万宝", "乡镇"), *drafts)
    assert names(database) == before
    assert verified(database).ok


def test_an_object_never_belongs_to_itself(database: Database) -> None:
    keys = make_objects(database)
    with pytest.raises(Refused, match="自己的下级"):
        save(database, ObjectDraft("双江", "乡镇", "双江/农新", key=keys["双江"]))


def test_a_name_that_is_taken_is_refused(database: Database) -> None:
    keys = make_objects(database)
    with pytest.raises(Refused, match="已有“洪家”"):
        save(database, ObjectDraft("洪家", "村", "双江", key=keys["双江/农新"]))


def test_every_fault_is_told_at_once(database: Database) -> None:
    make_objects(database)
    with pytest.raises(Refused) as refused:
        save(
            database, ObjectDraft("", "街道"), ObjectDraft("甲", "村", "无"), ObjectDraft("乙", "村", "也无")
        )
    assert len(refused.value.problems) == 3
