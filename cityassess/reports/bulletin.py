"""The monthly bulletin (通报): what an assessment says, in the order and words that offices use.

Composition puts text in its place and computes nothing: scores, ranks, counts and changes come as they are printed,
each with the exact number behind it where the workbook needs one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cityassess.reports.blocks import (
    Addressee,
    Align,
    Annexes,
    AnnexHead,
    Block,
    Cell,
    Column,
    FootNote,
    Heading,
    RedHead,
    Signature,
    Table,
    Title,
    text,
)
from cityassess.wording import numeral


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as printed and the exact number behind it (``None``: there is none, as with ``—``)."""

    text: str
    number: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating as the scheme names it, such as 黄牌, and its colour id."""

    name: str
    colour: str


@dataclass(frozen=True, slots=True)
class RankedRow:
    """One object of a ranking; ``change`` is its change against the last period, empty where nothing is compared."""

    rank: Figure
    name: str
    components: tuple[Figure, ...]
    total: Figure
    change: str = ""
    rating: Rating | None = None
    reasons: tuple[str, ...] = ()
    also: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class UnrankedRow:
    """An object without a place and why; ``outside`` is for one that takes no part (不参与排名)."""

    name: str
    reason: str
    outside: bool = False


@dataclass(frozen=True, slots=True)
class RankingGroup:
    """One group's ranking. ``components`` are the headings of the partial scores, a line feed before their full marks.

    ``summary`` is said above the table, such as who came first and last; ``also`` are headings behind the total.
    """

    name: str
    components: tuple[str, ...] = ()
    rows: tuple[RankedRow, ...] = ()
    not_ranked: tuple[UnrankedRow, ...] = ()
    summary: str = ""
    total_heading: str = "总分"
    name_heading: str = "考核对象"
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RatingList:
    """All objects of one rating, with the count as printed."""

    rating: Rating
    count: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex: its title and tables, on pages of its own."""

    title: str
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class LogAnchor:
    """Where the log holds what this paper says: log number, sequence number and digest (hexadecimal digits)."""

    log: str
    sequence: int
    digest: str


@dataclass(frozen=True, slots=True)
class BulletinContent:
    """All that a bulletin says, in the words and figures that are printed. Empty parts are left out of the paper."""

    authority: str
    title: str
    period: str
    number_or_issue: str = ""
    addressee: str = ""
    basis: str = ""
    overview: tuple[str, ...] = ()
    groups: tuple[RankingGroup, ...] = ()
    rating_lists: tuple[RatingList, ...] = ()
    supervision: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    signature: str = ""
    date: str = ""
    anchor: LogAnchor | None = None
    draft: bool = False


def compose(content: BulletinContent) -> tuple[Block, ...]:
    """Compose a bulletin: head, body in numbered sections, signature, annexes, and the line that ties it to the log."""
    return tuple(_blocks(content))


def _blocks(content: BulletinContent) -> Iterator[Block]:
    yield RedHead(content.authority, content.number_or_issue, "征求意见稿" if content.draft else "")
    yield Title(content.title)
    if content.addressee:
        yield Addressee(content.addressee.rstrip("：:"))
    if content.basis:
        yield text(content.basis)
    sections = (
        ("总体情况", list(_overview(content))),
        ("得分及排名", list(_rankings(content))),
        ("督办情况", list(_supervision(content))),
        ("名单", [text(words) for words in content.lists]),
        ("工作要求", [text(words) for words in content.requirements]),
    )
    filled = [(name, blocks) for name, blocks in sections if blocks]
    for number, (name, blocks) in enumerate(filled, 1):
        yield Heading(1, f"{numeral(number)}、{name}")
        yield from blocks
    if content.annexes:
        yield Annexes(tuple(annex.title for annex in content.annexes))
    if content.signature or content.date:
        yield Signature(content.signature, content.date)
    for number, annex in enumerate(content.annexes, 1):
        yield AnnexHead(f"附件{number}" if len(content.annexes) > 1 else "附件", annex.title)
        yield from annex.tables
    if content.anchor is not None:
        yield FootNote(anchor_line(content.anchor))


def _overview(content: BulletinContent) -> Iterator[Block]:
    yield from map(text, content.overview)
    counted = [f"{entry.rating.name}{entry.count}个" for entry in content.rating_lists]
    if counted:
        yield text(f"{content.period}督办颜色：{'，'.join(counted)}。")


def _rankings(content: BulletinContent) -> Iterator[Block]:
    for number, group in enumerate(content.groups, 1):
        if len(content.groups) > 1:
            yield Heading(2, f"（{numeral(number)}）{group.name}")
        if group.summary:
            yield text(group.summary, leads=bool(group.rows))
        if group.rows:
            yield ranking_table(group, f"{content.period}{group.name}考核得分及排名")
        else:
            yield text(f"本期{group.name}没有参加排名的对象。")
        if group.not_ranked:
            yield from map(text, _unranked(group))


