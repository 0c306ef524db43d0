"""An office: one database and everything that can be done with it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from cityassess.services.places import login_name
from cityassess.services.records import Records
from cityassess.store.database import Database, open_database

if TYPE_CHECKING:
    from cityassess.services.bulletin.drafting import Drafting
    from cityassess.services.bulletin.gathering import Gathering
    from cityassess.services.entry import Entry
    from cityassess.services.importing import Importing
    from cityassess.services.publication_state import PublicationStates
    from cityassess.services.publishing import Publishing
    from cityassess.services.schemes import Schemes
    from cityassess.services.standings import Standings
    from cityassess.services.upkeep import Upkeep
    from cityassess.services.what_if import Trial


class Office:
    """The services on one open database, each loaded when it is first needed.

    ``where`` is the database's path or URL as people may see it.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.where = database.where
        self._records = Records()

    @property
    def warning(self) -> str:
        """Why the log is not the one that this machine knows, in Chinese; empty where all is well."""
        return self.database.warning

    @cached_property
    def standings(self) -> Standings:
        """Rankings, traces and overviews."""
        from cityassess.services.standings import Standings

        return Standings(self.database, self._records, self._states)

    @cached_property
    def entry(self) -> Entry:
        """Entering marks."""
        from cityassess.services.entry import Entry

        return Entry(self.database, self._records, self.standings)

    @cached_property
    def importing(self) -> Importing:
        """Importing files, and the template to fill in."""
        from cityassess.services.importing import Importing

        return Importing(self.database, self._records)

    @cached_property
    def publishing(self) -> Publishing:
        """Bulletins, workbooks and publications."""
        from cityassess.services.publishing import Publishing

        return Publishing(self.database, self._records, self._states, self._gathering, self.drafting)

    @cached_property
    def drafting(self) -> Drafting:
        """Drafts of bulletins."""
        from cityassess.services.bulletin.drafting import Drafting

        return Drafting(self.database, self._gathering)

    @cached_property
    def schemes(self) -> Schemes:
        """The schemes that the office has."""
        from cityassess.services.schemes import Schemes

        return Schemes(self.database, self._records)

    @cached_property
    def trial(self) -> Trial:
        """What an edited scheme would change."""
        from cityassess.services.what_if import Trial

        return Trial(self.database, self._records, self.standings)

    @cached_property
    def upkeep(self) -> Upkeep:
        """Checks and backups."""
        from cityassess.services.upkeep import Upkeep

        return Upkeep(self.database, self._gathering)

    @cached_property
    def _gathering(self) -> Gathering:
        from cityassess.services.bulletin.gathering import Gathering

        return Gathering(self._records, self.standings)

    @cached_property
    def _states(self) -> PublicationStates:
        from cityassess.services.publication_state import PublicationStates

        return PublicationStates(self._records)

    def close(self) -> None:
        """Let go of the database; closing twice does no harm."""
        self.database.close()

    def discard_if_new(self) -> None:
        """Let go of the database, and remove its file where it was made by opening this office."""
        self.database.discard_if_new()

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
    return Office(open_database(where, actor=actor or login_name(), create=create))
