"""The lists of a period, wide rankings, and the pieces of the page of schemes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cityassess.resource_files import resource
from cityassess.scoring.assessment import (
    Assessment,
    BalanceResult,
    FigureResult,
    GroupRanking,
    Heading,
    Listed,
    ListResult,
    Standing,
    State,
    Trace,
)
from cityassess.scoring.periods import parse_period
from cityassess.services.scheme_description import describe
from cityassess.services.scheme_files import read_scheme_file
from cityassess.services.schemes import SchemeEntry
from cityassess.ui.desk import Desk, PeriodChoice, Status
from cityassess.ui.drafts import Drafts
from cityassess.ui.hub import Hub
from cityassess.ui.jobs import Jobs
from cityassess.ui.models.scheme_words import HEAD, rows_of
from cityassess.ui.models.standings import StandingsModel
from cityassess.ui.models.texts import TextModel
from cityassess.ui.pages.explanation import Explanation
from cityassess.ui.pages.rolls import Entry, Rolls
from cityassess.ui.settings import WindowSettings
from cityassess.ui.tables.ranking_table import FROZEN, RankingTable
from cityassess.ui.tables.text_table import TextTable
from cityassess.ui.theme import Theme
from cityassess.ui.widgets.parts import IconButtons
from cityassess.ui.widgets.scheme_text import SchemeText

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal
ALL_HEARD = Qt.ItemDataRole.AccessibleTextRole


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    """A desk of its own."""
    theme = Theme(qapp)
    made = Desk(
        theme,
        Hub(theme),
        Jobs(theme),
        WindowSettings(tmp_path / "window.ini"),
        Status(theme),
        PeriodChoice(theme),
        IconButtons(theme),
        tmp_path,
    )
    yield made
    made.jobs.close()


# ---- lists


def assessment(*balances: BalanceResult) -> Assessment:
    """A period with a list of two, and one that nobody stands on."""
    red = ListResult(
        "red",
        "红榜",
        "五",
        (Listed(1, "甲", "一组", "96.5"), Listed(2, "乙", "二组", "91")),
        "is_red",
        "合计",
    )
    black = ListResult("black", "黑榜", "", (), "is_black")
    return Assessment("s", "方案", parse_period("2026-11"), (), (), (red, black), balances)


def test_each_list_names_its_members_and_an_empty_one_says_so(qtbot: QtBot, desk: Desk) -> None:
    rolls = Rolls(desk)
    qtbot.addWidget(rolls)
    QAbstractItemModelTester(rolls.model, FATAL)
    rolls.show_lists(assessment())
    assert rolls.model.rows == (
        ("红榜　2个　〔五〕", "", ""),
        ("甲", "一组", "合计 96.5"),
        ("乙", "二组", "合计 91"),
        ("黑榜", "", ""),
        ("无", "", ""),
    )
    assert rolls.model.sections == {0, 3}
    chosen: list[Entry] = []
    rolls.chosen.connect(chosen.append)
    rolls.choose_first()
    assert chosen[-1].listed is not None
    assert (chosen[-1].listed.name, chosen[-1].list.figure) == ("甲", "is_red")
    rolls.table.selectRow(2)
    rolls.show_lists(assessment())
    assert rolls.entry is not None
    assert rolls.entry.listed is not None
    assert rolls.entry.listed.name == "乙", "who was chosen stays chosen"
    rolls.table.selectRow(4)
    nobody = chosen.pop()
    assert nobody.list.name == "黑榜"
    assert nobody.listed is None


def test_sums_that_do_not_come_out_even_are_told(qtbot: QtBot, desk: Desk) -> None:
    rolls = Rolls(desk)
    qtbot.addWidget(rolls)
    off = BalanceResult("奖惩资金", Fraction(5, 2), Fraction(0))
    even = BalanceResult("名额", Fraction(30), Fraction(30))
    rolls.show_lists(assessment(off, even))
    assert rolls.notice.text == "奖惩资金合计2.5，应为0，多2.5。"
    assert rolls.even.text() == "收支平衡：名额。"
    rolls.show_lists(assessment(even))
    assert rolls.notice.text == ""


# ---- wide rankings


def wide_group() -> GroupRanking:
    """A ladder with more columns than a window shows."""

    def figure(number: int, text: str) -> FigureResult:
        return FigureResult(
            f"f{number}",
            f"第{number}个名称很长很长很长的考核分项",
            text,
            State.VALUE,
            Fraction(1),
            Fraction(1),
        )

    headings = tuple(Heading(f"f{n}", f"第{n}个名称很长很长很长的考核分项", "10") for n in range(12))
    grade = FigureResult("grade", "等次", "优秀（连续十二个月排名前三，且没有被通报过）", State.VALUE)
    lines = tuple(
        Standing(
            n,
            f"对象{n}",
            n,
            figure(99, f"{100 - n}.00"),
            tuple(figure(m, "1.00") for m in range(12)),
            also=(grade,),
        )
        for n in range(1, 80)
    )
    return GroupRanking(
        "r", "组", Heading("f99", "合计", "100"), headings, lines, (), (Heading("grade", "等次", "", ""),)
    )


def wide_table(qtbot: QtBot, desk: Desk) -> tuple[StandingsModel, RankingTable]:
    """The wide group in a table that is too narrow for it."""
    model = StandingsModel()
    table = RankingTable(model, desk.theme)
    qtbot.addWidget(table)
    model.show_group(wide_group(), None)
    table.resize(640, 400)
    table.show()
    return model, table


def test_names_stay_in_sight_while_a_wide_ranking_is_scrolled(qtbot: QtBot, desk: Desk) -> None:
    _, table = wide_table(qtbot, desk)
    table.setFocus()
    table.selectRow(0)
    assert table.still.isHidden()
    for _ in range(8):
        QTest.keyClick(table, Qt.Key.Key_Right)
    assert not table.still.isHidden()
    covered = table.still.width()
    assert covered == sum(table.columnWidth(place) for place in range(FROZEN))
    QTest.keyClick(table, Qt.Key.Key_Left)
    QTest.keyClick(table, Qt.Key.Key_Left)
    place = table.visualRect(table.currentIndex())
    assert place.left() >= covered, "the current cell is not below the names"
    assert place.right() <= table.viewport().width()
    QTest.keyClick(table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert table.still.verticalScrollBar().value() == table.verticalScrollBar().value() > 0
    row = table.rowAt(table.viewport().height() - 40)
    assert table.still.rowAt(table.still.viewport().height() - 40) == row
    table.horizontalScrollBar().setValue(0)
    assert table.still.isHidden()


def test_long_headings_and_texts_are_cut_and_told_whole_by_a_tooltip(qtbot: QtBot, desk: Desk) -> None:
    model, table = wide_table(qtbot, desk)
    grade = next(n for n, column in enumerate(model.columns) if column.title == "等次")
    assert max(table.columnWidth(column) for column in range(len(model.columns))) <= 260
    whole = "优秀（连续十二个月排名前三，且没有被通报过）"
    assert model.data(model.index(0, grade), Qt.ItemDataRole.ToolTipRole) == whole
    assert model.headerData(2, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole).startswith("第0个")
    assert model.data(model.index(0, grade), ALL_HEARD) == f"对象1，等次，{whole}"


def test_a_cell_is_asked_about_by_keys_and_by_a_double_click(qtbot: QtBot, desk: Desk) -> None:
    model, table = wide_table(qtbot, desk)
    asked: list[tuple[int, int, bool]] = []
    table.asked.connect(lambda index, walk: asked.append((index.row(), index.column(), walk)))
    table.setCurrentIndex(model.index(3, 2))
    QTest.keyClick(table, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(table, Qt.Key.Key_Return)
    place = table.visualRect(model.index(1, 3)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked == [(3, 2, False), (3, 2, True), (1, 3, False)]


def shared_steps(depth: int) -> Trace:
    """Steps of which each reads the next one twice: 2 to the power of ``depth`` lines if they were written out."""
    figure = FigureResult("x", "项", "1", State.VALUE, Fraction(1), Fraction(1))
    trace = Trace(1, "甲", figure, "叶")
    for number in range(depth):
        trace = Trace(1, "甲", figure, f"第{number}层", inputs=(trace, trace))
    return trace


def test_a_tree_of_shared_steps_is_never_written_out(qtbot: QtBot, desk: Desk) -> None:
    detail = Explanation(desk)
    qtbot.addWidget(detail)
    detail.resize(360, 500)
    detail.show()
    detail.show_trace(shared_steps(60))
    detail.tree.setFocus()
    QTest.keyClick(detail.tree, Qt.Key.Key_Asterisk)
    for _ in range(20):
        QTest.keyClick(detail.tree, Qt.Key.Key_Right)
    detail.copy_all()
    copied = QApplication.clipboard().text()
    QApplication.clipboard().clear()
    assert copied.count("\n") < 200
    assert "（见前）" in copied
    assert detail.step.text().startswith("第")


# ---- schemes


def test_a_scheme_in_words_has_sections_and_is_searched(qtbot: QtBot) -> None:
    description = describe(read_scheme_file(resource("schemes/louxing-2016.yaml"))[0])
    whole = rows_of(description)
    heads = [whole.rows[row][0] for row in whole.sections]
    assert heads == ["街道 · 每月（6项）", "村 · 每月（1项）", "乡镇 · 每月（2项）", "排名（2项）"]
    assert whole.found == 11
    assert whole.rows[1] == ("物业公司", "录入", "满分40分，按录入的分扣，扣完为止", "40", "")
    assert [row[0] for row in rows_of(description, " Street_Total ").rows] == ["街道 · 每月（1项）", "合计"]
    assert rows_of(description, "没有这一项") == ((), (), 0)
    model = TextModel(HEAD, right=(3,))
    QAbstractItemModelTester(model, FATAL)
    model.show_rows(whole.rows, whole.sections)
    assert model.data(model.index(0, 0), ALL_HEARD) == "街道 · 每月（6项）"
    assert model.data(model.index(1, 4), ALL_HEARD) == "出处，空白"


def test_rows_are_as_high_as_their_words(qtbot: QtBot, desk: Desk) -> None:
    model = TextModel(("名称", "说明"))
    table = TextTable(model, (100, 200), "表", desk.theme, stretched=1, wrapped=(1,))
    qtbot.addWidget(table)
    table.resize(320, 300)
    table.show()
    model.show_rows([("段", ""), ("短", "一行"), ("长", "字" * 60)], sections=(0,))
    heights = [table.rowHeight(row) for row in range(3)]
    assert heights[0] == heights[1] == 32
    assert heights[2] > 64
    assert table.columnSpan(0, 0) == 2
    table.resize(1400, 300)
    qtbot.waitUntil(lambda: table.rowHeight(2) == 32)


def test_lines_are_numbered_and_faults_marked_where_they_are(qtbot: QtBot, desk: Desk) -> None:
    text = SchemeText(desk.theme)
    qtbot.addWidget(text)
    text.resize(400, 300)
    text.show()
    text.show_text("\n".join(f"行{n}" for n in range(1, 1201)))
    assert text.viewport().geometry().left() >= text.number_width()
    text.mark_faults({700, 12})
    assert text.faults == (12, 700)
    assert text.textCursor().blockNumber() == 11
    marked = text.numbers.grab().toImage()
    red = desk.theme.tokens.red_text
    colours = {marked.pixelColor(x, y).name() for x in range(marked.width()) for y in range(marked.height())}
    assert red in colours
    assert text.find_next("行1200")
    assert text.find_next("行5")
    assert text.textCursor().blockNumber() == 4
    assert not text.find_next("没有")
    text.show_text("新的", as_edit=True)
    assert not text.faults
    text.undo()
    assert text.blockCount() == 1200


def test_changed_texts_outlive_the_window(tmp_path: Path, qapp: QApplication) -> None:
    entry = SchemeEntry("s", "方案", "文号", date(2026, 1, 1), None, 2, "张敏", "2026-01-02 08:30")
    other = SchemeEntry("s", "方案", "文号", date(2026, 1, 1), None, 1)
    text = 'scheme: s\nname: "方案，第1版"\n# 注释 = [a, b]; %\n'
    settings = WindowSettings(tmp_path / "window.ini")
    Drafts(settings, "考核.db").put(entry, text)
    settings.flush()
    again = WindowSettings(tmp_path / "window.ini")
    assert Drafts(again, "考核.db").of(entry) == text
    assert Drafts(again, "考核.db").of(other) == ""
    assert Drafts(again, "别的.db").of(entry) == ""
    Drafts(again, "考核.db").put(entry, "")
    again.flush()
    assert Drafts(WindowSettings(tmp_path / "window.ini"), "考核.db").of(entry) == ""
