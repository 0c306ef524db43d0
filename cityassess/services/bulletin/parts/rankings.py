"""得分及排名: each ladder with a sentence, its table, and those who are not ranked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cityassess.scoring.assessment import Standing
from cityassess.services.bulletin.document import Exhibit, Part, Piece
from cityassess.services.bulletin.parts.charts import ranking_bars
from cityassess.services.bulletin.parts.movers import moved_in
from cityassess.services.bulletin.scene import Ladder, Scene
from cityassess.services.bulletin.tables import ranking_caption, ranking_table, unranked_notes

_TOLD = 3
_LEAST = 6
"""With fewer than these, the table alone says who is first and last."""


def rankings(scene: Scene, at: str) -> Iterator[Part]:
    """Each ladder of the period: its sentence, its table, who is not ranked, and who rose and fell."""
    yield from _rankings(scene, at, charted=False)


def rankings_charted(scene: Scene, at: str) -> Iterator[Part]:
    """The same with a chart below each table."""
    yield from _rankings(scene, at, charted=True)


def _rankings(scene: Scene, at: str, *, charted: bool) -> Iterator[Part]:
    for ladder in scene.ladders:
        place = f"{at}/{ladder.id}"
        if len(scene.ladders) > 1:
            yield scene.passage(f"{place}/heading", (ladder.topic,), level=2)
        if ladder.ranked:
            yield scene.passage(f"{place}/lead", _lead(scene, ladder), leads=True)
            caption = ranking_caption(scene, ladder)
            yield Exhibit(f"{place}/table", caption, (ranking_table(scene, ladder, caption),))
        else:
            yield scene.passage(f"{place}/lead", (f"{scene.this}{ladder.topic}没有参加排名的对象。",))
        for key, words in unranked_notes(ladder.group):
            bound = scene.facts.add(
                f"{key}/{ladder.id}", words.removesuffix("。"), f"{ladder.topic}未排名情况"
            )
            yield scene.passage(f"{place}/{key}", (bound, "。"))
        yield from moved_in(scene, ladder, place)
        if charted:
            yield from ranking_bars(scene, ladder, place)


def _lead(scene: Scene, ladder: Ladder) -> Iterator[Piece]:
    first = [item for item in ladder.ranked if item.rank is not None and item.rank <= _TOLD]
    last = _last(ladder.ranked)
    overlap = bool(last and first) and last[0] in first
    if len(ladder.ranked) < _LEAST or len(first) > _TOLD + 1 or len(last) > _TOLD + 1 or overlap:
        yield f"{ladder.topic}{ladder.word}及排名如下。"
        return
    facts = scene.facts
    yield f"{ladder.topic}排名前{_TOLD}位的是"
    yield facts.add(f"top/{ladder.id}", with_ties(first), f"{ladder.topic}前{_TOLD}位")
    yield f"，后{_TOLD}位的是"
    yield facts.add(f"bottom/{ladder.id}", with_ties(last), f"{ladder.topic}后{_TOLD}位")
    yield f"。{ladder.word}及排名如下。"


def _last(ranked: Sequence[Standing]) -> list[Standing]:
    """The last three, and whoever shares the place of the first of them."""
    if len(ranked) < _TOLD:
        return list(ranked)
    from_rank = ranked[-_TOLD].rank
    return [
        item for item in ranked if item.rank is not None and from_rank is not None and item.rank >= from_rank
    ]


def with_ties(items: Sequence[Standing]) -> str:
    """Names in order, those of one place together: 甲、乙和丙（并列第2名）、丁."""
    by_rank: dict[int | None, list[str]] = {}
    for item in items:
        by_rank.setdefault(item.rank, []).append(item.name)
    return "、".join(
        names[0] if len(names) == 1 else f"{'、'.join(names[:-1])}和{names[-1]}（并列第{rank}名）"
        for rank, names in by_rank.items()
    )
