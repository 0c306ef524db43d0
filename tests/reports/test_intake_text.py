"""Text comes in as UTF-8 or GB18030; anything else is named, never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from cityassess.errors import Refused, Unavailable
from cityassess.reports.intake import read_text

TEXT = "考核对象,数值\r\n乐坪街道,85.84\r\n㙟村𠮷,1\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_both_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "得分.csv"
    path.write_bytes(TEXT.encode(encoding))
    assert read_text(path, 1_000) == TEXT


@pytest.mark.parametrize(
    ("content", "line", "word"),
    [
        (b"", None, "0字节"),
        (TEXT.encode("utf-16"), None, "UTF-16"),
        (b"a,b\n\x00", None, "空字节"),
        ("a\n考核对象考核对象".encode()[:-1], 2, "UTF-8"),
        (b"\xef\xbb\xbfa\nb\xff", 2, "UTF-8"),
        (b"a\n\xff\xff\xff", 2, "GB18030"),
        (b"x" * 1_001, None, "超过1,000字节"),
    ],
)
def test_other_content_is_refused(tmp_path: Path, content: bytes, line: int | None, word: str) -> None:
    path = tmp_path / "得分.csv"
    path.write_bytes(content)
    with pytest.raises(Refused) as caught:
        read_text(path, 1_000)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line) == ("得分.csv", line)
    assert word in problem.message


def test_a_missing_file_is_unavailable_and_a_folder_refused(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="找不到文件“没有"):
        read_text(tmp_path / "没有.yaml", 10)
    with pytest.raises(Refused, match="文件夹"):
        read_text(tmp_path, 10)
