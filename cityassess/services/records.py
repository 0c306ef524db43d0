"""What the database holds besides checks: the roster and the schemes, read again only when they changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import RLock
from typing import TYPE_CHECKING

from cityassess import wording
from cityassess.errors import Refused
from cityassess.scoring.periods import Period, parse_period
from cityassess.scoring.scheme import Scheme, scheme_in_force
from cityassess.scoring.values import Roster, roster
from cityassess.services.scheme_files import kept_scheme
from cityassess.store import events, objects, schemes

if TYPE_CHECKING:
    from cityassess.store.database import Database
    from cityassess.store.session import Head, Session


@dataclass(frozen=True, slots=True)
class Edition:
    """A stored edition of a scheme, read; ``id`` is its number in the database, ``digest`` the SHA-256 of its text."""

    id: int
    scheme: Scheme
    text: str
    version: int
    digest: str


@dataclass
class Records:
    """The roster and the schemes of one database, remembered until their revisions grow.

    The log's end tells in one query that nothing was written at all; only behind another end are revisions compared.
    Sessions that write must ask before they write objects or schemes. ``lock`` is held by whoever reads or changes
    what services remember, since a window works in two threads.
    """

    database: Database
    lock: RLock = field(default_factory=RLock)
    _roster: Roster = field(default_factory=lambda: roster(()))
    _roster_revision: int = -1
    _editions: tuple[Edition, ...] = ()
    _editions_revision: int = -1
    _compared_at: Head | None = None
    _compared_in: Session | None = None

    def end(self, session: Session) -> Head:
        """Where the log ends, with the roster and the schemes as they are there."""
        if session is not self._compared_in or self._compared_at is None:
            end = events.head(session)
            if end != self._compared_at:
                self._compare(session)
            self._compared_at, self._compared_in = end, session
        return self._compared_at

    def roster(self, session: Session) -> Roster:
        """All assessed objects."""
        self.end(session)
        return self._roster

    def editions(self, session: Session) -> tuple[Edition, ...]:
        """The current version of every edition of every scheme."""
        self.end(session)
        return self._editions

    def only_checks_written(self, before: Head, after: Head) -> None:
        """Note a write that changed checks alone, between two ends of the log: roster and schemes are still good."""
        if self._compared_at == before:
            self._compared_at, self._compared_in = after, None

    def _compare(self, session: Session) -> None:
        revision = objects.revision(session)
        if revision != self._roster_revision:
            self._roster, self._roster_revision = objects.load_roster(session), revision
        revision = schemes.revision(session)
        if revision != self._editions_revision:
            known = {edition.id: edition for edition in self._editions}
            stored = schemes.editions(session)
            self._editions = tuple(known.get(item.id) or read_edition(item) for item in stored)
            self._editions_revision = revision

    def governing(self, session: Session, period: Period, scheme_id: str | None = None) -> Edition:
        """The edition that governs a period, of one scheme where it is named.

        Raises ``Refused`` where there is none, or several schemes govern the period and none is named.
        """
        editions = self.editions(session)
        if scheme_id is not None and scheme_id not in {edition.scheme.id for edition in editions}:
            known = wording.names_text(dict.fromkeys(edition.scheme.id for edition in editions))
            raise Refused(
                f"没有编号为“{scheme_id}”的考核方案。"
                + (f"现有方案：{known}。" if known else "先导入方案文件。")
            )
        found = governing(editions, period, scheme_id)
        title = wording.period_title(period)
        if not found:
            raise Refused(f"{title}没有生效的考核方案。导入方案文件，或换一个考核周期。")
        if len(found) > 1:
            names = wording.names_text(edition.scheme.id for edition in found)
            raise Refused(f"{title}有{len(found)}个考核方案：{names}。写明用哪一个方案。")
        return found[0]


def governing(
    editions: Iterable[Edition], period: Period, scheme_id: str | None = None
) -> tuple[Edition, ...]:
    """The edition of each scheme that is in force in a period and assesses periods of its cycle."""
    by_scheme: dict[str, list[Edition]] = {}
    for edition in editions:
        if scheme_id in (None, edition.scheme.id) and period.cycle in edition.scheme.cycles:
            by_scheme.setdefault(edition.scheme.id, []).append(edition)
    found = []
    for several in by_scheme.values():
        scheme = scheme_in_force((edition.scheme for edition in several), period)
        found += [edition for edition in several if edition.scheme is scheme]
    return tuple(found)


def read_edition(stored: schemes.StoredEdition) -> Edition:
    """Read a stored edition; raises ``Unavailable`` where this program cannot read its text any more."""
    scheme = kept_scheme(stored.scheme_id, stored.text)
    return Edition(stored.id, scheme, stored.text, stored.version, stored.digest)


def period_of(code: str) -> Period:
    """The period of a code; raises ``Refused`` with a sentence."""
    try:
        return parse_period(code)
    except ValueError as fault:
        raise Refused(f"{fault}。") from None
