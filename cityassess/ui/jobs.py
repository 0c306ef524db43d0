"""The one worker thread: slow work off the window's thread, with progress, cancelling and results brought back."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from cityassess.errors import Cancelled, Refused, Unavailable
from cityassess.progress import Progress

Result = TypeVar("Result")
Work = Callable[[Progress], Result]

LASTING_MS = 300
"""Work that lasts longer is shown with its progress and can be cancelled."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far a job has come: ``total`` 0 means that it is not known."""

    title: str
    done: int
    total: int
    what: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job gave no result: ``sentence`` for the officer; ``fault`` where the program is to blame."""

    sentence: str
    error: BaseException
    fault: bool = False
    cancelled: bool = False


class Job:
    """One piece of work under way; cancelling it is safe at any time."""

    def __init__(
        self, title: str, key: str, done: Callable[[Any], None], failed: Callable[[Failure], None]
    ) -> None:
        self.title = title
        self.key = key
        self.done = done
        self.failed = failed
        self.future: Future[Any] | None = None
        self.forgotten = False
        self._stop = threading.Event()

    def cancel(self) -> None:
        """Ask the work to stop at its next step; nothing half done is left."""
        self._stop.set()
        if self.future is not None:
            self.future.cancel()

    def forget(self) -> None:
        """Cancel it and never deliver its result."""
        self.forgotten = True
        self.cancel()

    @property
    def stopped(self) -> bool:
        """Whether it was told to stop."""
        return self._stop.is_set()


class _Reporting:
    """The progress that a job reports to, called on the worker thread."""

    def __init__(self, job: Job, stepped: Callable[[Job, Step], None]) -> None:
        self._job = job
        self._stepped = stepped

    def step(self, done: int, total: int, what: str = "") -> None:
        """Report a step; raises ``Cancelled`` once the job was told to stop."""
        if self._job.stopped:
            raise Cancelled
        self._stepped(self._job, Step(self._job.title, done, total, what))


class Jobs(QObject):
    """Runs work one piece at a time on a single thread, and hands results over on the window's thread."""

    stepped = Signal(object)
    """Carries the ``Step`` of a job that has lasted longer than ``LASTING_MS``."""
    lasting = Signal(object)
    """Carries the title of the job that takes long, or an empty string once none does."""
    idle = Signal()
    _settled = Signal(object)
    _reported = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="work")
        self._waiting: list[Job] = []
        self._shown: Job | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LASTING_MS)
        self._timer.timeout.connect(self._show_lasting)
        self._settled.connect(self._settle, Qt.ConnectionType.QueuedConnection)
        self._reported.connect(self._report, Qt.ConnectionType.QueuedConnection)

    @property
    def running(self) -> int:
        """How many pieces of work are under way or waiting."""
        return len(self._waiting)

    def run(
        self,
        work: Work[Result],
        done: Callable[[Result], None],
        failed: Callable[[Failure], None],
        *,
        title: str = "",
        key: str = "",
    ) -> Job:
        """Start work; ``done`` or ``failed`` is called on the window's thread.

        A job with a ``key`` takes the place of an earlier one with the same key, whose result nobody wants any more.
        """
        if key:
            for earlier in self._waiting:
                if earlier.key == key:
                    earlier.forget()
        job = Job(title, key, done, failed)
        self._waiting.append(job)
        reporting = _Reporting(job, self._reported.emit)
        job.future = self._pool.submit(work, reporting)
        job.future.add_done_callback(lambda _: self._settled.emit(job))
        if not self._timer.isActive() and self._shown is None:
            self._timer.start()
        return job

    def cancel(self) -> None:
        """Cancel everything that is shown as running."""
        for job in self._waiting:
            job.cancel()

    def close(self) -> None:
        """Stop all work, wait for the thread and deliver nothing more."""
        for job in self._waiting:
            job.forget()
        self._timer.stop()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._waiting.clear()

    @Slot()
    def _show_lasting(self) -> None:
        if self._waiting:
            self._shown = self._waiting[0]
            self.lasting.emit(self._shown.title)

    @Slot(object, object)
    def _report(self, job: Job, step: Step) -> None:
        if job is self._shown:
            self.stepped.emit(step)

    @Slot(object)
    def _settle(self, job: Job) -> None:
        if job not in self._waiting:  # closed meanwhile
            return
        self._waiting.remove(job)
        if job is self._shown:
            self._shown = None
            self.lasting.emit("")
        if self._waiting and not self._timer.isActive():
            self._timer.start()
        elif not self._waiting:
            self._timer.stop()
        if not job.forgotten:
            self._deliver(job)
        if not self._waiting:
            self.idle.emit()

    def _deliver(self, job: Job) -> None:
        if job.future is None or job.future.cancelled():
            job.failed(failure_of(CancelledError()))
            return
        error = job.future.exception()
        if error is None:
            job.done(job.future.result())
            return
        failure = failure_of(error)
        job.failed(failure)
        if failure.fault:
            sys.excepthook(type(error), error, error.__traceback__)


def failure_of(error: BaseException) -> Failure:
    """Say in Chinese why work failed, and whether the program is to blame."""
    if isinstance(error, Refused | Unavailable):
        return Failure(str(error), error)
    if isinstance(error, Cancelled | CancelledError):
        return Failure("已取消，没有改动任何数据。", error, cancelled=True)
    if isinstance(error, OSError):
        return Failure(f"文件无法读写：{error.filename or '未知文件'}。检查磁盘空间和权限后再试。", error)
    return Failure("抱歉，程序出错，这一步没有完成。已存的数据不受影响。", error, fault=True)
