"""What the oracle says of a cell and of a place, and rounding as one does it on paper."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from cityassess.scoring.assessment import State
from cityassess.scoring.scheme import RoundingMode

ZERO = Fraction(0)
TEN_THOUSANDTH = Fraction(1, 10_000)


@dataclass(frozen=True)
class Answer:
    """What one figure of one object is: ``exact`` before rounding, ``value`` what other figures read of it.

    ``printed`` is ``value`` at the figure's printed decimals; ``band`` is the id of a band in place of a number.
    """

    state: State
    exact: Fraction | None = None
    value: Fraction | None = None
    printed: Fraction | None = None
    band: str | None = None

    @property
    def number(self) -> Fraction:
        """The value that is known to be there."""
        assert self.value is not None
        return self.value


Found = Answer | Fraction
"""What a rule comes to: a number that is still to be rounded, or why there is none."""
NO_DATA = Answer(State.NO_DATA)
NOT_APPLICABLE = Answer(State.NOT_APPLICABLE)


@dataclass(frozen=True)
class Place:
    """One object's place in a ranking."""

    object: int
    rank: int | None
    colour: str | None


def round_to(number: Fraction, decimals: int, mode: RoundingMode) -> Fraction:
    """Round by looking at the digits left over, as one does on paper."""
    shifted = number * 10**decimals
    size = -shifted if shifted < 0 else shifted
    whole, left = divmod(size.numerator, size.denominator)
    twice = 2 * left
    up_at_a_tie = mode is RoundingMode.HALF_UP or whole % 2 == 1
    if twice > size.denominator or (twice == size.denominator and up_at_a_tie):
        whole += 1
    return Fraction(-whole if shifted < 0 else whole, 10**decimals)


def held(number: Fraction, floor: Fraction | None, cap: Fraction | None) -> Fraction:
    """Not below the floor and not above the cap."""
    if floor is not None and number < floor:
        return floor
    if cap is not None and number > cap:
        return cap
    return number
