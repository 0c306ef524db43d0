"""What the entry page has done on the worker: plain calls of services, without a widget."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cityassess.progress import Progress
from cityassess.ui.desk import Choice

if TYPE_CHECKING:
    from cityassess.services.changes import Changes
    from cityassess.services.entry import EntryCheck, EntrySheet
    from cityassess.services.importing import ImportPreview
    from cityassess.services.office import Office


def shape(sheet: EntrySheet) -> tuple[object, ...]:
    """What two readings of one sheet have in common where only marks changed."""
    return sheet.key, tuple(row.key for row in sheet.rows), tuple(column.key for column in sheet.columns)


def read(office: Office, period: Choice, _progress: Progress) -> tuple[tuple[EntrySheet, ...], int, int]:
    """The sheets of a period, how many cells should be filled, and its newest publication (第几版; 0 none)."""
    sheets = office.entry.sheets(period.code, period.scheme)
    papers = office.publishing.editions(period.code, period.scheme)
    expected = office.standings.overview(period.code, period.scheme).expected
    return sheets, expected, papers[0].edition if papers else 0


def read_checks(
    office: Office, sheet: str, row: str, column: str, _progress: Progress
) -> tuple[EntryCheck, ...]:
    """The checks behind one cell."""
    return office.entry.checks(sheet, row, column)


def preview(office: Office, paths: tuple[Path, ...], progress: Progress) -> ImportPreview:
    """What files hold, before anything is written."""
    return office.importing.preview(paths, progress)


def commit(office: Office, preview: ImportPreview, progress: Progress) -> Changes:
    """Write what a preview showed."""
    return office.importing.commit(preview, progress)


def write_template(office: Office, period: Choice, path: Path, progress: Progress) -> Path:
    """Write the template of a period and say where it is."""
    office.importing.write_template(path, period.code, period.scheme)
    return path
