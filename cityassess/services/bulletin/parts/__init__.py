"""The parts that a bulletin is made of: a closed vocabulary, a word for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cityassess.services.bulletin.document import Annex, Part
from cityassess.services.bulletin.material import Need
from cityassess.services.bulletin.parts.annexes import sampled, scores, sheets
from cityassess.services.bulletin.parts.charts import chart_heat, chart_ranking, chart_shares, chart_trend
from cityassess.services.bulletin.parts.closing import basis, cases, requirements
from cityassess.services.bulletin.parts.corrections import corrected, corrections, corrections_annex
from cityassess.services.bulletin.parts.follow_up import follow_up
from cityassess.services.bulletin.parts.movers import movers
from cityassess.services.bulletin.parts.overview import colours, overview
from cityassess.services.bulletin.parts.problems import problems, problems_charted
from cityassess.services.bulletin.parts.rankings import rankings, rankings_charted
from cityassess.services.bulletin.parts.rewards import grades, lists, no_lists, rewards
from cityassess.services.bulletin.parts.supervision import supervision
from cityassess.services.bulletin.scene import Scene


@dataclass(frozen=True, slots=True)
class PartWord:
    """A word of a template's section: what people call it, how it is written, and what that looks at."""

    name: str
    write: Callable[[Scene, str], Iterator[Part]]
    needs: frozenset[Need] = frozenset()


@dataclass(frozen=True, slots=True)
class AnnexWord:
    """A word of a template's annexes."""

    name: str
    write: Callable[[Scene, str], Iterator[Annex]]
    needs: frozenset[Need] = frozenset()


_BEFORE = frozenset({Need.BEFORE})
_COMPARED = frozenset({Need.BEFORE, Need.YEAR_BEFORE})
_HISTORY = frozenset({Need.HISTORY})

PARTS: dict[str, PartWord] = {
    "corrected": PartWord("所更正的通报", corrected),
    "basis": PartWord("依据", basis),
    "follow-up": PartWord("上期督办对象整改情况", follow_up, frozenset({Need.LAST_ISSUE})),
    "overview": PartWord("总体情况", overview, _COMPARED),
    "colours": PartWord("督办颜色统计", colours, _BEFORE),
    "rankings": PartWord("得分及排名", rankings, _COMPARED),
    "rankings-charted": PartWord("得分及排名（附图）", rankings_charted, _COMPARED),
    "movers": PartWord("名次升降", movers, _BEFORE),
    "problems": PartWord("主要问题", problems, _BEFORE),
    "problems-charted": PartWord("主要问题（附图）", problems_charted, _BEFORE),
    "cases": PartWord("典型案例", cases),
    "supervision": PartWord("督办情况", supervision),
    "lists": PartWord("名单", lists),
    "no-lists": PartWord("没有名单时的说明", no_lists),
    "grades": PartWord("等次", grades),
    "rewards": PartWord("奖惩资金", rewards),
    "requirements": PartWord("工作要求", requirements),
    "corrections": PartWord("更正内容", corrections),
    "chart-ranking": PartWord("得分图", chart_ranking, _BEFORE),
    "chart-trend": PartWord("走势图", chart_trend, _HISTORY),
    "chart-heat": PartWord("各项得分图", chart_heat),
    "chart-shares": PartWord("失分构成图", chart_shares),
}
ANNEXES: dict[str, AnnexWord] = {
    "scores": AnnexWord("得分明细表", scores),
    "sampled": AnnexWord("抽查明细", sampled),
    "sheets": AnnexWord("各对象得分说明单", sheets),
    "corrections": AnnexWord("更正前后对照表", corrections_annex),
}
