"""Random offices for Hypothesis: a scheme, the objects it assesses, and the checks made on them.

Hypothesis draws one string of bytes, and a :class:`Tape` turns it into choices; the checks, of which there are many,
are read off bytes that are stretched from the last of these.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.vendor.pretty import RepresentationPrinter

from cityassess.scoring.calendars import PLAIN, Calendar, Campaign
from cityassess.scoring.forms import Bands, Condition, Deduct, Entered, Mark, RuleForm, Several, TimeLimit
from cityassess.scoring.periods import Cycle, Period
from cityassess.scoring.scheme import (
    Against,
    BalanceCheck,
    BulletinWording,
    Colour,
    Figure,
    Kind,
    NamedList,
    Ranking,
    Rounding,
    RoundingMode,
    Scheme,
)
from cityassess.scoring.values import Check, Roster
from tests.scoring.oracle import dates
from tests.scoring.strategies_checks import draw_checks, draw_roster
from tests.scoring.strategies_computed import COMBINED, PEERS, ordering, total
from tests.scoring.strategies_gathered import GATHERED
from tests.scoring.strategies_rules import ENTERED, Cell, Draft, Make
from tests.scoring.strategies_tape import Flavour, Tape

COLOURS = (
    Colour("white", "白", "white"),
    Colour("yellow", "黄", "yellow", "限期整改"),
    Colour("red", "红", "red"),
)
KINDS = (Kind("区", None), Kind("街道", "区"), Kind("村", "街道"), Kind("点位", "街道"))
"""点位 and 村 are both parts of 街道, so a mean over one kind must leave the other out."""
STREETS, VILLAGES, OFFICES = Kind("街道", None), Kind("村", "街道"), Kind("科室", None)
KIND_SETS = (
    (STREETS,),
    (STREETS, VILLAGES),
    (OFFICES, STREETS),
    (OFFICES, STREETS, VILLAGES),
    KINDS[:3],
    KINDS,
)
CYCLE_SETS: tuple[tuple[Cycle, ...], ...] = (
    (Cycle.MONTH,),
    (Cycle.MONTH,),
    (Cycle.MONTH,),
    (Cycle.MONTH, Cycle.QUARTER),
    (Cycle.MONTH, Cycle.QUARTER),
    (Cycle.WEEK, Cycle.MONTH),
    (Cycle.DAY, Cycle.WEEK),
    (Cycle.MONTH, Cycle.YEAR),
    (Cycle.QUARTER, Cycle.YEAR, Cycle.FIVE_YEAR),
    (Cycle.CAMPAIGN,),
    (Cycle.CAMPAIGN, Cycle.YEAR),
    (Cycle.MONTH, Cycle.CAMPAIGN),
)
ANCHORS = (
    date(2017, 4, 20),
    date(2017, 1, 3),
    date(2017, 2, 26),
    date(2016, 12, 28),
    date(2020, 12, 31),
    date(2020, 2, 29),
)

NO_WORDING = BulletinWording("考核办", "通报", "各单位：", "", (), "考核办")


@dataclass(frozen=True, repr=False)
class World:
    """Everything an assessment depends on; ``editions`` are all that are in force at some time, if more than one."""

    scheme: Scheme
    roster: Roster
    periods: tuple[Period, ...]
    checks: tuple[Check, ...]
    editions: tuple[Scheme, ...] = ()

    def __repr__(self) -> str:
        return f"World({len(self.scheme.figures)} figures, {len(self.checks)} checks)"

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:
        """What Hypothesis prints: all fields of a dataclass, were it not for this."""
        printer.text(repr(self))


def make_scheme(
    figures: tuple[Figure, ...], rankings: tuple[Ranking, ...] = (), kinds: tuple[Kind, ...] = KINDS
) -> Scheme:
    """A scheme of these figures that is in force from 2010 on."""
    return Scheme(
        "try-2016", "试行考核", "试〔2016〕1号", date(2010, 1, 1), None, kinds, figures, rankings, COLOURS, NO_WORDING
    )  # fmt: skip


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

_THEMES: tuple[tuple[tuple[Make, ...], ...], ...] = (
    (COMBINED, GATHERED, PEERS),
    (COMBINED, COMBINED, GATHERED),
    (GATHERED, GATHERED, COMBINED),
    (PEERS, PEERS, COMBINED),
)


def _draft(tape: Tape, flavour: Flavour, calendar: Calendar, cycles: tuple[Cycle, ...]) -> Draft:
    """Criteria on every kind, then figures of any form on what is there already."""
    draft = Draft(tape, flavour, tape.pick(KIND_SETS), calendar, cycles)
    cells = [(kind.name, cycle) for kind in draft.kinds for cycle in cycles]
    for cell in cells:
        for _ in range(tape.between(1, 3) if cell[1] is cycles[0] else tape.upto(1)):
            _add(draft, cell, tape.pick(ENTERED))
    theme = tape.pick(_THEMES)
    for _ in range(tape.between(4, 18)):
        wide = flavour == "vast" and tape.one_in(3)
        _add(draft, tape.pick(cells), total if wide else tape.pick(tape.pick(theme)))
    for cell in cells:
        ordering(draft, cell)
    return draft


def _add(draft: Draft, cell: Cell, make: Make) -> None:
    rule = make(draft, cell)
    if rule is None:
        return
    tape, rounding = draft.tape, None
    place = len(draft.figures)
    if draft.flavour == "ties" or tape.one_in(5 if draft.flavour == "vast" else 3):
        decimals = tape.upto(2 if draft.flavour == "ties" else 3)
        rounding = Rounding(decimals, tape.pick((RoundingMode.HALF_UP, RoundingMode.HALF_EVEN)))
    if isinstance(rule, Bands | Condition):
        rounding = None
    printed = tape.upto(4)
    if rounding is not None:
        printed = min(6, rounding.decimals + (1 if tape.one_in(4) else 0))
    during: tuple[str, ...] = ()
    if draft.calendar.campaigns and tape.one_in(4 if cell[1] is Cycle.CAMPAIGN else 12):
        during = tuple(tape.some([campaign.id for campaign in draft.calendar.campaigns], 3))
    unit = tape.pick(("", "", "万元")) if not isinstance(rule, TimeLimit) else ""
    clause = tape.pick(("", "第三条"))
    typed = 4 if isinstance(rule, Entered) else 2
    draft.figures.append(
        Figure(
            f"f{place}",
            f"名f{place}",
            cell[0],
            cell[1],
            rule,
            clause,
            rounding,
            printed,
            typed,
            place + 1,
            unit,
            during,
        )
    )


def _rankings(draft: Draft) -> tuple[Ranking, ...]:
    tape, found = draft.tape, []
    for name, (cell, order) in draft.orderings.items():
        colours = [
            figure.id
            for figure in draft.bands(cell)
            if isinstance(figure.rule, Bands) and figure.rule.colours
        ]
        columns = tuple(tape.some(draft.numbers(cell), 3)) if tape.upto(1) else ()
        change = tuple(tape.some(tuple(Against), 2)) if tape.upto(1) else ()
        rating = tape.pick([*colours, None])
        found.append(Ranking(name, f"排名{name}", order, rating, columns, change, 1))
    return tuple(found)


def _scheme(tape: Tape, flavour: Flavour, calendar: Calendar, cycles: tuple[Cycle, ...]) -> Scheme:
    draft = _draft(tape, flavour, calendar, cycles)
    rankings = _rankings(draft)
    lists: list[NamedList] = []
    balances: list[BalanceCheck] = []
    for figure in draft.figures:
        numbers = draft.numbers((figure.of, figure.every))
        if figure.is_flag and tape.upto(1):
            order_by = tape.pick([*numbers, None])
            lists.append(
                NamedList(f"l{len(lists)}", "红榜", figure.id, order_by, tape.upto(1) == 0, tape.pick(("", "五")), 1)
            )  # fmt: skip
    for cycle in cycles:
        numbers = [name for kind in draft.kinds for name in draft.numbers((kind.name, cycle))]
        if numbers and tape.upto(1):
            balances.append(
                BalanceCheck("收支", tuple(tape.some(numbers, 3)), Fraction(tape.pick((0, 1, -50))), 1)
            )
    made = make_scheme(tuple(draft.figures), rankings, draft.kinds)
    return replace(made, calendar=calendar, lists=tuple(lists), balances=tuple(balances))


def _calendar(tape: Tape, cycles: tuple[Cycle, ...], anchor: date) -> Calendar:
    """Months that end on a day, campaigns around the anchor, and days and hours that no score depends on."""
    ends_on = tape.pick((None, None, 25, 20))
    campaigns: list[Campaign] = []
    if Cycle.CAMPAIGN in cycles:
        start, whole = anchor - timedelta(days=120), anchor + timedelta(days=tape.upto(20))
        campaigns.append(Campaign("whole", "大干一百天", start, whole))
        for stage in range(tape.between(2, 4)):
            end = start + timedelta(days=10 + tape.upto(40))
            campaigns.append(Campaign(f"stage{stage}", f"第{stage + 1}阶段", start, end))
            start = end + timedelta(days=1)
    days = frozenset({date(2017, 5, 1)}) if tape.one_in(4) else frozenset()
    worked = frozenset({date(2017, 4, 29)}) if tape.one_in(4) else frozenset()
    hours = ((time(8, 30), time(12)),) if tape.one_in(4) else PLAIN.hours
    return Calendar(ends_on, tuple(campaigns), days, worked, hours)


# ---- the periods that are asked for, and those with checks


def _asked(tape: Tape, calendar: Calendar, cycles: tuple[Cycle, ...], anchor: date) -> tuple[Period, ...]:
    found: list[Period] = []
    for cycle in cycles:
        if cycle is Cycle.CAMPAIGN:
            found += [item.period for item in tape.some(calendar.campaigns, 3)]
            continue
        now = dates.period_of(calendar, cycle, anchor)
        found.append(now)
        if tape.one_in(3):
            found.append(dates.period_of(calendar, cycle, now.end + timedelta(days=1)))
    return tuple(found)


def _pools(
    scheme: Scheme, asked: Sequence[Period], cycles: tuple[Cycle, ...]
) -> dict[Cycle, Sequence[Period]]:
    """For each cycle the periods in which checks are made: those asked for and some of what they may look back on."""
    calendar = scheme.calendar
    pools: dict[Cycle, dict[str, Period]] = {cycle: {} for cycle in cycles}

    def add(period: Period | None) -> None:
        if period is not None:
            pools[period.cycle].setdefault(period.code, period)

    for period in asked:
        for periods in range(5):
            add(dates.back(calendar, period, periods))
        add(dates.year_before(calendar, period))
        for cycle in cycles:
            if cycle is not period.cycle and (period.end - period.start).days < 1830:
                for inner in dates.inside(calendar, period, cycle):
                    add(inner)
    return {cycle: tuple(pool.values()) for cycle, pool in pools.items()}


# ---- a second edition


def _edited(tape: Tape, scheme: Scheme, anchor: date) -> tuple[Scheme, Scheme]:
    """The scheme and another edition of it, of which the one or the other was in force first."""
    read = {name for figure in scheme.figures for name in figure.inputs}
    read |= {name for order in scheme.rankings for name in _named(order)}
    read |= {name for item in scheme.lists for name in (item.figure, item.order_by or "")}
    read |= {name for item in scheme.balances for name in item.figures}
    figures = []
    for figure in scheme.figures:
        if figure.id not in read and tape.one_in(3):
            continue
        rule = figure.rule
        if isinstance(rule, Deduct | Mark) and tape.upto(1):
            rule = (
                Mark(rule.full, Several.MEAN)
                if isinstance(rule, Deduct)
                else replace(rule, full=rule.full * 2)
            )
        if isinstance(rule, Bands) and tape.upto(1):
            rule = replace(rule, bands=(*reversed(rule.bands[:-1]), rule.bands[-1]))
        figures.append(replace(figure, rule=rule))
    used = {getattr(figure.rule, "ranking", "") for figure in figures}
    rankings = tuple(each for each in scheme.rankings if each.id in used or not tape.one_in(4))
    day = anchor - timedelta(days=tape.upto(80))
    other = replace(scheme, figures=tuple(figures), rankings=rankings)
    if tape.one_in(4):
        return replace(scheme, in_force_to=day - timedelta(days=1)), replace(other, in_force_from=day)
    return replace(scheme, in_force_from=day), replace(other, in_force_to=tape.pick((None, day)))


def _named(ranking: Ranking) -> list[str]:
    return [ranking.rating or "", *ranking.columns, *(read.figure for read in ranking.ordering.reads)]


# ---- the whole


def random_world(data: bytes, flavour: Flavour) -> World:
    """The office that some bytes choose."""
    tape = Tape(data)
    anchor = tape.pick(ANCHORS)
    cycles = tape.pick(CYCLE_SETS)
    calendar = _calendar(tape, cycles, anchor)
    scheme = _scheme(tape, flavour, calendar, cycles)
    editions: tuple[Scheme, ...] = ()
    if tape.one_in(4):
        scheme, other = _edited(tape, scheme, anchor)
        editions = (scheme, other)
    objects = draw_roster(tape, scheme, anchor)
    asked = _asked(tape, calendar, cycles, anchor)
    seed = data[-16:]
    stretched = random.Random(seed).randbytes(60_000) if any(seed) else b""
    checks = draw_checks(Tape(stretched), scheme, objects, _pools(scheme, asked, cycles), flavour)
    return World(scheme, objects, asked, tuple(checks), editions)


def worlds(flavour: Flavour = "mixed") -> st.SearchStrategy[World]:
    """A scheme, a roster and checks of some periods: none, one, several, 不适用, or at odds with themselves."""
    return st.binary(min_size=1200, max_size=1200).map(lambda data: random_world(data, flavour))
