"""Tests and bands in words: what was asked of an object, and what it has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from cityassess.scoring.assessment import FigureResult
from cityassess.scoring.engine import Evaluation
from cityassess.scoring.forms import (
    Attribute,
    AttributeTest,
    Bands,
    BandTest,
    Comparison,
    FlagTest,
    Has,
    Limit,
    StateTest,
    Test,
    ValueTest,
)
from cityassess.scoring.numbers import fraction_text, needed_decimals, plain_text, shown
from cityassess.scoring.results import band_of, figure_result
from cityassess.scoring.scheme import Figure, Scheme
from cityassess.scoring.values import AssessedObject

COMPARISON_WORDS = {
    Comparison.BELOW: "低于",
    Comparison.AT_MOST: "不高于",
    Comparison.ABOVE: "高于",
    Comparison.AT_LEAST: "不低于",
    Comparison.EQUALS: "等于",
}
_LOWER = (Comparison.ABOVE, Comparison.AT_LEAST)
HAS_WORDS = {Has.VALUE: "有数据", Has.NO_DATA: "无数据", Has.NOT_APPLICABLE: "不适用"}
ATTRIBUTE_WORDS = {Attribute.GROUP: "分组", Attribute.GRADE: "等级", Attribute.NAME: "对象"}


@dataclass(frozen=True, slots=True)
class Cell:
    """The cell of a figure that tests are put to."""

    evaluation: Evaluation
    figure: Figure
    row: int
    column: int

    @property
    def item(self) -> AssessedObject:
        """The object."""
        return self.evaluation.frame.objects[self.figure.of][self.column]

    def source(self, figure_id: str) -> Figure:
        """A figure by id."""
        return self.evaluation.scheme.by_id[figure_id]

    def result(self, figure_id: str) -> FigureResult:
        """A figure of the same object and period as it is published."""
        return figure_result(self.evaluation, self.source(figure_id), self.row, self.column)

    def value(self, figure_id: str) -> Fraction | None:
        """The same as tests see it: after its rounding, 1 or 0 for a condition."""
        return self.evaluation.columns[figure_id].value.fraction(self.row, self.column)


def statement(test: Test, cell: Cell) -> str:
    """What a test asks, with what the object has in front: 总分为74.50，低于75."""
    match test:
        case ValueTest(figure=figure, limits=limits):
            return _value_statement(figure, limits, cell)
        case BandTest(figure=figure, bands=bands):
            return f"{cell.source(figure).name}{cell.result(figure).text}，属于{_band_names(figure, bands, cell)}"
        case FlagTest(figure=figure, holds=holds):
            return f"“{cell.source(figure).name}”{'成立' if holds else '不成立'}"
        case StateTest(figure=figure, has=has):
            return f"“{cell.source(figure).name}”{HAS_WORDS[has]}"
        case AttributeTest(attribute=attribute, values=values):
            own = _attribute(attribute, cell) or "未写"
            return f"{ATTRIBUTE_WORDS[attribute]}{own}，属于{'、'.join(values)}"


def _value_statement(figure_id: str, limits: Iterable[Limit], cell: Cell) -> str:
    source, value = cell.source(figure_id), cell.value(figure_id)
    asked = limit_words(limits)
    if value is None:
        return f"{source.name}{asked}（{cell.result(figure_id).text}）"
    own = cell.result(figure_id).text if source.is_flag else shown(value, source.decimals)
    return f"{source.name}为{own}，{asked}"


def limit_words(limits: Iterable[Limit]) -> str:
    """Limits in words, lower ones first: 不低于60且低于75."""
    ordered = sorted(limits, key=lambda limit: limit.comparison not in _LOWER)
    return "且".join(f"{COMPARISON_WORDS[limit.comparison]}{plain_text(limit.value)}" for limit in ordered)


def _band_names(figure_id: str, wanted: tuple[str, ...], cell: Cell) -> str:
    source = cell.source(figure_id)
    if not isinstance(source.rule, Bands):
        raise TypeError(figure_id)
    names = names_of_bands(source.rule, cell.evaluation.scheme)
    return "、".join(names.get(band, band) for band in wanted)


def names_of_bands(rule: Bands, scheme: Scheme) -> dict[str, str]:
    """What bands are called, by id; those that are colours go by the colour's name."""
    names = {band.id: band.name for band in rule.bands}
    return names | {colour.id: colour.name for colour in scheme.colours} if rule.colours else names


def _attribute(attribute: Attribute, cell: Cell) -> str:
    period = cell.evaluation.frame.periods[cell.figure.every][cell.row]
    match attribute:
        case Attribute.GROUP:
            return cell.item.group_in(period)
        case Attribute.GRADE:
            return cell.item.grade_in(period)
        case Attribute.NAME:
            return cell.item.name


def band_reason(evaluation: Evaluation, figure: Figure, row: int, column: int) -> str:
    """Why a cell fell into its band, in words: the value, the limits and tests it met, and the clause."""
    if not isinstance(figure.rule, Bands):
        raise TypeError(figure.id)
    cell = Cell(evaluation, figure, row, column)
    band, _ = band_of(evaluation, figure, row, column)
    words = [statement(test, cell) for test in band.when]
    if figure.rule.figure is not None:
        source = cell.source(figure.rule.figure)
        limits = [
            f"{COMPARISON_WORDS[limit.comparison]}{_limit_text(limit.value, source)}" for limit in band.limits
        ]
        value = f"{source.name}{cell.result(source.id).text}"
        if limits or not words:
            words = ["，".join([value, *(limits or ["不属于前面各档"])]), *words]
    clause = band.clause or figure.clause
    text = "；".join(words or ["不属于前面各档"])
    return f"{text}（{clause}）" if clause else text


def _limit_text(limit: Fraction, source: Figure) -> str:
    return fraction_text(limit, needed_decimals(limit, source.decimals, 6))
