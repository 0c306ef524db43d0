"""主要问题: which items lost most points, with share and change; which objects; else which criteria took points off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from cityassess import wording
from cityassess.reports.blocks import Align, Cell, Column, Table
from cityassess.scoring.forms import MeanOfParts
from cityassess.scoring.numbers import fraction_text, rounded
from cityassess.scoring.scheme import Figure
from cityassess.services.bulletin.document import Exhibit, Part, Piece
from cityassess.services.bulletin.losses import (
    HUNDRED,
    Loss,
    basis_of,
    losses_of,
    lost_by,
    lost_then_and_now,
    records_by,
    shares_of,
)
from cityassess.services.bulletin.parts.charts import loss_shares
from cityassess.services.bulletin.reconciling import reconciling_notes
from cityassess.services.bulletin.scene import Ladder, Scene

_TOLD = 3
_MOST_ROWS = 20
_ROUNDING_NOTE = "注：各项失分四舍五入后印出，相加与合计可能有尾差。"
_SHARE_NOTE = "注：占比四舍五入，合计不等于100%。"


def problems(scene: Scene, at: str) -> Iterator[Part]:
    """Each ladder's lost points; where none can be told, the criteria that took points off most often."""
    yield from _problems(scene, at, charted=False)


def problems_charted(scene: Scene, at: str) -> Iterator[Part]:
    """The same with a chart of the shares."""
    yield from _problems(scene, at, charted=True)


def _problems(scene: Scene, at: str, *, charted: bool) -> Iterator[Part]:
    found: list[tuple[Ladder, Sequence[Part]]] = []
    recorded: set[str] = set()
    for ladder in scene.ladders:
        parts = list(_by_ladder(scene, f"{at}/{ladder.id}", ladder, charted=charted))
        if not parts and ladder.kind not in recorded:
            recorded.add(ladder.kind)
            parts = list(_by_records(scene, at, only=ladder.kind))
        if parts:
            found.append((ladder, parts))
    for ladder, written in found:
        if len(found) > 1:
            yield scene.passage(f"{at}/{ladder.id}/heading", (ladder.topic,), level=2)
        yield from written
    if not found:
        yield from _by_records(scene, at)


def _by_ladder(scene: Scene, at: str, ladder: Ladder, *, charted: bool) -> Iterator[Part]:
    losses = losses_of(scene, ladder)
    if not losses:
        yield from _worst_parts(scene, ladder, at)
        return
    yield scene.passage(f"{at}/types", _type_sentence(scene, ladder, losses), leads=True)
    caption = f"{scene.title}{ladder.topic}失分情况"
    yield Exhibit(f"{at}/types-table", caption, (_type_table(scene, ladder, losses, caption),))
    yield scene.passage(f"{at}/objects", (f"{ladder.each}失分情况如下。",), leads=True)
    caption = f"{scene.title}{ladder.each}主要失分项目"
    yield Exhibit(f"{at}/objects-table", caption, (_object_table(scene, ladder, losses, caption),))
    if charted:
        yield from loss_shares(scene, ladder, losses, at)
    if not any(loss.checks for loss in losses):
        yield from _by_records(scene, at, only=ladder.kind)


def _worst_parts(scene: Scene, ladder: Ladder, at: str) -> Iterator[Part]:
    """The parts with the lowest marks behind the means of a ladder, such as villages; nothing without parts."""
    rule = scene.figures[ladder.group.score.id].rule
    if not isinstance(rule, MeanOfParts) or not ladder.high_first:
        return
    figure = scene.figures[rule.figure]
    parts = [
        (part.published, f"{part.name}（{item.name}，{part.text}{figure.unit or '分'}）")
        for item in ladder.ranked
        for part in item.parts
        if part.published is not None
    ]
    if len(parts) <= 2 * _TOLD:
        return
    parts.sort(key=lambda one: one[0])
    least = parts[_TOLD - 1][0]
    lowest = [words for value, words in parts if value <= least]
    if len(lowest) > 2 * _TOLD:
        return
    facts, kind = scene.facts, figure.of
    count = facts.add(f"parts/{ladder.id}", f"{len(parts)}个", f"{ladder.topic}抽查{kind}数")
    told = facts.add(f"parts-low/{ladder.id}", "、".join(lowest), f"得分最低的{kind}")
    words = (f"{scene.this}{ladder.topic}抽查{kind}", count, f"，得分最低的{len(lowest)}个是", told, "。")
    yield scene.passage(f"{at}/parts", words)


