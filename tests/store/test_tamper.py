"""Whoever edits the file with another program is found out, by both verifiers."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pysqlite3
import pytest

from cityassess.scoring.values import Check, Classification
from cityassess.store import (
    checks,
    drafts,
    issued,
    objects,
    papers,
    photos,
    publications,
    schemes,
    settings,
)
from cityassess.store.canonical import canonical, chain_hash
from cityassess.store.database import open_database
from cityassess.store.objects import ObjectDraft
from tests.store import verify_log
from tests.store.office import PERIOD, SCHEME, make_objects, put, verified

Connection = Any  # pysqlite3 has no types
ALTERATIONS = 60


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed database with something of everything in it."""
    folder = tmp_path_factory.mktemp("honest")
    path = folder / "office.db"
    with open_database(path, actor="张敏", anchor_folder=folder) as database:
        keys = make_objects(database)
        everything = [
            Check(PERIOD, key, f"c{n}", n * 100, note=f"第{n}处") for key in keys.values() for n in range(30)
        ]
        put(database, *everything)
        put(database, *(Check("2017-04", key, "c1", 100) for key in keys.values()))
        (taken, *_) = put(database, Check("2017-04", keys["乐坪"], "c2", None)).keys
        put(database, Check("2017-04", keys["花山"], "c1", 200), base=1)
        put(database, Check("2017-04", keys["花山"], "c3", 300, severity="严重", repeated=True))
        with database.writing("录错") as session:
            checks.withdraw(session, taken, 1, "录错")
            reclassified = (Classification(date(2018, 1, 1), "乙组", "一类"),)
            street = ObjectDraft(
                "乐坪", "街道", reclassified=reclassified, lead="花山", responsible=("双江",)
            )
            objects.save_objects(session, [street])
            draft = schemes.EditionDraft(SCHEME, date(2016, 9, 1), None, "方案", "1号", "满分: 100\n")
            edition = schemes.save_edition(session, draft)
            published = publications.freeze(
                session, publications.PublicationDraft(PERIOD, SCHEME, edition.id, b"{}", "d")
            )
            issue = issued.IssueDraft(
                published.id, "monthly", "第期", 2017, 1, "第1期", "通报", date(2017, 6, 1), b"{}"
            )
            issued.put(session, issue)
            papers.put(session, published.id, papers.PDF, b"%PDF-1.4")
            photos.put(session, b"\xff\xd8", 4, 3)
            drafts.put(session, SCHEME, PERIOD, 2, '{"words":{}}', 0)
            settings.put(session, "机关", "城管局")
    return path


@pytest.fixture
def suspect(honest: Path, tmp_path: Path, own_memory: Path) -> Path:
    """A copy of the honest database, to be tampered with."""
    path = tmp_path / "suspect.db"
    shutil.copyfile(honest, path)
    return path


def tables(base: Connection) -> Iterator[tuple[str, str]]:
    """Every column that counts."""
    derived = {("period", "rev"), ("alembic_version", "version_num")}
    for (table,) in base.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ):
        for column in base.execute(f"PRAGMA table_info({table})"):
            if (table, column[1]) not in derived:
                yield table, column[1]


def without_guards(path: Path) -> Connection:
    base = pysqlite3.connect(str(path), isolation_level=None)
    base.execute("DROP TRIGGER IF EXISTS event_no_update")
    base.execute("DROP TRIGGER IF EXISTS event_no_delete")
    base.execute("PRAGMA ignore_check_constraints = ON")
    return base


def found_out(path: Path) -> tuple[bool, bool]:
    second = bool(verify_log.verify(path))
    with open_database(path, actor="审计") as database:
        return not verified(database).ok, second


def test_the_honest_database_passes(suspect: Path) -> None:
    assert found_out(suspect) == (False, False)


def alter(base: Connection, rng: random.Random) -> str:
    """Change, delete or add one thing at random; returns what was done."""
    table, column = rng.choice(list(tables(base)))
    (number,) = base.execute(f"SELECT count(*) FROM {table}").fetchone()
    (rowid, value) = base.execute(
        f"SELECT rowid, {column} FROM {table} LIMIT 1 OFFSET {rng.randrange(number)}"
    ).fetchone()
    if rng.random() < 0.2 and table not in ("head", "meta"):
        base.execute(f"DELETE FROM {table} WHERE rowid = ?", (rowid,))
        return f"delete {table} {rowid}"
    if isinstance(value, int):
        other: object = value + rng.choice([-1, 1, 1000])
    elif isinstance(value, bytes):
        other = value + b" "
    elif value is None:
        other = 1 if column == "value" else "2017-01-01"
    else:
        at = rng.randrange(len(value) + 1)
        other = value[:at] + rng.choice("09af张") + value[at + 1 :]
    if other == value:
        other = f"{value}0"
    base.execute(f"UPDATE OR REPLACE {table} SET {column} = ? WHERE rowid = ?", (other, rowid))
    return f"{table}.{column} {rowid}: {value!r:.60} -> {other!r:.60}"