def _unranked(group: RankingGroup) -> Iterator[str]:
    """Who stands outside the ladder, and who has no place for want of data: two different things."""
    outside = [row.name for row in group.not_ranked if row.outside]
    if outside:
        yield f"不参与排名的有：{'、'.join(outside)}。"
    lacking: dict[str, list[str]] = {}
    for row in group.not_ranked:
        if not row.outside:
            lacking.setdefault(row.reason, []).append(row.name)
    if lacking:
        told = (f"{'、'.join(names)}（{reason}）" for reason, names in lacking.items())
        yield f"缺数据、没有名次的有：{'；'.join(told)}。"


def _supervision(content: BulletinContent) -> Iterator[Block]:
    for entry in content.rating_lists:
        if entry.names:
            yield text(f"{entry.rating.name}：{'、'.join(entry.names)}。")
    yield from map(text, content.supervision)
    rows = tuple(
        (Cell(group.name), Cell(row.name), _rating_cell(row), Cell("；".join(_bare(row.reasons))))
        for group in content.groups
        for row in group.rows
        if row.reasons
    )
    if rows:
        columns = (Column("分组"), Column("对象"), Column("督办"), Column("依据", Align.LEFT))
        yield Table(columns, rows, f"{content.period}督办依据", key_columns=2)


def ranking_table(group: RankingGroup, caption: str = "") -> Table:
    """The table of one group's ranking; change and rating have columns only where some object has one."""
    changes = any(row.change for row in group.rows)
    ratings = any(row.rating for row in group.rows)
    columns = [Column("名次"), Column(group.name_heading)]
    columns += [Column(name, Align.NUMBER) for name in group.components]
    columns.append(Column(group.total_heading, Align.NUMBER))
    columns += [Column(name, Align.NUMBER) for name in group.also]
    columns += [Column("与上期\n相比")] if changes else []
    columns += [Column("督办")] if ratings else []
    return Table(
        tuple(columns),
        tuple(_ranking_row(row, changes=changes, ratings=ratings) for row in group.rows),
        caption,
    )


def _ranking_row(row: RankedRow, *, changes: bool, ratings: bool) -> tuple[Cell, ...]:
    cells = [Cell(row.rank.text, row.rank.number), Cell(row.name)]
    cells += [Cell(figure.text, figure.number) for figure in row.components]
    cells.append(Cell(row.total.text, row.total.number, bold=True))
    cells += [Cell(figure.text, figure.number) for figure in row.also]
    if changes:
        cells.append(Cell(row.change or "—"))
    if ratings:
        cells.append(_rating_cell(row))
    return tuple(cells)


def _rating_cell(row: RankedRow) -> Cell:
    return Cell(row.rating.name, tint=row.rating.colour) if row.rating else Cell("—")


def _bare(reasons: Sequence[str]) -> list[str]:
    return [reason.rstrip("。；") for reason in reasons]


@dataclass(frozen=True, slots=True)
class SampledRow:
    """An object, the parts that were sampled for it with their figures, and the figure that comes of them."""

    name: str
    parts: tuple[tuple[str, Figure], ...]
    total: Figure


def sampled_table(
    rows: Sequence[SampledRow],
    *,
    name_heading: str,
    parts_heading: str,
    total_heading: str = "得分",
    caption: str = "",
    notes: tuple[str, ...] = (),
) -> Table:
    """The table of an annex that says which parts were sampled for each object and what each got."""
    columns = (
        Column(name_heading),
        Column(parts_heading, Align.LEFT),
        Column(total_heading, Align.NUMBER),
    )
    return Table(columns, tuple(_sampled_row(row) for row in rows), caption, notes, key_columns=1)


def _sampled_row(row: SampledRow) -> tuple[Cell, ...]:
    parts = "、".join(f"{name}（{figure.text}）" for name, figure in row.parts)
    return Cell(row.name), Cell(parts), Cell(row.total.text, row.total.number, bold=True)


def anchor_line(anchor: LogAnchor) -> str:
    """The log's number, sequence and digest as printed, the digest's first twenty digits in groups of five."""
    digits = anchor.digest[:20]
    groups = " ".join(digits[i : i + 5] for i in range(0, len(digits), 5))
    return f"日志号 {anchor.log}　序号 {anchor.sequence}　摘要 {groups}"


def ranking_tables(content: BulletinContent) -> Sequence[tuple[str, Table]]:
    """The rankings of a bulletin for a workbook: each group's name with its table, the unranked below it as notes."""
    return [
        (
            group.name,
            _with_unranked(ranking_table(group, f"{content.period}{group.name}考核得分及排名"), group),
        )
        for group in content.groups
    ]


def _with_unranked(table: Table, group: RankingGroup) -> Table:
    notes = tuple(_unranked(group))
    return Table(table.columns, table.rows, table.caption, notes, table.key_columns)
