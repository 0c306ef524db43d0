"""What became of the objects that the last issue supervised: their colour and score then and now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cityassess import wording
from cityassess.reports.blocks import Align, Cell, Column, Table
from cityassess.scoring.assessment import Standing
from cityassess.services.bulletin.document import Exhibit, Part, Piece
from cityassess.services.bulletin.scene import Scene, joined
from cityassess.services.bulletin.tables import figure_cell, rating_cell


@dataclass(frozen=True, slots=True)
class _Followed:
    ranking: str
    then: Standing
    now: Standing | None


def follow_up(scene: Scene, at: str) -> Iterator[Part]:
    """Whom the last issue supervised, and who is free of it now; nothing where it supervised nobody."""
    last = scene.material.last_issue
    if last is None:
        return
    here = {
        (group.ranking, item.object): item for group in scene.assessment.groups for item in group.standings
    }
    followed = [
        _Followed(group.ranking, item, here.get((group.ranking, item.object)))
        for group in last.assessment.groups
        for item in group.standings
        if item.rating is not None
    ]
    if not followed:
        return
    title = wording.period_title(last.assessment.period)
    issue = f"{last.number}通报（{title}）" if last.number else f"{title}通报"
    yield scene.passage(f"{at}/words", _sentence(scene, issue, followed), leads=True)
    caption = f"{issue}督办对象整改情况"
    yield Exhibit(f"{at}/table", caption, (_table(followed, caption),))


def _sentence(scene: Scene, issue: str, followed: list[_Followed]) -> Iterator[Piece]:
    facts = scene.facts
    assessed = {item.object for group in scene.assessment.groups for item in group.standings}
    gone = [one for one in followed if one.now is None and one.then.object not in assessed]
    elsewhere = [one for one in followed if one.now is None and one.then.object in assessed]
    free = [
        one for one in followed if one.now is not None and one.now.rating is None and one.now.rank is not None
    ]
    lacking = [
        one for one in followed if one.now is not None and one.now.rating is None and one.now.rank is None
    ]
    still = [one for one in followed if one.now is not None and one.now.rating is not None]
    kinds = (
        ("free", free, "不再列入督办"),
        ("still", still, "仍列入督办"),
        ("lacking", lacking, "没有名次、不能判定"),
        ("elsewhere", elsewhere, "不参加原排名"),
        ("gone", gone, "不参加考核"),
    )
    yield f"{issue}督办的"
    yield facts.add("follow-up/count", f"{len(followed)}个", "上期督办对象个数")
    clauses: list[list[Piece]] = []
    for key, who, words in kinds:
        if who:
            count = facts.add(f"follow-up/{key}-count", f"{len(who)}个", f"{words}的个数")
            names = facts.add(f"follow-up/{key}", "、".join(_told(one) for one in who), f"{words}的对象")
            clauses.append(
                [f"{words}的", count, "：", names] if len(who) < len(followed) else [words, "：", names]
            )
    together = "全部" if len(followed) > 1 else ""
    yield f"对象中，{scene.this}" if len(clauses) > 1 else f"对象{scene.this}{together}"
    yield from joined(clauses, between="；")


def _told(one: _Followed) -> str:
    """The name, with both colours where it still has one: 大科（由红牌转为黄牌）."""
    if one.now is None or one.now.rating is None:
        return one.then.name
    then, now = wording.rating_text(one.then.rating), wording.rating_text(one.now.rating)
    return f"{one.then.name}（仍为{now}）" if then == now else f"{one.then.name}（由{then}转为{now}）"


def _table(followed: list[_Followed], caption: str) -> Table:
    columns = (
        Column("督办对象"),
        Column("上期督办"),
        Column("上期得分", Align.NUMBER),
        Column("本期督办"),
        Column("本期得分", Align.NUMBER),
    )
    rows = []
    for one in followed:
        now = (
            (Cell("—"), Cell("—")) if one.now is None else (rating_cell(one.now), figure_cell(one.now.score))
        )
        rows.append((Cell(one.then.name), rating_cell(one.then), figure_cell(one.then.score), *now))
    return Table(columns, tuple(rows), caption, key_columns=1)
