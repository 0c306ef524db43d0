"""Keeping the trace of a fault of the program, so that one sentence on the screen is enough."""

from __future__ import annotations

import traceback
from datetime import datetime

from cityassess.services import places


def log_fault(error: Exception) -> str:
    """Add a fault's trace to the log of faults; returns the sentence that says where it is."""
    log = places.fault_log()
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now().astimezone().isoformat(timespec='seconds')}\n")
            traceback.print_exception(error, file=file)
    except OSError:
        return "出错的记录也没有写成。"
    return f"出错的记录在 {log}"
