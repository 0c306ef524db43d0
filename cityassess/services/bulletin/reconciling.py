"""Where lost points and what a score lacks of full marks are not the same: by how much, whose, and why."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from cityassess.scoring.numbers import fraction_text, rounded
from cityassess.services.bulletin.losses import gains, lacking
from cityassess.services.bulletin.scene import Ladder, Scene

_MOST_TOLD = 6
_REST = 3
"""Up to so many units of the last decimal are a rest of rounding."""


def reconciling_notes(scene: Scene, ladder: Ladder, lost: Mapping[int, Fraction]) -> list[str]:
    """What stands below a table of lost points by object, ``lost`` by key; nothing where all of it agrees."""
    bonus: list[tuple[str, Fraction]] = []
    rest: list[tuple[str, Fraction]] = []
    other: list[tuple[str, Fraction]] = []
    smallest = Fraction(1, 10**ladder.decimals)
    for standing in ladder.scored:
        lacks, points = lacking(scene, ladder, standing), lost.get(standing.object)
        if lacks is None or points is None:
            continue
        more = rounded(points, ladder.decimals) - lacks
        if more > 0 and gains(scene, ladder, standing.object):
            bonus.append((standing.name, more))
        elif more:
            (rest if abs(more) <= _REST * smallest else other).append((standing.name, more))
    notes = []
    if bonus:
        notes.append(f"注：加分不抵扣失分，失分比满分减得分多：{_told(ladder, bonus, signed=False)}。")
    if rest:
        notes.append(f"注：得分取整有尾差，失分与满分减得分不等：{_told(ladder, rest)}。")
    if other:
        notes.append(f"注：得分还有不按单项相加的部分，失分与满分减得分不等：{_told(ladder, other)}。")
    if any(item.outside and item.score.published is not None for item in ladder.group.not_ranked):
        notes.append("注：不参与排名的不计入失分。")
    return notes


def _told(ladder: Ladder, found: list[tuple[str, Fraction]], *, signed: bool = True) -> str:
    """Each with its difference; of a crowd the size of the largest."""
    if len(found) > _MOST_TOLD:
        most = max(abs(more) for _, more in found)
        return f"共{len(found)}个，最多相差{fraction_text(most, ladder.decimals)}分"
    return "、".join(
        f"{name}{('多' if more > 0 else '少') if signed else ''}{fraction_text(abs(more), ladder.decimals)}分"
        for name, more in found
    )
