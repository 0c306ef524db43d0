"""An officer begins with files of their own: first start, preview, faults, import, template."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cityassess.resource_files import resource
from cityassess.services import demo
from cityassess.ui.pages.start import StartPage
from cityassess.ui.widgets.examples import ExamplesDialog
from tests.flows.officer import Officer, sit_down

pytestmark = pytest.mark.usefixtures("own_places", "plain_application")

OBJECTS = "名称,类型\n东华街道,街道\n西苑街道,街道\n"
MARKS = (
    "考核周期,考核对象,指标,数值\n"
    "2026-10,东华街道,物业公司,3.4\n2026-10,东华街道,街道社区,8\n2026-10,东华街道,城管,27.5\n"
    "2026-10,西苑街道,物业公司,4\n2026-10,西苑街道,街道社区,7.5\n2026-10,西苑街道,城管,28\n"
)


def write(folder: Path, name: str, text: str) -> Path:
    """A file as Excel saves it."""
    path = folder / name
    path.write_text(text, encoding="utf-8-sig")
    return path


def test_first_start_to_own_ranking_with_no_file_but_ones_own(qtbot: QtBot, tmp_path: Path) -> None:
    scheme = tmp_path / "方案.yaml"
    scheme.write_text(resource("schemes/louxing-2016.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    paths = scheme, write(tmp_path, "对象.csv", OBJECTS), write(tmp_path, "得分.csv", MARKS)

    def begin(officer: Officer) -> None:
        officer.until(lambda: isinstance(officer.window.stack.currentWidget(), StartPage))
        start = officer.window.stack.currentWidget()
        assert isinstance(start, StartPage)
        officer.click(start.import_excel)
        officer.choose_files(*paths)
        officer.settle()
        panel = officer.entry.panel
        officer.until(lambda: panel.preview is not None)
        assert panel.model.problems == ()
        assert "得分：新增6条" in panel.counts.text()
        assert panel.commit.text() == "写入9条"
        officer.click(panel.commit)
        officer.until(lambda: officer.entry.grid is not None)
        officer.settle()
        assert officer.cell(0, "chengguan") == "27.5"
        officer.turn_to("Alt+3")
        shown = [(line.standing.name, line.standing.score.text) for line in officer.standings.model.lines]
        assert shown == [("西苑街道", "86.50"), ("东华街道", "86.10")]

    sit_down(qtbot, None, tmp_path, begin)


def test_files_with_faults_are_listed_and_nothing_is_written(qtbot: QtBot, tmp_path: Path) -> None:
    office = demo.build(tmp_path / "示例").database
    bad = write(
        tmp_path,
        "得分.csv",
        "考核周期,考核对象,指标,数值\n2017-05,乐坪,城管,31\n2017-05,没有的街道,城管,20\n2017-05,大科,城管,20\n",
    )

    def work(officer: Officer) -> None:
        officer.settle()
        officer.turn_to("Alt+2")
        stored = officer.cell(0, "chengguan"), officer.cell(2, "chengguan")
        officer.click(officer.entry.import_files)
        officer.choose_files(bad)
        panel = officer.entry.panel
        officer.until(lambda: panel.preview is not None)
        places = [(problem.row, problem.column) for problem in panel.model.problems]
        assert places == [(2, "D"), (3, "B")] or [row for row, _ in places] == [2, 3]
        assert not panel.commit.isEnabled()
        assert "一条也不会写入" in panel.verdict.text()
        officer.click(panel.leave)
        assert (officer.cell(0, "chengguan"), officer.cell(2, "chengguan")) == stored

    sit_down(qtbot, office, tmp_path, work)


def test_the_template_is_written_and_can_be_read_back(qtbot: QtBot, tmp_path: Path) -> None:
    office = demo.build(tmp_path / "示例").database
    target = tmp_path / "模板.xlsx"

    def work(officer: Officer) -> None:
        officer.settle()
        officer.turn_to("Alt+2")
        officer.click(officer.entry.template)
        officer.choose_files(target)
        officer.until(target.exists)
        officer.settle()
        officer.click(officer.entry.import_files)
        officer.choose_files(target)
        panel = officer.entry.panel
        officer.until(lambda: panel.preview is not None)
        assert panel.model.problems == ()
        officer.click(panel.leave)

    sit_down(qtbot, office, tmp_path, work)


def test_the_example_opens_from_the_start_page(qtbot: QtBot, tmp_path: Path) -> None:
    def begin(officer: Officer) -> None:
        officer.until(lambda: isinstance(officer.window.stack.currentWidget(), StartPage))
        start = officer.window.stack.currentWidget()
        assert isinstance(start, StartPage)
        officer.click(start.demo)
        officer.settle()
        officer.until(lambda: officer.overview.bars)
        assert [bars.lines[0].name for bars in officer.overview.bars] == ["乐坪", "双江"]

    sit_down(qtbot, None, tmp_path, begin)


def test_another_example_is_chosen_with_the_keyboard(qtbot: QtBot, tmp_path: Path) -> None:
    def begin(officer: Officer) -> None:
        officer.until(lambda: isinstance(officer.window.stack.currentWidget(), StartPage))
        start = officer.window.stack.currentWidget()
        assert isinstance(start, StartPage)
        start.examples.setFocus()
        officer.press(start.examples, "Space")
        dialog = officer.dialog(ExamplesDialog)
        known = [example.id for example in demo.examples()]
        lines = [dialog.list.item(row).text().splitlines() for row in range(dialog.list.count())]
        assert [name for name, _ in lines] == [example.name for example in demo.examples()]
        assert all(about.endswith("。") for _, about in lines)
        for _ in range(known.index("doorstep-four")):
            officer.press(dialog.list, "Down")
        officer.press(dialog.list, "Return")
        officer.settle()
        assert officer.program.office is not None
        assert Path(officer.program.office.where) == (
            tmp_path / "城市管理考核" / "示例" / "doorstep-four" / demo.DATABASE
        )
        officer.until(lambda: officer.overview.bars)

    sit_down(qtbot, None, tmp_path, begin)
