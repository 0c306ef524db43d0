"""Who rose and who fell most against the last period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cityassess.services.bulletin.document import Part, Passage, Piece
from cityassess.services.bulletin.scene import Ladder, Scene, joined

_LEAST = 3
_MOST = 3


def movers(scene: Scene, at: str) -> Iterator[Part]:
    """A sentence for each ladder whose places moved."""
    for ladder in scene.ladders:
        yield from moved_in(scene, ladder, f"{at}/{ladder.id}")


def moved_in(scene: Scene, ladder: Ladder, at: str) -> Iterator[Passage]:
    """Who rose and who fell most in one ladder; nothing where a crowd did, or there is nothing to compare with."""
    then = scene.before(ladder.group)
    if then is None or len(ladder.ranked) < _LEAST:
        return
    places = {item.object: item.rank for item in then.ranked}
    moved = [
        (before - item.rank, item.name, before, item.rank)
        for item in ladder.ranked
        if item.rank is not None and (before := places.get(item.object)) is not None
    ]
    rose = _clause(scene, ladder, "riser", [one for one in moved if one[0] > 0])
    fell = _clause(scene, ladder, "faller", [one for one in moved if one[0] < 0])
    clauses = [clause for clause in (rose, fell) if clause]
    if clauses:
        yield scene.passage(f"{at}/movers", (f"与{scene.last}相比，{ladder.topic}", *joined(clauses)))


def _clause(
    scene: Scene, ladder: Ladder, key: str, moved: Sequence[tuple[int, str, int, int]]
) -> list[Piece]:
    most = max((abs(one[0]) for one in moved), default=0)
    who = [one for one in moved if abs(one[0]) == most]
    if not who or len(who) > _MOST:
        return []
    verb = "升" if key == "riser" else "降"
    told = "、".join(f"{name}（由第{before}名{verb}至第{now}名）" for _, name, before, now in who)
    most_of_all = "最多" if len(who) < len(moved) else ""
    word = f"名次{'上升' if key == 'riser' else '下降'}{most_of_all}的"
    return [f"{word}是", scene.facts.add(f"{key}/{ladder.id}", told, f"{ladder.topic}{word}")]
