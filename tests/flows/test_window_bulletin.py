"""An officer writes the bulletin beside its pages, sees which figures moved, publishes it, prints the same again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cityassess.services import demo
from cityassess.services.bulletin.laying import FieldState
from cityassess.services.office import Office, open_office
from cityassess.ui.bulletin.conflict import ConflictDialog
from cityassess.ui.bulletin.history import Place
from cityassess.ui.bulletin.picker import Picker
from cityassess.ui.pages.bulletin import BulletinPage
from cityassess.ui.pages.bulletin_publish import PublishDialog
from cityassess.ui.printing import PrintOrder
from tests.flows.officer import Officer, sit_down

pytestmark = pytest.mark.usefixtures("own_places", "plain_application")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A fresh example office, all of whose periods are published."""
    return demo.build(tmp_path / "示例").database


def at_bulletin(officer: Officer) -> BulletinPage:
    """Turn to the bulletin of the newest period and wait for its pages."""
    officer.settle()
    officer.turn_to("Alt+4")
    page = officer.bulletin
    officer.until(lambda: page.paper.pictures)
    officer.settle()
    return page


def awake(officer: Officer) -> None:
    """Make the window active after a dialog; the offscreen platform has no window manager that would."""
    officer.window.activateWindow()
    officer.until(officer.window.isActiveWindow)


def begin_correction(officer: Officer, page: BulletinPage) -> None:
    """Begin a correction of what is published."""
    officer.click(page.side.correct)
    officer.until(lambda: page.work.is_open)
    rest(officer, page)


def rest(officer: Officer, page: BulletinPage) -> None:
    """Wait until the preview shows what was typed, and it is kept."""
    officer.until(lambda: page.work.is_proved and not page.work.is_dirty)
    officer.settle()


def states(page: BulletinPage) -> dict[str, str]:
    """What became of each figure that is not as it was."""
    draft = page.work.draft
    assert draft is not None
    return {field.fact: str(field.state) for field in draft.laid.unsettled}


def change_mark(officer: Officer, value: str) -> None:
    """Give the first object another mark, and come back."""
    officer.turn_to("Alt+2")
    officer.until(lambda: officer.entry.grid is not None)
    officer.grid.setFocus()
    officer.grid.go_to(officer.row(0), "chengguan")
    officer.type_in(value)
    officer.enter()
    officer.until(lambda: officer.cell(0, "chengguan") == value)
    officer.settle()
    officer.turn_to("Alt+4")
    officer.settle()


def test_a_sentence_is_edited_its_figure_moves_and_the_paper_stays_the_same_bytes(
    qtbot: QtBot, database: Path, tmp_path: Path
) -> None:
    first, again = tmp_path / "一.pdf", tmp_path / "二.pdf"

    def work(officer: Officer) -> None:
        page = at_bulletin(officer)
        assert page.state_line.text() == "已发布第1版"
        assert page.editor.isHidden()
        assert not page.publish.isEnabled()
        begin_correction(officer, page)
        assert page.state_line.text().startswith("更正稿，将为第2版")
        text, draft = page.editor.text, page.work.draft
        assert draft is not None
        place = "overview/streets/街道"
        fact = (
            next(passage for passage in draft.written.document.passages() if passage.id == place)
            .bound[0]
            .fact
        )
        before = draft.written.facts[fact].text
        text.setFocus()
        text.go_to(Place(place, 0))
        QTest.keyClicks(text, "abc")
        rest(officer, page)
        assert page.work.edits.passages[place][0] == f"abc{'街道平均得分'}"

        change_mark(officer, "28")
        rest(officer, page)
        moved = page.work.draft
        assert moved is not None
        now = moved.written.facts[fact].text
        assert now != before
        assert states(page)[fact] == FieldState.MOVED
        assert "abc" in text.toPlainText(), "what was typed stays"
        officer.until(lambda: "数据在起草后有变动" in page.notice.text)
        assert f"{before} → {now}" in text.said(fact)
        officer.click(page.publish)
        officer.until(lambda: not page.editor.checks.isHidden())
        assert any(
            item.hard and before in item.words and now in item.words for item in page.editor.checks.shown
        )
        officer.press(page.editor.checks.list, "F9")
        rest(officer, page)
        assert states(page) == {}
        officer.until(lambda: not any(item.hard for item in page.editor.to_settle))
        officer.click(page.publish)
        question = officer.dialog(PublishDialog)
        assert "固定为第2版" in question.words.text()
        assert question.focusWidget() is question.stay, "a stray Enter must not publish"
        officer.click(question.go)
        awake(officer)
        officer.until(lambda: page.state_line.text() == "已发布第2版")
        officer.settle()
        assert page.editor.isHidden()
        for path in (first, again):
            officer.press(officer.window, "Ctrl+Shift+S")
            officer.choose_files(path)
            officer.until(path.exists)
            officer.settle()
        change_mark(officer, "20")
        officer.settle()
        assert page.state_line.text() == "已发布第2版"

    sit_down(qtbot, database, tmp_path, work)
    assert first.read_bytes().startswith(b"%PDF-")
    assert first.read_bytes() == again.read_bytes()
    with open_office(database, actor="李强") as office:
        assert office.publishing.proof("2017-05").pdf == first.read_bytes()


