"""What a write changed, so that whoever shows data refreshes that and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Changes:
    """Which data a write touched; ``periods`` holds the codes of periods whose checks changed."""

    objects: bool = False
    schemes: bool = False
    periods: frozenset[str] = frozenset()
    publications: bool = False

    def __bool__(self) -> bool:
        return self.objects or self.schemes or self.publications or bool(self.periods)

    def __or__(self, other: Changes) -> Changes:
        return Changes(
            self.objects or other.objects,
            self.schemes or other.schemes,
            self.periods | other.periods,
            self.publications or other.publications,
        )


NOTHING = Changes()


def of_periods(periods: Iterable[str]) -> Changes:
    """The changes of a write that touched checks of some periods only."""
    return Changes(periods=frozenset(periods))
