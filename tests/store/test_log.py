"""The log: its form for good, its hashes, and that it cannot be changed by accident."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from cityassess import __version__
from cityassess.errors import Cancelled
from cityassess.scoring.values import Check
from cityassess.store import checks, events, settings
from cityassess.store.canonical import canonical, chain_hash, plain
from cityassess.store.checks import CheckDraft
from cityassess.store.database import Database, open_database
from cityassess.store.session import NO_HASH
from cityassess.store.tables import EventRow
from tests.store import verify_log
from tests.store.office import PERIOD, SCHEME, make_objects, put, verified

GOLDEN = json.loads(Path(__file__).with_name("golden_events.json").read_text(encoding="utf-8"))


def bodies(database: Database) -> list[dict[str, Any]]:
    with database.reading() as session:
        found = session.connection.execute(select(EventRow.body).order_by(EventRow.seq)).scalars()
        return [json.loads(body) for body in found]


@pytest.mark.parametrize("number", range(len(GOLDEN)))
def test_golden_events_keep_their_bytes_and_hashes(number: int) -> None:
    golden = GOLDEN[number]
    previous = GOLDEN[number - 1]["hash"] if number else NO_HASH
    assert canonical(golden["event"]) == golden["body"]
    assert chain_hash(previous, golden["body"]) == golden["hash"]
    assert verify_log.next_hash(previous, golden["body"]) == golden["hash"]


@pytest.mark.parametrize("value", [1.5, True, b"x", object()])
def test_nothing_inexact_gets_into_an_event(value: object) -> None:
    with pytest.raises(TypeError):
        plain(value)


def test_the_first_event_names_the_algorithm(database: Database) -> None:
    first = bodies(database)[0]
    assert first["op"] == "create"
    assert first["entity"] == "database"
    assert first["after"]["hash"] == "SHA-256(prev || body)"
    assert first["prev"] == NO_HASH
    assert (first["seq"], first["epoch"], first["app_version"]) == (1, 1, __version__)


def test_an_event_says_who_what_and_why(database: Database) -> None:
    key = make_objects(database)["乐坪"]
    put(database, Check(PERIOD, key, "路面", 80_000))
    with database.writing("复核后更正") as session:
        checks.put(session, SCHEME, [CheckDraft(Check(PERIOD, key, "路面", 85_000), 1)])
    event = bodies(database)[-1]
    assert (event["op"], event["entity"], event["ver_before"]) == ("change", "spot_check", 1)
    assert (event["person"], event["reason"]) == ("张敏", "复核后更正")
    assert event["session_user"]
    assert event["before"]["value"], event["after"]["value"] == (80_000, 85_000)
    assert event["entity_id"] == event["after"]["id"] == event["before"]["id"]
    assert event["ts"].endswith("Z")
    assert event["after"]["changed_at"] == event["ts"]


def test_every_transaction_moves_the_head(database: Database) -> None:
    with database.reading() as session:
        before = events.head(session)
    with database.writing() as session:
        settings.put(session, "机关", "城管局")
    with database.reading() as session:
        after = events.head(session)
    assert (after.log_id, after.epoch, after.seq) == (before.log_id, before.epoch, before.seq + 1)
    assert after.hash != before.hash
    assert verified(database).head == after


@pytest.mark.parametrize("statement", ["UPDATE event SET body = '{}' WHERE seq = 1", "DELETE FROM event"])
def test_the_log_cannot_be_changed_by_accident(database: Database, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), database.writing() as session:
        session.connection.execute(text(statement))
    assert verified(database).ok


def test_both_verifiers_pass_an_honest_history(sqlite_path: Path) -> None:
    with open_database(sqlite_path, actor="张敏") as database:
        keys = make_objects(database)
        put(database, *(Check(PERIOD, key, f"c{n}", n) for key in keys.values() for n in range(200)))
        put(database, *(Check(PERIOD, key, f"c{n}", n + 1) for key in keys.values() for n in range(100)))
        found = verified(database)
        assert found.ok
        assert found.problems == ()
    assert verify_log.verify(sqlite_path) == []


def test_verifying_can_be_stopped(database: Database) -> None:
    class Impatient:
        def step(self, done: int, total: int, what: str = "") -> None:
            raise Cancelled

    with database.writing() as session:
        for number in range(600):
            settings.put(session, f"设置{number}", "1")
    with pytest.raises(Cancelled):
        events.verify(database, Impatient())
    assert verified(database).ok
