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
from cityassess.reports.blocks import Block, NewPage, Title
from cityassess.reports.page import A4
from cityassess.services.bulletin.explain_sheets import sheet_blocks
from cityassess.services.bulletin.gathering import day_of
from cityassess.services.bulletin.material import Material
from cityassess.services.bulletin.printing import DRAFT_MARK
from cityassess.services.bulletin.release import refuse_empty
from cityassess.services.bulletin.sheet_room import page_room
from cityassess.services.records import Records, period_of
from cityassess.store import publications

if TYPE_CHECKING:
    from cityassess.reports.pdf import PdfMeta, PdfResult
    from cityassess.services.bulletin.gathering import Gathering
    from cityassess.store.database import Database

SPARED = 3
"""Lines that a sheet is shortened by each time where its words took more room than was reckoned."""
TRIES = 3


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
    from cityassess.reports.pdf import PdfMeta

    watched = progress or Silent()
    title = wording.period_title(material.period)
    meta = PdfMeta(f"{title}考核得分说明单", material.scheme.bulletin.authority, title, day=material.day)
    sheets = len(material.places)
    result = _written(material, target, meta, watched, 0.0)
    for tried in range(1, TRIES):
        if result.pages <= sheets:
            break
        result = _written(material, target, meta, watched, tried * SPARED * A4.line_pitch)
    told = tuple(str(each) for each in result.substitutions)
    path = target if isinstance(target, Path) else Path()
    return WrittenBook(path, sheets, result.pages, told, result.problems, bool(material.mark))


def _written(
    material: Material, target: Path | BytesIO, meta: PdfMeta, progress: Progress, spared: float
) -> PdfResult:
    from cityassess.reports.pdf import write_pdf

    if spared and isinstance(target, BytesIO):  # what did not fit is written over
        target.seek(0)
        target.truncate()
    return write_pdf(tuple(book_blocks(material, progress, spared)), target, meta=meta, progress=progress)


def book_blocks(material: Material, progress: Progress, spared: float = 0.0) -> Iterator[Block]:
    """The sheets one after another, best first in each group; a unit in several rankings has one sheet.

    ``spared`` is what each leaves free at its foot, in points.
    """
    units = list(material.places)
    period = wording.period_title(material.period)
    mark = f"（{material.mark}）" if material.mark else ""
    for number, unit in enumerate(units, 1):
        progress.step(number, len(units), "正在编写得分说明单")
        _, standing = material.places[unit][0]
        if number > 1:
            yield NewPage()
        title = f"{standing.name}{period}考核得分说明{mark}"
        yield Title(title)
        yield from sheet_blocks(material, unit, page_room(title) - spared)
