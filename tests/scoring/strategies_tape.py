"""Choices read off a string of bytes: ten times as fast as a Hypothesis draw for each, and still shrinking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeVar

T = TypeVar("T")
Flavour = Literal["mixed", "ties", "vast"]
"""``ties`` makes halves of the last digit common, ``vast`` wants more than 64 (and 128) bits for exact answers."""


class Tape:
    """Zeros, and a tape that has run out, always choose what is simplest."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def upto(self, most: int) -> int:
        """A whole number from 0 to ``most``."""
        size = max(1, (most.bit_length() + 7) // 8)
        taken = self._data[self._at : self._at + size]
        self._at += size
        return int.from_bytes(taken, "big") % (most + 1)

    def between(self, least: int, most: int) -> int:
        """A whole number of a range, both ends in it."""
        return least + self.upto(most - least)

    def pick(self, options: Sequence[T]) -> T:
        """One of the options; the first is the simplest."""
        return options[self.upto(len(options) - 1)]

    def one_in(self, times: int) -> bool:
        """True about once in so many times."""
        return self.upto(times - 1) == times - 1

    def some(self, options: Sequence[T], most: int) -> list[T]:
        """One to ``most`` different options in any order."""
        left = list(options)
        return [left.pop(self.upto(len(left) - 1)) for _ in range(min(self.between(1, most), len(left)))]
