"""An office: one database and everything that can be done with it."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from cityassess.services.entry import Entry
from cityassess.services.importing import Importing
from cityassess.services.publication_state import PublicationStates
from cityassess.services.publishing import Publishing
from cityassess.services.records import Records
from cityassess.services.schemes import Schemes
from cityassess.services.standings import Standings
from cityassess.services.upkeep import Upkeep
from cityassess.store.database import Database, open_database


@dataclass(frozen=True)
class Office:
    """The services on one open database; ``where`` is its path or URL as people may see it."""

    database: Database
    where: str
    standings: Standings
    entry: Entry
    importing: Importing
    publishing: Publishing
    schemes: Schemes
    upkeep: Upkeep

    @property
    def warning(self) -> str:
        """Why the log is not the one that this machine knows, in Chinese; empty where all is well."""
        return self.database.warning

    def close(self) -> None:
        """Let go of the database; closing twice does no harm."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_office(where: str | Path, *, actor: str = "", create: bool = True) -> Office:
    """Open an office's database (a file or a SQLAlchemy URL) for one person, by default the one logged in.

    Raises ``Unavailable`` with one sentence where it cannot be opened.
    """
    database = open_database(where, actor=actor or login_name(), create=create)
    records = Records(database)
    states = PublicationStates(records)
    standings = Standings(database, records, states)
    return Office(
        database,
        database.where,
        standings,
        Entry(database, records, standings),
        Importing(database, records),
        Publishing(database, records, standings, states),
        Schemes(database, records),
        Upkeep(database),
    )


def login_name() -> str:
    """Who is logged in on this machine; a fallback where the system has no name for them."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "未署名"
