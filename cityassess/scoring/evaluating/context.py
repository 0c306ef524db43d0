"""What a rule may look at while it is evaluated."""

from __future__ import annotations

from dataclasses import dataclass, field

from cityassess.scoring.column import Column
from cityassess.scoring.scheme import Figure, Scheme
from cityassess.scoring.tally import Frame, Tally


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A figure's column before and after its rounding; a band's column holds the number of the band, from 0."""

    exact: Column
    value: Column


@dataclass
class Context:
    """What rules read: the checks' sums, and the figures evaluated so far."""

    scheme: Scheme
    frame: Frame
    tally: Tally
    columns: dict[str, Evaluated] = field(default_factory=dict)

    def value(self, figure_id: str) -> Column:
        """An input's column as its readers see it: after its rounding."""
        return self.columns[figure_id].value

    def figure(self, figure_id: str) -> Figure:
        """The figure of an id."""
        return self.scheme.by_id[figure_id]
