"""督办情况: who got which colour, what that asks for, and why."""

from __future__ import annotations

from collections.abc import Iterator

from cityassess import wording
from cityassess.reports.blocks import Align, Cell, Column, Table
from cityassess.services.bulletin.document import Exhibit, Part
from cityassess.services.bulletin.grounds import rating_reasons
from cityassess.services.bulletin.parts.overview import colours_given
from cityassess.services.bulletin.scene import Scene
from cityassess.services.bulletin.tables import rating_cell


def supervision(scene: Scene, at: str) -> Iterator[Part]:
    """Each colour that was given with its objects and what it asks for; then the reasons."""
    for colour in colours_given(scene):
        names = scene.assessment.names_rated(colour.id)
        if not names:
            continue
        word = wording.colour_text(colour.name)
        facts = scene.facts
        count = facts.add(f"colour-count/{colour.id}", f"{len(names)}个", f"{word}个数")
        told = facts.add(f"colour-names/{colour.id}", wording.names_text(names), f"{word}名单")
        asks = f"督办要求：“{colour.meaning.rstrip('。')}”。" if colour.meaning else ""
        yield scene.passage(f"{at}/{colour.id}", (f"{word}（", count, "）：", told, f"。{asks}"))
    yield from _reasons(scene, at)


def _reasons(scene: Scene, at: str) -> Iterator[Part]:
    rated = [
        (ladder, item)
        for ladder in scene.ladders
        for item in ladder.group.standings
        if item.rating is not None and any(item.rating.reasons)
    ]
    if not rated:
        return
    grouped = len({ladder.id for ladder, _ in rated}) > 1
    columns = [Column("分组")] if grouped else []
    columns += [Column("对象"), Column("督办"), Column("依据", Align.LEFT)]
    rows = []
    for ladder, item in rated:
        cells = [Cell(ladder.topic)] if grouped else []
        reasons = "；".join(reason.rstrip("。；") for reason in rating_reasons(scene, item))
        rows.append((*cells, Cell(item.name), rating_cell(item), Cell(reasons)))
    caption = f"{scene.title}督办依据"
    table = Table(tuple(columns), tuple(rows), caption, key_columns=2 if grouped else 1)
    yield Exhibit(f"{at}/reasons/table", caption, (table,))
