"""What must hold of every assessment, whatever the scheme says."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cityassess.scoring.assess import assess
from cityassess.scoring.assessment import State
from cityassess.scoring.engine import Evaluation, evaluate, reevaluate
from cityassess.scoring.forms import (
    Bands,
    Deduct,
    Mark,
    MeanOfParts,
    Missing,
    NotApplicable,
    Ordering,
    Several,
    Sum,
    Term,
    Ties,
    Unchecked,
)
from cityassess.scoring.marks import check_mark_range
from cityassess.scoring.periods import Cycle, Period, parse_period
from cityassess.scoring.scheme import Figure, Ranking, Rounding, RoundingMode, Scheme
from cityassess.scoring.tally import tally_checks
from cityassess.scoring.values import AssessedObject, Check, Roster, roster
from tests.scoring.offices import evaluated
from tests.scoring.oracle import Oracle
from tests.scoring.strategies import World, make_figure, make_scheme, worlds
from tests.scoring.test_against_oracle import (
    ORDINARY,
    compare_assessment,
    compare_columns,
    evaluate_world,
)

APRIL = parse_period("2017-04")
FEWER = settings(ORDINARY, max_examples=120)

Cells = dict[tuple[str, str, int], tuple[State, Fraction | None]]


def cells_of(world: World, evaluation: Evaluation) -> Cells:
    """State and value of every figure of every object in every period."""
    cells: Cells = {}
    for figure in world.scheme.figures:
        column = evaluation.columns[figure.id].value
        for period in evaluation.frame.periods[figure.every]:
            row = evaluation.frame.row_of(period)
            for at, item in enumerate(evaluation.frame.objects[figure.of]):
                state = State(int(column.states[row, at]))
                cells[figure.id, period.code, item.key] = (state, column.fraction(row, at))
    return cells


@FEWER
@given(worlds(), st.integers(0, 10**6), st.integers(1, 500_000))
def test_one_more_deduction_never_raises_anything(world: World, which: int, value: int) -> None:
    evaluation = evaluate_world(world)
    before = cells_of(world, evaluation)
    deducted = [
        check
        for check in world.checks
        if isinstance(world.scheme.by_id[check.criterion].rule, Deduct)
        and before[check.criterion, check.period, check.object][0] is State.VALUE
    ]
    assume(deducted)
    more = replace(deducted[which % len(deducted)], value=value, note="又一处")
    after = cells_of(world, evaluate_world(replace(world, checks=(*world.checks, more))))
    for cell, (state, number) in after.items():
        if isinstance(world.scheme.by_id[cell[0]].rule, Bands):
            continue
        assert state is before[cell][0]
        if number is not None:
            assert number <= (before[cell][1] or Fraction(0)), cell
    at = (more.criterion, more.period, more.object)
    full = world.scheme.by_id[more.criterion].rule
    assert isinstance(full, Deduct)
    if after[at][1] != full.floor and world.scheme.by_id[more.criterion].rounding is None:
        assert after[at] == (State.VALUE, (before[at][1] or 0) - Fraction(value * more.count, 10_000))


@FEWER
@given(worlds("ties"), st.randoms(use_true_random=False))
def test_the_order_of_checks_and_objects_changes_no_score_and_no_rank(
    world: World, chance: random.Random
) -> None:
    checks, objects = list(world.checks), list(world.roster)
    chance.shuffle(checks)
    chance.shuffle(objects)
    turned = replace(world, checks=tuple(checks), roster=roster(objects))
    first, second = evaluate_world(world), evaluate_world(turned)
    assert cells_of(world, first) == cells_of(turned, second)
    for period in world.periods:
        assert _ranks(first, period) == _ranks(second, period)


def _ranks(evaluation: Evaluation, period: Period) -> set[tuple[str, str, int, int | None]]:
    return {
        (group.ranking, group.name, line.object, line.rank)
        for group in assess(evaluation, period).groups
        for line in (*group.ranked, *group.not_ranked)
    }


@FEWER
@given(worlds(), st.integers(0, 10**6), st.integers(0, 200_000))
def test_one_cell_scored_again_equals_scoring_everything_again(world: World, which: int, value: int) -> None:
    assume(world.checks)
    old = world.checks[which % len(world.checks)]
    kept = tuple(check for check in world.checks if check.key != old.key)
    new = replace(old, value=value, note="更正")
    checks = (*kept, new) if which % 3 else kept
    expected = evaluate_world(replace(world, checks=checks))

    evaluation = evaluate_world(world)
    _recount(evaluation, world.scheme, old, checks)
    again = reevaluate(evaluation, [old.criterion])
    assert cells_of(world, again) == cells_of(world, expected)
    for period in world.periods:
        assert assess(again, period) == assess(expected, period)


def _recount(evaluation: Evaluation, scheme: Scheme, changed: Check, checks: tuple[Check, ...]) -> None:
    """Read one cell's checks again into the tally, as the store does after a mark was entered."""
    tally, figure = evaluation.tally, scheme.by_id[changed.criterion]
    row = evaluation.frame.row_of(parse_period(changed.period))
    columns = evaluation.frame.shape(figure)[1]
    place = tally.starts[figure.id] + row * columns + evaluation.frame.column_of[changed.object]
    cell = [
        check
        for check in checks
        if (check.period, check.object, check.criterion)
        == (changed.period, changed.object, changed.criterion)
    ]
    tally.clear(np.array([place]))
    tally.add(
        np.full(len(cell), place),
        np.array([(check.value or 0) * check.count for check in cell], dtype=np.int64),
        np.array([check.count for check in cell], dtype=np.int64),
        np.array([check.value is None for check in cell], dtype=np.bool_),
    )


