"""The window around the pages: sizes, keys, status bar, period selector, errors in place, colours."""

from __future__ import annotations

import os
import shutil
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QLabel, QMenu, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from cityassess import app
from cityassess.scoring.periods import parse_period
from cityassess.services import demo, places
from cityassess.services.office import open_office
from cityassess.services.standings import PeriodEntry
from cityassess.ui.crash import CrashDialog
from cityassess.ui.desk import NOT_BEGUN, PeriodChoice, choices_of
from cityassess.ui.icons import pixmap
from cityassess.ui.navigation import NARROW, PAGES, WIDE
from cityassess.ui.pages.start import StartPage
from cityassess.ui.settings import WindowSettings
from cityassess.ui.theme import style_sheet
from cityassess.ui.tokens import DARK, LIGHT, Tokens
from cityassess.ui.widgets.parts import ElidedLabel, label
from cityassess.ui.widgets.tag import tag_text
from tests.flows.officer import Officer, sit_down


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example office, built once."""
    return demo.build(tmp_path_factory.mktemp("office") / "示例").database


@pytest.fixture
def office(built: Path, tmp_path: Path) -> Path:
    """A copy of the example office."""
    return Path(shutil.copy(built, tmp_path / "考核.db"))


# ---- sizes and looks


@pytest.mark.parametrize(("size", "nav"), [((1366, 768), WIDE), ((1280, 672), NARROW)])
def test_every_page_fits_without_outer_scroll_bars(
    qtbot: QtBot, office: Path, tmp_path: Path, size: tuple[int, int], nav: int
) -> None:
    def look(officer: Officer) -> None:
        officer.settle()
        window = officer.window
        for number in range(len(PAGES)):
            window.show_page(number)
            officer.settle()
            assert (window.width(), window.height()) == size, (
                f"page {number} forces the window wider or higher"
            )
            assert window.navigation.width() == nav
            page = window.page(number)
            for area in page.findChildren(QScrollArea):
                if area.isVisible():
                    assert area.horizontalScrollBar().maximum() == 0, f"page {number} is cut at the right"
            for button in [*page.findChildren(QPushButton), *window.header.findChildren(QPushButton)]:
                if button.isVisible() and button.text() and button.objectName() != "nav":
                    needed = button.fontMetrics().horizontalAdvance(button.text())
                    assert button.width() >= needed, f"“{button.text()}” is cut"

    sit_down(qtbot, office, tmp_path, look, size=size)


def contrast(one: str, other: str) -> float:
    """WCAG contrast of two colours."""

    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read_in_both_schemes(tokens: Tokens) -> None:
    pairs = {
        "text": (tokens.text, tokens.card),
        "sub": (tokens.sub, tokens.card),
        "sub on ground": (tokens.sub, tokens.bg),
        "faint": (tokens.faint, tokens.card),
        "accent": (tokens.accent, tokens.card),
        "on accent": (tokens.on_accent, tokens.accent),
        "red tag": (tokens.on_red, tokens.red),
        "yellow tag": (tokens.on_yellow, tokens.yellow),
        "white tag": (tokens.white_text, tokens.white),
        "error": (tokens.red_text, tokens.red_ground),
        "warning": (tokens.yellow_text, tokens.yellow_ground),
        "selection": (tokens.text, tokens.selection),
    }
    weak = {name: round(contrast(*pair), 2) for name, pair in pairs.items() if contrast(*pair) < 4.5}
    assert weak == {}
    assert contrast(tokens.white_outline, tokens.card) >= 3.0, "the white tag is its outline"


def test_a_colour_always_stands_with_its_word_and_shape() -> None:
    assert [
        tag_text(tint, name) for tint, name in (("white", "白"), ("yellow", "黄"), ("red", "红牌督办"))
    ] == [
        "○ 白牌",
        "▲ 黄牌",
        "■ 红牌督办",
    ]


def test_the_style_sheet_names_files_with_forward_slashes() -> None:
    places = [part.split(")")[0] for part in style_sheet(LIGHT).split("url(")[1:]]
    assert places
    assert all("\\" not in place and Path(place).is_file() for place in places)


def test_icons_are_drawn_in_the_colour_asked_for_and_only_once(qtbot: QtBot) -> None:
    drawn = pixmap("trophy", "#ff0000", 16, 2.0)
    assert pixmap("trophy", "#ff0000", 16, 2.0) is drawn
    image = drawn.toImage()
    assert image.width() == 32
    colours = {
        image.pixelColor(x, y).name()
        for x in range(32)
        for y in range(32)
        if image.pixelColor(x, y).alpha() == 255
    }
    assert colours == {"#ff0000"}


def test_long_names_are_cut_with_the_whole_name_as_tooltip(qtbot: QtBot) -> None:
    name = "城市管理和综合执法局高新技术产业开发区第三分局"
    shown = ElidedLabel(name)
    qtbot.addWidget(shown)
    shown.resize(100, 20)
    shown.show()
    assert shown.shown_text().endswith("…")
    assert shown.toolTip() == name
    shown.resize(2000, 20)
    assert shown.shown_text() == name
    assert shown.toolTip() == ""


def test_a_name_with_angle_brackets_is_shown_as_it_is(qtbot: QtBot) -> None:
    shown = label("<b>甲</b>")
    qtbot.addWidget(shown)
    shown.show()
    plain = QLabel("甲")
    qtbot.addWidget(plain)
    assert shown.sizeHint().width() > 2 * plain.sizeHint().width(), "the brackets must be seen"


# ---- keys, selector, status


def test_keys_turn_pages_and_f6_walks_the_panes(qtbot: QtBot, office: Path, tmp_path: Path) -> None:
    def look(officer: Officer) -> None:
        officer.settle()
        for number in (3, 2, 1, 5, 4):
            officer.turn_to(f"Alt+{number}")
            assert officer.window.current == number - 1
        officer.turn_to("Alt+3")
        page = officer.standings
        page.table.setFocus()
        officer.press(page.table, "F6")
        assert QApplication.focusWidget() is page.detail.tree
        officer.press(page.detail.tree, "F6")
        assert QApplication.focusWidget() is officer.window.navigation.buttons_of(2)
        officer.press(officer.window, "Ctrl+S")
        officer.until(lambda: "自动保存" in officer.window.status_bar.message.text())
        assert officer.window.status_bar.file.text() == "数据库：考核.db"
        officer.turn_to("Alt+5")
        schemes = officer.schemes
        officer.until(lambda: schemes.model.rows)
        schemes.list.setFocus()
        walked = []
        for _ in range(4):
            focused = QApplication.focusWidget()
            assert focused is not None
            walked.append(focused)
            officer.press(focused, "F6")
        ends = officer.window.navigation.buttons_of(4)
        assert walked == [schemes.list, schemes.finder, schemes.table, ends]

    sit_down(qtbot, office, tmp_path, look)


def entry(code: str, *, published: bool = False, changed: bool = False) -> PeriodEntry:
    """A period that holds checks."""
    period = parse_period(code)
    return PeriodEntry(code, period.code, "s", "方案", published, changed, period, period.next())


def test_the_selector_shows_newest_first_with_state_and_the_next_period() -> None:
    entries = (
        entry("2016-09", published=True),
        entry("2016-12", published=True, changed=True),
        entry("2017-01"),
    )
    marks = [(choice.code, choice.mark) for choice in choices_of(entries, None)]
    assert marks == [
        ("2017-02", NOT_BEGUN),
        ("2017-01", "草稿"),
        ("2016-12", "已发布·有变动"),
        ("2016-09", "已发布"),
    ]


def test_the_period_shown_stays_until_another_is_chosen_or_imported(qtbot: QtBot) -> None:
    periods = PeriodChoice()
    turned: list[str] = []
    periods.chosen.connect(lambda: turned.append(periods.current.code if periods.current else ""))
    periods.list_periods((entry("2016-09"), entry("2016-10")))
    assert turned == ["2016-10"], "the newest that was begun, not the one that may be begun"
    periods.choose(2)
    periods.list_periods((entry("2016-09"), entry("2016-10"), entry("2016-11")))
    assert turned == ["2016-10", "2016-09"]
    periods.prefer(frozenset({"2016-11"}))
    periods.list_periods((entry("2016-09"), entry("2016-10"), entry("2016-11")))
    assert turned[-1] == "2016-11"


def test_a_start_begins_where_checks_were_entered_not_with_what_sums_them_up() -> None:
    periods = PeriodChoice()
    year = replace(entry("2016"), entered=False)
    periods.list_periods((entry("2016-09"), entry("2016-10"), year))
    assert periods.current is not None
    assert periods.current.code == "2016-10"
    periods.list_periods((year,))
    assert periods.current.code == "2016"


def test_window_state_comes_back_with_its_types(tmp_path: Path) -> None:
    file = tmp_path / "窗口.ini"
    first = WindowSettings(file)
    first.keep("page", 2)
    first.keep("saved in", "D:\\通报")
    first.flush()
    again = WindowSettings(file)
    assert again.number("page", 0) == 2
    assert again.text("saved in") == "D:\\通报"
    again.keep("page", "x")
    assert again.number("page", 1) == 1


def test_the_data_menu_checks_backs_up_and_opens(qtbot: QtBot, office: Path, tmp_path: Path) -> None:
    backup = tmp_path / "备份.db"

    def choose(officer: Officer, title: str) -> None:
        officer.click(officer.window.navigation.data)
        menu = next(each for each in officer.window.findChildren(QMenu) if each.isVisible())
        action = next(each for each in menu.actions() if each.text() == title)
        menu.close()
        action.trigger()

    def look(officer: Officer) -> None:
        officer.settle()
        said = officer.window.status_bar.message
        choose(officer, "核对数据")
        officer.until(lambda: "数据库完整" in said.text())
        choose(officer, "备份到…")
        officer.choose_files(backup)
        officer.until(lambda: "已备份并核对" in said.text())
        assert backup.stat().st_size > 10_000
        choose(officer, "打开数据库…")
        other = demo.build(tmp_path / "另一处").database
        officer.choose_files(other)
        officer.until(lambda: officer.window.status_bar.file.text() == f"数据库：{other.name}")
        officer.settle()
        assert officer.program.office is not None
        assert Path(officer.program.office.where) == other
        assert places.default_database() == str(other), (
            "what is chosen in the window is the office's own from now on"
        )

    sit_down(qtbot, office, tmp_path, look)


# ---- what can go wrong


def test_a_file_that_another_program_holds_is_said_on_the_start_page(
    qtbot: QtBot, office: Path, tmp_path: Path
) -> None:
    def look(officer: Officer) -> None:
        officer.until(lambda: isinstance(officer.window.stack.currentWidget(), StartPage))
        start = officer.window.stack.currentWidget()
        assert isinstance(start, StartPage)
        officer.until(lambda: start.notice.text)
        assert "李强" in start.notice.text
        assert start.open.isEnabled()
        assert not officer.window.navigation.buttons_of(1).isEnabled()

    with open_office(office, actor="李强"):
        sit_down(qtbot, office, tmp_path, look)


@pytest.mark.parametrize("content", [b"", b"not a database at all, but long enough to look like one " * 40])
def test_a_file_that_is_no_database_is_refused_without_a_traceback(
    qtbot: QtBot, tmp_path: Path, content: bytes
) -> None:
    strange = tmp_path / "照片.db"
    strange.write_bytes(content)

    def look(officer: Officer) -> None:
        opened = officer.program
        officer.until(
            lambda: opened.office is not None or isinstance(officer.window.stack.currentWidget(), StartPage)
        )
        if not content:
            return  # an empty file is a new office
        start = officer.window.stack.currentWidget()
        assert isinstance(start, StartPage)
        assert "照片.db" in start.notice.text

    sit_down(qtbot, strange, tmp_path, look)


def test_a_fault_of_the_program_is_reported_and_the_window_goes_on(
    qtbot: QtBot, office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "记录" / "faults.log"
    monkeypatch.setattr("cityassess.services.places.fault_log", lambda: log)

    def look(officer: Officer) -> None:
        officer.settle()
        standings = officer.program.office.standings if officer.program.office else None
        monkeypatch.setattr(standings, "previous", lambda *_: 1 / 0)
        officer.turn_to("Alt+3")
        dialog = officer.dialog(CrashDialog)
        assert "ZeroDivisionError" in dialog.report.toPlainText()
        assert str(log) in dialog.place.text()
        officer.click(dialog.copy)
        assert "ZeroDivisionError" in QApplication.clipboard().text()
        QApplication.clipboard().clear()
        officer.click(dialog.go_on)
        assert "程序出错" in officer.standings.notice.text
        assert "ZeroDivision" not in officer.standings.notice.text
        monkeypatch.undo()
        officer.window.activateWindow()
        officer.until(officer.window.isActiveWindow)
        officer.turn_to("Alt+1")
        assert officer.overview.bars
        assert "ZeroDivisionError" in log.read_text(encoding="utf-8")

    sit_down(qtbot, office, tmp_path, look)


def test_hundreds_of_objects_are_shown_by_painting_only_what_is_seen(qtbot: QtBot, tmp_path: Path) -> None:
    rows = "".join(f"街道{n:03d},街道\n" for n in range(400))
    criteria = (("物业公司", 40), ("街道社区", 30), ("城管", 31))
    marks = "".join(f"2026-10,街道{n:03d},{name},{n % full}\n" for n in range(400) for name, full in criteria)
    folder = tmp_path / "表"
    folder.mkdir()
    (folder / "对象.csv").write_text("名称,类型\n" + rows, encoding="utf-8")
    (folder / "得分.csv").write_text("考核周期,考核对象,指标,数值\n" + marks, encoding="utf-8")
    database = tmp_path / "大.db"
    with open_office(database, actor="张敏") as made:
        scheme = Path(app.__file__).parents[1] / "resources" / "schemes" / "louxing-2016.yaml"
        for files in ([scheme], [folder / "对象.csv"], [folder / "得分.csv"]):
            made.importing.commit(made.importing.preview(files))

    def look(officer: Officer) -> None:
        officer.settle()
        officer.until(lambda: officer.overview.bars)
        bars = officer.overview.bars[0]
        assert len(bars.lines) == 400
        assert isinstance(bars, QAbstractScrollArea)
        assert bars.verticalScrollBar().maximum() > 5_000
        bars.setFocus()
        officer.press(bars, "End")
        assert bars.verticalScrollBar().value() == bars.verticalScrollBar().maximum()
        officer.press(bars, "Return")
        officer.settle()
        chosen = officer.standings.chosen
        assert chosen is not None
        assert chosen.name == bars.lines[-1].name
        assert officer.standings.table.rowHeight(0) == 32

    sit_down(qtbot, database, tmp_path, look)


@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() == 0, reason="root writes everywhere, Windows has other rights"
)
def test_a_folder_without_write_rights_is_said(qtbot: QtBot, office: Path, tmp_path: Path) -> None:
    folder = tmp_path / "只读"
    folder.mkdir()
    place = Path(shutil.copy(office, folder / "考核.db"))
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)

    def look(officer: Officer) -> None:
        officer.until(lambda: isinstance(officer.window.stack.currentWidget(), StartPage))
        start = officer.window.stack.currentWidget()
        assert isinstance(start, StartPage)
        assert start.notice.text

    try:
        sit_down(qtbot, place, tmp_path, look)
    finally:
        folder.chmod(stat.S_IRWXU)
