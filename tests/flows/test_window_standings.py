"""An officer looks at the ranking, asks why, and follows numbers from the overview to their rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cityassess.services import demo
from tests.flows.officer import Officer, sit_down

pytestmark = pytest.mark.usefixtures("own_places", "plain_application")


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A fresh example office."""
    return demo.build(tmp_path / "示例").database


def test_a_rank_is_explained_down_to_each_check(qtbot: QtBot, office: Path, tmp_path: Path) -> None:
    def look(officer: Officer) -> None:
        officer.settle()
        officer.turn_to("Alt+3")
        page = officer.standings
        names = [
            (line.standing.rank, line.standing.name, line.standing.score.text) for line in page.model.lines
        ]
        assert names == [
            (1, "乐坪", "85.84"),
            (2, "黄泥塘", "85.56"),
            (3, "长青", "85.32"),
            (4, "花山", "85.20"),
            (5, "大科", "85.19"),
        ]
        page.table.setFocus()
        officer.press(page.table, "Down")
        officer.until(lambda: page.detail.model.root is not None and page.detail.name.text() == "黄泥塘")
        officer.until(lambda: page.detail.model.root is not None and page.detail.model.root.number == "85.56")
        root = page.detail.model.root
        assert root is not None
        assert root.sentence == "57.84 + 27.72 = 85.56"
        sanitation, chengguan = root.children
        assert (sanitation.number, chengguan.number) == ("57.84", "27.72")
        assert [child.sentence for child in sanitation.children] == [
            "满分40 − 扣分4.00 = 36.00",
            "满分30 − 扣分8.16 = 21.84",
        ]
        assert all(child.children for child in sanitation.children), "each deduction leads to its checks"
        assert page.detail.sentence.text() == (
            "黄泥塘第2名，85.56分，白牌，比第1名乐坪低0.28分：环境卫生低0.16分、城管低0.12分。"
        )
        officer.press(page.table, "Ctrl+Shift+C")
        copied = QGuiApplication.clipboard().text()
        assert copied.startswith("黄泥塘第2名")
        assert "57.84 + 27.72 = 85.56" in copied
        QGuiApplication.clipboard().clear()
        officer.press(page.table, "Ctrl+PageDown")
        assert page.model.lines[0].standing.name == "双江"
        officer.settle()

    sit_down(qtbot, office, tmp_path, look)


def test_each_number_of_the_overview_leads_to_its_rows(qtbot: QtBot, office: Path, tmp_path: Path) -> None:
    strays: list[str] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                strays.append(type(watched).__name__)
            return False

    def look(officer: Officer) -> None:
        watch = Watch(officer.window)
        officer.settle()
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(watch)
        officer.turn_to("Alt+1")
        page = officer.overview
        officer.until(lambda: page.bars)
        red = next(b for b in page.findChildren(QPushButton) if b.accessibleName() == "红牌2个")
        officer.click(red)
        officer.settle()
        chosen = officer.standings.chosen
        assert chosen is not None
        assert (chosen.name, chosen.rating.name if chosen.rating else "") == ("大科", "红")
        officer.turn_to("Alt+1")
        townships = page.bars[1]
        place = townships.line_box(2).center()
        QTest.mouseClick(townships.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(40, place.y()))
        officer.settle()
        chosen = officer.standings.chosen
        assert chosen is not None
        assert chosen.name == "石井"
        officer.turn_to("Alt+1")
        officer.click(page.progress_card.link)
        officer.settle()
        assert officer.window.current == 1
        application.removeEventFilter(watch)

    sit_down(qtbot, office, tmp_path, look)
    assert strays == [], "a widget was shown as a window of its own for a moment"


def test_one_selector_turns_all_pages_to_another_period(qtbot: QtBot, office: Path, tmp_path: Path) -> None:
    def look(officer: Officer) -> None:
        officer.settle()
        titles = [choice.title for choice in officer.window.desk.periods.choices]
        assert titles == ["2017年6月", "2017年5月", "2017年4月", "2016年9月"]
        officer.turn_to("Alt+3")
        officer.window.desk.periods.choose(3)
        officer.settle()
        assert officer.standings.model.lines[0].standing.score.text == "86.94"
        assert officer.window.header.periods.currentText().startswith("2016年9月")
        officer.turn_to("Alt+1")
        assert officer.overview.bars[0].lines[0].score.text == "86.94"
        officer.window.desk.periods.choose(0)
        officer.settle()
        assert officer.overview.stack.currentWidget() is officer.overview.empty, "nothing entered yet"
        officer.turn_to("Alt+4")
        assert officer.bulletin.stack.currentWidget() is officer.bulletin.empty
        assert not officer.bulletin.publish.isEnabled()
        officer.click(officer.bulletin.begin)
        officer.settle()
        assert officer.window.current == 1
        assert officer.cell(0, "chengguan") == ""

    sit_down(qtbot, office, tmp_path, look)
