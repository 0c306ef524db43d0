"""Paper on the screen and on the printer, the questions before it leaves the office, and notices."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from cityassess.errors import Cancelled, Unavailable
from cityassess.progress import Silent
from cityassess.services.preview import RenderedPage, render_pages
from cityassess.ui.printing import DPI, PrintDialog, PrintOrder, image_of, print_pages
from cityassess.ui.theme import Theme
from cityassess.ui.tokens import DARK, LIGHT
from cityassess.ui.widgets.paper import KEPT, PaperView
from cityassess.ui.widgets.parts import MOST_LINES, Notice
from cityassess.ui.widgets.question import Question
from cityassess.ui.widgets.tag import ColourTag

A4 = (2480, 3508)
POINTS = (595.28, 841.89)


def sheet(colour: str, width: int = 820, height: int = 1160) -> QImage:
    """A page of one colour."""
    page = QImage(width, height, QImage.Format.Format_RGBX8888)
    page.fill(QColor(colour))
    return page


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    """The window's theme."""
    return Theme(qapp)


@pytest.fixture
def paper(qtbot: QtBot, theme: Theme) -> PaperView:
    """A view with three pages."""
    view = PaperView(theme)
    qtbot.addWidget(view)
    view.resize(700, 500)
    view.show()
    put(view, "#ff0000", "#00ff00", "#0000ff")
    return view


def put(view: PaperView, *colours: str) -> None:
    """Show a document with a page of each colour."""
    view.show_paper([POINTS] * len(colours), {page: sheet(colour) for page, colour in enumerate(colours)})


def test_the_place_read_stays_when_new_pages_come(paper: PaperView) -> None:
    told: list[tuple[int, int]] = []
    paper.turned.connect(lambda page, pages: told.append((page, pages)))
    paper.verticalScrollBar().setValue(1_200)
    assert told[-1] == (2, 3)
    put(paper, "#ff0000", "#00ffff", "#0000ff")
    assert paper.verticalScrollBar().value() == 1_200
    seen = paper.grab().toImage().pixelColor(350, 250)
    assert seen.name() == "#00ffff", "the new picture shows at the old place"


def test_pages_keep_their_old_picture_until_the_new_one_comes(paper: PaperView) -> None:
    asked: list[None] = []
    paper.lacking.connect(lambda: asked.append(None))
    paper.verticalScrollBar().setValue(0)
    asked.clear()
    paper.show_paper([POINTS] * 3, {})
    assert paper.wanted() == (0,)
    assert asked
    assert paper.grab().toImage().pixelColor(350, 250).name() == "#ff0000"
    paper.put_pictures({0: sheet("#ffff00")})
    assert paper.grab().toImage().pixelColor(350, 250).name() == "#ffff00"


def test_a_page_that_was_never_drawn_is_white_and_asked_for_when_it_is_seen(paper: PaperView) -> None:
    paper.show_paper([POINTS] * 40, {})
    bar = paper.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert 39 in paper.wanted()
    assert paper.grab().toImage().pixelColor(350, 300).name() == "#ffffff"


def test_pictures_far_from_what_is_seen_are_let_go(paper: PaperView) -> None:
    paper.show_paper([POINTS] * 40, {})
    for page in range(40):
        paper.put_pictures({page: sheet("#ffff00", 82, 116)})
    assert len(paper.pictures) == KEPT
    assert 0 in paper.pictures


def test_it_scrolls_to_what_is_out_of_sight_only_and_not_after_a_hand(paper: PaperView) -> None:
    bar = paper.verticalScrollBar()
    bar.setValue(100)
    paper.reveal(0, 0.3)
    assert bar.value() == 100, "it is in sight"
    paper.reveal(2, 0.5)
    seen = bar.value()
    assert seen > 1_000
    QTest.keyClick(paper, Qt.Key.Key_PageUp)
    moved = bar.value()
    assert moved < seen
    paper.reveal(0, 0.0)
    assert bar.value() == moved, "whoever scrolls is left alone"
    paper.following = True
    paper.reveal(0, 0.0)
    assert bar.value() < moved


