"""Why a figure is what it is: by keys alone from a rank to checks of earlier periods, and from a list to its reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cityassess.resource_files import resource
from cityassess.services.office import open_office
from cityassess.ui.models.traces import Node
from tests.flows.officer import Officer, sit_down

pytestmark = pytest.mark.usefixtures("own_places", "plain_application")
EXAMPLE = "civilized-city"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with a shipped scheme that sums months up to quarters and these to years, and its example."""
    database = tmp_path_factory.mktemp("office") / "考核.db"
    files = [resource(f"schemes/{EXAMPLE}.yaml"), *sorted(resource(f"examples/{EXAMPLE}").glob("*.csv"))]
    with open_office(database, actor="示例") as made:
        made.importing.run(files)
    return database


def explained(officer: Officer, heading: str, number: str) -> Node:
    """The tree's root once the pane explains what is said, with its number."""
    detail = officer.standings.detail

    def shown() -> bool:
        root = detail.model.root
        return detail.heading.text() == heading and root is not None and root.number == number

    officer.until(shown)
    assert detail.model.root is not None
    return detail.model.root


def turn_to_the_year(officer: Officer) -> None:
    """Show the rankings of the year, which the window, opened on what was entered last, does not start with."""
    officer.settle()
    officer.turn_to("Alt+3")
    periods = officer.window.desk.periods
    assert periods.current is not None
    assert periods.current.entered
    periods.choose([choice.code for choice in periods.choices].index("2026"))
    officer.settle()


def walk_to_a_check(officer: Officer) -> Node:
    """Go down by → and ↓ to the first check; the node of it."""
    tree, model = officer.standings.detail.tree, officer.standings.detail.model
    for _ in range(80):
        node = model.node(tree.currentIndex())
        assert node is not None
        if node.title.startswith("检查记录"):
            return node
        officer.press(tree, "Right" if node.children else "Down")
    raise AssertionError("no check was reached")


def test_a_year_is_explained_down_to_a_check_of_an_earlier_period(
    qtbot: QtBot, office: Path, tmp_path: Path
) -> None:
    def look(officer: Officer) -> None:
        turn_to_the_year(officer)
        page = officer.standings
        assert len(explained(officer, "得分怎么来的", "96.96").children) == 2
        page.table.setFocus()
        officer.enter()
        assert QApplication.focusWidget() is page.detail.tree
        node: Node | None = walk_to_a_check(officer)
        above = []
        while node is not None:
            above.append(node.title)
            node = node.parent
        assert any(title.startswith("2026年第1季度") for title in above), above
        assert any(title.startswith("2026年1月") for title in above), above
        officer.press(page.detail.tree, "Asterisk")
        assert not page.detail.tree.isExpanded(page.detail.model.index(1, 0, page.detail.model.index(1, 0)))
        officer.press(page.table, "Ctrl+Shift+C")
        copied = QGuiApplication.clipboard().text()
        QGuiApplication.clipboard().clear()
        assert "2026年第1季度" in copied
        assert len(copied) < 200_000
        officer.press(page.detail.tree, "Escape")
        assert QApplication.focusWidget() is page.table

    sit_down(qtbot, office, tmp_path, look)


def test_any_cell_is_explained_and_esc_returns_to_the_score(
    qtbot: QtBot, office: Path, tmp_path: Path
) -> None:
    def look(officer: Officer) -> None:
        turn_to_the_year(officer)
        page = officer.standings
        explained(officer, "得分怎么来的", "96.96")
        page.table.setFocus()
        titles = [column.title for column in page.model.columns]
        for _ in range(titles.index("年度等次")):
            officer.press(page.table, "Right")
        officer.press(page.table, "Alt+Return")
        assert explained(officer, "年度等次怎么来的", "优秀").title == "年度等次"
        assert QApplication.focusWidget() is page.table
        assert page.detail.sentence.text() == "示例一社区的年度等次：优秀。"
        officer.press(page.table, "Down")
        officer.press(page.table, "Down")
        assert explained(officer, "年度等次怎么来的", "良好").title == "年度等次"
        assert page.detail.name.text() == "示例三社区"
        officer.press(page.table, "Escape")
        explained(officer, "得分怎么来的", "85.82")

    sit_down(qtbot, office, tmp_path, look)


def test_who_stands_on_a_list_is_explained(qtbot: QtBot, office: Path, tmp_path: Path) -> None:
    def look(officer: Officer) -> None:
        turn_to_the_year(officer)
        page = officer.standings
        page.table.setFocus()
        officer.press(page.table, "Ctrl+PageUp")
        assert page.tabs.tabText(page.tabs.currentIndex()) == "名单"
        assert QApplication.focusWidget() is page.rolls.table
        assert explained(officer, "为什么列入", "是").title == "年度通报表扬"
        assert page.detail.sentence.text() == "示例一社区列入“年度通报表扬”，社区年度得分96.96〔三（三）〕。"
        officer.enter()
        assert QApplication.focusWidget() is page.detail.tree
        assert walk_to_a_check(officer).number

    sit_down(qtbot, office, tmp_path, look)
