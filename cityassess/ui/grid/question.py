"""A question that the grid puts beside itself, never as a dialog in front of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cityassess.ui.grid.paste import Fault
from cityassess.ui.grid.source import CellKey


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: its words and what it does."""

    label: str
    act: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Question:
    """One sentence, its choices (the first answers to Enter, number ``escape`` to Esc) and the faults to list below it.

    A calm question leaves the keyboard where it is, since the officer was typing on; F6 leads to it. It is settled
    too when one of its ``cells`` is stored anew.
    """

    sentence: str
    choices: tuple[Choice, ...]
    faults: tuple[Fault, ...] = ()
    calm: bool = False
    escape: int = -1
    cells: frozenset[CellKey] = frozenset()
