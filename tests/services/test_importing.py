"""Importing: everything is checked before anything is written, and each refusal says where and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from cityassess.errors import Refused
from cityassess.services.office import Office, open_office
from cityassess.store import checks, events
from tests.services.louxing import MARKS, OBJECTS, PERIODS, SCHEME, import_all, ranked

HEADER = "考核周期,考核对象,指标,数值"


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The example office, for tests that write nothing."""
    with open_office(tmp_path_factory.mktemp("office") / "office.db", actor="张敏") as office:
        import_all(office)
        yield office


def faults(office: Office, *paths: Path) -> list[str]:
    return [str(problem) for problem in office.importing.preview(paths).problems]


def test_the_same_files_again_change_nothing(office: Office) -> None:
    with office.database.reading() as session:
        before = events.head(session)
    preview, changes = office.importing.run([SCHEME, OBJECTS, *MARKS.values()])
    assert [(each.kind, each.created, each.changed) for each in preview.counts] == [
        ("考核方案", 0, 0),
        ("考核对象", 0, 0),
        ("得分", 0, 0),
    ]
    assert not changes
    with office.database.reading() as session:
        assert events.head(session) == before


def test_the_first_import_says_what_it_brought(empty_office: Office) -> None:
    preview, changes = empty_office.importing.run([*MARKS.values(), OBJECTS, SCHEME])
    assert preview.sentences() == (
        "考核方案：新增1个，更正0个，未变0个。",
        "考核对象：新增96个，更正0个，未变0个。",
        "得分：新增180条，更正0条，未变0条。",
    )
    assert changes.objects
    assert changes.schemes
    assert changes.periods == set(PERIODS)


def test_another_value_is_a_correction_and_shows_before_and_after(
    office: Office, sheet: Callable[..., Path]
) -> None:
    path = sheet(HEADER, "2017-05,乐坪,物业公司,3.5", "2017-05,花山,物业公司,4")
    preview = office.importing.preview([path])
    (marks,) = preview.counts
    assert (marks.created, marks.changed, marks.unchanged) == (0, 1, 1)
    (correction,) = preview.corrections
    assert (correction.object, correction.before, correction.after) == ("乐坪", "3.4", "3.5")
    assert office.importing.commit(preview).periods == {"2017-05"}
    first = office.standings.assess("2017-05").groups[0].ranked[0]
    assert (first.name, first.score.text) == ("乐坪", "85.74")


def test_a_preview_that_others_overtook_is_refused(office: Office, sheet: Callable[..., Path]) -> None:
    path = sheet(HEADER, "2017-05,乐坪,物业公司,3.5", "2017-05,花山,物业公司,4.5")
    preview = office.importing.preview([path])
    office.importing.run([sheet(HEADER, "2017-05,花山,物业公司,4.2", name="另一份.csv")])
    with pytest.raises(Refused, match="预览之后有1条得分被他人改动，没有导入"):
        office.importing.commit(preview)
    leping = office.standings.assess("2017-05").groups[0].ranked[0]
    assert leping.score.text == "85.84"


def test_one_fault_keeps_everything_out(office: Office, sheet: Callable[..., Path]) -> None:
    path = sheet(HEADER, "2017-05,乐坪,物业公司,3.5", "2017-05,花山,物业公司,多少")
    with office.database.reading() as session:
        before = events.head(session)
    with pytest.raises(Refused) as refused:
        office.importing.run([path])
    assert [str(problem) for problem in refused.value.problems] == [
        "得分.csv 第3行 “数值”列：“多少”不是数字。"
    ]
    with office.database.reading() as session:
        assert events.head(session) == before


ROWS = (
    ("2017-05,乐坪,物业公司,89.999999", "“数值”列：89.999999超过2位小数，应先核实再填。"),
    ("2017-05,乐坪,城管,30.01", "“数值”列：30.01超过“城管”满分30。可填0至30，或填“/”表示不适用。"),
    ("2017-05,乐坪,城管,-1", "“数值”列：“城管”的数值不能是负数。"),
    ("2017-05,乐平,城管,20", "“考核对象”列：没有考核对象“乐平”。相近的有：乐坪。"),
    ("2017-05,农新,城管,20", "“考核对象”列：“农新”是村，指标“城管”只考核街道。"),
    ("2017-05,双江,村得分,", ""),
    (
        "2017-05,乐坪,卫生,20",
        "“指标”列：方案里没有指标“卫生”。可用的指标：物业公司、街道社区、城管、村得分。",
    ),
    ("2017-05,乐坪,合计,20", "“指标”列：“合计”由程序计算，不能导入。只导入检查人员打分、扣分的指标。"),
    (
        "2017-13,乐坪,城管,20",
        "“考核周期”列：“2017-13”不是考核周期，应写成 2026-11-21（日）、2026-W47（周）、2026-11（月）、"
        "2026-Q4（季）、2026（年）、2026-2030（五年）或专项行动的编号。",
    ),
    ("2017-Q2,乐坪,城管,20", "“指标”列：指标“城管”按月考核，考核周期应写成 2017-04 这样。"),
    ("2015-05,乐坪,城管,20", "“考核周期”列：2015年5月没有生效的考核方案。先导入方案文件。"),
    (",乐坪,城管,20", "“考核周期”列：没有填考核周期。写成 2026-11（月）或 2026-11-21（日）。"),
    ("2017-05,,城管,20", "“考核对象”列：没有填考核对象。"),
    ("2017-05,乐坪,,20", "“指标”列：没有填指标。"),
)


