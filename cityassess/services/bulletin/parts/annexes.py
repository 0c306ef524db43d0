"""Annexes: score tables in full, sampled parts, and a sheet for each object that explains its score."""

from __future__ import annotations

from collections.abc import Iterator

from cityassess.reports.blocks import Align, Cell, Column, Table
from cityassess.reports.page import A4
from cityassess.scoring.assessment import FigureResult, Standing
from cityassess.scoring.forms import MeanOfParts
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.scheme import Figure
from cityassess.services.bulletin.document import Annex
from cityassess.services.bulletin.explain_sheets import sheet_blocks
from cityassess.services.bulletin.losses import read_below
from cityassess.services.bulletin.scene import Ladder, Scene
from cityassess.services.bulletin.sheet_room import page_room
from cityassess.services.bulletin.tables import (
    MOST_COLUMNS,
    figure_cell,
    ranking_caption,
    ranking_table,
    sampled_table,
)

LABEL_LINES = 2
"""附件 with its number, and the line left blank below it."""
_FEW = 12
"""With at most so many objects a table of more criteria than these has the objects as its columns."""


def scores(scene: Scene, at: str) -> Iterator[Annex]:
    """For each ladder the whole ranking where the body had no room for it, and the marks of all criteria."""
    told: set[tuple[int, str]] = set()
    for ladder in scene.ladders:
        tables: list[Table] = []
        caption = ranking_caption(scene, ladder)
        if len(ladder.group.components) > MOST_COLUMNS and ladder.ranked:
            tables.append(ranking_table(scene, ladder, caption, whole=True))
        criteria = _criteria(scene, ladder)
        cells = {(item.object, figure.id) for item in ladder.group.standings for figure in criteria}
        printed = {heading.id for heading in ladder.group.components}
        if ladder.ranked and not cells <= told and any(figure.id not in printed for figure in criteria):
            told |= cells
            tables.append(_criteria_table(scene, ladder, criteria))
        if tables:
            yield Annex(f"{at}/{ladder.id}", f"{scene.title}{ladder.topic}得分明细表", tuple(tables))


def _criteria(scene: Scene, ladder: Ladder) -> list[Figure]:
    """The criteria of the period that a ladder's score is worked out from, as the scheme orders them."""
    behind = read_below(scene.scheme, ladder.group.score.id)
    return [figure for figure in scene.scheme.criteria if figure.id in behind]


def _criteria_table(scene: Scene, ladder: Ladder, criteria: list[Figure]) -> Table:
    caption = f"{scene.title}{ladder.topic}各指标得分"
    standings = ladder.group.standings
    results = [{result.id: result for result in _results(item)} for item in standings]
    if len(standings) <= _FEW < len(criteria):
        columns = (
            Column("指标", Align.LEFT),
            Column("满分、单位"),
            *(Column(item.name, Align.NUMBER) for item in standings),
        )
        rows = tuple(
            (
                Cell(figure.name),
                Cell(_full(figure) or "—"),
                *(_cell(found.get(figure.id)) for found in results),
            )
            for figure in criteria
        )
        return Table(columns, rows, caption)
    headings = ((figure.name, _full(figure)) for figure in criteria)
    columns = (
        Column(ladder.kind),
        *(Column(f"{name}\n（{full}）" if full else name, Align.NUMBER) for name, full in headings),
    )
    rows = tuple(
        (Cell(item.name), *(_cell(found.get(figure.id)) for figure in criteria))
        for item, found in zip(standings, results, strict=True)
    )
    return Table(columns, rows, caption, key_columns=1)


def _full(figure: Figure) -> str:
    """A criterion's full marks, or the unit that it is measured in."""
    return f"{plain_text(figure.full)}分" if figure.full is not None else figure.unit


def _results(item: Standing) -> Iterator[FigureResult]:
    yield from (*item.components, item.score, *item.figures)


def _cell(result: FigureResult | None) -> Cell:
    return Cell("—") if result is None else figure_cell(result)


def sampled(scene: Scene, at: str) -> Iterator[Annex]:
    """The sampled parts behind each mean, such as a township's villages."""
    for ladder in scene.ladders:
        group = ladder.group
        rule = scene.figures[group.score.id].rule
        if not isinstance(rule, MeanOfParts) or not any(item.parts for item in group.ranked):
            continue
        part = scene.figures[rule.figure]
        table = sampled_table(group.ranked, ladder.kind, f"{part.of}（{part.name}）", group.score.name)
        yield Annex(f"{at}/{ladder.id}", f"{scene.title}{ladder.topic}{part.of}得分明细", (table,))


def sheets(scene: Scene, at: str) -> Iterator[Annex]:
    """An explain sheet for each object that is ranked, in the order of the rankings."""
    keys = dict.fromkeys(item.object for ladder in scene.ladders for item in ladder.ranked)
    names = {item.key: item.name for item in scene.material.roster}
    for key in keys:
        title = f"{names[key]}{scene.title}得分说明"
        blocks = sheet_blocks(scene.material, key, page_room(title) - LABEL_LINES * A4.line_pitch)
        if blocks:
            yield Annex(f"{at}/{key}", title, blocks)
