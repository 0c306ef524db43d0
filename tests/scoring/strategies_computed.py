"""Random rules of the computed forms: combined, and set against peers."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from cityassess.scoring.forms import (
    Apart,
    Band,
    Bands,
    Bonus,
    ByRank,
    Case,
    Choose,
    Comparison,
    Condition,
    Constant,
    CountSteps,
    Given,
    Knot,
    Limit,
    Linear,
    Measure,
    Missing,
    NotApplicable,
    Ordering,
    Peer,
    Product,
    Rank,
    Ratio,
    Row,
    RuleForm,
    Schedule,
    Split,
    Steps,
    Stretch,
    Sum,
    Table,
    TakePeers,
    Term,
    Then,
    TiedGet,
    Ties,
    Unclaimed,
    WhenZero,
)
from tests.scoring.strategies_rules import (
    GROUPS,
    Cell,
    Draft,
    Make,
    draw_tests,
    limits,
    number,
    weight,
)
from tests.scoring.strategies_tape import Tape

BAND_NAMES = (("red", "红"), ("yellow", "黄"), ("white", "白"))
# ---- combined


def total(draft: Draft, cell: Cell) -> RuleForm | None:
    """A plain or weighted sum."""
    tape = draft.tape
    weighted = draft.flavour == "vast" or tape.upto(2) > 0
    chosen = tape.some(draft.numbers(cell), 4)
    if not chosen:
        return None
    terms = tuple(Term(figure, weight(draft) if weighted else Fraction(1)) for figure in chosen)
    missing, not_applicable = tape.pick(tuple(Missing)), tape.pick(tuple(NotApplicable))
    fulls = [draft.full(term.figure) for term in terms]
    if None in fulls and missing is Missing.FULL:
        missing = Missing.SKIP
    if None in fulls and not_applicable is NotApplicable.FULL:
        not_applicable = NotApplicable.ZERO
    lacking = [full for term, full in zip(terms, fulls, strict=True) if term.weight > 0 and (full or -1) < 0]
    if lacking and not_applicable is NotApplicable.RESCALE:
        not_applicable = NotApplicable.NOT_APPLICABLE
    start = tape.pick((Fraction(0), Fraction(0), Fraction(0), Fraction(100)))
    return Sum(terms, missing, not_applicable, weighted, start, *limits(tape))


def product(draft: Draft, cell: Cell) -> RuleForm | None:
    """Factors."""
    tape, figures = draft.tape, draft.numbers(cell)
    if not figures:
        return None
    times = tape.pick((Fraction(1), Fraction(1, 20), Fraction(-1, 3)))
    return Product(tuple(tape.some(figures, 2)), times, *limits(tape))


def ratio(draft: Draft, cell: Cell) -> RuleForm | None:
    """Counts over counts; what is divided by is often nothing."""
    tape, figures = draft.tape, draft.numbers(cell)
    if len(figures) < 2:
        return None
    counted = [figure.id for figure in draft.of(cell) if isinstance(figure.rule, Measure | Bonus)]
    over, under = tape.some(figures, 2), tape.some(counted or figures, tape.pick((1, 1, 2)))
    if set(over) == set(under):
        under = [figure for figure in figures if figure not in over] or [over[0]]
        over = over if len(over) > 1 or under != over else [figures[figures.index(over[0]) - 1]]
    terms = [Term(figure) for figure in under]
    if len(terms) > 1:
        terms[1] = Term(terms[1].figure, Fraction(-1))
    return Ratio(
        tuple(Term(figure) for figure in over),
        tuple(terms),
        tape.pick((Fraction(1), Fraction(100))),
        tape.pick(tuple(WhenZero)),
        tape.pick((None, Fraction(100))),
        *limits(tape),
    )


def steps(draft: Draft, cell: Cell) -> RuleForm | None:
    """Points off for each step short of a target."""
    tape, figures = draft.tape, draft.numbers(cell)
    if not figures:
        return None
    full = tape.pick((Fraction(20), Fraction(100)))
    return Steps(
        tape.pick(figures),
        number(tape),
        tape.upto(1) == 0,
        full,
        tape.pick((Fraction(1), Fraction(10), Fraction(1, 3))),
        tape.pick((Fraction(1, 5), Fraction(2))),
        tape.pick(tuple(CountSteps)),
        tape.pick((Fraction(0), Fraction(5))),
        tape.pick((Fraction(0), Fraction(1, 2))),
        tape.pick((None, full + 5)),
    )


def linear(draft: Draft, cell: Cell) -> RuleForm | None:
    """Straight lines."""
    tape, figures = draft.tape, draft.numbers(cell)
    if not figures:
        return None
    at, knots = number(tape, 80), []
    for _ in range(tape.between(2, 4)):
        knots.append(Knot(at, number(tape) - 5))
        at += number(tape, 90) + Fraction(1, 4)
    return Linear(tape.pick(figures), tuple(knots))


def table(draft: Draft, cell: Cell) -> RuleForm | None:
    """Rows from the top down, and one for what is left."""
    tape, figures = draft.tape, draft.numbers(cell)
    if not figures:
        return None
    rows = [Row((each,), number(tape)) for each in _falling(tape, tape.upto(3))]
    return Table(tape.pick(figures), (*rows, Row((), number(tape))))


def _falling(tape: Tape, count: int) -> list[Limit]:
    """Limits from below, each lower than the one before."""
    comparison, at = tape.pick((Comparison.AT_LEAST, Comparison.ABOVE)), Fraction(90)
    found = []
    for _ in range(count):
        found.append(Limit(comparison, at))
        at -= number(tape, 80) + Fraction(1, 4)
    return found


def constant(draft: Draft, cell: Cell) -> RuleForm:
    """Reserved points."""
    return Constant(number(draft.tape, 80))


def condition(draft: Draft, cell: Cell) -> RuleForm:
    """Tests of which all, or any, or both must hold."""
    tape = draft.tape
    which = tape.pick(("all", "any", "both"))
    return Condition(
        draw_tests(draft, cell) if which != "any" else (),
        draw_tests(draft, cell, 3) if which != "all" else (),
    )


def choose(draft: Draft, cell: Cell) -> RuleForm | None:
    """What the first case gives."""
    tape, figures = draft.tape, draft.numbers(cell)

    def given() -> Given:
        return tape.pick(figures) if figures and tape.upto(2) else number(tape, 80)

    cases = tuple(Case(draw_tests(draft, cell), given()) for _ in range(tape.between(1, 3)))
    return Choose(cases, None if tape.one_in(3) else given())


def bands(draft: Draft, cell: Cell) -> RuleForm | None:
    """Colours or grades by limits, by tests, or by both."""
    tape, figures = draft.tape, draft.numbers(cell)
    figure = tape.pick(figures) if figures and tape.upto(3) else None
    found = []
    names = list(BAND_NAMES)
    if figure is None or tape.one_in(3):
        band_id, name = names.pop(tape.upto(len(names) - 1))
        own = _falling(tape, 1) if figure is not None and tape.upto(1) else []
        found.append(Band(band_id, name, tuple(own), when=draw_tests(draft, cell)))
    if figure is not None:
        rows = _falling(tape, min(tape.upto(2), len(names) - 1))
        found += [Band(*names.pop(), (each,), clause=tape.pick(("", "第三条"))) for each in rows]
    left = names.pop() if tape.upto(1) else ("none", "正常")
    return Bands(figure, (*found, Band(*left, ())), colours=tape.upto(3) > 0)


# ---- peers


def ordering(draft: Draft, cell: Cell) -> str | None:
    """The id of a ranking of a kind and cycle, often a new one."""
    tape, figures = draft.tape, draft.numbers(cell)
    known = [name for name, (where, _) in draft.orderings.items() if where == cell]
    if known and tape.upto(1):
        return tape.pick(known)
    if not figures:
        return None
    then = [Then(figure, tape.upto(1) == 0) for figure in tape.some(figures, 2)] if tape.upto(1) else []
    name = f"r{len(draft.orderings)}"
    draft.orderings[name] = (
        cell,
        Ordering(
            tape.pick(figures),
            tape.upto(1) == 0,
            tape.upto(1) == 0,
            tape.pick((Ties.COMPETITION, Ties.DENSE)),
            tape.upto(1) == 0,
            tuple(then),
            (f"{cell[0]}{tape.upto(3)}",) if tape.one_in(4) else (),
            draw_tests(draft, cell, 1) if tape.one_in(4) else (),
        ),
    )
    made = draft.orderings[name][1]
    if made.by_group and tape.one_in(3):
        draft.orderings[name] = cell, replace(made, parted_by=tape.pick((Apart.GRADE, Apart.PARENT)))
    return name


def rank(draft: Draft, cell: Cell) -> RuleForm | None:
    """A place."""
    name = ordering(draft, cell)
    return None if name is None else Rank(name, draft.orderings[name][1], draft.tape.upto(1) == 1)


def by_rank(draft: Draft, cell: Cell) -> RuleForm | None:
    """Points or money by place."""
    tape, name = draft.tape, ordering(draft, cell)
    if name is None:
        return None
    full = tape.pick((None, Fraction(100)))
    ties = tape.pick((TiedGet.EACH, TiedGet.SHARE))
    if tape.one_in(3):
        first = Schedule(
            _stretches(tape), number(tape, 8), tuple(tape.some(GROUPS, 1)) if tape.upto(1) else (), None, 2
        )
        second = Schedule(_stretches(tape), Fraction(0), (), 2 if tape.upto(1) else None)
        return ByRank(name, draft.orderings[name][1], (first, second), ties, full)
    return ByRank(name, draft.orderings[name][1], (Schedule(_stretches(tape), number(tape, 4)),), ties, full)


def _stretches(tape: Tape) -> tuple[Stretch, ...]:
    if tape.one_in(3):
        return (
            Stretch(1, tape.between(1, 2), Fraction(15)),
            Stretch(3, 4, Fraction(10)),
            *([Stretch(1, tape.between(1, 3), Fraction(-5), from_last=True)] if tape.upto(1) else []),
        )
    tops = [Stretch(place, place, number(tape)) for place in range(1, 1 + tape.between(1, 3))]
    lasts = [Stretch(place, place, -number(tape), from_last=True) for place in range(1, 1 + tape.upto(2))]
    return (*tops, *lasts)


def zero_sum(draft: Draft, cell: Cell) -> RuleForm | None:
    """What the first win the last lose; shared by those who are equal it comes to nothing."""
    name = ordering(draft, cell)
    if name is None or draft.orderings[name][1].ties is Ties.DENSE:
        return None
    won = Fraction(1 + draft.tape.upto(99))
    both = (Stretch(1, 1, won), Stretch(1, 1, -won, from_last=True))
    few = Schedule((Stretch(1, 1, Fraction(0)),), Fraction(0), size_at_most=1)
    return ByRank(name, draft.orderings[name][1], (few, Schedule(both, Fraction(0))), TiedGet.SHARE, None)


def peer(draft: Draft, cell: Cell) -> RuleForm | None:
    """The best, the mean … of the group."""
    tape, figures = draft.tape, draft.numbers(cell)
    if not figures:
        return None
    take = tape.pick(tuple(TakePeers))
    high = tape.upto(1) == 0 if take in (TakePeers.BEST, TakePeers.WORST) else True
    where = draw_tests(draft, cell, 1) if tape.one_in(3) else ()
    return Peer(tape.pick(figures), take, tape.upto(1) == 0, high, where)


def split(draft: Draft, cell: Cell) -> RuleForm | None:
    """A pool."""
    tape, name = draft.tape, ordering(draft, cell)
    if name is None:
        return None
    proportion = tape.pick(draft.numbers(cell)) if tape.one_in(3) else None
    shares = tape.pick(
        (
            (Fraction(1, 2), Fraction(3, 10), Fraction(1, 5)),
            (Fraction(1, 3), Fraction(1, 3)),
            (Fraction(1, 7),) * 6,
        )
    )
    return Split(
        tape.pick((Fraction(1000), Fraction(77_777, 100))),
        name,
        draft.orderings[name][1],
        () if proportion else shares,
        proportion,
        draw_tests(draft, cell, 1) if tape.one_in(2) else (),
        Unclaimed.KEPT if proportion else tape.pick(tuple(Unclaimed)),
    )


COMBINED: tuple[Make, ...] = (
    total, total, total, product, ratio, ratio, steps, linear, table, constant, condition, condition,
    choose, bands, bands,
)  # fmt: skip
PEERS: tuple[Make, ...] = (rank, by_rank, by_rank, zero_sum, peer, peer, split, split)
