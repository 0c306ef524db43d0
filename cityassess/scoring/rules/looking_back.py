"""What the forms that look back on earlier periods have in common: how far, and since when."""

from __future__ import annotations

from cityassess.scoring.fields import Fields
from cityassess.scoring.periods import Cycle
from cityassess.scoring.scheme import Figure
from cityassess.scoring.tree import Entries

MOST_PERIODS = 400
"""How far back a rule may look: a year of days and some."""
_SINCE = (Cycle.WEEK, Cycle.MONTH, Cycle.QUARTER, Cycle.YEAR, Cycle.FIVE_YEAR)
_WORDS = {cycle.value: cycle for cycle in _SINCE}


def read_since(fields: Fields) -> Cycle | None:
    """Read ``since``: the longer period before whose beginning nothing is looked at."""
    word = fields.text("since")
    if not word:
        return None
    if word not in _WORDS:
        fields.faults.add(
            fields.line_of("since"), f"{fields.what}的“since”应是 {'、'.join(_WORDS)} 之一，现为“{word}”"
        )
    return _WORDS.get(word)


def check_since(since: Cycle | None, figure: Figure, fields: Fields) -> None:
    """The period since whose beginning a figure looks back must be longer than its own."""
    if since is None or figure.every is Cycle.CAMPAIGN:
        return
    order = list(Cycle)
    if order.index(since) <= order.index(figure.every):
        fields.faults.add(
            fields.line_of("since"), f"{fields.what}的“since”应比它自己的周期（{figure.every.value}）长"
        )


def write_since(since: Cycle | None) -> Entries:
    """The entry that :func:`read_since` reads."""
    return {} if since is None else {"since": since.value}
