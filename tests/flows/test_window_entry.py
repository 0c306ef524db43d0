"""An officer enters marks, closes the program, and finds them the next day."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from cityassess.services import demo
from cityassess.services.standings import PeriodEntry, Standings
from cityassess.store import periods
from cityassess.store.session import Session
from tests.flows.officer import Officer, sit_down

pytestmark = pytest.mark.usefixtures("own_places", "plain_application")


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A fresh example office."""
    return demo.build(tmp_path / "示例 office").database


def test_marks_survive_a_restart_and_move_the_ranking(qtbot: QtBot, office: Path, tmp_path: Path) -> None:
    def enter(officer: Officer) -> None:
        officer.settle()
        officer.turn_to("Alt+2")
        officer.grid.setFocus()
        assert officer.grid.go_to(officer.row(0), "chengguan")
        officer.type_in("29")
        officer.enter()
        officer.until(lambda: officer.cell(0, "chengguan") == "29")
        officer.type_in("28.5")
        officer.enter()
        officer.until(lambda: officer.cell(1, "chengguan") == "28.5")
        officer.settle()
        officer.turn_to("Alt+3")
        first = officer.standings.model.lines[0].standing
        assert (first.name, first.score.text) == ("乐坪", "87.00")

    def look(officer: Officer) -> None:
        officer.settle()
        officer.turn_to("Alt+2")
        assert (officer.cell(0, "chengguan"), officer.cell(1, "chengguan")) == ("29", "28.5")
        officer.grid.setFocus()

    sit_down(qtbot, office, tmp_path, enter)
    sit_down(qtbot, office, tmp_path, look)


def test_marks_are_stored_while_the_worker_is_busy_and_their_period_is_listed_once_more(
    qtbot: QtBot, office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, passed, asked = Event(), Event(), []
    periods_again = Standings.periods_again
    known = periods.known

    def noted(self: Standings, entries: Iterable[PeriodEntry], codes: frozenset[str]) -> object:
        asked.append(sorted(codes))
        return periods_again(self, entries, codes)

    def halted(session: Session, scheme_id: str) -> tuple[str, ...]:
        reached.set()
        assert passed.wait(20), "nobody let the worker go on"
        return known(session, scheme_id)

    def enter(officer: Officer) -> None:
        officer.settle()
        officer.turn_to("Alt+2")
        officer.grid.setFocus()
        officer.grid.go_to(officer.row(0), "chengguan")
        monkeypatch.setattr(Standings, "periods_again", noted)
        monkeypatch.setattr(periods, "known", halted)
        try:
            for number, mark in enumerate(("29", "28.5", "28", "27")):
                officer.type_in(mark)
                officer.enter()
                assert officer.cell(number, "chengguan") == mark
                officer.until(reached.is_set)
        finally:
            passed.set()
        officer.settle()
        assert asked == [["2017-05"], ["2017-05"]]

    sit_down(qtbot, office, tmp_path, enter)


def test_undo_takes_a_mark_back_in_the_database_too(qtbot: QtBot, office: Path, tmp_path: Path) -> None:
    before: list[str] = []

    def enter(officer: Officer) -> None:
        officer.settle()
        officer.turn_to("Alt+2")
        before.append(officer.cell(0, "company"))
        officer.grid.setFocus()
        officer.grid.go_to(officer.row(0), "company")
        officer.type_in("12.25")
        officer.enter()
        officer.until(lambda: officer.cell(0, "company") == "12.25")
        assert officer.entry.undo.isEnabled()
        officer.press(officer.grid, "Ctrl+Z")
        officer.until(lambda: officer.cell(0, "company") == before[0])

    def look(officer: Officer) -> None:
        officer.settle()
        officer.turn_to("Alt+2")
        assert officer.cell(0, "company") == before[0]

    sit_down(qtbot, office, tmp_path, enter)
    sit_down(qtbot, office, tmp_path, look)


def test_what_is_no_mark_is_refused_in_the_status_bar_and_not_stored(
    qtbot: QtBot, office: Path, tmp_path: Path
) -> None:
    def enter(officer: Officer) -> None:
        officer.settle()
        officer.turn_to("Alt+2")
        stored = officer.cell(0, "chengguan")
        officer.grid.setFocus()
        officer.grid.go_to(officer.row(0), "chengguan")
        officer.type_in("31")
        officer.enter()
        officer.until(lambda: "31" in officer.window.status_bar.message.text())
        assert "30" in officer.window.status_bar.message.text()
        assert officer.cell(0, "chengguan") == stored

    sit_down(qtbot, office, tmp_path, enter)
