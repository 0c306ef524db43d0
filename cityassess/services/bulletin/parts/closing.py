"""What a bulletin opens and closes with: its basis, what it asks for, and the place of cases."""

from __future__ import annotations

from collections.abc import Iterator

from cityassess.services.bulletin.document import Part
from cityassess.services.bulletin.scene import Scene


def basis(scene: Scene, at: str) -> Iterator[Part]:
    """The circular that the assessment goes by and what was done, in the office's own words."""
    words = scene.filled(scene.scheme.bulletin.basis)
    if words:
        yield scene.passage(f"{at}/basis", (words,))


def requirements(scene: Scene, at: str) -> Iterator[Part]:
    """What the office asks for, one by one."""
    for number, words in enumerate(scene.scheme.bulletin.requirements, 1):
        yield scene.passage(f"{at}/{number}", (scene.filled(words),), counted=True)


def cases(scene: Scene, at: str) -> Iterator[Part]:
    """Nothing: typical cases are chosen by people and laid into the section that this word stands in."""
    yield from ()
