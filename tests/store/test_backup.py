"""Backups are verified copies; a restore loses nothing without a word."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path

import pysqlite3
import pytest
from sqlalchemy import select

from cityassess.errors import Cancelled, Unavailable
from cityassess.progress import Silent
from cityassess.scoring.values import Check
from cityassess.store import backup, checks, restore
from cityassess.store.backup import manifest_path
from cityassess.store.database import Database, open_database
from cityassess.store.events import head
from cityassess.store.missing import Missing
from cityassess.store.tables import EventRow
from tests.store import verify_log
from tests.store.office import PERIOD, SCHEME, make_objects, put, verified


def values(database: Database) -> list[int | None]:
    with database.reading() as session:
        return [item.check.value for item in checks.of_period(session, SCHEME, PERIOD)]


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def database_moment(database: Database, last: int) -> str:
    """When the first of so many last events was written."""
    with database.engine.connect() as connection:
        bodies = connection.execute(select(EventRow.body).order_by(EventRow.seq)).scalars().all()
    return str(json.loads(bodies[-last])["ts"])


@pytest.fixture
def filled(sqlite_path: Path) -> Path:
    """A closed database with one check, worth 8 points."""
    with open_database(sqlite_path, actor="张敏") as database:
        put(database, Check(PERIOD, make_objects(database)["乐坪"], "路面", 80_000))
    return sqlite_path


@pytest.fixture
def copy(filled: Path, tmp_path: Path) -> Path:
    """A backup of it."""
    path = tmp_path / "备份" / "office-1.db"
    with open_database(filled, actor="张敏") as database:
        backup.backup(database, path, Silent())
    return path


def test_a_backup_says_what_it_holds(filled: Path, copy: Path) -> None:
    with open_database(filled, actor="张敏") as database, database.reading() as session:
        end = head(session)
    stated = json.loads(manifest_path(copy).read_text(encoding="utf-8"))
    assert (stated["log_id"], stated["epoch"], stated["seq"], stated["head"]) == (
        end.log_id,
        end.epoch,
        end.seq,
        end.hash,
    )
    assert stated["rows"]["spot_check"] == 1
    assert stated["rows"]["assessed_object"] == 5
    assert backup.examine(copy, Silent()).sha256 == stated["sha256"]
    assert verify_log.verify(copy) == []
    assert names(copy.parent) == {copy.name, manifest_path(copy).name}


def test_a_backup_is_taken_while_others_write(filled: Path, tmp_path: Path) -> None:
    with open_database(filled, actor="张敏") as database:
        stop = threading.Event()

        def write() -> None:
            number = 0
            while not stop.is_set():
                number += 1
                put(database, Check(PERIOD, 1, "绿化", number, place=str(number)))

        writer = threading.Thread(target=write)
        writer.start()
        try:
            made = [backup.backup(database, tmp_path / f"{n}.db", Silent()) for n in range(5)]
        finally:
            stop.set()
            writer.join()
    assert [item.seq for item in made] == sorted(item.seq for item in made)
    for number in range(5):
        assert verify_log.verify(tmp_path / f"{number}.db") == []


def test_a_backup_does_not_replace_the_database_itself(filled: Path) -> None:
    with open_database(filled, actor="张敏") as database, pytest.raises(Unavailable, match="换一个文件名"):
        backup.backup(database, filled, Silent())


def test_a_stopped_backup_leaves_nothing(filled: Path, tmp_path: Path) -> None:
    class Impatient:
        def step(self, done: int, total: int, what: str = "") -> None:
            raise Cancelled

    folder = tmp_path / "备份"
    with open_database(filled, actor="张敏") as database, pytest.raises(Cancelled):
        backup.backup(database, folder / "a.db", Impatient())
    assert names(folder) == set()


def test_a_tampered_database_gives_no_backup(filled: Path, tmp_path: Path) -> None:
    base = pysqlite3.connect(str(filled), isolation_level=None)
    base.execute("UPDATE spot_check SET value = 99999")
    base.close()
    folder = tmp_path / "备份"
    with open_database(filled, actor="张敏") as database, pytest.raises(Unavailable, match="没有通过核对"):
        backup.backup(database, folder / "a.db", Silent())
    assert names(folder) == set()


def test_a_full_disk_leaves_the_older_backup(
    filled: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = copy.read_bytes()
    usage = shutil.disk_usage(copy.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage._replace(free=100))
    with open_database(filled, actor="张敏") as database, pytest.raises(Unavailable, match="剩余空间不够"):
        backup.backup(database, copy, Silent())
    assert copy.read_bytes() == before


def test_a_server_is_backed_up_by_its_own_tools(postgres_url: str, tmp_path: Path) -> None:
    with open_database(postgres_url, actor="张敏") as database, pytest.raises(Unavailable, match="pg_dump"):
        backup.backup(database, tmp_path / "a.db", Silent())


def test_a_restore_brings_back_the_copy_and_keeps_the_rest(filled: Path, copy: Path) -> None:
    with open_database(filled, actor="张敏") as database:
        put(database, Check(PERIOD, 1, "路面", 85_000))
        (later,) = put(database, Check(PERIOD, 1, "绿化", 70_000)).keys
        lost_end = verified(database).head
        third = database_moment(database, 3)
    warned: list[Missing | None] = []
    done = restore.restore(copy, filled, Silent(), actor="李强", reason="误删", warn=warned.append)
    assert done.former == lost_end
    assert done.lost == Missing(3, third)  # the new value, the new criterion, the new check
    assert warned == [done.lost]
    assert done.kept.epoch == 2
    assert done.set_aside is not None
    with open_database(filled, actor="李强") as database:
        assert database.warning == ""
        assert values(database) == [80_000]
        assert verified(database).ok
        (new,) = put(database, Check(PERIOD, 1, "绿化", 70_000)).keys
        assert new > later, "a number of the lost range is not used again"
    with open_database(done.set_aside, actor="审计") as former:
        assert sorted(value or 0 for value in values(former)) == [70_000, 85_000]
    assert verify_log.verify(filled) == []


def test_a_silent_exchange_for_the_copy_is_noticed(filled: Path, copy: Path) -> None:
    with open_database(filled, actor="张敏") as database:
        put(database, Check(PERIOD, 1, "路面", 85_000))
    filled.write_bytes(copy.read_bytes())
    with open_database(filled, actor="张敏") as database:
        assert "较早的副本" in database.warning


def test_restores_upon_restores_keep_their_history(filled: Path, copy: Path, tmp_path: Path) -> None:
    restore.restore(copy, filled, Silent(), actor="李强")
    with open_database(filled, actor="李强") as database:
        put(database, Check(PERIOD, 1, "路面", 85_000))
        second = tmp_path / "second.db"
        backup.backup(database, second, Silent())
        put(database, Check(PERIOD, 1, "路面", 86_000))
    assert restore.restore(second, filled, Silent(), actor="李强").kept.epoch == 3
    with open_database(filled, actor="李强") as database:
        assert values(database) == [85_000]
    # The first copy is of epoch 1: back behind both restores, of whose history it holds nothing.
    back = restore.restore(copy, filled, Silent(), actor="李强")
    assert back.kept.epoch == 4
    assert back.lost is not None
    assert back.lost.events == 3  # both restores, and the value between them
    with open_database(filled, actor="李强") as database:
        assert database.warning == ""
        assert values(database) == [80_000]
        assert verified(database).ok
    assert verify_log.verify(filled) == []


def test_a_restore_replaces_a_damaged_file(filled: Path, copy: Path) -> None:
    content = bytearray(filled.read_bytes())
    content[100:] = bytes(len(content) - 100)
    filled.write_bytes(content)
    done = restore.restore(copy, filled, Silent(), actor="李强")
    assert done.set_aside is not None
    assert done.set_aside.read_bytes() == content
    assert done.lost is None
    with open_database(filled, actor="李强") as database:
        assert values(database) == [80_000]
        assert database.warning == ""


def test_a_restore_makes_a_file_that_is_gone(filled: Path, copy: Path) -> None:
    filled.unlink()
    done = restore.restore(copy, filled, Silent(), actor="李强")
    assert done.set_aside is None
    assert done.lost == Missing(0)
    with open_database(filled, actor="李强") as database:
        assert values(database) == [80_000]


def damage(copy: Path) -> None:
    content = bytearray(copy.read_bytes())
    content[5000] ^= 1
    copy.write_bytes(content)


def swap_for_another(copy: Path) -> None:
    with open_database(copy, actor="别人") as database:
        put(database, Check(PERIOD, 1, "路面", 1))


def truncate(copy: Path) -> None:
    copy.write_bytes(copy.read_bytes()[:8192])


def edit_manifest(copy: Path) -> None:
    stated = json.loads(manifest_path(copy).read_text(encoding="utf-8"))
    stated["seq"] += 1
    manifest_path(copy).write_text(json.dumps(stated), encoding="utf-8")


@pytest.mark.parametrize("spoil", [damage, swap_for_another, truncate, edit_manifest, Path.unlink])
def test_a_spoilt_copy_is_not_restored(filled: Path, copy: Path, spoil: object) -> None:
    assert callable(spoil)
    spoil(copy)
    before = filled.read_bytes()
    with pytest.raises(Unavailable):
        restore.restore(copy, filled, Silent(), actor="李强")
    assert filled.read_bytes() == before


def test_a_warned_officer_may_still_stop(filled: Path, copy: Path) -> None:
    def stop(_: Missing | None) -> None:
        raise Cancelled

    with open_database(filled, actor="张敏") as database:
        put(database, Check(PERIOD, 1, "路面", 85_000))
    with pytest.raises(Cancelled):
        restore.restore(copy, filled, Silent(), actor="李强", warn=stop)
    with open_database(filled, actor="张敏") as database:
        assert values(database) == [85_000]
    assert not [name for name in names(filled.parent) if "恢复前" in name or name.endswith(".restore")]


def test_another_offices_copy_holds_nothing_of_this_one(filled: Path, tmp_path: Path) -> None:
    with open_database(tmp_path / "另一单位.db", actor="王芳") as database:
        put(database, Check(PERIOD, make_objects(database)["乐坪"], "路面", 80_000))
        backup.backup(database, tmp_path / "另一单位的备份.db", Silent())
    with open_database(filled, actor="张敏") as database:
        events = verified(database).events
    done = restore.restore(tmp_path / "另一单位的备份.db", filled, Silent(), actor="李强")
    assert done.lost is not None
    assert done.lost.events == events


def test_an_open_database_is_not_restored_over(filled: Path, copy: Path) -> None:
    with open_database(filled, actor="张敏") as database:
        with pytest.raises(Unavailable, match="张敏"):
            restore.restore(copy, filled, Silent(), actor="李强")
        assert values(database) == [80_000]