def test_each_kind_of_fault_is_told_with_its_place(known: Office, sheet: Callable[..., Path]) -> None:
    told = [f"得分.csv 第{number}行 {fault}" for number, (_, fault) in enumerate(ROWS, 2) if fault]
    assert faults(known, sheet(HEADER, *(row for row, _ in ROWS))) == told


def test_every_fault_of_a_file_is_told_at_once(known: Office, sheet: Callable[..., Path]) -> None:
    path = sheet(
        f"{HEADER},日期,次数",
        "2017-05,乐坪,物业公司,1,2017-06-01,1",
        "2017-05,乐平,物业公司,1,2017-02-30,0",
        "2017-05,花山,物业公司,x,2017-05-03,两次",
    )
    assert faults(known, path) == [
        "得分.csv 第2行 “日期”列：日期2017-06-01不在考核周期2017-05内。",
        "得分.csv 第3行 “考核对象”列：没有考核对象“乐平”。相近的有：乐坪。",
        "得分.csv 第3行 “次数”列：“0”不是次数，应填1以上的整数。",
        "得分.csv 第3行 “日期”列：“2017-02-30”不是真实的日期。",
        "得分.csv 第4行 “次数”列：“两次”不是次数，应填1以上的整数。",
        "得分.csv 第4行 “数值”列：“x”不是数字。",
    ]


def test_a_name_that_several_objects_bear_is_refused_with_the_choices(
    tmp_path: Path, sheet: Callable[..., Path]
) -> None:
    objects = sheet(
        "名称,类型,上级", "东乡,乡镇,", "西乡,乡镇,", "新村,村,东乡", "新村,村,西乡", name="对象.csv"
    )
    with open_office(tmp_path / "office.db") as office:
        office.importing.run([SCHEME, objects])
        assert faults(office, sheet(HEADER, "2017-05,新村,村得分,90")) == [
            "得分.csv 第2行 “考核对象”列：“新村”有2个：东乡/新村、西乡/新村。写明是哪一个，如“东乡/新村”。"
        ]
        assert not faults(office, sheet(HEADER, "2017-05,西乡/新村,村得分,90"))


def test_a_village_that_bears_its_townships_name_is_found_by_its_criterion(
    known: Office, sheet: Callable[..., Path]
) -> None:
    preview = known.importing.preview([sheet(HEADER, "2017-04,双江,村得分,87.7")])
    assert not preview.problems
    assert [(each.changed, each.unchanged) for each in preview.counts] == [(0, 1)]


def test_the_same_mark_twice_names_both_rows(known: Office, sheet: Callable[..., Path]) -> None:
    path = sheet(HEADER, "2017-05,乐坪,城管,20", "2017-05,花山,城管,20", "2017-05,乐坪,chengguan,21")
    assert faults(known, path) == [
        "得分.csv 第4行：与第2行是同一条检查记录，只能有一条。删去一行，或填上日期、检查人、地点加以区别。"
    ]
    other = sheet(HEADER, "2017-05,乐坪,城管,22", name="另一份.csv")
    first = sheet(HEADER, "2017-05,乐坪,城管,20")
    assert faults(known, first, other) == [
        "另一份.csv 第2行：与得分.csv 第2行是同一条检查记录，只能有一条。删去一行，或填上日期、检查人、地点加以区别。"
    ]


def test_checks_that_differ_in_their_details_are_two(known: Office, sheet: Callable[..., Path]) -> None:
    path = sheet(
        f"{HEADER},日期,检查人,地点",
        "2017-05,乐坪,物业公司,0.5,2017-05-03,王芳,早元街",
        "2017-05,乐坪,物业公司,0.5,2017-05-03,王芳,氐星路",
    )
    preview = known.importing.preview([path])
    assert not preview.problems
    assert preview.counts[0].created == 2


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (
            "考核周期,考核对像,指标,数值",
            "得分.csv 第1行 “考核对像”列：不认识的表头“考核对像”。是否应为“考核对象”？",
        ),
        (
            "考核周期,考核对象,指标,数值,指标",
            "得分.csv 第1行 “指标”列：“指标”与“指标”是同一列，只能出现一次。删去其中一列。",
        ),
        ("考核对象,指标,数值,说明", "得分.csv 第1行：表头缺少“考核周期”列。补上后再导入。"),
    ],
)
def test_a_wrong_header_is_refused(known: Office, sheet: Callable[..., Path], header: str, told: str) -> None:
    assert told in faults(known, sheet(header, "1,2,3,4" + ",5" * (header.count(",") - 3)))


