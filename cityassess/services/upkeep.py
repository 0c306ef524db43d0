"""Keeping the database sound: is it whole, can every publication be worked out again, copies and their return."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cityassess import wording
from cityassess.errors import Problem, Unavailable
from cityassess.progress import Progress, Silent
from cityassess.services.bulletin.proving import issue_faults
from cityassess.services.frozen import thaw
from cityassess.services.places import login_name
from cityassess.services.recomputing import recomputed
from cityassess.services.records import period_of
from cityassess.store import events, publications

if TYPE_CHECKING:
    from cityassess.services.bulletin.gathering import Gathering
    from cityassess.store.backup import BackupManifest
    from cityassess.store.database import Database
    from cityassess.store.missing import Missing
    from cityassess.store.restore import Restored


@dataclass(frozen=True, slots=True)
class Report:
    """What a check of the database found: how many events and publications were gone through, and what is wrong."""

    events: int
    publications: int
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    def sentences(self) -> tuple[str, ...]:
        """The report in words."""
        if not self.ok:
            return tuple(f"{problem}" for problem in self.problems)
        return (
            f"数据库完整，{wording.count_text(self.events)}条操作记录前后相连。",
            f"{wording.count_text(self.publications)}份已发布的通报都能原样重算。",
        )


class Upkeep:
    """Checks and backups of one database."""

    def __init__(self, database: Database, gathering: Gathering) -> None:
        self._database = database
        self._gathering = gathering

    def check(self, progress: Progress | None = None) -> Report:
        """Is the file whole, the log unbroken and equal to the tables, and every publication reproducible?

        Of each publication: do its inputs give the result again, is the bulletin with its papers what was issued, and
        do its sentences show the figures that the inputs give?
        """
        progress = progress or Silent()
        verified = events.verify(self._database, progress)
        problems = list(verified.problems)
        with self._database.reading() as session:
            every = publications.every(session)
            for done, publication in enumerate(every):
                progress.step(done, len(every), "重算已发布的通报")
                title = wording.period_title(period_of(publication.period))
                name = f"{title}通报第{publication.number}版"
                try:
                    thawed = thaw(publications.payload(session, publication.id))
                    if thawed.inputs.digest() != publication.digest:
                        problems.append(Problem(f"{name}的存档与发布时的摘要不符，已被改动。"))
                    recomputed(thawed)
                except Unavailable as fault:
                    problems.append(Problem(f"{name}：{fault}"))
                faults = issue_faults(session, self._gathering, publication)
                problems += [Problem(f"{name}：{fault}") for fault in faults]
        return Report(verified.events, len(every), tuple(problems))

    def backup(self, path: str | Path, progress: Progress | None = None) -> BackupManifest:
        """Copy the database to a file and verify the copy; raises ``Refused`` or ``Unavailable`` where that fails."""
        from cityassess.reports.files import check_file_name
        from cityassess.store import backup

        check_file_name(Path(path))
        return backup.backup(self._database, Path(path), progress or Silent())


def restore(
    path: str | Path,
    target: str | Path,
    progress: Progress | None = None,
    *,
    tell: Callable[[str], None] | None = None,
) -> tuple[str, ...]:
    """Put a verified copy in the place of a database file that no program has open; the former one is set aside.

    ``tell`` gets a sentence about what the copy does not hold, before anything is changed; returns what was done, in
    sentences. Raises ``Refused`` for a file that is no sound copy, ``Unavailable`` where the place is no file of this
    machine, is open elsewhere or cannot be written.
    """
    from cityassess.store.engine import file_or_url
    from cityassess.store.restore import restore as put_in_place

    place = file_or_url(target)
    if not isinstance(place, Path):
        raise Unavailable("服务器上的数据库不能这样恢复。请管理员用服务器自己的工具恢复。")

    def warn(lost: Missing | None) -> None:
        sentence = _lost_text(lost, "现有数据库")
        if tell is not None and sentence:
            tell(f"{sentence}，将连同原库另存。")

    restored = put_in_place(
        Path(path), place, progress or Silent(), actor=login_name(), reason="从备份恢复", warn=warn
    )
    return tuple(_restored_sentences(place, restored))


def _restored_sentences(place: Path, restored: Restored) -> Iterator[str]:
    yield f"已从备份恢复：{place}"
    if restored.set_aside is not None:
        lost = _lost_text(restored.lost, "原数据库")
        yield (
            f"{lost}，已连同原库另存为：{restored.set_aside}" if lost else f"原库另存为：{restored.set_aside}"
        )


def _lost_text(lost: Missing | None, database: str) -> str:
    """What the former database holds and the copy does not, without a full stop; empty where there is nothing."""
    if lost is None:
        return f"{database}读不出来，不知道哪些操作记录不在备份里"
    if not lost.events:
        return ""
    since = (
        f"（自{wording.moment_text(datetime.fromisoformat(lost.since).astimezone())}起）"
        if lost.since
        else ""
    )
    told = f"{database}里最近{wording.count_text(lost.events)}条操作记录{since}不在备份里"
    if lost.numbers:
        told += f"（其中已发布的编号：{'、'.join(lost.numbers)}，恢复后不要重编这些号）"
    return told
