"""Databases, disks and file names that will not do: each is one sentence, and nothing is touched."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cityassess.services import places
from cityassess.services.office import open_office
from tests.flows.bad_input import HEADER, Desk
from tests.services.louxing import MARKS, OBJECTS, SCHEME

ROOT = Path(__file__).resolve().parents[2]
MONTH = ("--period", "2017-05")


def own_copy(desk: Desk, name: str = "本单位.db") -> Path:
    """A copy of the office's database that a test may spoil."""
    return Path(shutil.copy(desk.database, desk.folder / name))


def with_version(path: Path, number: str) -> Path:
    """Change what a database says of its tables' version."""
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (number,))
    connection.close()
    return path


def every_command(desk: Desk, database: Path) -> set[str]:
    """What every command that needs the database says of it: the same one sentence."""
    said: set[str] = set()
    for command in (
        ("score", *MONTH),
        ("explain", *MONTH, "--object", "乐坪"),
        ("bulletin", *MONTH, "--out", str(desk.folder / "通报.pdf")),
        ("import", str(MARKS["2017-05"])),
        ("scheme", "list"),
        ("check",),
        ("backup", str(desk.folder / "备份.db")),
    ):
        (sentence,) = desk.refused(*command, "--database", database)
        said.add(sentence)
    return said


# ---- databases


def test_a_database_of_a_newer_program(desk: Desk) -> None:
    (said,) = every_command(desk, with_version(own_copy(desk), "99"))
    assert "由更新的版本建立（库版本99" in said
    assert said.endswith("没有改动。升级本程序后再打开。")


def test_another_programs_database(desk: Desk) -> None:
    path = desk.folder / "别的.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE bill (amount REAL)")
    connection.close()
    (said,) = every_command(desk, path)
    assert said == f"“{path}”是别的程序的数据库，没有改动。换一个文件，或新建数据库。"


def test_what_is_no_database(desk: Desk) -> None:
    path = desk.file("得分.db", "考核周期,考核对象\n" * 200)
    (said,) = every_command(desk, path)
    assert said == f"“{path}”不是本程序的数据库文件。换一个文件，或用最近的备份恢复。"
    (said,) = desk.refused("restore", path, "--database", desk.folder / "新.db")
    assert "不是本程序的数据库文件" in said


def test_half_a_database(desk: Desk) -> None:
    path = own_copy(desk)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    (said,) = every_command(desk, path)
    assert said == f"“{path}”已损坏，没有改动。可用最近的备份恢复。"


def test_folders_and_missing_databases(desk: Desk) -> None:
    (said,) = every_command(desk, desk.folder)
    assert said.startswith(f"“{desk.folder}”是文件夹，不是数据库文件。")
    missing = desk.folder / "没有.db"
    (said,) = desk.refused("score", *MONTH, "--database", missing)
    assert said == f"找不到数据库“{missing}”。检查路径，或新建数据库。"


@pytest.mark.parametrize("where", ["mysql://x/y", "nosuch://x/y", "://"])
def test_addresses_of_other_servers(desk: Desk, where: str) -> None:
    (said,) = desk.refused("score", *MONTH, "--database", where)
    assert "PostgreSQL" in said or "postgresql" in said


def test_an_import_that_is_refused_or_only_tried_makes_no_database(desk: Desk) -> None:
    new = desk.folder / "新.db"
    (said,) = desk.refused("import", MARKS["2017-05"], "--database", new)
    assert said == "marks-2017-05.csv 第2行 “考核周期”列：2017年5月没有生效的考核方案。先导入方案文件。"
    assert desk.run("import", SCHEME, OBJECTS, "--dry-run", "--database", new).status == 0
    assert not new.exists()


def test_a_second_program_on_the_same_file(desk: Desk) -> None:
    script = (
        "import sys; from cityassess.store.database import open_database\n"
        "database = open_database(sys.argv[1], actor='王芳')\n"
        "print('open', flush=True); sys.stdin.read(); database.close()"
    )
    database = own_copy(desk)
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline().strip() == b"open"
        (said,) = every_command(desk, database)
        assert said.startswith(f"“{database}”已由王芳（")
        assert said.endswith("同一个数据库文件同时只能由一个程序使用，先关闭那边的程序再试。")
        (said,) = desk.refused("restore", desk.database, "--database", database)
        assert "已由王芳（" in said
        holder.stdin.close()
        assert holder.wait(timeout=20) == 0
    assert desk.run("check", "--database", database).status == 0


