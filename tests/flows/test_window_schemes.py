"""An officer looks a rule up, tries a change of it, and has the changed scheme imported."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cityassess.services import demo
from cityassess.services.office import open_office
from tests.flows.officer import Officer, sit_down

pytestmark = pytest.mark.usefixtures("own_places", "plain_application")


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A fresh example office."""
    return demo.build(tmp_path / "示例").database


def kept(database: Path) -> tuple[object, ...]:
    """All that a trial must leave as it is: the log's end, the versions of schemes, the colours."""
    with open_office(database, actor="李强") as office:
        with office.database.reading() as session:
            from cityassess.store import events

            end = events.head(session)
        groups = office.standings.assess("2017-05").groups
        colours = [line.rating.name if line.rating else "" for group in groups for line in group.standings]
        return end, office.schemes.history(), colours


def change(officer: Officer, before: str, after: str) -> None:
    """Find a text in the editor by the search box and type another over it."""
    page = officer.schemes
    officer.press(page.trial.editor, "Ctrl+F")
    assert QApplication.focusWidget() is page.finder
    QTest.keyClicks(page.finder, before)
    officer.enter()
    officer.press(page.finder, "Escape")
    assert QApplication.focusWidget() is page.trial.editor
    QTest.keyClicks(page.trial.editor, after)


def try_out(officer: Officer) -> None:
    """Press F9 and wait."""
    officer.press(officer.schemes.trial.editor, "F9")
    officer.settle()


def to_trial(officer: Officer) -> None:
    """Turn to the trial of the scheme in force."""
    officer.settle()
    officer.turn_to("Alt+5")
    officer.until(lambda: officer.schemes.model.rows)
    officer.press(officer.schemes.list, "Ctrl+PageDown")
    assert QApplication.focusWidget() is officer.schemes.trial.editor


def test_a_changed_threshold_shows_who_moves_and_nothing_is_saved(
    qtbot: QtBot, office: Path, tmp_path: Path
) -> None:
    before = kept(office)

    def look(officer: Officer) -> None:
        to_trial(officer)
        page = officer.schemes
        change(officer, "below: 85.20", "below: 85.30")
        try_out(officer)
        assert page.trial.said.text() == "2017年5月：11个对象中1个有变化。只是试算，没有保存。"
        (row,) = page.trial.model.rows
        assert row[1] == "花山"
        assert row[2:9] == ("4", "4", "持平", "85.20", "85.20", "黄牌", "红牌")
        officer.press(page.trial.editor, "Ctrl+Shift+C")
        assert "花山\t4\t4\t持平" in QGuiApplication.clipboard().text()
        QGuiApplication.clipboard().clear()
        officer.until(lambda: "有改动未导入" in page.list.item(0).text())
        officer.turn_to("Alt+3")
        assert officer.standings.model.lines[3].standing.rating.name == "黄"  # type: ignore[union-attr]

    sit_down(qtbot, office, tmp_path, look)
    assert kept(office) == before

    def look_again(officer: Officer) -> None:
        to_trial(officer)
        page = officer.schemes
        assert "below: 85.30" in page.trial.editor.toPlainText(), "kept from the last sitting"
        officer.click(page.trial.restore)
        assert "below: 85.30" not in page.trial.editor.toPlainText()
        try_out(officer)
        assert page.trial.said.text() == "2017年5月：11个对象都没有变化。只是试算，没有保存。"
        officer.until(lambda: "有改动未导入" not in page.list.item(0).text())

    sit_down(qtbot, office, tmp_path, look_again)


def test_faults_stand_at_their_lines(qtbot: QtBot, office: Path, tmp_path: Path) -> None:
    def look(officer: Officer) -> None:
        to_trial(officer)
        trial = officer.schemes.trial
        change(officer, "[company, community]", "[company, comunity]")
        try_out(officer)
        lines = trial.editor.toPlainText().split("\n")
        (line,) = trial.editor.faults
        assert "comunity" in lines[line - 1]
        assert f"第{line}行" in trial.notice.text
        assert trial.editor.textCursor().blockNumber() == line - 1
        assert not trial.model.rows
        officer.press(trial.editor, "Ctrl+Z")
        assert trial.editor.toPlainText() != "\n".join(lines)

    sit_down(qtbot, office, tmp_path, look)


def test_a_changed_scheme_goes_through_the_import_and_leaves_its_history(
    qtbot: QtBot, office: Path, tmp_path: Path
) -> None:
    def look(officer: Officer) -> None:
        to_trial(officer)
        page = officer.schemes
        change(officer, "below: 85.20", "below: 85.30")
        officer.click(page.trial.bring)
        officer.choose_files(tmp_path / "改后.yaml")
        officer.until(lambda: officer.window.current == 1 and officer.entry.panel.preview is not None)
        officer.settle()
        assert "考核方案：新增0个，更正1个，未变0个。" in officer.entry.panel.counts.text()
        officer.click(officer.entry.panel.commit)
        officer.settle()
        officer.turn_to("Alt+5")
        officer.until(lambda: page.list.count() == 2)
        officer.settle()
        newest, first = (page.list.item(row).text() for row in range(2))
        assert "第2版" in newest
        assert "由张敏导入" in newest
        assert "第1版（已更正）" in first
        assert "有改动未导入" not in newest + first
        assert "below: 85.30" in page.trial.editor.toPlainText()
        page.list.setCurrentRow(1)
        officer.until(lambda: "below: 85.20" in page.trial.editor.toPlainText())
        try_out(officer)
        assert [(row[1], row[7:9]) for row in page.trial.model.rows] == [("花山", ("红牌", "黄牌"))]

    sit_down(qtbot, office, tmp_path, look)


def test_a_rule_is_looked_up_and_the_scheme_leaves_as_a_workbook(
    qtbot: QtBot, office: Path, tmp_path: Path
) -> None:
    def look(officer: Officer) -> None:
        officer.settle()
        officer.turn_to("Alt+5")
        page = officer.schemes
        officer.until(lambda: page.model.rows)
        whole = len(page.model.rows)
        officer.press(page.list, "Ctrl+F")
        QTest.keyClicks(page.finder, "village")
        assert [row[0] for row in page.model.rows] == ["村 · 每月（1项）", "村得分"]
        assert page.found.text() == "找到1项"
        officer.press(page.finder, "Escape")
        assert len(page.model.rows) == whole
        assert QApplication.focusWidget() is page.table
        officer.click(page.export)
        book = tmp_path / "方案.xlsx"
        officer.choose_files(book)
        officer.until(book.exists)
        officer.until(lambda: "已导出考核方案" in officer.window.status_bar.message.text())

    sit_down(qtbot, office, tmp_path, look)
