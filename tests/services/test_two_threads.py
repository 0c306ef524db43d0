"""The window enters marks on one thread while its worker reads, prints, imports or publishes on another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event, current_thread, main_thread
from typing import Any

import pytest

from cityassess.errors import Refused
from cityassess.scoring.assess import assess
from cityassess.scoring.periods import parse_period
from cityassess.services import frozen, publishing, standings
from cityassess.services.assessing import assess_checks
from cityassess.services.bulletin import issuing
from cityassess.services.entry import CellEdit
from cityassess.services.frozen import thaw
from cityassess.services.office import Office
from cityassess.services.recomputing import recomputed
from cityassess.store import checks, publications
from cityassess.store import periods as stored_periods
from tests.services.louxing import MARKS

PERIOD = "2017-05"
SCHEME_ID = "louxing-2016"
_LONGEST = 20.0


class Halt:
    """A step that the worker's thread waits in until it is let go on; other threads pass."""

    def __init__(self) -> None:
        self.reached = Event()
        self.passed = Event()

    def step(self, _done: int = 0, _total: int = 0, _what: str = "") -> None:
        """Wait; also what a progress is told."""
        if current_thread() is not main_thread():
            self.reached.set()
            assert self.passed.wait(_LONGEST), "nobody let the worker go on"

    def before(self, monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> None:
        """Wait before a function of a module from now on."""
        function: Callable[..., Any] = getattr(module, name)

        def waiting(*args: object, **named: object) -> object:
            self.step()
            return function(*args, **named)

        monkeypatch.setattr(module, name, waiting)


@contextmanager
def under_way(halt: Halt, work: Callable[..., object], *args: object) -> Iterator[Future[object]]:
    """Work on another thread that has come to its halt; it goes on when the block is left."""
    with ThreadPoolExecutor(1) as worker:
        future = worker.submit(work, *args)
        try:
            assert halt.reached.wait(_LONGEST), future.exception(0) if future.done() else "never got there"
            assert not future.done()
            yield future
        finally:
            halt.passed.set()


def enter(office: Office, name: str, value: str, period: str = PERIOD) -> None:
    """Type one mark of 城管 over what is there; it must have been stored while the other thread stands still."""
    sheet = office.entry.sheets(period)[0]
    row = next(row.key for row in sheet.rows if row.title == name)
    edit = CellEdit(row, "chengguan", value, sheet.cells[row, "chengguan"].version)
    assert office.entry.apply(sheet.key, [edit]).cells[row, "chengguan"].text == value


def test_a_mark_is_stored_while_the_periods_are_listed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.publishing.publish(PERIOD)
    halt = Halt()
    halt.before(monkeypatch, stored_periods, "known")
    with under_way(halt, office.standings.periods) as listing:
        enter(office, "大科", "30")
    listing.result()
    assert [entry.changed_since for entry in office.standings.periods()] == [False, False, True]


def test_a_mark_is_stored_while_files_are_compared(office: Office) -> None:
    halt = Halt()
    with under_way(halt, office.importing.preview, [MARKS[PERIOD]], halt) as reading:
        enter(office, "大科", "30")
    preview = reading.result()
    assert getattr(preview, "problems", None) == ()


def test_a_mark_is_stored_while_standings_are_worked_out(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    halt = Halt()
    halt.before(monkeypatch, standings, "evaluate_stored")
    with under_way(halt, office.standings.assess, PERIOD) as assessing:
        enter(office, "大科", "30")
    old = assessing.result()
    now = office.standings.assess(PERIOD)
    assert old != now
    assert now == _afresh(office)


def test_an_assessment_is_not_changed_by_a_mark_that_comes_while_it_is_read(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _afresh(office)
    office.standings.evaluation(PERIOD)
    halt = Halt()
    halt.before(monkeypatch, standings, "assess")
    with under_way(halt, office.standings.assess, PERIOD) as assessing:
        enter(office, "大科", "30")
        assert assess(office.standings.evaluation(PERIOD), parse_period(PERIOD)) != before
    assert assessing.result() == before
    assert office.standings.assess(PERIOD) == _afresh(office)


def test_a_mark_is_stored_while_a_bulletin_is_printed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.publishing.publish(PERIOD)
    halt = Halt()
    halt.before(monkeypatch, issuing, "kept_proof")
    with under_way(halt, office.publishing.proof, PERIOD) as printing:
        enter(office, "大科", "30")
    assert not getattr(printing.result(), "draft", True)


@pytest.mark.parametrize("step", ["live_inputs", "assess_checks", "freeze"])
def test_what_is_published_is_of_one_revision(
    office: Office, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """A mark that comes while a publication is worked out is stored at once, and published with all the rest."""
    halt = Halt()
    halt.before(monkeypatch, publishing, step)
    with under_way(halt, office.publishing.publish, PERIOD) as under_work:
        enter(office, "大科", "30")
    under_work.result()
    with office.database.reading() as session:
        latest = publications.latest(session, SCHEME_ID, PERIOD)
        assert latest is not None
        assert latest.revision == stored_periods.revision(session, PERIOD)
        thawed = thaw(publications.payload(session, latest.id))
    assert latest.number == 1
    assert latest.digest == thawed.inputs.digest()
    assert recomputed(thawed).assessment == office.standings.assess(PERIOD)
    assert "300000" in {str(check.value) for check in thawed.inputs.checks if check.criterion == "chengguan"}
    assert not office.publishing.state(PERIOD).changed_since
    assert office.upkeep.check().ok


def test_a_period_that_never_comes_to_rest_is_not_published(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    function, typed = frozen.freeze, iter(range(1, 40))

    def disturbed(*args: Any) -> bytes:
        enter(office, "大科", str(next(typed)))
        return function(*args)

    monkeypatch.setattr(publishing, "freeze", disturbed)
    with pytest.raises(Refused, match="2017年5月的数据正在改动，没有发布"):
        office.publishing.publish(PERIOD)
    assert office.publishing.state(PERIOD).number == 0


def test_marks_of_another_period_do_not_disturb_publishing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    function = frozen.freeze

    def counted(*args: Any) -> bytes:
        calls.append("freeze")
        enter(office, "大科", "30", "2017-04")
        return function(*args)

    monkeypatch.setattr(publishing, "freeze", counted)
    office.publishing.publish(PERIOD)
    assert calls == ["freeze"]


def _afresh(office: Office) -> object:
    """The assessment of the period worked out from its stored checks alone."""
    with office.database.reading() as session:
        basis = office._records.basis(session)
        found = [stored.check for stored in checks.of_period(session, SCHEME_ID, PERIOD)]
    period = parse_period(PERIOD)
    return assess_checks(basis.governing(period).scheme, basis.roster, period, found)
