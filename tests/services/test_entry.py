"""Entering marks: all edits or none, conflicts found, undo, and standings brought up to date cell by cell."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from cityassess.errors import Refused
from cityassess.scoring.assess import assess
from cityassess.scoring.periods import parse_period
from cityassess.scoring.values import Check
from cityassess.services import entry
from cityassess.services.assessing import assess_checks
from cityassess.services.entry import CellEdit, EntrySheet
from cityassess.services.office import Office, open_office
from cityassess.services.scheme_files import read_scheme_file, scheme_of
from cityassess.store import checks, objects, schemes
from tests.services.louxing import SCHEME

PERIOD = "2017-05"


def streets(office: Office, period: str = PERIOD) -> EntrySheet:
    return office.entry.sheets(period)[0]


def at(sheet: EntrySheet, name: str, column: str, text: str | None) -> CellEdit:
    """An edit of a cell over the version that the sheet shows."""
    row = next(row.key for row in sheet.rows if row.title == name)
    cell = sheet.cells.get((row, column), entry.EntryCell())
    return CellEdit(row, column, text, cell.version)


def test_sheets_show_what_is_stored(office: Office) -> None:
    first, second = office.entry.sheets(PERIOD)
    assert (first.title, second.title) == ("街道", "村")
    assert [(column.title, column.full, column.kind == "deduction") for column in first.columns] == [
        ("物业公司", "40", True),
        ("街道社区", "30", True),
        ("城管", "30", False),
    ]
    assert [row.title for row in first.rows] == ["乐坪", "黄泥塘", "大科", "花山", "长青"]
    leping = first.rows[0].key
    assert [first.cells[leping, column.key].text for column in first.columns] == ["3.4", "8.6", "27.84"]
    assert {row.group for row in second.rows} == {"双江", "杉山", "万宝", "石井", "水洞底", "蛇形山"}
    assert len(second.cells) == 45


def test_typed_marks_are_read_and_explained() -> None:
    scheme, _ = read_scheme_file(SCHEME)
    figure = scheme.by_id["company"]
    column = entry.EntryColumn("company", "物业公司", "40", "deduction", 2, "扣分 / 满分 40", figure)
    parsed = entry.parse(column, "-3*0.5")
    assert (parsed.text, parsed.reading) == ("3*0.5", "= 40 − 3×0.5 = 38.5")
    assert entry.parse(column, "/").text == "/"
    with pytest.raises(ValueError, match="可填0至40"):
        entry.parse(column, "三")


def test_an_edit_is_stored_and_ranked_at_once(office: Office) -> None:
    office.standings.assess(PERIOD)
    outcome = office.entry.apply(streets(office).key, [at(streets(office), "大科", "chengguan", "29.75")])
    assert outcome.changes.periods == {PERIOD}
    (cell,) = outcome.cells.values()
    assert cell.text == "29.75"
    first = office.standings.assess(PERIOD).groups[0].ranked[0]
    assert (first.name, first.score.text) == ("大科", "87.19")
    assert streets(office).cells == {**streets(office).cells, **outcome.cells}


def test_undo_brings_back_what_was_there(office: Office) -> None:
    sheet = streets(office)
    before = {key: (cell.text, cell.state) for key, cell in sheet.cells.items()}
    outcome = office.entry.apply(
        sheet.key,
        [
            at(sheet, "大科", "chengguan", "29.75"),
            at(sheet, "花山", "company", None),
            at(sheet, "长青", "community", "/"),
            at(sheet, "乐坪", "company", "3*0.5"),
        ],
    )
    assert len(outcome.undo) == 4
    redone = office.entry.apply(sheet.key, outcome.undo)
    after = streets(office)
    assert {key: (cell.text, cell.state) for key, cell in after.cells.items()} == before
    again = office.entry.apply(sheet.key, redone.undo)
    assert again.cells[after.rows[0].key, "company"].text == "1.5"


def test_a_count_survives_undo(office: Office) -> None:
    sheet = streets(office, "2017-06")
    office.entry.apply(sheet.key, [at(sheet, "乐坪", "company", "3*0.5")])
    sheet = streets(office, "2017-06")
    cleared = office.entry.apply(sheet.key, [at(sheet, "乐坪", "company", None)])
    office.entry.apply(sheet.key, cleared.undo)
    with office.database.reading() as session:
        (stored,) = checks.of_period(session, "louxing-2016", "2017-06")
    assert (stored.check.value, stored.check.count) == (5000, 3)


def test_the_same_value_again_is_no_change(office: Office) -> None:
    sheet = streets(office)
    outcome = office.entry.apply(sheet.key, [at(sheet, "乐坪", "company", "3.40")])
    assert not outcome.changes
    assert not outcome.undo


def test_a_stale_edit_is_a_conflict_and_nothing_is_written(office: Office) -> None:
    sheet = streets(office)
    office.entry.apply(sheet.key, [at(sheet, "乐坪", "company", "5")])
    outcome = office.entry.apply(
        sheet.key, [at(sheet, "乐坪", "company", "6"), at(sheet, "花山", "company", "6")]
    )
    (met,) = outcome.conflicts
    assert met.theirs.text == "5"
    assert met.changed.startswith("张敏")
    assert not outcome.changes
    assert not outcome.cells
    now = streets(office)
    assert [now.cells[row.key, "company"].text for row in now.rows] == ["5", "4", "3.6", "4", "4"]


def test_a_cleared_and_refilled_cell_gets_another_version(office: Office) -> None:
    sheet = streets(office)
    first = at(sheet, "乐坪", "company", "6")
    office.entry.apply(sheet.key, [at(sheet, "乐坪", "company", None)])
    assert (first.row, "company") not in streets(office).cells
    office.entry.apply(sheet.key, [at(streets(office), "乐坪", "company", "3.4")])
    assert streets(office).cells[first.row, "company"].version != first.base_version
    assert office.entry.apply(sheet.key, [first]).conflicts


def test_every_unreadable_text_is_told_and_nothing_is_written(office: Office) -> None:
    sheet = streets(office)
    with pytest.raises(Refused) as refused:
        office.entry.apply(
            sheet.key,
            [
                at(sheet, "乐坪", "company", "1"),
                at(sheet, "花山", "chengguan", "31"),
                at(sheet, "长青", "chengguan", "89.999999"),
            ],
        )
    assert [str(problem) for problem in refused.value.problems] == [
        "花山“城管”：31超过“城管”满分30。可填0至30，或填“/”表示不适用",
        "长青“城管”：89.999999超过2位小数，应先核实再填。可填0至30，或填“/”表示不适用",
    ]
    assert streets(office).cells == sheet.cells


def test_cells_of_detailed_checks_are_locked_and_told(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "得分.csv"
    path.write_text(
        "考核周期,考核对象,指标,数值,次数,日期,检查人,地点\n"
        "2017-06,乐坪,物业公司,0.5,3,2017-06-03,王芳,早元街\n"
        "2017-06,乐坪,物业公司,1,,2017-06-04,王芳,氐星路\n"
        "2017-06,花山,物业公司,1,,2017-06-04,王芳,氐星路\n",
        encoding="utf-8",
    )
    office.importing.run([path])
    sheet = streets(office, "2017-06")
    leping, huashan = (at(sheet, name, "company", "1") for name in ("乐坪", "花山"))
    assert sheet.cells[leping.key].text == "2.5"
    assert sheet.cells[leping.key].locked.startswith("由2条检查记录合计")
    assert sheet.cells[huashan.key].locked.startswith("来自1条写明日期、地点等的检查记录")
    with pytest.raises(Refused, match="乐坪“物业公司”由2条检查记录合计，不能在这里改"):
        office.entry.apply(sheet.key, [leping])
    told = office.entry.checks(sheet.key, *leping.key)
    assert [(one.text, one.detail, one.who) for one in told] == [
        ("3×0.5", "2017年6月3日，王芳，早元街", "张敏"),
        ("1", "2017年6月4日，王芳，氐星路", "张敏"),
    ]


@pytest.mark.parametrize("key", ["", "louxing-2016", "louxing-2016|2017-05|", "another|2017-05|街道"])
def test_an_unknown_sheet_is_refused(office: Office, key: str) -> None:
    with pytest.raises(Refused):
        office.entry.apply(key, [CellEdit("1", "company", "1", 0)])


def test_rescored_standings_equal_those_worked_out_afresh(office: Office) -> None:
    """Sixty random writes, one and several at a time; after each the ranking is that of all checks."""
    dice = random.Random(20170501)
    period = parse_period(PERIOD)
    office.standings.assess(PERIOD)
    with office.database.reading() as session:
        roster = objects.load_roster(session)
        (edition,) = schemes.editions(session)
    scheme = scheme_of(edition.text, "方案")
    for turn in range(60):
        sheet = dice.choice(office.entry.sheets(PERIOD))
        edits = {
            (row.key, column.key): at(sheet, row.title, column.key, _text(dice))
            for row in dice.sample(sheet.rows, dice.randint(1, 3))
            for column in dice.sample(sheet.columns, 1)
            if [each.title for each in sheet.rows].count(row.title) == 1
        }
        office.entry.apply(sheet.key, list(edits.values()))
        if turn % 6:
            continue
        with office.database.reading() as session:
            stored = [one.check for one in checks.of_period(session, scheme.id, PERIOD)]
        fresh = assess_checks(scheme, roster, period, stored)
        assert office.standings.assess(PERIOD) == fresh
        assert assess(office.standings.evaluation(PERIOD), period) == fresh


def _text(dice: random.Random) -> str | None:
    return dice.choice([None, "/", "0", "5", "12.25", "20.01", "29.99"])


def test_a_write_past_the_services_is_seen(office: Office) -> None:
    office.standings.assess(PERIOD)
    leping = office.standings.find(PERIOD, "乐坪")
    with office.database.writing() as session:
        draft = checks.CheckDraft(Check(PERIOD, leping.key, "company", 0))
        checks.put(session, "louxing-2016", [draft])
    first = office.standings.assess(PERIOD).groups[0].ranked[0]
    assert (first.name, first.score.text) == ("乐坪", "89.24")


def test_an_office_without_a_scheme_has_no_sheets(tmp_path: Path) -> None:
    with (
        open_office(tmp_path / "office.db") as office,
        pytest.raises(Refused, match="2017年5月没有生效的考核方案"),
    ):
        office.entry.sheets(PERIOD)