@FEWER
@given(worlds())
def test_figures_of_two_cycles_do_not_touch_each_other(world: World) -> None:
    """Each figure has a weekly twin: weeks are scored from weekly checks only, months from monthly ones."""
    weekly = [_weekly(figure) for figure in world.scheme.figures]
    rankings = [
        replace(
            ranking,
            id=f"w{ranking.id}",
            ordering=replace(ranking.ordering, score=f"w{ranking.score}"),
            rating=ranking.rating and f"w{ranking.rating}",
            columns=tuple(f"w{name}" for name in ranking.columns),
        )
        for ranking in world.scheme.rankings
    ]
    scheme = replace(
        world.scheme,
        figures=(*weekly, *world.scheme.figures),
        rankings=(*world.scheme.rankings, *rankings),
    )
    week = {"2017-04": "2017-W14", "2017-05": "2017-W20"}
    twins = [
        replace(check, criterion=f"w{check.criterion}", period=week[check.period])
        for check in world.checks
        if check.key % 3
    ]
    astray = [replace(check, criterion=f"w{check.criterion}") for check in world.checks[:3]]
    checks = (*world.checks, *twins, *astray)
    periods = [parse_period(code) for code in ("2017-W14", "2017-W20")] + list(world.periods)
    evaluation = evaluated(scheme, world.roster, [period.code for period in periods], checks)
    for period in periods:
        oracle = Oracle(scheme, world.roster, period, checks)
        compare_columns(evaluation, oracle, period)
        if period.cycle is Cycle.WEEK:
            assert {figure_id[0] for figure_id, _ in oracle.answers} <= {"w"}


def _weekly(figure: Figure) -> Figure:
    rule = figure.rule
    if isinstance(rule, Sum):
        rule = replace(rule, terms=tuple(replace(term, figure=f"w{term.figure}") for term in rule.terms))
    elif isinstance(rule, MeanOfParts | Bands):
        rule = replace(rule, figure=f"w{rule.figure}")
    return replace(figure, id=f"w{figure.id}", every=Cycle.WEEK, rule=rule)


# ---- what is rounded where


