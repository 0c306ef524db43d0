"""What can be undone: one step for each gesture, and which state of a cell each step leads between."""

from __future__ import annotations

from dataclasses import dataclass, field

from cityassess.ui.grid.source import CellKey

STEPS_KEPT = 200


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell's way from one text and version to the next; None is a blank."""

    key: CellKey
    before: str | None
    after: str | None
    before_version: int
    after_version: int


@dataclass(frozen=True, slots=True)
class Draft:
    """Typed text that could not be stored, and the sentence that says why."""

    typed: str
    reason: str


@dataclass(frozen=True, slots=True)
class Step:
    """One gesture, named in Chinese as the menu shows it, and the cells that it changed."""

    name: str
    changes: tuple[CellChange, ...]


@dataclass(slots=True)
class History:
    """The steps of one period, oldest first; it outlives the page that shows the period.

    Undoing writes a new version with an old content. ``same`` remembers which older version such a new one stands for,
    so that a step further down can tell its own state from another person's. ``drafts`` keeps what is typed and not
    stored while another period is shown.
    """

    done: list[Step] = field(default_factory=list)
    undone: list[Step] = field(default_factory=list)
    same: dict[tuple[CellKey, int], int] = field(default_factory=dict)
    drafts: dict[CellKey, Draft] = field(default_factory=dict)

    def push(self, step: Step) -> None:
        """Add a step that was just written; what had been undone is gone, and so is a step beyond the 200th."""
        self.done.append(step)
        self.undone.clear()
        del self.done[:-STEPS_KEPT]

    def stands_for(self, key: CellKey, version: int) -> int:
        """The version that a cell's present one equals in content and origin."""
        return self.same.get((key, version), version)

    def moved(self, step: Step, *, back: bool, kept: tuple[CellChange, ...]) -> None:
        """Move the newest step to the other pile, with those of its changes that were made."""
        (self.done if back else self.undone).remove(step)
        if kept:
            (self.undone if back else self.done).append(Step(step.name, kept))
