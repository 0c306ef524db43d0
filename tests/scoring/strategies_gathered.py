"""Random rules of the forms that look at other objects and periods."""

from __future__ import annotations

from fractions import Fraction

from cityassess.scoring.forms import (
    SAME,
    Absent,
    Balance,
    Before,
    Earlier,
    Gap,
    Gather,
    MeanOfParts,
    Missing,
    OfAbove,
    Parts,
    Reset,
    Role,
    RuleForm,
    Running,
    Take,
    WeightByFigure,
    WeightByGrade,
    WeightByOrder,
    Weights,
    Window,
    Within,
)
from cityassess.scoring.periods import Cycle
from tests.scoring.strategies_computed import condition
from tests.scoring.strategies_rules import (
    GRADES,
    Cell,
    Draft,
    Make,
    draw_tests,
    number,
)

_LONGER = {
    Cycle.DAY: (Cycle.WEEK, Cycle.MONTH),
    Cycle.WEEK: (Cycle.MONTH, Cycle.QUARTER, Cycle.YEAR),
    Cycle.MONTH: (Cycle.QUARTER, Cycle.YEAR),
    Cycle.QUARTER: (Cycle.YEAR,),
    Cycle.YEAR: (Cycle.FIVE_YEAR,),
    Cycle.FIVE_YEAR: (),
    Cycle.CAMPAIGN: (Cycle.YEAR, Cycle.QUARTER),
}
_HOW_MANY = {
    (Cycle.MONTH, Cycle.QUARTER): 3,
    (Cycle.MONTH, Cycle.YEAR): 12,
    (Cycle.QUARTER, Cycle.YEAR): 4,
    (Cycle.YEAR, Cycle.FIVE_YEAR): 5,
    (Cycle.DAY, Cycle.WEEK): 7,
    (Cycle.CAMPAIGN, Cycle.CAMPAIGN): 3,
    (Cycle.CAMPAIGN, Cycle.YEAR): 3,
    (Cycle.CAMPAIGN, Cycle.MONTH): 1,
}
"""How many shorter periods a longer one has; of campaigns any number may be written."""

# ---- gathered


def mean_of_parts(draft: Draft, cell: Cell) -> RuleForm | None:
    """The plain mean over parts."""
    tape = draft.tape
    below = [name for kind in draft.parts_of(cell[0]) for name in draft.numbers((kind, cell[1]))]
    if not below:
        return None
    figure = tape.pick(below)
    return MeanOfParts(figure, _missing(draft, [figure]), tape.pick((1, 1, 1, 2, 3)))


def _missing(draft: Draft, figures: list[str]) -> Missing:
    missing = draft.tape.pick((Missing.SKIP, *Missing))
    without_full = any(draft.full(figure) is None for figure in figures)
    return Missing.SKIP if missing is Missing.FULL and without_full else missing


def gather(draft: Draft, cell: Cell) -> RuleForm | None:
    """Anything over any window."""
    tape = draft.tape
    seen = _window(draft, cell) or _window(draft, cell) or _window(draft, cell)
    if seen is None:
        return None
    window, inner = seen
    figures = draft.numbers(inner) + draft.flags(inner)
    counted = [figure.id for figure in draft.of(inner)]
    take = tape.pick((Take.MEAN, *Take))
    if take is Take.LATEST and isinstance(window, Parts):
        take = Take.TOTAL
    if not (counted if take is Take.COUNT else figures):
        return None
    members = counted if take is Take.COUNT else figures
    chosen = tape.some(members, 3) if window == SAME else [tape.pick(members)]
    missing, at_least = _missing(draft, chosen), tape.pick((1, 1, 1, 2))
    if take is Take.COUNT:
        missing, at_least = tape.pick((Missing.SKIP, Missing.NO_DATA)), 1
    where = draw_tests(draft, inner) if window != SAME and tape.one_in(3) else ()
    weights = _weights(draft, window, cell, inner) if take is Take.MEAN else None
    if take is Take.MEAN and window == Parts() and not where and weights is None:
        return MeanOfParts(chosen[0], missing, at_least)
    shared = take is Take.TOTAL and isinstance(window, Parts) and window != Parts() and tape.upto(1) == 1
    high = tape.upto(1) == 0 if take in (Take.WORST, Take.BEST) else True
    return Gather(take, tuple(chosen), window, missing, at_least, where, weights, high, shared)


