"""What a rule reads: a figure, the window it is seen through, and what kind of value is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from cityassess.scoring.periods import Cycle


class Role(Enum):
    """What ties an object to the one that gathers it: being its part, or naming it as a unit in charge (牵头、责任)."""

    PART = "part"
    LEAD = "lead"
    RESPONSIBLE = "responsible"
    LEAD_AND_RESPONSIBLE = "lead_and_responsible"


@dataclass(frozen=True, slots=True)
class Same:
    """The same object in the same period."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The objects that are its parts, or that name it as a unit in charge, in the same period."""

    role: Role = Role.PART


@dataclass(frozen=True, slots=True)
class Above:
    """The object that it is part of, in the same period."""


@dataclass(frozen=True, slots=True)
class Within:
    """The same object in the shorter periods that end inside the period."""


@dataclass(frozen=True, slots=True)
class Before:
    """The same object from ``first`` to ``last`` periods earlier (0: this period), no earlier than ``since`` began.

    ``since`` names a longer cycle: only periods that end inside the same year, quarter … as this one are seen.
    """

    first: int
    last: int
    since: Cycle | None = None


@dataclass(frozen=True, slots=True)
class LastYear:
    """The same object in the same period of the year before."""


Window = Same | Parts | Above | Within | Before | LastYear
SAME = Same()


class Wants(Enum):
    """What kind of value a rule can use."""

    NUMBER = "number"
    BAND = "band"
    FLAG = "flag"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Read:
    """One figure that a rule reads."""

    figure: str
    window: Window = SAME
    wants: Wants = Wants.NUMBER
