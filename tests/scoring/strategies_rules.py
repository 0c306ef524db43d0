"""Random rules of every form, each made of the figures that are there already."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from cityassess.scoring.calendars import Calendar
from cityassess.scoring.forms import (
    Attribute,
    AttributeTest,
    AverageBy,
    BandTest,
    Bonus,
    Choice,
    Circumstances,
    Comparison,
    Deduct,
    FlagTest,
    Further,
    Has,
    Limit,
    Mark,
    Measure,
    Option,
    Ordering,
    Pricing,
    Range,
    Rate,
    RuleForm,
    Several,
    StateTest,
    Test,
    Tests,
    TimeLimit,
    TimeUnit,
    Unchecked,
    ValueTest,
)
from cityassess.scoring.periods import Cycle
from cityassess.scoring.scheme import Figure, Kind
from tests.scoring.oracle.full_marks import full_marks
from tests.scoring.strategies_tape import Flavour, Tape

GROUPS = ("甲组", "乙组")
GRADES = ("特级", "一级", "二级")
SOURCES, SEVERITIES, MODES = ("市文明办", "热线"), ("严重", "一般"), ("暗访", "明查")
INSPECTORS, PLACES = ("张敏", "李强", ""), ("东门", "西门", "")

AWKWARD_WEIGHTS = (
    Fraction(1),
    Fraction(1, 3),
    Fraction(1, 300),
    Fraction(7, 100),
    Fraction(2, 5),
    Fraction(333, 1000),
    Fraction(1, 7),
    Fraction(13, 10),
    Fraction(3333, 10_000),
)
TIE_WEIGHTS = (Fraction(1), Fraction(1, 2), Fraction(1, 20), Fraction(3, 20), Fraction(7, 20), Fraction(1, 4))
VAST_WEIGHTS = (
    Fraction(1, 999_983),
    Fraction(999_979, 999_961),
    Fraction(10_000_019, 7),
    Fraction(3, 10_000_079),
    Fraction(1, 3),
    Fraction(1_000_003, 1_000_033),
)
FULLS = (
    Fraction(100),
    Fraction(40),
    Fraction(30),
    Fraction(10),
    Fraction(1, 2),
    Fraction(3333, 100),
    Fraction(1000),
)
VAST_FULLS = (Fraction(100), Fraction(10**9), Fraction(10**8) + Fraction(1, 10_000), Fraction(10**10))

Cell = tuple[str, Cycle]
"""A kind of object and a cycle."""


@dataclass
class Draft:
    """A scheme in the making."""

    tape: Tape
    flavour: Flavour
    kinds: tuple[Kind, ...]
    calendar: Calendar
    cycles: tuple[Cycle, ...]
    figures: list[Figure] = field(default_factory=list)
    orderings: dict[str, tuple[Cell, Ordering]] = field(default_factory=dict)
    balanced: list[str] = field(default_factory=list)

    def of(self, cell: Cell) -> list[Figure]:
        """The figures of a kind and cycle."""
        return [figure for figure in self.figures if (figure.of, figure.every) == cell]

    def numbers(self, cell: Cell) -> list[str]:
        """Those that are numbers."""
        return [figure.id for figure in self.of(cell) if not figure.is_band and not figure.is_flag]

    def flags(self, cell: Cell) -> list[str]:
        """Those that are conditions."""
        return [figure.id for figure in self.of(cell) if figure.is_flag]

    def bands(self, cell: Cell) -> list[Figure]:
        """Those that are colours or grades."""
        return [figure for figure in self.of(cell) if figure.is_band]

    def full(self, figure_id: str) -> Fraction | None:
        """The full marks of a figure."""
        return full_marks({figure.id: figure for figure in self.figures}, figure_id)

    def parts_of(self, kind: str) -> list[str]:
        """The kinds whose objects are parts of one kind's."""
        return [other.name for other in self.kinds if other.part_of == kind]

    def above(self, kind: str) -> str | None:
        """The kind that one is part of."""
        part_of = next(other.part_of for other in self.kinds if other.name == kind)
        return part_of if part_of in {other.name for other in self.kinds} else None


Make = Callable[[Draft, Cell], RuleForm | None]


def number(tape: Tape, most: int = 400) -> Fraction:
    """A number in quarters."""
    return Fraction(tape.upto(most), 4)


