"""What the grid shows and says: model, looks, input methods, screen readers, statistics."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from cityassess.ui.grid.editor import Mode
from cityassess.ui.grid.entry import EntryGrid
from cityassess.ui.grid.model import MarkModel
from cityassess.ui.grid.source import CellTone
from cityassess.ui.tokens import DARK, LIGHT
from tests.ui.grid_desk import Desk
from tests.ui.grid_office import LOCKED, OfficeMarks

IME = Qt.WidgetAttribute.WA_InputMethodEnabled


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot, OfficeMarks())


def picture(desk: Desk, row: int, column: int) -> QImage:
    """The pixels of one cell."""
    rect: QRect = desk.grid.visualRect(desk.grid.marks.index(row, column))
    return desk.grid.viewport().grab(rect).toImage()


def colours(image: QImage) -> set[str]:
    """The names of all colours in a picture."""
    return {QColor(image.pixel(x, y)).name() for x in range(image.width()) for y in range(image.height())}


# ---- model


def test_the_model_keeps_qts_rules_through_all_changes(qtbot: QtBot) -> None:
    office = OfficeMarks()
    model = MarkModel(office)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    office.put(0, 0, "8")
    model.accept({("u0", "c0"): office.cell("u0", "c0"), ("gone", "c0"): office.cell("u0", "c0")})
    assert model.index(0, 0).data() == "8.0"
    model.show_source(OfficeMarks(rows=3, columns=2))
    assert (model.rowCount(), model.columnCount()) == (3, 2)
    model.show_source(OfficeMarks(rows=0))
    assert model.rowCount() == 0
    assert tester.model() is model


def test_an_empty_period_can_be_shown_and_keys_do_nothing(qtbot: QtBot) -> None:
    desk = Desk(qtbot, OfficeMarks(rows=0))
    desk.press("Down", "Return", "Tab", "F2", "Ctrl+Home")
    desk.type("8")
    desk.entry.show_source(OfficeMarks())
    desk.type("8")
    desk.press("Return")
    assert desk.grid.marks.shown(0, 0) == "8.0"


@pytest.mark.parametrize(
    ("text", "decimals", "shown"),
    [
        ("8", 1, "8.0"),
        ("8.5", 2, "8.50"),
        ("0", 1, "0.0"),
        ("8.125", 1, "8.125"),
        ("/", 1, "/"),
        (None, 1, ""),
    ],
)
def test_a_value_shows_with_the_columns_decimals_and_is_never_rounded(
    text: str | None, decimals: int, shown: str, qtbot: QtBot
) -> None:
    office = OfficeMarks()
    office.columns = (replace(office.columns[0], decimals=decimals),)
    office.put(0, 0, text)
    assert MarkModel(office).shown(0, 0) == shown


def test_screen_readers_hear_object_criterion_mark_and_full_marks(desk: Desk) -> None:
    office = desk.office
    for column, text in ((0, "8.5"), (1, "/"), (3, "1.5"), (5, "已整改")):
        office.put(0, column, text)
    office.lock(0, 1)
    desk.grid.refresh()
    desk.enter(0, 2, "99")
    role = Qt.ItemDataRole.AccessibleTextRole
    spoken = [desk.grid.marks.index(0, column).data(role) for column in range(6)]
    assert spoken == [
        "东华街道,公厕卫生,8.5分,满分10",
        "东华街道,市容秩序,不适用,满分15",
        "东华街道,道路保洁,99,尚未保存,满分12",
        "东华街道,占道经营,扣1.5分,满分10",
        "东华街道,垃圾分类,空白,满分12",
        "东华街道,备注,已整改",
    ]
    assert desk.grid.marks.index(0, 1).data(Qt.ItemDataRole.AccessibleDescriptionRole) == LOCKED


def test_programs_that_fill_forms_enter_through_the_model(desk: Desk) -> None:
    model = desk.grid.marks
    assert model.setData(model.index(0, 0), "８．５")
    assert desk.office.mark(0, 0) == "8.5"
    assert not model.setData(model.index(0, 0), "80")
    assert desk.office.mark(0, 0) == "8.5"


def test_headers_show_criterion_over_full_marks(desk: Desk) -> None:
    model = desk.grid.marks
    assert model.headerData(0, Qt.Orientation.Horizontal) == "公厕卫生\n满分 10"
    assert model.headerData(5, Qt.Orientation.Horizontal) == "备注"
    assert model.headerData(0, Qt.Orientation.Vertical) == "东华街道"
    assert desk.grid.criterion_header.height() == 44
    assert desk.grid.rowHeight(0) == 32


# ---- looks


def test_blank_zero_and_not_applicable_have_three_looks(desk: Desk) -> None:
    for row, text in ((1, "0"), (2, "/"), (3, "8")):
        desk.office.put(row, 0, text)
    desk.grid.refresh()
    desk.go(7, 5)
    blank, zero, not_applicable, begun = (picture(desk, *at) for at in ((5, 0), (1, 0), (2, 0), (3, 2)))
    assert len(colours(blank)) <= 3
    assert LIGHT.text in colours(zero)
    assert LIGHT.text not in colours(not_applicable)
    assert len(colours(not_applicable)) > len(colours(blank))
    assert len(colours(begun)) > len(colours(blank))  # 未录, since its row was begun
    assert zero != picture(desk, 3, 0)


@pytest.mark.parametrize(("tone", "ground"), [("yellow", LIGHT.yellow_ground), ("red", LIGHT.red_ground)])
def test_tones_tint_the_cell(desk: Desk, tone: CellTone, ground: str) -> None:
    desk.office.put(1, 0, "8")
    desk.office.cells["u1", "c0"] = replace(desk.office.cells["u1", "c0"], tone=tone)
    desk.grid.refresh()
    desk.go(7, 5)
    assert ground in colours(picture(desk, 1, 0))


def test_drafts_are_framed_red_and_the_current_cell_in_the_accent(desk: Desk) -> None:
    desk.enter(0, 0, "99")
    assert LIGHT.red in colours(picture(desk, 0, 0))
    assert LIGHT.accent in colours(picture(desk, 1, 0))
    desk.entry.set_tokens(DARK)
    assert DARK.red in colours(picture(desk, 0, 0))
    assert DARK.card in colours(picture(desk, 1, 0))


def test_the_copy_frame_is_drawn_until_esc(desk: Desk) -> None:
    desk.select(1, 1, 2, 2)
    desk.press("Ctrl+C")
    desk.go(5, 5)
    assert LIGHT.accent in colours(picture(desk, 1, 1))
    desk.press("Esc")
    assert LIGHT.accent not in colours(picture(desk, 1, 1))


def test_the_editor_shows_how_the_text_reads_and_follows_its_cell(qtbot: QtBot) -> None:
    desk = Desk(qtbot, OfficeMarks(rows=100))
    editor = desk.grid.editing.editor
    desk.type("-1.5")
    assert editor.ghost == "= 10 − 1.5 = 8.5"
    assert editor.width() > desk.grid.columnWidth(0)
    desk.grid.verticalScrollBar().setValue(20)
    assert editor.geometry().top() == desk.grid.visualRect(desk.grid.marks.index(0, 0)).top()
    desk.press("Esc")
    desk.type("8.5")
    assert editor.ghost == ""
    assert editor.width() == desk.grid.columnWidth(0)
    desk.type("x")
    assert LIGHT.red in colours(editor.grab().toImage())


@pytest.mark.parametrize(
    ("typed", "column", "stored"),
    [
        ("*", 0, "10"),
        ("*", 3, "0"),
        ("/", 0, "/"),
        ("-1.5", 0, "8.5"),
        ("-1.5", 3, "1.5"),
        ("-3*0.5", 0, "8.5"),
        ("-3*0.5", 3, "1.5"),
        ("８。５分", 0, "8.5"),
    ],
)
def test_marks_are_entered_on_the_keypad_alone(desk: Desk, typed: str, column: int, stored: str) -> None:
    desk.enter(0, column, typed)
    assert desk.office.mark(0, column) == stored


# ---- input methods


def test_the_input_method_is_off_in_number_columns_and_on_in_text(desk: Desk) -> None:
    assert not desk.grid.testAttribute(IME)
    desk.type("1")
    assert not desk.grid.editing.editor.testAttribute(IME)
    desk.press("Esc")
    desk.go(0, 5)
    assert desk.grid.testAttribute(IME)
    desk.press("F2")
    assert desk.grid.editing.editor.testAttribute(IME)
    desk.press("Esc", "Left")
    assert not desk.grid.testAttribute(IME)


@pytest.mark.parametrize(("column", "commit", "stored"), [(0, "８．５", "8.5"), (5, "路面破损", "路面破损")])
def test_a_commit_without_composition_is_not_lost(desk: Desk, column: int, commit: str, stored: str) -> None:
    desk.office.put(0, column, "1")
    desk.grid.refresh()
    desk.go(0, column)
    desk.compose(commit=commit)
    assert desk.modes == ["输入"]
    desk.press("Return")
    assert desk.office.mark(0, column) == stored


def test_a_composition_arrives_whole_and_the_keyboard_follows_it(desk: Desk) -> None:
    desk.go(0, 5)
    desk.compose(preedit="lu")
    assert desk.grid.hasFocus()  # moving the keyboard would break the composition off
    assert desk.grid.editing.editor.isVisible()
    desk.compose(preedit="lumian")
    desk.compose(commit="路面")
    assert desk.grid.editing.editor.hasFocus()
    desk.compose(commit="破损")
    desk.press("Return")
    assert desk.office.mark(0, 5) == "路面破损"


def test_a_composition_given_up_leaves_the_cell_alone(desk: Desk) -> None:
    desk.enter(0, 5, "a")
    desk.go(0, 5)
    desk.compose(preedit="lu")
    desk.compose()
    assert desk.grid.editing.mode is Mode.READY
    desk.press("Return")
    assert desk.office.mark(0, 5) == "a"


def test_full_width_digits_as_keys_are_accepted(desk: Desk) -> None:
    desk.type("９")
    desk.press("Return")
    assert desk.office.mark(0, 0) == "9"


def test_composition_in_a_locked_cell_says_why(desk: Desk) -> None:
    desk.office.lock(0, 5)
    desk.grid.refresh()
    desk.go(0, 5)
    desk.compose(commit="路")
    assert desk.messages[-1] == LOCKED
    assert desk.grid.editing.mode is Mode.READY


# ---- statistics


def test_statistics_are_exact_and_keep_blank_zero_and_not_applicable_apart(desk: Desk, qtbot: QtBot) -> None:
    for row, text in enumerate(("0.1", "0.2", "0", "/", None)):
        desk.office.put(row, 0, text)
    desk.grid.refresh()
    desk.select(0, 0, 4, 0)
    qtbot.waitUntil(lambda: bool(desk.figures) and desk.figures[-1].cells == 5)
    figures = desk.figures[-1]
    assert figures.total == Decimal("0.3")
    assert (figures.numbers, figures.filled, figures.blanks) == (3, 4, 1)
    assert (figures.smallest, figures.largest) == (Decimal(0), Decimal("0.2"))
    assert figures.text() == "平均值 0.1  计数 4  求和 0.3"


def test_statistics_come_once_for_many_moves_in_one_turn(desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(desk.figures))
    desk.figures.clear()
    for _ in range(5):
        desk.press("Shift+Down")
    assert desk.figures == []
    QApplication.processEvents()
    assert [figures.cells for figures in desk.figures] == [6]


def test_column_widths_stay_while_the_criteria_do(desk: Desk) -> None:
    desk.grid.setColumnWidth(0, 133)
    desk.entry.show_source(OfficeMarks())
    assert desk.grid.columnWidth(0) == 133
    desk.entry.show_source(OfficeMarks(columns=3))
    assert desk.grid.columnWidth(0) != 133


def test_saved_and_current_cells_are_told(desk: Desk) -> None:
    saved: list[object] = []
    current: list[tuple[str, str]] = []
    desk.grid.saved.connect(saved.append)
    desk.grid.current_changed.connect(lambda row, column: current.append((row, column)))
    desk.enter(0, 0, "8")
    assert saved == [(("u0", "c0"),)]
    assert current == [("u1", "c0")]
    assert desk.grid.go_to("u4", "c2")
    assert desk.at == (4, 2)
    assert not desk.grid.go_to("nobody")


def test_the_grids_keys_win_over_the_windows_shortcuts(qtbot: QtBot) -> None:
    desk = Desk(qtbot, OfficeMarks())
    window = QMainWindow()
    qtbot.addWidget(window)
    stolen: list[bool] = []
    menu = window.menuBar().addMenu("编辑(&C)")
    action = menu.addAction("撤销")
    action.setShortcut("Ctrl+Z")
    action.triggered.connect(lambda: stolen.append(True))
    window.setCentralWidget(desk.entry)
    window.show()
    qtbot.waitExposed(window)
    desk.grid.setFocus()
    desk.enter(0, 0, "8")
    desk.press("Ctrl+Z")
    assert desk.office.mark(0, 0) is None
    assert stolen == []


def test_a_grid_is_set_free_with_its_parts(qtbot: QtBot) -> None:
    grid = EntryGrid(OfficeMarks())
    qtbot.addWidget(grid)
    gone: list[bool] = []
    grid.grid.destroyed.connect(lambda: gone.append(True))
    grid.deleteLater()
    qtbot.waitUntil(lambda: gone == [True])
