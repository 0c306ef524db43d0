"""From an evaluation to what is published of one period: rankings, colours, reasons and problems."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from cityassess.scoring.assessment import (
    OUTSIDE,
    Assessment,
    Change,
    GroupRanking,
    Heading,
    Part,
    Rating,
    Standing,
    State,
)
from cityassess.scoring.column import VALUE
from cityassess.scoring.contradictions import contradictions
from cityassess.scoring.engine import Evaluation
from cityassess.scoring.forms import SAME, MeanOfParts
from cityassess.scoring.frame import NOWHERE, compared_period
from cityassess.scoring.lists import balances_of, lists_of
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.periods import Period
from cityassess.scoring.reasons import band_reason
from cityassess.scoring.results import band_of, figure_result, figure_results
from cityassess.scoring.rules.bands import is_colourless
from cityassess.scoring.scheme import Figure, Ranking

UNDECIDED = "无数据：不能判定是否参加排名"
"""Why an object with a score has no place where what decides whether it takes part has no data."""
_NAMED = 5  # criteria named as lacking; a figure of fifty would fill a page with them


def assess(evaluation: Evaluation, period: Period) -> Assessment:
    """Everything that is published of a period; raises ``ValueError`` when the period was not evaluated."""
    evaluation.frame.row_of(period)
    groups = [
        group
        for ranking in evaluation.scheme.rankings
        if evaluation.scheme.assesses(evaluation.scheme.by_id[ranking.score], period)
        for group in _groups(evaluation, ranking, period)
    ]
    scheme = evaluation.scheme
    return Assessment(
        scheme.id,
        scheme.name,
        scheme.calendar.dated(period),
        tuple(groups),
        tuple(contradictions(evaluation, period)),
        tuple(lists_of(evaluation, period)),
        tuple(balances_of(evaluation, period)),
    )


def _groups(evaluation: Evaluation, ranking: Ranking, period: Period) -> Iterable[GroupRanking]:
    scheme = evaluation.scheme
    figure = scheme.by_id[ranking.score]
    row = evaluation.frame.row_of(period)
    groups = evaluation.ranks[ranking.id].groups[row]
    exists = np.flatnonzero(evaluation.frame.exists[figure.every, figure.of][row])
    names = dict.fromkeys(str(groups[column]) for column in exists)
    for name in names:
        members = [int(column) for column in exists if groups[column] == name]
        standings = _standings(evaluation, ranking, row, members)
        ranked = sorted(
            (item for item in standings if item.rank is not None), key=lambda item: item.rank or 0
        )
        yield GroupRanking(
            ranking.id,
            name or ranking.name,
            _heading(evaluation, figure),
            tuple(_heading(evaluation, scheme.by_id[name]) for name in ranking.columns),
            tuple(ranked),
            tuple(item for item in standings if item.rank is None),
            tuple(replace(_heading(evaluation, scheme.by_id[name]), full="") for name in ranking.also),
        )


def _heading(evaluation: Evaluation, figure: Figure) -> Heading:
    full = evaluation.scheme.fulls[figure.id]
    # What is counted in a unit of its own (a rate, a difference, money) is not a score out of so many points.
    return Heading(figure.id, figure.name, plain_text(full) if full and not figure.unit else "", figure.unit)


def _standings(evaluation: Evaluation, ranking: Ranking, row: int, members: Sequence[int]) -> list[Standing]:
    scheme = evaluation.scheme
    figure = scheme.by_id[ranking.score]
    apart = {figure.id, ranking.rating, *ranking.columns}
    others = [
        other
        for other in scheme.figures
        if other.of == figure.of and other.every is figure.every and other.id not in apart
    ]
    scores = figure_results(evaluation, figure, row, members)
    components = [figure_results(evaluation, scheme.by_id[name], row, members) for name in ranking.columns]
    figures = [figure_results(evaluation, other, row, members) for other in others]
    also = [figure_results(evaluation, scheme.by_id[name], row, members) for name in ranking.also]
    standings = []
    for number, column in enumerate(members):
        item = evaluation.frame.objects[figure.of][column]
        place = int(evaluation.ranks[ranking.id].places[row, column])
        standings.append(
            Standing(
                item.key,
                item.name,
                place or None,
                scores[number],
                tuple(results[number] for results in components),
                tuple(results[number] for results in figures),
                parts_of(evaluation, figure, row, item.key),
                _rating(evaluation, ranking, row, column),
                "" if place else _why_not_ranked(evaluation, ranking, row, column),
                tuple(_changes(evaluation, ranking, row, column)),
                tuple(results[number] for results in also),
            )
        )
    return standings


def parts_of(evaluation: Evaluation, figure: Figure, row: int, object_key: int) -> tuple[Part, ...]:
    """The parts that went into a mean, in official order; nothing for other rules."""
    if not isinstance(figure.rule, MeanOfParts):
        return ()
    source = evaluation.scheme.by_id[figure.rule.figure]
    exists = evaluation.frame.exists[source.every, source.of][row]
    items = evaluation.frame.objects[source.of]
    columns = [column for column in evaluation.frame.parts_of(source.of, object_key) if exists[column]]
    results = figure_results(evaluation, source, row, columns)
    return tuple(
        Part(items[column].key, items[column].name, result.text, result.published)
        for column, result in zip(columns, results, strict=True)
        if result.state is State.VALUE
    )


def _rating(evaluation: Evaluation, ranking: Ranking, row: int, column: int) -> Rating | None:
    if ranking.rating is None:
        return None
    figure = evaluation.scheme.by_id[ranking.rating]
    if evaluation.columns[figure.id].value.states[row, column] != VALUE:
        return None
    band, name = band_of(evaluation, figure, row, column)
    if is_colourless(band):
        return None
    colour = evaluation.scheme.colour(band.id)
    reasons = (band_reason(evaluation, figure, row, column),)
    return Rating(colour.id, name, colour.tint, reasons, figure.id)


def _changes(evaluation: Evaluation, ranking: Ranking, row: int, column: int) -> Iterable[Change]:
    """How the place moved against earlier periods that were assessed."""
    axes, cycle = evaluation.frame, evaluation.scheme.by_id[ranking.score].every
    now = int(evaluation.ranks[ranking.id].places[row, column])
    for against in ranking.change:
        earlier = compared_period(axes.calendar, axes.periods[cycle][row], against)
        if earlier is None:
            continue
        then = _place_then(evaluation, ranking, earlier, column)
        yield Change(against, earlier.code, then or None, then - now if then and now else None)


def _place_then(evaluation: Evaluation, ranking: Ranking, earlier: Period, column: int) -> int:
    """The place in an earlier period, under the edition then in force; 0 without one."""
    axes, figure = evaluation.frame, evaluation.scheme.by_id[ranking.score]
    other = evaluation.others.get(earlier.code)
    if other is None:
        row = axes.find_row(earlier)
        return int(evaluation.ranks[ranking.id].places[row, column]) if row != NOWHERE else 0
    there = other.frame.column_of.get(axes.objects[figure.of][column].key)
    then = next((each for each in other.scheme.rankings if each.id == ranking.id), None)
    if then is None or there is None:
        return 0
    score = other.scheme.by_id[then.score]
    if (score.of, score.every) != (figure.of, figure.every):
        return 0
    return int(other.ranks[ranking.id].places[other.frame.row_of(earlier), there])


def _why_not_ranked(evaluation: Evaluation, ranking: Ranking, row: int, column: int) -> str:
    figure = evaluation.scheme.by_id[ranking.score]
    if not evaluation.ranks[ranking.id].entered[row, column]:
        return OUTSIDE
    result = figure_result(evaluation, figure, row, column)
    if result.state is State.VALUE:
        return UNDECIDED
    lacking = [
        source.name for source in missing_criteria(evaluation, figure, row, column) if source.id != figure.id
    ]
    if isinstance(figure.rule, MeanOfParts):
        source = evaluation.scheme.by_id[figure.rule.figure]
        return f"{result.text}：没有任何{source.of}的“{source.name}”"
    named = "、".join(f"“{name}”" for name in lacking[:_NAMED])
    more = f"等{len(lacking)}项" if len(lacking) > _NAMED else ""
    return f"{result.text}：缺{named}{more}" if lacking else result.text


def missing_criteria(evaluation: Evaluation, figure: Figure, row: int, column: int) -> list[Figure]:
    """The criteria of the same object and period without which a figure has no value, in the scheme's order."""
    wanted = {figure.id}
    for source in reversed(evaluation.scheme.figures):
        if source.id in wanted and not isinstance(source.rule, MeanOfParts):
            wanted.update(read.figure for read in source.rule.reads if read.window == SAME)
    return [
        source
        for source in evaluation.scheme.criteria
        if source.id in wanted
        and source.of == figure.of
        and source.every is figure.every
        and evaluation.columns[source.id].value.states[row, column] == State.NO_DATA.value
    ]
