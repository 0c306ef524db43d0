"""The schemes that an office has, and whether a scheme file is sound."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cityassess.errors import Problem, Refused, Unavailable
from cityassess.services.scheme_files import read_scheme_file

if TYPE_CHECKING:
    from cityassess.services.records import Records
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

    def list(self) -> tuple[SchemeEntry, ...]:
        """Every edition, by scheme and first day."""
        with self._database.reading() as session:
            basis = self._records.basis(session)
        return tuple(
            SchemeEntry(
                edition.scheme.id,
                edition.scheme.name,
                edition.scheme.circular,
                edition.scheme.in_force_from,
                edition.scheme.in_force_to,
                edition.version,
            )
            for edition in basis.editions
        )


def check_files(paths: Iterable[Path]) -> tuple[Problem, ...]:
    """Every fault of some scheme files, each with its file and line; one that won't open is a fault as well."""
    problems: list[Problem] = []
    for path in paths:
        try:
            read_scheme_file(path)
        except Refused as refused:
            problems += refused.problems
        except Unavailable as unavailable:
            problems.append(Problem(str(unavailable)))
    return tuple(problems)
