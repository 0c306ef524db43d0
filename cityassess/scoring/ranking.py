"""Ranking: places within groups, ties numbered as the scheme says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cityassess.scoring.column import VALUE, Column, Flags
from cityassess.scoring.scheme import Ties

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ranks:
    """A ranking's places, periods × objects (0: not ranked), and the group of each object by number and name."""

    places: Places
    groups: Places
    group_names: tuple[str, ...]


def rank_all(
    column: Column, exists: Flags, groups: Places, group_names: tuple[str, ...], high_first: bool, ties: Ties
) -> Ranks:
    """Rank every period's objects that exist and have a value, each group by itself."""
    places: Places = np.zeros_like(column.states, dtype=np.int64)
    for row in range(len(places)):
        here = np.flatnonzero((column.states[row] == VALUE) & exists[row])
        if here.size:
            places[row, here] = _places(column.numerators[row, here], groups[here], high_first, ties)
    return Ranks(places, groups, group_names)


def _places(scores: npt.NDArray[np.generic], groups: Places, high_first: bool, ties: Ties) -> Places:
    """Competition places 1,2,2,4 or dense places 1,2,2,3 of some scores within their groups."""
    distinct, level = np.unique(scores, return_inverse=True)
    level = level.reshape(-1).astype(np.int64)
    if high_first:
        level = distinct.size - 1 - level
    keys = groups * distinct.size + level
    unique_keys, starts = np.unique(np.sort(keys), return_index=True)
    which = np.searchsorted(unique_keys, keys)
    group_start = np.searchsorted(unique_keys, groups * distinct.size)
    if ties is Ties.DENSE:
        places: Places = which - group_start + 1
        return places
    competition: Places = starts[which] - starts[group_start] + 1
    return competition
