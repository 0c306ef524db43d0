"""What the database holds besides checks: the roster and the schemes, read again only when they changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING

from cityassess import wording
from cityassess.errors import Refused
from cityassess.scoring.periods import Period, parse_period
from cityassess.scoring.scheme import Scheme, scheme_in_force
from cityassess.scoring.values import Roster
from cityassess.services.scheme_files import kept_scheme
from cityassess.store import events, objects, schemes

if TYPE_CHECKING:
    from cityassess.store.session import Head, Session


@dataclass(frozen=True, slots=True)
class Edition:
    """A stored edition of a scheme, read; ``id`` is its number in the database, ``digest`` the SHA-256 of its text."""

    id: int
    scheme: Scheme
    text: str
    version: int
    digest: str


@dataclass(frozen=True, slots=True)
class Basis:
    """What checks are assessed by, as it was where the log had its ``end``: the roster and the schemes.

    The roster and the editions are the same objects for as long as their revisions are.
    """

    end: Head
    roster: Roster
    roster_revision: int
    editions: tuple[Edition, ...]
    editions_revision: int

    def all_governing(self, period: Period, scheme_id: str | None = None) -> tuple[Edition, ...]:
        """The editions that govern a period, of one scheme where it is named; raises ``Refused`` where none does."""
        known = dict.fromkeys(edition.scheme.id for edition in self.editions)
        if scheme_id is not None and scheme_id not in known:
            raise Refused(
                f"没有编号为“{scheme_id}”的考核方案。"
                + (f"现有方案：{wording.names_text(known)}。" if known else "先导入方案文件。")
            )
        found = governing(self.editions, period, scheme_id)
        if not found:
            title = wording.period_title(period)
            raise Refused(f"{title}没有生效的考核方案。导入方案文件，或换一个考核周期。")
        return found

    def governing(self, period: Period, scheme_id: str | None = None) -> Edition:
        """The edition that governs a period, of one scheme where it is named.

        Raises ``Refused`` where there is none, or several schemes govern the period and none is named.
        """
        found = self.all_governing(period, scheme_id)
        if len(found) > 1:
            names = wording.names_text(edition.scheme.id for edition in found)
            title = wording.period_title(period)
            raise Refused(f"{title}有{len(found)}个考核方案：{names}。写明用哪一个方案。")
        return found[0]


class Records:
    """The roster and the schemes of one database, remembered until their revisions grow.

    The log's end tells in one query that nothing was written at all; only behind another end are revisions compared.
    A window works in two threads, each in transactions of its own, so what is remembered is a frozen :class:`Basis`;
    nobody waits here while another thread reads.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._latest: Basis | None = None

    def basis(self, session: Session) -> Basis:
        """The roster and the schemes as a transaction sees them; one that writes must ask before it writes them."""
        end = events.head(session)
        latest = self._latest
        if latest is not None and latest.end == end:
            return latest
        return self._remember(_read(session, end, latest))

    def _remember(self, found: Basis) -> Basis:
        with self._lock:
            latest = self._latest
            if latest is not None and latest.roster_revision == found.roster_revision:
                found = replace(found, roster=latest.roster)  # another thread may have read it meanwhile
            if latest is not None and latest.editions_revision == found.editions_revision:
                found = replace(found, editions=latest.editions)
            if latest is None or latest.end.seq <= found.end.seq:
                self._latest = found
        return found


def _read(session: Session, end: Head, latest: Basis | None) -> Basis:
    roster_revision, editions_revision = objects.revision(session), schemes.revision(session)
    if latest is not None and latest.roster_revision == roster_revision:
        everybody = latest.roster
    else:
        everybody = objects.load_roster(session)
    if latest is not None and latest.editions_revision == editions_revision:
        editions = latest.editions
    else:
        known = {edition.id: edition for edition in latest.editions} if latest is not None else {}
        editions = tuple(known.get(item.id) or read_edition(item) for item in schemes.editions(session))
    return Basis(end, everybody, roster_revision, editions, editions_revision)


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
