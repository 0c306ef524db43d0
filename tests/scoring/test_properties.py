"""What must hold of every assessment, whatever the scheme says."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cityassess.reports.scheme_text import scheme_text
from cityassess.scoring.assess import assess
from cityassess.scoring.assessment import State, Trace
from cityassess.scoring.engine import Evaluation, evaluate, reevaluate
from cityassess.scoring.forms import (
    ByRank,
    Deduct,
    Mark,
    MeanOfParts,
    Missing,
    NotApplicable,
    Ordering,
    Several,
    Split,
    Sum,
    Term,
    TiedGet,
    Ties,
    Unchecked,
    Unclaimed,
)
from cityassess.scoring.mark_limits import check_mark_range
from cityassess.scoring.numbers import rounded
from cityassess.scoring.periods import Period, parse_period
from cityassess.scoring.reading.writing import write_scheme
from cityassess.scoring.scheme import Figure, Ranking, Rounding, RoundingMode, Scheme
from cityassess.scoring.tally import tally_checks
from cityassess.scoring.trace import explain
from cityassess.scoring.values import AssessedObject, Check, Roster, roster
from cityassess.services.scheme_book import read_book, write_book
from cityassess.services.scheme_files import scheme_of
from tests.scoring.directions import never_raised, untouched
from tests.scoring.oracle import Oracle
from tests.scoring.oracle.peers import ladder_of
from tests.scoring.strategies import World, make_figure, make_scheme, worlds
from tests.scoring.strategies_checks import draw_value
from tests.scoring.strategies_tape import Tape
from tests.scoring.test_against_oracle import (
    ORDINARY,
    compare_assessment,
    compare_columns,
    evaluate_world,
    oracle_of,
)

APRIL = parse_period("2017-04")
FEWER = settings(ORDINARY, max_examples=80)

Cells = dict[tuple[str, str, int], tuple[State, Fraction | None]]


def cells_of(world: World, evaluation: Evaluation) -> Cells:
    """State and value of every figure of every object in every period that is looked at."""
    cells: Cells = {}
    for figure in world.scheme.figures:
        column = evaluation.columns[figure.id].value
        exists = evaluation.frame.exists[figure.every, figure.of]
        for row, period in enumerate(evaluation.frame.periods[figure.every]):
            for at, item in enumerate(evaluation.frame.objects[figure.of]):
                if exists[row, at]:
                    state = State(int(column.states[row, at]))
                    cells[figure.id, period.code, item.key] = (state, column.fraction(row, at))
    return cells


@FEWER
@given(worlds(), st.integers(0, 10**6), st.integers(1, 500_000))
def test_one_more_deduction_never_raises_anything(world: World, which: int, value: int) -> None:
    """Whatever can only fall with a score does not rise, and what does not read it stays as it is."""
    world = replace(world, editions=())
    before = cells_of(world, evaluate_world(world))
    deducted = [
        check
        for check in world.checks
        if isinstance(rule := world.scheme.by_id[check.criterion].rule, Deduct)
        and not rule.pricing.repeated_within
        and before.get((check.criterion, check.period, check.object), (None,))[0] is State.VALUE
    ]
    assume(deducted)
    more = replace(deducted[which % len(deducted)], value=value, note="又一处")
    after = cells_of(world, evaluate_world(replace(world, checks=(*world.checks, more))))
    lowered = never_raised(world.scheme, more.criterion)
    same = untouched(world.scheme, more.criterion)
    assert more.criterion in lowered
    for cell, (state, number) in after.items():
        if cell[0] in same:
            assert (state, number) == before[cell]
        elif cell[0] in lowered:
            assert state is before[cell][0], cell
            assert number is None or number <= (before[cell][1] or Fraction(0)), cell


@FEWER
@given(worlds("ties"), st.randoms(use_true_random=False))
def test_the_order_of_checks_and_objects_changes_no_score_and_no_rank(
    world: World, chance: random.Random
) -> None:
    """Only what is left over of a pool goes by the official order, so that pools are not rounded here."""
    whole = tuple(
        replace(figure, rounding=None) if isinstance(figure.rule, Split) else figure
        for figure in world.scheme.figures
    )
    world = replace(world, scheme=replace(world.scheme, figures=whole), editions=())
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
        for line in group.standings
    }


# ---- after a change


def _changed(world: World, tape: Tape) -> tuple[World, set[str]]:
    """The world after a few of its checks were corrected, deleted or made anew, and the criteria of these."""
    checks, criteria = list(world.checks), set()
    for _ in range(tape.between(1, 4)):
        place = tape.upto(len(checks) - 1)
        old = checks[place]
        criteria.add(old.criterion)
        value, count = draw_value(tape, world.scheme.by_id[old.criterion], "mixed")
        match tape.upto(3):
            case 0:
                checks[place] = replace(old, value=value, count=count)
            case 1:
                checks[place] = replace(old, value=None if old.value is not None else value, count=1)
            case 2:
                checks.append(replace(old, value=value, count=count, note="新", key=len(checks) + 1000))
            case _:
                del checks[place]
        if not checks:
            break
    return replace(world, checks=tuple(checks)), criteria


@FEWER
@given(worlds(), st.binary(min_size=40, max_size=40))
def test_some_cells_scored_again_equal_scoring_everything_again(world: World, changes: bytes) -> None:
    assume(world.checks)
    world = replace(world, editions=())
    changed, criteria = _changed(world, Tape(changes))
    expected = evaluate_world(changed)
    tally = tally_checks(changed.scheme, changed.roster, changed.periods, changed.checks)
    again = reevaluate(replace(evaluate_world(world), tally=tally), criteria)
    assert cells_of(world, again) == cells_of(world, expected)
    for period in world.periods:
        assert assess(again, period) == assess(expected, period)


# ---- money


@FEWER
@given(worlds("ties"))
def test_money_comes_out_even(world: World) -> None:
    """What the first win the last lose, shared by those who are equal; a pool is given out to the last unit."""
    evaluation = evaluate_world(world)
    for period in world.periods:
        oracle = oracle_of(world, period)
        for figure in world.scheme.figures:
            rule = figure.rule
            if not isinstance(rule, ByRank | Split) or not oracle.assesses(figure.id):
                continue
            for ladder in _ladders(oracle, figure, rule.ordering):
                row = evaluation.frame.row_of(period)
                column = evaluation.columns[figure.id]
                cells = [evaluation.frame.column_of[key] for key in ladder]
                exact = [column.exact.fraction(row, cell) for cell in cells]
                if isinstance(rule, ByRank):
                    if _is_zero_sum(rule):
                        assert sum(amount for amount in exact if amount is not None) == 0
                elif None not in exact and not rule.who:
                    _check_pool(rule, figure, [amount for amount in exact if amount is not None])


def _ladders(oracle: Oracle, figure: Figure, ordering: Ordering) -> list[tuple[int, ...]]:
    """The keys of those ranked together, ladder by ladder."""
    found = [
        tuple(ladder_of(oracle.reader, ordering, item, oracle.period).rungs)
        for item in oracle.objects
        if item.kind == figure.of
    ]
    return [ladder for ladder in dict.fromkeys(found) if ladder]


def _is_zero_sum(rule: ByRank) -> bool:
    return (
        rule.ties is TiedGet.SHARE
        and rule.ordering.ties is Ties.COMPETITION
        and rule.full is None
        and all(
            schedule.otherwise == 0 and sum(stretch.gives for stretch in schedule.stretches) == 0
            and all(stretch.first == stretch.last == 1 for stretch in schedule.stretches)
            for schedule in rule.schedules
        )
    )  # fmt: skip


def _check_pool(rule: Split, figure: Figure, amounts: list[Fraction]) -> None:
    given_out = rule.pool
    if rule.in_proportion_to is None:
        claimed = rule.shares if rule.unclaimed is Unclaimed.SHARED else rule.shares[: len(amounts)]
        given_out = rule.pool * sum(claimed, Fraction(0))
    elif not any(amounts):
        return
    unit = Fraction(1, 10**figure.rounding.decimals) if figure.rounding is not None else None
    assert sum(amounts) == (given_out if unit is None else given_out // unit * unit)
    assert all(amount >= 0 for amount in amounts)


# ---- explanations


@FEWER
@given(worlds("ties"))
def test_printed_lines_add_up_to_the_printed_figure(world: World) -> None:
    evaluation = evaluate_world(world)
    for period in world.periods:
        for figure_id, key in oracle_of(world, period).answers:
            trace = explain(evaluation, figure_id, key, period, world.checks)
            _check_shares(world.scheme, trace)


def _check_shares(scheme: Scheme, trace: Trace) -> None:
    parts = [line.share for line in trace.inputs] + [line.share for line in trace.checks]
    parts += [addend.share for addend in trace.addends]
    shares = [share for share in parts if share is not None]
    if shares and trace.figure.published is not None:
        decimals = scheme.by_id[trace.figure.id].decimals
        printed = sum((rounded(share, decimals) for share in shares), Fraction(0))
        assert printed == Fraction(trace.figure.text), (trace.figure, shares, trace.sentence)
    for line in trace.inputs:
        _check_shares(scheme, line)


# ---- schemes as files


@FEWER
@given(worlds())
def test_a_scheme_that_is_written_and_read_again_is_equal(world: World) -> None:
    text = scheme_text(write_scheme(world.scheme))
    assert scheme_of(text, "方案.yaml") == world.scheme


@settings(ORDINARY, max_examples=15)
@given(worlds())
def test_a_scheme_in_a_workbook_is_equal(tmp_path_factory: pytest.TempPathFactory, world: World) -> None:
    book = BytesIO()
    write_book(world.scheme, book)
    path: Path = tmp_path_factory.mktemp("book") / "方案.xlsx"
    path.write_bytes(book.getvalue())
    again, text = read_book(path)
    assert again == world.scheme
    assert scheme_of(text, "方案.yaml") == world.scheme


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
