"""The trace of a figure: the rule with its numbers put in, then each input, down to the single check."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from cityassess.scoring.assess import band_reason, figure_result
from cityassess.scoring.assessment import CheckLine, FigureResult, State, Trace
from cityassess.scoring.engine import Evaluation
from cityassess.scoring.marks import fraction_text, plain_text, value_text
from cityassess.scoring.periods import Period
from cityassess.scoring.scheme import (
    Bands,
    Deduct,
    Figure,
    Mark,
    MeanOfParts,
    Missing,
    NotApplicable,
    RoundingMode,
    Sum,
    Term,
    Unchecked,
)
from cityassess.scoring.values import VALUE_SCALE, Check


def explain(
    evaluation: Evaluation, figure_id: str, object_key: int, period: Period, checks: Sequence[Check]
) -> Trace:
    """How a figure of an object came about in a period; ``checks`` are those of the object and its parts.

    Raises ``KeyError`` for an unknown figure or object and ``ValueError`` for a period that was not evaluated.
    """
    return _Explainer(evaluation, period, checks).trace(evaluation.scheme.by_id[figure_id], object_key)


class _Explainer:
    def __init__(self, evaluation: Evaluation, period: Period, checks: Sequence[Check]) -> None:
        self.evaluation = evaluation
        self.row = evaluation.frame.row_of(period)
        self.checks: dict[tuple[int, str], list[Check]] = {}
        for check in checks:
            if check.period == period.code:
                self.checks.setdefault((check.object, check.criterion), []).append(check)

    def trace(self, figure: Figure, object_key: int, weight: str = "") -> Trace:
        """The trace of one figure of one object."""
        column = self.evaluation.frame.column_of[object_key]
        item = self.evaluation.frame.objects[figure.of][column]
        result = figure_result(self.evaluation, figure, self.row, column)
        checks = self.checks.get((object_key, figure.id), []) if figure.is_criterion else []
        return Trace(
            object_key,
            item.name,
            result,
            self._sentence(figure, column, result, checks),
            figure.clause,
            weight,
            tuple(self._inputs(figure, object_key)),
            tuple(_check_line(check, figure) for check in checks),
        )

    def _inputs(self, figure: Figure, object_key: int) -> list[Trace]:
        by_id = self.evaluation.scheme.by_id
        match figure.rule:
            case Sum(terms=terms, weighted=weighted):
                return [
                    self.trace(by_id[term.figure], object_key, _weight_text(term.weight) if weighted else "")
                    for term in terms
                ]
            case MeanOfParts(figure=part):
                return [self.trace(by_id[part], key) for key in self._part_keys(figure, object_key)]
            case Bands(figure=source):
                return [self.trace(by_id[source], object_key)]
            case _:
                return []

    def _part_keys(self, figure: Figure, object_key: int) -> list[int]:
        """The parts that exist in the period, those left out for want of data among them only if that mattered."""
        if not isinstance(figure.rule, MeanOfParts):
            return []
        source = self.evaluation.scheme.by_id[figure.rule.figure]
        exists = self.evaluation.frame.exists[source.every, source.of][self.row]
        states = self.evaluation.columns[source.id].value.states[self.row]
        left_out = State.NO_DATA.value if figure.rule.missing is Missing.SKIP else None
        items = self.evaluation.frame.objects[source.of]
        return [
            items[column].key
            for column in self.evaluation.frame.parts_of(source.of, object_key)
            if exists[column] and states[column] != left_out
        ]

    def _sentence(self, figure: Figure, column: int, result: FigureResult, checks: list[Check]) -> str:
        match figure.rule:
            case Deduct() as rule:
                return _deduct_sentence(rule, figure, result, checks)
            case Mark():
                return _mark_sentence(figure, result, checks)
            case Sum() as rule:
                return self._sum_sentence(rule, figure, column, result)
            case MeanOfParts() as rule:
                return self._mean_sentence(rule, figure, column, result)
            case Bands():
                if result.state is not State.VALUE:
                    return f"没有得分，{result.text}"
                return f"{band_reason(self.evaluation, figure, self.row, column)} → {result.text}"

    def _sum_sentence(self, rule: Sum, figure: Figure, column: int, result: FigureResult) -> str:
        words = [self._term_words(rule, term, column, result.exact is not None) for term in rule.terms]
        if result.exact is None:
            return f"{' + '.join(words)}：{result.text}"
        added = " + ".join(word for word in words if word)
        whole = rule.not_applicable is NotApplicable.RESCALE and self._rescaling(rule, column)
        if whole:
            added = f"({added}) × {whole}"
        return f"{added} = {ended(figure, result)}"

    def _term_words(self, rule: Sum, term: Term, column: int, counts: bool) -> str:
        """One summand; where the sum comes to no number (``counts`` is false), what is lacking is not called zero."""
        source = self.evaluation.scheme.by_id[term.figure]
        result = figure_result(self.evaluation, source, self.row, column)
        factor = f"×{_weight_text(term.weight)}" if rule.weighted else ""
        if result.published is not None:
            return f"{shown(result.published, source.decimals)}{factor}"
        full = self.evaluation.scheme.fulls[source.id]
        by_full = (result.state is State.NO_DATA and rule.missing is Missing.FULL) or (
            result.state is State.NOT_APPLICABLE and rule.not_applicable is NotApplicable.FULL
        )
        if by_full and full is not None:
            return f"{plain_text(full)}（{source.name}{result.text}，按满分计）{factor}"
        return f"0（{source.name}{result.text}）" if counts else f"（{source.name}{result.text}）"

    def _rescaling(self, rule: Sum, column: int) -> str:
        """The factor, as full marks of all inputs over those of the inputs that apply, or nothing when all apply."""
        scheme = self.evaluation.scheme
        whole, applicable = Fraction(0), Fraction(0)
        for term in rule.terms:
            share = term.weight * (scheme.fulls[term.figure] or Fraction(0))
            whole += share
            state = self.evaluation.columns[term.figure].value.states[self.row, column]
            applicable += share if state != State.NOT_APPLICABLE.value else 0
        return "" if whole == applicable else f"{_operand_text(whole)}÷{_operand_text(applicable)}"

    def _mean_sentence(self, rule: MeanOfParts, figure: Figure, column: int, result: FigureResult) -> str:
        source = self.evaluation.scheme.by_id[rule.figure]
        columns = self.evaluation.frame.column_of
        key = self.evaluation.frame.objects[figure.of][column].key
        parts = [
            figure_result(self.evaluation, source, self.row, columns[part])
            for part in self._part_keys(figure, key)
        ]
        values = [part.published for part in parts if part.published is not None]
        lacking = sum(part.state is State.NO_DATA for part in parts)
        if result.exact is None:
            if not values and not lacking:
                return f"没有任何{source.of}的“{source.name}”，{result.text}"
            return f"{len(values)}个{source.of}有得分，{lacking}个无数据：{result.text}"
        total, count = sum(values, Fraction(0)), len(values)
        words = f"{count}个{source.of}得分之和{shown(total, source.decimals)}"
        if lacking and rule.missing in (Missing.ZERO, Missing.FULL):
            each = self.evaluation.scheme.fulls[source.id] or Fraction(0)
            each = each if rule.missing is Missing.FULL else Fraction(0)
            count += lacking
            words += f" + {lacking}个无数据按{plain_text(each)}分计"
            words = f"({words})"
        return f"{words} ÷ {count} = {ended(figure, result)}"


def shown(value: Fraction, decimals: int) -> str:
    """A number in a sentence: with its usual decimals, with more where it has more, marked 约 where none suffice."""
    for places in range(decimals, 9):
        if (value * 10**places).denominator == 1:
            return fraction_text(value, places)
    return f"{fraction_text(value, decimals + 4)}（约）"


def ended(figure: Figure, result: FigureResult) -> str:
    """The end of a sentence: the exact result, and the published one where rounding made a difference."""
    exact = result.exact or Fraction(0)
    if figure.rounding is None or result.published == exact:
        return shown(exact, figure.decimals)
    how = "四舍五入" if figure.rounding.mode is RoundingMode.HALF_UP else "四舍六入五成双"
    return f"{shown(exact, figure.decimals)}，{how}保留{figure.rounding.decimals}位小数得{result.text}"


def _deduct_sentence(rule: Deduct, figure: Figure, result: FigureResult, checks: list[Check]) -> str:
    if not checks:
        return f"没有扣分记录，得满分{result.text}" if rule.unchecked is Unchecked.FULL else result.text
    if result.exact is None:
        return result.text
    off = Fraction(sum(check.value * check.count for check in checks if check.value is not None), VALUE_SCALE)
    words = f"满分{plain_text(rule.full)} − 扣分{shown(off, figure.entry_decimals)}"
    if rule.full - off < rule.floor:
        return f"{words}，扣完为止，得{ended(figure, result)}"
    return f"{words} = {ended(figure, result)}"


def _mark_sentence(figure: Figure, result: FigureResult, checks: list[Check]) -> str:
    if result.exact is None:
        return result.text
    if len(checks) > 1:
        marks = [_times_text(check, figure) for check in checks]
        return f"({' + '.join(marks)}) ÷ {sum(check.count for check in checks)} = {ended(figure, result)}"
    return f"直接打分{ended(figure, result)}"


def _times_text(check: Check, figure: Figure) -> str:
    text = value_text(check.value or 0, figure.entry_decimals)
    return f"{text}×{check.count}" if check.count > 1 else text


def _operand_text(value: Fraction) -> str:
    """A number beside ÷: a fraction stands in brackets, or it would read as a second division."""
    text = plain_text(value)
    return f"({text})" if "/" in text else text


def _weight_text(weight: Fraction) -> str:
    hundredfold = weight * 100
    return f"{plain_text(hundredfold)}%" if weight <= 1 else plain_text(weight)


def _check_line(check: Check, figure: Figure) -> CheckLine:
    if check.value is None:
        text = "不适用"
    else:
        text = _times_text(check, figure)
    return CheckLine(
        check.key, text, check.day, check.inspector, check.mode, check.place, check.note, check.source
    )
