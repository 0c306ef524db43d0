"""The log: where it ends, and whether it and the tables are what they should be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from cityassess.errors import Problem
from cityassess.progress import Progress
from cityassess.store import anchors
from cityassess.store.chain import continues
from cityassess.store.failures import said_in_chinese
from cityassess.store.replay import replay_log
from cityassess.store.session import Head, Session, read_head

if TYPE_CHECKING:
    from cityassess.store.database import Database

__all__ = ["Head", "Verification", "head", "verify", "verify_connection"]


@dataclass(frozen=True, slots=True)
class Verification:
    """What a verification found; ``unlisted`` is how many problems more there are than listed."""

    events: int
    problems: tuple[Problem, ...]
    head: Head
    unlisted: int = 0

    @property
    def ok(self) -> bool:
        """Whether there is no problem."""
        return not self.problems


def head(session: Session) -> Head:
    """Where the log ends as the database stands in this transaction."""
    return read_head(session.connection)


def verify(database: Database, progress: Progress) -> Verification:
    """Check the whole log: every hash, no gap, every table as the log leads to it, and this machine's memory of it.

    Reads one moment of the database; nothing is written. Raises Cancelled when ``progress`` says so.
    """
    with database.reading() as session:
        found = verify_connection(session.connection, progress)
        known = None
        if database.anchor_folder is not None:
            known = anchors.remembered(database.anchor_folder, found.head.log_id)
        warning = continues(session.connection, found.head, known) if known is not None else ""
    if not warning:
        return found
    problems = (Problem(warning), *found.problems)
    return Verification(found.events, problems, found.head, found.unlisted)


def verify_connection(connection: Connection, progress: Progress) -> Verification:
    """The same on any connection, without this machine's memory."""
    with said_in_chinese(str(connection.engine.url.database)):
        replay, end, events = replay_log(connection, progress)
    problems = tuple(Problem(problem) for problem in replay.problems)
    return Verification(events, problems, end, replay.unlisted)
