"""A scheme (考核方案): the rules of one office from one day on, as frozen values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import cached_property

from cityassess.scoring.calendars import PLAIN, Calendar
from cityassess.scoring.forms import (
    Bands,
    Bonus,
    ByRank,
    Choice,
    Choose,
    Condition,
    Constant,
    Deduct,
    Earlier,
    Entered,
    Gather,
    Linear,
    Mark,
    MeanOfParts,
    OfAbove,
    Ordering,
    Ratio,
    RuleForm,
    Steps,
    Sum,
    Table,
    Take,
    TimeLimit,
    WeightByOrder,
    Within,
)
from cityassess.scoring.periods import Cycle, Period


class RoundingMode(Enum):
    """How a tie is rounded: 四舍五入 away from zero, or to the even digit."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"


@dataclass(frozen=True, slots=True)
class Rounding:
    """Round to so many decimals, where the scheme says so."""

    decimals: int
    mode: RoundingMode = RoundingMode.HALF_UP


@dataclass(frozen=True, slots=True)
class Figure:
    """A named quantity: one value for each object of a kind in each period of a cycle.

    With ``rounding`` the value itself is rounded before anything else reads it; ``decimals`` is only how it is
    printed. ``clause`` is the clause of the circular that it comes from, ``line`` its place in the scheme file;
    ``during`` are the only campaigns in which it applies (empty: always), see :meth:`Scheme.assesses`.
    """

    id: str
    name: str
    of: str
    every: Cycle
    rule: RuleForm
    clause: str
    rounding: Rounding | None
    decimals: int
    entry_decimals: int
    line: int = field(compare=False)

    unit: str = ""
    during: tuple[str, ...] = ()

    @property
    def is_criterion(self) -> bool:
        """Whether people enter checks for it (指标)."""
        return isinstance(self.rule, Entered)

    @property
    def full(self) -> Fraction | None:
        """Full marks of a criterion, None where it has none and for other figures."""
        match self.rule:
            case Deduct(full=full) | Mark(full=full) | TimeLimit(full=full):
                return full
            case Choice() as rule:
                return rule.full
            case _:
                return None

    @property
    def inputs(self) -> tuple[str, ...]:
        """The ids of the figures it reads, each once."""
        return tuple(dict.fromkeys(read.figure for read in self.rule.reads))

    @property
    def is_flag(self) -> bool:
        """Whether it says yes or no."""
        return isinstance(self.rule, Condition)

    @property
    def is_band(self) -> bool:
        """Whether it is a colour or grade."""
        return isinstance(self.rule, Bands)


@dataclass(frozen=True, slots=True)
class Colour:
    """A supervision colour (督办颜色): what it is called, its tint, and what it asks of the object."""

    id: str
    name: str
    tint: str
    meaning: str = ""


class Against(Enum):
    """What a place is set against to show who moved; the value is the word used in scheme files."""

    LAST = "last"
    LAST_YEAR = "last_year"


@dataclass(frozen=True, slots=True)
class Ranking:
    """A published ranking: objects of one kind by one score, each group by itself.

    ``rating`` is the figure of colours; ``columns`` are the figures printed between name and score, those that the
    score adds up unless the file says; ``also`` are those printed behind the score: grades, money and points by place
    unless the file says; ``change`` is against which periods movements of places are shown.
    """

    id: str
    name: str
    ordering: Ordering
    rating: str | None
    columns: tuple[str, ...]
    change: tuple[Against, ...]
    line: int = field(compare=False)
    also: tuple[str, ...] = ()

    @property
    def score(self) -> str:
        """The figure that decides the places."""
        return self.ordering.score


