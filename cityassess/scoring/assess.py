"""From an evaluation to what is published of one period: rankings, colours, reasons and problems."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import numpy as np

from cityassess.scoring.assessment import (
    Assessment,
    FigureResult,
    GroupRanking,
    Heading,
    Part,
    Rating,
    Standing,
    State,
)
from cityassess.scoring.column import VALUE
from cityassess.scoring.engine import Evaluation
from cityassess.scoring.marks import fraction_text, plain_text
from cityassess.scoring.periods import Period
from cityassess.scoring.rules.bands import is_colourless
from cityassess.scoring.scheme import Band, Bands, Comparison, Figure, Mark, MeanOfParts, Ranking, Several

STATE_WORDS = {State.NO_DATA: "无数据", State.NOT_APPLICABLE: "不适用"}
COMPARISON_WORDS = {
    Comparison.BELOW: "低于",
    Comparison.AT_MOST: "不高于",
    Comparison.ABOVE: "高于",
    Comparison.AT_LEAST: "不低于",
}


def assess(evaluation: Evaluation, period: Period) -> Assessment:
    """Everything that is published of a period; raises ``ValueError`` when the period was not evaluated."""
    evaluation.frame.row_of(period)
    groups = [
        group
        for ranking in evaluation.scheme.rankings
        if evaluation.scheme.by_id[ranking.score].every is period.cycle
        for group in _groups(evaluation, ranking, period)
    ]
    scheme = evaluation.scheme
    return Assessment(scheme.id, scheme.name, period, tuple(groups), tuple(_problems(evaluation, period)))


def figure_result(evaluation: Evaluation, figure: Figure, row: int, column: int) -> FigureResult:
    """One figure of one object as it is published."""
    evaluated = evaluation.columns[figure.id]
    state = State(int(evaluated.value.states[row, column]))
    if state is not State.VALUE:
        return FigureResult(figure.id, figure.name, STATE_WORDS[state], state)
    if isinstance(figure.rule, Bands):
        return FigureResult(figure.id, figure.name, _band(evaluation, figure, row, column)[1], state)
    exact, value = evaluated.exact.fraction(row, column), evaluated.value.fraction(row, column)
    text = fraction_text(value or Fraction(0), figure.decimals)
    return FigureResult(figure.id, figure.name, text, state, exact, value)


def _band(evaluation: Evaluation, figure: Figure, row: int, column: int) -> tuple[Band, str]:
    """The band that a cell fell into and its printed name: the colour's where the bands are colours."""
    if not isinstance(figure.rule, Bands):
        raise TypeError(figure.id)
    band = figure.rule.bands[int(evaluation.columns[figure.id].value.numerators[row, column])]
    if figure.rule.colours and not is_colourless(band):
        return band, evaluation.scheme.colour(band.id).name
    return band, band.name


def _groups(evaluation: Evaluation, ranking: Ranking, period: Period) -> Iterable[GroupRanking]:
    scheme = evaluation.scheme
    figure = scheme.by_id[ranking.score]
    row = evaluation.frame.row_of(period)
    ranks = evaluation.ranks[ranking.id]
    exists = evaluation.frame.exists[figure.every, figure.of][row]
    for number, name in enumerate(ranks.group_names):
        members = [int(column) for column in np.flatnonzero((ranks.groups == number) & exists)]
        if not members:
            continue
        standings = [_standing(evaluation, ranking, row, column) for column in members]
        ranked = sorted(
            (item for item in standings if item.rank is not None), key=lambda item: item.rank or 0
        )
        yield GroupRanking(
            ranking.id,
            name,
            _heading(evaluation, figure),
            tuple(_heading(evaluation, scheme.by_id[name]) for name in ranking.columns),
            tuple(ranked),
            tuple(item for item in standings if item.rank is None),
        )


def _heading(evaluation: Evaluation, figure: Figure) -> Heading:
    full = evaluation.scheme.fulls[figure.id]
    return Heading(figure.id, figure.name, plain_text(full) if full is not None else "")


def _standing(evaluation: Evaluation, ranking: Ranking, row: int, column: int) -> Standing:
    scheme = evaluation.scheme
    figure = scheme.by_id[ranking.score]
    item = evaluation.frame.objects[figure.of][column]
    place = int(evaluation.ranks[ranking.id].places[row, column])
    apart = {figure.id, ranking.rating, *ranking.columns}
    others = [
        other
        for other in scheme.figures
        if other.of == figure.of and other.every is figure.every and other.id not in apart
    ]
    return Standing(
        item.key,
        item.name,
        place or None,
        figure_result(evaluation, figure, row, column),
        tuple(figure_result(evaluation, scheme.by_id[name], row, column) for name in ranking.columns),
        tuple(figure_result(evaluation, other, row, column) for other in others),
        parts_of(evaluation, figure, row, item.key),
        _rating(evaluation, ranking, row, column),
        "" if place else _why_not_ranked(evaluation, figure, row, column),
    )