def _window(draft: Draft, cell: Cell) -> tuple[Window, Cell] | None:
    """A window and the kind and cycle that it shows."""
    tape, (kind, cycle) = draft.tape, cell
    sort = tape.pick(
        (
            "parts",
            "parts",
            "parts",
            "parts",
            "role",
            "role",
            "role",
            "within",
            "within",
            "before",
            "before",
            "same",
        )
    )
    if sort == "parts" and draft.parts_of(kind):
        return Parts(), (tape.pick(draft.parts_of(kind)), cycle)
    kinds = [other.name for other in draft.kinds]
    later = kinds[kinds.index(kind) + 1 :]
    if sort == "role" and later:  # units in charge are drawn among objects of the kinds before
        role = tape.pick((Role.LEAD, Role.RESPONSIBLE, Role.LEAD_AND_RESPONSIBLE))
        return Parts(role), (tape.pick(later), cycle)
    if sort == "within":
        shorter = [each for each in draft.cycles if (each, cycle) in _HOW_MANY or _is_shorter(each, cycle)]
        return (Within(), (kind, tape.pick(shorter))) if shorter else None
    if sort == "before":
        first = tape.upto(1)
        return Before(first, first + tape.upto(3) if first else tape.between(1, 4), since(draft, cycle)), cell
    return (SAME, cell) if sort == "same" else None


def _is_shorter(each: Cycle, cycle: Cycle) -> bool:
    order = list(Cycle)
    return order.index(each) < order.index(cycle) or (each is Cycle.CAMPAIGN is not cycle)


def since(draft: Draft, cycle: Cycle) -> Cycle | None:
    """A longer cycle since whose beginning one looks."""
    return draft.tape.pick((None, None, *_LONGER[cycle]))


def _weights(draft: Draft, window: Window, cell: Cell, inner: Cell) -> Weights | None:
    tape = draft.tape
    if window == SAME or tape.upto(1) == 0:
        return None
    sort = tape.pick(("grade", "figure", "order"))
    if sort == "figure" and draft.numbers(inner):
        return WeightByFigure(tape.pick(draft.numbers(inner)))
    members = _HOW_MANY.get((inner[1], cell[1]), 0) if isinstance(window, Within) else 0
    if isinstance(window, Before):
        members = window.last - window.first + 1
    if sort == "order" and members:
        numbers = tuple(tape.pick((Fraction(1), Fraction(1, 4), Fraction(0))) for _ in range(members - 1))
        return WeightByOrder((*numbers, Fraction(3, 5)), tape.upto(2) > 0)
    return WeightByGrade(tuple((grade, number(tape, 12)) for grade in tape.some(GRADES, 3)))


def above(draft: Draft, cell: Cell) -> RuleForm | None:
    """What the object above has."""
    kind = draft.above(cell[0])
    figures = draft.numbers((kind, cell[1])) if kind is not None else []
    return OfAbove(draft.tape.pick(figures)) if figures else None


def earlier(draft: Draft, cell: Cell) -> RuleForm | None:
    """The value of some periods ago, or of a year ago."""
    tape, figures = draft.tape, draft.numbers(cell)
    if not figures:
        return None
    last_year = cell[1] is not Cycle.CAMPAIGN and tape.one_in(3)
    periods = None if last_year else tape.between(1, 3)
    return Earlier(tape.pick(figures), periods, tape.pick(tuple(Absent)))


def running(draft: Draft, cell: Cell) -> RuleForm | None:
    """How often running."""
    tape, flags = draft.tape, draft.flags(cell)
    if not flags:
        return None
    return Running(tape.pick(flags), tape.between(1, 5), since(draft, cell[1]), tape.pick(tuple(Gap)))


def balance(draft: Draft, cell: Cell) -> RuleForm | None:
    """An account."""
    tape, figures = draft.tape, draft.numbers(cell)
    if not figures:
        return None
    floor, cap = tape.pick((None, Fraction(0))), tape.pick((None, Fraction(120)))
    reset = Reset(draw_tests(draft, cell, 1), Fraction(60)) if tape.upto(1) else None
    back = tape.between(1, 5)
    return Balance(Fraction(100), tape.pick(figures), back, since(draft, cell[1]), floor, cap, reset)


GATHERED: tuple[Make, ...] = (
    mean_of_parts, gather, gather, gather, gather, gather, above, earlier, running, running, balance, condition
)  # fmt: skip
