"""得分及排名: each ladder with a sentence, its table, and those who are not ranked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cityassess.reports.blocks import Block
from cityassess.scoring.assessment import Standing
from cityassess.scoring.forms import MeanOfParts
from cityassess.services.bulletin.document import Annex, Exhibit, Part, Piece
from cityassess.services.bulletin.scene import Ladder, Scene
from cityassess.services.bulletin.tables import ranking_caption, ranking_table, sampled_table, unranked_notes

_TOLD = 3
_LEAST = 6
"""With fewer than these, the table alone says who is first and last."""


def rankings(scene: Scene, at: str) -> Iterator[Part]:
    """Each ladder of the period."""
    for ladder in scene.ladders:
        place = f"{at}/{ladder.id}"
        if len(scene.ladders) > 1:
            yield scene.passage(f"{place}/heading", (ladder.group.name,), level=2)
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


def _lead(scene: Scene, ladder: Ladder) -> Iterator[Piece]:
    first = [item for item in ladder.ranked if item.rank is not None and item.rank <= _TOLD]
    last = _last(ladder.ranked)
    if len(ladder.ranked) < _LEAST or len(first) > _TOLD + 1 or len(last) > _TOLD + 1:
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


def sampled(scene: Scene, at: str) -> Iterator[Annex]:
    """The sampled parts behind each mean, such as a township's villages."""
    for ladder in scene.ladders:
        group = ladder.group
        rule = scene.figures[group.score.id].rule
        if not isinstance(rule, MeanOfParts) or not any(item.parts for item in group.ranked):
            continue
        part = scene.figures[rule.figure]
        table: Block = sampled_table(group.ranked, ladder.kind, f"{part.of}（{part.name}）", group.score.name)
        yield Annex(f"{at}/{ladder.id}", f"{scene.title}{group.name}{part.of}得分明细", (table,))