def parts_of(evaluation: Evaluation, figure: Figure, row: int, object_key: int) -> tuple[Part, ...]:
    """The parts that went into a mean, in official order; nothing for other rules."""
    if not isinstance(figure.rule, MeanOfParts):
        return ()
    source = evaluation.scheme.by_id[figure.rule.figure]
    exists = evaluation.frame.exists[source.every, source.of][row]
    parts = []
    for column, item in enumerate(evaluation.frame.objects[source.of]):
        if item.parent != object_key or not exists[column]:
            continue
        result = figure_result(evaluation, source, row, column)
        if result.state is State.VALUE:
            parts.append(Part(item.key, item.name, result.text, result.published))
    return tuple(parts)


def _rating(evaluation: Evaluation, ranking: Ranking, row: int, column: int) -> Rating | None:
    if ranking.rating is None:
        return None
    figure = evaluation.scheme.by_id[ranking.rating]
    if evaluation.columns[figure.id].value.states[row, column] != VALUE:
        return None
    band, name = _band(evaluation, figure, row, column)
    if is_colourless(band):
        return None
    colour = evaluation.scheme.colour(band.id)
    return Rating(colour.id, name, colour.tint, (band_reason(evaluation, figure, row, column),))


def band_reason(evaluation: Evaluation, figure: Figure, row: int, column: int) -> str:
    """Why a cell fell into its band, in words: the value, the limits it met, and the clause."""
    if not isinstance(figure.rule, Bands):
        raise TypeError(figure.id)
    source = evaluation.scheme.by_id[figure.rule.figure]
    band, _ = _band(evaluation, figure, row, column)
    value = figure_result(evaluation, source, row, column)
    limits = [
        f"{COMPARISON_WORDS[limit.comparison]}{fraction_text(limit.value, _decimals(limit.value, source))}"
        for limit in band.limits
    ]
    words = "，".join([f"{source.name}{value.text}", *(limits or ["不属于前面各档"])])
    clause = band.clause or figure.clause
    return f"{words}（{clause}）" if clause else words


def _decimals(limit: Fraction, figure: Figure) -> int:
    """As many decimals as the figure is printed with, or more where the limit needs them."""
    decimals = figure.decimals
    while decimals < 6 and (limit * 10**decimals).denominator != 1:
        decimals += 1
    return decimals


def _why_not_ranked(evaluation: Evaluation, figure: Figure, row: int, column: int) -> str:
    result = figure_result(evaluation, figure, row, column)
    lacking = [
        source.name for source in missing_criteria(evaluation, figure, row, column) if source.id != figure.id
    ]
    if isinstance(figure.rule, MeanOfParts):
        source = evaluation.scheme.by_id[figure.rule.figure]
        return f"{result.text}：没有任何{source.of}的“{source.name}”"
    return f"{result.text}：缺{'、'.join(f'“{name}”' for name in lacking)}" if lacking else result.text


def missing_criteria(evaluation: Evaluation, figure: Figure, row: int, column: int) -> list[Figure]:
    """The criteria of the same object without which a figure has no value, in the scheme's order."""
    wanted = {figure.id}
    for source in reversed(evaluation.scheme.figures):
        if source.id in wanted and not isinstance(source.rule, MeanOfParts):
            wanted.update(source.inputs)
    return [
        source
        for source in evaluation.scheme.criteria
        if source.id in wanted
        and source.of == figure.of
        and evaluation.columns[source.id].value.states[row, column] == State.NO_DATA.value
    ]


def _problems(evaluation: Evaluation, period: Period) -> Iterable[str]:
    """Cells that hold contradicting checks, which therefore have no value."""
    row = evaluation.frame.row_of(period)
    for figure in evaluation.scheme.criteria:
        if figure.every is not period.cycle:
            continue
        _, times, not_applicable = evaluation.tally.block(figure)
        items = evaluation.frame.objects[figure.of]
        for column in np.flatnonzero((times[row] > 0) & (not_applicable[row] > 0)):
            yield f"{items[column].name}的“{figure.name}”既有分数又有“不适用”，不能计分，应改正其中之一"
        if isinstance(figure.rule, Mark) and figure.rule.several is Several.ONE:
            for column in np.flatnonzero(times[row] > 1):
                yield f"{items[column].name}的“{figure.name}”有{int(times[row][column])}个分数，只能有1个，不能计分"