def test_every_change_is_undone_by_the_same_key_and_kept_without_asking(
    qtbot: QtBot, database: Path, tmp_path: Path
) -> None:
    def work(officer: Officer) -> None:
        page = at_bulletin(officer)
        begin_correction(officer, page)
        editor, text, outline = page.editor, page.editor.text, page.editor.outline
        untouched = page.work.edits

        text.setFocus()
        text.go_to(Place("requirements/1", 0))
        QTest.keyClicks(text, "new")
        outline.setFocus()
        outline.go_to("requirements/2")
        officer.press(outline, "Space")
        assert page.work.edits.hidden == {"requirements/2"}
        assert "明确整改责任人" not in text.toPlainText()
        outline.go_to("requirements")
        officer.press(outline, "F2")
        field = QApplication.focusWidget()
        assert field is not None
        QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(field, "Next steps")
        QTest.keyClick(field, Qt.Key.Key_Return)
        officer.until(lambda: page.work.edits.headings == {"requirements": "Next steps"})
        assert "Next steps" in text.toPlainText()
        text.setFocus()
        text.go_to(Place("head", 0))
        officer.press(text, "Return")
        assert editor.head.fields["title"].hasFocus()
        QTest.keyClicks(editor.head.fields["title"], "Title")
        assert page.work.edits.words == {"title": "Title"}
        rest(officer, page)
        assert officer.program.office is not None
        assert officer.program.office.drafting.open("2017-05").edits.words == {"title": "Title"}

        for expected in ("改文头文尾", "改标题", "略去", "键入"):
            assert page.work.history.done[-1].name == expected
            officer.press(editor.head.fields["title"], "Ctrl+Z")
        assert (page.work.edits.passages, page.work.edits.words) == (untouched.passages, untouched.words)
        assert (page.work.edits.hidden, page.work.edits.headings) == (frozenset(), {})
        assert "new" not in text.toPlainText()
        assert editor.head.fields["title"].text() != "Title"
        for _ in range(4):
            officer.press(text, "Ctrl+Y")
        assert page.work.edits.hidden == {"requirements/2"}
        assert text.toPlainText().count("new") == 1
        text.go_to(Place("requirements/1", 1))
        officer.click(page.restore)
        assert "requirements/1" not in page.work.edits.passages
        rest(officer, page)

    sit_down(qtbot, database, tmp_path, work)


def test_what_was_typed_last_is_kept_when_the_window_closes(
    qtbot: QtBot, database: Path, tmp_path: Path
) -> None:
    def work(officer: Officer) -> None:
        page = at_bulletin(officer)
        begin_correction(officer, page)
        page.editor.text.setFocus()
        page.editor.text.go_to(Place("requirements/1", 0))
        QTest.keyClicks(page.editor.text, "last words")

    sit_down(qtbot, database, tmp_path, work)
    with open_office(database, actor="李强") as office:
        edits = office.drafting.open("2017-05").edits
    assert str(edits.passages["requirements/1"][0]).startswith("last words")


def test_figures_are_put_in_and_lead_to_their_source(qtbot: QtBot, database: Path, tmp_path: Path) -> None:
    def work(officer: Officer) -> None:
        page = at_bulletin(officer)
        begin_correction(officer, page)
        text = page.editor.text
        text.setFocus()
        text.go_to(Place("requirements/1", 0))
        officer.press(text, "Ctrl+Shift+I")
        picker = officer.dialog(Picker)
        officer.until(picker.finder.hasFocus)
        picker.finder.setText("大科 得分")
        picker.finder.clear()
        QTest.keyClicks(picker.finder, "85.19")
        assert picker.model.shown[0].text == "大科得分　85.19分"
        officer.enter()
        awake(officer)
        pieces = page.work.edits.passages["requirements/1"]
        assert getattr(pieces[0], "text", "") == "85.19分"
        assert text.fact, "the caret is beside the figure"
        officer.press(text, "Shift+F9")
        officer.settle()
        assert officer.window.current == 2
        chosen = officer.standings.chosen
        assert chosen is not None
        assert chosen.name == "大科"
        officer.turn_to("Alt+4")

    sit_down(qtbot, database, tmp_path, work)


