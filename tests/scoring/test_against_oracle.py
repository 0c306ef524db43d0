"""The engine against the second reading: every figure, state, place, colour, list and sum of random offices."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from cityassess.scoring.assess import assess
from cityassess.scoring.assessment import Assessment, FigureResult, GroupRanking, Standing, State
from cityassess.scoring.engine import Evaluation
from cityassess.scoring.forms import Bands
from cityassess.scoring.history import evaluate_in_force
from cityassess.scoring.numbers import fraction_text
from cityassess.scoring.periods import Period
from cityassess.scoring.scheme import Figure, Ranking, Scheme
from cityassess.scoring.tally import Tally, tally_checks
from cityassess.scoring.trace import explain
from tests.scoring.oracle import Answer, Oracle, Place
from tests.scoring.strategies import World, worlds
from tests.scoring.strategies_tape import Flavour

STATE_WORDS = {State.NO_DATA: "无数据", State.NOT_APPLICABLE: "不适用"}

# Shrinking an office takes minutes: the failing one is printed as it is, and Hypothesis shrinks it in the long run.
FOUND = (Phase.explicit, Phase.generate)
ORDINARY = settings(max_examples=200, deadline=None, database=None, derandomize=True, phases=FOUND)
MANY = settings(max_examples=250, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
FLAVOURS: tuple[Flavour, ...] = ("mixed", "mixed", "ties", "vast")


def evaluate_world(world: World) -> Evaluation:
    """The engine's evaluation, each earlier period under the edition in force then."""

    def tallied(scheme: Scheme, periods: tuple[Period, ...]) -> Tally:
        return tally_checks(scheme, world.roster, periods, world.checks)

    return evaluate_in_force(world.scheme, world.editions, world.periods, tallied)


def oracle_of(world: World, period: Period) -> Oracle:
    """The second opinion on one of the periods that are asked for."""
    return Oracle(world.scheme, world.roster, period, world.checks, world.editions, world.periods)


def compare(world: World) -> None:
    """Hold everything that the engine says of a world against the oracle."""
    evaluation = evaluate_world(world)
    for period in world.periods:
        oracle = oracle_of(world, period)
        compare_columns(evaluation, oracle, period)
        compare_assessment(evaluation, oracle, period)


def compare_columns(evaluation: Evaluation, oracle: Oracle, period: Period) -> None:
    row = evaluation.frame.row_of(period)
    for (figure_id, key), answer in oracle.answers.items():
        columns, at = evaluation.columns[figure_id], evaluation.frame.column_of[key]
        where = f"{figure_id} of {key} in {period.code}"
        assert State(int(columns.value.states[row, at])) is answer.state, where
        if answer.band is not None:
            assert band_id(evaluation.scheme.by_id[figure_id], columns.value.fraction(row, at)) == answer.band
        else:
            assert columns.exact.fraction(row, at) == answer.exact, where
            assert columns.value.fraction(row, at) == answer.value, where


def band_id(figure: Figure, number: Fraction | None) -> str:
    assert isinstance(figure.rule, Bands)
    assert number is not None
    return figure.rule.bands[int(number)].id


def compare_assessment(evaluation: Evaluation, oracle: Oracle, period: Period) -> None:
    assessment = assess(evaluation, period)
    scheme = evaluation.scheme
    told: dict[str, dict[str, list[Place]]] = {ranking.id: {} for ranking in scheme.rankings}
    rankings = {ranking.id: ranking for ranking in scheme.rankings}
    for group in assessment.groups:
        assert group.name not in told[group.ranking], "a group stands twice in one ranking"
        told[group.ranking][group.name] = [place_of(line) for line in group.standings]
        for line in group.standings:
            compare_line(scheme, rankings[group.ranking], group, line, oracle)
    for ranking in scheme.rankings:
        assert told[ranking.id] == oracle.ranking(ranking), ranking.id
    compare_lists(scheme, assessment, oracle)
    compare_problems(assessment, oracle)


