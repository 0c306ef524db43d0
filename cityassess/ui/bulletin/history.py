"""What can be undone in a draft: one step for each gesture, from typing to leaving a section out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from cityassess.services.bulletin.edits import Edits

STEPS_KEPT = 500
RUN_SECONDS = 1.5
"""Typing in one place that does not rest longer than this is one step."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the text: the id of a passage, heading or card, and how many characters into it."""

    id: str = ""
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One gesture as the window names it, the edits before and after it, and where each of them is looked at."""

    name: str
    before: Edits
    after: Edits
    where_before: Place
    where_after: Place


@dataclass(slots=True)
class History:
    """The steps of one draft, oldest first."""

    done: list[Step] = field(default_factory=list)
    undone: list[Step] = field(default_factory=list)
    clock: Callable[[], float] = monotonic
    _run: str = ""
    _last: float = 0.0

    def push(self, step: Step, run: str = "") -> None:
        """Add a step; one of the same ``run`` as the step before, without a rest between them, lengthens that one."""
        now = self.clock()
        if run and run == self._run and self.done and now - self._last < RUN_SECONDS:
            first = self.done.pop()
            step = Step(first.name, first.before, step.after, first.where_before, step.where_after)
        self._run, self._last = run, now
        self.done.append(step)
        self.undone.clear()
        del self.done[:-STEPS_KEPT]

    def rest(self) -> None:
        """Whatever comes next is a step of its own."""
        self._run = ""

    def back(self) -> Step | None:
        """Take the newest step back; None where there is none."""
        self._run = ""
        if not self.done:
            return None
        self.undone.append(self.done.pop())
        return self.undone[-1]

    def forth(self) -> Step | None:
        """Make the step that was taken back last again; None where there is none."""
        self._run = ""
        if not self.undone:
            return None
        self.done.append(self.undone.pop())
        return self.done[-1]
