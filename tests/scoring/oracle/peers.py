"""Forms that set an object against the others of its group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from cityassess.scoring.assessment import State
from cityassess.scoring.forms import (
    Apart,
    ByRank,
    Ordering,
    Peer,
    Peers,
    Rank,
    Schedule,
    Split,
    TakePeers,
    TiedGet,
    Ties,
    Unclaimed,
)
from cityassess.scoring.periods import Period
from cityassess.scoring.scheme import Figure
from cityassess.scoring.values import AssessedObject
from tests.scoring.oracle.answers import NO_DATA, NOT_APPLICABLE, ZERO, Answer, Found
from tests.scoring.oracle.asking import all_asked, grade_of, group_of

if TYPE_CHECKING:
    from tests.scoring.oracle.reader import Reader


def peers(reader: Reader, figure: Figure, rule: Peers, item: AssessedObject, period: Period) -> Found:
    """A figure that looks at the others of a group."""
    if isinstance(rule, Peer):
        return _peer(reader, rule, item, period)
    ladder = ladder_of(reader, rule.ordering, item, period)
    if item.key not in ladder.rungs:
        return why_not_ranked(reader, rule.ordering, item, period)
    if isinstance(rule, Rank):
        return Fraction(ladder.from_last(item.key) if rule.from_last else ladder.place(item.key))
    if isinstance(rule, ByRank):
        return _by_rank(rule, ladder, item, period)
    return _split(reader, figure, rule, ladder, item, period)


# ---- ladders


Key = tuple[tuple[int, Fraction], ...]
"""What places are told by: smaller stands higher; (1, 0) for what a chain cannot tell."""


@dataclass(frozen=True)
class Ladder:
    """The ranked objects of a group by what they are compared by, in official order."""

    rungs: dict[int, Key]
    dense: bool

    def _better(self, than: Key) -> list[Key]:
        return [key for key in self.rungs.values() if key < than]

    def _worse(self, than: Key) -> list[Key]:
        return [key for key in self.rungs.values() if key > than]

    def place(self, key: int) -> int:
        """The place from the first."""
        better = self._better(self.rungs[key])
        return 1 + (len(set(better)) if self.dense else len(better))

    def from_last(self, key: int) -> int:
        """The place from the last."""
        worse = self._worse(self.rungs[key])
        return 1 + (len(set(worse)) if self.dense else len(worse))

    def tied(self, key: int) -> int:
        """How many share the place."""
        return list(self.rungs.values()).count(self.rungs[key])

    def only(self, keys: Sequence[int]) -> Ladder:
        """The ladder of some of its objects, each place filled by one."""
        return Ladder({key: rung for key, rung in self.rungs.items() if key in keys}, dense=False)


def takes_part(reader: Reader, ordering: Ordering, item: AssessedObject, period: Period) -> bool | None:
    """Whether an object stands in the ladder at all; None where nobody knows."""
    return item.name not in ordering.not_ranked and all_asked(reader, ordering.only, item, period)


def class_of(reader: Reader, ordering: Ordering, item: AssessedObject, period: Period) -> str:
    """The name of those among whom an object is ranked."""
    if not ordering.by_group:
        return ""
    if ordering.parted_by is Apart.GRADE:
        return grade_of(item, period)
    if ordering.parted_by is Apart.PARENT:
        above = None if item.parent is None else reader.items.get(item.parent)
        return "" if above is None else above.name
    return group_of(item, period)


def ladder_of(reader: Reader, ordering: Ordering, item: AssessedObject, period: Period) -> Ladder:
    """The ladder that an object would stand on."""
    rungs: dict[int, Key] = {}
    for other in reader.roster.objects:
        if other.kind != item.kind or not other.exists_in(period):
            continue
        if class_of(reader, ordering, other, period) != class_of(reader, ordering, item, period):
            continue
        score = _compared(reader, ordering, ordering.score, other, period)
        if score is None or not takes_part(reader, ordering, other, period):
            continue
        key = [(0, -score if ordering.high_first else score)]
        for then in ordering.then:
            number = _compared(reader, ordering, then.figure, other, period)
            if number is None:
                key.append((1, ZERO))
            else:
                key.append((0, -number if then.high_first else number))
        rungs[other.key] = tuple(key)
    return Ladder(rungs, ordering.ties is Ties.DENSE)


def _compared(
    reader: Reader, ordering: Ordering, figure_id: str, item: AssessedObject, period: Period
) -> Fraction | None:
    answer = reader.here(figure_id, item, period)
    if answer.state is not State.VALUE:
        return None
    if not ordering.by_published:
        return answer.exact
    return answer.value if reader.figures[figure_id].rounding is not None else answer.printed


def why_not_ranked(reader: Reader, ordering: Ordering, item: AssessedObject, period: Period) -> Answer:
    """No data or not applicable like the score; who stands outside the ladder has no place at all."""
    part, score = takes_part(reader, ordering, item, period), reader.here(ordering.score, item, period)
    if part is False or score.state is State.NOT_APPLICABLE:
        return NOT_APPLICABLE
    return NO_DATA


# ---- points and money by place


def _by_rank(rule: ByRank, ladder: Ladder, item: AssessedObject, period: Period) -> Found:
    size = len(ladder.rungs)
    schedule = next((each for each in rule.schedules if _suits(each, group_of(item, period), size)), None)
    if schedule is None:
        return NOT_APPLICABLE
    first, last, tied = ladder.place(item.key), ladder.from_last(item.key), ladder.tied(item.key)
    if rule.ties is TiedGet.EACH:
        return _gives(schedule, first, last)
    if ladder.dense:
        return _gives(schedule, first, last) / tied
    filled = range(first, first + tied)
    return sum((_gives(schedule, place, size + 1 - place) for place in filled), ZERO) / tied


def _suits(schedule: Schedule, group: str, size: int) -> bool:
    if schedule.groups and group not in schedule.groups:
        return False
    if schedule.size_at_least is not None and size < schedule.size_at_least:
        return False
    return schedule.size_at_most is None or size <= schedule.size_at_most


def _gives(schedule: Schedule, first: int, last: int) -> Fraction:
    for stretch in schedule.stretches:
        if stretch.first <= (last if stretch.from_last else first) <= stretch.last:
            return stretch.gives
    return schedule.otherwise


# ---- peers


def _peer(reader: Reader, rule: Peer, item: AssessedObject, period: Period) -> Found:
    numbers, not_applicable, members = [], 0, 0
    for other in reader.roster.objects:
        if other.kind != item.kind or not other.exists_in(period):
            continue
        if rule.by_group and group_of(other, period) != group_of(item, period):
            continue
        members += 1
        answer = reader.here(rule.figure, other, period)
        not_applicable += answer.state is State.NOT_APPLICABLE
        if answer.state is State.VALUE and all_asked(reader, rule.where, other, period) is True:
            numbers.append(answer.number)
    if rule.take is TakePeers.COUNT:
        return Fraction(len(numbers))
    if not numbers:
        return NOT_APPLICABLE if not_applicable == members else NO_DATA
    if rule.take in (TakePeers.TOTAL, TakePeers.MEAN):
        return sum(numbers, ZERO) / (len(numbers) if rule.take is TakePeers.MEAN else 1)
    highest = (rule.take is TakePeers.BEST) is rule.high_is_better
    return max(numbers) if highest else min(numbers)


# ---- pools


def _split(
    reader: Reader, figure: Figure, rule: Split, ladder: Ladder, item: AssessedObject, period: Period
) -> Found:
    fits = {key: all_asked(reader, rule.who, reader.items[key], period) for key in ladder.rungs}
    if fits[item.key] is None:
        return NO_DATA
    among = ladder.only([key for key, fit in fits.items() if fit])
    if rule.in_proportion_to is not None:
        given = _in_proportion(reader, rule, among, period)
        if fits[item.key] and item.key not in given:
            return Answer(reader.here(rule.in_proportion_to, item, period).state)
    else:
        given = _by_place(rule, among)
    if figure.rounding is not None:
        in_order = sorted(given, key=among.place)
        unit = Fraction(1, 10**figure.rounding.decimals)
        given = _largest_remainders({key: given[key] for key in in_order}, unit)
    return given.get(item.key, ZERO)


def _by_place(rule: Split, among: Ladder) -> dict[int, Fraction]:
    shares = {}
    for key in among.rungs:
        first, tied = among.place(key), among.tied(key)
        filled = rule.shares[first - 1 : first - 1 + tied]
        shares[key] = sum(filled, ZERO) / tied
    claimed, whole = sum(shares.values(), ZERO), sum(rule.shares, ZERO)
    up = whole / claimed if rule.unclaimed is Unclaimed.SHARED and claimed else Fraction(1)
    return {key: rule.pool * share * up for key, share in shares.items()}


def _in_proportion(reader: Reader, rule: Split, among: Ladder, period: Period) -> dict[int, Fraction]:
    assert rule.in_proportion_to is not None
    sizes = {}
    for key in among.rungs:
        answer = reader.here(rule.in_proportion_to, reader.items[key], period)
        if answer.state is State.VALUE:
            sizes[key] = max(answer.number, ZERO)
    total = sum(sizes.values(), ZERO)
    return {key: rule.pool * size / total if total else ZERO for key, size in sizes.items()}


def _largest_remainders(given: dict[int, Fraction], unit: Fraction) -> dict[int, Fraction]:
    """Whole units, the larger remainders rounded up; of equal ones the better place, then official order."""
    down = {key: amount // unit * unit for key, amount in given.items()}
    left = (sum(given.values(), ZERO) - sum(down.values(), ZERO)) // unit
    order = sorted(given, key=lambda key: -(given[key] - down[key]))
    for key in order[: int(left)]:
        down[key] += unit
    return down
