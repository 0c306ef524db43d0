"""Why a condition holds for an object, as a bulletin tells it: the figures that made it hold, instead of its name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from cityassess import wording
from cityassess.scoring.assessment import Standing
from cityassess.scoring.evaluating.testing import TRUE
from cityassess.scoring.forms import (
    Bands,
    BandTest,
    Comparison,
    Condition,
    FlagTest,
    Gap,
    Limit,
    Running,
    Test,
    ValueTest,
)
from cityassess.scoring.frame import NOWHERE
from cityassess.scoring.numbers import fraction_text, needed_decimals
from cityassess.scoring.periods import Cycle, Period
from cityassess.scoring.reasons import COMPARISON_WORDS, statement
from cityassess.scoring.results import band_of
from cityassess.scoring.scheme import Figure
from cityassess.scoring.tracing import TRACERS, Place
from cityassess.scoring.tracing.test_words import cell_of, truth
from cityassess.services.bulletin.scene import Scene

_MOST_TOLD = 2
_MOST_RUNNING = 4
_DEEPEST = 5
_LENGTHS = {
    Cycle.DAY: "天",
    Cycle.WEEK: "周",
    Cycle.MONTH: "个月",
    Cycle.QUARTER: "个季度",
    Cycle.YEAR: "年",
}


def rating_reasons(scene: Scene, standing: Standing) -> tuple[str, ...]:
    """Why an object got its colour, in words, with what lies behind each condition that is named there."""
    rating = standing.rating
    if rating is None:
        return ()
    place = _place(scene, rating.figure, standing.object)
    if place is None or not isinstance(place.figure.rule, Bands):
        return rating.reasons
    band, _ = band_of(place.evaluation, place.figure, place.row, place.column)
    reasons = rating.reasons
    for test in band.when:
        if isinstance(test, ValueTest | FlagTest):
            named, told = statement(test, cell_of(place)), "；".join(_of_test(test, place, _MOST_TOLD, 0))
            reasons = tuple(reason.replace(named, told or named) for reason in reasons)
    return reasons


def listed_reason(scene: Scene, figure_id: str, object_key: int) -> str:
    """Why a condition puts an object on a list, as briefly as can be; empty where it cannot be told."""
    place = _place(scene, figure_id, object_key)
    return "" if place is None else "；".join(_of_flag(figure_id, place, 1))


def _place(scene: Scene, figure_id: str, object_key: int) -> Place | None:
    evaluation = scene.material.now.evaluation
    if evaluation is None or figure_id not in evaluation.scheme.by_id:
        return None
    row, column = evaluation.frame.find_row(scene.period), evaluation.frame.column_of.get(object_key)
    figure = evaluation.scheme.by_id[figure_id]
    if row == NOWHERE or column is None or figure.every is not scene.period.cycle:
        return None
    return Place(evaluation, figure, row, column, scene.material.checks_of)


def _of_flag(figure_id: str, place: Place, most: int, depth: int = 0) -> list[str]:
    """What made a condition hold at a place; its name alone where that lies too deep or it is no condition."""
    figure = place.source(figure_id)
    rule = figure.rule
    if not isinstance(rule, Condition) or depth > _DEEPEST:
        return [f"“{figure.name}”成立"]
    here = replace(place, figure=figure)
    told = [words for test in rule.every for words in _of_test(test, here, most, depth)]
    held = [test for test in rule.some if truth(test, here) == TRUE]
    some = [words for test in held[:most] for words in _of_test(test, here, most, depth)]
    if len(held) > most > 1 and some:
        some[-1] += f"等{len(held)}项"
    return list(dict.fromkeys((*told, *some)))


def _of_test(test: Test, place: Place, most: int, depth: int) -> Iterator[str]:
    match test:
        case FlagTest(figure=figure, holds=True):
            yield from _of_flag(figure, place, most, depth + 1)
        case ValueTest(figure=figure, limits=limits):
            yield _value(place.source(figure), limits, place, most) or statement(test, cell_of(place))
        case BandTest(figure=figure):
            yield _band(place.source(figure), place)
        case _:
            yield statement(test, cell_of(place))


def _value(source: Figure, limits: Sequence[Limit], place: Place, most: int) -> str:
    """A figure with the limits that it meets, a run with its periods; empty where it has no value."""
    rule = source.rule
    if isinstance(rule, Running) and all(
        limit.comparison in (Comparison.AT_LEAST, Comparison.ABOVE) for limit in limits
    ):
        return _run(rule, replace(place, figure=source), brief=most == 1)
    result = place.result_of(source.id)
    if result.published is None:
        return ""
    return f"{source.name}{result.text}{source.unit}，{_limits(limits, source)}"


def _limits(limits: Iterable[Limit], source: Figure) -> str:
    return "且".join(
        f"{COMPARISON_WORDS[limit.comparison]}{_number(limit.value, source)}{source.unit}" for limit in limits
    )


def _number(value: Fraction, source: Figure) -> str:
    return fraction_text(value, needed_decimals(value, source.decimals, 6))


def _band(source: Figure, place: Place) -> str:
    """A figure of bands with the value that it fell into its band by."""
    rule, result = source.rule, place.result_of(source.id)
    if isinstance(rule, Bands) and rule.figure is not None:
        behind = place.source(rule.figure)
        value = place.result_of(behind.id)
        return f"{behind.name}{value.text}{behind.unit}，{source.name}“{result.text}”"
    return f"{source.name}“{result.text}”"


def _run(rule: Running, place: Place, *, brief: bool) -> str:
    """For how many periods running a condition has held, with the figure that it asks about in each of them."""
    source = place.source(rule.figure)
    rows = [line.row for line in reversed(TRACERS[Running](rule, place).lines)]
    periods = place.evaluation.frame.periods[source.every]
    unit = _LENGTHS.get(source.every, "期") if rule.missing is not Gap.SKIP else "期"
    length = f"连续{len(rows)}{unit}"
    asked = _only_test(source)
    last = rows[-_MOST_RUNNING:]
    titles = _titles([periods[row] for row in last])
    if asked is None:
        told = "、".join(titles) if len(rows) <= _MOST_RUNNING and not brief else ""
        return f"{told}{length}“{source.name}”"
    value = place.source(asked.figure)
    if brief:
        return f"{value.name}{length}{_limits(asked.limits, value)}"
    texts = [place.result_of(value.id, row).text for row in last]
    told = f"{value.name}{'、'.join(f'{title}{text}' for title, text in zip(titles, texts, strict=True))}"
    words = f"{length}{_limits(asked.limits, value)}"
    return f"{told}，{words}" if len(rows) <= _MOST_RUNNING else f"{words}，其中{told}"


def _only_test(figure: Figure) -> ValueTest | None:
    """The one value that a condition asks about; None where it asks more, or something else."""
    rule = figure.rule
    tests = (*rule.every, *rule.some) if isinstance(rule, Condition) else ()
    return tests[0] if len(tests) == 1 and isinstance(tests[0], ValueTest) else None


def _titles(periods: Sequence[Period]) -> list[str]:
    """The titles of periods, without the year where it is the same."""
    titles = [wording.period_title(period) for period in periods]
    year = titles[-1][:5]
    if year.endswith("年") and all(title.startswith(year) and title != year for title in titles):
        return [title.removeprefix(year) for title in titles]
    return titles
