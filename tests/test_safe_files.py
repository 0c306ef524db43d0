"""What is written beside its place leaves nothing there when the disk will not have it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cityassess.safe_files import written_aside
from cityassess.services import places


def test_a_place_that_cannot_be_taken_is_left_as_it_was(tmp_path: Path) -> None:
    taken = tmp_path / "通报.pdf"
    (taken / "里面").mkdir(parents=True)
    with pytest.raises(OSError, match=r"通报\.pdf"), written_aside(taken) as aside:
        aside.write_bytes(b"x")
    assert list(tmp_path.rglob("*")) == [taken, taken / "里面"]


def test_a_name_as_long_as_the_file_system_allows_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("长" * 80 + ".pdf")
    with written_aside(path) as aside:
        aside.write_bytes(b"x")
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


def test_a_note_that_cannot_be_written_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = tmp_path / "office.json"
    (note / "里面").mkdir(parents=True)
    monkeypatch.setattr(places, "_note", lambda: note)
    places.remember_database("考核.db")
    assert list(tmp_path.iterdir()) == [note]
