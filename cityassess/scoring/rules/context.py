"""What a rule is read with and checked against while a scheme is read, and the shape that every rule form has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from cityassess.scoring.fields import Fields
from cityassess.scoring.forms import Ordering
from cityassess.scoring.scheme import Figure, Kind
from cityassess.scoring.tree import Entries

Form = TypeVar("Form")
Orderings = Mapping[str, Ordering]
"""The orderings of the scheme's rankings by the ranking's id."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a scheme that is being read has: figures, those whose full marks can be told, kinds, ids of colours."""

    figures: dict[str, Figure]
    with_full: frozenset[str]
    kinds: dict[str, Kind]
    colours: frozenset[str]


@dataclass(frozen=True, slots=True)
class RuleKind(Generic[Form]):
    """One form of rule: its word in scheme files, the dataclass that holds it, how it is read, checked and written.

    ``check`` notes what is wrong with a rule once all figures are known; what it reads (that the figures exist, are
    of the right kind, cycle and sort of value) is checked for all forms alike in ``scoring.reading.figures``.
    ``write`` gives the entries of the scheme file that ``read`` reads back as an equal rule.
    How a rule is evaluated stands in ``scoring.evaluating``, how it is put into words in ``scoring.tracing``.
    """

    word: str
    form: type[Form]
    read: Callable[[Fields, Orderings], Form]
    check: Callable[[Form, Figure, Known, Fields], None]
    write: Callable[[Form], Entries]


def unchecked(rule: object, figure: Figure, known: Known, fields: Fields) -> None:
    """For a form about which nothing is left to check."""
