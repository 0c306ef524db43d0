"""``sum`` and ``weighted``: figures of the same object and period added up."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from cityassess.scoring.fields import Fields
from cityassess.scoring.forms import Missing, NotApplicable, Sum, Term
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.rules.combining import (
    check_each_once,
    read_floor_and_cap,
    read_number,
    read_weighted,
    write_floor_and_cap,
)
from cityassess.scoring.rules.context import Known, Orderings, RuleKind
from cityassess.scoring.scheme import Figure
from cityassess.scoring.tree import Entries, Node, Scalar, Written


def read(fields: Fields, orderings: Orderings, *, weighted: bool) -> Sum:
    """Read ``inputs``: ids in a plain sum, ``id: weight`` in a weighted one; ``total_weight`` checks the weights.

    ``start`` is added to the sum, ``floor`` and ``cap`` hold it within limits.
    """
    read_one = partial(read_weighted if weighted else _read_plain, fields)
    terms = fields.each("inputs", read_one, required=True)
    missing = fields.choice("missing", Missing.NO_DATA)
    not_applicable = fields.choice("not_applicable", NotApplicable.NOT_APPLICABLE)
    if weighted:
        _check_total_weight(fields, terms)
    start = read_number(fields, "start", Fraction(0))
    check_each_once(fields, "inputs", (term.figure for term in terms))
    return Sum(terms, missing, not_applicable, weighted, start, *read_floor_and_cap(fields))


def _read_plain(fields: Fields, node: Node) -> Term | None:
    if isinstance(node, Scalar):
        return Term(node.text)
    fields.faults.add(node.line, f"{fields.what}是直接相加，输入项只写编号；要加权请用 rule: weighted")
    return None


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
    """Inputs must have full marks where what is done without them needs these.

    Rescaling (折算) goes by the full marks of what is added; what is taken off needs none.
    """
    line = fields.line_of("inputs")
    stands_in = rule.missing is Missing.FULL or rule.not_applicable is NotApplicable.FULL
    rescales = rule.not_applicable is NotApplicable.RESCALE
    for term in rule.terms:
        source = known.figures.get(term.figure)
        needs_full = stands_in or (rescales and term.weight > 0)
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
        **({"start": plain_text(rule.start)} if rule.start else {}),
        **write_floor_and_cap(rule.floor, rule.cap),
    }


SUM = RuleKind("sum", Sum, partial(read, weighted=False), check, write)
WEIGHTED = RuleKind("weighted", Sum, partial(read, weighted=True), check, write)
