"""How long until the window is painted, against an empty PySide6 window: python -m benchmarks.start_up [ROUNDS].

Both are measured in one run, turn and turn about, each in a process of its own: from before the process starts to the
first paint event. The medians and their ratio are printed; the ratio is meant to stay at or below 1.9.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measuring import Measured

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 1.9
ROUNDS = 9

EMPTY = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

class Window(QWidget):
    def paintEvent(self, event):
        print(time.time(), flush=True)
        QTimer.singleShot(0, QApplication.quit)

app = QApplication([])
window = Window()
window.resize(1366, 728)
window.show()
app.exec()
"""

OURS = """
import sys, time
from functools import partial
from pathlib import Path
from cityassess import __main__, app
from cityassess.services import screen
from cityassess.ui import window

def timed(ground, event, painted=window.Ground.paintEvent):
    painted(ground, event)
    print(time.time(), flush=True)

window.Ground.paintEvent = timed
folder = Path(sys.argv.pop())
app.run = partial(app.run, settings=folder / "window.ini", documents=folder, shown=lambda shown, program: shown.close())
screen.can_open_window = lambda: True
__main__.main()
"""


def seconds(script: str, folder: str) -> float:
    """From the start of a process to its first picture."""
    before = time.time()
    ran = subprocess.run(
        [sys.executable, "-c", script, folder],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=60,
        cwd=ROOT,
        env={
            "QT_QPA_PLATFORM": "offscreen",
            **os.environ,
            "XDG_CONFIG_HOME": folder,
            "XDG_DATA_HOME": folder,
        },
    )
    return float(ran.stdout.split()[0]) - before


def measure(folder: Path, rounds: int = ROUNDS) -> list[Measured]:
    """Median seconds to the first picture of both windows; ``ratio`` is the median of the ratios of each round."""
    place = str(folder)
    for script in (EMPTY, OURS):  # once unmeasured, so that files are read and byte code is there
        seconds(script, place)
    pairs = [(seconds(EMPTY, place), seconds(OURS, place)) for _ in range(rounds)]
    empty, ours = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(mine / theirs for theirs, mine in pairs)
    return [
        Measured("cityassess window", {"seconds": ours, "ratio": ratio}),
        Measured("empty PySide6 window", {"seconds": empty, "ratio": 1.0}),
    ]


def main(arguments: list[str]) -> int:
    """Print the figures; 1 where the ratio is above its limit."""
    with tempfile.TemporaryDirectory() as folder:
        ours, empty = measure(Path(folder), int(arguments[0]) if arguments else ROUNDS)
    ratio = ours.figures["ratio"]
    print(
        f"empty window {empty.figures['seconds'] * 1000:.0f} ms, "
        f"cityassess {ours.figures['seconds'] * 1000:.0f} ms, ratio {ratio:.2f} (limit {LIMIT})"
    )
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
