"""A desk for bad input: the command line on one office, with proof that a refusal changed nothing."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from cityassess import cli
from cityassess.services import places
from tests.services.louxing import MARKS, OBJECTS, SCHEME

HEADER = "考核周期,考核对象,指标,数值"
_PLACE = re.compile(r"(Traceback|Error\b|Exception|errno|\bat 0x|File \")", re.IGNORECASE)
_CHINESE = re.compile("[一-鿿]")
_KEPT_BY_LOCKS = ".lock"
_SLOW = 20.0
"""Seconds no refusal may take, however busy the machine; single tests ask for less."""


@dataclass(frozen=True)
class Answer:
    """What one command said, and how long it took."""

    status: int
    out: str
    lines: list[str]
    seconds: float


class Desk:
    """One office's database, a folder for an officer's files, and the command line."""

    def __init__(self, folder: Path, captured: pytest.CaptureFixture[str], database: Path) -> None:
        self.folder = folder
        self.database = database
        self._captured = captured

    def run(self, *arguments: str | Path) -> Answer:
        """Run one command in this process."""
        self._captured.readouterr()
        start = time.perf_counter()
        status = cli.main([str(argument) for argument in arguments], _no_window)
        seconds = time.perf_counter() - start
        out, err = self._captured.readouterr()
        return Answer(status, out, err.splitlines(), seconds)

    def refused(self, *arguments: str | Path, status: int = 1) -> list[str]:
        """Run a command that must be refused in Chinese and leave every file as it was; returns what it said."""
        before, faults = self.state(), _faults()
        answer = self.run(*arguments)
        assert answer.status == status, answer
        assert answer.out == ""
        speaks_to_officers(answer.lines)
        after = self.state()
        assert after == before, {path for path in {*after, *before} if after.get(path) != before.get(path)}
        assert answer.seconds < _SLOW
        assert _faults() == faults, "the program noted a fault of its own"
        return answer.lines

    def refused_import(self, *files: Path) -> list[str]:
        """Import files that must be refused; returns what was said."""
        return self.refused("import", *files, "--database", self.database)

    def file(self, name: str, content: str | bytes) -> Path:
        """Put a file on the desk."""
        path = self.folder / name
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    def sheet(self, *rows: str, header: str = HEADER, name: str = "得分.csv") -> Path:
        """Put a CSV sheet on the desk."""
        return self.file(name, "\n".join((header, *rows)) + "\n")

    def state(self) -> Mapping[str, str]:
        """Every file here and beside the database, by its digest; what locks leave behind is no content."""
        found = {}
        for folder in {self.folder, self.database.parent}:
            for path in folder.rglob("*"):
                if path.is_file() and path.suffix != _KEPT_BY_LOCKS:
                    found[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest()
        return found


def speaks_to_officers(lines: list[str]) -> None:
    """Assert that each line is a Chinese sentence of its own, without a word meant for programmers."""
    assert lines
    assert len(set(lines)) == len(lines), "something was said twice"
    for line in lines:
        assert _CHINESE.search(line), line
        assert line.endswith(("。", "？")), line
        assert not _PLACE.search(line), line
        assert line.isprintable(), line


def build_office(database: Path) -> None:
    """The example office with all its months, nothing published."""
    files = [str(path) for path in (SCHEME, OBJECTS, *MARKS.values())]
    assert cli.main(["import", *files, "--database", str(database)], _no_window) == 0


def _faults() -> str:
    log = places.fault_log()
    return log.read_text(encoding="utf-8") if log.exists() else ""


def _no_window(where: str | None) -> int:
    raise AssertionError(f"a window opened on {where}")
