"""The parts that a bulletin is made of: a closed vocabulary, a word for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cityassess.services.bulletin.document import Annex, Part
from cityassess.services.bulletin.material import Need
from cityassess.services.bulletin.parts.closing import basis, cases, requirements
from cityassess.services.bulletin.parts.overview import colours, overview
from cityassess.services.bulletin.parts.rankings import rankings, sampled
from cityassess.services.bulletin.parts.rewards import lists
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

PARTS: dict[str, PartWord] = {
    "basis": PartWord("依据", basis),
    "overview": PartWord("总体情况", overview, _COMPARED),
    "colours": PartWord("督办颜色统计", colours, _BEFORE),
    "rankings": PartWord("得分及排名", rankings, _COMPARED),
    "supervision": PartWord("督办情况", supervision),
    "lists": PartWord("名单", lists),
    "requirements": PartWord("工作要求", requirements),
    "cases": PartWord("典型案例", cases),
}
ANNEXES: dict[str, AnnexWord] = {
    "sampled": AnnexWord("抽查明细", sampled),
}
