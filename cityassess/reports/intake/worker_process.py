"""The worker seen from the program: started, asked, watched, and ended when it takes too long."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self

import cityassess
from cityassess.errors import Unavailable
from cityassess.reports.intake.confinement import OUT_OF_MEMORY

if TYPE_CHECKING:
    import subprocess

_TURN = 0.1
_FAREWELL = 1.0
_LINES_AHEAD = 64
"""Lines that may wait to be taken: a worker that talks faster is made to wait itself."""

_ERROR_TAIL = 2_000
_MAIN = (
    "import sys; sys.path[:] = sys.argv[1:]; "
    "from cityassess.reports.intake.worker import main; sys.exit(main())"
)


class WorkerLost(Exception):
    """The worker ended or was ended before it had answered; the message tells the officer why."""


class WorkerProcess:
    """One worker at a time, started when first asked; a context manager that leaves none behind."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.Queue[str | None] = queue.Queue(_LINES_AHEAD)
        self._reader: threading.Thread | None = None
        self._errors: IO[bytes] | None = None
        self._turn_due = 0.0
        self._open = contextlib.ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def ask(self, path: Path, seconds: float, turn: Callable[[], None]) -> Iterator[dict[str, Any]]:
        """Yield the worker's messages about one file; numbers in them are exact ``Decimal``.

        ``turn`` is called about ten times a second and may raise to stop. Raises ``WorkerLost`` when the worker dies
        or needs more than ``seconds``; the next question then starts another.
        """
        process = self._started()
        deadline = time.monotonic() + seconds
        try:
            if process.stdin is None:
                raise RuntimeError("the worker was started without a pipe")
            process.stdin.write(json.dumps(os.fspath(path.absolute())) + "\n")
            process.stdin.flush()
        except OSError as error:
            raise self._lost() from error
        while True:
            line = self._next_line(deadline, turn)
            try:
                message: dict[str, Any] = json.loads(line, parse_float=Decimal, parse_int=Decimal)
            except ValueError as error:
                raise self._lost() from error
            yield message
            if "end" in message:
                return

    def end(self) -> None:
        """End the worker at once, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        while self._reader is not None and self._reader.is_alive():
            with contextlib.suppress(
                queue.Empty
            ):  # it may wait for room to put a line that nobody wants any more
                self._lines.get(timeout=_TURN / 10)
        self._open.close()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                _close(stream)

    def _next_line(self, deadline: float, turn: Callable[[], None]) -> str:
        while True:
            now = time.monotonic()
            if now > deadline:
                self.end()
                raise WorkerLost("读取用时过长，已停止。文件可能过大或已损坏，拆成几个文件再导入。")
            if now >= self._turn_due:
                self._turn_due = now + _TURN
                turn()
            try:
                line = self._lines.get(timeout=_TURN)
            except queue.Empty:
                continue
            if line is None:
                raise self._lost()
            return line

    def _lost(self) -> WorkerLost:
        import subprocess

        code = None
        if self._process is not None:
            try:
                code = self._process.wait(timeout=_FAREWELL)
            except subprocess.TimeoutExpired:  # it talks nonsense, or has closed its ears, but lives
                code = None
        if self._errors is not None:
            self._errors.seek(0)
            words = self._errors.read()[-_ERROR_TAIL:].decode("utf-8", "replace")
            _log(f"intake worker ended with {code}: {words}")
        self.end()
        if code == OUT_OF_MEMORY:
            return WorkerLost("文件过大，内存放不下。拆成几个文件再导入。")
        if code == 1:
            return WorkerLost("文件内容不合规范或已损坏，无法读取。在Excel、WPS中打开后另存一份再导入。")
        return WorkerLost("读取时中断，文件可能已损坏或过大。在Excel、WPS中打开后另存一份再导入。")

    def _started(self) -> subprocess.Popen[str]:
        if self._process is not None:
            return self._process
        import subprocess  # here, since the worker loads this package as well, and starts no other
        import tempfile

        fault_text = tempfile.TemporaryFile  # ends with the worker, not with a block
        errors = self._open.enter_context(fault_text())
        try:
            process = subprocess.Popen(
                [*_python(), "-X", "utf8", "-I", "-S", "-c", _MAIN, *_import_path()],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                encoding="utf-8",
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            self._open.close()
            raise Unavailable("读取文件的程序没有启动。重新安装本程序，或检查杀毒软件的拦截记录。") from error
        self._process, self._errors, self._lines = process, errors, queue.Queue(_LINES_AHEAD)
        self._reader = threading.Thread(target=_pump, args=(process.stdout, self._lines), daemon=True)
        self._reader.start()
        return process


def _pump(stream: IO[str], lines: queue.Queue[str | None]) -> None:
    for line in stream:
        lines.put(line)
    lines.put(None)


def _close(stream: IO[Any]) -> None:
    try:
        stream.close()
    except OSError:  # a question left in the pipe of a dead worker
        _log("the pipe to the worker was broken")


def _log(words: str) -> None:
    import logging

    logging.getLogger(__name__).warning(words)


def _python() -> list[str]:
    """The interpreter: beside a launcher of our own, ``sys.executable`` need not be one."""
    own = Path(sys.executable)
    if own.stem.lower().startswith(("python", "pypy")):
        return [sys.executable]
    folder = Path(sys.base_exec_prefix)
    for name in ("pythonw.exe", "python.exe", "bin/python3"):
        if (folder / name).exists():
            return [os.fspath(folder / name)]
    raise Unavailable("找不到读取文件所用的Python。重新安装本程序。")


def _import_path() -> list[str]:
    package = os.fspath(Path(cityassess.__file__).resolve().parent.parent)
    return [package, *(entry for entry in sys.path if entry and entry != package)]