def test_cases_with_photos_before_and_after(qtbot: QtBot, database: Path, tmp_path: Path) -> None:
    files = []
    for name, colour in (("前.png", "#804000"), ("后.png", "#008000")):
        image = QImage(640, 480, QImage.Format.Format_RGB32)
        image.fill(QColor(colour))
        image.save(str(tmp_path / name))
        files.append(tmp_path / name)

    def work(officer: Officer) -> None:
        page = at_bulletin(officer)
        begin_correction(officer, page)
        pages = page.paper.count
        officer.click(page.add_case)
        picker = officer.dialog(Picker)
        officer.press(picker.finder, "Return")
        awake(officer)
        case = page.editor.case
        officer.until(case.isVisible)
        officer.click(case.add)
        officer.choose_files(*files)
        officer.until(lambda: case.list.count() == 2)
        rest(officer, page)
        assert [caption for _, caption in page.work.edits.cases[0].photos] == ["整改前", "整改后"]
        officer.until(lambda: not case.list.item(1).icon().isNull())
        assert "照片2张：整改前、整改后" in page.editor.text.toPlainText()
        assert page.paper.count >= pages
        case.list.setFocus()
        case.list.setCurrentRow(0)
        officer.press(case.list, "Alt+Right")
        assert [caption for _, caption in page.work.edits.cases[0].photos] == ["整改后", "整改前"]
        officer.press(case.list, "Delete")
        assert len(page.work.edits.cases[0].photos) == 1
        officer.press(case.list, "Ctrl+Z")
        assert len(page.work.edits.cases[0].photos) == 2
        officer.click(case.remove)
        assert page.work.edits.cases == ()
        officer.press(page.editor.text, "Ctrl+Z")
        assert len(page.work.edits.cases) == 1
        rest(officer, page)

    sit_down(qtbot, database, tmp_path, work)


def save_elsewhere(office: Office, place: str, words: str, title: str) -> None:
    """Somebody else saves the same draft from another desk; a server lets two work at once."""
    draft = office.drafting.open("2017-05")
    edits = replace(draft.edits, passages={place: (words,)}, words={"title": title})
    office.drafting.save(draft, edits)


def test_two_people_see_both_texts_and_choose(qtbot: QtBot, database: Path, tmp_path: Path) -> None:
    def work(officer: Officer) -> None:
        page = at_bulletin(officer)
        begin_correction(officer, page)
        assert officer.program.office is not None
        save_elsewhere(officer.program.office, "requirements/1", "对方的一段。", "对方的标题")
        text = page.editor.text
        text.setFocus()
        text.go_to(Place("requirements/1", 0))
        QTest.keyClicks(text, "mine")
        dialog = officer.dialog(ConflictDialog)
        told = [str(dialog.table.model().index(0, column).data()) for column in range(3)]
        assert told[1].startswith("mine")
        assert told[2] == "对方的一段。"
        assert dialog.table.rowCount() == 1, "the title was changed by one side only"
        officer.click(dialog.theirs)
        rest(officer, page)
        assert page.work.edits.passages["requirements/1"] == ("对方的一段。",)
        assert page.work.edits.words == {"title": "对方的标题"}
        assert "对方的一段。" in text.toPlainText()

    sit_down(qtbot, database, tmp_path, work)


def test_the_preview_stays_while_typing_and_follows_what_is_out_of_sight(
    qtbot: QtBot, database: Path, tmp_path: Path
) -> None:
    def work(officer: Officer) -> None:
        page = at_bulletin(officer)
        begin_correction(officer, page)
        text, bar = page.editor.text, page.paper.verticalScrollBar()
        text.setFocus()
        text.go_to(Place("requirements/1", 2))
        QTest.keyClicks(text, "a")
        rest(officer, page)
        seen = bar.value()
        assert seen > 0, "the caret's place was out of sight"
        for _ in range(5):
            QTest.keyClicks(text, "0123456789")
            rest(officer, page)
            assert bar.value() == seen
        page.paper.setFocus()
        officer.press(page.paper, "Home")
        bar.triggerAction(bar.SliderAction.SliderToMinimum)
        text.setFocus()
        QTest.keyClicks(text, "b")
        rest(officer, page)
        assert bar.value() == 0, "who scrolls by hand is not moved"
        officer.press(text, "Ctrl+J")
        officer.until(lambda: bar.value() > 0)

    sit_down(qtbot, database, tmp_path, work)


def test_all_panes_are_reached_by_f6(qtbot: QtBot, database: Path, tmp_path: Path) -> None:
    def work(officer: Officer) -> None:
        page = at_bulletin(officer)
        begin_correction(officer, page)
        page.editor.outline.setFocus()
        seen = []
        for _ in range(3):
            officer.press(officer.window, "F6")
            focused = QApplication.focusWidget()
            assert focused is not None
            seen.append(focused.accessibleName())
        assert seen == ["通报正文", "通报预览", "通报"]

    sit_down(qtbot, database, tmp_path, work)


@pytest.mark.qt_log_ignore("QPainter::begin\\(\\): Returned false")  # what Qt says of the printer that fails
def test_pages_print_as_they_are_and_an_error_keeps_the_preview(
    qtbot: QtBot, database: Path, tmp_path: Path
) -> None:
    printed = tmp_path / "打印.pdf"

    def work(officer: Officer) -> None:
        page = at_bulletin(officer)
        pages = page.paper.count
        page.files.send(PrintOrder("文件", file=printed))
        officer.until(lambda: f"已把{pages}页送到打印机" in page.notice.text)
        page.files.send(PrintOrder("文件", file=tmp_path / "没有的文件夹" / "打印.pdf"))
        officer.until(lambda: "没有响应" in page.notice.text)
        assert page.paper.count == pages
        officer.settle()

    sit_down(qtbot, database, tmp_path, work)
    assert printed.read_bytes().startswith(b"%PDF-")
    assert not QApplication.activeModalWidget()
