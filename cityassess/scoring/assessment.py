"""What comes out of an assessment: rankings, colours, problems, and the trace of every figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from fractions import Fraction

from cityassess.scoring.periods import Period
from cityassess.scoring.scheme import Against


class State(Enum):
    """Whether a figure has a value, and if not, why not; the value is the code kept in arrays."""

    VALUE = 0
    NO_DATA = 1
    NOT_APPLICABLE = 2


@dataclass(frozen=True, slots=True)
class FigureResult:
    """One figure of one object in one period.

    ``text`` is what is published (36.40, 黄, 无数据, 不适用); ``exact`` is the rational before rounding and
    ``published`` the rational after it, both None unless the state is VALUE and the figure is a number.
    """

    id: str
    name: str
    text: str
    state: State
    exact: Fraction | None = None
    published: Fraction | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an object that went into a mean, such as a sampled village."""

    object: int
    name: str
    text: str
    published: Fraction | None


@dataclass(frozen=True, slots=True)
class Rating:
    """The supervision colour that an object got, with the reasons in words, and the id of the figure that gave it."""

    colour: str
    name: str
    tint: str
    reasons: tuple[str, ...]
    figure: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """How a place moved: the place then (None: not ranked), and by how many it rose (fell where negative)."""

    against: Against
    period: str
    rank: int | None
    rose: int | None


OUTSIDE = "不参与排名"
"""Why an object that stands outside the ladder has no place."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One object's line in a ranking; ``rank`` is None and ``reason`` says why where it is not ranked.

    ``components`` stand before the score, ``also`` behind it (grades, money), ``figures`` are all others.
    """

    object: int
    name: str
    rank: int | None
    score: FigureResult
    components: tuple[FigureResult, ...] = ()
    figures: tuple[FigureResult, ...] = ()
    parts: tuple[Part, ...] = ()
    rating: Rating | None = None
    reason: str = ""
    changes: tuple[Change, ...] = ()
    also: tuple[FigureResult, ...] = ()

    @property
    def outside(self) -> bool:
        """Whether it stands outside the ladder, which is another thing than wanting data."""
        return self.rank is None and self.reason == OUTSIDE


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a ranking table: a figure's id, its name, its full marks (empty where it has none) and its unit."""

    id: str
    name: str
    full: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class GroupRanking:
    """The ranking of one group: best first, and below them those who are not ranked."""

    ranking: str
    name: str
    score: Heading
    components: tuple[Heading, ...]
    ranked: tuple[Standing, ...]
    not_ranked: tuple[Standing, ...]
    also: tuple[Heading, ...] = ()

    @property
    def standings(self) -> tuple[Standing, ...]:
        """Every object of the group, those who are not ranked last."""
        return self.ranked + self.not_ranked


@dataclass(frozen=True, slots=True)
class Listed:
    """An object on a list, with the figure that the list is ordered by (empty where it is in official order)."""

    object: int
    name: str
    group: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class ListResult:
    """A published list (红榜、黑榜、表彰名单) and who stands on it, first to last.

    ``figure`` is the id of the condition that puts objects on it, ``ordered_by`` the name of what they stand by.
    """

    id: str
    name: str
    clause: str
    listed: tuple[Listed, ...]
    figure: str = ""
    ordered_by: str = ""


@dataclass(frozen=True, slots=True)
class BalanceResult:
    """What figures add up to over all objects, what they should, and by how much they are off."""

    name: str
    total: Fraction
    equals: Fraction

    @property
    def off(self) -> Fraction:
        """More than should be where positive, less where negative."""
        return self.total - self.equals


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything an office publishes of one period under one scheme."""

    scheme: str
    scheme_name: str
    period: Period
    groups: tuple[GroupRanking, ...]
    problems: tuple[str, ...] = ()
    lists: tuple[ListResult, ...] = ()
    balances: tuple[BalanceResult, ...] = ()

    def names_rated(self, colour_id: str) -> tuple[str, ...]:
        """The names of the objects that got a colour, group by group; one that got it in two rankings once."""
        named = {
            standing.object: standing.name
            for group in self.groups
            for standing in group.standings
            if standing.rating is not None and standing.rating.colour == colour_id
        }
        return tuple(named.values())


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check as it stands in a trace.

    ``text`` is what was entered (3.40, or 0.50×3, or 优秀); ``share`` is what that adds to the figure or takes off,
    where checks add up to it, and ``why`` the rate by which it does.
    """

    key: int
    text: str
    day: date | None
    inspector: str
    mode: str
    place: str
    note: str
    source: str
    share: Fraction | None = None
    why: str = ""
    severity: str = ""
    repeated: bool = False
    rectified: str = ""
    found: datetime | None = None


FULL = "满分"
"""The name of the addend that a deduction starts from."""


@dataclass(frozen=True, slots=True)
class Addend:
    """A part of a figure that is neither an input nor a check: full marks, a start, what a limit cut off, 尾差."""

    name: str
    share: Fraction


@dataclass(frozen=True, slots=True)
class Trace:
    """How one figure of one object came about: the rule with its numbers put in, its inputs, its checks.

    ``period`` is the code of the period that it is of, ``period_name`` the name of a campaign; ``share`` is what it
    adds to the figure above it, where inputs add up to that one. Where they do, the shares of inputs, checks and
    ``addends`` as printed add up to the printed figure: what rounding took or gave stands among the addends (尾差).
    """

    object: int
    object_name: str
    figure: FigureResult
    sentence: str
    clause: str = ""
    weight: str = ""
    inputs: tuple[Trace, ...] = ()
    checks: tuple[CheckLine, ...] = ()
    period: str = ""
    period_name: str = ""
    share: Fraction | None = None
    addends: tuple[Addend, ...] = ()
