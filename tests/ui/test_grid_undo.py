"""Steps, drafts and conflicts: nothing typed is lost, nothing of another person's is overwritten unasked."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from pytestqt.qtbot import QtBot

from cityassess.errors import Refused
from cityassess.ui.grid.entry import EntryGrid
from cityassess.ui.grid.history import STEPS_KEPT, History
from cityassess.ui.grid.model import MarkModel
from cityassess.ui.grid.writing import Writing
from tests.ui.grid_desk import Desk
from tests.ui.grid_office import OfficeMarks


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot, OfficeMarks())


# ---- undo


def test_undo_and_redo_name_their_step_and_show_its_cells(desk: Desk) -> None:
    desk.enter(3, 1, "9")
    desk.go(0, 0)
    assert desk.grid.writing.undo_name == "撤销：录入9"
    desk.press("Ctrl+Z")
    assert desk.office.mark(3, 1) is None
    assert desk.at == (3, 1)
    assert desk.messages[-1] == "已撤销：录入9"
    assert desk.grid.writing.redo_name == "重做：录入9"
    desk.press("Ctrl+Y")
    assert desk.office.mark(3, 1) == "9"
    desk.press("Ctrl+Y")
    assert desk.messages[-1] == "没有可重做的操作。"


def test_undo_in_an_open_editor_takes_back_typing_only(desk: Desk) -> None:
    desk.enter(0, 0, "9")
    desk.type("12")
    desk.press("Ctrl+Z")
    assert desk.office.mark(0, 0) == "9"
    assert len(desk.office.calls) == 1


def test_many_steps_come_back_one_by_one_across_the_same_cell(desk: Desk) -> None:
    for typed in ("1", "2", "/", "3"):
        desk.enter(0, 0, typed)
    desk.go(0, 0)
    desk.press("Del")
    seen = []
    for _ in range(5):
        desk.press("Ctrl+Z")
        seen.append(desk.office.mark(0, 0))
    assert seen == ["3", "/", "2", "1", None]
    desk.press("Ctrl+Z")
    assert desk.messages[-1] == "没有可撤销的操作。"
    for _ in range(4):
        desk.press("Ctrl+Y")
    assert desk.office.mark(0, 0) == "3"
    assert desk.questions == []


def test_a_new_step_ends_what_could_be_redone(desk: Desk) -> None:
    desk.enter(0, 0, "1")
    desk.press("Ctrl+Z")
    desk.enter(1, 0, "2")
    assert desk.grid.writing.redo_name == ""


def test_two_hundred_steps_are_kept(desk: Desk) -> None:
    for number in range(STEPS_KEPT + 5):
        desk.grid.commands.enter(0, 0, str(number % 10))
    assert len(desk.grid.writing.history.done) == STEPS_KEPT


def test_steps_survive_a_change_of_period(desk: Desk) -> None:
    desk.enter(0, 0, "8")
    october = desk.grid.writing.history
    november = OfficeMarks()
    desk.entry.show_source(november)
    assert desk.grid.writing.undo_name == ""
    desk.enter(0, 0, "7")
    desk.entry.show_source(desk.office, october)
    desk.press("Ctrl+Z")
    assert desk.office.mark(0, 0) is None
    assert november.mark(0, 0) == "7"


def test_undo_stops_at_another_persons_later_change(desk: Desk) -> None:
    desk.enter(0, 0, "8.5")
    desk.office.colleague_puts(0, 0, "8")
    desk.press("Ctrl+Z")
    assert desk.office.mark(0, 0) == "8"
    assert desk.messages[-1] == "撤销停止：李强11月3日10:31把东华街道“公厕卫生”改为8.0。"
    assert [choice.label for choice in desk.questions[-1].choices] == ["仍然撤销", "保留对方的改动", "不撤销"]
    assert desk.grid.marks.shown(0, 0) == "8.0"
    assert desk.grid.writing.undo_name == "撤销：录入8.5"


def test_undo_stops_even_if_the_others_change_was_seen_on_the_screen(desk: Desk) -> None:
    desk.enter(0, 0, "8.5")
    desk.office.colleague_puts(0, 0, "8")
    desk.grid.refresh()
    desk.press("Ctrl+Z")
    assert desk.office.mark(0, 0) == "8"
    desk.entry.question_pane.answer(0)
    assert desk.office.mark(0, 0) is None
    desk.press("Ctrl+Y")
    assert desk.office.mark(0, 0) == "8.5"


def test_undo_of_an_older_step_stops_at_a_change_between_two_of_ours(desk: Desk) -> None:
    desk.enter(0, 0, "1")
    desk.office.colleague_puts(0, 0, "5")
    desk.grid.refresh()
    desk.enter(0, 0, "2")
    desk.press("Ctrl+Z")
    assert desk.office.mark(0, 0) == "5"
    assert desk.questions == []
    desk.press("Ctrl+Z")
    assert desk.office.mark(0, 0) == "5"
    assert len(desk.questions) == 1


def test_an_undo_can_leave_the_others_cells_alone(desk: Desk) -> None:
    desk.clip("1\n2\n3")
    desk.press("Ctrl+V")
    desk.office.colleague_puts(1, 0, "9")
    desk.press("Ctrl+Z")
    assert desk.column_of(0, 3) == ["1", "9", "3"]
    desk.entry.question_pane.answer(1)
    assert desk.column_of(0, 3) == [None, "9", None]
    desk.press("Ctrl+Y")
    assert desk.column_of(0, 3) == ["1", "9", "3"]


def test_an_undo_that_cannot_be_stored_stays_on_the_list(desk: Desk) -> None:
    desk.enter(0, 0, "1")
    desk.office.fill_disk()
    desk.press("Ctrl+Z")
    assert desk.grid.writing.undo_name == "撤销：录入1"
    desk.office.trouble = None
    desk.press("Ctrl+Z")
    assert desk.office.mark(0, 0) is None


# ---- drafts


def test_a_fault_stays_in_the_cell_framed_with_its_reason(desk: Desk) -> None:
    counted: list[int] = []
    desk.grid.drafts_changed.connect(counted.append)
    desk.enter(0, 0, "11")
    assert desk.office.calls == []
    assert desk.grid.marks.shown(0, 0) == "11"
    assert desk.at == (1, 0)
    assert desk.messages[-1].startswith("11超过“公厕卫生”满分10。")
    desk.go(0, 0)
    assert desk.messages[-1].startswith("“11”尚未保存：11超过“公厕卫生”满分10。")
    desk.press("F2")
    assert desk.grid.editing.editor.text() == "11"
    desk.press("Backspace", "Return")
    assert desk.office.mark(0, 0) == "1"
    assert counted == [1, 0]


def test_typed_text_that_cannot_be_stored_is_kept_and_stored_later(desk: Desk) -> None:
    desk.office.fill_disk()
    desk.enter(0, 0, "8")
    desk.enter(1, 0, "7")
    assert desk.grid.marks.shown(0, 0) == "8"
    assert desk.messages[-1] == "磁盘剩余空间不足，没有保存。清理后再录入。"
    assert desk.grid.finish() == 2
    assert desk.grid.save_drafts() == 2
    desk.office.trouble = None
    assert desk.grid.save_drafts() == 0
    assert desk.column_of(0, 2) == ["8", "7"]


def test_refused_text_is_kept_with_the_rules_sentence(desk: Desk) -> None:
    desk.office.trouble = Refused("本期已发布，不能改分。")
    desk.select(0, 0, 1, 0)
    desk.type("8")
    desk.press("Ctrl+Return")
    assert {place: draft.typed for place, draft in desk.grid.marks.drafts.items()} == {
        (0, 0): "8",
        (1, 0): "8",
    }
    assert desk.messages[-1] == "本期已发布，不能改分。"


def test_esc_gives_a_draft_up_and_shows_the_stored_value(desk: Desk) -> None:
    desk.enter(0, 0, "8")
    desk.enter(0, 0, "abc")
    desk.go(0, 0)
    desk.press("Esc")
    assert desk.grid.marks.shown(0, 0) == "8.0"
    assert desk.messages[-1] == "已放弃未保存的“abc”，仍为8.0。"


def test_drafts_come_back_with_their_period(desk: Desk) -> None:
    desk.enter(0, 0, "99")
    october = desk.grid.writing.history
    desk.entry.show_source(OfficeMarks())
    assert desk.grid.marks.drafts == {}
    desk.entry.show_source(desk.office, october)
    assert desk.grid.marks.shown(0, 0) == "99"
    desk.go(0, 0)
    desk.press("Esc")
    desk.entry.show_source(desk.office, october)
    assert desk.grid.marks.drafts == {}


def test_delete_and_refresh_on_a_draft(desk: Desk) -> None:
    desk.enter(0, 0, "abc")
    desk.office.colleague_puts(0, 0, "4")
    desk.grid.refresh()
    assert desk.grid.marks.shown(0, 0) == "abc"
    desk.go(0, 0)
    desk.press("Del")
    assert desk.office.mark(0, 0) is None
    assert desk.grid.marks.drafts == {}


def test_leaving_the_editor_by_the_mouse_or_the_page_stores_the_text(desk: Desk) -> None:
    desk.type("8")
    desk.entry.find_bar.open()
    assert desk.office.mark(0, 0) == "8"
    assert desk.entry.find_bar.line.hasFocus()
    desk.grid.setFocus()
    desk.go(1, 0)
    desk.type("7")
    assert desk.grid.finish() == 0
    assert desk.office.mark(1, 0) == "7"


# ---- conflicts while typing


@pytest.mark.parametrize(("answer", "stored", "shown"), [(0, "8.5", "8.5"), (1, "8", "8.0"), (2, "8", "8.5")])
def test_a_conflict_shows_both_values_and_overwrites_nothing(
    desk: Desk, answer: int, stored: str, shown: str
) -> None:
    desk.office.colleague_puts(0, 0, "8")
    desk.enter(0, 0, "8.5")
    assert desk.office.mark(0, 0) == "8"
    question = desk.questions[-1]
    assert question.sentence == "李强11月3日10:31把东华街道“公厕卫生”改为8.0，本机为8.5。"
    assert [choice.label for choice in question.choices] == ["用8.5", "用8.0", "以后再定"]
    assert desk.keyboard is desk.grid  # typing goes on
    desk.entry.question_pane.answer(answer)
    assert desk.office.mark(0, 0) == stored
    assert desk.grid.marks.shown(0, 0) == shown
    assert not desk.entry.question_pane.isVisible()


def test_typing_the_cell_anew_settles_its_conflict(desk: Desk) -> None:
    desk.office.colleague_puts(0, 0, "8")
    desk.enter(0, 0, "8.5")
    desk.enter(5, 0, "7")
    assert desk.entry.question_pane.isVisible()
    desk.enter(0, 0, "9")
    assert desk.office.mark(0, 0) == "9"
    assert not desk.entry.question_pane.isVisible()


def test_f6_leads_to_a_conflict_and_enter_answers_it(desk: Desk) -> None:
    desk.office.colleague_puts(0, 0, None)
    desk.enter(0, 0, "8.5")
    assert desk.questions[-1].choices[1].label == "保留空白"
    desk.press("F6", "Return")
    assert desk.office.mark(0, 0) == "8.5"
    assert desk.keyboard is desk.grid


def test_a_paste_over_another_persons_change_asks_for_all_cells_at_once(desk: Desk) -> None:
    desk.office.colleague_puts(0, 0, "8")
    desk.office.colleague_puts(2, 0, "8")
    desk.clip("1\n2\n3")
    desk.press("Ctrl+V")
    assert desk.column_of(0, 3) == ["8", None, "8"]
    assert desk.questions[-1].sentence.startswith("有2格已被别人改过，尚未写入。")
    desk.entry.question_pane.answer(1)
    assert desk.column_of(0, 3) == ["8", "2", "8"]
    desk.press("Ctrl+Z")
    assert desk.column_of(0, 3) == ["8", None, "8"]


def test_a_question_is_taken_back_when_another_period_is_shown(desk: Desk) -> None:
    desk.office.colleague_puts(0, 0, "8")
    desk.enter(0, 0, "8.5")
    desk.entry.show_source(OfficeMarks())
    assert not desk.entry.question_pane.isVisible()
    assert desk.office.mark(0, 0) == "8"


# ---- any order of edits


class Edits(RuleBasedStateMachine):
    """Random edits, undone and redone in any order, against a list of whole tables."""

    def __init__(self) -> None:
        super().__init__()
        self.office = OfficeMarks(rows=2, columns=2)
        self.model = MarkModel(self.office)
        self.writing = Writing(self.model)
        self.past: list[tuple[str | None, ...]] = []
        self.future: list[tuple[str | None, ...]] = []

    def table(self) -> tuple[str | None, ...]:
        return tuple(self.office.mark(row, column) for row in range(2) for column in range(2))

    @rule(
        places=st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1)), min_size=1, unique=True),
        text=st.sampled_from([None, "/", "0", "3", "7.5"]),
    )
    def write(self, places: list[tuple[int, int]], text: str | None) -> None:
        before = self.table()
        self.writing.write("录入", [(row, column, text) for row, column in places])
        if self.table() != before:
            self.past.append(before)
            self.future.clear()

    @rule()
    def undo(self) -> None:
        now = self.table()
        assert self.writing.undo() == bool(self.past)
        if self.past:
            assert self.table() == self.past.pop()
            self.future.append(now)

    @rule()
    def redo(self) -> None:
        now = self.table()
        assert self.writing.redo() == bool(self.future)
        if self.future:
            assert self.table() == self.future.pop()
            self.past.append(now)

    @invariant()
    def screen_is_store(self) -> None:
        shown = tuple(cell.entered for line in self.model.cells for cell in line)
        assert shown == self.table()


Edits.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
test_random_edits = Edits.TestCase


def test_history_is_a_plain_value_that_a_page_can_keep(qtbot: QtBot) -> None:
    kept = History()
    office = OfficeMarks()
    first = EntryGrid(office)
    qtbot.addWidget(first)
    first.show_source(office, kept)
    first.grid.commands.enter(0, 0, "5")
    second = EntryGrid(office)
    qtbot.addWidget(second)
    second.show_source(office, kept)
    second.grid.writing.undo()
    assert office.mark(0, 0) is None