def weight(draft: Draft) -> Fraction:
    """A weight, one in six negative."""
    tape = draft.tape
    sign = -1 if tape.one_in(6) else 1
    if draft.flavour == "ties":
        return sign * tape.pick(TIE_WEIGHTS)
    if draft.flavour == "vast":
        return sign * tape.pick(VAST_WEIGHTS)
    if tape.one_in(3):
        return sign * Fraction(1 + tape.upto(50_000), 10_000 + tape.upto(999))
    return sign * tape.pick(AWKWARD_WEIGHTS)


def limits(tape: Tape) -> tuple[Fraction | None, Fraction | None]:
    """A floor and a cap, or only one of them, or none."""
    floor = number(tape, 200) - 10 if tape.one_in(5) else None
    cap = number(tape, 400) + 41 if tape.one_in(5) else None
    return floor, cap


# ---- tests


def draw_tests(draft: Draft, cell: Cell, most: int = 2) -> Tests:
    """One or more tests."""
    return tuple(draw_test(draft, cell) for _ in range(draft.tape.between(1, most)))


def draw_test(draft: Draft, cell: Cell) -> Test:
    """One test of an object of a kind in a period of a cycle."""
    tape, figures = draft.tape, draft.of(cell)
    sort = tape.pick(("value", "value", "value", "state", "flag", "flag", "band", "band", "attribute"))
    numbers, flags, bands = draft.numbers(cell), draft.flags(cell), draft.bands(cell)
    if sort == "flag" and flags:
        return FlagTest(tape.pick(flags), not tape.one_in(3))
    if sort == "band" and bands:
        figure = tape.pick(bands)
        ids = list(dict.fromkeys(band.id for band in getattr(figure.rule, "bands", ())))
        return BandTest(figure.id, tuple(tape.some(ids, 2)))
    if sort == "state" and figures:
        return StateTest(tape.pick(figures).id, tape.pick(tuple(Has)))
    if sort in ("value", "flag", "band") and numbers:
        return ValueTest(tape.pick(numbers), value_limits(tape))
    attribute = tape.pick(tuple(Attribute))
    words = {
        Attribute.GROUP: GROUPS,
        Attribute.GRADE: GRADES,
        Attribute.NAME: tuple(f"{cell[0]}{place}" for place in range(4)),
    }
    return AttributeTest(attribute, tuple(tape.some(words[attribute], 2)))


def value_limits(tape: Tape) -> tuple[Limit, ...]:
    """One limit, or one from below and one from above."""
    one = number(tape)
    if tape.one_in(3):
        return (
            Limit(tape.pick((Comparison.BELOW, Comparison.AT_MOST)), one + 1 + number(tape, 80)),
            Limit(tape.pick((Comparison.ABOVE, Comparison.AT_LEAST)), one),
        )
    return (Limit(tape.pick(tuple(Comparison)), one),)


# ---- entered forms


def deduct(draft: Draft, cell: Cell) -> RuleForm:
    """Deductions by any pricing."""
    tape, full = draft.tape, _full(draft)
    floor = tape.pick((Fraction(0), Fraction(0), Fraction(-5), Fraction(1, 4), full))
    unchecked = tape.pick((Unchecked.FULL, Unchecked.NO_DATA))
    return Deduct(full, min(floor, full), unchecked, _pricing(draft))


def bonus(draft: Draft, cell: Cell) -> RuleForm:
    """Points won."""
    tape = draft.tape
    most = tape.pick((None, Fraction(2), Fraction(10)))
    return Bonus(most, tape.pick((Unchecked.ZERO, Unchecked.NO_DATA)), _pricing(draft))


def mark(draft: Draft, cell: Cell) -> RuleForm:
    """Marks given directly."""
    tape, full = draft.tape, _full(draft)
    several = tape.pick(
        (
            Several.ONE,
            Several.ONE,
            Several.MEAN,
            Several.MEAN,
            Several.HIGHEST,
            Several.LOWEST,
            Several.LATEST,
            Several.TRIMMED,
        )
    )
    average_by = tape.pick(tuple(AverageBy)) if several is Several.MEAN and tape.one_in(2) else None
    return Mark(full, several, full / 20 if tape.one_in(4) and _exact(full / 20) else None, average_by)


