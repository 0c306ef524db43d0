"""The single checks of a criterion that asks for more than numbers, as arrays: a hundred thousand at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
import numpy.typing as npt

from cityassess.scoring.details import Detail

Integers = npt.NDArray[np.int64]


class Words:
    """Texts by number, from 0 for the empty one; texts are only ever added, so that tallies and threads share it."""

    def __init__(self) -> None:
        self.texts = [""]
        self._numbers = {"": 0}
        self._adding = Lock()

    def numbers(self, texts: Sequence[str]) -> Integers:
        """The number of each text."""
        with self._adding:
            known = self._numbers
            for text in set(texts).difference(known):
                known[text] = len(self.texts)
                self.texts.append(text)
            return np.fromiter(map(known.__getitem__, texts), dtype=np.int64, count=len(texts))


@dataclass(frozen=True, slots=True)
class Singles:
    """Checks in the order of their cells (row × columns + column), those that say 不适用 left out.

    ``values`` are as entered, ``times`` how often each counts; ``texts`` and ``places`` number the joined texts that
    were asked for, and the place, in ``words``. All arrays are of the same length and never changed.
    """

    words: Words
    cells: Integers
    values: Integers
    times: Integers
    texts: Integers
    places: Integers

    def __len__(self) -> int:
        return len(self.cells)

    def of(self, cell: int) -> list[Detail]:
        """The checks of one cell."""
        low, high = np.searchsorted(self.cells, (cell, cell + 1))
        texts = self.words.texts
        part = slice(int(low), int(high))
        arrays = (self.values, self.times, self.texts, self.places)
        columns = (array[part].tolist() for array in arrays)
        return [
            (value, times, texts[text], texts[place])
            for value, times, text, place in zip(*columns, strict=True)
        ]

    def only(self, kept: npt.NDArray[np.bool_]) -> Singles:
        """Those that are flagged."""
        if kept.all():
            return self
        arrays = (self.cells, self.values, self.times, self.texts, self.places)
        return Singles(self.words, *(array[kept] for array in arrays))

    def plus(
        self, cells: Integers, values: Integers, times: Integers, texts: Integers, places: Integers
    ) -> Singles:
        """These and more, given in any order."""
        arrays = [cells, values, times, texts, places]
        if len(self):
            own = (self.cells, self.values, self.times, self.texts, self.places)
            arrays = [np.concatenate(pair) for pair in zip(own, arrays, strict=True)]
        order = np.argsort(arrays[0], kind="stable")
        return Singles(self.words, *(array[order] for array in arrays))


def no_singles(words: Words) -> Singles:
    """None yet."""
    return Singles(words, *(np.zeros(0, dtype=np.int64) for _ in range(5)))


def singles_of(words: Words, checks: Iterable[tuple[int, Detail]]) -> Singles:
    """Checks one by one, each with its cell."""
    found = list(checks)
    numbers = np.array([(cell, value, times) for cell, (value, times, _, _) in found], dtype=np.int64)
    cells, values, times = numbers.reshape(-1, 3).T
    texts = words.numbers([detail[2] for _, detail in found])
    places = words.numbers([detail[3] for _, detail in found])
    return no_singles(words).plus(cells, values, times, texts, places)
