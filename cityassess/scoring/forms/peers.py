"""Rule forms that set an object against the others of its group: places, points and money by place, pools."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from cityassess.scoring.forms.conditions import Tests, reads_of
from cityassess.scoring.forms.reading import Read


class Ties(Enum):
    """How equal scores are numbered: 1,2,2,4 or 1,2,2,3."""

    COMPETITION = "competition"
    DENSE = "dense"


@dataclass(frozen=True, slots=True)
class Then:
    """A further figure that parts those who are equal so far."""

    figure: str
    high_first: bool


class Apart(Enum):
    """What parts the objects that are ranked apart; the value is the word used in scheme files."""

    GROUP = "group"
    GRADE = "grade"
    PARENT = "parent"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Ordering:
    """Who is set against whom, and by what.

    ``by_published`` says whether rounded or exact values are compared; ``not_ranked`` are names that stand outside
    the ladder (不参与排名), ``only`` what those who take part must meet. Groups are ranked apart (``by_group``), or
    the classes of another attribute (``parted_by``).
    """

    score: str
    by_group: bool
    high_first: bool
    ties: Ties
    by_published: bool
    then: tuple[Then, ...] = ()
    not_ranked: tuple[str, ...] = ()
    only: Tests = ()
    parted_by: Apart = Apart.GROUP

    @property
    def apart(self) -> Apart:
        """By what objects are ranked apart."""
        return self.parted_by if self.by_group else Apart.NONE

    @property
    def reads(self) -> tuple[Read, ...]:
        """The score, the chain that parts ties, and what decides who takes part."""
        return (Read(self.score), *(Read(then.figure) for then in self.then), *reads_of(self.only))


@dataclass(frozen=True, slots=True)
class Rank:
    """The place in a ranking, or counted from the last (1: the last)."""

    ranking: str
    ordering: Ordering
    from_last: bool

    @property
    def reads(self) -> tuple[Read, ...]:
        """What the ranking reads."""
        return self.ordering.reads


@dataclass(frozen=True, slots=True)
class Stretch:
    """What places ``first`` to ``last`` give, both counted; from the last upwards where ``from_last``."""

    first: int
    last: int
    gives: Fraction
    from_last: bool = False


@dataclass(frozen=True, slots=True)
class Schedule:
    """What each place gives, for groups of these names (empty: any) and of a size within limits (None: any).

    The first stretch that holds a place counts, those from the top written first.
    """

    stretches: tuple[Stretch, ...]
    otherwise: Fraction
    groups: tuple[str, ...] = ()
    size_at_least: int | None = None
    size_at_most: int | None = None


class TiedGet(Enum):
    """What those who share a place get: each what the place gives, or an equal share of all the places they fill."""

    EACH = "each"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class ByRank:
    """Points or money by place, from the first schedule that fits the group."""

    ranking: str
    ordering: Ordering
    schedules: tuple[Schedule, ...]
    ties: TiedGet
    full: Fraction | None

    @property
    def reads(self) -> tuple[Read, ...]:
        """What the ranking reads."""
        return self.ordering.reads


class TakePeers(Enum):
    """What is made of a group's values; the value is the word used in scheme files."""

    BEST = "best"
    WORST = "worst"
    MEAN = "mean"
    TOTAL = "total"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Peer:
    """The best, worst, mean, total or number of a figure over the object's group, itself included."""

    figure: str
    take: TakePeers
    by_group: bool
    high_is_better: bool
    where: Tests = ()

    @property
    def reads(self) -> tuple[Read, ...]:
        """The figure, and who counts."""
        return (Read(self.figure), *reads_of(self.where))


class Unclaimed(Enum):
    """What becomes of shares that nobody qualifies for: kept back, or shared among those who do."""

    KEPT = "kept"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Split:
    """A pool shared by place among those who qualify, or in proportion to a figure.

    Rounded shares add up to what is given out: the largest remainders are rounded up.
    """

    pool: Fraction
    ranking: str
    ordering: Ordering
    shares: tuple[Fraction, ...]
    in_proportion_to: str | None
    who: Tests
    unclaimed: Unclaimed

    @property
    def reads(self) -> tuple[Read, ...]:
        """What the ranking reads, who qualifies, and the figure that is shared by."""
        share = (Read(self.in_proportion_to),) if self.in_proportion_to is not None else ()
        return (*self.ordering.reads, *reads_of(self.who), *share)
