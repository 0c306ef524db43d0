"""Two desks on one server: whoever commits first wins, and the other is told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from cityassess.errors import Unavailable
from cityassess.scoring.values import Check
from cityassess.store import checks
from cityassess.store.checks import Conflict
from cityassess.store.database import Database, open_database
from tests.store.office import PERIOD, SCHEME, make_objects, put, verified

ROUNDS = 30


@pytest.fixture
def desks(postgres_url: str) -> Iterator[tuple[Database, Database]]:
    """The same database, opened by two people."""
    with open_database(postgres_url, actor="张敏") as one, open_database(postgres_url, actor="李强") as two:
        yield one, two


@dataclass
class Race:
    """Two desks that put another value on the same version at the same moment."""

    desks: tuple[Database, Database]
    start: threading.Barrier = field(default_factory=lambda: threading.Barrier(2))
    won: list[str] = field(default_factory=list)
    lost: list[Conflict] = field(default_factory=list)

    def run(self, key: int, version: int) -> None:
        threads = [
            threading.Thread(
                target=self.put_one, args=(desk, Check(PERIOD, key, "路面", version * 10 + number), version)
            )
            for number, desk in enumerate(self.desks)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def put_one(self, desk: Database, check: Check, version: int) -> None:
        self.start.wait()
        try:
            put(desk, check, base=version)
            self.won.append(desk.writer.person)
        except Conflict as conflict:
            self.lost.append(conflict)


def test_of_two_on_one_cell_exactly_one_wins(desks: tuple[Database, Database]) -> None:
    key = make_objects(desks[0])["乐坪"]
    put(desks[0], Check(PERIOD, key, "路面", 0))
    for version in range(1, ROUNDS + 1):
        race = Race(desks)
        race.run(key, version)
        assert len(race.won) == len(race.lost) == 1
        (conflict,) = race.lost[0].conflicts
        assert conflict.theirs is not None
        assert (conflict.who, conflict.theirs.version) == (race.won[0], version + 1)
    with desks[1].reading() as session:
        (found,) = checks.of_period(session, SCHEME, PERIOD)
    assert found.version == ROUNDS + 1
    assert verified(desks[0]).ok


def test_a_new_cell_is_made_once(desks: tuple[Database, Database]) -> None:
    key = make_objects(desks[0])["乐坪"]
    put(desks[0], Check(PERIOD, key, "路面", 1), base=0)
    with pytest.raises(Conflict):
        put(desks[1], Check(PERIOD, key, "路面", 2), base=0)


def test_a_reader_sees_one_moment(desks: tuple[Database, Database]) -> None:
    key = make_objects(desks[0])["乐坪"]
    put(desks[0], Check(PERIOD, key, "路面", 1))
    with desks[1].reading() as session:
        before = checks.of_period(session, SCHEME, PERIOD)
        put(desks[0], Check(PERIOD, key, "路面", 2))
        assert checks.of_period(session, SCHEME, PERIOD) == before
    with desks[1].reading() as session:
        assert checks.of_period(session, SCHEME, PERIOD) != before


def test_who_waits_too_long_is_told(desks: tuple[Database, Database]) -> None:
    key = make_objects(desks[0])["乐坪"]
    with desks[1].engine.connect() as connection:
        connection.exec_driver_sql("SET lock_timeout = '100ms'")
        connection.commit()
    with desks[0].writing(), pytest.raises(Unavailable, match="另一项工作占用"):
        put(desks[1], Check(PERIOD, key, "路面", 1))


def test_the_log_names_each_desk(desks: tuple[Database, Database]) -> None:
    key = make_objects(desks[0])["乐坪"]
    put(desks[0], Check(PERIOD, key, "路面", 1))
    put(desks[1], Check(PERIOD, key, "路面", 2))
    with desks[0].reading() as session:
        (found,) = checks.of_period(session, SCHEME, PERIOD)
    assert (found.who, found.version) == ("李强", 2)
    assert verified(desks[1]).ok
