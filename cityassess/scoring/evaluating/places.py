"""Places within groups: by a score, then by a chain of further figures, ties numbered as the scheme says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cityassess.scoring.column import VALUE, Column, Flags, rounded_column
from cityassess.scoring.evaluating.testing import FALSE, TRUE, Truths, all_hold
from cityassess.scoring.forms import Apart, Ordering, Ties
from cityassess.scoring.scheme import Figure, RoundingMode

if TYPE_CHECKING:
    from cityassess.scoring.evaluating.context import Context, Evaluated

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ranks:
    """An ordering's places, periods × objects (0: not ranked), counted from the first and from the last.

    ``groups`` are the names of the groups that were ranked apart ("" where objects have none); ``sizes`` is how many
    of the object's group have a place; ``entered`` is who takes part at all, with a value or without, those among them
    of whom that cannot be told for want of data.
    """

    places: Places
    from_last: Places
    groups: npt.NDArray[np.object_]
    sizes: Places
    entered: Flags


def rank(context: Context, ordering: Ordering) -> Ranks:
    """Rank every period's objects that exist, take part and have a value, each group by itself."""
    figure = context.figure(ordering.score)
    keys = [(compared_column(ordering, figure, context.columns[figure.id]), ordering.high_first)]
    for then in ordering.then:
        further = context.figure(then.figure)
        keys.append((compared_column(ordering, further, context.columns[further.id]), then.high_first))
    exists = context.frame.exists[figure.every, figure.of]
    groups = _parted(context, ordering.apart, figure)
    taking_part = _taking_part(context, ordering, figure)
    entered = exists & (taking_part != FALSE)
    ranked = exists & (taking_part == TRUE) & (keys[0][0].states == VALUE)
    places = np.zeros(exists.shape, dtype=np.int64)
    from_last, sizes = np.zeros_like(places), np.zeros_like(places)
    for row in range(len(places)):
        here = np.flatnonzero(ranked[row])
        if here.size:
            _, numbers = np.unique(groups[row, here].astype(str), return_inverse=True)
            numbers = numbers.reshape(-1).astype(np.int64)
            levels = _levels(keys, row, here)
            places[row, here] = _places(levels, numbers, ordering.ties)
            from_last[row, here] = _places(levels.max() - levels, numbers, ordering.ties)
            sizes[row, here] = np.bincount(numbers)[numbers]
    return Ranks(places, from_last, groups, sizes, entered)


def _parted(context: Context, apart: Apart, figure: Figure) -> npt.NDArray[np.object_]:
    """The name of the group that each object is ranked in: its own, its grade, what it is part of, or none."""
    axes = context.frame
    if apart is Apart.GROUP:
        return axes.groups(figure.every, figure.of)
    if apart is Apart.GRADE:
        return axes.grades(figure.every, figure.of)
    columns = range(len(axes.objects[figure.of]))
    names = [axes.name_above(figure.of, column) if apart is Apart.PARENT else "" for column in columns]
    wide = np.empty(axes.shape(figure), dtype=object)
    wide[:] = np.array(names, dtype=object)
    return wide


def compared_column(ordering: Ordering, figure: Figure, evaluated: Evaluated) -> Column:
    """The values that an ordering compares: published ones (rounded as they are printed) or exact ones."""
    if not ordering.by_published:
        return evaluated.exact
    if figure.rounding is not None:
        return evaluated.value
    return rounded_column(evaluated.value, figure.decimals, RoundingMode.HALF_UP)


def numbered(texts: npt.NDArray[np.object_]) -> tuple[list[str], Places]:
    """Different texts in the order in which they first stand, and for each cell its text's place among them."""
    places: dict[str, int] = {}
    numbers = [places.setdefault(str(text), len(places)) for text in texts.flat]
    return list(places), np.array(numbers, dtype=np.int64).reshape(texts.shape)


def _taking_part(context: Context, ordering: Ordering, figure: Figure) -> Truths:
    """Whether each object takes part: unknown where what decides it has no data."""
    outside = set(ordering.not_ranked)
    inside = np.array([item.name not in outside for item in context.frame.objects[figure.of]], dtype=np.bool_)
    return np.where(inside, all_hold(ordering.only, figure.of, figure.every, context), FALSE).astype(np.uint8)


def _levels(keys: list[tuple[Column, bool]], row: int, here: Places) -> Places:
    """A number for each object, smaller for better, equal only for those whom no key parts.

    Without a value of a further key an object stands behind those that have one.
    """
    levels: Places = np.zeros(here.size, dtype=np.int64)
    for column, high_first in keys:
        _, own = np.unique(column.numerators[row, here], return_inverse=True)
        own = own.reshape(-1).astype(np.int64)
        if high_first:
            own = own.max() - own
        own = np.where(column.states[row, here] == VALUE, own, own.max() + 1)
        _, levels = np.unique(levels * (int(own.max()) + 1) + own, return_inverse=True)
        levels = levels.reshape(-1).astype(np.int64)
    return levels


def _places(levels: Places, groups: Places, ties: Ties) -> Places:
    """Competition places 1,2,2,4 or dense places 1,2,2,3 of levels (smaller is better) within their groups."""
    width = int(levels.max()) + 1
    keys = groups * width + levels
    unique_keys, starts = np.unique(np.sort(keys), return_index=True)
    which = np.searchsorted(unique_keys, keys)
    group_start = np.searchsorted(unique_keys, groups * width)
    if ties is Ties.DENSE:
        places: Places = which - group_start + 1
        return places
    competition: Places = starts[which] - starts[group_start] + 1
    return competition
