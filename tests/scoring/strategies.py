"""Random offices for Hypothesis: a scheme, the objects it assesses, and the checks made on them.

Hypothesis draws one string of bytes, and a :class:`Tape` turns it into choices: that is ten times as fast as a draw for
each choice, and still shrinks, since zeros (and a tape that has run out) always choose what is simplest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal, TypeVar

from hypothesis import strategies as st

from cityassess.scoring.forms import (
    Band,
    Bands,
    Comparison,
    Deduct,
    Limit,
    Mark,
    MeanOfParts,
    Missing,
    NotApplicable,
    Ordering,
    RuleForm,
    Several,
    Sum,
    Term,
    Ties,
    Unchecked,
)
from cityassess.scoring.periods import Cycle, Period, period_holding
from cityassess.scoring.scheme import (
    BulletinWording,
    Colour,
    Figure,
    Kind,
    Ranking,
    Rounding,
    RoundingMode,
    Scheme,
)
from cityassess.scoring.values import VALUE_SCALE, AssessedObject, Check, Roster, roster

T = TypeVar("T")
Flavour = Literal["mixed", "ties", "vast"]
"""``ties`` makes halves of the last digit common, ``vast`` wants more than 64 (and 128) bits for exact answers."""

COLOURS = (
    Colour("white", "白", "#ffffff"),
    Colour("yellow", "黄", "#fff2b3"),
    Colour("red", "红", "#f8c9c4"),
)
BANDS = (*((colour.id, colour.name) for colour in COLOURS), ("none", "正常"))
KINDS = (Kind("区", None), Kind("街道", "区"), Kind("村", "街道"), Kind("点位", "街道"))
"""点位 and 村 are both parts of 街道, so a mean over one kind must leave the other out."""

NO_WORDING = BulletinWording("", "", "", "", (), "")

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


class Tape:
    """Choices read off a string of bytes."""

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


@dataclass(frozen=True)
class World:
    """Everything an assessment depends on."""

    scheme: Scheme
    roster: Roster
    periods: tuple[Period, ...]
    checks: tuple[Check, ...]


def make_scheme(
    figures: tuple[Figure, ...], rankings: tuple[Ranking, ...] = (), kinds: tuple[Kind, ...] = KINDS
) -> Scheme:
    """A scheme of these figures that is in force from 2016 on."""
    return Scheme(
        "try-2016", "试行考核", "", date(2016, 1, 1), None, kinds, figures, rankings, COLOURS, NO_WORDING
    )


def make_figure(
    figure_id: str,
    of: str,
    rule: RuleForm,
    *,
    rounding: Rounding | None = None,
    decimals: int = 2,
    line: int = 1,
) -> Figure:
    """A monthly figure, named by its id."""
    return Figure(figure_id, f"名{figure_id}", of, Cycle.MONTH, rule, "", rounding, decimals, 4, line)


# ---- schemes


def _scheme(tape: Tape, flavour: Flavour) -> Scheme:
    """Criteria and composite figures on two to four kinds, and rankings over some of them."""
    kinds = tape.pick((KINDS[1:3], KINDS[:3], KINDS))
    numeric: dict[str, list[str]] = {kind.name: [] for kind in kinds}
    banded: dict[str, list[str]] = {kind.name: [] for kind in kinds}
    figures: list[Figure] = []
    for kind in reversed(kinds):
        below = [name for part in kinds if part.part_of == kind.name for name in numeric[part.name]]
        for _ in range(tape.between(1, 3)):
            figures.append(_figure(tape, f"f{len(figures)}", kind.name, _criterion(tape, flavour), flavour))
            numeric[kind.name].append(figures[-1].id)
        for _ in range(tape.between(0, 3)):
            rule = _composite(tape, numeric[kind.name], below, flavour)
            figures.append(_figure(tape, f"f{len(figures)}", kind.name, rule, flavour))
            numeric[kind.name].append(figures[-1].id)
        if tape.upto(1):
            bands = Bands(tape.pick(numeric[kind.name]), _bands(tape), colours=True)
            figures.append(make_figure(f"f{len(figures)}", kind.name, bands, line=len(figures) + 1))
            banded[kind.name].append(figures[-1].id)
    rankings: list[Ranking] = []
    for kind in kinds:
        for _ in range(tape.between(1, 2)):
            score, rating = tape.pick(numeric[kind.name]), tape.pick([*banded[kind.name], None])
            rankings.append(
                Ranking(
                    id=f"r{len(rankings)}",
                    name=f"排名{len(rankings)}",
                    ordering=Ordering(
                        score=score,
                        by_group=tape.upto(1) == 0,
                        high_first=tape.upto(1) == 0,
                        ties=tape.pick((Ties.COMPETITION, Ties.DENSE)),
                        by_published=tape.upto(1) == 0,
                    ),
                    rating=rating,
                    columns=tuple(tape.some(numeric[kind.name], 3)) if tape.upto(1) else (),
                    change=(),
                    line=1,
                )
            )
    return make_scheme(tuple(figures), tuple(rankings), kinds)


def _figure(tape: Tape, figure_id: str, of: str, rule: RuleForm, flavour: Flavour) -> Figure:
    rounding = None
    if flavour == "ties" or tape.one_in(5 if flavour == "vast" else 2):
        decimals = tape.upto(2 if flavour == "ties" else 3)
        rounding = Rounding(decimals, tape.pick((RoundingMode.HALF_UP, RoundingMode.HALF_EVEN)))
    printed = rounding.decimals if rounding is not None else tape.upto(4)
    return make_figure(figure_id, of, rule, rounding=rounding, decimals=printed, line=int(figure_id[1:]) + 1)


def _criterion(tape: Tape, flavour: Flavour) -> RuleForm:
    full = tape.pick(VAST_FULLS if flavour == "vast" else FULLS)
    if tape.upto(1):
        return Mark(full, tape.pick((Several.ONE, Several.MEAN)))
    floor = tape.pick((Fraction(0), Fraction(0), Fraction(-5), Fraction(1, 4), full))
    return Deduct(full, floor, tape.pick((Unchecked.FULL, Unchecked.NO_DATA)))


def _composite(tape: Tape, same: list[str], below: list[str], flavour: Flavour) -> RuleForm:
    missing = tape.pick(tuple(Missing))
    if below and tape.upto(1):
        return MeanOfParts(tape.pick(below), missing, tape.pick((1, 1, 1, 2, 3)))
    weighted = flavour == "vast" or tape.upto(2) > 0
    chosen = tape.some(same, 4)
    terms = tuple(
        Term(figure_id, _weight(tape, flavour) if weighted else Fraction(1)) for figure_id in chosen
    )
    return Sum(terms, missing, tape.pick(tuple(NotApplicable)), weighted)


def _weight(tape: Tape, flavour: Flavour) -> Fraction:
    if flavour == "ties":
        return tape.pick(TIE_WEIGHTS)
    if flavour == "vast":
        return tape.pick(VAST_WEIGHTS)
    if tape.one_in(3):
        return Fraction(1 + tape.upto(50_000), 10_000 + tape.upto(999))
    return tape.pick(AWKWARD_WEIGHTS)


def _bands(tape: Tape) -> tuple[Band, ...]:
    """One to three bands; without a last catch-all some values fall into none."""
    return tuple(
        Band(
            band_id,
            name,
            tuple(
                Limit(tape.pick(tuple(Comparison)), Fraction(tape.upto(400), 4)) for _ in range(tape.upto(2))
            ),
        )
        for band_id, name in tape.some(BANDS, 3)
    )


# ---- objects

_START, _DAYS = date(2017, 3, 20), 90


def _roster(tape: Tape, scheme: Scheme) -> Roster:
    """Objects of every kind of the scheme, some of them begun or ended within the periods assessed."""
    objects: list[AssessedObject] = []
    keys = list(range(3, 60))
    for kind in scheme.kinds:
        above = [item.key for item in objects if item.kind == kind.part_of]
        for _ in range(tape.between(1, 5)):
            since = _day(tape) if tape.one_in(6) else None
            until = _day(tape) if tape.one_in(6) else None
            key = keys.pop(tape.upto(len(keys) - 1))
            objects.append(
                AssessedObject(
                    key,
                    f"{kind.name}{key}",
                    kind.name,
                    parent=tape.pick([*above, *above, None]) if above else None,
                    group=tape.pick(("", "甲组", "乙组")),
                    since=since,
                    until=max(since, until) if since and until else until,
                )
            )
    return roster(tape.some(objects, len(objects)) if tape.one_in(4) else objects)


def _day(tape: Tape) -> date:
    return _START + timedelta(days=tape.upto(_DAYS))


# ---- checks


def _checks(
    tape: Tape, scheme: Scheme, objects: Roster, periods: Sequence[Period], flavour: Flavour
) -> list[Check]:
    checks: list[Check] = []
    for figure in scheme.criteria:
        habits = [_cell(tape, figure, flavour) for _ in range(tape.between(1, 5))]
        for item in objects.of_kind(figure.of):
            for period in periods:
                for value, count in tape.pick(habits):
                    key = len(checks) + 1
                    checks.append(
                        Check(period.code, item.key, figure.id, value, count, note=str(key), key=key)
                    )
    return checks


def _cell(tape: Tape, figure: Figure, flavour: Flavour) -> list[tuple[int | None, int]]:
    """The checks of one criterion at one object in one period."""
    habit = tape.pick(("one", "one", "one", "one", "none", "several", "not applicable", "at odds"))
    match habit:
        case "one":
            return [_seen(tape, figure, flavour)]
        case "several":
            return [_seen(tape, figure, flavour) for _ in range(tape.between(2, 4))]
        case "not applicable":
            return [(None, 1)] * tape.pick((1, 1, 1, 2))
        case "at odds":
            return [(None, 1), _seen(tape, figure, flavour)]
        case _:
            return []


def _seen(tape: Tape, figure: Figure, flavour: Flavour) -> tuple[int, int]:
    rule = figure.rule
    assert isinstance(rule, Deduct | Mark)
    step = 100 if flavour == "ties" else 1
    most = int(rule.full * VALUE_SCALE) // step
    if isinstance(rule, Deduct) and not tape.one_in(4):
        most = max(1, most // 6)
    single = isinstance(rule, Mark) and rule.several is Several.ONE
    return tape.upto(most) * step, 1 if single else tape.pick((1, 1, 2, 3))


# ---- the whole


def _world(data: bytes, flavour: Flavour) -> World:
    tape = Tape(data)
    scheme = _scheme(tape, flavour)
    objects = _roster(tape, scheme)
    first = period_holding(Cycle.MONTH, date(2017, 4, 1))
    periods = (first, first.next())[: tape.between(1, 2)]
    return World(scheme, objects, periods, tuple(_checks(tape, scheme, objects, periods, flavour)))


def worlds(flavour: Flavour = "mixed") -> st.SearchStrategy[World]:
    """A scheme, a roster and one or two months of checks: none, one, several, 不适用, or at odds with themselves."""
    return st.binary(min_size=700, max_size=700).map(lambda data: _world(data, flavour))