def choice(draft: Draft, cell: Cell) -> RuleForm:
    """One of several answers, or yes and no."""
    tape = draft.tape
    several = tape.pick((Several.ONE, Several.MEAN))
    if tape.one_in(3):
        full = min(_full(draft), Fraction(1000))
        return Choice((Option("yes", "是", full), Option("no", "否", Fraction(0))), several, yes_no=True)
    points = [tape.pick(FULLS), *(number(tape, 80) - 2 for _ in range(tape.between(1, 3)))]
    options = [Option(f"o{place}", f"档{place}", each) for place, each in enumerate(points)]
    return Choice(tuple(tape.some(options, 1) + options[1:] if options[0].points <= 0 else options), several)


def measure(draft: Draft, cell: Cell) -> RuleForm:
    """Values measured or counted."""
    tape = draft.tape
    several = tape.pick(
        (Several.ONE, Several.MEAN, Several.SUM, Several.HIGHEST, Several.LOWEST, Several.LATEST)
    )
    return Measure(several, tape.pick((Fraction(0), Fraction(-20))), tape.pick((None, Fraction(100))))


def time_limit(draft: Draft, cell: Cell) -> RuleForm:
    """Time that was taken."""
    tape, full = draft.tape, tape_full(draft)
    further = Further(tape.pick((Fraction(12), Fraction(1, 2))), Fraction(1, 4)) if tape.upto(1) else None
    return TimeLimit(
        full,
        tape.pick((Fraction(0), Fraction(-3))),
        tape.pick((Fraction(24), Fraction(2))),
        tape.pick(tuple(TimeUnit)),
        tape.pick((Fraction(1, 2), Fraction(3))),
        further,
        tape.pick((Unchecked.FULL, Unchecked.NO_DATA)),
    )


ENTERED: tuple[Make, ...] = (deduct, mark, deduct, bonus, mark, choice, measure, measure, time_limit)


def tape_full(draft: Draft) -> Fraction:
    """Full marks as a file may write them."""
    return draft.tape.pick(FULLS)


def _full(draft: Draft) -> Fraction:
    return draft.tape.pick(VAST_FULLS if draft.flavour == "vast" else FULLS)


def _exact(number: Fraction) -> bool:
    return (number * 10_000).denominator == 1


def _pricing(draft: Draft) -> Pricing:
    tape = draft.tape
    way = tape.pick(("typed", "typed", "each", "rates", "rates", "range"))
    if way == "each":
        return Pricing((Rate(tape.pick((Fraction(2), Fraction(3, 10), Fraction(1, 8)))),))
    if way == "range":
        return Pricing(range=Range(Fraction(1), Fraction(5), tape.pick((None, Fraction(1, 2)))))
    if way == "rates":
        rates = _rates(tape)
        asks = any(rate.circumstances.repeated is not None for rate in rates)
        return Pricing(rates, repeated_within=tape.pick((2, 1, 0)) if asks else 0)
    return Pricing()


def _rates(tape: Tape) -> tuple[Rate, ...]:
    rates: list[Rate] = []
    for _ in range(tape.between(1, 4)):
        asked = Circumstances(
            tuple(tape.some(SOURCES, 2)) if tape.one_in(4) else (),
            tuple(tape.some(SEVERITIES, 2)) if tape.one_in(4) else (),
            tuple(tape.some(MODES, 1)) if tape.one_in(5) else (),
            tuple(tape.some(GRADES, 2)) if tape.one_in(4) else (),
            tape.pick((True, False)) if tape.one_in(4) else None,
            tape.pick((True, False)) if tape.one_in(3) else None,
        )
        if not asked.any_check:
            rates.append(Rate(tape.pick((Fraction(4), Fraction(1), Fraction(1, 4), Fraction(0))), asked))
    if not rates or not tape.one_in(4):
        rates.append(Rate(Fraction(1, 2)))
    return _reachable(rates)


def _reachable(rates: Sequence[Rate]) -> tuple[Rate, ...]:
    """Without those whose circumstances an earlier one covers."""
    kept: list[Rate] = []
    for rate in rates:
        if not any(_covers(other.circumstances, rate.circumstances) for other in kept):
            kept.append(rate)
    return tuple(kept)


def _covers(wide: Circumstances, narrow: Circumstances) -> bool:
    for name in ("sources", "severities", "modes", "grades"):
        asked, given = getattr(wide, name), getattr(narrow, name)
        if asked and (not given or set(given) - set(asked)):
            return False
    return wide.rectified in (None, narrow.rectified) and wide.repeated in (None, narrow.repeated)