@dataclass(frozen=True, slots=True)
class NamedList:
    """A published list (红榜、黑榜、表彰名单): the objects for which a condition holds, ordered by a figure."""

    id: str
    name: str
    figure: str
    order_by: str | None
    high_first: bool
    clause: str
    line: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class BalanceCheck:
    """Figures whose values over all objects must add up to a number (奖惩资金收支平衡)."""

    name: str
    figures: tuple[str, ...]
    equals: Fraction
    line: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of assessed object (街道, 村 …) and the kind whose part it is."""

    name: str
    part_of: str | None


BULLETIN_FORMS = ("文件", "信函", "纪要", "简报")
"""The formats that a bulletin is printed in."""
URGENCIES = ("特急", "加急")
"""The degrees of urgency of an official paper (GB/T 9704-2012, 7.2.3)."""


@dataclass(frozen=True, slots=True)
class BulletinWording:
    """The words of the printed bulletin that belong to the office; ``{period}`` stands for the period's title.

    ``template`` names the templates that it goes by, for each cycle the first that fits; ``form`` one of
    ``BULLETIN_FORMS``, empty for the template's own. ``number`` and ``issue`` are the patterns of the 发文字号 and of
    the issue of a brief, with ``{year}`` and ``{number}``. With ``leaders`` the leaders of the objects are printed.
    """

    authority: str
    title: str
    addressee: str
    basis: str
    requirements: tuple[str, ...]
    signature: str
    template: tuple[str, ...] = ()
    form: str = ""
    number: str = ""
    issue: str = ""
    copied_to: str = ""
    printed_by: str = ""
    edited_by: str = ""
    remark: str = ""
    urgency: str = ""
    secrecy: str = ""
    sealed: bool = True
    leaders: bool = False


@dataclass(frozen=True)
class Scheme:
    """One edition of a scheme, in force from a day on until its last day or the next edition.

    ``figures`` are in an order in which each stands after all that it reads.
    """

    id: str
    name: str
    circular: str
    in_force_from: date
    in_force_to: date | None
    kinds: tuple[Kind, ...]
    figures: tuple[Figure, ...]
    rankings: tuple[Ranking, ...]
    colours: tuple[Colour, ...]
    bulletin: BulletinWording
    calendar: Calendar = PLAIN
    lists: tuple[NamedList, ...] = ()
    balances: tuple[BalanceCheck, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Figure]:
        """Figures by id."""
        return {figure.id: figure for figure in self.figures}

    @cached_property
    def inputs_of(self) -> dict[str, frozenset[str]]:
        """The ids of the figures that each figure reads, by id."""
        return {figure.id: frozenset(figure.inputs) for figure in self.figures}

    @cached_property
    def fulls(self) -> dict[str, Fraction | None]:
        """Full marks of every figure by id, None where it has none."""
        return full_marks(self.figures)

    @cached_property
    def criteria(self) -> tuple[Figure, ...]:
        """The figures that inspectors enter checks for, in the file's order."""
        return tuple(sorted((f for f in self.figures if f.is_criterion), key=lambda figure: figure.line))

    @cached_property
    def cycles(self) -> tuple[Cycle, ...]:
        """The cycles of its figures, shortest first."""
        used = {figure.every for figure in self.figures}
        return tuple(cycle for cycle in Cycle if cycle in used)

    @cached_property
    def summing_up(self) -> dict[Cycle, tuple[Cycle, ...]]:
        """For each cycle the longer ones whose figures, directly or by others between, look within its periods."""
        direct: dict[Cycle, set[Cycle]] = {}
        for figure in self.figures:
            for read in figure.rule.reads:
                if isinstance(read.window, Within):
                    direct.setdefault(self.by_id[read.figure].every, set()).add(figure.every)
        found: dict[Cycle, tuple[Cycle, ...]] = {}
        for cycle in reversed(Cycle):
            above = set(direct.get(cycle, ()))
            for longer in tuple(above):
                above.update(found.get(longer, ()))
            found[cycle] = tuple(longer for longer in Cycle if longer in above)
        return found

    def assesses(self, figure: Figure, period: Period) -> bool:
        """Whether a figure is for a period: of its cycle, and where it is for campaigns only, one of these.

        A shorter period is for a campaign where it ends in it.
        """
        if figure.every is not period.cycle:
            return False
        if not figure.during or period.code in figure.during:
            return True
        end = self.calendar.dated(period).end
        stages = (self.calendar.campaign(code) for code in figure.during)
        return period.cycle is not Cycle.CAMPAIGN and any(
            stage is not None and stage.period.holds(end) for stage in stages
        )

    def colour(self, colour_id: str) -> Colour:
        """The colour of an id; raises ``KeyError``."""
        return next(colour for colour in self.colours if colour.id == colour_id)

    def kind(self, name: str) -> Kind | None:
        """The kind of a name, or None."""
        return next((kind for kind in self.kinds if kind.name == name), None)

    def governs(self, period: Period) -> bool:
        """Whether the scheme is in force on the period's last day, and has the campaign if it is one."""
        if period.cycle is Cycle.CAMPAIGN and self.calendar.campaign(period.code) is None:
            return False
        period = self.calendar.dated(period)
        return self.in_force_from <= period.end and (
            self.in_force_to is None or period.end <= self.in_force_to
        )


