"""What this machine remembers of each database's log, so that a rewritten or silently replaced one is noticed.

The memory lies outside the database, in the user's data folder, keyed by the log's identity.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from cityassess.safe_files import written_aside
from cityassess.store.session import Head

_FILE = "known-logs.json"


def default_folder() -> Path:
    """The user's own data folder for this program."""
    from platformdirs import user_data_path

    return user_data_path("cityassess", appauthor=False)


def remembered(folder: Path, log_id: str) -> Head | None:
    """The last end of a log that this machine saw, or None."""
    entry = _read(folder).get(log_id)
    try:
        return Head(**entry) if isinstance(entry, dict) else None
    except TypeError:
        return None


def remember(folder: Path, head: Head) -> None:
    """Note where a log ends now; a folder that cannot be written is no reason to stop work."""
    known = _read(folder)
    known[head.log_id] = asdict(head)
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        with written_aside(folder / _FILE) as aside:
            aside.write_text(json.dumps(known, indent=1, sort_keys=True), encoding="utf-8")


def _read(folder: Path) -> dict[str, object]:
    try:
        known = json.loads((folder / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}
