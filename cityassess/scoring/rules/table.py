"""``table``: what the range gives that an indicator falls into."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from cityassess.scoring.fields import Fields
from cityassess.scoring.forms import Row, Table
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.rules.combining import read_number
from cityassess.scoring.rules.conditions import read_limits, write_limits
from cityassess.scoring.rules.context import Orderings, RuleKind, unchecked
from cityassess.scoring.rules.ranges import Range, check_ranges
from cityassess.scoring.tree import Entries, Node, Written


def read(fields: Fields, orderings: Orderings) -> Table:
    """Read ``input`` and ``rows``, of which the first that holds a value wins; no value may be left out."""
    figure = fields.text("input", required=True)
    rows = fields.each("rows", partial(_read_row, fields), required=True)
    ranges = [Range(f"第{number}行", row.limits) for number, row in enumerate(rows, 1)]
    check_ranges(fields, "rows", ranges, unit="")
    return Table(figure, rows)


def _read_row(fields: Fields, node: Node) -> Row:
    entry = Fields(node, fields.faults, f"{fields.what}的一行")
    limits = read_limits(entry)
    gives = read_number(entry, "gives", Fraction(0), required=not entry.faulty)
    entry.finish()
    return Row(limits, gives)


def write(rule: Table) -> Entries:
    """The entries that :func:`read` reads."""
    rows: list[Written] = [{**write_limits(row.limits), "gives": plain_text(row.gives)} for row in rule.rows]
    return {"input": rule.figure, "rows": rows}


TABLE = RuleKind("table", Table, read, unchecked, write)
