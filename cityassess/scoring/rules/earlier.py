"""``earlier``: the same figure some periods before, or in the same period of the year before."""

from __future__ import annotations

from cityassess.scoring.fields import Fields
from cityassess.scoring.forms import Absent, Earlier
from cityassess.scoring.periods import Cycle
from cityassess.scoring.rules.context import Known, Orderings, RuleKind
from cityassess.scoring.rules.looking_back import MOST_PERIODS
from cityassess.scoring.scheme import Figure
from cityassess.scoring.tree import Entries


def read(fields: Fields, orderings: Orderings) -> Earlier:
    """Read ``input`` (required), ``periods`` (1) or ``last_year``, and ``missing``."""
    figure = fields.text("input", required=True)
    last_year = fields.boolean("last_year", False)
    if last_year and fields.has("periods"):
        fields.faults.add(fields.line_of("periods"), f"{fields.what}的“periods”和“last_year”只能写一种")
    periods = fields.integer("periods", 1, 1, MOST_PERIODS)
    return Earlier(figure, None if last_year else periods, fields.choice("missing", Absent.NO_DATA))


def check(rule: Earlier, figure: Figure, known: Known, fields: Fields) -> None:
    """A campaign has no same period of the year before."""
    if rule.periods is None and figure.every is Cycle.CAMPAIGN:
        fields.faults.add(
            fields.line_of("last_year"),
            f"{fields.what}是专项行动的，没有上年同期。应写 periods: 1（上一次行动）",
        )


def write(rule: Earlier) -> Entries:
    """The entries that :func:`read` reads."""
    then: Entries = {"last_year": "true"} if rule.periods is None else {"periods": str(rule.periods)}
    return {"input": rule.figure, **then, "missing": rule.missing.value}


EARLIER = RuleKind("earlier", Earlier, read, check, write)
