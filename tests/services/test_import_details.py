"""Importing what rates, options, time limits and campaigns ask for, and objects whose groups change by date."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from cityassess.scoring.values import AssessedObject, Check, Classification
from cityassess.services.office import Office, open_office
from cityassess.store import checks, objects

SCHEME = """
scheme: roads
name: 道路考核方案
circular: 示例〔2026〕1号
in_force_from: 2026-01-01
calendar:
  month_ends_on: 25
  campaigns:
    - {id: bairi-2026, name: 大干一百天, from: 2026-03-01, to: 2026-06-08}
    - {id: autumn-2026, name: 秋季行动, from: 2026-09-01, to: 2026-10-31}
    - {id: autumn-2027, name: 秋季行动, from: 2027-09-01, to: 2027-10-31}
  holidays: [2026-10-01]
kinds:
  - {name: 单位}
  - {name: 街道}
  - {name: 道路, part_of: 街道}
figures:
  - id: rubbish
    name: 垃圾
    of: 道路
    every: month
    rule: deduct
    full: 50
    rates:
      - {points: 2, severity: 严重, repeated: true}
      - {points: 1, severity: [严重, 较重], source: 市文明办, mode: 夜巡}
      - {points: 0.5}
    clause: 一
  - {id: sheds, name: 乱搭, of: 道路, every: month, rule: deduct, full: 40, clause: 二,
     range: {from: 1, to: 5, step: 0.5}}
  - {id: look, name: 观感, of: 道路, every: month, rule: choice, clause: 三,
     options: [{id: good, name: 好, points: 5}, {id: fair, name: 一般, points: 3}, {id: poor, name: 差, points: 0}]}
  - {id: lamps, name: 路灯必检, of: 道路, every: month, rule: yes_no, full: 5, clause: 四}
  - {id: trend, name: 满意度变化, of: 道路, every: month, rule: measure, unit: 个百分点, least: -100, most: 100,
     several: mean, clause: 五}
  - {id: speed, name: 办结时限, of: 道路, every: month, rule: time_limit, clause: 六,
     full: 20, limit: 24, unit: hour, late: 0.5}
  - {id: days, name: 整改时限, of: 道路, every: month, rule: time_limit, clause: 六,
     full: 20, limit: 2, unit: working_day, late: 1}
  - {id: effort, name: 行动成效, of: 街道, every: campaign, rule: mark, full: 100, during: [bairi-2026], clause: 七}
  - {id: total, name: 总分, of: 道路, every: month, rule: sum, inputs: [rubbish, sheds], clause: 八}
rankings:
  - {id: roads, name: 道路, score: total}
bulletin: {authority: 示例局, title: "{period}通报", addressee: 各街道, basis: 按方案考核。, signature: 示例局}
"""
OBJECTS = (
    "名称,类型,上级,分组,等级,编号,自,至,牵头单位,责任单位",
    "城管局,单位,,,,U1,,,,",
    "环卫中心,单位,,,,,,,城管局,",
    "花山,街道,,,,,,,,",
    "滨河路,道路,花山,甲组,二级,R1,2026-01-01,,U1,环卫中心、城管局",
    "中山路,道路,花山,甲组,一级,,,,,",
)
HEADER = "考核周期,考核对象,指标,数值"
DETAILS = "日期,地点,来源,程度,重复,发现时间,整改,方式"


@pytest.fixture
def roads(empty_office: Office, sheet: Callable[..., Path], tmp_path: Path) -> Office:
    """An office with two roads, on either kind of database."""
    scheme = tmp_path / "方案.yaml"
    scheme.write_text(SCHEME, encoding="utf-8")
    empty_office.importing.run([scheme, sheet(*OBJECTS, name="对象.csv")])
    return empty_office


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The same office, for tests that write nothing."""
    folder = tmp_path_factory.mktemp("roads")
    (folder / "方案.yaml").write_text(SCHEME, encoding="utf-8")
    (folder / "对象.csv").write_text("\n".join(OBJECTS), encoding="utf-8")
    with open_office(folder / "office.db", actor="张敏") as office:
        office.importing.run([folder / "方案.yaml", folder / "对象.csv"])
        yield office


