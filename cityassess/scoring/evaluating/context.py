"""What a rule may look at while it is evaluated."""

from __future__ import annotations

from dataclasses import dataclass, field

from cityassess.scoring.column import Column
from cityassess.scoring.evaluating.places import Ranks, rank
from cityassess.scoring.forms import Ordering
from cityassess.scoring.frame import Frame
from cityassess.scoring.scheme import Figure, Scheme
from cityassess.scoring.tally import Tally


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A figure's column before and after its rounding; a band's column holds the number of the band, from 0."""

    exact: Column
    value: Column


@dataclass
class Context:
    """What rules read: the checks' sums, the figures evaluated so far, and the places worked out so far."""

    scheme: Scheme
    frame: Frame
    tally: Tally
    columns: dict[str, Evaluated] = field(default_factory=dict)
    ranks: dict[Ordering, Ranks] = field(default_factory=dict)

    def value(self, figure_id: str) -> Column:
        """An input's column as its readers see it: after its rounding."""
        return self.columns[figure_id].value

    def figure(self, figure_id: str) -> Figure:
        """The figure of an id."""
        return self.scheme.by_id[figure_id]

    def places(self, ordering: Ordering) -> Ranks:
        """The places of everybody by an ordering, whose figures must have been evaluated."""
        if ordering not in self.ranks:
            self.ranks[ordering] = rank(self, ordering)
        return self.ranks[ordering]
