"""The engine against the second reading: every figure, state, rank and colour of random offices, digit by digit."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from cityassess.scoring.assess import assess
from cityassess.scoring.assessment import FigureResult, GroupRanking, Standing, State
from cityassess.scoring.engine import Evaluation
from cityassess.scoring.forms import Bands
from cityassess.scoring.marks import fraction_text
from cityassess.scoring.periods import Period
from cityassess.scoring.scheme import Figure, Scheme
from cityassess.scoring.trace import explain
from tests.scoring.offices import evaluated
from tests.scoring.oracle import Answer, Oracle, Place
from tests.scoring.strategies import Flavour, World, worlds

STATE_WORDS = {State.NO_DATA: "无数据", State.NOT_APPLICABLE: "不适用"}

# Shrinking an office takes minutes: the failing one is printed as it is, and Hypothesis shrinks it in the long run.
FOUND = (Phase.explicit, Phase.generate)
ORDINARY = settings(max_examples=350, deadline=None, database=None, derandomize=True, phases=FOUND)
MANY = settings(
    max_examples=10_000, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)


def evaluate_world(world: World) -> Evaluation:
    return evaluated(world.scheme, world.roster, [period.code for period in world.periods], world.checks)


def compare(world: World) -> None:
    """Hold everything that the engine says of a world against the oracle."""
    evaluation = evaluate_world(world)
    for period in world.periods:
        oracle = Oracle(world.scheme, world.roster, period, world.checks)
        compare_columns(evaluation, oracle, period)
        compare_assessment(evaluation, oracle, period)


def compare_columns(evaluation: Evaluation, oracle: Oracle, period: Period) -> None:
    row = evaluation.frame.row_of(period)
    for (figure_id, key), answer in oracle.answers.items():
        columns, at = evaluation.columns[figure_id], evaluation.frame.column_of[key]
        where = f"{figure_id} of {key} in {period.code}"
        assert State(int(columns.value.states[row, at])) is answer.state, where
        if answer.band is not None:
            assert columns.value.fraction(row, at) == answer.band, where
        else:
            assert columns.exact.fraction(row, at) == answer.exact, where
            assert columns.value.fraction(row, at) == answer.value, where


def compare_assessment(evaluation: Evaluation, oracle: Oracle, period: Period) -> None:
    assessment = assess(evaluation, period)
    scheme = evaluation.scheme
    told: dict[str, dict[str, list[Place]]] = {ranking.id: {} for ranking in scheme.rankings}
    for group in assessment.groups:
        assert group.name not in told[group.ranking], "a group stands twice in one ranking"
        told[group.ranking][group.name] = [place_of(line) for line in (*group.ranked, *group.not_ranked)]
        for line in (*group.ranked, *group.not_ranked):
            compare_line(scheme, group, line, oracle)
    for ranking in scheme.rankings:
        assert told[ranking.id] == oracle.ranking(ranking), ranking.id
    assert len(assessment.problems) >= len(oracle.contradictions)
    for figure_id, key in oracle.contradictions:
        names = oracle.figures[figure_id].name, next(item.name for item in oracle.objects if item.key == key)
        assert any(all(name in problem for name in names) for problem in assessment.problems), names
    if not oracle.contradictions:
        assert not assessment.problems


def place_of(line: Standing) -> Place:
    return Place(line.object, line.rank, None if line.rating is None else line.rating.colour)


def compare_line(scheme: Scheme, group: GroupRanking, line: Standing, oracle: Oracle) -> None:
    shown = {result.id: result for result in (line.score, *line.components, *line.figures)}
    assert line.score.id == group.score.id
    assert [result.id for result in line.components] == [heading.id for heading in group.components]
    for result in shown.values():
        compare_result(scheme.by_id[result.id], result, oracle.answers[result.id, line.object])
    ranking = next(ranking for ranking in scheme.rankings if ranking.id == group.ranking)
    of = scheme.by_id[ranking.score].of
    assert {figure.id for figure in scheme.figures if figure.of == of} - set(shown) <= {ranking.rating}
    assert (line.rank is None) == bool(line.reason)
    assert (line.rating is None) or all(line.rating.reasons)


def compare_result(figure: Figure, result: FigureResult, answer: Answer) -> None:
    assert result.state is answer.state
    if answer.state is not State.VALUE:
        assert result.text == STATE_WORDS[answer.state]
        assert result.exact is result.published is None
    elif isinstance(figure.rule, Bands):
        assert answer.band is not None
        assert result.text == figure.rule.bands[answer.band].name
    else:
        assert answer.printed is not None
        assert (result.exact, result.published) == (answer.exact, answer.value)
        assert result.text == fraction_text(answer.printed, figure.decimals)
        assert Fraction(result.text) == answer.printed


@ORDINARY
@given(worlds())
def test_random_schemes(world: World) -> None:
    compare(world)


@ORDINARY
@given(worlds("ties"))
def test_schemes_full_of_ties(world: World) -> None:
    compare(world)


@ORDINARY
@given(worlds("vast"))
def test_schemes_that_need_more_than_64_bits(world: World) -> None:
    compare(world)


@pytest.mark.long
@pytest.mark.parametrize("flavour", ["mixed", "ties", "vast"])
def test_many_more_schemes(flavour: Flavour) -> None:
    MANY(given(worlds(flavour))(compare))()


# ---- what the random offices hold, so that the agreement above is not an agreement about nothing


def test_the_random_offices_reach_ties_states_ranks_and_large_denominators() -> None:
    seen: dict[str, int] = dict.fromkeys(
        (
            "value",
            "no data",
            "not applicable",
            "half",
            "over 64 bits",
            "over 76 bits",
            "shared rank",
            "problem",
        ),
        0,
    )

    @settings(ORDINARY, max_examples=60)
    @given(worlds("ties"), worlds("vast"))
    def look(ties: World, vast: World) -> None:
        for world in (ties, vast):
            for period in world.periods:
                count(Oracle(world.scheme, world.roster, period, world.checks))

    def count(oracle: Oracle) -> None:
        for (figure_id, _), answer in oracle.answers.items():
            seen["value"] += answer.state is State.VALUE
            seen["no data"] += answer.state is State.NO_DATA
            seen["not applicable"] += answer.state is State.NOT_APPLICABLE
            rounding = oracle.figures[figure_id].rounding
            if answer.exact is None:
                continue
            if rounding is not None:
                seen["half"] += (answer.exact * 10**rounding.decimals * 2) % 2 == 1
            seen["over 64 bits"] += answer.exact.numerator.bit_length() > 64
            seen["over 76 bits"] += answer.exact.denominator.bit_length() > 76
        for ranking in oracle.scheme.rankings:
            for places in oracle.ranking(ranking).values():
                ranks = [place.rank for place in places if place.rank is not None]
                seen["shared rank"] += len(ranks) - len(set(ranks))
        seen["problem"] += len(oracle.contradictions)

    look()
    assert [name for name, number in seen.items() if number < 20] == [], str(seen)


# ---- traces and single cells


@settings(ORDINARY, max_examples=100)
@given(worlds())
def test_every_figure_can_be_explained_with_the_values_of_the_ranking(world: World) -> None:
    evaluation = evaluate_world(world)
    for period in world.periods:
        oracle = Oracle(world.scheme, world.roster, period, world.checks)
        for (figure_id, key), answer in oracle.answers.items():
            trace = explain(evaluation, figure_id, key, period, world.checks)
            assert (trace.object, trace.figure.id) == (key, figure_id)
            compare_result(world.scheme.by_id[figure_id], trace.figure, answer)
            assert trace.sentence
