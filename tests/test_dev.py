"""dev.py: the file that a bare Python starts from."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import dev

BOOKWORM = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nID=debian\n'
UBUNTU = 'NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n'
KYLIN = 'NAME="Kylin"\nID=kylin\nID_LIKE="debian ubuntu"\n'
FEDORA = 'NAME="Fedora Linux"\nID=fedora\nPRETTY_NAME="not debian"\n'


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    """A folder that stands for a virtual environment."""
    folder = tmp_path / "虚拟 环境"
    folder.mkdir()
    return folder


class Calls:
    """Stands in for ``dev.run``: keeps the commands and answers with a given exit status."""

    def __init__(self, status: int = 0) -> None:
        self.commands: list[list[str]] = []
        self.status = status

    def __call__(self, *command: str | Path, folder: Path | None = None) -> int:
        """Note the command."""
        self.commands.append([str(word) for word in command])
        return self.status


def test_the_file_can_be_read_by_the_old_pythons_that_it_complains_about() -> None:
    source = Path(dev.__file__).read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 9))
    imported = {
        name.name.split(".")[0]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import)
        for name in node.names
    }
    assert imported <= sys.stdlib_module_names


def test_an_unsuitable_python_is_named_together_with_one_that_fits() -> None:
    assert dev.wrong_python((3, 11)) == ""
    assert dev.wrong_python((3, 13)) == ""
    old = dev.wrong_python((3, 9), "/usr/bin/python3.12")
    assert "needs Python 3.11 to 3.13; this is 3.9" in old
    assert "/usr/bin/python3.12 dev.py" in old
    assert "Install" in dev.wrong_python((3, 14))


def test_the_range_of_pythons_is_the_packages() -> None:
    text = (dev.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'requires-python = ">=3.{dev.OLDEST[1]},<3.{dev.NEWEST[1] + 1}"' in text


@pytest.mark.parametrize(
    ("text", "answer"), [(BOOKWORM, True), (UBUNTU, True), (KYLIN, True), (FEDORA, False)]
)
def test_debians_family_is_known_by_its_identifiers(text: str, answer: bool) -> None:
    assert dev.is_debian(text) is answer


def test_a_library_that_is_not_there_is_missing() -> None:
    assert dev.is_missing("libnosuchthing.so.7")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="names of Linux libraries")
def test_a_library_that_is_there_is_not_missing() -> None:
    assert not dev.is_missing("libc.so.6")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="names of Linux libraries")
def test_all_that_is_missing_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setattr(dev, "is_missing", {"libGL.so.1", "libxcb-cursor.so.0"}.__contains__)
    monkeypatch.setattr(dev, "has_ensurepip", lambda: False)
    assert dev.missing_packages(for_venv=False) == ["libgl1"]
    assert dev.missing_packages(for_venv=True) == ["libgl1", dev.VENV_PACKAGE]
    monkeypatch.setenv("DISPLAY", ":0")
    assert dev.missing_packages(for_venv=False) == ["libgl1", "libxcb-cursor0"]


def test_packages_that_may_not_be_installed_are_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "on_debian", lambda: True)
    monkeypatch.setattr(dev, "as_root", lambda: None)
    assert dev.install_packages(["libgl1", "libegl1"]) is False
    assert "apt-get install -y libgl1 libegl1" in capsys.readouterr().out


def test_packages_are_installed_without_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[str, ...]] = []

    def note(*command: str) -> bytes:
        calls.append(command)
        return b""

    monkeypatch.setattr(dev, "on_debian", lambda: True)
    monkeypatch.setattr(dev, "as_root", lambda: ["sudo", "-n"])
    monkeypatch.setattr(dev, "output", note)
    assert dev.install_packages(["libgl1"])
    assert [call[4:6] for call in calls] == [("apt-get", "update"), ("apt-get", "install")]
    assert all(call[:4] == ("sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive") for call in calls)


def test_a_second_install_of_the_same_lock_does_nothing(monkeypatch: pytest.MonkeyPatch, venv: Path) -> None:
    calls = Calls()
    monkeypatch.setattr(dev, "run", calls)
    dev.install_lock("dev", venv)
    first = len(calls.commands)
    assert "--require-hashes" in calls.commands[0]
    dev.install_lock("dev", venv)
    dev.install_lock("run", venv)  # the developers' lock holds all of it
    assert len(calls.commands) == first
    assert dev.installed(venv) == {"dev": dev.lock_hash("dev"), "run": dev.lock_hash("run")}


def test_a_changed_lock_is_installed_again(monkeypatch: pytest.MonkeyPatch, venv: Path) -> None:
    calls = Calls()
    monkeypatch.setattr(dev, "run", calls)
    dev.write_stamp(venv, {"run": "0" * 64})
    dev.install_lock("run", venv)
    assert "--force-reinstall" not in calls.commands[0]
    assert dev.installed(venv) == {"run": dev.lock_hash("run")}


def test_an_interrupted_install_is_done_again_from_the_ground(
    monkeypatch: pytest.MonkeyPatch, venv: Path
) -> None:
    dev.write_stamp(venv, {"dev": dev.lock_hash("dev"), "run": dev.lock_hash("run")})
    monkeypatch.setattr(dev, "run", Calls(status=1))
    with pytest.raises(dev.Stopped, match=r"requirements-bench\.lock"):
        dev.install_lock("bench", venv)
    calls = Calls()
    monkeypatch.setattr(dev, "run", calls)
    dev.install_lock("dev", venv)
    assert "--force-reinstall" in calls.commands[0]
    assert dev.installed(venv) == {"dev": dev.lock_hash("dev"), "run": dev.lock_hash("run")}
    dev.install_lock("dev", venv)
    assert sum("pip" in command for command in calls.commands) == 1


def test_the_words_after_the_task_go_on_unchanged(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = Calls()
    monkeypatch.setattr(dev, "run", calls)
    monkeypatch.setattr(dev, "prepare", lambda *locks: Path("+".join(locks)))
    assert dev.main(["demo", "--no-window"]) == 0
    assert dev.main(["run", "score", "--period", "2017-05", "--help"]) == 0
    assert dev.main(["bench"]) == 0
    assert calls.commands == [
        ["run", "-m", "cityassess", "demo", "--no-window"],
        ["run", "-m", "cityassess", "score", "--period", "2017-05", "--help"],
        ["dev+bench", "-m", "benchmarks"],
    ]


def test_every_check_runs_and_one_failure_is_enough(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    commands: list[tuple[str, ...]] = []

    def fail_mypy(*command: str | Path, folder: Path | None = None) -> int:
        commands.append(tuple(map(str, command)))
        return 1 if "mypy" in command else 0

    monkeypatch.setattr(dev, "run", fail_mypy)
    monkeypatch.setattr(dev, "prepare", lambda *locks: Path("python"))
    assert dev.main(["test", "--long", "-k", "ranks"]) == 1
    assert commands[-1] == ("python", "-m", "pytest", *dev.SIDE_BY_SIDE, "--long", "-k", "ranks")
    assert "mypy" in commands[-2]
    assert "FAILED: mypy" in capsys.readouterr().out.splitlines()[-1]


def test_an_unknown_task_shows_the_tasks(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["dmeo"]) == 2
    assert dev.main([]) == 2
    capsys.readouterr()
    assert dev.main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(f"\n  {task} " in shown for task in dev.TASKS)


@pytest.mark.parametrize(
    ("locale", "answer"), [("C", "C.UTF-8"), ("zh_CN.UTF-8", "zh_CN.UTF-8"), ("", "C.UTF-8")]
)
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such variables")
def test_children_always_get_utf_8(monkeypatch: pytest.MonkeyPatch, locale: str, answer: str) -> None:
    for name in ("LC_CTYPE", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", locale)
    assert dev.environment()["LC_ALL"] == answer
    assert dev.environment()["PYTHONUTF8"] == "1"


@pytest.mark.parametrize("folder", ["办公室 电脑", "plain"])
def test_the_file_runs_from_any_folder_in_any_locale(tmp_path: Path, folder: str) -> None:
    place = tmp_path / folder
    place.mkdir()
    shutil.copy(dev.__file__, place / "dev.py")
    done = subprocess.run(
        [sys.executable, str(place / "dev.py"), "help"],
        cwd=tmp_path,
        env={
            **os.environ,
            "LC_ALL": "C",
            "PYTHONUTF8": "0",
            "PYTHONCOERCECLOCALE": "0",
            "PYTHONIOENCODING": "ascii",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"screenshots" in done.stdout


@pytest.mark.parametrize("name", sorted(dev.LOCKS.values()))
def test_a_lock_holds_exact_versions_with_hashes_and_no_address(name: str) -> None:
    text = (dev.ROOT / name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line]
    pattern = re.compile(r"[a-z0-9-]+==[0-9][\w.]*( ; [^\\]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
    assert [line for line in lines if not pattern.fullmatch(line)] == []
    assert "://" not in text


def test_the_locks_agree_with_each_other_and_with_the_package() -> None:
    def pins(name: str) -> set[str]:
        text = (dev.ROOT / dev.LOCKS[name]).read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if "==" in line and not line.startswith(" ")]
        return {line.partition(";")[0].rstrip(" \\") for line in lines}  # what needs one for what may differ

    assert pins("run") <= pins("dev")
    assert pins("run") <= pins("bench")
    wanted = [
        line
        for line in (dev.ROOT / "requirements.in").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    project = (dev.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert [line for line in wanted if f'"{line}"' not in project] == []
