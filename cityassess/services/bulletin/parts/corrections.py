"""更正: which issue a correction takes the place of, and what it said and says now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cityassess import wording
from cityassess.reports.blocks import Cell, Column, Table
from cityassess.scoring.assessment import GroupRanking, Standing
from cityassess.services.bulletin.document import Annex, Part
from cityassess.services.bulletin.material import Corrected
from cityassess.services.bulletin.scene import Scene

_MOST_TOLD = 10
_NONE = "无"
_OPENING, _CLOSING = "《〈", "》〉"
_MARKS = (
    {"《": "〈", "〈": "〈", "》": "〉", "〉": "〉"},
    {"《": "《", "〈": "《", "》": "》", "〉": "》"},
)
"""The marks of titles at even and at odd depth inside another title."""


@dataclass(frozen=True, slots=True)
class Corrigendum:
    """One thing that is corrected: whose, what, what it said before and what it says now."""

    object: int
    ranking: str
    name: str
    what: str
    was: str
    now: str


def corrected_title(corrects: Corrected) -> str:
    """The title of a correction; marks of titles inside it alternate, 〈〉 inside 《》 (GB/T 15834-2011, 4.15)."""
    return f"关于更正《{_inside(corrects.title)}》的通报"


def _inside(title: str) -> str:
    """A title as it stands in the title of another: its outer marks single, those inside them double again."""
    depth, found = 0, []
    for mark in title:
        depth -= mark in _CLOSING
        found.append(_MARKS[depth % 2][mark] if mark in _MARKS[0] else mark)
        depth += mark in _OPENING
    return "".join(found)


def corrected(scene: Scene, at: str) -> Iterator[Part]:
    """The paragraph that names the corrected issue; nothing in a bulletin that corrects none."""
    corrects = scene.material.corrects
    if corrects is None:
        return
    number = f"（{corrects.number}）" if corrects.number else ""
    day = wording.date_text(corrects.day)
    what = "所依据的考核数据" if any(corrigenda(scene, corrects)) else "的内容"
    title = _inside(corrects.title)
    yield scene.passage(
        f"{at}/corrected", (f"{day}发布的《{title}》{number}{what}有更正，现重新通报，以本通报为准。",)
    )


def corrections(scene: Scene, at: str) -> Iterator[Part]:
    """Each corrected score, place and colour, object by object; a crowd is left to the annex."""
    corrects = scene.material.corrects
    if corrects is None:
        return
    by_object: dict[tuple[str, int], list[Corrigendum]] = {}
    for one in corrigenda(scene, corrects):
        by_object.setdefault((one.ranking, one.object), []).append(one)
    if not by_object:
        yield scene.passage(f"{at}/none", ("更正后各对象的得分、名次和督办颜色没有变化。",))
        return
    if len(by_object) > _MOST_TOLD:
        objects = len({key for _, key in by_object})
        count = scene.facts.add("corrected/count", f"{objects}个", "更正涉及的对象个数")
        yield scene.passage(f"{at}/count", ("更正涉及", count, "对象，更正前后对照见附件。"))
        return
    for (ranking, key), found in by_object.items():
        told = "，".join(f"{one.what}由{one.was}更正为{one.now}" for one in found)
        name = f"{found[0].name}更正内容"
        bound = scene.facts.add(f"corrected/{ranking}/{key}", told, name, item=key)
        yield scene.passage(f"{at}/{ranking}/{key}", (f"{found[0].name}：", bound, "。"), counted=True)


def corrections_annex(scene: Scene, at: str) -> Iterator[Annex]:
    """Everything that is corrected, before and after."""
    corrects = scene.material.corrects
    found = () if corrects is None else tuple(corrigenda(scene, corrects))
    if found:
        columns = (Column("对象"), Column("项目"), Column("更正前"), Column("更正后"))
        rows = tuple((Cell(one.name), Cell(one.what), Cell(one.was), Cell(one.now)) for one in found)
        yield Annex(f"{at}/table", f"{scene.title}通报更正前后对照表", (Table(columns, rows),))


def corrigenda(scene: Scene, corrects: Corrected) -> Iterator[Corrigendum]:
    """What differs between the corrected issue and now, in the order of the rankings of now."""
    was = {
        (group.ranking, item.object): item for group in corrects.assessment.groups for item in group.standings
    }
    for group in scene.assessment.groups:
        for item in group.standings:
            yield from _of_object(group, was.pop((group.ranking, item.object), None), item)
    for (ranking, _), item in was.items():
        yield Corrigendum(item.object, ranking, item.name, "列入考核", "是", "否")


def _of_object(group: GroupRanking, was: Standing | None, now: Standing) -> Iterator[Corrigendum]:
    def differs(what: str, before: str, after: str) -> Iterator[Corrigendum]:
        if before != after:
            yield Corrigendum(now.object, group.ranking, now.name, what, before or _NONE, after or _NONE)

    if was is None:
        yield Corrigendum(now.object, group.ranking, now.name, "列入考核", "否", "是")
        return
    figures = {figure.id: figure for figure in (*was.components, was.score, *was.also)}
    for figure in (*now.components, now.score, *now.also):
        before = figures.get(figure.id)
        if before is not None:
            yield from differs(figure.name, before.text + before.unit, figure.text + figure.unit)
    yield from differs("名次", wording.place_text(was), wording.place_text(now))
    yield from differs("督办颜色", wording.rating_text(was.rating), wording.rating_text(now.rating))