def test_a_click_tells_its_place_on_the_page(paper: PaperView) -> None:
    told: list[tuple[int, float, float]] = []
    paper.clicked.connect(lambda page, across, down: told.append((page, across, down)))
    width = paper.page_width()
    left = (paper.viewport().width() - width) // 2
    QTest.mouseClick(paper.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(left + width // 2, 16 + 100))
    assert told[0][0] == 0
    assert abs(told[0][1] - 0.5) < 0.01
    assert abs(told[0][2] - 100 / (width * 297 / 210)) < 0.01


def test_zooming_keeps_the_share_of_the_document(paper: PaperView) -> None:
    bar = paper.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    paper.zoom(150)
    assert paper.percent == 150
    assert abs(bar.value() - bar.maximum() // 2) <= 1
    assert paper.horizontalScrollBar().maximum() > 0
    paper.zoom(1_000)
    assert paper.percent == 200


def test_ctrl_and_wheel_zoom_and_the_wheel_alone_scrolls(qtbot: QtBot, paper: PaperView) -> None:
    for modifiers, zoomed in (
        (Qt.KeyboardModifier.ControlModifier, 110),
        (Qt.KeyboardModifier.NoModifier, 110),
    ):
        turn = QWheelEvent(
            QPointF(300, 200),
            QPointF(300, 200),
            QPoint(0, 0),
            QPoint(0, 120 if modifiers else -120),
            Qt.MouseButton.NoButton,
            modifiers,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(paper.viewport(), turn)
        assert paper.percent == zoomed
    assert paper.verticalScrollBar().value() > 0


def test_a_rendered_page_keeps_its_pixels() -> None:
    data = bytes((255, 0, 0, 0, 0, 255, 0, 0, 9, 9, 9, 9)) + bytes(
        (0, 0, 255, 0, 255, 255, 255, 0, 9, 9, 9, 9)
    )
    image = image_of(RenderedPage(2, 2, 12, data))
    colours = [image.pixelColor(x, y).name() for y in range(2) for x in range(2)]
    assert colours == ["#ff0000", "#00ff00", "#0000ff", "#ffffff"], "the stride is wider than the pixels"


def test_print_is_a4_at_its_own_size_with_the_same_number_of_pages(
    qapp: QApplication, tmp_path: Path
) -> None:
    target = tmp_path / "打印.pdf"
    page = sheet("#ffffff", *A4)
    for x in range(100, 200):
        for y in range(100, 200):
            page.setPixelColor(x, y, QColor("#000000"))
    assert print_pages([page, page], PrintOrder("文件", file=target), Silent()) == 2
    back = render_pages(target.read_bytes(), DPI, Silent())
    assert len(back) == 2
    image = image_of(back[0])
    assert abs(image.width() - A4[0]) <= 2
    assert abs(image.height() - A4[1]) <= 2
    assert image.pixelColor(150, 150).lightness() < 60, "the mark is where it was drawn"
    assert image.pixelColor(90, 90).lightness() > 200
    assert image.pixelColor(212, 212).lightness() > 200


@pytest.mark.qt_log_ignore("QPainter::begin\\(\\): Returned false")
def test_a_printer_that_does_not_take_it_is_named(qapp: QApplication, tmp_path: Path) -> None:
    order = PrintOrder("HP-3楼", file=tmp_path / "没有" / "打印.pdf")
    with pytest.raises(Unavailable, match="HP-3楼"):
        print_pages([sheet("#ffffff")], order, Silent())


def test_printing_can_be_stopped_between_pages(qapp: QApplication, tmp_path: Path) -> None:
    class Stop:
        def step(self, done: int, total: int, what: str = "") -> None:
            if done == 1:
                raise Cancelled

    with pytest.raises(Cancelled):
        print_pages([sheet("#ffffff")] * 3, PrintOrder("文件", file=tmp_path / "打印.pdf"), Stop())


def test_the_print_dialog_begins_with_copies_and_the_last_printer(qtbot: QtBot, theme: Theme) -> None:
    parent = QPushButton()
    qtbot.addWidget(parent)
    dialog = PrintDialog(["甲", "乙"], 5, "乙", parent)
    dialog.show()
    assert dialog.focusWidget() is dialog.copies
    QTest.keyClicks(dialog.copies, "30")
    asked: list[PrintOrder] = []
    dialog.accepted.connect(lambda: asked.append(dialog.order()))
    QTest.keyClick(dialog.copies, Qt.Key.Key_Return)
    assert asked == [PrintOrder("乙", copies=30, duplex=True)]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_a_stray_key_does_nothing_that_cannot_be_undone(qtbot: QtBot, theme: Theme, key: Qt.Key) -> None:
    parent = QPushButton()
    qtbot.addWidget(parent)
    happened: list[str] = []
    question = Question(
        parent,
        "发布？",
        "固定为第1版。",
        go="发布第1版",
        stay="再核对",
        doing=lambda: happened.append("发布"),
    )
    question.show()
    QTest.keyClick(question, key)
    assert happened == []
    assert not question.isVisible()


def test_the_named_button_does_what_it_says(qtbot: QtBot, theme: Theme) -> None:
    parent = QPushButton()
    qtbot.addWidget(parent)
    happened: list[str] = []
    question = Question(
        parent, "发布？", "甲", go="发布", stay="再核对", doing=lambda: happened.append("发布")
    )
    question.show()
    QTest.mouseClick(question.go, Qt.MouseButton.LeftButton)
    assert happened == ["发布"]


def test_a_long_list_of_faults_is_shown_in_part_and_copied_whole(qtbot: QtBot, theme: Theme) -> None:
    notice = Notice(theme)
    qtbot.addWidget(notice)
    lines = [f"第{n}行：没有填指标。" for n in range(1, 41)]
    notice.say("\n".join(lines), "error")
    assert notice.text.splitlines()[:MOST_LINES] == lines[:MOST_LINES]
    assert notice.text.splitlines()[-1].startswith(f"另有{40 - MOST_LINES}处")
    copy = next(each for each in notice.findChildren(QPushButton) if each.text() == "复制全部")
    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text().splitlines() == lines
    QApplication.clipboard().clear()


def test_the_dark_scheme_recolours_what_is_painted(qtbot: QtBot, theme: Theme) -> None:
    tag = ColourTag(theme)
    qtbot.addWidget(tag)
    tag.show_colour("white", "白")
    tag.resize(tag.sizeHint())
    corner = QPoint(8, tag.height() // 2 - 8)
    seen = []
    for tokens in (LIGHT, DARK):
        theme.apply(tokens)
        assert QApplication.palette().window().color().name() == tokens.bg
        seen.append(tag.grab().toImage().pixelColor(corner).name())
    assert seen == [LIGHT.white, DARK.white]
    theme.apply(LIGHT)
