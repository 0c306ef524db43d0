"""An office whose bulletins are numbered, and what tests do at its desk."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

from PIL import Image

from cityassess.services.bulletin.document import Bound, Passage, Piece
from cityassess.services.bulletin.drafting import Draft
from cityassess.services.bulletin.edits import Edits
from cityassess.services.entry import CellEdit
from cityassess.services.office import Office
from tests.services.louxing import SCHEME

PERIOD = "2017-05"
SCHEME_ID = "louxing-2016"
PATTERN = "娄城管办〔{year}〕{number}号"


def number_bulletins(office: Office, folder: Path, pattern: str = PATTERN) -> None:
    """Let the office's scheme number its bulletins."""
    lines = SCHEME.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(("  number:", "  issue:"))]
    kept.insert(kept.index("bulletin:") + 1, f"  number: {pattern}")
    path = folder / "编号.yaml"
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    office.importing.run([path])


def enter(office: Office, name: str, value: str, period: str = PERIOD, column: str = "chengguan") -> None:
    """Type one mark over what is there."""
    sheet = office.entry.sheets(period)[0]
    row = next(row.key for row in sheet.rows if row.title == name)
    cell = sheet.cells.get((row, column))
    office.entry.apply(sheet.key, [CellEdit(row, column, value, cell.version if cell else 0)])


def passage_with(draft: Draft, fact: str) -> Passage:
    """The first passage that shows a fact."""
    return next(
        passage
        for passage in draft.laid.document.passages()
        if any(bound.fact.startswith(fact) for bound in passage.bound)
    )


def reworded(edits: Edits, passage: Passage, *words: Piece) -> Edits:
    """Changes with words put before a passage, its figures kept."""
    return replace(edits, passages={**edits.passages, passage.id: (*words, *passage.pieces)})


def facts_of(passage: Passage) -> list[Bound]:
    """The figures of a passage."""
    return list(passage.bound)


def photo(colour: str = "navy", width: int = 60, height: int = 40) -> bytes:
    """A photo's file."""
    target = BytesIO()
    Image.new("RGB", (width, height), colour).save(target, "PNG")
    return target.getvalue()
