"""``by_rank``: what each place gives, from the first schedule that fits the group."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from cityassess.scoring.column import NOT_APPLICABLE, Column, on_one_denominator
from cityassess.scoring.evaluating.context import Context
from cityassess.scoring.evaluating.rank import ranked_states
from cityassess.scoring.forms import ByRank, Schedule, Stretch, TiedGet, Ties
from cityassess.scoring.scheme import Figure


@dataclass(frozen=True, slots=True)
class Standing:
    """A place in a group of ``size``, counted from either end, with how many share it; ``group`` is the object's."""

    group: str
    size: int
    place: int
    from_last: int
    tied: int


def evaluate(rule: ByRank, figure: Figure, context: Context) -> Column:
    """What the place gives; not applicable where no schedule fits, no data where there is no score."""
    states = ranked_states(context.places(rule.ordering), rule.ordering, context)
    amounts = np.zeros(states.shape, dtype=object)
    known: dict[Standing, Fraction | None] = {}
    for row in range(len(states)):
        for column, standing in standings(rule, figure, context, row).items():
            if standing not in known:
                known[standing] = amount_of(rule, standing)
            amount = known[standing]
            if amount is None:
                states[row, column] = NOT_APPLICABLE
            else:
                amounts[row, column] = amount
    return on_one_denominator(amounts, states)


def standings(rule: ByRank, figure: Figure, context: Context, row: int) -> dict[int, Standing]:
    """The standing of every object that has a place in a period, by its column."""
    ranks = context.places(rule.ordering)
    period = context.frame.periods[figure.every][row]
    here = [int(column) for column in np.flatnonzero(ranks.places[row])]
    tied = Counter((ranks.groups[row, column], int(ranks.places[row, column])) for column in here)
    return {
        column: Standing(
            context.frame.objects[figure.of][column].group_in(period),
            int(ranks.sizes[row, column]),
            int(ranks.places[row, column]),
            int(ranks.from_last[row, column]),
            tied[ranks.groups[row, column], int(ranks.places[row, column])],
        )
        for column in here
    }


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
    return total if rule.ties is TiedGet.EACH else total / standing.tied
