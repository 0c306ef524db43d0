"""``sum`` and ``weighted``: figures of the same object and period added up."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

import numpy as np
import numpy.typing as npt

from cityassess.scoring.column import (
    NO_DATA,
    NOT_APPLICABLE,
    VALUE,
    Column,
    Numerators,
    fitted,
    weighted_sum,
)
from cityassess.scoring.fields import Fields, number
from cityassess.scoring.rules.context import Context, Known, RuleKind
from cityassess.scoring.scheme import Figure, Missing, NotApplicable, Sum, Term
from cityassess.scoring.tree import Mapping, Node, Scalar


def read(fields: Fields, *, weighted: bool) -> Sum:
    """Read ``inputs``: ids in a plain sum, ``id: weight`` in a weighted one; ``total_weight`` checks the weights."""
    terms = fields.each("inputs", partial(_term, fields, weighted), required=True)
    missing = fields.choice("missing", Missing.NO_DATA)
    not_applicable = fields.choice("not_applicable", NotApplicable.NOT_APPLICABLE)
    if weighted:
        _check_total_weight(fields, terms)
    for figure in {term.figure for term in terms}:
        if sum(term.figure == figure for term in terms) > 1:
            fields.faults.add(fields.line_of("inputs"), f"{fields.what}重复引用了“{figure}”")
    return Sum(terms, missing, not_applicable, weighted)


def _term(fields: Fields, weighted: bool, node: Node) -> Term | None:
    if not weighted:
        if isinstance(node, Scalar):
            return Term(node.text)
        fields.faults.add(node.line, f"{fields.what}是直接相加，输入项只写编号；要加权请用 rule: weighted")
        return None
    if not isinstance(node, Mapping) or len(node.entries) != 1:
        fields.faults.add(node.line, f"{fields.what}的输入项应写成“编号: 权重”，如“company: 40%”")
        return None
    key, value = node.entries[0]
    weight = number(value) if isinstance(value, Scalar) else None
    if weight is None:
        written = value.text if isinstance(value, Scalar) else "列表"
        fields.faults.add(value.line, f"{fields.what}中“{key.text}”的权重应是数字或百分数，现为“{written}”")
        return None
    if weight == 0:
        fields.faults.add(value.line, f"{fields.what}中“{key.text}”的权重为0，应删去此项或改正权重")
        return None
    return Term(key.text, weight)


def _check_total_weight(fields: Fields, terms: tuple[Term, ...]) -> None:
    expected = fields.fraction("total_weight")
    if expected is None:
        return
    total = sum((term.weight for term in terms), Fraction(0))
    if total != expected:
        fields.faults.add(
            fields.line_of("total_weight"),
            f"{fields.what}的权重合计为{_percent(total)}，与所写的{_percent(expected)}不符",
        )


def _percent(value: Fraction) -> str:
    hundredfold = value * 100
    return f"{hundredfold.numerator}%" if hundredfold.denominator == 1 else f"{value}"


def evaluate(rule: Sum, figure: Figure, context: Context) -> Column:
    """``Σ weight × input``, with inputs that are missing or not applicable treated as the scheme says."""
    inputs = [context.value(term.figure) for term in rule.terms]
    fulls = [context.scheme.fulls[term.figure] or Fraction(0) for term in rule.terms]
    states = _states(rule, inputs)
    parts: list[tuple[Numerators, Fraction]] = []
    for term, column, full in zip(rule.terms, inputs, fulls, strict=True):
        parts.append((column.numerators, term.weight / column.denominator))
        stand_in = _full_stands_in(rule, column)
        if stand_in is not None and stand_in.any():
            parts.append((stand_in.astype(np.int64), term.weight * full))
    numerators, denominator = weighted_sum(parts)
    total = Column(np.where(states == VALUE, numerators, 0), denominator, states)
    if rule.not_applicable is NotApplicable.RESCALE:
        return _rescaled(rule, total, inputs, fulls)
    return Column(fitted(total.numerators), total.denominator, total.states)


def _states(rule: Sum, inputs: list[Column]) -> npt.NDArray[np.uint8]:
    missing = np.stack([column.states == NO_DATA for column in inputs])
    absent = np.stack([column.states == NOT_APPLICABLE for column in inputs])
    states = np.full(inputs[0].states.shape, VALUE, dtype=np.uint8)
    if rule.not_applicable is NotApplicable.NOT_APPLICABLE:
        states[absent.any(axis=0)] = NOT_APPLICABLE
    states[absent.all(axis=0)] = NOT_APPLICABLE
    if rule.missing is Missing.NO_DATA:
        states[missing.any(axis=0)] = NO_DATA
    elif rule.missing is Missing.SKIP:
        states[(missing | absent).all(axis=0) & (states == VALUE)] = NO_DATA  # nothing was seen at all
    return states


def _full_stands_in(rule: Sum, column: Column) -> npt.NDArray[np.bool_] | None:
    flags: npt.NDArray[np.bool_] | None = None
    if rule.missing is Missing.FULL:
        flags = column.states == NO_DATA
    if rule.not_applicable is NotApplicable.FULL:
        absent = column.states == NOT_APPLICABLE
        flags = absent if flags is None else flags | absent
    return flags


def _rescaled(rule: Sum, total: Column, inputs: list[Column], fulls: list[Fraction]) -> Column:
    """Multiply each cell by (full marks of all inputs) over (full marks of those that apply to the object).

    Cells with the same set of applicable inputs share their factor, so the factor is worked out once for each set.
    """
    shares = [term.weight * full for term, full in zip(rule.terms, fulls, strict=True)]
    whole = sum(shares, Fraction(0))
    applies = np.stack([column.states != NOT_APPLICABLE for column in inputs], axis=-1)
    patterns, places = np.unique(applies.reshape(-1, len(inputs)), axis=0, return_inverse=True)
    places = places.reshape(total.states.shape)
    states = total.states.copy()
    parts: list[tuple[Numerators, Fraction]] = []
    for number_of_pattern, pattern in enumerate(patterns):
        here = places == number_of_pattern
        applicable = sum((share for share, used in zip(shares, pattern, strict=True) if used), Fraction(0))
        if not applicable:
            states[here & (states == VALUE)] = NOT_APPLICABLE
            continue
        parts.append((np.where(here, total.numerators, 0), whole / applicable / total.denominator))
    if not parts:
        return Column(np.zeros(states.shape, dtype=np.int64), 1, states)
    numerators, denominator = weighted_sum(parts)
    return Column(np.where(states == VALUE, numerators, 0), denominator, states)


def check(rule: Sum, figure: Figure, known: Known, fields: Fields) -> None:
    """Inputs must be numbers of the same kind of object and cycle, with full marks where the policy needs them."""
    line = fields.line_of("inputs")
    needs_full = rule.missing is Missing.FULL or rule.not_applicable in (
        NotApplicable.FULL,
        NotApplicable.RESCALE,
    )
    for term in rule.terms:
        source = known.figures.get(term.figure)
        if source is None:
            continue
        if source.of != figure.of:
            fields.faults.add(
                line, f"{fields.what}属于“{figure.of}”，不能直接加“{source.of}”的“{source.name}”"
            )
        if source.every is not figure.every:
            fields.faults.add(line, f"{fields.what}与“{source.name}”的周期不同，不能直接相加")
        if needs_full and source.id not in known.with_full:
            fields.faults.add(line, f"“{source.name}”没有满分，{fields.what}不能按满分计或按满分折算")


SUM = RuleKind("sum", Sum, partial(read, weighted=False), check, evaluate)
WEIGHTED = RuleKind("weighted", Sum, partial(read, weighted=True), check, evaluate)