def faults(office: Office, *paths: Path) -> list[str]:
    return [str(problem) for problem in office.importing.preview(paths).problems]


def stored(office: Office, period: str) -> list[Check]:
    with office.database.reading() as session:
        return [one.check for one in checks.of_period(session, "roads", period)]


def roster(office: Office) -> dict[str, AssessedObject]:
    with office.database.reading() as session:
        return {item.name: item for item in objects.load_roster(session)}


# ---- marks


def test_circumstances_of_a_check_are_kept(roads: Office, sheet: Callable[..., Path]) -> None:
    path = sheet(
        f"{HEADER},{DETAILS}",
        "2026-11,滨河路,垃圾,3,2026-10-26,桥下,市文明办,严重,是,2026-10-26 08:30,2026/10/27 9:05,夜巡",
        "2026-11,滨河路,垃圾,2,2026-11-25,桥下,,较重,否,2026年11月20日8时5分,已整改,",
        "2026-11,滨河路,垃圾,1,,,,,,2026-11-20,整改中,",
        "2026-11,中山路,垃圾,1,,,,,,,2026-11-30,",
    )
    roads.importing.run([path])
    found = sorted(stored(roads, "2026-11"), key=lambda check: -(check.value or 0) + check.object * 10**6)
    assert [check.value for check in found] == [30_000, 20_000, 10_000, 10_000]
    assert [check.severity for check in found] == ["严重", "较重", "", ""]
    assert [check.repeated for check in found] == [True, False, False, False]
    assert [check.found for check in found] == [
        datetime.fromisoformat("2026-10-26T08:30"),
        datetime.fromisoformat("2026-11-20T08:05"),
        datetime.fromisoformat("2026-11-20T00:00"),
        None,
    ]
    assert [check.rectified for check in found] == ["2026-10-27T09:05", "是", "否", "2026-11-30"]
    again = roads.importing.preview([path])
    assert not again.problems
    assert not again.changes_anything


