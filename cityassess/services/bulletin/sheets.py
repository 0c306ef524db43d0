"""A period's rankings as the tables of a workbook: with every column, and who is not ranked in notes below."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cityassess.reports.blocks import Table
from cityassess.services.bulletin.material import Material, Need
from cityassess.services.bulletin.parts import ANNEXES
from cityassess.services.bulletin.scene import Scene
from cityassess.services.bulletin.tables import ranking_caption, ranking_table, unranked_notes

COMPARED = frozenset({Need.BEFORE, Need.YEAR_BEFORE})
"""What the tables look at besides the period itself."""
_SAMPLED = "sampled"


def ranking_sheets(material: Material) -> Iterator[tuple[str, Table]]:
    """The name and table of each sheet: the rankings group by group, then the samples behind them."""
    scene = Scene(material)
    for ladder in scene.ladders:
        table = ranking_table(scene, ladder, ranking_caption(scene, ladder), whole=True)
        notes = tuple(words for _, words in unranked_notes(ladder.group))
        yield ladder.group.name, replace(table, notes=notes)
    for annex in ANNEXES[_SAMPLED].write(scene, _SAMPLED):
        for block in annex.blocks:
            if isinstance(block, Table):
                yield annex.title, block
