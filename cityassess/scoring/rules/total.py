"""``sum`` and ``weighted``: figures of the same object and period added up."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from cityassess.scoring.fields import Fields, number
from cityassess.scoring.forms import Missing, NotApplicable, Sum, Term
from cityassess.scoring.marks import plain_text
from cityassess.scoring.rules.context import Known, Orderings, RuleKind
from cityassess.scoring.scheme import Figure
from cityassess.scoring.tree import Entries, Mapping, Node, Scalar, Written


def read(fields: Fields, orderings: Orderings, *, weighted: bool) -> Sum:
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


def check(rule: Sum, figure: Figure, known: Known, fields: Fields) -> None:
    """Inputs must have full marks where what is done without them needs these."""
    line = fields.line_of("inputs")
    needs_full = rule.missing is Missing.FULL or rule.not_applicable in (
        NotApplicable.FULL,
        NotApplicable.RESCALE,
    )
    for term in rule.terms:
        source = known.figures.get(term.figure)
        if source is not None and needs_full and source.id not in known.with_full:
            fields.faults.add(line, f"“{source.name}”没有满分，{fields.what}不能按满分计或按满分折算")


def write(rule: Sum) -> Entries:
    """The entries that :func:`read` reads."""
    inputs: list[Written] = [
        {term.figure: plain_text(term.weight)} if rule.weighted else term.figure for term in rule.terms
    ]
    return {
        "inputs": inputs,
        "missing": rule.missing.value,
        "not_applicable": rule.not_applicable.value,
    }


SUM = RuleKind("sum", Sum, partial(read, weighted=False), check, write)
WEIGHTED = RuleKind("weighted", Sum, partial(read, weighted=True), check, write)
