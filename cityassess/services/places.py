"""Where the office's own files lie: its database, the note of which database the window uses, the log of faults."""

from __future__ import annotations

import getpass
import json
from contextlib import suppress
from pathlib import Path

from cityassess.safe_files import written_aside

_NAME = "cityassess"
_NOTE = "office.json"
_DATABASE = "office.db"


def default_database() -> str:
    """The database as set in the window, else a file in the user's data folder; a path or a SQLAlchemy URL."""
    try:
        noted = json.loads(_note().read_text(encoding="utf-8"))
        where = noted.get("database", "") if isinstance(noted, dict) else ""
    except (OSError, ValueError):
        where = ""
    return where if isinstance(where, str) and where else str(_data_folder() / _DATABASE)


def remember_database(where: str) -> None:
    """Note which database the window uses from now on; a folder that cannot be written is no reason to stop."""
    note = _note()
    with suppress(OSError):
        note.parent.mkdir(parents=True, exist_ok=True)
        with written_aside(note) as aside:
            aside.write_text(json.dumps({"database": where}, ensure_ascii=False), encoding="utf-8")


def fault_log() -> Path:
    """The file that takes the traces of faults of the program."""
    from platformdirs import user_log_path

    return user_log_path(_NAME, appauthor=False) / "faults.log"


def login_name() -> str:
    """Who is logged in on this machine; a fallback where the system has no name for them."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "未署名"


def _note() -> Path:
    from platformdirs import user_config_path

    return user_config_path(_NAME, appauthor=False) / _NOTE


def _data_folder() -> Path:
    from platformdirs import user_data_path

    return user_data_path(_NAME, appauthor=False)
