"""Forms that look at other objects or other periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from cityassess.scoring.assessment import State
from cityassess.scoring.forms import (
    Absent,
    Balance,
    Before,
    Earlier,
    Gap,
    Gather,
    Gathered,
    MeanOfParts,
    Missing,
    OfAbove,
    Parts,
    Role,
    Running,
    Take,
    WeightByFigure,
    WeightByGrade,
    WeightByOrder,
    Within,
)
from cityassess.scoring.periods import Period
from cityassess.scoring.values import AssessedObject
from tests.scoring.oracle import dates
from tests.scoring.oracle.answers import NO_DATA, NOT_APPLICABLE, ZERO, Answer, Found, held
from tests.scoring.oracle.asking import all_asked, grade_of

if TYPE_CHECKING:
    from tests.scoring.oracle.reader import Reader


def gathered(reader: Reader, rule: Gathered, item: AssessedObject, period: Period) -> Found:
    """A figure that is gathered from other objects or periods."""
    if isinstance(rule, MeanOfParts):
        return _mean_of_parts(reader, rule, item, period)
    if isinstance(rule, Gather):
        return _gather(reader, rule, item, period)
    if isinstance(rule, OfAbove):
        answer = None if item.parent is None else reader.answer(rule.figure, item.parent, period)
        return NO_DATA if answer is None else _as_found(answer)
    if isinstance(rule, Earlier):
        return _earlier(reader, rule, item, period)
    if isinstance(rule, Running):
        return _running(reader, rule, item, period)
    return _balance(reader, rule, item, period)


def _as_found(answer: Answer) -> Found:
    return answer.number if answer.state is State.VALUE else Answer(answer.state)


# ---- members


@dataclass(frozen=True)
class Member:
    """A cell that is gathered: its figure, object and period, its place in the window and the part of it taken."""

    figure: str
    item: AssessedObject
    period: Period
    place: int
    part: Fraction = Fraction(1)


def _units(item: AssessedObject, role: Role) -> list[int]:
    """The units that an object is gathered by, each once."""
    units: list[int] = []
    if role is Role.PART and item.parent is not None:
        units.append(item.parent)
    if role in (Role.LEAD, Role.LEAD_AND_RESPONSIBLE) and item.lead is not None:
        units.append(item.lead)
    if role in (Role.RESPONSIBLE, Role.LEAD_AND_RESPONSIBLE):
        units += [unit for unit in item.responsible if unit not in units]
    return units


def _members(reader: Reader, rule: Gather, item: AssessedObject, period: Period) -> list[Member]:
    """The cells that a window shows, in order; objects that are not there in a period show none."""
    first = rule.figures[0]
    found: list[Member] = []
    if isinstance(rule.window, Parts):
        for part in reader.roster.objects:
            units = _units(part, rule.window.role)
            if part.kind == reader.figures[first].of and item.key in units:
                share = Fraction(1, len(units)) if rule.shared else Fraction(1)
                found.append(Member(first, part, period, len(found), share))
    elif isinstance(rule.window, Within):
        shorter = dates.inside(reader.calendar, period, reader.figures[first].every)
        found = [Member(first, item, inner, place) for place, inner in enumerate(shorter)]
    elif isinstance(rule.window, Before):
        window = rule.window
        slots = dates.spanned(reader.calendar, period, window.first, window.last, window.since)
        found = [Member(first, item, inner, place) for place, inner in enumerate(slots) if inner is not None]
    else:
        found = [Member(figure, item, period, place) for place, figure in enumerate(rule.figures)]
    return [member for member in found if member.item.exists_in(member.period)]


# ---- gathering


@dataclass(frozen=True)
class Weighed:
    """What a member counts for: its number (None: missing) and its weight (None: that is missing, too)."""

    number: Fraction | None
    weight: Fraction | None


def _gather(reader: Reader, rule: Gather, item: AssessedObject, period: Period) -> Found:
    members = _members(reader, rule, item, period)
    if isinstance(rule.window, Within) and isinstance(rule.weights, WeightByOrder):
        every = reader.figures[rule.figures[0]].every
        if len(dates.inside(reader.calendar, period, every)) != len(rule.weights.weights):
            return NO_DATA
    considered: list[Weighed] = []
    not_applicable = 0
    for member in members:
        answer = reader.here(member.figure, member.item, member.period)
        if answer.state is State.NOT_APPLICABLE:
            not_applicable += 1
            continue
        fits = all_asked(reader, rule.where, member.item, member.period)
        if fits is False:
            continue
        number = _number(answer) if fits and answer.state is State.VALUE else None
        weight = _weight(reader, rule, member)
        if weight is not NOT_APPLICABLE:
            considered.append(_weighed(reader, rule, member, number, weight))
    nothing_applies = members and not_applicable == len(members)
    if nothing_applies and rule.take is not Take.COUNT and not isinstance(rule.window, Parts):
        return NOT_APPLICABLE
    return _taken(rule, considered)


def _number(answer: Answer) -> Fraction:
    """A number; bands, which only can be counted, stand for any."""
    return ZERO if answer.value is None else answer.value


def _weight(reader: Reader, rule: Gather, member: Member) -> Fraction | Answer | None:
    """What a member weighs; None where that is missing, ``NOT_APPLICABLE`` where the weight does not apply."""
    if isinstance(rule.weights, WeightByGrade):
        return dict(rule.weights.weights).get(grade_of(member.item, member.period))
    if isinstance(rule.weights, WeightByFigure):
        answer = reader.here(rule.weights.figure, member.item, member.period)
        if answer.state is State.NOT_APPLICABLE:
            return NOT_APPLICABLE
        return answer.number if answer.state is State.VALUE and answer.number >= 0 else None
    return rule.weights.weights[member.place] if isinstance(rule.weights, WeightByOrder) else member.part


def _weighed(
    reader: Reader, rule: Gather, member: Member, number: Fraction | None, weight: Fraction | Answer | None
) -> Weighed:
    if number is None and rule.missing in (Missing.ZERO, Missing.FULL):
        number = ZERO if rule.missing is Missing.ZERO else reader.full_marks(member.figure)
    return Weighed(number, weight if isinstance(weight, Fraction) else None)


def _taken(rule: Gather, considered: Sequence[Weighed]) -> Found:
    lacking = [each for each in considered if each.number is None or each.weight is None]
    if rule.missing is Missing.NO_DATA:
        needed = considered[-1:] if rule.take is Take.LATEST else considered
        if any(each in lacking for each in needed):
            return NO_DATA
    if any(each.weight is None for each in lacking) and rule.missing in (Missing.ZERO, Missing.FULL):
        return NO_DATA  # what stands in for a value does not tell what it weighs
    sure = [(each.number, each.weight) for each in considered if each not in lacking]
    pairs = [(number, weight) for number, weight in sure if number is not None and weight is not None]
    numbers = [number for number, _ in pairs]
    if rule.take is Take.COUNT:
        return Fraction(len(numbers))
    if not numbers:  # a total of none is nothing, where that is what missing members count as
        none_is_zero = rule.take is Take.TOTAL and rule.missing is Missing.ZERO and rule.at_least <= 1
        return ZERO if none_is_zero else NO_DATA
    if len(numbers) < rule.at_least:
        return NO_DATA
    return _of_pairs(rule, pairs)


def _of_pairs(rule: Gather, pairs: Sequence[tuple[Fraction, Fraction]]) -> Found:
    """What is made of numbers with their weights, of which there are some."""
    numbers = [number for number, _ in pairs]
    if rule.take is Take.LATEST:
        return numbers[-1]
    if rule.take in (Take.BEST, Take.WORST):
        highest = (rule.take is Take.BEST) is rule.high_is_better
        return max(numbers) if highest else min(numbers)
    total = sum((number * weight for number, weight in pairs), ZERO)
    undivided = isinstance(rule.weights, WeightByOrder) and not rule.weights.divide
    if rule.take is Take.TOTAL or undivided:
        return total
    weight = sum((weight for _, weight in pairs), ZERO)
    return NO_DATA if weight == 0 else total / weight


def _mean_of_parts(reader: Reader, rule: MeanOfParts, item: AssessedObject, period: Period) -> Found:
    kind = reader.figures[rule.figure].of
    values: list[Fraction] = []
    for part in reader.roster.objects:
        if part.parent != item.key or part.kind != kind or not part.exists_in(period):
            continue
        answer = reader.here(rule.figure, part, period)
        if answer.state is State.VALUE:
            values.append(answer.number)
        elif answer.state is State.NO_DATA:
            if rule.missing is Missing.NO_DATA:
                return NO_DATA
            if rule.missing is Missing.ZERO:
                values.append(ZERO)
            elif rule.missing is Missing.FULL:
                values.append(reader.full_marks(rule.figure))
    if not values or len(values) < rule.at_least:
        return NO_DATA
    return sum(values, ZERO) / len(values)


# ---- looking back


def _earlier(reader: Reader, rule: Earlier, item: AssessedObject, period: Period) -> Found:
    if rule.periods is None:
        then = dates.year_before(reader.calendar, period)
    else:
        then = dates.back(reader.calendar, period, rule.periods)
    answer = None if then is None else reader.answer(rule.figure, item.key, then)
    if answer is not None and answer.state is State.VALUE:
        return answer.number
    if rule.missing is Absent.ZERO:
        return ZERO
    if rule.missing is Absent.THIS:
        return _as_found(reader.here(rule.figure, item, period))
    return NO_DATA if answer is None else Answer(answer.state)


def _running(reader: Reader, rule: Running, item: AssessedObject, period: Period) -> Found:
    slots = dates.spanned(reader.calendar, period, 0, rule.periods - 1, rule.since)
    count = 0
    for slot in reversed(slots):
        answer = None if slot is None else reader.answer(rule.figure, item.key, slot)
        if rule.missing is Gap.SKIP and (answer is None or answer.state is State.NO_DATA):
            continue
        if answer is None or answer.state is not State.VALUE or answer.number != 1:
            break
        count += 1
    return Fraction(count)


def _balance(reader: Reader, rule: Balance, item: AssessedObject, period: Period) -> Found:
    account = due = rule.start
    for slot in dates.spanned(reader.calendar, period, 0, rule.periods - 1, rule.since):
        account = due
        if slot is None or not item.exists_in(slot):
            continue
        change = reader.here(rule.figure, item, slot)
        if change.state is State.VALUE:
            account = held(account + change.number, rule.floor, rule.cap)
        due = account
        if rule.reset is not None and all_asked(reader, rule.reset.when, item, slot):
            due = rule.reset.to
    return account