def full_marks(ordered: Iterable[Figure]) -> dict[str, Fraction | None]:
    """Full marks of every figure by id, None where it has none (colours, counts, money) or reads such a figure.

    Each figure must stand after all that it reads in its own period; what it reads may be missing while a scheme is
    still being read.
    """
    fulls: dict[str, Fraction | None] = {}
    for figure in ordered:
        fulls[figure.id] = _full_of(figure, fulls)
    return fulls


def _full_of(figure: Figure, fulls: dict[str, Fraction | None]) -> Fraction | None:
    full: Fraction | None = figure.full
    match figure.rule:
        case Bonus():
            full = Fraction(0)
        case Sum() as rule:
            full = _full_of_sum(rule, fulls)
        case MeanOfParts(figure=source) | OfAbove(figure=source) | Earlier(figure=source):
            full = fulls.get(source)
        case Gather() as rule:
            full = _full_of_gathered(rule, fulls)
        case Ratio(full=own) | ByRank(full=own):
            full = own
        case Steps(full=own, cap=cap):
            full = own if cap is None else max(own, cap)
        case Linear(knots=knots):
            full = max((knot.gives for knot in knots), default=None)
        case Table(rows=rows):
            full = max((row.gives for row in rows), default=None)
        case Constant(value=value):
            full = value
        case Choose() as rule:
            full = _full_of_choice(rule, fulls)
    return full


def _full_of_choice(rule: Choose, fulls: dict[str, Fraction | None]) -> Fraction | None:
    given = [*(case.gives for case in rule.cases), rule.otherwise]
    known = [fulls.get(item) if isinstance(item, str) else item for item in given if item is not None]
    sure = [full for full in known if full is not None]
    return max(sure) if sure and len(sure) == len(known) else None


def _full_of_sum(rule: Sum, fulls: dict[str, Fraction | None]) -> Fraction | None:
    """Weights multiply the ceiling as they multiply the sum; what is taken off does not raise or lower it."""
    total = rule.start
    for term in rule.terms:
        if term.weight > 0:
            full = fulls.get(term.figure)
            if full is None:
                return None
            total += term.weight * full
    return total if rule.cap is None else min(total, rule.cap)


def _full_of_gathered(rule: Gather, fulls: dict[str, Fraction | None]) -> Fraction | None:
    if rule.take in (Take.TOTAL, Take.COUNT):
        return None
    if isinstance(rule.weights, WeightByOrder) and not rule.weights.divide:
        return None
    known = {fulls.get(figure) for figure in rule.figures}
    return known.pop() if len(known) == 1 else None


def scheme_in_force(editions: Iterable[Scheme], period: Period) -> Scheme | None:
    """The edition that governs a period: of those in force, the one that came into force last."""
    governing = [scheme for scheme in editions if scheme.governs(period)]
    return max(governing, key=lambda scheme: scheme.in_force_from, default=None)
