"""Charts of a bulletin as values: ranking bars, trends, shares of lost points, objects by items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from cityassess import wording
from cityassess.reports.blocks import Chart
from cityassess.reports.chart_values import (
    Bar,
    BarChart,
    HeatCell,
    HeatMap,
    LineChart,
    Share,
    Shares,
    TrendLine,
)
from cityassess.scoring.assessment import Assessment
from cityassess.scoring.numbers import fraction_text
from cityassess.services.bulletin.document import Exhibit, Part
from cityassess.services.bulletin.losses import Loss, got_by, items_of, losses_of, shares_of
from cityassess.services.bulletin.scene import Ladder, Scene, mean, same_group

_FEWEST, _MOST_BARS = 3, 40
_MOST_LINES = 8
_MOST_SHARES = 8
_MOST_COLUMNS = 20


def chart_ranking(scene: Scene, at: str) -> Iterator[Part]:
    """Bars of each ladder of a readable size, with the colours and the marks of the last period."""
    for ladder in scene.ladders:
        yield from ranking_bars(scene, ladder, f"{at}/{ladder.id}")


def ranking_bars(scene: Scene, ladder: Ladder, at: str) -> Iterator[Exhibit]:
    """The bars of one ladder; nothing where they are too few or too many to read, or some score is below zero."""
    values = [item.score.published for item in ladder.ranked]
    if _FEWEST <= len(values) <= _MOST_BARS and all(value is not None and value >= 0 for value in values):
        then = scene.before(ladder.group)
        before = {} if then is None else {item.object: item.score.published for item in then.ranked}
        bars = tuple(
            Bar(
                item.name,
                item.score.published or Fraction(0),
                item.score.text,
                item.rating.tint if item.rating is not None else "",
                wording.rating_text(item.rating),
                before.get(item.object),
            )
            for item in ladder.ranked
        )
        caption = f"{scene.title}{ladder.topic}得分"
        alt = f"{caption}：{'，'.join(f'{bar.name}{bar.text}' for bar in bars)}。"
        chart = Chart(BarChart(bars, ladder.unit, scene.last), caption, alt)
        yield Exhibit(f"{at}/bars", f"{caption}图", (chart,))


def chart_trend(scene: Scene, at: str) -> Iterator[Part]:
    """Lines over the last periods: each object's score where they are few, else the mean."""
    for ladder in scene.ladders:
        terms = [
            one
            for one in (*scene.material.history, scene.assessment)
            if same_group(one, ladder.group) is not None
        ]
        if len(terms) < _FEWEST:
            continue
        if len(ladder.ranked) <= _MOST_LINES:
            lines = tuple(
                TrendLine(item.name, tuple(_score(one, ladder, item.object) for one in terms))
                for item in ladder.ranked
            )
        else:
            lines = (TrendLine("平均", tuple(_mean(one, ladder) for one in terms)),)
        steps = _steps(terms)
        caption = f"{ladder.topic}近{len(terms)}期得分走势"
        alt = f"{caption}，{steps[0]}至{steps[-1]}。"
        yield Exhibit(
            f"{at}/{ladder.id}/trend",
            f"{caption}图",
            (Chart(LineChart(steps, lines, ladder.unit), caption, alt),),
        )


def chart_shares(scene: Scene, at: str) -> Iterator[Part]:
    """The shares of the items in the points that each ladder lost."""
    for ladder in scene.ladders:
        yield from loss_shares(scene, ladder, losses_of(scene, ladder), f"{at}/{ladder.id}")


def loss_shares(scene: Scene, ladder: Ladder, losses: Sequence[Loss], at: str) -> Iterator[Exhibit]:
    """The share of each item in the points that a ladder lost, the small ones together; nothing of a single item."""
    if len(losses) > 1:
        kept = losses if len(losses) <= _MOST_SHARES else losses[: _MOST_SHARES - 1]
        parts = [Share(one.item.figure.name, one.share, f"{fraction_text(one.share, 2)}%") for one in kept]
        if len(kept) < len(losses):
            others = sum((one.points for one in losses[len(kept) :]), Fraction(0))
            (rest, _) = shares_of([others, sum((one.points for one in kept), Fraction(0))])
            parts.append(Share("其他", rest, f"{fraction_text(rest, 2)}%"))
        caption = f"{scene.title}{ladder.topic}失分构成"
        alt = f"{caption}：{'，'.join(f'{one.name}{one.text}' for one in parts)}。"
        yield Exhibit(f"{at}/shares", f"{caption}图", (Chart(Shares(tuple(parts)), caption, alt),))


def chart_heat(scene: Scene, at: str) -> Iterator[Part]:
    """Objects by items, the darker the further from full marks."""
    for ladder in scene.ladders:
        score = scene.figures[ladder.group.score.id]
        columns = scene.ranking(ladder.group.ranking).columns
        items = [item for item in items_of(scene.scheme, score, columns) if item.full and item.weight > 0]
        if scene.material.now.evaluation is None:
            return
        if not _FEWEST <= len(items) <= _MOST_COLUMNS or not _FEWEST <= len(ladder.ranked) <= _MOST_BARS:
            continue
        rows = []
        for standing in ladder.ranked:
            cells = []
            for item in items:
                got = got_by(item, scene.material.now, standing.object)
                if got is None:
                    cells.append(HeatCell("—", None))
                else:
                    share = min(max(got / item.full, Fraction(0)), Fraction(1))
                    cells.append(HeatCell(fraction_text(got, item.figure.decimals), share))
            rows.append(tuple(cells))
        value = HeatMap(
            tuple(item.name for item in ladder.ranked), tuple(item.figure.name for item in items), tuple(rows)
        )
        caption = f"{scene.title}{ladder.topic}各项得分情况"
        chart = Chart(value, caption, f"{caption}，颜色越深离满分越远。")
        yield Exhibit(f"{at}/{ladder.id}/heat", f"{caption}图", (chart,))


def _score(assessment: Assessment, ladder: Ladder, key: int) -> Fraction | None:
    group = same_group(assessment, ladder.group)
    found = [item.score.published for item in group.ranked if item.object == key] if group is not None else []
    return found[0] if found else None


def _mean(assessment: Assessment, ladder: Ladder) -> Fraction | None:
    group = same_group(assessment, ladder.group)
    return None if group is None else mean(group, ladder.decimals)


def _steps(terms: list[Assessment]) -> tuple[str, ...]:
    """The titles of periods, without a year that they all share."""
    titles = [wording.period_title(one.period) for one in terms]
    year = titles[0][:5]
    short = [title.removeprefix(year) for title in titles]
    in_one_year = year.endswith("年") and all(short) and all(title.startswith(year) for title in titles)
    return tuple(short if in_one_year else titles)
