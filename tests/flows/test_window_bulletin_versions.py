"""A published paper whose data moved, the papers before it, and the head of a draft given its written words back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStyle, QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from cityassess.services import demo
from cityassess.services.office import open_office
from cityassess.ui.bulletin.history import Place
from cityassess.ui.bulletin.picker import Picker
from cityassess.ui.pages.bulletin import DRAFT_HINTS, BulletinPage
from tests.flows.officer import Officer, sit_down
from tests.flows.test_window_bulletin import at_bulletin, awake, begin_correction, change_mark, rest
from tests.services.bulletin_desk import PERIOD, enter

pytestmark = pytest.mark.usefixtures("own_places", "plain_application")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A fresh example office, all of whose periods are published."""
    return demo.build(tmp_path / "示例").database


def told_as_moved(officer: Officer, page: BulletinPage) -> None:
    """The card says that the data moved, and offers the correction before anything else."""
    officer.until(lambda: page.side.state_line.text() == "已发布第1版，发布后数据有变动")
    assert "另起更正稿" in page.side.said.text()
    assert page.side.correct.objectName() == "primary"
    assert page.side.papers.isHidden(), "one paper alone is no list"
    assert "F9" not in officer.window.status_bar.keys.text()
    assert "F7" not in officer.window.status_bar.keys.text()


def room_for_words(officer: Officer) -> tuple[int, int]:
    """How wide the period's words are, and how much room its box has for them."""
    box = officer.window.header.periods
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    part = QStyle.SubControl.SC_ComboBoxEditField
    room = box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, box)
    return QFontMetrics(box.font()).horizontalAdvance(box.currentText()), room.width()


def test_a_published_paper_tells_that_its_data_moved_after_a_restart_too(
    qtbot: QtBot, database: Path, tmp_path: Path
) -> None:
    def change(officer: Officer) -> None:
        page = at_bulletin(officer)
        assert page.side.state_line.text() == "已发布第1版"
        assert page.side.correct.objectName() != "primary"
        officer.turn_to("Alt+2")
        officer.until(lambda: "已发布第1版，改动后要另起更正稿" in officer.window.header.subtitle.text())
        change_mark(officer, "28")
        told_as_moved(officer, page)

    def look(officer: Officer) -> None:
        page = at_bulletin(officer)
        told_as_moved(officer, page)
        box = officer.window.header.periods
        assert box.currentText() == "2017年5月　已发布·有变动"
        wide, room = room_for_words(officer)
        assert wide <= room
        officer.click(page.side.correct)
        officer.until(lambda: page.work.is_open)
        rest(officer, page)
        officer.until(lambda: officer.window.status_bar.keys.text() == DRAFT_HINTS)

    sit_down(qtbot, database, tmp_path, change)
    sit_down(qtbot, database, tmp_path, look)


def test_former_papers_are_looked_at_and_saved_as_they_were(
    qtbot: QtBot, database: Path, tmp_path: Path
) -> None:
    saved = tmp_path / "第一版.pdf"
    with open_office(database, actor="张敏") as office:
        first = office.publishing.proof(PERIOD).pdf
        enter(office, "大科", "30")
        office.publishing.publish(PERIOD)
        second = office.publishing.proof(PERIOD).pdf
    assert first != second

    def work(officer: Officer) -> None:
        page = at_bulletin(officer)
        papers = page.side.papers
        officer.until(papers.isVisible)
        assert [papers.item(row).text()[:3] for row in range(papers.count())] == ["第2版", "第1版"]
        assert page.files.pdf == second
        papers.setFocus()
        officer.press(papers, "Down")
        officer.press(papers, "Return")
        officer.until(lambda: page.files.pdf == first)
        officer.settle()
        assert page.state_line.text() == "第1版，已由后来的一版更正"
        assert page.editor.isHidden()
        assert papers.currentRow() == 1
        officer.press(officer.window, "Ctrl+Shift+S")
        officer.choose_files(saved)
        officer.until(saved.exists)
        officer.settle()
        QTest.mouseClick(
            papers.viewport(), Qt.MouseButton.LeftButton, pos=papers.visualItemRect(papers.item(0)).center()
        )
        officer.until(lambda: page.files.pdf == second)
        assert page.state_line.text() == "已发布第2版"

    sit_down(qtbot, database, tmp_path, work)
    assert saved.read_bytes() == first


def test_the_head_gets_its_written_words_back_and_messages_stay_on_their_page(
    qtbot: QtBot, database: Path, tmp_path: Path
) -> None:
    def work(officer: Officer) -> None:
        page, message = at_bulletin(officer), officer.window.status_bar.message
        begin_correction(officer, page)
        page.editor.open_card("head", "head")
        form = page.editor.head
        form.fields["title"].setFocus()
        form.fields["title"].clear()
        QTest.keyClicks(form.fields["title"], "x")
        officer.press(form.fields["title"], "Backspace")
        rest(officer, page)
        assert page.work.edits.words == {"title": ""}
        officer.until(lambda: any(item.hard for item in page.editor.to_settle))
        officer.click(page.publish)
        assert "不处理不能发布" in page.notice.text
        officer.click(page.restore)
        rest(officer, page)
        assert page.work.edits.words == {}
        officer.until(lambda: "文头改过的1栏已恢复" in message.text())
        officer.turn_to("Alt+3")
        officer.until(lambda: not message.text())
        officer.turn_to("Alt+4")
        page.editor.text.go_to(Place("head"))
        officer.click(page.restore)
        officer.until(lambda: message.text() == "文头没有改动过。")

    sit_down(qtbot, database, tmp_path, work)


def test_an_empty_case_puts_no_words_on_paper_and_moved_figures_are_counted_once(
    qtbot: QtBot, database: Path, tmp_path: Path
) -> None:
    def work(officer: Officer) -> None:
        page = at_bulletin(officer)
        begin_correction(officer, page)
        officer.click(page.add_case)
        officer.press(officer.dialog(Picker).finder, "Return")
        awake(officer)
        rest(officer, page)
        assert page.work.edits.cases[0].pieces == ()
        officer.until(lambda: any("没有文字" in item.words for item in page.editor.to_settle))
        text = page.editor.text
        assert text.hinted == ("case/1",)
        assert text.viewport().rect().contains(text.cursorRect()), "the case is in sight below its photos"
        text.setFocus()
        for passage in [each for each in text.blocks.order() if each.startswith("overview/")]:
            text.go_to(Place(passage))
            QTest.keyClicks(text, "x")
        rest(officer, page)
        change_mark(officer, "28")
        rest(officer, page)
        officer.until(lambda: "数据在起草后有变动" in page.notice.text)
        count = page.notice.text.split("处")[0]
        assert count == str(sum(item.moved for item in page.editor.to_settle))
        officer.press(text, "F9")
        officer.until(lambda: "已认可" in officer.window.status_bar.message.text())
        assert officer.window.status_bar.message.text().startswith(f"已认可{count}处变动的数据")
        rest(officer, page)

    sit_down(qtbot, database, tmp_path, work)