def _villages(scores: list[str], *, month: Rounding | None, district: Rounding | None) -> World:
    """One district with two towns, each with half the villages."""
    mean = "district_mean"
    scheme = make_scheme(
        (
            make_figure("village", "村", Mark(Fraction(100), Several.ONE)),
            make_figure("town", "街道", MeanOfParts("village", Missing.SKIP), rounding=month),
            make_figure(mean, "区", MeanOfParts("town", Missing.SKIP), rounding=district),
        ),
        (Ranking("r", "街道", Ordering("town", False, True, Ties.COMPETITION, False), None, (), (), 1),),
    )
    objects = [
        AssessedObject(1, "区", "区"),
        AssessedObject(2, "甲", "街道", 1),
        AssessedObject(3, "乙", "街道", 1),
    ]
    checks = []
    for number, score in enumerate(scores):
        key = 10 + number
        objects.append(AssessedObject(key, f"村{number}", "村", 2 if number < len(scores) // 2 else 3))
        checks.append(Check("2017-04", key, "village", int(Fraction(score) * 10_000)))
    return World(scheme, roster(objects), (APRIL,), tuple(checks))


def _value(world: World, figure: str, key: int) -> Fraction | None:
    evaluation = evaluate_world(world)
    return evaluation.columns[figure].value.fraction(0, evaluation.frame.column_of[key])


def test_the_mean_of_published_scores_may_differ_from_the_mean_of_exact_ones() -> None:
    scores = ["87.41", "87.42", "87.43", "87.44"]
    two = Rounding(2)
    exact = _villages(scores, month=None, district=two)
    published = _villages(scores, month=two, district=two)
    assert (_value(exact, "town", 2), _value(exact, "town", 3)) == (Fraction("87.415"), Fraction("87.435"))
    assert _value(exact, "district_mean", 1) == Fraction("87.43")
    assert (_value(published, "town", 2), _value(published, "town", 3)) == (
        Fraction("87.42"),
        Fraction("87.44"),
    )
    assert _value(published, "district_mean", 1) == Fraction("87.43")
    even = Rounding(2, RoundingMode.HALF_EVEN)
    assert _value(_villages(scores, month=even, district=even), "district_mean", 1) == Fraction("87.43")
    apart = ["87.41", "87.42", "87.42", "87.42"]
    assert _value(_villages(apart, month=None, district=two), "district_mean", 1) == Fraction("87.42")
    down = ["0.01", "0", "0", "0"]
    assert _value(_villages(down, month=None, district=two), "district_mean", 1) == Fraction("0.00")
    assert _value(_villages(down, month=two, district=two), "district_mean", 1) == Fraction("0.01")


@pytest.mark.parametrize(("by_published", "ranks"), [(True, [1, 1]), (False, [1, 2])])
def test_scores_that_print_alike_share_a_rank_only_where_published_ones_are_compared(
    by_published: bool, ranks: list[int]
) -> None:
    for rounding in (None, Rounding(2)):
        world = _villages(["87.42", "87.421", "87.42", "87.42"], month=rounding, district=None)
        ranking = replace(
            world.scheme.rankings[0],
            ordering=replace(world.scheme.rankings[0].ordering, by_published=by_published),
        )
        world = replace(world, scheme=replace(world.scheme, rankings=(ranking,)))
        (group,) = assess(evaluate_world(world), APRIL).groups
        assert [line.score.text for line in group.ranked] == ["87.42", "87.42"]
        assert [line.rank for line in group.ranked] == ranks


# ---- beyond 64 bits on purpose


PRIMES = (999_983, 999_979, 999_961, 999_959, 999_953, 999_931, 999_917, 999_907)


@pytest.mark.parametrize("nudge", [-1, 0, 1])
@pytest.mark.parametrize("mode", list(RoundingMode))
def test_a_hair_from_a_tie_is_seen_through_denominators_of_160_bits(nudge: int, mode: RoundingMode) -> None:
    """Weights over eight primes add up to exactly a half, or miss it by one part in their product (160 bits)."""
    shares = [Fraction(1, prime) for prime in PRIMES]
    product = 1
    for prime in PRIMES:
        product *= prime
    assert product.bit_length() > 150
    last = Fraction(1, 2) + Fraction(nudge, product) - sum(shares)
    terms = [Term(f"m{n}", weight) for n, weight in enumerate([*shares, last])]
    marks = [make_figure(term.figure, "街道", Mark(Fraction(100), Several.ONE)) for term in terms]
    rule = Sum(tuple(terms), Missing.NO_DATA, NotApplicable.NOT_APPLICABLE, weighted=True)
    total = make_figure("total", "街道", rule, rounding=Rounding(2, mode))
    checks = [Check("2017-04", key, term.figure, hundredths * 100)
              for key, hundredths in ((1, 1), (2, 3), (3, 9_999)) for term in terms]  # fmt: skip
    objects = roster(AssessedObject(key, f"街道{key}", "街道") for key in (1, 2, 3))
    world = World(make_scheme((*marks, total)), objects, (APRIL,), tuple(checks))
    for key, down, up in ((1, "0.00", "0.01"), (2, "0.01", "0.02"), (3, "49.99", "50.00")):
        tie = up if mode is RoundingMode.HALF_UP or Fraction(up) * 100 % 2 == 0 else down
        assert _value(world, "total", key) == Fraction({-1: down, 0: tie, 1: up}[nudge])


def test_the_largest_marks_that_may_be_entered_add_up_without_wrapping() -> None:
    largest = 10_000_000_000
    figure = make_figure("d", "街道", Deduct(Fraction(1_000_000), Fraction(-(10**6)), Unchecked.FULL))
    mark = make_figure("m", "街道", Mark(Fraction(1_000_000), Several.MEAN))
    vast = Fraction(999_999_999_999)
    terms = (Term("d", vast), Term("m", vast))
    total = make_figure("t", "街道", Sum(terms, Missing.ZERO, NotApplicable.ZERO, weighted=True))
    check_mark_range(largest, 1, figure)
    check_mark_range(largest, 1, mark)
    checks = [Check("2017-04", 1, "m", largest - n, note=str(n)) for n in range(2_000)]
    checks.append(Check("2017-04", 1, "d", 1, 1))
    world = World(
        make_scheme((figure, mark, total)), roster([AssessedObject(1, "甲", "街道")]), (APRIL,), tuple(checks)
    )
    mean = Fraction(2 * largest - 1_999, 2 * 10_000)
    assert _value(world, "m", 1) == mean
    assert _value(world, "t", 1) == vast * (mean + 1_000_000 - Fraction(1, 10_000))
    oracle = Oracle(world.scheme, world.roster, APRIL, world.checks)
    evaluation = evaluate_world(world)
    compare_columns(evaluation, oracle, APRIL)
    compare_assessment(evaluation, oracle, APRIL)


@pytest.mark.parametrize("count", [2**31, 10**15])
def test_a_count_beyond_reason_is_refused_before_it_is_added(count: int) -> None:
    figure = make_figure("d", "街道", Deduct(Fraction(10), Fraction(0), Unchecked.FULL))
    with pytest.raises(ValueError, match="次数"):
        check_mark_range(0, count, figure)


# ---- checks that belong nowhere


def test_checks_of_strange_periods_objects_and_criteria_are_left_out() -> None:
    figure = make_figure("d", "街道", Deduct(Fraction(10), Fraction(0), Unchecked.FULL))
    total = make_figure("t", "街道", Sum((Term("d"),), Missing.NO_DATA, NotApplicable.NOT_APPLICABLE))
    objects = Roster((AssessedObject(1, "甲", "街道"), AssessedObject(2, "乙", "区")))
    good = Check("2017-04", 1, "d", 10_000, 2)
    strange = [
        replace(good, period="2017-05"),
        replace(good, period="2017-W14"),
        replace(good, object=2),
        replace(good, object=9),
        replace(good, criterion="t"),
        replace(good, criterion="x"),
    ]
    scheme = make_scheme((figure, total))
    evaluation = evaluate(scheme, tally_checks(scheme, objects, [APRIL], [good, *strange]))
    assert evaluation.columns["t"].value.fraction(0, 0) == 8


def test_an_office_without_objects_or_checks_is_assessed_as_empty() -> None:
    world = _villages([], month=None, district=None)
    nobody = evaluate_world(replace(world, roster=roster([])))
    assert assess(nobody, APRIL).groups == ()
    (group,) = assess(evaluate_world(world), APRIL).groups
    assert [line.rank for line in group.ranked] == []
    assert [line.score.text for line in group.not_ranked] == ["无数据", "无数据"]
    with pytest.raises(ValueError, match="not evaluated"):
        assess(nobody, APRIL.next())
