"""The tables of a bulletin: rankings, reasons, samples; every cell as printed with the exact number behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from cityassess import wording
from cityassess.reports.blocks import Align, Cell, Column, Table
from cityassess.scoring.assessment import FigureResult, GroupRanking, Heading, Standing
from cityassess.services.bulletin.scene import LAST_YEAR, Ladder, Scene

MOST_COLUMNS = 10
"""Of more components than these a ranking in the body shows the score alone; the annex has them all."""


def ranking_table(scene: Scene, ladder: Ladder, caption: str = "", *, whole: bool = False) -> Table:
    """The ranking of one group; changes, ratings and leaders have columns only where some object has one."""
    group = ladder.group
    shown = whole or len(group.components) <= MOST_COLUMNS
    changes = [(title, places) for title, places in _compared(scene, group) if places is not None]
    leaders = _leaders(scene, group)
    rated = any(item.rating for item in group.ranked)
    columns = [Column("名次"), Column(ladder.kind)]
    if shown:
        columns += [Column(heading_text(heading), Align.NUMBER) for heading in group.components]
    columns.append(Column(heading_text(group.score), Align.NUMBER))
    columns += [Column(heading_text(heading), Align.NUMBER) for heading in group.also]
    columns += [Column(title) for title, _ in changes]
    columns += [Column("督办")] if rated else []
    columns += [Column("主管领导")] if leaders else []
    rows = []
    for item in group.ranked:
        cells = [Cell(wording.rank_cell(item.rank), Fraction(item.rank or 0)), Cell(item.name)]
        cells += [figure_cell(part) for part in item.components] if shown else []
        cells.append(figure_cell(item.score, bold=True))
        cells += [figure_cell(figure) for figure in item.also]
        cells += [
            Cell(wording.change_text(places.get(item.object), item.rank) or "—") for _, places in changes
        ]
        cells += [rating_cell(item)] if rated else []
        cells += [Cell(leaders.get(item.object, ""))] if leaders else []
        rows.append(tuple(cells))
    return Table(tuple(columns), tuple(rows), caption)


def ranking_caption(scene: Scene, ladder: Ladder) -> str:
    """What stands above a ranking's table."""
    return f"{scene.title}{ladder.topic}考核得分及排名"


def unranked_notes(group: GroupRanking) -> Iterator[tuple[str, str]]:
    """Who stands outside the ladder, and who has no place for want of data: two different things, each with a key."""
    outside = [item.name for item in group.not_ranked if item.outside]
    if outside:
        yield "outside", f"不参与排名的有：{'、'.join(outside)}。"
    lacking: dict[str, list[str]] = {}
    for item in group.not_ranked:
        if not item.outside:
            lacking.setdefault(item.reason, []).append(item.name)
    if lacking:
        told = (f"{'、'.join(names)}（{reason}）" for reason, names in lacking.items())
        yield "lacking", f"缺数据、没有名次的有：{'；'.join(told)}。"


def sampled_table(
    standings: Sequence[Standing], name_heading: str, parts_heading: str, total_heading: str
) -> Table:
    """Which parts were sampled for each object and what each got."""
    columns = (Column(name_heading), Column(parts_heading, Align.LEFT), Column(total_heading, Align.NUMBER))
    rows = []
    for item in standings:
        parts = "、".join(f"{part.name}（{part.text}）" for part in item.parts)
        rows.append((Cell(item.name), Cell(parts), figure_cell(item.score, bold=True)))
    return Table(columns, tuple(rows), key_columns=1)


def heading_text(heading: Heading) -> str:
    """A column's title with its full marks, or the unit where it counts something else than points."""
    below = f"{heading.full}分" if heading.full else heading.unit
    return f"{heading.name}\n（{below}）" if below else heading.name


def figure_cell(figure: FigureResult, *, bold: bool = False) -> Cell:
    """A figure as it is published, with its number."""
    return Cell(figure.text, figure.published, bold=bold)


def rating_cell(item: Standing) -> Cell:
    """The colour that an object got as word and tint, a dash where it got none."""
    if item.rating is None:
        return Cell("—")
    return Cell(wording.rating_text(item.rating), tint=item.rating.tint)


def places_of(group: GroupRanking | None) -> Mapping[int, int | None] | None:
    """The places of a group by object; None without a group."""
    return None if group is None else {item.object: item.rank for item in group.ranked}


def _compared(scene: Scene, group: GroupRanking) -> Iterator[tuple[str, Mapping[int, int | None] | None]]:
    yield f"与{scene.last}\n相比", places_of(scene.before(group))
    yield f"与{LAST_YEAR[:2]}\n同期相比", places_of(scene.year_before(group))


def _leaders(scene: Scene, group: GroupRanking) -> dict[int, str]:
    """The leaders of the ranked by object, as far as the office wants them printed."""
    if not scene.scheme.bulletin.leaders:
        return {}
    objects = scene.material.roster.by_key
    known = ((item.object, objects.get(item.object)) for item in group.ranked)
    return {key: found.leader for key, found in known if found is not None and found.leader}