def test_a_database_in_use_is_no_backup(desk: Desk) -> None:
    database, target = own_copy(desk), desk.folder / "新.db"
    sheet = desk.sheet("2017-05,乐坪,城管,20")
    with open_office(database, actor="王芳") as office:
        office.importing.run([sheet])
        (said,) = desk.refused("restore", database, "--database", target)
        assert said.startswith(f"“{database}”正在使用，或没有正常关闭，不能当作备份。")
    assert desk.run("restore", database, "--database", target).status == 0
    again = desk.run("restore", desk.database, "--database", target).out.splitlines()
    lost = r"数据库里最近\d+条操作记录（自\d{4}-\d\d-\d\d \d\d:\d\d起）不在备份里"
    assert re.fullmatch(f"现有{lost}，将连同原库另存。", again[0])
    assert again[1] == f"已从备份恢复：{target}"
    assert re.fullmatch(f"原{lost}，已连同原库另存为：.*新-恢复前-.*", again[2])
    assert desk.run("restore", database, "--database", target).status == 0
    assert "新增0条，更正0条，未变1条" in desk.run("import", sheet, "--database", target).out
    assert {path.suffix for path in desk.folder.iterdir()} == {".csv", ".db", ".lock"}


def test_two_imports_at_once_are_one_after_the_other_or_one_is_told(desk: Desk) -> None:
    database = own_copy(desk)
    sheets = [desk.sheet(f"2017-05,{name},城管,20", name=f"{name}.csv") for name in ("乐坪", "大科")]
    imports = [
        subprocess.Popen(
            [sys.executable, "-m", "cityassess", "import", str(sheet), "--database", str(database)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        for sheet in sheets
    ]
    answers = [(process.communicate(timeout=60), process.returncode) for process in imports]
    done = [(out, err) for (out, err), status in answers if status == 0]
    told = [(out, err) for (out, err), status in answers if status == 1]
    assert len(done) + len(told) == 2
    assert done
    assert all(out.startswith("得分：新增0条，更正1条，未变0条。") and err == "" for out, err in done)
    assert all(out == "" and "先关闭那边的程序再试。\n" in err for out, err in told)
    assert desk.run("check", "--database", database).status == 0


# ---- places that cannot be written


@pytest.fixture
def nobodys(desk: Desk, fresh_memory: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a database, of a user whom permissions stop; root would pass everywhere."""
    if sys.platform == "win32":
        pytest.skip("permissions work otherwise on Windows")
    for command in ("bulletin", "workbook", "template"):  # all is loaded that the other user may not read
        path = desk.folder / "试写"
        assert desk.run(command, *MONTH, "--out", path, "--database", desk.database).status == 0
        path.unlink()
    folder = Path(tempfile.mkdtemp(prefix="cityassess-"))
    shutil.copy(desk.database, folder / "本单位.db")
    root = os.geteuid() == 0
    if root:
        monkeypatch.setattr(places, "fault_log", lambda: fresh_memory / "faults.log")
        for parent in fresh_memory.parents:
            if parent == Path(tempfile.gettempdir()):
                break
            parent.chmod(0o755)
        for path in (folder, folder / "本单位.db", fresh_memory):
            os.chown(path, 65534, 65534)
        os.seteuid(65534)
    try:
        yield folder
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)
        shutil.rmtree(folder)


@pytest.fixture
def bare_desk(nobodys: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """A desk in that folder."""
    return Desk(nobodys, capsys, nobodys / "本单位.db")


def test_a_read_only_file(bare_desk: Desk) -> None:
    bare_desk.database.chmod(0o444)
    (said,) = bare_desk.refused("score", *MONTH, "--database", bare_desk.database)
    assert (
        said == f"“{bare_desk.database}”只能读，不能写，没有打开。去掉文件的只读属性，或换一个可写的文件夹。"
    )
    assert bare_desk.refused("import", MARKS["2017-05"], "--database", bare_desk.database) == [said]


def test_a_read_only_folder(bare_desk: Desk) -> None:
    bare_desk.folder.chmod(0o555)
    (said,) = bare_desk.refused("import", MARKS["2017-05"], "--database", bare_desk.database)
    assert said == f"“{bare_desk.folder}”不能写入，数据库没有打开。换一个可写的文件夹，或请管理员授权。"
    for name in ("新.db", "下级/新.db"):
        (said,) = bare_desk.refused("import", SCHEME, "--database", bare_desk.folder / name)
        assert "换一个可写的文件夹，或请管理员授权。" in said
    (said,) = bare_desk.refused("demo", "--no-window", "--folder", bare_desk.folder)
    assert said == f"“{bare_desk.folder}”不能写入，示例没有建成。换一个可写的文件夹。"


@pytest.mark.parametrize(
    ("command", "name"), [("bulletin", "通报.pdf"), ("workbook", "排名.xlsx"), ("template", "模板.xlsx")]
)
def test_documents_into_a_read_only_folder(bare_desk: Desk, command: str, name: str) -> None:
    folder = bare_desk.folder / "只读"
    folder.mkdir(mode=0o555)
    (said,) = bare_desk.refused(command, *MONTH, "--out", folder / name, "--database", bare_desk.database)
    assert said == f"没有权限写“{name}”，或它正被其他程序打开。关闭打开它的程序，或另存到可以写入的文件夹。"
    (said,) = bare_desk.refused("backup", folder / "备份.db", "--database", bare_desk.database)
    assert said == f"“{folder / '备份.db'}”打不开。检查文件夹是否存在、是否可写。"


@pytest.fixture
def small_files(desk: Desk, request: pytest.FixtureRequest) -> Iterator[int]:
    """A limit on how long a file may grow, which stands for a disk that is full."""
    resource = pytest.importorskip("resource")
    limit = getattr(request, "param", desk.database.stat().st_size + 20_000)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield limit
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_an_import_into_a_full_disk_is_not_there_by_half(desk: Desk, small_files: int) -> None:
    database = own_copy(desk)
    rows = [f"2016-{1 + i % 12:02d},乐坪,物业公司,0.01,点{i}" for i in range(2000)]
    sheet = desk.sheet(*rows, header=f"{HEADER},地点")
    before = desk.run("score", "--period", "2016-09", "--format", "json", "--database", database)
    answer = desk.run("import", sheet, "--database", database)
    assert (answer.status, answer.out) == (1, "")
    (said,) = answer.lines
    assert said.startswith(("读写“", "磁盘已满"))
    assert "本次改动没有保存" in said
    after = desk.run("score", "--period", "2016-09", "--format", "json", "--database", database)
    assert after.out == before.out
    checked = desk.run("check", "--database", database)
    assert (checked.status, checked.lines) == (0, [])
    assert checked.out.startswith("数据库完整，")
    assert sorted(path.suffix for path in desk.folder.iterdir()) == [".csv", ".db", ".lock"]


@pytest.mark.parametrize("small_files", [40_000], indirect=True)
def test_documents_on_a_full_disk_leave_what_was_there(desk: Desk, small_files: int) -> None:
    office = ("--database", desk.database)
    old = desk.file("通报.pdf", "旧")
    (said,) = desk.refused("bulletin", *MONTH, "--out", old, *office)
    assert said == "磁盘空间不足，“通报.pdf”没有写成。清理磁盘后再试，或另存到别的磁盘。"
    (said,) = desk.refused("backup", desk.folder / "备份.db", *office)
    assert f"“{desk.folder / '备份.db'}”" in said
    (said,) = desk.refused("import", SCHEME, "--database", desk.folder / "新.db")
    assert "没有保存" in said


# ---- names of files to write


@pytest.mark.parametrize("command", ["bulletin", "workbook", "template"])
def test_names_that_no_document_can_have(desk: Desk, command: str) -> None:
    device = "CON.pdf" if command == "bulletin" else "con.xlsx"
    folder = desk.folder / "文件夹"
    folder.mkdir()
    told = {
        device: f"“{device}”是Windows保留的设备名，不能用作文件名。换一个文件名再保存。",
        "问?.pdf": "文件名“问?.pdf”含有不能用的字符",
        "没有/文件": "文件夹“没有”不存在，“文件”没有写成。选一个现有的文件夹再保存。",
        "文件夹": "“文件夹”是一个文件夹，不能写成文件。换一个文件名再保存。",
        "长" * 100: "文件名“",
    }
    for name, sentence in told.items():
        (said,) = desk.refused(command, *MONTH, "--out", desk.folder / name, "--database", desk.database)
        assert said.startswith(sentence), said
    (said,) = desk.refused(command, *MONTH, "--out", "", "--database", desk.database)
    assert said == "没有写明文件名。在文件夹后面加上文件名再保存。"


@pytest.mark.parametrize("command", ["bulletin", "workbook", "template"])
def test_no_document_takes_the_place_of_a_database_or_a_device(desk: Desk, command: str) -> None:
    suffix = {"bulletin": ".pdf"}.get(command, ".db")  # a bulletin of another name is refused for that
    other = desk.folder / f"另一个库{suffix}"
    shutil.copy(desk.database, other)
    (said,) = desk.refused(command, *MONTH, "--out", other, "--database", desk.database)
    assert said == f"“{other.name}”是数据库文件，不能覆盖。换一个文件名再保存。"
    if hasattr(os, "mkfifo"):
        pipe = desk.folder / "管道.pdf"
        os.mkfifo(pipe)
        (said,) = desk.refused(command, *MONTH, "--out", pipe, "--database", desk.database)
        assert said == "“管道.pdf”是系统设备，不是普通文件，不能写。换一个文件名再保存。"


def test_no_backup_takes_the_place_of_an_officers_file(desk: Desk) -> None:
    table = desk.sheet("2017-05,乐坪,城管,20")
    office = ("--database", desk.database)
    (said,) = desk.refused("backup", table, *office)
    assert said == f"“{table}”已存在，不是备份文件，没有覆盖。换一个文件名。"
    (said,) = desk.refused("backup", desk.folder, *office)
    assert said == f"“{desk.folder}”是文件夹，没有备份。在后面写上备份的文件名。"
    (said,) = desk.refused("backup", desk.database, *office)
    assert said == "备份不能写到正在使用的数据库文件上。换一个文件名。"
    (said,) = desk.refused("backup", desk.folder / "nul.db", *office)
    assert "设备名" in said


def test_the_demo_spares_what_is_no_demo(desk: Desk) -> None:
    own_copy(desk, "cityassess.db")
    (said,) = desk.refused("demo", "--no-window", "--folder", desk.folder)
    assert said.endswith("不是示例数据库，不能覆盖。换一个文件夹，或移走“cityassess.db”。")
    (said,) = desk.refused("demo", "--no-window", "--folder", desk.folder / "cityassess.db")
    assert "不能写入，示例没有建成。" in said


# ---- periods, names and usage


@pytest.mark.parametrize(
    "period", ["五月", "2017-13", "2017-5", "2017-W60", "2017-02-29", "", "0000-01", "-1"]
)
def test_periods_that_are_none(desk: Desk, period: str) -> None:
    (said,) = desk.refused("score", f"--period={period}", "--database", desk.database)
    assert said.startswith(f"“{period}”不是考核周期，应写成 ")


@pytest.mark.parametrize(("period", "title"), [("2015-05", "2015年5月"), ("2017-Q1", "2017年第1季度")])
def test_periods_that_no_scheme_governs(desk: Desk, period: str, title: str) -> None:
    for command in (
        ("score",),
        ("explain", "--object", "乐坪"),
        ("publish",),
        ("bulletin", "--out", str(desk.folder / "通报.pdf")),
        ("workbook", "--out", str(desk.folder / "排名.xlsx")),
        ("template", "--out", str(desk.folder / "模板.xlsx")),
    ):
        (said,) = desk.refused(*command, "--period", period, "--database", desk.database)
        assert said == f"{title}没有生效的考核方案。导入方案文件，或换一个考核周期。"
    (said,) = desk.refused("score", "--scheme", SCHEME, "--marks", MARKS["2017-05"], "--period", "2015-05")
    assert said == "louxing-2016.yaml：方案自2016-01-01起施行，不适用于2015-05。"


def test_names_that_are_unknown(desk: Desk) -> None:
    office = ("--database", desk.database)
    (said,) = desk.refused("explain", *MONTH, "--object", "乐平", *office)
    assert said == "2017年5月没有考核对象“乐平”。相近的有：乐坪、万乐。"
    (said,) = desk.refused("explain", *MONTH, "--object", "乐坪", "--figure", "none-such", *office)
    assert said == "考核方案没有给街道“乐坪”的“none-such”这一项。核对编号，或刷新后再看。"
    (said,) = desk.refused("score", *MONTH, "--scheme", "none-such", *office)
    assert said == "没有编号为“none-such”的考核方案。现有方案：louxing-2016。"
    (said,) = desk.refused("publish", "--period", "2020-01", *office)
    assert said == "2020年1月还没有可以排名的得分。录入或导入得分后再生成通报。"


@pytest.mark.parametrize(
    "arguments",
    [
        ("import",),
        ("import", "--dry-run=1", "a.csv"),
        ("bulletin", *MONTH),
        ("score", *MONTH, "--format", "xml"),
        ("scheme", "print"),
        ("none-such",),
        ("--none-such",),
        ("explain", *MONTH),
        ("check", "a.db"),
        ("score", *MONTH, "--marks", "a.csv", "--scheme", "b.yaml", "--database", "c.db"),
    ],
)
def test_wrong_usage(desk: Desk, arguments: tuple[str, ...]) -> None:
    (said,) = desk.refused(*arguments, status=2)
    assert said.startswith("用法不对：")
    assert said.endswith(" --help 查看用法。")
    assert "argument" not in said
