"""The schemes that an office has, and whether a scheme file is sound."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cityassess import wording
from cityassess.errors import Problem, Refused, Unavailable
from cityassess.scoring.periods import Cycle, period_holding
from cityassess.scoring.scheme import Scheme, scheme_in_force
from cityassess.services.records import period_of
from cityassess.services.scheme_files import SUFFIXES, kept_scheme
from cityassess.services.scheme_reading import BOOK, read_any

if TYPE_CHECKING:
    from cityassess.services.records import Edition, Records
    from cityassess.services.scheme_description import SchemeDescription
    from cityassess.store.database import Database
    from cityassess.store.schemes import StoredEdition


@dataclass(frozen=True, slots=True)
class SchemeEntry:
    """One edition of a scheme: from when to when it is in force, and the number of its text's version.

    In a history ``who`` and ``when`` say who imported that version and when (2026-11-21 08:30, local time), and
    ``replaced`` that a later version of the same edition took its place.
    """

    id: str
    name: str
    circular: str
    in_force_from: date
    in_force_to: date | None
    version: int
    who: str = ""
    when: str = ""
    replaced: bool = False


class Schemes:
    """The schemes of one database."""

    def __init__(self, database: Database, records: Records) -> None:
        self._database = database
        self._records = records

    def governing(self, period: str, scheme_id: str | None = None) -> SchemeEntry:
        """The edition that governs a period; raises ``Refused`` where there is none or several."""
        with self._database.reading() as session:
            return _entry(self._records.basis(session).governing(period_of(period), scheme_id))

    def history(self) -> tuple[SchemeEntry, ...]:
        """Every version of every edition, by scheme; what came into force last first, the newest version first."""
        from cityassess.store import schemes

        with self._database.reading() as session:
            stored = schemes.versions(session)
        newest = {(one.scheme_id, one.in_force_from): one.version for one in stored}
        found = [_version(one, newest[one.scheme_id, one.in_force_from]) for one in reversed(stored)]
        return tuple(sorted(found, key=lambda entry: entry.id))

    def describe(self, entry: SchemeEntry) -> SchemeDescription:
        """One version of an edition in words; raises ``Refused`` where there is none."""
        from cityassess.services.scheme_description import describe

        return describe(kept_scheme(entry.id, self.text_of(entry)))

    def export(self, entry: SchemeEntry, path: Path) -> None:
        """Write one version of an edition as a workbook or a scheme file, as :func:`export` does."""
        export(kept_scheme(entry.id, self.text_of(entry)), path)

    def list(self) -> tuple[SchemeEntry, ...]:
        """Every edition, by scheme and first day."""
        with self._database.reading() as session:
            basis = self._records.basis(session)
        return tuple(map(_entry, basis.editions))

    def find(self, scheme_id: str, on: str | None = None) -> Scheme:
        """The edition of a scheme in force on a day (2026-11-21), else the newest.

        Raises ``Refused`` for an unknown scheme, a day that is none, or a day on which none was in force.
        """
        with self._database.reading() as session:
            editions = [edition.scheme for edition in self._records.basis(session).editions]
        own = [scheme for scheme in editions if scheme.id == scheme_id]
        if not own:
            known = wording.names_text(dict.fromkeys(scheme.id for scheme in editions))
            raise Refused(
                f"没有编号为“{scheme_id}”的考核方案。" + (f"现有方案：{known}。" if known else "先导入。")
            )
        if on is None:
            return max(own, key=lambda scheme: scheme.in_force_from)
        try:
            day = period_holding(Cycle.DAY, date.fromisoformat(on))
        except ValueError:
            raise Refused(f"“{on}”不是日期，应写成 2026-11-21。") from None
        found = scheme_in_force(own, day)
        if found is None:
            raise Refused(f"方案“{scheme_id}”在{wording.date_text(day.start)}没有生效的修订。")
        return found

    def text_of(self, entry: SchemeEntry) -> str:
        """The text of one version of an edition as it was imported; raises ``Refused`` where there is none."""
        from cityassess.store import schemes

        wanted = entry.id, entry.in_force_from, entry.version
        with self._database.reading() as session:
            for one in schemes.versions(session):
                if (one.scheme_id, one.in_force_from, one.version) == wanted:
                    return one.text
        raise Refused(
            f"没有方案“{entry.id}”{entry.in_force_from.isoformat()}起的第{entry.version}版。刷新后再看。"
        )


def _entry(edition: Edition) -> SchemeEntry:
    scheme = edition.scheme
    return SchemeEntry(
        scheme.id, scheme.name, scheme.circular, scheme.in_force_from, scheme.in_force_to, edition.version
    )


def _version(stored: StoredEdition, newest: int) -> SchemeEntry:
    moment = datetime.fromisoformat(stored.when).astimezone()
    return SchemeEntry(
        stored.scheme_id,
        stored.name,
        stored.circular,
        stored.in_force_from,
        stored.in_force_to,
        stored.version,
        stored.who,
        wording.moment_text(moment),
        stored.version < newest,
    )


def export(scheme: Scheme, path: Path) -> None:
    """Write a scheme as a workbook (.xlsx) or as the text of a scheme file (.yaml), by the file's ending.

    Raises ``Refused`` for another ending, ``Unavailable`` where the file cannot be written.
    """
    if path.suffix.lower() == BOOK:
        from cityassess.services.scheme_book import write_book

        write_book(scheme, path)
    elif path.suffix.lower() in SUFFIXES:
        from cityassess.reports.files import written_aside
        from cityassess.reports.scheme_text import scheme_text
        from cityassess.scoring.reading.writing import write_scheme

        with written_aside(path, path.suffix.lower()) as aside:
            aside.write_text(scheme_text(write_scheme(scheme)), encoding="utf-8")
    else:
        raise Refused(f"“{path.name}”应以 .xlsx 或 .yaml 结尾。")


def write_text(path: Path, text: str) -> None:
    """Write the text of a scheme file as it was typed; raises ``Refused`` for another ending than a scheme file's."""
    from cityassess.reports.files import written_aside

    if path.suffix.lower() not in SUFFIXES:
        raise Refused(f"“{path.name}”应以 .yaml 结尾。")
    with written_aside(path, path.suffix.lower()) as aside:
        aside.write_text(text, encoding="utf-8")


def check_files(paths: Iterable[Path]) -> tuple[Problem, ...]:
    """Every fault of some scheme files or workbooks, each with its place; one that won't open is a fault as well."""
    problems: list[Problem] = []
    for path in paths:
        try:
            read_any(path)
        except Refused as refused:
            problems += refused.problems
        except Unavailable as unavailable:
            problems.append(Problem(str(unavailable)))
    return tuple(problems)
