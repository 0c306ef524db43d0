"""Random rosters, and random checks of every criterion in the periods that may be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from cityassess.scoring.forms import Bonus, Choice, Deduct, Mark, Measure, Several, TimeLimit
from cityassess.scoring.periods import Cycle, Period
from cityassess.scoring.scheme import Figure, Scheme
from cityassess.scoring.values import VALUE_SCALE, AssessedObject, Check, Classification, Roster, roster
from tests.scoring.strategies_rules import (
    GRADES,
    GROUPS,
    INSPECTORS,
    MODES,
    PLACES,
    SEVERITIES,
    SOURCES,
)
from tests.scoring.strategies_tape import Flavour, Tape

REACH = {Cycle.FIVE_YEAR: 2500, Cycle.YEAR: 900, Cycle.QUARTER: 400}
"""Over how many days before a period objects begin, end and change; 100 where nothing is said."""


def draw_roster(tape: Tape, scheme: Scheme, anchor: date) -> Roster:
    """Objects of every kind, some begun, ended, or moved to another group or grade around a day."""
    reach = max(REACH.get(cycle, 100) for cycle in scheme.cycles)

    def day() -> date:
        return anchor + timedelta(days=20 - tape.upto(reach))

    objects: list[AssessedObject] = []
    keys = {
        kind.name: [number * 10 + place for place in range(6)] for number, kind in enumerate(scheme.kinds, 1)
    }
    for kind in scheme.kinds:
        above = [item.key for item in objects if item.kind == kind.part_of]
        units = [item.key for item in objects]
        for _ in range(tape.between(1, 4)):
            since = day() if tape.one_in(8) else None
            until = day() if tape.one_in(8) else None
            moved = sorted({day() for _ in range(tape.between(1, 2))}) if tape.one_in(3) else []
            key = keys[kind.name].pop(tape.upto(len(keys[kind.name]) - 1))
            objects.append(
                AssessedObject(
                    key,
                    f"{kind.name}{key % 10}",
                    kind.name,
                    parent=_parent(tape, above, units),
                    group=tape.pick(("", *GROUPS)),
                    grade=tape.pick(("", *GRADES)),
                    since=since,
                    until=max(since, until) if since and until else until,
                    reclassified=tuple(
                        Classification(when, tape.pick(("", *GROUPS)), tape.pick(("", *GRADES)))
                        for when in moved
                    ),
                    lead=tape.pick(units) if units and tape.upto(3) else None,
                    responsible=tuple(tape.some(units, 3)) if units and tape.upto(1) else (),
                )
            )
    return roster(tape.some(objects, len(objects)) if tape.one_in(6) else objects)


def _parent(tape: Tape, above: Sequence[int], others: Sequence[int]) -> int | None:
    """What an object is part of: mostly of the kind above, now and then nothing or of another kind."""
    if others and tape.one_in(12):
        return tape.pick(others)
    return tape.pick([*above, *above, None]) if above else None


def draw_checks(
    tape: Tape, scheme: Scheme, objects: Roster, pools: dict[Cycle, Sequence[Period]], flavour: Flavour
) -> list[Check]:
    """Checks of each criterion; every cell of a criterion takes one of a few habits."""
    checks: list[Check] = []
    for figure in scheme.criteria:
        habits = [_cell(tape, figure, flavour) for _ in range(tape.between(3, 7))]
        for item in objects.of_kind(figure.of):
            for period in pools[figure.every]:
                for value, count in tape.pick(habits):
                    checks.append(_check(tape, figure, item, period, value, count, len(checks) + 1))
    return checks


def _check(
    tape: Tape,
    figure: Figure,
    item: AssessedObject,
    period: Period,
    value: int | None,
    count: int,
    key: int,
) -> Check:
    rule = figure.rule
    plain = not (
        (isinstance(rule, Deduct | Bonus) and rule.pricing.by_circumstances)
        or (isinstance(rule, Mark | Measure) and rule.several is not Several.ONE)
    )
    if plain:
        return Check(period.code, item.key, figure.id, value, count, note=str(key), key=key)
    day = period.start + timedelta(days=tape.upto(3)) if tape.upto(2) else None
    found = None
    if tape.one_in(3):
        found = datetime.combine(day or period.start, datetime.min.time()).replace(hour=8 + tape.upto(2))
    return Check(
        period.code,
        item.key,
        figure.id,
        value,
        count,
        day=day,
        inspector=tape.pick(INSPECTORS),
        mode=tape.pick((*MODES, "")),
        place=tape.pick(PLACES),
        note=str(key),
        source=tape.pick((*SOURCES, "")),
        rectified=tape.pick(("", "否", "未整改", "是", "2026-11-21", "2026-11-21T08:30")),
        severity=tape.pick((*SEVERITIES, "")),
        repeated=tape.one_in(4),
        found=found,
        key=key,
    )


def _cell(tape: Tape, figure: Figure, flavour: Flavour) -> list[tuple[int | None, int]]:
    """The checks of one criterion at one object in one period."""
    habit = tape.pick(
        ("one", "one", "one", "one", "one", "one", "none", "several", "several", "not applicable", "at odds")
    )
    match habit:
        case "one":
            return [draw_value(tape, figure, flavour)]
        case "several":
            return [draw_value(tape, figure, flavour) for _ in range(tape.between(2, 4))]
        case "not applicable":
            return [(None, 1)] * tape.pick((1, 1, 1, 2))
        case "at odds":
            return [(None, 1), draw_value(tape, figure, flavour)]
        case _:
            return []


def draw_value(tape: Tape, figure: Figure, flavour: Flavour) -> tuple[int, int]:
    """A value that may be typed, and how many times it counts."""
    step = 100 if flavour == "ties" else 1
    match figure.rule:
        case Deduct(pricing=pricing) | Bonus(pricing=pricing) if pricing.rates:
            return tape.upto(4) * VALUE_SCALE, tape.pick((1, 1, 2, 3))
        case Deduct(pricing=pricing) | Bonus(pricing=pricing) if pricing.range is not None:
            low, high = int(pricing.range.low), int(pricing.range.high)
            return tape.between(2 * low, 2 * high) * VALUE_SCALE // 2, tape.pick((1, 1, 2))
        case Deduct(full=full):
            most = int(full * VALUE_SCALE) // step
            return tape.upto(most if tape.one_in(4) else max(1, most // 6)) * step, tape.pick((1, 1, 2, 3))
        case Bonus():
            return tape.pick((0, tape.upto(400) * 100)), tape.pick((1, 1, 2))
        case Mark(full=full, step=marks):
            size = step if marks is None else int(marks * VALUE_SCALE)
            return tape.upto(int(full * VALUE_SCALE) // size) * size, 1
        case Choice(options=options, several=several):
            strange = 1 if tape.one_in(20) else 0
            number = tape.between(1, len(options)) + strange * len(options)
            return number * VALUE_SCALE, 1 if several is Several.ONE else tape.pick((1, 1, 2))
        case Measure(several=several, least=least):
            low = int(least or 0) * VALUE_SCALE
            often = several in (Several.MEAN, Several.SUM)
            value = low + tape.upto(900_000)
            if tape.upto(2) == 0:
                value = tape.pick((0, 0, low + tape.upto(50) * 2 * VALUE_SCALE))
            return value // step * step, tape.pick((1, 1, 2)) if often else 1
        case TimeLimit(limit=limit):
            return tape.upto(int(limit * 5)) * VALUE_SCALE * 2 // 3, tape.pick((1, 1, 2))
    raise AssertionError(figure.id)
