"""奖惩: the lists that come out of the period, grades, and money."""

from __future__ import annotations

from collections.abc import Iterator

from cityassess import wording
from cityassess.services.bulletin.document import Part
from cityassess.services.bulletin.scene import Scene


def lists(scene: Scene, at: str) -> Iterator[Part]:
    """Each list of the scheme that somebody stands on."""
    for item in scene.assessment.lists:
        if item.listed:
            count = scene.facts.add(f"list-count/{item.id}", f"{len(item.listed)}个", f"{item.name}个数")
            names = scene.facts.add(f"list/{item.id}", wording.listed_text(item), item.name)
            yield scene.passage(f"{at}/{item.id}", (f"{item.name}（", count, "）：", names, "。"))
