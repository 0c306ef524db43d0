"""Published lists, and sums of money or quota that must come out even."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from cityassess.scoring.fields import Fields, check_unique, near_name
from cityassess.scoring.forms import Read, Wants
from cityassess.scoring.reading.figures import check_reads
from cityassess.scoring.rules.context import Known
from cityassess.scoring.scheme import BalanceCheck, Figure, NamedList
from cityassess.scoring.tree import Node


def read_lists(top: Fields, known: Known) -> tuple[NamedList, ...]:
    """Read ``lists``."""
    lists = top.each("lists", partial(_read_list, top, known))
    check_unique(top.faults, "名单", ((item.id, item.line) for item in lists))
    return lists


def _read_list(top: Fields, known: Known, node: Node) -> NamedList:
    fields = Fields(node, top.faults, "名单")
    list_id, name = fields.identifier("id"), fields.text("name", required=True)
    fields.what = f"名单“{name or list_id}”"
    figure, order_by = fields.text("figure", required=True), fields.text("order_by") or None
    high_first = fields.word("better", ("high", "low")) == "high"
    clause = fields.text("clause")
    fields.finish()
    source = known.figures.get(figure)
    if source is None:
        _unknown(fields, figure, known)
    else:
        reads = [Read(figure, wants=Wants.FLAG), *([Read(order_by)] if order_by is not None else [])]
        check_reads(reads, source.of, source.every, fields, known)
    return NamedList(list_id, name, figure, order_by, high_first, clause, fields.line)


def read_balances(top: Fields, known: Known) -> tuple[BalanceCheck, ...]:
    """Read ``balances``."""
    return top.each("balances", partial(_read_balance, top, known))


def _read_balance(top: Fields, known: Known, node: Node) -> BalanceCheck:
    fields = Fields(node, top.faults, "收支平衡")
    name = fields.text("name", required=True)
    fields.what = f"收支平衡“{name}”"
    figures = fields.words("figures", required=True)
    equals = fields.fraction("equals", Fraction(0)) or Fraction(0)
    fields.finish()
    found: list[Figure] = []
    for figure in figures:
        source = known.figures.get(figure)
        if source is None:
            _unknown(fields, figure, known)
        elif source.is_band or source.is_flag:
            fields.faults.add(fields.line_of("figures"), f"{fields.what}的“{source.name}”不是数值")
        else:
            found.append(source)
    if len({source.every for source in found}) > 1:
        fields.faults.add(fields.line_of("figures"), f"{fields.what}的各项周期不同，不能合计")
    return BalanceCheck(name, figures, equals, fields.line)


def _unknown(fields: Fields, figure: str, known: Known) -> None:
    if figure:
        near = near_name(figure, known.figures)
        fields.faults.add(fields.line_naming(figure), f"{fields.what}引用的“{figure}”没有定义{near}")
