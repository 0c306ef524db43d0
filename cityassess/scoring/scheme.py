"""A scheme (考核方案): the rules of one office from one day on, as frozen values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import cached_property

from cityassess.scoring.periods import Cycle, Period


class Missing(Enum):
    """What a figure does about an input without data; the value is the word used in scheme files."""

    NO_DATA = "no_data"
    SKIP = "skip"
    ZERO = "zero"
    FULL = "full"


class NotApplicable(Enum):
    """What a figure does about an input that does not apply to the object (不适用)."""

    NOT_APPLICABLE = "not_applicable"
    RESCALE = "rescale"
    FULL = "full"
    ZERO = "zero"


class Several(Enum):
    """What a mark does when a period holds several marks of the same criterion and object."""

    ONE = "one"
    MEAN = "mean"


class Unchecked(Enum):
    """What a deduction figure is worth where nothing was recorded."""

    NO_DATA = "no_data"
    FULL = "full"


class RoundingMode(Enum):
    """How a tie is rounded: 四舍五入 away from zero, or to the even digit."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"


class Ties(Enum):
    """How equal scores are numbered: 1,2,2,4 or 1,2,2,3."""

    COMPETITION = "competition"
    DENSE = "dense"


@dataclass(frozen=True, slots=True)
class Rounding:
    """Round to so many decimals, where the scheme says so."""

    decimals: int
    mode: RoundingMode = RoundingMode.HALF_UP


@dataclass(frozen=True, slots=True)
class Deduct:
    """Full marks less what was deducted, never below ``floor`` (扣完为止)."""

    full: Fraction
    floor: Fraction
    unchecked: Unchecked


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark that an inspector gives directly, from 0 to full marks."""

    full: Fraction
    several: Several


@dataclass(frozen=True, slots=True)
class Term:
    """One input of a sum; its weight multiplies it (1 in a plain sum)."""

    figure: str
    weight: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Sum:
    """The plain or weighted sum of figures of the same object and period."""

    terms: tuple[Term, ...]
    missing: Missing
    not_applicable: NotApplicable
    weighted: bool = False


@dataclass(frozen=True, slots=True)
class MeanOfParts:
    """The plain mean of one figure over the object's parts, such as a township's sampled villages."""

    figure: str
    missing: Missing
    at_least: int = 1


class Comparison(Enum):
    """How a value is compared with a limit; the value is the word used in scheme files."""

    BELOW = "below"
    AT_MOST = "at_most"
    ABOVE = "above"
    AT_LEAST = "at_least"


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of a band."""

    comparison: Comparison
    value: Fraction


@dataclass(frozen=True, slots=True)
class Band:
    """A range of values and the colour or grade it gives; without limits it takes all that is left."""

    id: str
    name: str
    limits: tuple[Limit, ...]
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Bands:
    """The first band that holds the published value of a figure of the same object and period."""

    figure: str
    bands: tuple[Band, ...]
    colours: bool


RuleForm = Deduct | Mark | Sum | MeanOfParts | Bands


@dataclass(frozen=True, slots=True)
class Figure:
    """A named quantity: one value for each object of a kind in each period of a cycle.

    With ``rounding`` the value itself is rounded before anything else reads it; ``decimals`` is only how it is
    printed. ``clause`` is the clause of the circular that it comes from, ``line`` its place in the scheme file.
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
    line: int

    @property
    def is_criterion(self) -> bool:
        """Whether inspectors enter checks for it (指标)."""
        return isinstance(self.rule, Deduct | Mark)

    @property
    def full(self) -> Fraction | None:
        """Full marks of a criterion, None for other figures."""
        return self.rule.full if isinstance(self.rule, Deduct | Mark) else None

    @property
    def inputs(self) -> tuple[str, ...]:
        """The ids of the figures it reads."""
        match self.rule:
            case Sum(terms=terms):
                return tuple(term.figure for term in terms)
            case MeanOfParts(figure=figure) | Bands(figure=figure):
                return (figure,)
            case _:
                return ()


@dataclass(frozen=True, slots=True)
class Colour:
    """A supervision colour (督办颜色): what it is called, its tint, and what it asks of the object."""

    id: str
    name: str
    tint: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Ranking:
    """A published ranking: objects of one kind by one score, each group by itself.

    ``by_published`` says whether rounded or exact scores are compared; ``rating`` is the figure of colours;
    ``columns`` are the figures printed between name and score, those that the score adds up unless the file says.
    """

    id: str
    name: str
    score: str
    by_group: bool
    high_first: bool
    ties: Ties
    by_published: bool
    rating: str | None
    columns: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of assessed object (街道, 村 …) and the kind whose part it is."""

    name: str
    part_of: str | None


@dataclass(frozen=True, slots=True)
class BulletinWording:
    """The words of the printed bulletin that belong to the office; ``{period}`` stands for the period's title."""

    authority: str
    title: str
    addressee: str
    basis: str
    requirements: tuple[str, ...]
    signature: str


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

    @cached_property
    def by_id(self) -> dict[str, Figure]:
        """Figures by id."""
        return {figure.id: figure for figure in self.figures}

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

    def colour(self, colour_id: str) -> Colour:
        """The colour of an id; raises ``KeyError``."""
        return next(colour for colour in self.colours if colour.id == colour_id)

    def kind(self, name: str) -> Kind | None:
        """The kind of a name, or None."""
        return next((kind for kind in self.kinds if kind.name == name), None)

    def governs(self, period: Period) -> bool:
        """Whether the scheme is in force on the period's last day."""
        return self.in_force_from <= period.end and (
            self.in_force_to is None or period.end <= self.in_force_to
        )


def full_marks(ordered: Iterable[Figure]) -> dict[str, Fraction | None]:
    """Full marks of every figure by id, None where it has none (colours and grades) or reads such a figure.

    Each figure must stand after all that it reads; what it reads may be missing while a scheme is still being read.
    """
    fulls: dict[str, Fraction | None] = {}
    for figure in ordered:
        match figure.rule:
            case Deduct(full=full) | Mark(full=full):
                fulls[figure.id] = full
            case Sum(terms=terms):
                known = [(term.weight, fulls.get(term.figure)) for term in terms]
                parts = [weight * full for weight, full in known if full is not None]
                fulls[figure.id] = sum(parts, Fraction(0)) if len(parts) == len(known) else None
            case MeanOfParts(figure=part):
                fulls[figure.id] = fulls.get(part)
            case Bands():
                fulls[figure.id] = None
    return fulls


def scheme_in_force(editions: Iterable[Scheme], period: Period) -> Scheme | None:
    """The edition that governs a period: of those in force, the one that came into force last."""
    governing = [scheme for scheme in editions if scheme.governs(period)]
    return max(governing, key=lambda scheme: scheme.in_force_from, default=None)
