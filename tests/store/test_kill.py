"""A writer killed at any moment loses nothing that it acknowledged, and leaves nothing half-written."""

from __future__ import annotations

import multiprocessing
import random
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from cityassess.scoring.values import Check
from cityassess.store import checks
from cityassess.store.checks import CheckDraft
from cityassess.store.database import Database, open_database
from tests.store import verify_log
from tests.store.office import PERIOD, SCHEME, make_objects, verified

KILLS = 55
PAIR = ("一半", "另一半")


def write_until_killed(path: str, folder: str, start: int, key: int, acknowledged: Connection) -> None:
    """Put pairs of checks, each pair in one transaction, and tell the number of each pair that was committed."""
    with open_database(path, actor="张敏", anchor_folder=Path(folder)) as database:
        number = start
        while True:
            drafts = [CheckDraft(Check(PERIOD, key, code, number, place=str(number))) for code in PAIR]
            with database.writing() as session:
                checks.put(session, SCHEME, drafts)
            acknowledged.send(number)
            number += 1


def writers_context() -> Any:
    """How writers are started: forked from a server process that has imported all, where there is such a thing."""
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        ["tests.store.test_kill", "sqlalchemy.dialects.sqlite", "pysqlite3", "filelock"]
    )
    return context


def pairs(database: Database) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {code: set() for code in PAIR}
    with database.reading() as session:
        for item in checks.of_period(session, SCHEME, PERIOD):
            found[item.check.criterion].add(item.check.value or 0)
    return found


def test_no_acknowledged_check_is_lost_when_the_writer_is_killed(sqlite_path: Path, own_memory: Path) -> None:
    context = writers_context()
    rng = random.Random(55)
    with open_database(sqlite_path, actor="张敏") as database:
        key = make_objects(database)["乐坪"]
    promised: set[int] = set()
    next_number = 1
    for turn in range(KILLS):
        here, there = context.Pipe(duplex=False)
        arguments = (str(sqlite_path), str(own_memory), next_number, key, there)
        writer = context.Process(target=write_until_killed, args=arguments, daemon=True)
        writer.start()
        there.close()
        # The first kill of all may come while the file is being opened; the others among the writes.
        wanted = rng.randrange(0, 12)
        try:
            for _ in range(wanted):
                promised.add(here.recv())
            here.poll(rng.uniform(0, 0.01))
        finally:
            writer.kill()
            writer.join()
        try:
            while True:  # what was acknowledged before the kill but not yet read
                promised.add(here.recv())
        except EOFError:
            here.close()
        writer.close()
        next_number = max(promised, default=0) + 1000
        if turn % 11 == 10:
            with open_database(sqlite_path, actor="李强") as database:
                assert verified(database).ok
    with open_database(sqlite_path, actor="李强") as database:
        found = pairs(database)
        assert verified(database).ok
        assert database.warning == ""
    assert len(promised) > KILLS
    assert promised <= found[PAIR[0]]
    assert found[PAIR[0]] == found[PAIR[1]], "a pair is one transaction: both or neither"
    assert len(found[PAIR[0]] - promised) <= KILLS
    assert verify_log.verify(sqlite_path) == []
