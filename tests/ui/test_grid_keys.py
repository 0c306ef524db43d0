"""Each key of the entry grid, pressed as an officer presses it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cityassess.ui.grid.cursor import EnterDirection
from cityassess.ui.grid.editor import Mode
from tests.ui.grid_desk import Desk
from tests.ui.grid_office import LOCKED, OfficeMarks


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot, OfficeMarks())


# ---- entering


def test_typing_replaces_the_cell_and_enter_moves_down(desk: Desk) -> None:
    desk.office.put(0, 0, "7")
    desk.grid.refresh()
    desk.type("8.5")
    assert desk.modes == ["输入"]
    desk.press("Return")
    assert desk.office.mark(0, 0) == "8.5"
    assert desk.at == (1, 0)
    assert desk.modes == ["输入", "就绪"]
    assert desk.keyboard is desk.grid


def test_hundred_marks_are_two_hundred_keys_and_none_is_lost(qtbot: QtBot) -> None:
    desk = Desk(qtbot, OfficeMarks(rows=101))
    for number in range(100):
        desk.type(str(number % 10))
        desk.press("Return")
    assert desk.column_of(0, 100) == [str(number % 10) for number in range(100)]
    assert len(desk.office.calls) == 100
    assert desk.at == (100, 0)


def test_shift_enter_moves_up(desk: Desk) -> None:
    desk.go(3, 1)
    desk.type("9")
    desk.press("Shift+Return")
    assert desk.office.mark(3, 1) == "9"
    assert desk.at == (2, 1)


def test_enter_direction_can_be_right_or_none(desk: Desk) -> None:
    desk.grid.enter_direction = EnterDirection.RIGHT
    desk.press("Return")
    assert desk.at == (0, 1)
    desk.grid.enter_direction = EnterDirection.STAY
    desk.type("3")
    desk.press("Return")
    assert desk.at == (0, 1)
    assert desk.office.mark(0, 1) == "3"


def test_tabs_then_enter_return_to_the_column_where_tabbing_began(desk: Desk) -> None:
    desk.go(0, 1)
    for mark in ("1", "2"):
        desk.type(mark)
        desk.press("Tab")
    desk.type("3")
    desk.press("Return")
    assert desk.row_of(0, 4) == [None, "1", "2", "3"]
    assert desk.at == (1, 1)


def test_tab_at_the_end_of_a_row_goes_to_the_next_and_back(desk: Desk) -> None:
    desk.go(2, 5)
    desk.press("Tab")
    assert desk.at == (3, 0)
    desk.press("Shift+Tab")
    assert desk.at == (2, 5)
    desk.go(7, 5)
    desk.press("Tab")
    assert desk.at == (7, 5)


def test_enter_and_tab_walk_a_selection_and_wrap(desk: Desk) -> None:
    desk.select(0, 0, 1, 1)
    walked = []
    for mark in "1234":
        desk.type(mark)
        desk.press("Return")
        walked.append(desk.at)
    assert walked == [(1, 0), (0, 1), (1, 1), (0, 0)]
    assert desk.row_of(0, 2) + desk.row_of(1, 2) == ["1", "3", "2", "4"]
    desk.press("Tab")
    assert desk.at == (0, 1)
    desk.press("Shift+Return")
    assert desk.at == (1, 0)
    assert desk.selected == [(0, 0, 1, 1)]


def test_f2_puts_the_caret_at_the_end_and_toggles_the_mode(desk: Desk) -> None:
    desk.office.put(0, 0, "8.25")
    desk.grid.refresh()
    desk.press("F2")
    editor = desk.grid.editing.editor
    assert editor.text() == "8.25"
    assert editor.cursorPosition() == 4
    assert not editor.hasSelectedText()
    desk.press("Left")
    assert editor.cursorPosition() == 3
    assert desk.at == (0, 0)
    desk.press("F2")
    assert desk.modes[-1] == "输入"
    desk.press("Left", "Right")
    assert desk.grid.editing.mode is Mode.READY


def test_looking_into_a_cell_with_f2_writes_nothing(desk: Desk) -> None:
    desk.office.put(0, 0, "8")
    desk.grid.refresh()
    desk.press("F2", "Return")
    assert desk.office.calls == []


@pytest.mark.parametrize(
    ("key", "to"), [("Down", (3, 2)), ("Up", (1, 2)), ("Left", (2, 1)), ("Right", (2, 3))]
)
def test_arrows_commit_what_was_typed_and_move(desk: Desk, key: str, to: tuple[int, int]) -> None:
    desk.go(2, 2)
    desk.type("6")
    desk.press(key)
    assert desk.office.mark(2, 2) == "6"
    assert desk.at == to
    assert desk.modes[-1] == "就绪"


def test_arrows_stop_at_the_borders(desk: Desk) -> None:
    desk.press("Up", "Left")
    assert desk.at == (0, 0)
    desk.go(7, 5)
    desk.press("Down", "Right")
    assert desk.at == (7, 5)


def test_esc_keeps_the_old_value_and_a_second_one_clears_the_copy_frame(desk: Desk) -> None:
    desk.enter(0, 0, "7")
    desk.go(0, 0)
    desk.press("Ctrl+C")
    desk.type("9")
    desk.press("Esc")
    assert desk.office.mark(0, 0) == "7"
    assert desk.modes[-1] == "就绪"
    assert desk.grid.commands.copied is not None
    desk.press("Esc")
    assert desk.grid.commands.copied is None
    assert len(desk.office.calls) == 1


def test_ctrl_enter_fills_the_selection_in_one_step(desk: Desk) -> None:
    desk.office.lock(1, 1)
    desk.grid.refresh()
    desk.select(0, 0, 3, 1)
    desk.type("8")
    desk.press("Ctrl+Return")
    assert desk.column_of(0, 4) == ["8"] * 4
    assert desk.column_of(1, 4) == ["8", None, "8", "8"]
    assert desk.at == (0, 0)
    assert desk.selected == [(0, 0, 3, 1)]
    assert len(desk.office.calls) == 1
    assert desk.messages[-1] == "已填充7格，跳过1个锁定格。"
    assert desk.grid.writing.undo_name == "撤销：填充8格"


def test_ctrl_enter_that_does_not_fit_everywhere_asks_and_gives_the_text_back(desk: Desk) -> None:
    desk.select(0, 0, 0, 1)
    desk.type("12")
    desk.press("Ctrl+Return")
    assert desk.office.calls == []
    assert [fault.criterion for fault in desk.questions[0].faults] == ["公厕卫生"]
    desk.press("Esc")
    assert desk.grid.editing.editor.text() == "12"
    assert desk.keyboard is desk.grid.editing.editor


def test_delete_clears_the_selection_and_passes_over_locked_cells(desk: Desk) -> None:
    for row in range(3):
        desk.office.put(row, 0, "5")
    desk.office.lock(2, 0)
    desk.grid.refresh()
    desk.select(0, 0, 3, 0)
    desk.press("Del")
    assert desk.column_of(0, 3) == [None, None, "5"]
    assert desk.messages[-1] == "已清空2格，跳过1个锁定格。"
    desk.go(2, 0)
    desk.press("Del")
    assert desk.messages[-1] == LOCKED


def test_backspace_opens_an_empty_editor(desk: Desk) -> None:
    desk.enter(0, 0, "5")
    desk.go(0, 0)
    desk.press("Backspace")
    assert desk.grid.editing.editor.text() == ""
    assert desk.modes[-1] == "输入"
    desk.press("Return")
    assert desk.office.mark(0, 0) is None


def test_space_alone_and_shift_space_never_touch_a_value(desk: Desk) -> None:
    desk.office.put(0, 0, "5")
    desk.grid.refresh()
    desk.press("Space", "Shift+Space", "Return")
    assert desk.office.mark(0, 0) == "5"
    assert desk.office.calls == []


def test_locked_cells_open_no_editor_and_say_why(desk: Desk) -> None:
    desk.office.lock(0, 0)
    desk.grid.refresh()
    desk.type("9")
    assert desk.grid.editing.mode is Mode.READY
    assert desk.messages == [LOCKED]
    desk.go(0, 1)
    assert desk.messages == [LOCKED]
    desk.go(0, 0)
    desk.go(0, 1)
    assert desk.messages[-2:] == [LOCKED, ""]


def test_ctrl_d_copies_the_first_row_down_and_a_single_cell_takes_the_one_above(desk: Desk) -> None:
    desk.enter(0, 0, "4")
    desk.enter(0, 1, "14")
    desk.select(0, 0, 3, 1)
    desk.press("Ctrl+D")
    assert desk.column_of(0, 5) == ["4", "4", "4", "4", None]
    assert desk.column_of(1, 5) == ["14", "14", "14", "14", None]
    assert desk.grid.writing.undo_name == "撤销：向下填充6格"
    desk.go(4, 0)
    desk.press("Ctrl+D")
    assert desk.office.mark(4, 0) == "4"
    desk.go(0, 0)
    desk.press("Ctrl+D")
    assert desk.messages[-1] == "上面没有可复制的格。"


def test_ctrl_r_copies_right_and_lists_what_a_criterion_cannot_take(desk: Desk) -> None:
    desk.enter(0, 0, "4")
    desk.select(0, 0, 0, 2)
    desk.press("Ctrl+R")
    assert desk.row_of(0, 4) == ["4", "4", "4", None]
    desk.enter(1, 1, "14")
    desk.go(1, 2)
    desk.press("Ctrl+R")
    assert desk.office.mark(1, 2) is None
    assert desk.questions[-1].faults[0].reason.startswith("14超过“道路保洁”满分12。")


def test_ctrl_apostrophe_copies_the_cell_above_into_the_editor(desk: Desk) -> None:
    desk.enter(0, 0, "4.5")
    desk.press("Ctrl+'")
    assert desk.grid.editing.editor.text() == "4.5"
    desk.press("Return")
    assert desk.office.mark(1, 0) == "4.5"


def test_dates_go_into_text_columns_only(desk: Desk) -> None:
    desk.press("Ctrl+;")
    assert desk.messages[-1] == "此列录入得分，不能填日期和时间。"
    assert desk.grid.editing.mode is Mode.READY
    desk.go(0, 5)
    desk.press("Ctrl+;")
    desk.type(" ")
    desk.press("Ctrl+Shift+;", "Return")
    assert desk.office.mark(0, 5) == "2025-11-03 10:32"


def test_line_breaks_go_into_text_columns_only(desk: Desk) -> None:
    desk.type("8")
    desk.press("Alt+Return")
    assert desk.messages[-1] == "此列录入得分，格内不能换行。"
    desk.press("Return")
    desk.go(0, 5)
    desk.type("a")
    desk.press("Alt+Return")
    desk.type("b")
    desk.press("Return")
    assert desk.office.mark(0, 5) == "a\nb"


def test_f4_repeats_the_last_entry_fill_or_clearing(desk: Desk) -> None:
    desk.press("F4")
    assert desk.messages[-1] == "没有可重复的操作。"
    desk.enter(0, 0, "6")
    desk.select(3, 0, 4, 1)
    desk.press("F4")
    assert desk.row_of(3, 2) + desk.row_of(4, 2) == ["6"] * 4
    desk.go(0, 0)
    desk.press("Del")
    desk.go(3, 0)
    desk.press("F4")
    assert desk.office.mark(3, 0) is None


# ---- moving and selecting


def test_ctrl_arrows_jump_along_the_edges_of_the_data(desk: Desk) -> None:
    for row in (0, 1, 2, 5):
        desk.office.put(row, 0, "5")
    desk.grid.refresh()
    visited = []
    for _ in range(3):
        desk.press("Ctrl+Down")
        visited.append(desk.at)
    assert visited == [(2, 0), (5, 0), (7, 0)]
    desk.press("Ctrl+Up", "Ctrl+Up")
    assert desk.at == (2, 0)
    desk.press("Ctrl+Right")
    assert desk.at == (2, 5)


def test_ctrl_shift_arrows_select_to_the_edge_and_the_current_cell_stays(desk: Desk) -> None:
    for row in range(4):
        desk.office.put(row, 1, "5")
    desk.grid.refresh()
    desk.go(0, 1)
    desk.press("Ctrl+Shift+Down", "Shift+Right", "Shift+Up")
    assert desk.at == (0, 1)
    assert desk.selected == [(0, 1, 2, 2)]


def test_home_end_and_pages(desk: Desk) -> None:
    desk.office.put(3, 3, "1")
    desk.office.put(5, 1, "1")
    desk.grid.refresh()
    desk.go(3, 2)
    desk.press("Ctrl+End")
    assert desk.at == (5, 3)
    desk.press("Home")
    assert desk.at == (5, 0)
    desk.press("End")
    assert desk.at == (5, 1)
    desk.press("Ctrl+Home")
    assert desk.at == (0, 0)
    desk.press("Ctrl+Shift+End")
    assert desk.selected == [(0, 0, 5, 3)]


def test_page_down_moves_a_screen(qtbot: QtBot) -> None:
    desk = Desk(qtbot, OfficeMarks(rows=100, columns=30))
    desk.press("PgDown")
    rows = desk.at[0]
    assert rows == desk.grid.viewport().height() // desk.grid.rowHeight(0) - 1
    desk.press("Alt+PgDown")
    assert desk.at[1] > 3
    desk.press("PgUp", "Alt+PgUp")
    assert desk.at == (0, 0)


def test_the_current_cell_is_never_hidden_by_the_frozen_edge(qtbot: QtBot) -> None:
    desk = Desk(qtbot, OfficeMarks(rows=100, columns=30))
    for at in ((99, 29), (50, 3), (0, 0), (60, 15)):
        desk.go(*at)
        shown = desk.grid.visualRect(desk.grid.currentIndex())
        assert desk.grid.viewport().rect().contains(shown)
    assert desk.grid.object_header.isVisible()
    assert desk.grid.criterion_header.isVisible()


def test_ctrl_backspace_scrolls_back_to_the_current_cell(qtbot: QtBot) -> None:
    desk = Desk(qtbot, OfficeMarks(rows=100))
    desk.grid.verticalScrollBar().setValue(desk.grid.verticalScrollBar().maximum())
    desk.press("Ctrl+Backspace")
    assert desk.grid.viewport().rect().contains(desk.grid.visualRect(desk.grid.currentIndex()))


@pytest.mark.parametrize(
    ("key", "area"),
    [
        ("Shift+Space", (2, 0, 3, 5)),
        ("Alt+R", (2, 0, 3, 5)),
        ("Ctrl+Space", (0, 1, 7, 1)),
        ("Alt+C", (0, 1, 7, 1)),
        ("Ctrl+A", (0, 0, 7, 5)),
    ],
)
def test_rows_columns_and_everything(desk: Desk, key: str, area: tuple[int, int, int, int]) -> None:
    desk.select(2, 1, 3, 1)
    desk.press(key)
    assert desk.selected == [area]
    assert desk.at == (2, 1)


def test_mouse_selects_as_in_a_spreadsheet(desk: Desk) -> None:
    view = desk.grid.viewport()

    def middle(row: int, column: int) -> QPoint:
        return desk.grid.visualRect(desk.grid.marks.index(row, column)).center()

    left = Qt.MouseButton.LeftButton
    QTest.mouseClick(view, left, Qt.KeyboardModifier.NoModifier, middle(1, 1))
    assert desk.at == (1, 1)
    QTest.mouseClick(view, left, Qt.KeyboardModifier.ShiftModifier, middle(3, 2))
    assert desk.selected == [(1, 1, 3, 2)]
    assert desk.at == (1, 1)
    QTest.mouseClick(view, left, Qt.KeyboardModifier.ControlModifier, middle(5, 0))
    assert sorted(desk.selected) == [(1, 1, 3, 2), (5, 0, 5, 0)]
    desk.type("7")
    desk.press("Ctrl+Return")
    assert len(desk.office.calls[0]) == 7
    QTest.mouseDClick(view, left, Qt.KeyboardModifier.NoModifier, middle(0, 0))
    assert desk.modes[-1] == "编辑"


def test_dragging_selects_and_a_click_stores_the_open_editor(desk: Desk) -> None:
    view = desk.grid.viewport()
    desk.type("8")
    start = desk.grid.visualRect(desk.grid.marks.index(1, 1)).center()
    end = desk.grid.visualRect(desk.grid.marks.index(4, 3)).center()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(view, end)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
    assert desk.office.mark(0, 0) == "8"
    assert desk.selected == [(1, 1, 4, 3)]


def test_a_header_click_selects_the_row(desk: Desk) -> None:
    header = desk.grid.object_header
    point = QPoint(20, header.sectionViewportPosition(3) + 5)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)
    assert desk.selected == [(3, 0, 3, 5)]


def test_a_header_click_stores_the_open_editor(desk: Desk) -> None:
    desk.go(1, 1)
    desk.type("8")
    header = desk.grid.criterion_header
    point = QPoint(header.sectionViewportPosition(3) + 20, 5)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)
    assert desk.office.mark(1, 1) == "8"
    assert desk.selected == [(0, 3, 7, 3)]
    assert desk.modes[-1] == "就绪"


# ---- finding


def test_f7_visits_what_is_unmarked_and_wraps_once_with_a_notice(qtbot: QtBot) -> None:
    office = OfficeMarks(rows=2, columns=3)
    for row, column in ((0, 0), (0, 2), (1, 0), (1, 1)):
        office.put(row, column, "1")
    desk = Desk(qtbot, office)
    desk.press("F7")
    assert desk.at == (0, 1)
    desk.press("F7")
    assert desk.at == (1, 2)
    assert desk.messages == []
    desk.press("F7")
    assert desk.at == (0, 1)
    assert desk.messages == ["已到最后一格，从头接着找。"]
    desk.press("Shift+F7")
    assert desk.at == (1, 2)
    assert desk.messages[-1] == "已到第一格，从末尾接着找。"
    desk.type("3")
    desk.press("F7")
    assert desk.office.mark(1, 2) == "3"
    assert desk.at == (0, 1)
    desk.type("3")
    desk.press("Return", "F7")
    assert desk.messages[-1] == "没有未录项。"


def test_f7_passes_over_locked_and_text_cells_and_stops_at_zero_never(qtbot: QtBot) -> None:
    office = OfficeMarks(rows=1)
    office.put(0, 1, "0")
    office.put(0, 2, "/")
    office.lock(0, 3)
    desk = Desk(qtbot, office)
    desk.press("F7")
    assert desk.at == (0, 4)


@pytest.mark.parametrize("key", ["F5", "Ctrl+G"])
def test_go_to_an_object_by_part_of_its_name(desk: Desk, key: str) -> None:
    desk.go(0, 2)
    desk.press(key)
    desk.entry.go_to_box.line.setText("茶园")
    desk.press("Return")
    assert desk.at == (5, 2)
    assert desk.keyboard is desk.grid


def test_go_to_blanks_takes_three_keys_and_fills(desk: Desk) -> None:
    for row in range(8):
        for column in range(6):
            if (row, column) not in {(1, 1), (6, 3)}:
                desk.office.put(row, column, "1")
    desk.grid.refresh()
    desk.press("F5")
    desk.type("k")
    desk.press("Return")
    assert desk.messages[-1] == "已选定2格。"
    desk.type("2")
    desk.press("Ctrl+Return")
    assert (desk.office.mark(1, 1), desk.office.mark(6, 3)) == ("2", "2")


def test_go_to_locked_and_out_of_range_cells(desk: Desk) -> None:
    desk.office.lock(4, 4)
    desk.grid.refresh()
    desk.enter(2, 0, "11")
    for letter, at in (("l", (4, 4)), ("y", (2, 0))):
        desk.press("F5")
        desk.type(letter)
        desk.press("Return")
        assert desk.at == at
    desk.press("F5")
    desk.type("xyz")
    desk.press("Return")
    assert desk.messages[-1] == "没有名称含“xyz”的对象。"
    desk.press("Esc")
    assert desk.keyboard is desk.grid


def test_go_to_list_is_walked_with_the_arrows(desk: Desk) -> None:
    desk.press("F5")
    desk.entry.go_to_box.line.setText("街道")
    desk.press("Down", "Down", "Up", "Return")
    assert desk.at == (1, 0)


def test_find_counts_live_and_steps_and_esc_leaves_the_keyboard_on_the_hit(desk: Desk, qtbot: QtBot) -> None:
    desk.office.put(1, 0, "8.5")
    desk.office.put(4, 2, "8.5")
    desk.grid.refresh()
    desk.press("Ctrl+F")
    desk.compose(commit="８．５")
    bar = desk.entry.find_bar
    qtbot.waitUntil(lambda: bar.count.text() == "共2个", timeout=2000)
    desk.press("Return")
    assert desk.at == (1, 0)
    assert bar.count.text() == "第1个，共2个"
    desk.press("Return")
    assert desk.at == (4, 2)
    desk.press("Return")
    assert desk.at == (1, 0)
    desk.press("Shift+Return")
    assert desk.at == (4, 2)
    desk.press("Esc")
    assert desk.keyboard is desk.grid
    assert not bar.isVisible()
    assert desk.at == (4, 2)


def test_find_knows_object_names_and_says_when_there_is_none(desk: Desk) -> None:
    desk.go(0, 3)
    desk.press("Ctrl+F")
    desk.compose(commit="南湖")
    desk.press("Return")
    assert desk.at == (2, 3)
    desk.entry.find_bar.line.setText("没有此名")
    desk.entry.find_bar.search()
    assert desk.entry.find_bar.count.text() == "没有找到"


# ---- panes, menu, zoom


def test_pane_and_sheet_keys_are_told_to_the_page(desk: Desk) -> None:
    panes: list[int] = []
    sheets: list[int] = []
    details: list[bool] = []
    desk.entry.pane_left.connect(panes.append)
    desk.grid.sheet_left.connect(sheets.append)
    desk.grid.detail_toggled.connect(lambda: details.append(True))
    desk.press("F6", "Shift+F6", "Ctrl+Tab", "Ctrl+PgDown", "Ctrl+PgUp", "Ctrl+1")
    assert panes == [1, -1, 1]
    assert sheets == [1, -1]
    assert details == [True]
    desk.press("Ctrl+-")
    assert desk.messages[-1] == "这里不能增减行列。考核对象在对象表里增减，改好后导入。"


def test_f6_stores_what_was_typed_first(desk: Desk) -> None:
    desk.type("8")
    desk.press("F6")
    assert desk.office.mark(0, 0) == "8"


def test_the_menu_shows_every_key_and_runs_the_command(desk: Desk) -> None:
    desk.enter(0, 0, "8")
    desk.go(0, 0)
    menu = desk.grid.menu()
    entries = {str(action.data()): action for action in menu.actions() if not action.isSeparator()}
    assert all("\t" in action.text() for action in entries.values())
    assert entries["undo"].text() == "撤销：录入8\tCtrl+Z"
    assert not entries["redo"].isEnabled()
    entries["clear"].trigger()
    assert desk.office.mark(0, 0) is None


@pytest.mark.parametrize("way", ["menu key", "Shift+F10"])
def test_menu_key_and_shift_f10_open_the_menu_at_the_cell(desk: Desk, way: str) -> None:
    desk.go(2, 1)
    if way == "menu key":
        reason = QContextMenuEvent.Reason.Keyboard
        QApplication.sendEvent(desk.grid.viewport(), QContextMenuEvent(reason, QPoint(), QPoint()))
    else:
        desk.press("Shift+F10")
    menu = QApplication.activePopupWidget()
    assert menu is not None
    corner = desk.grid.visualRect(desk.grid.currentIndex()).bottomLeft()
    assert menu.pos() == desk.grid.viewport().mapToGlobal(corner)
    menu.close()


def test_ctrl_wheel_zooms_rows_and_type_between_75_and_200_percent(desk: Desk) -> None:
    def turn(angle: int) -> None:
        at = QPointF(50, 50)
        event = QWheelEvent(
            at,
            desk.grid.viewport().mapToGlobal(at),
            QPoint(),
            QPoint(0, angle),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.ControlModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(desk.grid.viewport(), event)

    width = desk.grid.columnWidth(0)
    for _ in range(30):
        turn(120)
    assert desk.grid.zoom == 200
    assert desk.grid.rowHeight(0) == 64
    assert abs(desk.grid.columnWidth(0) - 2 * width) <= 20
    for _ in range(40):
        turn(-120)
    assert desk.grid.zoom == 75
    assert desk.grid.rowHeight(0) == 24
