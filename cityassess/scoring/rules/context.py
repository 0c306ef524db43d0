"""What a rule is checked against while a scheme is read, and the shape that every rule form has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from cityassess.scoring.fields import Fields
from cityassess.scoring.scheme import Figure, Kind

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
    """One form of rule: its word in scheme files, the dataclass that holds it, how it is read and checked.

    ``check`` notes what is wrong with a rule once all figures are known. How a rule is evaluated
    stands in ``scoring.evaluating``, how it is put into words in ``scoring.trace``.
    """

    word: str
    form: type[Form]
    read: Callable[[Fields], Form]
    check: Callable[[Form, Figure, Known, Fields], None]
