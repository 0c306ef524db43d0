"""The worker: results on the window's thread, progress, cancelling, failures in words."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from cityassess.errors import Problem, Refused, Unavailable
from cityassess.progress import Progress
from cityassess.ui.jobs import LASTING_MS, Failure, Jobs, Step


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    """A worker that is closed at the end."""
    made = Jobs()
    yield made
    made.close()


def test_results_and_failures_arrive_on_the_window_thread(qtbot: QtBot, jobs: Jobs) -> None:
    here = threading.get_ident()
    seen: list[tuple[int, int]] = []
    failures: list[Failure] = []

    def work(_progress: Progress) -> int:
        return threading.get_ident()

    jobs.run(work, lambda there: seen.append((there, threading.get_ident())), failures.append)
    qtbot.waitUntil(lambda: bool(seen))
    assert failures == []
    there, arrived = seen[0]
    assert there != here
    assert arrived == here


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (Refused([Problem("没有数值。", "a.csv", row=3)]), "a.csv 第3行：没有数值。"),
        (Unavailable("数据库正由李强使用。"), "数据库正由李强使用。"),
        (PermissionError(13, "denied", "通报.pdf"), "文件无法读写：通报.pdf。检查磁盘空间和权限后再试。"),
    ],
)
def test_expected_failures_are_sentences_and_no_faults(
    qtbot: QtBot, jobs: Jobs, error: Exception, sentence: str
) -> None:
    failures: list[Failure] = []

    def work(_progress: Progress) -> None:
        raise error

    jobs.run(work, lambda _: None, failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    assert failures[0].sentence == sentence
    assert not failures[0].fault


def test_a_fault_reaches_the_hook_on_the_window_thread(
    qtbot: QtBot, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures: list[Failure] = []
    hooked: list[tuple[type[BaseException], bool]] = []
    main = QThread.currentThread()
    monkeypatch.setattr(
        "sys.excepthook", lambda kind, *_: hooked.append((kind, QThread.currentThread() is main))
    )

    def work(_progress: Progress) -> None:
        raise ZeroDivisionError

    jobs.run(work, lambda _: None, failures.append)
    qtbot.waitUntil(lambda: bool(hooked))
    assert hooked == [(ZeroDivisionError, True)]
    assert failures[0].fault
    assert "ZeroDivision" not in failures[0].sentence


def test_long_work_shows_progress_and_stops_when_cancelled(qtbot: QtBot, jobs: Jobs) -> None:
    begun, go_on = threading.Event(), threading.Event()
    steps: list[Step] = []
    shown: list[str] = []
    failures: list[Failure] = []
    done: list[None] = []
    jobs.stepped.connect(steps.append)
    jobs.lasting.connect(shown.append)

    def work(progress: Progress) -> None:
        begun.set()
        assert go_on.wait(10)
        progress.step(1, 3, "甲")
        for _ in range(1_000_000):
            progress.step(2, 3, "乙")
            threading.Event().wait(0.001)

    jobs.run(work, done.append, failures.append, title="导入")
    qtbot.waitUntil(lambda: shown == ["导入"], timeout=LASTING_MS + 5_000)
    go_on.set()
    qtbot.waitUntil(lambda: Step("导入", 2, 3, "乙") in steps)
    jobs.cancel()
    qtbot.waitUntil(lambda: bool(failures))
    assert failures[0].cancelled
    assert done == []
    assert shown == ["导入", ""]


def test_quick_work_shows_nothing(qtbot: QtBot, jobs: Jobs) -> None:
    shown: list[str] = []
    jobs.lasting.connect(shown.append)
    for _ in range(20):
        with qtbot.waitSignal(jobs.idle):
            jobs.run(lambda _: None, lambda _: None, lambda _: None)
    assert shown == []


def test_of_the_same_key_only_the_last_result_arrives(qtbot: QtBot, jobs: Jobs) -> None:
    gate = threading.Event()
    seen: list[int] = []

    def work(number: int, progress: Progress) -> int:
        assert gate.wait(10)
        return number

    for number in range(5):
        jobs.run(partial(work, number), seen.append, lambda _: None, key="read")
    gate.set()
    qtbot.waitUntil(lambda: jobs.running == 0)
    assert seen == [4]


def test_closing_waits_for_the_thread_and_delivers_nothing(qtbot: QtBot) -> None:
    jobs = Jobs()
    begun = threading.Event()
    seen: list[object] = []

    def work(progress: Progress) -> None:
        begun.set()
        while True:
            progress.step(0, 0)

    jobs.run(work, seen.append, seen.append)
    assert begun.wait(10)
    jobs.close()
    qtbot.wait(20)
    assert seen == []
    assert jobs.running == 0