def test_a_sheet_of_another_kind_is_refused(known: Office, sheet: Callable[..., Path]) -> None:
    (told,) = faults(known, sheet("姓名,电话", "甲,1"))
    assert told.startswith("得分.csv 第1行：没有认出表头，不知道是得分表还是考核对象表。")


def test_headings_may_be_english_and_in_any_order(known: Office, sheet: Callable[..., Path]) -> None:
    path = sheet("value,criterion,note,period,object", "3.4,company,,2017-05,乐坪")
    preview = known.importing.preview([path])
    assert not preview.problems
    assert preview.counts[0].unchanged == 1


def test_a_period_may_be_written_in_words(known: Office, sheet: Callable[..., Path]) -> None:
    path = sheet(
        HEADER,
        "2017-05,乐坪,物业公司,3.4",
        "2017年5月,乐坪,街道社区,8.6",
        "2017年05月,乐坪,城管,27.84",
        "2017-5,花山,物业公司,4",
        "2017/5,花山,街道社区,8.4",
        " 2017 年 5 月份 ,花山,城管,27.6",
    )
    preview = known.importing.preview([path])
    assert not preview.problems
    assert (preview.counts[0].total, preview.counts[0].unchanged) == (6, 6)


def test_excel_makes_dates_of_periods_and_they_are_understood(known: Office, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "五月"
    for row in (
        HEADER.split(","),
        [date(2017, 5, 1), "乐坪", "物业公司", 3.4],
        [date(2017, 5, 17), "花山", "物业公司", 4],
        ["2017-05", "大科", "物业公司", date(2017, 5, 1)],
        ["2017-05", "长青", "物业公司", 89.999999],
    ):
        page.append(row)
    path = tmp_path / "得分.xlsx"
    book.save(path)
    assert faults(known, path) == [
        "得分.xlsx 工作表“五月” 第3行 A列：2017-05-17是一个日期，看不出是哪个考核周期。写成 2017-05（月）这样的文字。",
        "得分.xlsx 工作表“五月” 第4行 D列：2017-05-01是日期，不是数值。",
        "得分.xlsx 工作表“五月” 第5行 D列：89.999999超过2位小数，应先核实再填。",
    ]


def test_the_details_of_a_check_are_kept(office: Office, sheet: Callable[..., Path]) -> None:
    path = sheet(
        f"{HEADER},日期,检查人,方式,次数,地点,说明,来源,整改",
        "2017-06,乐坪,物业公司,0.5,2017/6/3,王芳,暗访,3,早元街,垃圾未清,巡查,是",
        "2017-06,花山,物业公司,/,,,,,,,,",
    )
    office.importing.run([path])
    with office.database.reading() as session:
        found = [stored.check for stored in checks.of_period(session, "louxing-2016", "2017-06")]
    detailed = next(check for check in found if check.inspector)
    assert (detailed.value, detailed.count, detailed.day) == (5000, 3, date(2017, 6, 3))
    assert (detailed.inspector, detailed.mode, detailed.place) == ("王芳", "暗访", "早元街")
    assert (detailed.note, detailed.source, detailed.rectified) == ("垃圾未清", "巡查", "是")
    assert [check.value for check in found if not check.inspector] == [None]


# ---- objects


OBJECT_ROWS = (
    ("乐坪,街,", "“类型”列：方案里没有类型“街”。相近的有：街道。"),
    (",街道,", "“名称”列：没有填名称。"),
    ("甲/乙,街道,", "“名称”列：名称“甲/乙”里不能有“/”，上级写在“上级”列。"),
    ("新街,,", "“类型”列：没有填“新街”的类型。可用的类型：街道、乡镇、村。"),
    ("新街,街道,", "“名称”列：“新街”与第5行是同一个对象，只能有一行。删去其中一行。"),
    ("新村,村,乐坪", "“上级”列：村的上级应是乡镇，“乐坪”是街道。"),
    ("新村,村,双港", "“上级”列：没有上级“双港”。相近的有：双江。"),
)


def test_each_fault_of_an_objects_sheet_is_told(known: Office, sheet: Callable[..., Path]) -> None:
    told = [f"对象.csv 第{number}行 {fault}" for number, (_, fault) in enumerate(OBJECT_ROWS, 2)]
    assert faults(known, sheet("名称,类型,上级", *(row for row, _ in OBJECT_ROWS), name="对象.csv")) == told


def test_parents_may_stand_below_their_parts(tmp_path: Path, sheet: Callable[..., Path]) -> None:
    objects = sheet("名称,上级,类型", "新村,东乡,村", "东乡,,乡镇", "东乡,东乡,村", name="对象.csv")
    with open_office(tmp_path / "office.db") as office:
        office.importing.run(
            [SCHEME, objects, sheet(HEADER, "2017-05,东乡,村得分,90", "2017-05,新村,村得分,91")]
        )
        (township,) = office.standings.assess("2017-05").groups[0].ranked
        assert (township.name, township.score.text) == ("东乡", "90.50")


def test_an_object_that_is_not_assessed_in_the_period_is_refused(
    office: Office, sheet: Callable[..., Path]
) -> None:
    office.importing.run([sheet("名称,类型,自,至", "新街,街道,2017-05-10,2017-06-30", name="对象.csv")])
    assert faults(office, sheet(HEADER, "2017-04,新街,城管,20", "2017-07,新街,城管,20")) == [
        "得分.csv 第2行 “考核对象”列：“新街”在2017-04不参加考核（见对象表的自、至）。",
        "得分.csv 第3行 “考核对象”列：“新街”在2017-07不参加考核（见对象表的自、至）。",
    ]
    assert not faults(office, sheet(HEADER, "2017-05,新街,城管,20", "2017-06,新街,城管,20"))


def test_a_column_that_the_objects_sheet_lacks_stays_as_it_was(
    office: Office, sheet: Callable[..., Path]
) -> None:
    office.importing.run([sheet("名称,类型,分组,自", "乐坪,街道,甲组,2016-01-01", name="一.csv")])
    office.importing.run([sheet("名称,编号", "乐坪,S01", name="二.csv")])
    leping = office.standings.find("2017-05", "S01")
    assert (leping.name, leping.group, leping.since, leping.code) == ("乐坪", "甲组", date(2016, 1, 1), "S01")


# ---- schemes


def test_every_fault_of_a_scheme_is_told_beside_those_of_the_marks(
    tmp_path: Path, sheet: Callable[..., Path]
) -> None:
    broken = SCHEME.read_text(encoding="utf-8").replace(
        "inputs: [company, community]", "inputs: [company, comunity]"
    )
    scheme = tmp_path / "方案.yaml"
    scheme.write_text(broken, encoding="utf-8")
    with open_office(tmp_path / "office.db") as office:
        found = faults(
            office, scheme, sheet("名称", "乐坪", name="对象.csv"), sheet(HEADER, "2017-05,乐坪,城管,x")
        )
        assert "方案.yaml 第20行：" in found[0]
        assert "comunity" in found[0]
        assert office.schemes.list() == ()


def test_a_corrected_scheme_is_the_next_version_of_its_edition(office: Office, tmp_path: Path) -> None:
    text = SCHEME.read_text(encoding="utf-8").replace("below: 85.20", "below: 85.30")
    path = tmp_path / "更正.yaml"
    path.write_text(text, encoding="utf-8")
    preview, changes = office.importing.run([path])
    assert [(each.kind, each.changed) for each in preview.counts] == [("考核方案", 1)]
    assert changes.schemes
    assert [entry.version for entry in office.schemes.list()] == [2]
    huashan = office.standings.assess("2017-05").groups[0].ranked[3]
    assert huashan.name == "花山"
    assert huashan.rating is not None
    assert huashan.rating.colour == "red"


# ---- the template


def test_a_template_filled_in_comes_back_as_it_was_meant(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "模板.xlsx"
    office.importing.write_template(path, "2017-06")
    untouched = office.importing.preview([path])
    assert not untouched.problems
    assert not untouched.changes_anything
    assert untouched.notes == ("有100行没有填数值，不导入。",)
    before = office.standings.assess("2017-05")
    components = {one.name: {part.id: part for part in one.components} for one in before.groups[0].ranked}
    book = openpyxl.load_workbook(path)
    page = book["得分"]
    fulls = {"物业公司": ("company", 40), "街道社区": ("community", 30)}
    for row in page.iter_rows(min_row=2):
        name, criterion = str(row[1].value), str(row[2].value)
        if criterion in fulls and name in components:
            part, full = fulls[criterion]
            row[3].value = round(full - float(components[name][part].text), 2)
        elif criterion == "城管":
            row[3].value = float(components[name]["chengguan"].text)
    book.save(path)
    office.importing.run([path])
    streets = [line for line in ranked(office.standings.assess("2017-06")) if line.kind == "街道"]
    assert streets == [line for line in ranked(before) if line.kind == "街道"]
