"""A file is written whole or not at all, and the officer learns why."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from cityassess.errors import Refused, Unavailable
from cityassess.reports.files import check_file_name, written_aside


def test_a_file_appears_whole(tmp_path: Path) -> None:
    path = tmp_path / "通报.pdf"
    path.write_text("旧", encoding="utf-8")
    with written_aside(path) as aside:
        aside.write_text("新", encoding="utf-8")
        assert aside.parent == tmp_path
        assert path.read_text(encoding="utf-8") == "旧"
    assert path.read_text(encoding="utf-8") == "新"
    assert list(tmp_path.iterdir()) == [path]


def test_a_name_that_promises_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "通报.PDF"
    path.write_text("旧", encoding="utf-8")
    with pytest.raises(Refused, match=r"不是\.xlsx文件的名字"), written_aside(path, ".xlsx"):
        pytest.fail("written to")
    assert path.read_text(encoding="utf-8") == "旧"
    with written_aside(path, ".pdf") as aside:
        aside.write_text("新", encoding="utf-8")
    with written_aside(tmp_path / "排名", ".xlsx") as aside:
        aside.write_text("新", encoding="utf-8")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["排名", "通报.PDF"]


def test_a_fault_of_the_writer_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "通报.pdf"
    path.write_text("旧", encoding="utf-8")
    with pytest.raises(ZeroDivisionError), written_aside(path) as aside:
        aside.write_bytes(bytes(10) * (1 // aside.write_text("", encoding="utf-8")))
    assert path.read_text(encoding="utf-8") == "旧"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
def test_a_full_disk(tmp_path: Path) -> None:
    path = tmp_path / "通报.pdf"
    with (
        pytest.raises(Unavailable, match="磁盘空间不足，“通报"),
        written_aside(path),
        Path("/dev/full").open("wb", 0) as full,
    ):
        full.write(b"x")
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform == "win32" or not hasattr(os, "geteuid"), reason="POSIX rights")
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        folder = Path("/proc/self")  # not even root makes a file there
    else:
        folder = tmp_path / "只读"
        folder.mkdir(mode=0o500)
    with (
        pytest.raises(Unavailable, match=r"“通报.*没有写成|没有权限|不存在"),
        written_aside(folder / "通报.pdf") as aside,
    ):
        aside.write_bytes(b"x")


@pytest.mark.parametrize(
    ("code", "word"),
    [
        (errno.ENOSPC, "磁盘空间不足"),
        (errno.EFBIG, "磁盘空间不足"),
        (errno.EROFS, "只读"),
        (errno.EACCES, "没有权限"),
        (errno.EBUSY, "其他程序打开"),
        (errno.EIO, "错误号5"),
    ],
)
def test_each_refusal_of_the_disk(tmp_path: Path, code: int, word: str) -> None:
    path = tmp_path / "通报.pdf"
    with pytest.raises(Unavailable, match=word), written_aside(path) as aside:
        raise OSError(code, os.strerror(code), os.fspath(aside))


def test_a_fault_about_another_file_passes_through(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), written_aside(tmp_path / "通报.pdf"):
        (tmp_path / "没有.ttf").read_bytes()


def test_a_missing_folder_and_a_folder_of_that_name(tmp_path: Path) -> None:
    with (
        pytest.raises(Unavailable, match="文件夹“去年”不存在"),
        written_aside(tmp_path / "去年" / "通报.pdf") as aside,
    ):
        aside.write_bytes(b"x")
    with pytest.raises(Unavailable, match="是一个文件夹"), written_aside(tmp_path):
        pytest.fail("nothing may be written here")


@pytest.mark.parametrize(
    "name", ["CON", "con.pdf", "Aux.tar.gz", "NUL", "com1.xlsx", "LPT9", "COM¹", "PRN .pdf", "CONIN$"]
)
def test_device_names_are_refused(name: str) -> None:
    with pytest.raises(Refused, match="设备名"):
        check_file_name(Path(name))


@pytest.mark.parametrize("name", ["a?.pdf", "a:b", "x|y", "尾.", "尾 ", "\x07.csv"])
def test_names_that_windows_cannot_hold_are_refused(name: str) -> None:
    with pytest.raises(Refused, match="不能用的字符"):
        check_file_name(Path(name))


@pytest.mark.parametrize(
    "name", ["通报.pdf", "console.txt", "COM10", "nullen.csv", "2017-05 通报（定稿）.xlsx"]
)
def test_ordinary_names_pass(name: str) -> None:
    check_file_name(Path(name))
