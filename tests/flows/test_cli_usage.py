"""How the command line answers wrong usage, faults of the program and machines without a screen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cityassess import cli
from cityassess.services import screen
from tests.services.louxing import MARKS, SCHEME

ROOT = Path(__file__).resolve().parents[2]


def program(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program in a process of its own."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return subprocess.run(
        [sys.executable, "-m", "cityassess", *map(str, arguments)],
        cwd=ROOT,
        env={**kept, **environment},
        capture_output=True,
        check=False,
        timeout=120,
    )


def never(where: str | None) -> int:
    """A window that must not open."""
    raise AssertionError(f"a window opened on {where}")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("score",), "用法不对：缺少参数：--period。"),
        (("score", "--period", "2017-05", "--format", "xml"), "用法不对：参数 --format 不能是“xml”。"),
        (("score", "--period"), "用法不对：参数 --period 后面要写一个值。"),
        (("nothing",), "用法不对：没有“nothing”这个命令。"),
        (("check", "--fast"), "用法不对：不认识的参数：--fast。"),
        (("scheme",), "用法不对：缺少参数：list|check|show|export|what-if。"),
        (
            ("score", "--period", "2017-05", "--marks", "a.csv"),
            "用法不对：用 --marks 时要用 --scheme 写明方案文件",
        ),
        (("score", "--period", "2017-05", "--objects", "a.csv"), "用法不对：--objects 要和 --marks 一起用"),
    ],
)
def test_wrong_usage_is_told_in_chinese(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], told: str
) -> None:
    assert cli.main(arguments, never) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(told)
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments", [("--help",), ("score", "--help"), ("scheme", "check", "-h"), ("demo", "-h")]
)
def test_help_is_chinese(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    assert cli.main(arguments, never) == 0
    out, _ = capsys.readouterr()
    assert out.startswith("用法：cityassess")
    assert not {"usage", "options", "positional", "show this help"} & set(out.replace(":", " ").split())


def test_a_fault_of_the_program_is_one_sentence_and_a_log(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from cityassess.services import file_scoring, places

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr(file_scoring, "read_files", broken)
    monkeypatch.setattr(places, "fault_log", lambda: tmp_path / "logs" / "faults.log")
    arguments = ["score", "--scheme", str(SCHEME), "--marks", str(MARKS["2017-05"]), "--period", "2017-05"]
    assert cli.main(arguments, never) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [f"抱歉，程序出错，没有完成。出错的记录在 {tmp_path / 'logs' / 'faults.log'}"]
    assert "a fault of ours" in (tmp_path / "logs" / "faults.log").read_text(encoding="utf-8")


def test_scheme_faults_are_told_with_their_lines(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "方案.yaml"
    text = SCHEME.read_text(encoding="utf-8")
    path.write_text(
        text.replace("rule: mean", "rule: median").replace("of: 村,", "of: 屯,"), encoding="utf-8"
    )
    assert cli.main(["scheme", "check", str(path)], never) == 1
    _, err = capsys.readouterr()
    lines = err.splitlines()
    assert all(line.startswith("方案.yaml 第") for line in lines)
    assert any("第26行" in line and "median" in line for line in lines)
    assert any("第25行" in line and "屯" in line for line in lines)
    assert cli.main(["scheme", "check", str(SCHEME)], never) == 0


def test_output_is_utf8_whatever_the_locale_says() -> None:
    ran = program(
        "score",
        "--scheme",
        SCHEME,
        "--marks",
        MARKS["2017-05"],
        "--period",
        "2017-05",
        LC_ALL="C",
        LANG="C",
        PYTHONUTF8="0",
        PYTHONIOENCODING="ascii",
    )
    assert ran.returncode == 0, ran.stderr
    assert "乐坪" in ran.stdout.decode("utf-8")


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a screen there")
def test_the_demo_without_a_screen_stops_after_the_files(tmp_path: Path) -> None:
    folder = tmp_path / "示例"
    ran = program("demo", "--folder", folder, QT_QPA_PLATFORM="")
    assert (ran.returncode, ran.stderr) == (0, b"")
    out = ran.stdout.decode("utf-8")
    for name in ("bulletin.pdf", "ranking.xlsx", "cityassess.db"):
        assert str(folder / name) in out
        assert (folder / name).is_file()
    assert out.splitlines()[-1] == "这里没有可用的屏幕，没有打开窗口。"
    bare = program("--database", folder / "cityassess.db", QT_QPA_PLATFORM="offscreen")
    assert bare.returncode == 1
    assert bare.stderr.decode("utf-8").startswith("这里没有可用的屏幕，窗口打不开。")


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a screen there")
def test_a_screen_that_does_not_answer_is_no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QT_QPA_PLATFORM")
    monkeypatch.setenv("DISPLAY", ":987")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert not screen.can_open_window()


def test_the_demo_opens_the_window_on_its_database(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened: list[str | None] = []

    def window(where: str | None) -> int:
        opened.append(where)
        return 0

    monkeypatch.setattr(screen, "can_open_window", lambda: True)
    assert cli.main(["demo", "--folder", str(tmp_path)], window) == 0
    assert opened == [str(tmp_path / "cityassess.db")]
    assert cli.main(["demo", "--folder", str(tmp_path), "--no-window"], never) == 0
    assert cli.main([], window) == 0
    assert opened[1:] == [None]
    capsys.readouterr()


def test_no_command_loads_qt(tmp_path: Path) -> None:
    database = tmp_path / "office.db"
    commands = [
        ["import", str(SCHEME), str(MARKS["2017-05"].with_name("objects.csv")), str(MARKS["2017-05"])],
        ["score", "--period", "2017-05"],
        ["explain", "--period", "2017-05", "--object", "乐坪"],
        ["bulletin", "--period", "2017-05", "--out", str(tmp_path / "通报.pdf")],
        ["workbook", "--period", "2017-05", "--out", str(tmp_path / "排名.xlsx")],
        ["publish", "--period", "2017-05"],
        ["check"],
        ["backup", str(tmp_path / "备份.db")],
    ]
    source = (
        "import sys\n"
        "from cityassess import cli\n"
        f"for command in {commands!r}:\n"
        f"    status = cli.main(['--database', {str(database)!r}, *command], lambda where: 9)\n"
        "    qt = [name for name in sys.modules if name.startswith(('PySide6', 'shiboken6', 'cityassess.ui'))]\n"
        "    if status or qt:\n"
        "        sys.exit(f'{command}: {status} {qt}')\n"
    )
    ran = subprocess.run([sys.executable, "-c", source], cwd=ROOT, capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr.decode("utf-8")


def test_the_examples_are_listed_and_an_unknown_one_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert cli.main(["demo", "--list"], never) == 0
    out, _ = capsys.readouterr()
    assert "hundred-days                大干实干一百天专项行动考核" in out.splitlines()
    assert len(out.splitlines()) == 16
    assert cli.main(["demo", "--example", "hundred_days", "--folder", str(tmp_path / "示例")], never) == 1
    out, err = capsys.readouterr()
    assert (out, err) == ("", "没有示例“hundred_days”。是不是“hundred-days”？\n")
    assert not (tmp_path / "示例").exists()


def test_another_example_is_built_from_the_command_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "示例"
    arguments = ["demo", "--example", "muck-trucks", "--folder", str(folder), "--no-window"]
    assert cli.main(arguments, never) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == f"  2026年6月通报：{folder / 'bulletin.pdf'}"
    assert lines[-1] == "已发布4期。2026年还没有到期末，留作草稿。"
