"""The schemes that an office has, and whether a scheme file is sound."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cityassess import wording
from cityassess.errors import Problem, Refused, Unavailable
from cityassess.scoring.periods import Cycle, period_holding
from cityassess.scoring.scheme import Scheme, scheme_in_force
from cityassess.services.records import period_of
from cityassess.services.scheme_files import SUFFIXES, read_scheme_file

if TYPE_CHECKING:
    from cityassess.services.records import Edition, Records
    from cityassess.services.scheme_description import SchemeDescription
    from cityassess.store.database import Database


@dataclass(frozen=True, slots=True)
class SchemeEntry:
    """One edition of a scheme: from when to when it is in force, and the number of its text's version."""

    id: str
    name: str
    circular: str
    in_force_from: date
    in_force_to: date | None
    version: int


class Schemes:
    """The schemes of one database."""

    def __init__(self, database: Database, records: Records) -> None:
        self._database = database
        self._records = records

    def governing(self, period: str, scheme_id: str | None = None) -> SchemeEntry:
        """The edition that governs a period; raises ``Refused`` where there is none or several."""
        with self._database.reading() as session:
            return _entry(self._records.basis(session).governing(period_of(period), scheme_id))

    def describe(self, scheme_id: str, in_force_from: date) -> SchemeDescription:
        """An edition in words; raises ``Refused`` where there is none."""
        from cityassess.services.scheme_description import describe

        return describe(self._edition(scheme_id, in_force_from).scheme)

    def export(self, scheme_id: str, in_force_from: date, path: Path) -> None:
        """Write an edition as a workbook or a scheme file, as :func:`export` does."""
        export(self._edition(scheme_id, in_force_from).scheme, path)

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

    def text_of(self, scheme_id: str, in_force_from: date) -> str:
        """The text of an edition as it was imported; raises ``Refused`` where there is none."""
        return self._edition(scheme_id, in_force_from).text

    def _edition(self, scheme_id: str, in_force_from: date) -> Edition:
        with self._database.reading() as session:
            for edition in self._records.basis(session).editions:
                if (edition.scheme.id, edition.scheme.in_force_from) == (scheme_id, in_force_from):
                    return edition
        raise Refused(f"没有方案“{scheme_id}”{in_force_from.isoformat()}起的修订。刷新后再看。")


def _entry(edition: Edition) -> SchemeEntry:
    scheme = edition.scheme
    return SchemeEntry(
        scheme.id, scheme.name, scheme.circular, scheme.in_force_from, scheme.in_force_to, edition.version
    )


BOOK = ".xlsx"
FILE_KINDS = (*SUFFIXES, BOOK)
"""What files of schemes end in."""


def read_any(path: Path) -> tuple[Scheme, str]:
    """The scheme in a scheme file or a scheme workbook, and its text.

    Raises ``Refused`` with every fault and its place, ``Unavailable`` where the file cannot be opened.
    """
    if path.suffix.lower() == BOOK:
        from cityassess.services.scheme_book import read_book

        return read_book(path)
    return read_scheme_file(path)


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
