"""Whatever becomes of the worker, the program goes on, says one sentence and leaves no process behind."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cityassess.errors import Cancelled, Refused
from cityassess.reports.intake import limits, read_tables, worker_process
from tests.reports.crafted import packed, parts, sheet_xml, workbook

GOOD = workbook('<row r="1"><c r="A1"><v>1</v></c></row>')


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "好.xlsx"
    path.write_bytes(GOOD)
    return path


@pytest.fixture(autouse=True)
def _no_process_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    started: list[subprocess.Popen[str]] = []

    class Noted(subprocess.Popen[str]):
        def __init__(self, *args: Any, **named: Any) -> None:
            super().__init__(*args, **named)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Noted)
    yield
    assert started
    assert all(process.returncode is not None for process in started)


def _worker(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Start this code in place of the worker's; ``path`` is the file it is asked for."""
    start = "import sys; sys.path[:] = sys.argv[1:]\nimport json, os\n"
    monkeypatch.setattr(worker_process, "_MAIN", start + code)


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("sys.stdin.readline(); os.abort()", "读取时中断"),
        ("sys.stdin.readline(); os._exit(3)", "读取时中断"),
        ("sys.stdin.readline(); raise KeyError('x')", "不合规范或已损坏"),
        ("sys.stdin.readline(); sys.exit(77)", "内存放不下"),
        ("sys.exit(0)", "读取时中断"),
        ("print('Hallo', flush=True); sys.stdin.read()", "读取时中断"),
        ("print('{\"rows\": []}', flush=True); sys.stdin.read()", "前后不符"),
        ("print('{}', flush=True); sys.stdin.read()", "前后不符"),
        ('print(\'{"sheet": "a", "width": 1}\\n{"end": 0}\', flush=True); sys.stdin.read()', "前后不符"),
        (
            'print(\'{"sheet": "a", "width": 1}\\n{"rows": [[1, [[]]]]}\', flush=True); sys.stdin.read()',
            "前后不符",
        ),
        (
            'print(\'{"sheet": "a", "width": 2}\\n{"rows": [[1, [1]]]}\', flush=True); sys.stdin.read()',
            "前后不符",
        ),
        ('print(\'{"sheet": "a", "width": 1}\\n{"rows": [[1, [5]]]}\\n{"end": 2}\', flush=True)', "前后不符"),
    ],
)
def test_a_worker_that_dies_or_talks_nonsense(
    monkeypatch: pytest.MonkeyPatch, good: Path, code: str, word: str
) -> None:
    _worker(monkeypatch, code)
    with pytest.raises(Refused) as caught:
        read_tables([good, good])
    assert [problem.file for problem in caught.value.problems] == ["好.xlsx"] * 2
    assert all(word in problem.message for problem in caught.value.problems)


@pytest.mark.parametrize(
    "code", ["sys.stdin.read()", 'print(\'{"sheet": "a", "width": 1}\')\nwhile True: print(\'{"rows": []}\')']
)
def test_a_worker_that_never_comes_to_an_end(monkeypatch: pytest.MonkeyPatch, good: Path, code: str) -> None:
    monkeypatch.setattr(limits, "SECONDS", 0.3)
    _worker(monkeypatch, code)
    with pytest.raises(Refused, match="用时过长"):
        read_tables([good])


def test_the_next_file_is_read_after_a_death(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, good: Path
) -> None:
    _worker(
        monkeypatch,
        "from cityassess.reports.intake import worker\nread = worker.answer\n"
        "worker.answer = lambda path, out: os.abort() if path.stem == 'bad' else read(path, out)\nworker.main()",
    )
    bad, faulty = tmp_path / "bad.xlsx", tmp_path / "错.xlsx"
    bad.write_bytes(GOOD)
    faulty.write_bytes(workbook('<row r="7"><c r="C7" t="e"><v>#N/A</v></c></row>'))
    with pytest.raises(Refused) as caught:
        read_tables([good, bad, faulty, good])
    first, second = caught.value.problems
    assert (first.file, second.file, second.row, second.column) == ("bad.xlsx", "错.xlsx", 7, "C")
    assert [table.file for table in read_tables([good])] == ["好.xlsx"]


def test_too_little_memory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _worker(
        monkeypatch,
        "from cityassess.reports.intake import limits, worker\n"
        "limits.MEMORY_BYTES = 90 * 2**20\nsys.exit(worker.main())",
    )
    rows = "".join(f'<row r="{i}"><c r="A{i}" s="1"><v>{i}</v></c></row>' for i in range(1, 400_000))
    path = tmp_path / "大.xlsx"
    path.write_bytes(packed(parts(sheet_xml(rows), formats=["yyyy-mm-dd"])))
    with pytest.raises(Refused) as caught:
        read_tables([path])
    (problem,) = caught.value.problems
    assert "内存放不下" in problem.message or "读取时中断" in problem.message


@pytest.mark.skipif(
    sys.platform != "linux", reason="the bound on memory is tried through Linux's own figures"
)
def test_the_worker_is_confined() -> None:
    code = (
        "import resource; from cityassess.reports.intake.confinement import confine; confine(2**28)\n"
        "assert resource.getrlimit(resource.RLIMIT_AS) == (2**28, 2**28)\n"
        "assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)\n"
        "try: bytearray(2**28)\nexcept MemoryError: print('bounded')"
    )
    root = Path(worker_process.__file__).parents[3]
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root, encoding="utf-8"
    )
    assert ended.stdout == "bounded\n"


def test_reading_is_told_and_can_be_stopped(monkeypatch: pytest.MonkeyPatch, good: Path) -> None:
    steps: list[tuple[int, int, str]] = []

    class Watch:
        def step(self, done: int, total: int, what: str = "") -> None:
            steps.append((done, total, what))

    read_tables([good, good], Watch())
    assert (steps[0], steps[-1]) == ((0, 2, "好.xlsx"), (2, 2, ""))
    assert (1, 2, "好.xlsx") in steps

    class Impatient:
        def __init__(self) -> None:
            self.left = 3

        def step(self, done: int, total: int, what: str = "") -> None:
            self.left -= 1
            if not self.left:
                raise Cancelled

    _worker(monkeypatch, "sys.stdin.read()")
    with pytest.raises(Cancelled):
        read_tables([good], Impatient())


def test_the_worker_loads_little(good: Path) -> None:
    code = (
        "import sys, io, pathlib\nfrom cityassess.reports.intake import worker\n"
        f"worker.answer(pathlib.Path({str(good)!r}), io.StringIO())\n"
        "heavy = {'numpy', 'yaml', 'python_calamine', 'sqlalchemy', 'PySide6', 'reportlab', 'subprocess'}\n"
        "import openpyxl\n"  # which looks for lxml as it is loaded, and would read strangers' files with it
        "print(sorted(name for name in heavy if sys.modules.get(name)), openpyxl.LXML, openpyxl.DEFUSEDXML)"
    )
    root = Path(worker_process.__file__).parents[3]
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root, encoding="utf-8"
    )
    assert ended.stdout == "[] False True\n"
