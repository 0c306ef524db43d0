"""What a rule may look at while it is evaluated, and the shape that every rule form has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from cityassess.scoring.column import Column
from cityassess.scoring.fields import Fields
from cityassess.scoring.scheme import Figure, Kind, Scheme
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


Form = TypeVar("Form")


@dataclass(frozen=True, slots=True)
class Known:
    """What a scheme that is being read has: figures, those whose full marks can be told, kinds, ids of colours."""

    figures: dict[str, Figure]
    with_full: frozenset[str]
    kinds: dict[str, Kind]
    colours: frozenset[str]


@dataclass(frozen=True, slots=True)
class RuleKind(Generic[Form]):
    """One form of rule: its word in scheme files, the dataclass that holds it, how it is read, checked and evaluated.

    ``check`` notes what is wrong with a rule once all figures are known. How a rule is put into words stands in
    ``scoring.trace``, since that takes whole results.
    """

    word: str
    form: type[Form]
    read: Callable[[Fields], Form]
    check: Callable[[Form, Figure, Known, Fields], None]
    evaluate: Callable[[Form, Figure, Context], Column]