def compare_lists(scheme: Scheme, assessment: Assessment, oracle: Oracle) -> None:
    lists = [item for item in scheme.lists if oracle.assesses(item.figure)]
    assert [found.id for found in assessment.lists] == [item.id for item in lists]
    for item, found in zip(lists, assessment.lists, strict=True):
        assert [listed.object for listed in found.listed] == oracle.listed(item), item.id
    balances = [check for check in scheme.balances if oracle.assesses(check.figures[0])]
    assert [found.name for found in assessment.balances] == [check.name for check in balances]
    for check, balance in zip(balances, assessment.balances, strict=True):
        assert (balance.total, balance.equals) == (oracle.balance(check), check.equals)


def compare_problems(assessment: Assessment, oracle: Oracle) -> None:
    assert len(assessment.problems) >= len(oracle.contradictions)
    names = {item.key: item.name for item in oracle.objects}
    for figure_id, key in oracle.contradictions:
        words = f"“{oracle.figures[figure_id].name}”", names[key]
        assert any(all(word in problem for word in words) for problem in assessment.problems), words
    if not oracle.contradictions:
        assert not assessment.problems


def place_of(line: Standing) -> Place:
    return Place(line.object, line.rank, None if line.rating is None else line.rating.colour)


def compare_line(
    scheme: Scheme, ranking: Ranking, group: GroupRanking, line: Standing, oracle: Oracle
) -> None:
    shown = {result.id: result for result in (line.score, *line.components, *line.also, *line.figures)}
    assert line.score.id == group.score.id
    assert [result.id for result in line.components] == [heading.id for heading in group.components]
    for result in shown.values():
        compare_result(scheme, scheme.by_id[result.id], result, oracle.answers[result.id, line.object])
    score = scheme.by_id[ranking.score]
    beside = {figure.id for figure in scheme.figures if (figure.of, figure.every) == (score.of, score.every)}
    assert beside - set(shown) <= {ranking.rating}
    assert (line.rank is None) == bool(line.reason)
    assert (line.reason == "不参与排名") == (oracle.takes_part(ranking, line.object) is False)
    assert (line.rating is None) or all(line.rating.reasons)
    changes = {against: oracle.change(ranking, line.object, against) for against in ranking.change}
    told = {change.against: (change.period, change.rank) for change in line.changes}
    assert told == {against: change for against, change in changes.items() if change is not None}
    for change in line.changes:
        moved = change.rank - line.rank if change.rank is not None and line.rank is not None else None
        assert change.rose == moved


def compare_result(scheme: Scheme, figure: Figure, result: FigureResult, answer: Answer) -> None:
    assert result.state is answer.state
    if answer.state is not State.VALUE:
        assert result.text == STATE_WORDS[answer.state]
        assert result.exact is result.published is None
    elif isinstance(figure.rule, Bands):
        names = {band.id: band.name for band in figure.rule.bands}
        if figure.rule.colours:
            names |= {colour.id: colour.name for colour in scheme.colours}
        assert answer.band is not None
        assert result.text == names[answer.band]
    elif figure.is_flag:
        assert result.text == ("是" if answer.value == 1 else "否")
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
@pytest.mark.parametrize("part", range(20))
def test_many_more_schemes(part: int) -> None:
    """5,000 in all, in parts that each stay below the time that a single test may take."""
    seed(part)(MANY(given(worlds(FLAVOURS[part % 4]))(compare)))()


# ---- traces and single cells


@settings(ORDINARY, max_examples=100)
@given(worlds())
def test_every_figure_can_be_explained_with_the_values_of_the_ranking(world: World) -> None:
    evaluation = evaluate_world(world)
    for period in world.periods:
        oracle = oracle_of(world, period)
        for (figure_id, key), answer in oracle.answers.items():
            trace = explain(evaluation, figure_id, key, period, world.checks)
            assert (trace.object, trace.figure.id) == (key, figure_id)
            compare_result(world.scheme, world.scheme.by_id[figure_id], trace.figure, answer)
            assert trace.sentence