def _type_sentence(scene: Scene, ladder: Ladder, losses: Sequence[Loss]) -> Iterator[Piece]:
    facts, decimals = scene.facts, ladder.decimals
    total = sum((loss.points for loss in losses), Fraction(0))
    name = f"{ladder.topic}失分合计"
    yield f"{scene.this}{ladder.topic}失分合计"
    yield facts.add(f"lost/{ladder.id}", f"{fraction_text(total, decimals)}分", name)
    both, basis = lost_then_and_now(scene, ladder), basis_of(scene, ladder)
    if both is not None and basis is not None:
        difference = rounded(both[1], decimals) - rounded(both[0], decimals)
        text = _moved(difference, decimals, scene.last)
        if basis.words:
            text = f"{basis.words}，{_change_words(difference, decimals)}"
        yield "，"
        yield facts.add(f"lost-change/{ladder.id}", text, f"{name}与{scene.last}相比")
    if len(losses) == 1:
        yield "，全部在"
        yield facts.add(f"lost-item/{ladder.id}/1", losses[0].item.figure.name, f"{ladder.topic}失分第1位")
    else:
        yield from _most_lost(scene, ladder, losses)
    yield "。"


def _most_lost(scene: Scene, ladder: Ladder, losses: Sequence[Loss]) -> Iterator[Piece]:
    """The three items that lost most, with points and shares."""
    facts = scene.facts
    words = ("。失分最多的是", "，其次是", "，再次是")
    for place, (loss, lead) in enumerate(zip(losses[:_TOLD], words, strict=False), 1):
        key, name = f"{ladder.id}/{place}", f"{ladder.topic}失分第{place}位"
        points = f"{fraction_text(loss.points, ladder.decimals)}分"
        yield lead
        yield facts.add(f"lost-item/{key}", loss.item.figure.name, name)
        yield "（"
        yield facts.add(f"lost-points/{key}", points, f"{name}分数")
        yield "，占"
        yield facts.add(f"lost-share/{key}", f"{fraction_text(loss.share, 2)}%", f"{name}占比")
        yield "）"


def _moved(difference: Fraction, decimals: int, than: str) -> str:
    """How lost points as printed moved: 比上月增加3.20分, 与上月持平."""
    if not difference:
        return f"与{than}持平"
    return f"比{than}{_change_words(difference, decimals)}"


def _change_words(difference: Fraction, decimals: int) -> str:
    if not difference:
        return "持平"
    return f"{'增加' if difference > 0 else '减少'}{fraction_text(abs(difference), decimals)}分"


def _type_table(scene: Scene, ladder: Ladder, losses: Sequence[Loss], caption: str) -> Table:
    counted = any(loss.checks for loss in losses)
    compared = any(loss.before is not None for loss in losses)
    columns = [
        Column("失分项目", Align.LEFT),
        Column("失分", Align.NUMBER),
        Column("占比\n（%）", Align.NUMBER),
    ]
    columns += [Column("扣分问题\n（处）", Align.NUMBER)] if counted else []
    columns += [Column(f"与{scene.last}\n相比")] if compared else []
    rows = []
    for loss in losses:
        cells = [
            Cell(loss.item.figure.name),
            Cell(fraction_text(loss.points, ladder.decimals), loss.points),
            Cell(fraction_text(loss.share, 2), loss.share),
        ]
        cells += [_count_cell(loss.checks)] if counted else []
        cells += [Cell(_change_cell(loss, ladder.decimals))] if compared else []
        rows.append(tuple(cells))
    printed = sum((rounded(loss.points, ladder.decimals) for loss in losses), Fraction(0))
    exact = rounded(sum((loss.points for loss in losses), Fraction(0)), ladder.decimals)
    notes = [] if printed == exact else [_ROUNDING_NOTE]
    notes += _share_notes([loss.share for loss in losses])
    basis = basis_of(scene, ladder)
    if compared and basis is not None and basis.words:
        notes.append(f"注：“与{scene.last}相比”一列，{basis.words}。")
    return Table(tuple(columns), tuple(rows), caption, tuple(notes), key_columns=1)


def _share_notes(shares: Sequence[Fraction]) -> list[str]:
    """Says so where the printed shares of all rows do not add up to a hundred."""
    return [] if sum(shares) == HUNDRED else [_SHARE_NOTE]


def _count_cell(count: int) -> Cell:
    """In how many places; a dash where points were lost without any (a measured rate, a sum of deductions)."""
    return Cell(wording.count_text(count), Fraction(count)) if count else Cell("—")


def _change_cell(loss: Loss, decimals: int) -> str:
    if loss.before is None:
        return "—"
    return _change_words(rounded(loss.same, decimals) - rounded(loss.before, decimals), decimals)


