"""The text of a draft: figures that nothing can be typed into, lines that stay, composing, pasting."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cityassess.services.bulletin.document import Bound, Piece
from cityassess.services.bulletin.laying import FieldState
from cityassess.ui.bulletin.chips import Shown
from cityassess.ui.bulletin.history import Place
from cityassess.ui.bulletin.lines import Kind, Line
from cityassess.ui.bulletin.margin import box_of
from cityassess.ui.bulletin.shown import CASE_HINT
from cityassess.ui.bulletin.text import BulletinText
from cityassess.ui.theme import Theme

SCORE = Bound("score/1", "85.84")
LINES = (
    Line(Kind.HEAD, "head", ("文头：通报",), "head"),
    Line(Kind.HEADING, "overall", ("总体情况",), "overall", "一、"),
    Line(Kind.PASSAGE, "overall/1", ("乐坪街道", SCORE, "分。"), "overall"),
    Line(Kind.EXHIBIT, "overall/table", ("表：得分及排名　12行",), "overall"),
    Line(Kind.PASSAGE, "overall/2", ("其余街道较好。",), "overall"),
)
SHOWN = {"score/1": Shown("85.84"), "rank/1": Shown("第1名")}
Told = list[tuple[str, tuple[Piece, ...], str]]


@pytest.fixture
def text(qtbot: QtBot, qapp: QApplication) -> BulletinText:
    """The text with two passages, a table between them, and a figure."""
    made = BulletinText(Theme(qapp))
    qtbot.addWidget(made)
    made.resize(480, 400)
    made.show_lines(LINES, SHOWN)
    made.explain({"score/1": "乐坪得分", "rank/1": "乐坪名次"}, {})
    made.show()
    made.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    return made


@pytest.fixture
def told(text: BulletinText) -> Told:
    """What the text tells of what is typed."""
    heard: Told = []
    text.typed.connect(lambda place, pieces, gesture: heard.append((place, pieces, gesture)))
    return heard


def key(
    text: BulletinText, which: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """Press one key."""
    QTest.keyClick(text, which, held)


def clip(text: str) -> QMimeData:
    """A clip of another program."""
    made = QMimeData()
    made.setText(text)
    return made


def test_words_typed_beside_a_figure_leave_it_bound(text: BulletinText, told: Told) -> None:
    text.go_to(Place("overall/1", 4))
    QTest.keyClicks(text, "x")
    assert told[-1] == ("overall/1", ("乐坪街道x", SCORE, "分。"), "typing")
    key(text, Qt.Key.Key_Right)
    assert text.place == Place("overall/1", 6), "the caret jumps over the whole figure"
    QTest.keyClicks(text, "y")
    assert told[-1][1] == ("乐坪街道x", SCORE, "y分。")


def test_backspace_takes_the_whole_figure(text: BulletinText, told: Told) -> None:
    text.go_to(Place("overall/1", 5))
    key(text, Qt.Key.Key_Backspace)
    assert told == [("overall/1", ("乐坪街道分。",), "deleting")]


@pytest.mark.parametrize(
    ("place", "which"),
    [
        (Place("overall/1", 0), Qt.Key.Key_Backspace),
        (Place("overall/1", 7), Qt.Key.Key_Delete),
        (Place("overall/2", 0), Qt.Key.Key_Backspace),
        (Place("overall/2", 7), Qt.Key.Key_Delete),
        (Place("overall", 0), Qt.Key.Key_Backspace),
        (Place("overall", 4), Qt.Key.Key_Delete),
    ],
)
def test_no_key_joins_lines(text: BulletinText, told: Told, place: Place, which: Qt.Key) -> None:
    text.go_to(place)
    key(text, which)
    assert told == []
    assert text.blocks.order() == tuple(line.id for line in LINES)


def test_cards_take_no_letters_and_open_by_enter(text: BulletinText, told: Told) -> None:
    opened: list[tuple[str, str]] = []
    dropped: list[str] = []
    text.opened.connect(lambda kind, place: opened.append((kind, place)))
    text.dropped.connect(dropped.append)
    text.go_to(Place("overall/table", 2))
    QTest.keyClicks(text, "abc")
    key(text, Qt.Key.Key_Backspace)
    assert told == []
    key(text, Qt.Key.Key_Return)
    key(text, Qt.Key.Key_Delete)
    assert opened == [("exhibit", "overall/table")]
    assert dropped == ["overall/table"]


def test_typing_over_everything_keeps_each_line(text: BulletinText, told: Told) -> None:
    key(text, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    key(text, Qt.Key.Key_Delete)
    assert text.blocks.order() == tuple(line.id for line in LINES)
    assert {place: pieces for place, pieces, _ in told} == {"overall": (), "overall/1": (), "overall/2": ()}
    assert "12行" in text.toPlainText()


def test_enter_makes_paragraphs_of_one_passage_and_backspace_joins_them(
    text: BulletinText, told: Told
) -> None:
    text.go_to(Place("overall/1", 4))
    key(text, Qt.Key.Key_Return)
    assert told[-1][1] == ("乐坪街道\n", SCORE, "分。")
    assert text.place == Place("overall/1", 5)
    key(text, Qt.Key.Key_Backspace)
    assert told[-1][1] == ("乐坪街道", SCORE, "分。")


def test_copies_stay_bound_here_and_are_plain_elsewhere(text: BulletinText, told: Told) -> None:
    text.go_to(Place("overall/1", 2), 4)
    key(text, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "街道85.84分"
    text.go_to(Place("overall/2", 7))
    key(text, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert told[-1] == ("overall/2", ("其余街道较好。街道", SCORE, "分"), "pasting")


def test_a_figure_unknown_here_comes_as_plain_text(text: BulletinText, told: Told) -> None:
    text.go_to(Place("overall/1", 2), 4)
    made = text.createMimeDataFromSelection()
    text.explain({}, {})
    text.go_to(Place("overall/2", 0))
    text.insertFromMimeData(made)
    assert told[-1][1] == ("街道85.84分其余街道较好。",)


def test_pasted_lines_become_paragraphs_of_the_passage(text: BulletinText, told: Told) -> None:
    text.go_to(Place("overall/2", 0))
    text.insertFromMimeData(clip("第一段\r\n<b>第二段</b>\n"))
    assert told == [("overall/2", ("第一段\n<b>第二段</b>其余街道较好。",), "pasting")]
    text.go_to(Place("overall", 0))
    text.insertFromMimeData(clip("标题\n两行"))
    assert told[-1][:2] == ("overall", ("标题两行总体情况",)), "a heading stays one line"


@pytest.mark.parametrize("words", ["整" * 5_000, "😀👨‍👩‍👧测试", "<b>&amp;", "\u202eabc"])
def test_pasted_text_is_text(text: BulletinText, told: Told, words: str) -> None:
    text.go_to(Place("overall/2", 7))
    text.insertFromMimeData(clip(words))
    assert told == [("overall/2", (f"其余街道较好。{words}",), "pasting")]
    text.go_to(Place("overall/2", 0))
    QTest.keyClicks(text, "a")
    assert told[-1][1] == (f"a其余街道较好。{words}",)


def compose(text: BulletinText, preedit: str, commit: str = "") -> None:
    """What an input method sends."""
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(commit)
    QApplication.sendEvent(text, event)


def test_composing_is_never_broken(text: BulletinText, told: Told, qtbot: QtBot) -> None:
    text.go_to(Place("overall/1", 5))
    compose(text, "p")
    compose(text, "ping")
    assert told == [], "nothing is told before it is committed"
    with qtbot.waitSignal(text.composed):
        moved = {**SHOWN, "score/1": Shown("86.00", FieldState.MOVED)}
        text.show_values(moved)
        text.show_lines(LINES, moved)
        preedit = text.textCursor().block().layout().preeditAreaText()
        assert preedit == "ping"
        compose(text, "", "评")
    assert told[-1] == ("overall/1", ("乐坪街道", SCORE, "评分。"), "typing")


def test_composing_over_a_selection_of_lines_keeps_them(text: BulletinText, told: Told) -> None:
    text.selectAll()
    compose(text, "zhong")
    assert text.blocks.order() == tuple(line.id for line in LINES)
    compose(text, "", "中")
    assert told[-1][:2] == ("overall", ("中",))


def test_an_input_method_is_off_on_cards(text: BulletinText, told: Told) -> None:
    text.go_to(Place("overall/table", 0))
    assert text.inputMethodQuery(Qt.InputMethodQuery.ImEnabled) is False
    compose(text, "", "字")
    assert told == []
    text.go_to(Place("overall/1", 0))
    assert text.inputMethodQuery(Qt.InputMethodQuery.ImEnabled) is True


def test_new_values_touch_no_word_and_no_caret(text: BulletinText, told: Told) -> None:
    text.go_to(Place("overall/1", 6))
    text.show_values({**SHOWN, "score/1": Shown("86.00", FieldState.MOVED)})
    text.explain({"score/1": "乐坪得分"}, {"score/1": "85.84"})
    assert told == []
    assert text.place == Place("overall/1", 6)
    text.go_to(Place("overall/1", 5))
    assert text.fact == "score/1"
    assert text.said("score/1") == "乐坪得分：85.84 → 86.00（数据已变，按F9认可）"


def test_colours_of_the_states_differ_and_follow_the_theme(text: BulletinText) -> None:
    def ground() -> set[str]:
        image = text.viewport().grab().toImage()
        return {image.pixelColor(x, y).name() for x in range(0, 300, 2) for y in range(60, 110)}

    tokens = text._theme.tokens
    assert tokens.accent_soft in ground()
    text.show_values({**SHOWN, "score/1": Shown("85.84", FieldState.MOVED)})
    assert tokens.yellow_ground in ground()
    text.show_values({**SHOWN, "score/1": Shown("85.84", FieldState.GONE)})
    assert tokens.red_ground in ground()


def test_undone_words_are_shown_in_their_passage_only(text: BulletinText, told: Told) -> None:
    text.go_to(Place("overall/1", 4))
    QTest.keyClicks(text, "xyz")
    told.clear()
    text.show_lines(LINES, SHOWN)
    assert told == [], "what is shown is not typed"
    assert text.toPlainText().count("xyz") == 0
    assert text.place == Place("overall/1", 7)
    QTest.keyClicks(text, "q")
    assert told[-1][1] == ("乐坪街道", SCORE, "分。q")


def test_other_lines_keep_the_place_read(text: BulletinText, qtbot: QtBot) -> None:
    many = [Line(Kind.PASSAGE, f"p/{n}", (f"第{n}段。" * 8,), "s") for n in range(60)]
    text.show_lines(many, {})
    text.go_to(Place("p/30", 3))
    bar = text.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    read = bar.value()
    text.show_lines(many[:58], {})
    assert (bar.value(), text.place) == (read, Place("p/30", 3))


def test_a_locked_text_can_be_read_and_copied_only(text: BulletinText, told: Told) -> None:
    text.lock(locked=True)
    text.go_to(Place("overall/1", 2), 3)
    QTest.keyClicks(text, "a")
    key(text, Qt.Key.Key_Delete)
    key(text, Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier)
    compose(text, "", "字")
    text.insertFromMimeData(clip("x"))
    assert told == []
    assert QGuiApplication.clipboard().text() == "街道85.84"


def test_a_picture_on_the_clipboard_goes_to_the_case(text: BulletinText) -> None:
    heard: list[tuple[str, object]] = []
    text.pictures.connect(lambda place, photos: heard.append((place, photos)))
    text.show_lines([*LINES, Line(Kind.CASE, "case/1", ("占道经营。",), "cases", "案例1")], SHOWN)
    made = QMimeData()
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    made.setImageData(image)
    text.go_to(Place("case/1", 0))
    text.insertFromMimeData(made)
    text.go_to(Place("overall/1", 0))
    text.insertFromMimeData(made)
    assert [place for place, _ in heard] == ["case/1", ""]


def test_words_of_the_paper_are_found_in_the_text(text: BulletinText) -> None:
    assert text.find_words("街道 85.84\n分") == Place("overall/1", 2)
    assert text.find_words("没有这句") is None


def greyish(text: BulletinText, place: str) -> int:
    """How many dots of a line are painted in some ink."""
    box = box_of(text, text.blocks.of(place)[0])
    seen = text.viewport().grab().toImage()
    ratio = seen.devicePixelRatio()
    ground = seen.pixelColor(int(320 * ratio), int((box.top() + 4) * ratio))
    return sum(
        seen.pixelColor(int(x * ratio), int(y * ratio)) != ground
        for x in range(48, 300)
        for y in range(int(box.top()) + 2, int(box.top()) + 24)
    )


def test_a_case_without_words_shows_a_hint_that_is_no_text(text: BulletinText, told: Told) -> None:
    case = Line(Kind.CASE, "case/1", (), "cases", "案例1")
    text.show_lines((*LINES, case), SHOWN)
    assert text.hinted == ("case/1",)
    assert CASE_HINT not in text.toPlainText()
    assert greyish(text, "case/1") > 100
    text.go_to(Place("case/1"))
    QTest.keyClicks(text, "x")
    assert told == [("case/1", ("x",), "typing")]
    assert not text.hinted
    alone = greyish(text, "case/1")
    assert 0 < alone < 100, "the hint is gone once something is typed"
    key(text, Qt.Key.Key_Backspace)
    assert text.hinted == ("case/1",)


@pytest.mark.parametrize("which", ["Undo", "Redo"])
def test_undoing_is_left_to_the_page(text: BulletinText, told: Told, which: str) -> None:
    held = Qt.KeyboardModifier.ControlModifier
    text.go_to(Place("overall/2", 0))
    QTest.keyClicks(text, "a")
    key(text, Qt.Key.Key_Z if which == "Undo" else Qt.Key.Key_Y, held)
    assert len(told) == 1


def test_another_text_begins_at_its_top(qtbot: QtBot, qapp: QApplication) -> None:
    made = BulletinText(Theme(qapp))
    qtbot.addWidget(made)
    made.resize(480, 120)
    made.show()
    made.show_lines(LINES, SHOWN)
    assert made.place == Place("head", 0)
    made.setFocus()
    assert made.verticalScrollBar().value() == 0
    made.go_to(Place("overall/2", 3))
    assert made.verticalScrollBar().value() > 0
    made.go_to_top()
    assert (made.place, made.verticalScrollBar().value()) == (Place("head", 0), 0)


def test_the_caret_stays_near_a_line_that_is_left_out(text: BulletinText) -> None:
    text.go_to(Place("overall/1", 2))
    text.show_lines([line for line in LINES if line.id != "overall/1"], SHOWN)
    assert text.place.id == "overall/table", "what came behind it, not the end"
