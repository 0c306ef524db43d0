"""``choose``: what the first case that holds gives (一票否决, conditional rewards)."""

from __future__ import annotations

from functools import partial

from cityassess.scoring.fields import Fields, number
from cityassess.scoring.forms import Case, Choose, Given
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.rules.conditions import read_tests, write_tests
from cityassess.scoring.rules.context import Orderings, RuleKind, unchecked
from cityassess.scoring.tree import Entries, Mapping, Node, Scalar, Written


def read(fields: Fields, orderings: Orderings) -> Choose:
    """Read ``cases`` (each ``when`` and ``gives``) and ``otherwise``; without it the rest is not applicable."""
    cases = fields.each("cases", partial(_read_case, fields), required=True)
    return Choose(cases, _read_given(fields, "otherwise") if fields.has("otherwise") else None)


def _read_case(fields: Fields, node: Node) -> Case | None:
    entry = Fields(node, fields.faults, f"{fields.what}的一种情形")
    if entry.faulty:
        return None
    when = read_tests(entry, "when", required=True)
    gives = _read_given(entry, "gives")
    entry.finish()
    return Case(when, gives) if when and gives is not None else None


def _read_given(fields: Fields, key: str) -> Given | None:
    """A number, or ``{figure: id}``."""
    node = fields.node(key, required=True)
    match node:
        case None:
            return None
        case Scalar(text=text):
            value = number(node)
            if value is None:
                fields.faults.add(
                    node.line,
                    f"{fields.what}的“{key}”应是数字，或写成 {{figure: 考核项编号}}，现为“{text}”",
                )
            return value
        case Mapping(entries=((Scalar(text="figure"), Scalar(text=figure)),)) if figure.strip():
            return figure.strip()
    fields.faults.add(node.line, f"{fields.what}的“{key}”应是数字，或写成 {{figure: 考核项编号}}")
    return None


def write(rule: Choose) -> Entries:
    """The entries that :func:`read` reads."""
    cases: list[Written] = [
        {"when": write_tests(case.when), "gives": _write_given(case.gives)} for case in rule.cases
    ]
    entries: Entries = {"cases": cases}
    if rule.otherwise is not None:
        entries["otherwise"] = _write_given(rule.otherwise)
    return entries


def _write_given(given: Given) -> Written:
    return {"figure": given} if isinstance(given, str) else plain_text(given)


CHOOSE = RuleKind("choose", Choose, read, unchecked, write)
