"""The book of explain sheets: one page for each unit, in the order of the rankings, to be handed out or bound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from cityassess import wording
from cityassess.errors import Problem
from cityassess.progress import Progress, Silent
from cityassess.reports.blocks import Block, NewPage, Table, Title
from cityassess.services.bulletin.explain_sheets import sheet_blocks
from cityassess.services.bulletin.gathering import day_of
from cityassess.services.bulletin.material import Material
from cityassess.services.bulletin.printing import DRAFT_MARK
from cityassess.services.bulletin.release import refuse_empty
from cityassess.services.records import Records, period_of
from cityassess.store import publications

if TYPE_CHECKING:
    from cityassess.services.bulletin.gathering import Gathering
    from cityassess.store.database import Database

MOST_LINES = 20
"""Of a sheet's tables in 小四: with title and sentence they fill a page of 22 lines of text."""
CHARACTERS = 24
"""On one of these lines, beside the other columns."""


@dataclass(frozen=True, slots=True)
class WrittenBook:
    """A book written: where, how many sheets on how many pages, and whether it is of a draft.

    ``substitutions`` and ``problems`` are those of a written bulletin.
    """

    path: Path
    sheets: int
    pages: int
    substitutions: tuple[str, ...]
    problems: tuple[Problem, ...]
    draft: bool


class Books:
    """Writes books of one database."""

    def __init__(self, database: Database, records: Records, gathering: Gathering) -> None:
        self._database = database
        self._records = records
        self._gathering = gathering

    def pdf(
        self, period: str, path: Path, progress: Progress | None = None, scheme_id: str | None = None
    ) -> WrittenBook:
        """Write the sheets of all units of a period: as it was published, else a draft of today's data.

        Raises ``Refused`` where nobody is ranked, ``Unavailable`` where the file cannot be written, ``Cancelled`` when
        progress says so; the file is whole or not there.
        """
        return write_book(self.material(period, scheme_id), path, progress)

    def material(self, period: str, scheme_id: str | None = None) -> Material:
        """What the sheets of a period are written from."""
        when = period_of(period)
        with self._database.reading() as session:
            scheme_id = self._records.basis(session).governing(when, scheme_id).scheme.id
            latest = publications.latest(session, scheme_id, when.code)
            if latest is None:
                subject = self._gathering.live(session, when, scheme_id)
                day, mark = datetime.now().astimezone().date(), DRAFT_MARK
            else:
                subject, day, mark = self._gathering.frozen(session, latest), day_of(latest), ""
            refuse_empty(subject.now.assessment)
            material = self._gathering.material(session, subject, day, needs=frozenset())
        return replace(material, mark=mark)


def write_book(material: Material, target: Path | BytesIO, progress: Progress | None = None) -> WrittenBook:
    """Write one sheet for each unit that the rankings of a period name, each on a page of its own."""
    from cityassess.reports.pdf import PdfMeta, write_pdf

    watched = progress or Silent()
    title = wording.period_title(material.period)
    meta = PdfMeta(f"{title}考核得分说明单", material.scheme.bulletin.authority, title, day=material.day)
    blocks = tuple(book_blocks(material, watched))
    result = write_pdf(blocks, target, meta=meta, progress=watched)
    told = tuple(str(each) for each in result.substitutions)
    path = target if isinstance(target, Path) else Path()
    sheets = sum(isinstance(block, Title) for block in blocks)
    return WrittenBook(path, sheets, result.pages, told, result.problems, bool(material.mark))


def book_blocks(material: Material, progress: Progress) -> Iterator[Block]:
    """The sheets one after another, best first in each group; a unit in several rankings has one sheet."""
    units = list(material.places)
    period = wording.period_title(material.period)
    mark = f"（{material.mark}）" if material.mark else ""
    for number, unit in enumerate(units, 1):
        progress.step(number, len(units), "正在编写得分说明")
        _, standing = material.places[unit][0]
        if number > 1:
            yield NewPage()
        yield Title(f"{standing.name}{period}考核得分说明{mark}")
        yield from _on_one_page(tuple(sheet_blocks(material, unit)))


def _on_one_page(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """The sheet, its tables in small type where they would go on to a further page otherwise."""
    tables = [block for block in blocks if isinstance(block, Table)]
    long = sum(_lines(row[-1].text) for table in tables for row in table.rows) > MOST_LINES
    for block in blocks:
        yield replace(block, compact=True) if long and isinstance(block, Table) else block


def _lines(reason: str) -> int:
    """About how many lines a reason takes in the last column of a sheet."""
    return max(1, -(-len(reason) // CHARACTERS))