def _object_table(scene: Scene, ladder: Ladder, losses: Sequence[Loss], caption: str) -> Table:
    material = scene.material
    rows: list[tuple[Fraction, tuple[Cell, ...]]] = []
    uneven = False
    counted = any(loss.checks for loss in losses)
    criteria = {name for loss in losses for name in loss.item.criteria}
    counts: Counter[int] = Counter()
    totals: dict[int, Fraction] = {}
    for (key, criterion), events in scene.records.items():
        counts[key] += events if criterion in criteria else 0
    for standing in ladder.scored:
        known = [
            (lost_by(loss.item, material.now, standing.object), loss.item.figure.name) for loss in losses
        ]
        lost = sorted(((points, name) for points, name in known if points), key=lambda one: -one[0])
        if not lost:
            totals[standing.object] = Fraction(0)
            continue
        total = totals[standing.object] = sum((points for points, _ in lost), Fraction(0))
        uneven |= len(lost) <= _TOLD and rounded(total, ladder.decimals) != sum(
            (rounded(points, ladder.decimals) for points, _ in lost), Fraction(0)
        )
        main = "、".join(
            f"{name}（{fraction_text(points, ladder.decimals)}）" for points, name in lost[:_TOLD]
        )
        cells = [Cell(standing.name), Cell(fraction_text(total, ladder.decimals), total), Cell(main)]
        if counted:
            cells.append(_count_cell(counts[standing.object]))
        rows.append((total, tuple(cells)))
    rows.sort(key=lambda row: -row[0])
    columns = [Column(ladder.kind), Column("失分", Align.NUMBER), Column("失分最多的项目", Align.LEFT)]
    columns += [Column("扣分问题\n（处）", Align.NUMBER)] if counted else []
    notes = [_ROUNDING_NOTE] if uneven else []
    notes += reconciling_notes(scene, ladder, totals)
    if len(rows) > _MOST_ROWS:
        notes.append(f"注：共{len(rows)}个，列出失分最多的{_MOST_ROWS}个。")
    return Table(
        tuple(columns), tuple(cells for _, cells in rows[:_MOST_ROWS]), caption, tuple(notes), key_columns=1
    )


def _by_records(scene: Scene, at: str, only: str = "") -> Iterator[Part]:
    """Which criteria took points off most often, by kind of object."""
    keys = scene.inside
    now = records_by(scene.records, keys)
    before = None if scene.records_before is None else records_by(scene.records_before, keys)
    kinds = dict.fromkeys(figure.of for figure in scene.scheme.criteria if figure.id in now)
    for kind in [only] if only in kinds else [] if only else kinds:
        figures = [figure for figure in scene.scheme.criteria if figure.of == kind and figure.id in now]
        figures.sort(key=lambda figure: -now[figure.id])
        place = f"{at}/records/{kind}"
        several = len(figures) > 1
        yield scene.passage(f"{place}/words", _record_sentence(scene, kind, figures, now), leads=several)
        if several:
            caption = f"{scene.title}{kind}扣分问题情况"
            yield Exhibit(f"{place}/table", caption, (_record_table(scene, figures, now, before, caption),))


def _record_sentence(
    scene: Scene, kind: str, figures: Sequence[Figure], now: dict[str, int]
) -> Iterator[Piece]:
    facts, total = scene.facts, sum(now[figure.id] for figure in figures)
    yield f"{scene.this}{kind}共有扣分问题"
    yield facts.add(f"records/{kind}", f"{wording.count_text(total)}处", f"{kind}扣分问题处数")
    if len(figures) == 1:
        yield "，均为"
        yield facts.add(f"records-item/{kind}/1", figures[0].name, f"{kind}扣分问题第1位")
    for place, figure in enumerate(figures[:_TOLD] if len(figures) > 1 else (), 1):
        yield "，最多的是" if place == 1 else "、"
        count = wording.count_text(now[figure.id])
        name = f"{kind}扣分问题第{place}位"
        yield facts.add(f"records-item/{kind}/{place}", f"{figure.name}（{count}处）", name)
    yield "。"


def _record_table(
    scene: Scene, figures: Sequence[Figure], now: dict[str, int], before: dict[str, int] | None, caption: str
) -> Table:
    shown = figures[:_MOST_ROWS]
    shares = shares_of([Fraction(now[figure.id]) for figure in figures])
    columns = [
        Column("指标", Align.LEFT),
        Column("扣分问题\n（处）", Align.NUMBER),
        Column("占比\n（%）", Align.NUMBER),
    ]
    columns += [Column(f"与{scene.last}\n相比")] if before is not None else []
    rows = []
    for figure, share in zip(shown, shares, strict=False):
        count = now[figure.id]
        cells = [Cell(figure.name), Cell(wording.count_text(count), Fraction(count))]
        cells.append(Cell(fraction_text(share, 2), share))
        if before is not None:
            moved = count - before.get(figure.id, 0)
            cells.append(Cell("持平" if not moved else f"{'增加' if moved > 0 else '减少'}{abs(moved)}处"))
        rows.append(tuple(cells))
    notes = _share_notes(shares)
    if len(shown) < len(figures):
        notes = [
            f"注：共{len(figures)}项，列出最多的{len(shown)}项；占比以{len(figures)}项合计为100%，四舍五入。"
        ]
    shown_ids = {figure.id for figure in figures}
    if any(name in shown_ids and key not in scene.inside for key, name in scene.records):
        notes.append("注：不参与排名的不计入扣分问题。")
    return Table(tuple(columns), tuple(rows), caption, tuple(notes), key_columns=1)
