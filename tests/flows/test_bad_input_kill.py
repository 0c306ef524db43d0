"""An import that is killed at any moment is in the database wholly or not at all."""

from __future__ import annotations

import random
import re
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.flows.bad_input import HEADER, Desk
from tests.services.louxing import OBJECTS, SCHEME

ROOT = Path(__file__).resolve().parents[2]
KILLS = 10
ROWS = 600


def start(sheet: Path, database: Path) -> subprocess.Popen[bytes]:
    """Start an import in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "cityassess", "import", str(sheet), "--database", str(database)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def events(desk: Desk, database: Path) -> int:
    """How many events a sound database has."""
    answer = desk.run("check", "--database", database)
    assert (answer.status, answer.lines) == (0, [])
    found = re.match(r"数据库完整，([\d,]+)条操作记录前后相连。", answer.out)
    assert found is not None
    return int(found[1].replace(",", ""))


def stored(database: Path, turn: int) -> int:
    """How many of the marks of one turn's sheet the database has."""
    connection = sqlite3.connect(database)
    try:
        counting = "SELECT COUNT(*) FROM spot_check WHERE place LIKE ?"
        return int(connection.execute(counting, (f"第{turn}轮%",)).fetchone()[0])
    finally:
        connection.close()


def test_a_killed_import_is_all_or_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = tmp_path / "office" / "本单位.db"
    desk = Desk(tmp_path, capsys, database)
    assert desk.run("import", SCHEME, OBJECTS, "--database", database).status == 0
    rng = random.Random(10)
    killed, took = 0, 0.0
    before = events(desk, database)
    for turn in range(KILLS):
        rows = (f"2017-{1 + i % 12:02d},乐坪,物业公司,0.01,第{turn}轮{i}" for i in range(ROWS))
        sheet = desk.sheet(*rows, header=f"{HEADER},地点", name=f"得分{turn}.csv")
        process = start(sheet, database)
        began = time.monotonic()
        if turn == 0:  # the first is let through, to know how long one takes
            assert process.wait(timeout=60) == 0
            took = time.monotonic() - began
            assert stored(database, turn) == ROWS
            before = events(desk, database)
            continue
        try:
            # Most of the time goes into starting; the later half is where the file is read and written.
            process.wait(timeout=took * rng.uniform(0.3, 1.0))
            took = min(took, time.monotonic() - began)
        except subprocess.TimeoutExpired:
            process.kill()
            killed += 1
        finally:
            process.wait()
        after = events(desk, database)
        assert stored(database, turn) == (0 if after == before else ROWS)
        before = after
    assert killed >= KILLS // 3
    assert {path.suffix for path in database.parent.iterdir()} == {".db", ".lock"}
