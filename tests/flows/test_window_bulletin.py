"""An officer previews the bulletin, saves it, publishes it, corrects a mark and sees that it is out of date."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cityassess.services import demo
from cityassess.ui.printing import PrintOrder
from cityassess.ui.widgets.question import Question
from tests.flows.officer import Officer, sit_down

pytestmark = pytest.mark.usefixtures("own_places", "plain_application")


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A fresh example office."""
    return demo.build(tmp_path / "示例").database


def test_preview_save_correct_publish(qtbot: QtBot, office: Path, tmp_path: Path) -> None:
    pdf, workbook = tmp_path / "通报.pdf", tmp_path / "排名.xlsx"

    def work(officer: Officer) -> None:
        officer.settle()
        officer.turn_to("Alt+4")
        page = officer.bulletin
        officer.until(lambda: page.paper.pages)
        assert page.state_line.text() == "已发布第1版"
        assert not page.publish.isEnabled()
        pages = len(page.paper.pages)
        officer.click(page.save_pdf)
        officer.choose_files(pdf)
        officer.until(pdf.exists)
        officer.settle()
        assert pdf.read_bytes().startswith(b"%PDF-")
        assert f"已保存{pages}页" in page.notice.text
        officer.click(page.save_workbook)
        officer.choose_files(workbook)
        officer.until(workbook.exists)
        officer.settle()
        place = page.paper.verticalScrollBar().maximum() // 2
        page.paper.verticalScrollBar().setValue(place)

        officer.turn_to("Alt+2")
        officer.grid.setFocus()
        officer.grid.go_to(officer.row(0), "chengguan")
        officer.type_in("28")
        officer.enter()
        officer.until(lambda: officer.cell(0, "chengguan") == "28")
        officer.settle()
        officer.turn_to("Alt+4")
        officer.until(lambda: "发布后数据有变动" in page.state_line.text())
        assert page.paper.verticalScrollBar().value() == place, "the place read stays"
        assert page.publish.text() == "发布第2版"
        officer.click(page.other)
        officer.settle()
        assert "更正后的草稿" in page.facts.text()
        officer.click(page.publish)
        question = officer.dialog(Question)
        assert "固定为第2版" in question.words.text()
        assert question.focusWidget() is question.stay, "a stray Enter must not publish"
        officer.click(question.go)
        officer.until(lambda: page.state_line.text() == "已发布第2版")
        officer.settle()
        assert officer.window.header.periods.currentText().endswith("已发布")

    sit_down(qtbot, office, tmp_path, work)


@pytest.mark.qt_log_ignore("QPainter::begin\\(\\): Returned false")  # what Qt says of the printer that fails
def test_pages_print_as_they_are_and_an_error_keeps_the_preview(
    qtbot: QtBot, office: Path, tmp_path: Path
) -> None:
    printed = tmp_path / "打印.pdf"

    def work(officer: Officer) -> None:
        officer.settle()
        officer.turn_to("Alt+4")
        page = officer.bulletin
        officer.until(lambda: page.paper.pages)
        pages = len(page.paper.pages)
        page.send(PrintOrder("文件", file=printed))
        officer.until(lambda: f"已把{pages}页送到打印机" in page.notice.text)
        page.send(PrintOrder("文件", file=tmp_path / "没有的文件夹" / "打印.pdf"))
        officer.until(lambda: "没有响应" in page.notice.text)
        assert len(page.paper.pages) == pages
        officer.settle()

    sit_down(qtbot, office, tmp_path, work)
    assert printed.read_bytes().startswith(b"%PDF-")
    assert not QApplication.activeModalWidget()
