"""``running``: for how many periods running a condition has held."""

from __future__ import annotations

from cityassess.scoring.fields import Fields
from cityassess.scoring.forms import Gap, Running
from cityassess.scoring.rules.context import Known, Orderings, RuleKind
from cityassess.scoring.rules.looking_back import MOST_PERIODS, check_since, read_since, write_since
from cityassess.scoring.scheme import Figure
from cityassess.scoring.tree import Entries


def read(fields: Fields, orderings: Orderings) -> Running:
    """Read ``input`` (a condition, required), ``periods`` (required), ``since`` and ``missing``."""
    figure = fields.text("input", required=True)
    fields.node("periods", required=True)
    periods = fields.integer("periods", 1, 1, MOST_PERIODS)
    return Running(figure, periods, read_since(fields), fields.choice("missing", Gap.BREAK))


def check(rule: Running, figure: Figure, known: Known, fields: Fields) -> None:
    """The period since whose beginning it looks must be longer than its own."""
    check_since(rule.since, figure, fields)


def write(rule: Running) -> Entries:
    """The entries that :func:`read` reads."""
    entries: Entries = {"input": rule.figure, "periods": str(rule.periods), **write_since(rule.since)}
    return {**entries, "missing": rule.missing.value}


RUNNING = RuleKind("running", Running, read, check, write)
