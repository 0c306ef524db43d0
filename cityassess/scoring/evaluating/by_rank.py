"""``by_rank``: what each place gives, from the first schedule that fits the group."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from cityassess.scoring.column import NOT_APPLICABLE, VALUE, Column, spread
from cityassess.scoring.evaluating.context import Context
from cityassess.scoring.evaluating.places import numbered
from cityassess.scoring.evaluating.rank import ranked_states
from cityassess.scoring.forms import ByRank, Schedule, Stretch, TiedGet, Ties
from cityassess.scoring.scheme import Figure


@dataclass(frozen=True, slots=True)
class Standing:
    """A place in a group of ``size``, counted from either end, with how many share it.

    ``group`` is the object's group, "" where no schedule asks for it.
    """

    group: str
    size: int
    place: int
    from_last: int
    tied: int


def evaluate(rule: ByRank, figure: Figure, context: Context) -> Column:
    """What the place gives; not applicable where no schedule fits, no data where there is no score."""
    states = ranked_states(context.places(rule.ordering), rule.ordering, context)
    found, which = standings(rule, figure, context)
    amounts = [amount_of(rule, standing) for standing in found]
    fits = np.array([amount is not None for amount in amounts], dtype=np.bool_)
    states[(states == VALUE) & ~fits[which]] = NOT_APPLICABLE
    return spread([amount or Fraction(0) for amount in amounts], which, states)


def standings(rule: ByRank, figure: Figure, context: Context) -> tuple[list[Standing], npt.NDArray[np.int64]]:
    """Every different standing, and for each cell its place among them (0 where the object has no place)."""
    ranks = context.places(rule.ordering)
    if any(schedule.groups for schedule in rule.schedules):
        names, own = numbered(context.frame.groups(figure.every, figure.of))
    else:
        names, own = [""], np.zeros(ranks.places.shape, dtype=np.int64)
    _, apart = numbered(ranks.groups)
    rows = np.repeat(np.arange(len(own)), own.shape[1])
    places = ranks.places.reshape(-1)
    together = _told_apart([rows, apart.reshape(-1), places])
    keys = [own.reshape(-1), ranks.sizes.reshape(-1), places, ranks.from_last.reshape(-1)]
    keys.append(np.bincount(together)[together] if together.size else together)
    keys = [np.where(places == 0, 0, key) for key in keys]
    which = _told_apart(keys)
    _, firsts = np.unique(which, return_index=True)
    found = [
        Standing(names[group], int(size), int(place), int(from_last), int(tied))
        for group, size, place, from_last, tied in zip(*(key[firsts] for key in keys), strict=True)
    ]
    return found, which.reshape(own.shape)


def _told_apart(keys: list[npt.NDArray[np.int64]]) -> npt.NDArray[np.int64]:
    """A number for each cell, from 0 without gaps, the same only where all keys (none below 0) are."""
    numbers: npt.NDArray[np.int64] = np.zeros(keys[0].shape, dtype=np.int64)
    for key in keys:
        _, numbers = np.unique(numbers * (int(key.max(initial=0)) + 1) + key, return_inverse=True)
        numbers = numbers.reshape(-1).astype(np.int64)
    return numbers


def schedule_for(rule: ByRank, standing: Standing) -> Schedule | None:
    """The first schedule that fits the group and the number of those ranked in it."""
    for schedule in rule.schedules:
        if schedule.groups and standing.group not in schedule.groups:
            continue
        if schedule.size_at_least is not None and standing.size < schedule.size_at_least:
            continue
        if schedule.size_at_most is None or standing.size <= schedule.size_at_most:
            return schedule
    return None


def stretch_at(schedule: Schedule, place: int, from_last: int) -> Stretch | None:
    """The first stretch that holds a place, those from the top before those from the last; None: otherwise."""
    for stretch in schedule.stretches:
        if stretch.first <= (from_last if stretch.from_last else place) <= stretch.last:
            return stretch
    return None


def filled_places(rule: ByRank, standing: Standing) -> list[tuple[int, int]]:
    """The places, from the first and from the last, whose amounts an object shares with those tied with it.

    Dense places are filled by one amount however many stand there; else those tied fill as many places as they are.
    """
    if rule.ties is TiedGet.EACH or rule.ordering.ties is Ties.DENSE:
        return [(standing.place, standing.from_last)]
    return [
        (place, standing.size - place + 1) for place in range(standing.place, standing.place + standing.tied)
    ]


def gives_at(schedule: Schedule, place: int, from_last: int) -> Fraction:
    """What one place gives."""
    stretch = stretch_at(schedule, place, from_last)
    return schedule.otherwise if stretch is None else stretch.gives


def amount_of(rule: ByRank, standing: Standing) -> Fraction | None:
    """What a standing gives; None where no schedule fits."""
    schedule = schedule_for(rule, standing)
    if schedule is None:
        return None
    total = sum((gives_at(schedule, *places) for places in filled_places(rule, standing)), Fraction(0))
    return total if rule.ties is TiedGet.EACH else total / max(standing.tied, 1)