def test_random_edits_are_found(suspect: Path, honest: Path) -> None:
    rng = random.Random(20261121)
    missed = []
    for _ in range(ALTERATIONS):
        shutil.copyfile(honest, suspect)
        base = without_guards(suspect)
        done = alter(base, rng)
        base.close()
        first = second = True
        try:
            second = bool(verify_log.verify(suspect))
        except (KeyError, ValueError, TypeError):
            second = True  # an event that is no event any more
        with open_database(suspect, actor="审计") as database:
            first = not verified(database).ok
        if not (first and second):
            missed.append((done, first, second))
    assert missed == []


def swap_values(base: Connection) -> None:
    (one, two) = base.execute("SELECT id, value FROM spot_check WHERE value > 0 LIMIT 2").fetchall()
    base.execute("UPDATE spot_check SET value = ? WHERE id = ?", (two[1], one[0]))
    base.execute("UPDATE spot_check SET value = ? WHERE id = ?", (one[1], two[0]))


def swap_periods(base: Connection) -> None:
    for old, new in ((PERIOD, "x"), ("2017-04", PERIOD), ("x", "2017-04")):
        base.execute("UPDATE period SET code = ? WHERE code = ?", (new, old))


def add_check(base: Connection) -> None:
    base.execute(
        "INSERT INTO spot_check SELECT id + 1000, period_id, object_id, criterion_id, value, count, day, inspector,"
        " mode, place, note, source, rectified, 'other', version, changed_by, changed_at, severity, repeated, found"
        " FROM spot_check LIMIT 1"
    )


def cut_the_end(base: Connection) -> None:
    base.execute("DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)")
    base.execute("DELETE FROM setting")
    seq, digest = base.execute("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
    base.execute("UPDATE head SET seq = ?, hash = ?", (seq, digest))


def rehash_one(base: Connection) -> None:
    seq, body = base.execute("SELECT seq, body FROM event WHERE body LIKE '%城管局%'").fetchone()
    event = json.loads(body)
    event["after"]["value"] = "别的机关"
    changed = canonical(event)
    digest = chain_hash(event["prev"], changed)
    base.execute("UPDATE event SET body = ?, hash = ? WHERE seq = ?", (changed, digest, seq))
    base.execute("UPDATE head SET hash = ?", (digest,))


@pytest.mark.parametrize("act", [swap_values, swap_periods, add_check, rehash_one])
def test_planned_edits_are_found(suspect: Path, act: Callable[[Connection], None]) -> None:
    base = without_guards(suspect)
    act(base)
    base.close()
    assert found_out(suspect) == (True, True)


def rewrite(path: Path) -> None:
    """Rewrite a score and the whole log behind it, as somebody who knows this program would."""
    base = without_guards(path)
    base.execute("UPDATE spot_check SET value = 999999 WHERE period_id = 2 AND object_id = 1")
    previous, last = "0" * 64, 0
    for seq, body in base.execute("SELECT seq, body FROM event ORDER BY seq").fetchall():
        event = json.loads(body)
        event["prev"] = previous
        after = event["after"] if event["entity"] == "spot_check" else None
        if after and "rows" in after and after["same"].get("period_id") == 2:
            value_of = dict(base.execute("SELECT id, value FROM spot_check"))
            if "value" in after["same"]:
                after["columns"].append("value")
                del after["same"]["value"]
                after["rows"] = [[*row, 0] for row in after["rows"]]
            where, identity = after["columns"].index("value"), after["columns"].index("id")
            for row in after["rows"]:
                row[where] = value_of.get(row[identity], 100)
        new = canonical(event)
        previous, last = chain_hash(previous, new), seq
        base.execute("UPDATE event SET body = ?, hash = ? WHERE seq = ?", (new, previous, seq))
    base.execute("UPDATE head SET hash = ?, seq = ?", (previous, last))
    base.close()


def test_only_this_machines_memory_finds_a_shortened_log(suspect: Path) -> None:
    with open_database(suspect, actor="张敏") as database:
        assert verified(database).ok
    base = without_guards(suspect)
    cut_the_end(base)
    base.close()
    assert verify_log.verify(suspect) == []
    with open_database(suspect, actor="审计") as database:
        assert "较早的副本" in database.warning
        found = verified(database)
        assert not found.ok
        assert "较早的副本" in str(found.problems[0])
        put(database, Check("2017-06", 1, "c1", 1))  # a warning is no lock: work goes on
    with open_database(suspect, actor="审计") as database:
        assert database.warning, "what speaks against the file must not be forgotten on closing"


def test_only_this_machines_memory_finds_a_rewritten_log(suspect: Path) -> None:
    with open_database(suspect, actor="张敏"):
        pass
    rewrite(suspect)
    with open_database(suspect, actor="审计") as database:
        assert "改写" in database.warning
        found = verified(database)
    assert [str(problem) for problem in found.problems if "本机见过" in str(problem)]


def test_another_machine_is_not_warned_of_an_honest_log(suspect: Path, tmp_path: Path) -> None:
    with open_database(suspect, actor="张敏", anchor_folder=tmp_path / "other") as database:
        assert database.warning == ""
        assert verified(database).ok