def test_excel_moments_are_read(roads: Office, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append([*HEADER.split(","), "发现时间", "整改时间", "重复"])
    moment = datetime.fromisoformat("2026-11-02T08:30:00")
    page.append(
        ["2026-11", "滨河路", "办结时限", None, moment, datetime.fromisoformat("2026-11-03T10:45:00"), "√"]
    )
    page.append(["2026-11", "滨河路", "整改时限", None, moment, date(2026, 11, 4), "首次"])
    path = tmp_path / "得分.xlsx"
    book.save(path)
    roads.importing.run([path])
    found = {check.criterion: check for check in stored(roads, "2026-11")}
    assert (found["speed"].value, found["speed"].rectified) == (262_500, "2026-11-03T10:45")
    assert (found["speed"].repeated, found["days"].repeated) == (True, False)
    assert (found["days"].value, found["days"].found, found["days"].rectified) == (
        20_000,
        moment,
        "2026-11-04",
    )


def test_each_form_takes_what_it_means(roads: Office, sheet: Callable[..., Path]) -> None:
    path = sheet(
        f"{HEADER},日期,发现时间,整改",
        "2026-11,滨河路,观感,一般,,,",
        "2026-11,中山路,观感,3,,,",
        "2026-11,滨河路,路灯必检,是,,,",
        "2026-11,中山路,路灯必检,/,,,",
        "2026-11,滨河路,满意度变化,-12.5,,,",
        "2026-11,滨河路,乱搭,2.5,,,",
        "2026-11,滨河路,办结时限,,,2026-11-02 08:30,2026-11-03 10:30",
        "2026-11,中山路,办结时限,30,,,",
        "2026-11,滨河路,整改时限,,2026-11-06,,2026-11-09",
        "2026-11,中山路,整改时限,,,2026-11-06,2026-11-10",
        "2026-11,中山路,垃圾,,2026-11-06,,",
    )
    preview, _ = roads.importing.run([path])
    assert preview.notes == ("有1行没有填数值，不导入。",)
    names = {item.key: item.name for item in roster(roads).values()}
    found = {(names[check.object], check.criterion): check.value for check in stored(roads, "2026-11")}
    assert found == {
        ("滨河路", "look"): 20_000,
        ("中山路", "look"): 30_000,
        ("滨河路", "lamps"): 10_000,
        ("中山路", "lamps"): None,
        ("滨河路", "trend"): -125_000,
        ("滨河路", "sheds"): 25_000,
        ("滨河路", "speed"): 260_000,
        ("中山路", "speed"): 300_000,
        ("滨河路", "days"): 10_000,
        ("中山路", "days"): 20_000,
    }


FAULTS = (
    ("2026-11,滨河路,乱搭,0.7,,,,", "“数值”列："),
    ("2026-11,滨河路,乱搭,2.2,,,,", "“数值”列："),
    ("2026-11,滨河路,观感,很好,,,,", "“数值”列："),
    ("2026-11,滨河路,满意度变化,-101,,,,", "“数值”列："),
    ("2026-11,滨河路,垃圾,-1,,,,", "“数值”列：“垃圾”的数值不能是负数。"),
    ("2026-11,滨河路,垃圾,1,2026-10-25,,,", "“日期”列：日期2026-10-25不在考核周期2026-11内。"),
    ("2026-11,滨河路,垃圾,1,2026-11-26,,,", "“日期”列：日期2026-11-26不在考核周期2026-11内。"),
    ("2026-11,滨河路,垃圾,1,,昨天,,", "“发现时间”列：“昨天”不是时间。写成 2026-11-21 08:30。"),
    ("2026-11,滨河路,垃圾,1,,2026-11-02 25:00,,", "“发现时间”列：“2026-11-02 25:00”不是真实的时间。"),
    ("2026-11,滨河路,垃圾,1,,2026-11-31,,", "“发现时间”列：“2026-11-31”不是真实的日期。"),
    (
        "2026-11,滨河路,垃圾,1,,,不清楚,",
        "“整改”列：“不清楚”看不出是否已经整改。填“是”“否”，或整改的时间，如 2026-11-22 10:30。",
    ),
    ("2026-11,滨河路,垃圾,1,,,2026-13-01,", "“整改”列：“2026-13-01”不是真实的日期。"),
    (
        "2026-11,滨河路,垃圾,1,,2026-11-02 08:30,2026-11-02 08:29,",
        "“整改”列：整改时间2026-11-02 08:29早于发现时间，应核对。",
    ),
    (
        "2026-11,滨河路,垃圾,1,,2026-11-02 08:30,2026-11-01,",
        "“整改”列：整改时间2026-11-01早于发现时间，应核对。",
    ),
    ("2026-11,滨河路,垃圾,1,,2026-11-02 08:30,2026-11-02,", ""),
    ("2026-11,滨河路,垃圾,2,,,,也许", "“重复”列：“也许”看不出是否重复。填“是”或“否”。"),
    ("2026-11,滨河路,垃圾,,2026-11-02,,2026-11-03,", "“数值”列：没有填数值。"),
    (
        "2026-11,滨河路,办结时限,,,2026-11-02,2026-11-03 10:30,",
        "“数值”列：按钟点计的时限，发现时间和整改时间都要写到几点几分",
    ),
    (
        "2026-11,滨河路,办结时限,,,昨天,2026-11-03 10:30,",
        "“发现时间”列：“昨天”不是时间。写成 2026-11-21 08:30。",
    ),
)


def test_each_kind_of_fault_is_told_with_its_place(known: Office, sheet: Callable[..., Path]) -> None:
    told = faults(known, sheet(f"{HEADER},日期,发现时间,整改,重复", *(row for row, _ in FAULTS)))
    expected = [f"得分.csv 第{number}行 {fault}" for number, (_, fault) in enumerate(FAULTS, 2) if fault]
    assert [line[: len(want)] for line, want in zip(told, expected, strict=True)] == expected


def test_rows_that_differ_in_severity_or_moment_are_several_checks(
    known: Office, sheet: Callable[..., Path]
) -> None:
    path = sheet(
        f"{HEADER},程度,发现时间,整改",
        "2026-11,滨河路,垃圾,3,严重,,",
        "2026-11,滨河路,垃圾,2,一般,,",
        "2026-11,滨河路,垃圾,1,,2026-11-02 08:30,",
        "2026-11,滨河路,垃圾,1,,2026-11-02 08:31,",
        "2026-11,滨河路,垃圾,1,,2026-11-02 08:31,是",
    )
    assert faults(known, path) == [
        "得分.csv 第6行：与第5行是同一条检查记录，只能有一条。删去一行，或填上日期、检查人、地点加以区别。"
    ]


def test_a_correction_says_what_was_put_right(roads: Office, sheet: Callable[..., Path]) -> None:
    header = f"{HEADER},程度,整改,重复"
    roads.importing.run([sheet(header, "2026-11,滨河路,垃圾,3,严重,否,", "2026-11,滨河路,观感,好,,,")])
    preview = roads.importing.preview(
        [sheet(header, "2026-11,滨河路,垃圾,4,严重,2026-11-22 10:30,是", "2026-11,滨河路,观感,差,,,")]
    )
    assert [(one.before, one.after) for one in preview.corrections] == [
        ("3，整改：否，重复：否", "4，整改：2026-11-22 10:30，重复：是"),
        ("好", "差"),
    ]


# ---- periods


@pytest.mark.parametrize("written", ["bairi-2026", "大干一百天", " 大干 一百天"])
def test_a_campaign_is_a_period(roads: Office, sheet: Callable[..., Path], written: str) -> None:
    roads.importing.run([sheet(f"{HEADER},日期", f"{written},花山,行动成效,88,2026-06-08")])
    (check,) = stored(roads, "bairi-2026")
    assert (check.criterion, check.value, check.day) == ("effort", 880_000, date(2026, 6, 8))


def test_periods_that_are_none_are_told(known: Office, sheet: Callable[..., Path]) -> None:
    rows = (
        (
            "秋季行动,花山,行动成效,88,",
            "“考核周期”列：“秋季行动”有2个：autumn-2026、autumn-2027。写明是哪一个的编号。",
        ),
        ("autumn-2026,花山,行动成效,88,", "“指标”列：指标“行动成效”只在大干一百天考核。"),
        ("大干百天,花山,行动成效,88,", "“考核周期”列：方案里没有专项行动“大干百天”。相近的有：大干一百天。"),
        ("bairi-2026,花山,行动成效,88,2026-06-09", "“日期”列：日期2026-06-09不在考核周期bairi-2026内。"),
        (
            "2026-11,花山,行动成效,88,",
            "“指标”列：指标“行动成效”按专项行动考核，考核周期应写成 bairi-2026 这样。",
        ),
        ("bairi-2026,滨河路,垃圾,1,", "“指标”列：指标“垃圾”按月考核，考核周期应写成 2026-03 这样。"),
    )
    told = [f"得分.csv 第{number}行 {fault}" for number, (_, fault) in enumerate(rows, 2)]
    assert faults(known, sheet(f"{HEADER},日期", *(row for row, _ in rows))) == told


def test_an_object_is_assessed_in_the_months_of_the_offices_calendar(
    roads: Office, sheet: Callable[..., Path]
) -> None:
    roads.importing.run(
        [sheet("名称,上级,类型,自,至", "新路,花山,道路,2026-10-26,2026-11-25", name="新.csv")]
    )
    rows = [f"{month},新路,垃圾,1" for month in ("2026-10", "2026-11", "2026-12")]
    assert faults(roads, sheet(HEADER, *rows)) == [
        "得分.csv 第2行 “考核对象”列：“新路”在2026-10不参加考核（见对象表的自、至）。",
        "得分.csv 第4行 “考核对象”列：“新路”在2026-12不参加考核（见对象表的自、至）。",
    ]


# ---- objects


def test_units_in_charge_are_found_by_name_and_code(roads: Office, sheet: Callable[..., Path]) -> None:
    found = roster(roads)
    river, bureau, centre = found["滨河路"], found["城管局"], found["环卫中心"]
    assert (river.lead, river.responsible) == (bureau.key, (centre.key, bureau.key))
    assert (centre.lead, bureau.lead) == (bureau.key, None)
    roads.importing.run([sheet("名称,上级,责任单位", "中山路,花山,花山；环卫中心; U1", name="改.csv")])
    found = roster(roads)
    assert found["中山路"].responsible == (found["花山"].key, centre.key, bureau.key)
    assert found["滨河路"] == river


def test_leaders_are_kept_and_a_sheet_without_the_column_leaves_them(
    roads: Office, sheet: Callable[..., Path]
) -> None:
    roads.importing.run([sheet("名称,上级,主管领导", "滨河路,花山,甲某、乙某", name="领导.csv")])
    assert roster(roads)["滨河路"].leader == "甲某、乙某"
    roads.importing.run([sheet("名称,上级,等级", "滨河路,花山,三级", name="等级.csv")])
    assert roster(roads)["滨河路"].leader == "甲某、乙某"
    roads.importing.run([sheet("名称,上级,分管领导", "滨河路,花山,", name="无.csv")])
    assert roster(roads)["滨河路"].leader == ""


def test_rows_of_one_object_change_its_group_and_grade_by_date(
    roads: Office, sheet: Callable[..., Path]
) -> None:
    header = "名称,上级,分组,等级,自,至"
    path = sheet(
        header,
        "滨河路,花山,丙组,,2028-01-01,",
        "滨河路,花山,甲组,二级,2026-01-01,2026-12-31",
        "滨河路,花山,乙组,一级,2027-01-01,2029-12-31",
        name="变动.csv",
    )
    assert faults(roads, path) == [
        "变动.csv 第4行 “至”列：“花山/滨河路”另有一行从2028-01-01起，这一行的“至”应留空或是那天的前一天。"
    ]
    path.write_text(path.read_text(encoding="utf-8").replace("2029-12-31", "2027-12-31"), encoding="utf-8")
    before = roster(roads)["滨河路"]
    roads.importing.run([path])
    river = roster(roads)["滨河路"]
    assert (river.group, river.grade, river.since, river.until) == ("甲组", "二级", date(2026, 1, 1), None)
    assert river.reclassified == (
        Classification(date(2027, 1, 1), "乙组", "一级"),
        Classification(date(2028, 1, 1), "丙组", "一级"),
    )
    assert (river.key, river.code, river.lead) == (before.key, "R1", before.lead)
    assert not roads.importing.preview([path]).changes_anything


def test_a_single_later_row_changes_a_known_object_and_can_take_that_back(
    roads: Office, sheet: Callable[..., Path]
) -> None:
    header = "名称,上级,分组,等级,自"
    roads.importing.run([sheet(header, "中山路,花山,乙组,,2027-01-01", name="变动.csv")])
    middle = roster(roads)["中山路"]
    assert (middle.group, middle.grade, middle.since) == ("甲组", "一级", None)
    assert middle.reclassified == (Classification(date(2027, 1, 1), "乙组", "一级"),)
    roads.importing.run([sheet("名称,上级,分组,等级", "中山路,花山,乙组,一级", name="现状.csv")])
    assert roster(roads)["中山路"] == middle
    roads.importing.run([sheet(header, "中山路,花山,甲组,一级,2027-01-01", name="变动.csv")])
    assert roster(roads)["中山路"].reclassified == ()
    assert roster(roads)["中山路"].since is None


def test_a_first_day_alone_is_a_correction_of_it(roads: Office, sheet: Callable[..., Path]) -> None:
    roads.importing.run([sheet("名称,上级,分组,等级,自", "中山路,花山,甲组,一级,2026-03-01", name="改.csv")])
    middle = roster(roads)["中山路"]
    assert (middle.since, middle.reclassified) == (date(2026, 3, 1), ())


OBJECT_FAULTS = (
    (
        ("滨河路,道路,花山,甲组,2026-01-01,,,", "滨河路,道路,花山,乙组,2026-01-01,,,"),
        "第3行 “名称”列：“花山/滨河路”与第2行是同一个对象，只能有一行。删去其中一行。",
    ),
    (
        ("滨河路,道路,花山,甲组,2026-01-01,,R1,", "滨河路,道路,花山,乙组,2027-01-01,,R2,"),
        "第3行 “编号”列：“花山/滨河路”的“编号”与第2行不同。改成一样的。",
    ),
    (
        ("滨河路,道路,花山,甲组,,2027-01-01,,", "滨河路,道路,花山,乙组,2027-01-01,,,"),
        "第2行 “至”列：“花山/滨河路”另有一行从2027-01-01起，这一行的“至”应留空或是那天的前一天。",
    ),
    (("滨河路,道路,花山,乙组,2027-02-30,,,",), "第2行 “自”列：“2027-02-30”不是真实的日期。"),
    (
        ("滨河路,道路,花山,甲组,,,,没有的局",),
        "第2行 “牵头单位”列：没有单位“没有的局”。先在对象表中加上这个单位。",
    ),
    (
        ("滨河路,道路,花山,甲组,,,,城管局、环卫中心",),
        "第2行 “牵头单位”列：牵头单位只能有一个，现有2个。其余的写在“责任单位”列。",
    ),
    (
        ("花山,街道,,,,,,", "花山,单位,,,2027-01-01,,,"),
        "第3行 “类型”列：“花山”在第2行是街道，只能有一种类型。",
    ),
)


@pytest.mark.parametrize(("rows", "told"), OBJECT_FAULTS)
def test_contradictions_between_rows_are_told(
    known: Office, sheet: Callable[..., Path], rows: tuple[str, ...], told: str
) -> None:
    path = sheet("名称,类型,上级,分组,自,至,编号,牵头单位", *rows, name="对象.csv")
    assert faults(known, path) == [f"对象.csv {told}"]


# ---- the template


def test_a_template_offers_what_the_scheme_asks_and_changes_nothing_untouched(
    roads: Office, sheet: Callable[..., Path], tmp_path: Path
) -> None:
    roads.importing.run(
        [sheet("名称,上级,分组,等级,自", "中山路,花山,乙组,特级,2027-01-01", name="变动.csv")]
    )
    path = tmp_path / "模板.xlsx"
    roads.importing.write_template(path, "2026-11")
    untouched = roads.importing.preview([path])
    assert not untouched.problems
    assert not untouched.changes_anything
    book = openpyxl.load_workbook(path)
    rules = {rule.errorTitle: rule for rule in book["得分"].data_validations.dataValidation}
    lists = book["字典"]

    def offered(heading: str) -> list[object]:
        cells = str(rules[heading].formula1).partition("!")[2].replace("$", "")
        return [cell.value for (cell,) in lists[cells]]

    assert offered("程度") == ["严重", "较重"]
    assert offered("来源") == ["市文明办"]
    assert offered("方式") == ["明查", "暗访", "夜查", "自查", "夜巡"]
    assert offered("重复") == ["是", "否"]
    assert [cell.value for (cell,) in lists["H1:H5"]] == ["好", "一般", "差", "是", "否"]
    assert "COUNTIF('字典'!$H$1:$H$5,D2)>0" in rules["数值"].formula1
    page = book["得分"]
    headings = {str(cell.value): number for number, cell in enumerate(page[1], start=1)}
    for number, row in enumerate(page.iter_rows(min_row=2), start=2):
        name, criterion = str(row[1].value), str(row[2].value)
        if (name, criterion) == ("滨河路", "观感"):
            row[3].value = "差"
        if (name, criterion) == ("滨河路", "办结时限"):
            page.cell(number, headings["发现时间"], datetime.fromisoformat("2026-11-02T08:30:00"))
            page.cell(number, headings["整改"], "2026-11-02 18:00")
    book.save(path)
    roads.importing.run([path])
    assert {check.criterion: check.value for check in stored(roads, "2026-11")} == {
        "look": 30_000,
        "speed": 95_000,
    }


def test_the_template_of_a_campaign_has_its_criteria_alone(roads: Office, tmp_path: Path) -> None:
    path = tmp_path / "模板.xlsx"
    roads.importing.write_template(path, "bairi-2026")
    book = openpyxl.load_workbook(path)
    rows = [[cell.value for cell in row[:3]] for row in book["得分"].iter_rows(min_row=2)]
    assert rows == [["bairi-2026", "花山", "行动成效"]]
    assert book["填写说明"]["A1"].value == "大干一百天考核得分"
