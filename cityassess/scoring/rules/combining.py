"""What several combining forms read and write alike: terms with weights, a floor and a cap."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import partial

from cityassess.scoring.fields import Fields, number
from cityassess.scoring.forms import Term
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.tree import Entries, Mapping, Node, Scalar, Written


def read_number(
    fields: Fields, key: str, default: Fraction, *, required: bool = False, least: Fraction | None = None
) -> Fraction:
    """An exact number; ``least`` is the smallest that makes sense."""
    value = fields.fraction(key, default, required=required)
    if value is None:
        return default
    if least is not None and value < least:
        fields.faults.add(
            fields.line_of(key),
            f"{fields.what}的“{key}”应不小于{plain_text(least)}，现为{plain_text(value)}",
        )
        return default
    return value


def read_floor_and_cap(fields: Fields) -> tuple[Fraction | None, Fraction | None]:
    """Read ``floor`` and ``cap``, either of which may be absent; a floor must lie below the cap."""
    floor, cap = fields.fraction("floor"), fields.fraction("cap")
    if floor is not None and cap is not None and floor >= cap:
        fields.faults.add(
            fields.line_of("floor"),
            f"{fields.what}的下限floor（{plain_text(floor)}）应低于上限cap（{plain_text(cap)}）",
        )
    return floor, cap


def write_floor_and_cap(floor: Fraction | None, cap: Fraction | None) -> Entries:
    """The entries that :func:`read_floor_and_cap` reads."""
    limits = {"floor": floor, "cap": cap}
    return {key: plain_text(limit) for key, limit in limits.items() if limit is not None}


def read_terms(fields: Fields, key: str) -> tuple[Term, ...]:
    """A list of ids, each plain or with a weight as ``id: weight``."""
    return fields.each(key, partial(read_term, fields), required=True)


def read_term(fields: Fields, node: Node) -> Term | None:
    """One id, plain or with a weight."""
    return Term(node.text) if isinstance(node, Scalar) else read_weighted(fields, node)


def read_weighted(fields: Fields, node: Node) -> Term | None:
    """One ``id: weight``."""
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


def write_terms(terms: Iterable[Term]) -> list[Written]:
    """The list that :func:`read_terms` reads."""
    return [term.figure if term.weight == 1 else {term.figure: plain_text(term.weight)} for term in terms]


def check_each_once(fields: Fields, key: str, figures: Iterable[str]) -> None:
    """Note every id that stands twice in a list."""
    seen: set[str] = set()
    for figure in figures:
        if figure in seen:
            fields.faults.add(fields.line_of(key), f"{fields.what}重复引用了“{figure}”")
        seen.add(figure)
