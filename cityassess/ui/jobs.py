"""The one worker thread: slow work off the window's thread, with progress, cancelling and results brought back."""

from __future__ import annotations

import sys
import threading
from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from cityassess.progress import Progress

Result = TypeVar("Result")
Work = Callable[[Progress], Result]

LASTING_MS = 300
"""Work that lasts longer is shown with its progress and can be cancelled."""


class Step(NamedTuple):
    """How far a job has come: ``total`` 0 means that it is not known."""

    title: str
    done: int
    total: int
    what: str


class Failure(NamedTuple):
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
        self.result: Any = None
        self.error: BaseException | None = None
        self.forgotten = False
        self._stop = threading.Event()

    def cancel(self) -> None:
        """Ask the work to stop at its next step; nothing half done is left."""
        self._stop.set()

    def forget(self) -> None:
        """Cancel it and never deliver its result."""
        self.forgotten = True
        self.cancel()

    @property
    def stopped(self) -> bool:
        """Whether it was told to stop."""
        return self._stop.is_set()


class _Worker:
    """The thread that works off jobs in turn; it begins with the first job and ends when it is closed."""

    def __init__(self, settled: Callable[[Job], None]) -> None:
        self._settled = settled
        self._orders: deque[tuple[Job, Work[Any], Progress] | None] = deque()
        self._waiting = threading.Semaphore(0)
        self._thread: threading.Thread | None = None

    def add(self, job: Job, work: Work[Any], progress: Progress) -> None:
        """Work off a job after those that were added before."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="work_0", daemon=True)
            self._thread.start()
        self._orders.append((job, work, progress))
        self._waiting.release()

    def close(self) -> None:
        """Wait until the thread has ended."""
        if self._thread is not None:
            self._orders.append(None)
            self._waiting.release()
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        from cityassess.errors import Cancelled

        while (order := self._next()) is not None:
            job, work, progress = order
            try:
                if job.stopped:
                    raise Cancelled
                job.result = work(progress)
            except BaseException as error:  # noqa: BLE001 - whatever it is, it is told on the window's thread
                job.error = error
            del order, work, progress
            self._settled(job)

    def _next(self) -> tuple[Job, Work[Any], Progress] | None:
        self._waiting.acquire()
        return self._orders.popleft()


class _Reporting:
    """The progress that a job reports to, called on the worker thread."""

    def __init__(self, job: Job, stepped: Callable[[Job, Step], None]) -> None:
        self._job = job
        self._stepped = stepped

    def step(self, done: int, total: int, what: str = "") -> None:
        """Report a step; raises ``Cancelled`` once the job was told to stop."""
        from cityassess.errors import Cancelled

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
        self._worker = _Worker(self._settled.emit)
        self._waiting: list[Job] = []
        self._shown: Job | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LASTING_MS)
        self._timer.timeout.connect(self._show_lasting)
        self._settled.connect(self._settle)  # queued, as they are emitted on the other thread
        self._reported.connect(self._report)

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
        self._worker.add(job, work, _Reporting(job, self._reported.emit))
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
        self._worker.close()
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
        error = job.error
        if error is None:
            job.done(job.result)
            return
        failure = failure_of(error)
        job.failed(failure)
        if failure.fault:
            sys.excepthook(type(error), error, error.__traceback__)


def failure_of(error: BaseException) -> Failure:
    """Say in Chinese why work failed, and whether the program is to blame."""
    from cityassess.errors import Cancelled, Refused, Unavailable

    if isinstance(error, Refused | Unavailable):
        return Failure(str(error), error)
    if isinstance(error, Cancelled):
        return Failure("已取消，没有改动任何数据。", error, cancelled=True)
    if isinstance(error, OSError):
        return Failure(f"文件无法读写：{error.filename or '未知文件'}。检查磁盘空间和权限后再试。", error)
    return Failure("抱歉，程序出错，这一步没有完成。已存的数据不受影响。", error, fault=True)
