"""Copy, cut and paste: all of the clipboard or nothing of it, and never a silent change."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from cityassess.ui.grid.clipboard import read_cells
from tests.ui.grid_desk import Desk
from tests.ui.grid_office import OfficeMarks


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot, OfficeMarks())


def test_a_block_goes_to_the_top_left_cell_and_becomes_the_selection(desk: Desk) -> None:
    desk.clip("8.5\t14\r\n9\t13.5\r\n")
    desk.go(1, 0)
    desk.press("Ctrl+V")
    assert desk.row_of(1, 3) + desk.row_of(2, 3) == ["8.5", "14", None, "9", "13.5", None]
    assert desk.office.mark(3, 0) is None  # the last line break is no row
    assert desk.selected == [(1, 0, 2, 1)]
    assert len(desk.office.calls) == 1
    assert desk.messages[-1] == "已粘贴4格。"
    assert desk.grid.writing.undo_name == "撤销：粘贴2×2"


def test_five_hundred_rows_of_seventeen_are_one_step(qtbot: QtBot) -> None:
    desk = Desk(qtbot, OfficeMarks(rows=500, columns=17))
    desk.clip("\r\n".join("\t".join(["8"] * 17) for _ in range(500)))
    desk.press("Ctrl+V")
    assert desk.messages[-1] == "已粘贴8,500格。"
    assert desk.grid.writing.undo_name == "撤销：粘贴500×17"
    assert desk.office.mark(499, 16) == "8"
    desk.press("Ctrl+Z")
    assert desk.office.mark(499, 16) is None
    assert len(desk.office.calls) == 2


def test_one_cell_fills_every_selected_area(desk: Desk) -> None:
    desk.clip("7\r\n")
    desk.go(0, 0)
    desk.grid.cursor_.extend(1, 0)
    desk.grid.cursor_.add(4, 2)
    desk.press("Ctrl+V")
    assert [desk.office.mark(*at) for at in ((0, 0), (1, 0), (4, 2))] == ["7", "7", "7"]
    assert len(desk.office.calls[0]) == 3


def test_an_exact_multiple_is_tiled_and_other_sizes_are_not(desk: Desk) -> None:
    desk.clip("1\t2")
    desk.select(0, 0, 2, 3)
    desk.press("Ctrl+V")
    assert [desk.row_of(row, 5) for row in range(3)] == [["1", "2", "1", "2", None]] * 3
    desk.select(4, 0, 4, 2)
    desk.press("Ctrl+V")
    assert desk.row_of(4, 4) == ["1", "2", None, None]
    assert desk.selected == [(4, 0, 4, 1)]


def test_several_areas_take_one_cell_only(desk: Desk) -> None:
    desk.clip("1\t2")
    desk.go(0, 0)
    desk.grid.cursor_.add(4, 2)
    desk.press("Ctrl+V")
    assert desk.office.calls == []
    assert desk.messages[-1] == "选定了多个区域，只能粘贴一格内容。先选定一个区域再粘贴。"


def test_a_clipboard_beyond_the_last_row_writes_nothing_until_told(desk: Desk) -> None:
    desk.clip("\n".join("123456789"))
    desk.go(5, 0)
    desk.press("Ctrl+V")
    question = desk.questions[-1]
    assert question.sentence == "剪贴板有9行，从当前行起只有3行。"
    assert [choice.label for choice in question.choices] == ["只粘贴前3行", "取消"]
    assert desk.office.calls == []
    desk.press("Esc")
    assert desk.office.calls == []
    assert desk.keyboard is desk.grid
    desk.press("Ctrl+V", "Return")
    assert desk.column_of(0, 8)[4:] == [None, "1", "2", "3"]


def test_a_clipboard_wider_than_the_grid_is_said_in_columns(desk: Desk) -> None:
    desk.clip("1\t2\t3")
    desk.go(0, 4)
    desk.press("Ctrl+V")
    assert desk.questions[-1].sentence == "剪贴板有3列，从当前列起只有2列。"
    assert desk.questions[-1].choices[0].label == "只粘贴前2列"


def test_faults_write_nothing_and_are_listed_with_place_content_and_reason(desk: Desk) -> None:
    desk.clip("8\tabc\n11\t9\n")
    desk.press("Ctrl+V")
    question = desk.questions[-1]
    assert desk.office.calls == []
    assert question.sentence == "有2格不能录入，尚未粘贴。可返回修改，或跳过这2格。"
    assert [(fault.object_title, fault.criterion, fault.content) for fault in question.faults] == [
        ("东华街道", "市容秩序", "abc"),
        ("西岭街道", "公厕卫生", "11"),
    ]
    assert question.faults[1].reason == "11超过“公厕卫生”满分10。可填0至10，或填“/”表示不适用。"
    pane = desk.entry.question_pane
    assert pane.isVisible()
    assert pane.faults.model().rowCount() == 2
    assert desk.grid.marks.framed == {(0, 1), (1, 0)}
    assert [button.text() for button in pane.buttons] == ["返回修改", "跳过这2格"]
    desk.press("Return")
    assert desk.office.calls == []
    assert desk.grid.marks.framed == frozenset()
    assert desk.at == (0, 1)
    assert desk.keyboard is desk.grid


def test_faults_can_be_passed_over(desk: Desk) -> None:
    desk.clip("8\tabc\n11\t9\n")
    desk.press("Ctrl+V")
    desk.press("Tab", "Return")
    assert desk.row_of(0, 2) + desk.row_of(1, 2) == ["8", None, None, "9"]
    assert desk.messages[-1] == "已粘贴2格，跳过2格有误的内容。"
    assert len(desk.office.calls) == 1


def test_esc_on_the_faults_is_the_harmless_answer(desk: Desk) -> None:
    desk.clip("abc")
    desk.press("Ctrl+V", "Esc")
    assert desk.office.calls == []
    assert not desk.entry.question_pane.isVisible()
    assert desk.keyboard is desk.grid


def test_empty_cells_clear_and_are_counted(desk: Desk) -> None:
    desk.office.put(0, 1, "5")
    desk.grid.refresh()
    desk.clip("8\t\t9")
    desk.press("Ctrl+V")
    assert desk.row_of(0, 3) == ["8", None, "9"]
    assert desk.messages[-1] == "已粘贴3格，其中清空1格。"


def test_locked_cells_are_passed_over_and_counted(desk: Desk) -> None:
    desk.office.put(0, 1, "5")
    desk.office.lock(0, 1)
    desk.grid.refresh()
    desk.clip("8\tabc\t9")
    desk.press("Ctrl+V")
    assert desk.row_of(0, 3) == ["8", "5", "9"]
    assert desk.messages[-1] == "已粘贴2格，跳过1个锁定格。"


def test_what_chinese_input_methods_leave_on_the_clipboard_is_read(desk: Desk) -> None:
    desk.clip("８．５\t1４。5分\t-1.5\t-3*0.5\t/")
    desk.press("Ctrl+V")
    assert desk.row_of(0, 5) == ["8.5", "14.5", "10.5", "1.5", "/"]


def test_quoted_cells_with_line_breaks_stay_one_cell(desk: Desk) -> None:
    desk.clip('"第一行\r\n第""二""行"\r\n5"\r\n')
    desk.go(0, 5)
    desk.press("Ctrl+V")
    assert desk.office.mark(0, 5) == '第一行\r\n第"二"行'
    assert desk.office.mark(1, 5) == '5"'
    assert desk.office.mark(2, 5) is None


def test_headings_of_ours_offer_to_align_by_them(desk: Desk) -> None:
    desk.clip("对象\t垃圾分类\t公厕卫生\r\n南湖街道\t11\t9\r\n东华街道\t10\t8\r\n")
    desk.go(4, 3)
    desk.press("Ctrl+V")
    assert [choice.label for choice in desk.questions[-1].choices] == ["按表头对齐", "原样粘贴"]
    assert desk.office.calls == []
    desk.press("Return")
    assert desk.row_of(2, 5) == ["9", None, None, None, "11"]
    assert desk.row_of(0, 5) == ["8", None, None, None, "10"]
    assert desk.grid.writing.undo_name == "撤销：粘贴2×2"


def test_headings_can_be_pasted_as_they_are(desk: Desk) -> None:
    desk.clip("公厕卫生\t市容秩序\r\n9\t11\r\n")
    desk.press("Ctrl+V", "Esc")
    assert [fault.content for fault in desk.questions[-1].faults] == ["公厕卫生", "市容秩序"]
    assert desk.office.calls == []


def test_headings_without_names_align_downwards_from_the_current_row(desk: Desk) -> None:
    desk.clip("市容秩序\t公厕卫生\n14\t9\n13\t8\n")
    desk.go(3, 4)
    desk.press("Ctrl+V", "Return")
    assert desk.row_of(3, 2) + desk.row_of(4, 2) == ["9", "14", "8", "13"]


def test_objects_that_the_grid_lacks_are_listed_when_aligning(desk: Desk) -> None:
    desk.clip("对象\t公厕卫生\n东华街道\t9\n南湖街道\t8\n无名街道\t7\n")
    desk.press("Ctrl+V", "Return")
    fault = desk.questions[-1].faults[0]
    assert (fault.object_title, fault.reason) == ("无名街道", "表中没有这个对象，或对象重名")
    assert desk.office.calls == []


def test_an_empty_clipboard_is_said(desk: Desk) -> None:
    QGuiApplication.clipboard().clear()
    desk.press("Ctrl+V")
    assert desk.messages[-1] == "剪贴板里没有可粘贴的文字。"


# ---- copying


def test_copy_gives_text_and_a_table_for_word(desk: Desk) -> None:
    for column, text in enumerate(("8.5", "0", "/")):
        desk.office.put(0, column, text)
    desk.office.put(1, 0, "9")
    desk.grid.refresh()
    desk.select(0, 0, 1, 3)
    desk.press("Ctrl+C")
    assert desk.clipped == "8.5\t0.0\t/\t\r\n9.0\t\t\t\r\n"
    html = QGuiApplication.clipboard().mimeData().html()
    assert "<td>8.5</td><td>0.0</td><td>/</td><td></td>" in html
    assert desk.messages[-1] == "已复制8格。"


def test_copy_with_headings_comes_back_aligned(desk: Desk) -> None:
    desk.office.put(2, 1, "14")
    desk.grid.refresh()
    desk.select(2, 1, 3, 2)
    desk.press("Ctrl+Shift+C")
    assert read_cells(desk.clipped) == [
        ["对象", "市容秩序", "道路保洁"],
        ["南湖街道", "14.0", ""],
        ["北站街道", "", ""],
    ]
    assert "<th>南湖街道</th><td>14.0</td>" in QGuiApplication.clipboard().mimeData().html()
    desk.press("Del")
    desk.go(7, 4)
    desk.press("Ctrl+V", "Return")
    assert desk.office.mark(2, 1) == "14"


def test_several_areas_copy_where_rows_or_columns_agree(desk: Desk) -> None:
    desk.office.put(0, 0, "1")
    desk.office.put(0, 2, "3")
    desk.grid.refresh()
    desk.go(0, 0)
    desk.grid.cursor_.add(0, 2)
    desk.press("Ctrl+C")
    assert desk.clipped == "1.0\t3.0\r\n"
    desk.grid.cursor_.add(5, 3)
    desk.press("Ctrl+C")
    assert desk.messages[-1] == "选定的几个区域行列不齐，不能一起复制。"
    assert desk.clipped == "1.0\t3.0\r\n"


def test_cut_moves_on_paste_as_one_step(desk: Desk) -> None:
    desk.office.put(0, 0, "1")
    desk.office.put(1, 0, "2")
    desk.grid.refresh()
    desk.select(0, 0, 1, 0)
    desk.press("Ctrl+X")
    assert desk.office.mark(0, 0) == "1"
    desk.go(1, 0)
    desk.press("Ctrl+V")
    assert desk.column_of(0, 3) == [None, "1", "2"]
    assert desk.grid.commands.copied is None
    desk.press("Ctrl+Z")
    assert desk.column_of(0, 3) == ["1", "2", None]


def test_cut_refuses_several_areas(desk: Desk) -> None:
    desk.go(0, 0)
    desk.grid.cursor_.add(0, 2)
    desk.press("Ctrl+X")
    assert desk.messages[-1] == "选定了多个区域，不能剪切。先选定一个区域。"
    assert desk.grid.commands.copied is None


def test_a_paste_into_the_open_editor_drops_the_line_end_of_a_spreadsheet(desk: Desk) -> None:
    desk.clip("8.5\r\n")
    desk.press("F2")
    desk.press("Ctrl+V", "Return")
    assert desk.office.mark(0, 0) == "8.5"


def test_a_paste_that_cannot_be_stored_changes_nothing(desk: Desk) -> None:
    desk.office.fill_disk()
    desk.clip("8\t9")
    desk.press("Ctrl+V")
    assert desk.row_of(0, 2) == [None, None]
    assert desk.messages[-1] == "磁盘剩余空间不足，没有保存。清理后再录入。"
    assert desk.grid.writing.undo_name == ""
    assert desk.clipped == "8\t9"


@pytest.mark.parametrize("end", ["", "app.exec(); del app"], ids=["at once", "after its event loop"])
def test_the_program_ends_well_with_cells_on_the_clipboard(end: str) -> None:
    program = f"""
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from cityassess.ui.grid.entry import EntryGrid
from tests.ui.grid_office import OfficeMarks
app = QApplication([])
entry = EntryGrid(OfficeMarks())
assert entry.grid.commands.copy()
QTimer.singleShot(0, app.quit)
{end}
print("copied")
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, encoding="utf-8", timeout=60
    )
    assert (done.returncode, done.stdout) == (0, "copied\n"), done.stderr
