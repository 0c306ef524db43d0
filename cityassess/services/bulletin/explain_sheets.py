"""The explain sheet of one object: what it scored and why, from the score down to each check, on one page.

A sheet that has room for all says all. Where there is more it says less, in the order of ``sheet_detail``, and its foot
names where the rest can be seen.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from cityassess import wording
from cityassess.reports.blocks import Align, Block, Column, Table, text
from cityassess.reports.page import A4
from cityassess.reports.tablefit import SIZES
from cityassess.reports.tablelayout import ABOVE, LEADING
from cityassess.scoring.assessment import GroupRanking, Standing, Trace
from cityassess.scoring.scheme import Scheme
from cityassess.scoring.trace import explain
from cityassess.services.bulletin.material import Material
from cityassess.services.bulletin.sheet_detail import Detail, Spot, fewer
from cityassess.services.bulletin.sheet_lines import Found, SheetLines, depth_of
from cityassess.services.bulletin.sheet_room import lay, note_room, page_room, text_lines

_COLUMNS = (
    Column("指标", Align.LEFT, 9.0),
    Column("满分", Align.NUMBER),
    Column("得分", Align.NUMBER),
    Column("得分、扣分原因", Align.LEFT),
)
REST = "为印在一页内，部分行已合并；全部明细见程序“排名”页的计算过程。"
ROOM = page_room("") - 4 * A4.line_pitch
"""Below the head of an annex with a title of two lines."""
MOST_TRIES = 40
"""To say more of a figure that a sheet says less of, while its page has room."""
LEAST_ROW = SIZES[-1] * (LEADING + 2 * ABOVE)


def sheet_blocks(material: Material, object_key: int, room: float = ROOM) -> tuple[Block, ...]:
    """What an object's sheet says: a paragraph and a table for each ranking it stands in; nothing where in none.

    ``room`` is the height in points below the title. The sheet has none of its own: an annex or the page of a book
    gives it one.
    """
    evaluation = material.now.evaluation
    places = material.places.get(object_key, [])
    if evaluation is None or not places:
        return tuple(text(_sentence(*place), leads=True) for place in places)
    traces = [
        explain(evaluation, group.score.id, object_key, material.period, material.checks_of)
        for group, _ in places
    ]
    sheet = _Sheet(places, traces, evaluation.scheme, room)
    tried = _Tried((), math.inf, ())
    for detail in fewer(max(map(depth_of, traces))):
        tried = sheet.tried(detail)
        if tried.height <= room:
            return sheet.filled(detail, tried).blocks
    return tried.blocks


@dataclass(frozen=True, slots=True)
class _Tried:
    """A sheet in one degree of detail, its height in points, and the figures of which it does not say all."""

    blocks: tuple[Block, ...]
    height: float
    closed: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One object's rankings with the traces of its scores, and the points that the page has for them."""

    places: Sequence[tuple[GroupRanking, Standing]]
    traces: Sequence[Trace]
    scheme: Scheme
    room: float
    known: dict[Spot, Found] = field(default_factory=dict)

    def filled(self, detail: Detail, tried: _Tried) -> _Tried:
        """The sheet with more levels, then more checks, wherever there is room left for them."""
        refused: set[Spot] = set()
        for _ in range(MOST_TRIES):
            spot = next((spot for spot in tried.closed if spot not in refused), None)
            if spot is None:
                break
            wider = replace(detail, opened=detail.opened | {spot})
            if (more := self.tried(wider)).height <= self.room:
                detail, tried = wider, more
            else:
                refused.add(spot)
        for spot in tried.closed[:MOST_TRIES]:
            wider = replace(detail, more=detail.more | {spot})
            if (more := self.tried(wider)).height <= self.room:
                detail, tried = wider, more
        return tried

    def tried(self, detail: Detail) -> _Tried:
        """The sheet in one degree of detail; without blocks where there are plainly too many rows."""
        words = [_sentence(*place, whole=detail.whole) for place in self.places]
        if not detail.full:  # one paragraph and one table for all rankings
            words = [_joined(words, self.places[0][1].name)]
        room = self.room - sum(map(text_lines, words)) * A4.line_pitch
        if not detail.full:
            room -= note_room(REST)
        lines = SheetLines(self.scheme, detail, self.known)
        tables: list[Table | None] = []
        most = max(int(room / LEAST_ROW), 0)
        for trace in self.traces:
            rows = tuple(islice(lines.rows(trace), most + 1 if detail.whole else None))
            most -= len(rows)
            tables.append(Table(_COLUMNS, rows, key_columns=1) if rows else None)
        if most < 0 and detail.whole:
            return _Tried((), math.inf, ())
        if not detail.full:
            tables = [
                Table(_COLUMNS, tuple(row for table in tables if table for row in table.rows), key_columns=1)
            ]
        blocks, height = _laid(words, tables, room, SIZES if detail.full else SIZES[-1:])
        if not detail.full and isinstance(last := blocks[-1], Table):
            blocks[-1] = replace(last, notes=(REST,))
        return _Tried(tuple(blocks), height + self.room - room, tuple(lines.closed))


def _laid(
    words: Sequence[str], tables: Sequence[Table | None], room: float, sizes: Sequence[float]
) -> tuple[list[Block], float]:
    """Sentences and tables in the largest size that fits, else in the smallest, and the height of the tables."""
    blocks: list[Block] = []
    height = math.inf
    for size in sizes:
        blocks, height = [], 0.0
        for number, (sentence, table) in enumerate(zip(words, tables, strict=True), 1):
            blocks.append(text(sentence, leads=True))
            if table is not None:
                layout = lay(table, size)
                blocks.append(replace(table, size=size, widths=layout.widths))
                height += layout.height + (
                    A4.line_pitch if number < len(words) else 0.0
                )  # text is on the grid
        if height <= room:
            break
    return blocks, height


def _joined(sentences: Sequence[str], name: str) -> str:
    """Sentences about one object as one that names it once."""
    first, *others = (sentence.rstrip("。") for sentence in sentences)
    return "；".join((first, *(sentence.removeprefix(name) for sentence in others))) + "。"


def _sentence(group: GroupRanking, standing: Standing, *, whole: bool = True) -> str:
    """Place, score, colour and, of a ``whole`` one, the reasons in a sentence."""
    words = f"{standing.name}在{group.name}排名中"
    if standing.rank is None and not standing.outside:
        words += f"没有名次（{standing.reason}）"
    else:
        words += f"{wording.place_text(standing)}，{group.score.name}{wording.score_text(standing.score)}"
    if standing.rating is not None:
        words += f"，列入{wording.rating_text(standing.rating)}"
        if whole:
            reasons = "；".join(reason.rstrip("。；") for reason in standing.rating.reasons)
            words += f"。依据：{reasons}"
    return f"{words}。"
