"""Whether a window can be opened here, found out without risk: a missing screen aborts the process that tries."""

from __future__ import annotations

import os
import subprocess
import sys

_NO_SCREEN = frozenset({"offscreen", "minimal", "minimalegl", "vnc"})
_PROBE = "from PySide6.QtGui import QGuiApplication; QGuiApplication([])"
_SECONDS = 30


def can_open_window() -> bool:
    """Whether a window would be seen: on Linux there must be a display, and Qt must start on it in a trial process."""
    if sys.platform in ("win32", "darwin"):
        return True
    wanted = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if wanted in _NO_SCREEN:
        return False
    if not wanted and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return False
    if getattr(sys, "frozen", False):  # the program's own executable is no Python that could try
        return True
    try:
        tried = subprocess.run(
            [sys.executable, "-c", _PROBE],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return tried.returncode == 0
