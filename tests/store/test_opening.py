"""Opening a database, and each way in which it cannot be opened or written: one clear sentence, nothing damaged."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pysqlite3
import pytest
from sqlalchemy import make_url, text

from cityassess.errors import Unavailable
from cityassess.scoring.values import Check
from cityassess.store import engine, location, migrate, objects
from cityassess.store.database import Database, open_database
from tests.databases import PostgresServer
from tests.store.office import PERIOD, make_objects, put, verified

ROOT = Path(__file__).parents[2]
LATIN_WORDS = ("Error", "Exception", "Traceback", "sqlite3", "psycopg")


def refusal(where: str | Path, *, create: bool = True) -> str:
    """The sentence with which opening is refused."""
    with pytest.raises(Unavailable) as refused:
        open_database(where, actor="李强", create=create).close()
    said = str(refused.value)
    assert said.endswith("。")
    assert not any(word in said for word in LATIN_WORDS)
    return said


def test_a_new_database_is_empty_and_sound(database: Database) -> None:
    with database.reading() as session:
        assert objects.load_roster(session).objects == ()
    assert verified(database).ok
    assert database.warning == ""


def test_a_file_is_opened_with_the_safe_settings(sqlite_path: Path) -> None:
    with open_database(sqlite_path, actor="张敏") as database, database.reading() as session:
        wanted = {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "trusted_schema": 0,
            "cell_size_check": 1,
            "mmap_size": 0,
            "busy_timeout": 5000,
            "application_id": engine.APPLICATION_ID,
        }
        found = {name: session.connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
    assert found == wanted


def test_an_old_sqlite_library_is_refused(sqlite_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pysqlite3, "sqlite_version_info", (3, 51, 2))
    assert "太旧" in refusal(sqlite_path)
    monkeypatch.undo()
    assert pysqlite3.sqlite_version_info >= engine.OLDEST_SQLITE


def test_the_second_program_is_told_who_holds_the_file(sqlite_path: Path) -> None:
    with open_database(sqlite_path, actor="张敏"):
        said = refusal(sqlite_path)
        assert "张敏" in said
        assert platform.node() in said
    open_database(sqlite_path, actor="李强").close()


def test_another_process_is_kept_out_and_let_in_after_a_kill(sqlite_path: Path) -> None:
    script = (
        "import sys; from cityassess.store.database import open_database\n"
        "database = open_database(sys.argv[1], actor='王芳')\n"
        "print('open', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(sqlite_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"open"
        assert "王芳" in refusal(sqlite_path)
        holder.kill()
        holder.wait()
    with open_database(sqlite_path, actor="李强") as database:
        assert verified(database).ok


def test_a_holder_whose_note_is_gone_is_another_program(sqlite_path: Path) -> None:
    with open_database(sqlite_path, actor="张敏"):
        note = sqlite_path.with_name(sqlite_path.name + ".holder.json")
        assert json.loads(note.read_text(encoding="utf-8"))["user"] == "张敏"
        note.write_text("半", encoding="utf-8")
        assert "另一个程序" in refusal(sqlite_path)


def test_nothing_is_made_where_nothing_should_be(sqlite_path: Path) -> None:
    assert "找不到数据库" in refusal(sqlite_path, create=False)
    assert not sqlite_path.exists()
    assert "是文件夹" in refusal(sqlite_path.parent)


def test_a_file_of_another_kind_is_left_alone(sqlite_path: Path) -> None:
    content = b"PK\x03\x04" + bytes(range(256)) * 20
    sqlite_path.write_bytes(content)
    assert "不是本程序的数据库" in refusal(sqlite_path)
    assert sqlite_path.read_bytes() == content


def test_another_programs_database_is_left_alone(sqlite_path: Path) -> None:
    base = pysqlite3.connect(str(sqlite_path))
    base.execute("CREATE TABLE customer (id)")
    base.close()
    content = sqlite_path.read_bytes()
    assert "别的程序" in refusal(sqlite_path)
    assert sqlite_path.read_bytes() == content


def test_a_damaged_file_is_refused(sqlite_path: Path) -> None:
    open_database(sqlite_path, actor="张敏").close()
    content = bytearray(sqlite_path.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    sqlite_path.write_bytes(content)
    assert "已损坏" in refusal(sqlite_path) or "不是本程序" in refusal(sqlite_path)


def test_a_database_that_lost_its_head_is_refused(sqlite_path: Path) -> None:
    open_database(sqlite_path, actor="张敏").close()
    base = pysqlite3.connect(str(sqlite_path), isolation_level=None)
    base.execute("DELETE FROM head")
    base.close()
    assert "已经损坏" in refusal(sqlite_path)


def make_newer(where: str) -> None:
    with open_database(where, actor="张敏") as database, database.writing() as session:
        session.connection.execute(text(f"UPDATE alembic_version SET version_num = '{migrate.SCHEMA + 1}'"))


def test_a_database_of_a_newer_program_is_refused(database_url: str) -> None:
    make_newer(database_url)
    said = refusal(database_url)
    assert "更新的版本" in said
    assert "升级本程序" in said


@pytest.mark.parametrize(
    "folder",
    [
        "OneDrive",
        "OneDrive - 城管局",
        "坚果云",
        "我的坚果云",
        "WPS云盘",
        "Dropbox",
        "百度网盘",
        "iCloudDrive",
        "Nutstore",
    ],
)
def test_synchronised_folders_are_refused(tmp_path: Path, folder: str) -> None:
    said = refusal(tmp_path / folder / "考核" / "office.db")
    assert folder in said
    assert "PostgreSQL" in said
    assert not (tmp_path / folder).exists()


@pytest.mark.parametrize("where", [r"\\server\share\office.db", "//server/share/office.db"])
def test_network_paths_are_refused(where: str) -> None:
    assert "PostgreSQL" in refusal(where)


def test_ordinary_folders_with_similar_names_are_taken(tmp_path: Path, own_memory: Path) -> None:
    open_database(tmp_path / "坚果云资料整理" / "office.db", actor="张敏").close()


def test_file_systems_are_read_from_the_list_of_mounts(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/sda / ext4 rw 0 0\nnas:/x /mnt/a\\040b nfs4 rw 0 0\n//pc/y /mnt/a\\040b/c cifs rw 0 0\n",
        encoding="utf-8",
    )
    assert location._file_system(Path("/home/x.db"), mounts) == "ext4"
    assert location._file_system(Path("/mnt/a b/x.db"), mounts) == "nfs4"
    assert location._file_system(Path("/mnt/a b/c/x.db"), mounts) == "cifs"
    assert location._file_system(Path("/home/x.db"), tmp_path / "none") == ""


def test_a_network_drive_is_refused(sqlite_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(location, "_drive_kind", lambda path: "网络驱动器")
    assert "网络驱动器" in refusal(sqlite_path)


@pytest.fixture
def nobodys_folder(own_memory: Path) -> Iterator[Path]:
    """A folder of a user whom permissions stop; the test runs as that user (root would pass everywhere)."""
    if sys.platform == "win32":
        pytest.skip("permissions work otherwise on Windows")
    folder = Path(tempfile.mkdtemp(prefix="cityassess-"))
    nobody = 65534
    root = os.geteuid() == 0
    if root:
        os.chown(folder, nobody, nobody)
        os.seteuid(nobody)
    try:
        yield folder
    finally:
        if root:
            os.seteuid(0)
        shutil.rmtree(folder)


def test_a_folder_that_cannot_be_written_is_refused(nobodys_folder: Path) -> None:
    nobodys_folder.chmod(0o555)
    try:
        assert "不能写入" in refusal(nobodys_folder / "office.db")
        assert "建不成" in refusal(nobodys_folder / "下级" / "office.db")
        assert list(nobodys_folder.iterdir()) == []
    finally:
        nobodys_folder.chmod(0o755)


def test_a_file_that_cannot_be_written_is_refused(nobodys_folder: Path) -> None:
    path = nobodys_folder / "office.db"
    open_database(path, actor="张敏").close()
    path.chmod(0o444)
    assert "只能读" in refusal(path)


@pytest.mark.parametrize("many", [1, 3000])
def test_a_full_disk_loses_only_what_was_not_saved(sqlite_path: Path, many: int) -> None:
    with open_database(sqlite_path, actor="张敏") as database:
        key = make_objects(database)["乐坪"]
        put(database, Check(PERIOD, key, "路面", 80_000))
        before = verified(database)
        with database.engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(Unavailable, match="磁盘已满"):
            put(database, *(Check(PERIOD, key, f"c{n}", 1, note="长" * 5000) for n in range(many)))
        assert verified(database) == before
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        assert put(database, Check(PERIOD, key, "绿化", 1)).created == 1
        assert verified(database).ok


def test_writers_of_one_program_wait_for_each_other(database: Database) -> None:
    key = make_objects(database)["乐坪"]

    def write(number: int) -> None:
        for turn in range(5):
            put(database, Check(PERIOD, key, f"c{number}-{turn}", 1))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    with database.reading() as session:
        assert session.connection.exec_driver_sql("SELECT count(*) FROM spot_check").scalar() == 20
    assert verified(database).ok


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://server/office", "不支持"),
        ("postgresql//", "找不到"),
        ("sqlite://", "不支持"),
        ("://", "写法不对"),
        ("postgresql://u@127.0.0.1:1/office?connect_timeout=2", "连不上"),
    ],
)
def test_addresses_that_lead_nowhere(url: str, words: str) -> None:
    assert words in refusal(url, create=False)


def test_a_server_without_the_database_says_so(postgres_server: PostgresServer, own_memory: Path) -> None:
    assert "没有" in refusal(postgres_server.of("no_such_office"))


def test_a_password_is_never_shown() -> None:
    said = refusal("postgresql://u:geheim@127.0.0.1:1/office?connect_timeout=2")
    assert "geheim" not in said


def test_an_empty_server_database_gets_its_tables_once(
    postgres_server: PostgresServer, own_memory: Path
) -> None:
    name = postgres_server.make("template1")
    url = postgres_server.of(name)
    try:
        assert "空的数据库" in refusal(url, create=False)
        with ThreadPoolExecutor(3) as pool:
            opened = list(pool.map(lambda actor: open_database(url, actor=actor), ["张敏", "李强", "王芳"]))
        assert all(verified(database).events == 1 for database in opened)
        for database in opened:
            database.close()
    finally:
        postgres_server.drop(name)


def test_a_lost_server_connection_is_said_and_the_next_works(
    postgres_url: str, postgres_server: PostgresServer
) -> None:
    with open_database(postgres_url, actor="张敏") as database:
        key = make_objects(database)["乐坪"]
        name = make_url(postgres_url).database
        cut = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        with pytest.raises(Unavailable), database.writing() as session:
            postgres_server.run(cut)
            session.connection.exec_driver_sql("SELECT 1")
        assert put(database, Check(PERIOD, key, "路面", 1)).created == 1
        assert verified(database).ok


def test_closing_twice_does_no_harm(database_url: str) -> None:
    database = open_database(database_url, actor="张敏")
    database.close()
    database.close()
