"""How far a scheme makes its figures look back: what would take hours to work out is refused while it is read."""

from __future__ import annotations

from collections.abc import Sequence

from cityassess.scoring.calendars import Calendar
from cityassess.scoring.fields import Faults
from cityassess.scoring.forms import Before, Bonus, Deduct, LastYear, Window
from cityassess.scoring.periods import Cycle
from cityassess.scoring.scheme import Figure

MOST_ROWS = 4_000
"""In how many periods one figure may be wanted for the sake of another: eleven years of days."""
MOST_LOOKS = 400_000
"""How many periods the windows of one figure may show, all its periods together: 400 days in each of 1,000."""
_DAYS = {
    Cycle.DAY: 1,
    Cycle.WEEK: 7,
    Cycle.MONTH: 31,
    Cycle.QUARTER: 92,
    Cycle.YEAR: 366,
    Cycle.FIVE_YEAR: 1827,
}


def check_reach(ordered: Sequence[Figure], calendar: Calendar, faults: Faults) -> None:
    """Note the first figure, from the top down, that makes itself or others be worked out for too many periods."""
    by_id = {figure.id: figure for figure in ordered}
    longest = max(((item.end - item.start).days + 1 for item in calendar.campaigns), default=1)
    days = {**_DAYS, Cycle.CAMPAIGN: longest}
    spans = {figure.id: days[figure.every] for figure in ordered}
    for figure in reversed(ordered):
        rows = -(-spans[figure.id] // days[figure.every])
        for read in figure.rule.reads:
            if read.figure not in by_id:
                continue
            source = by_id[read.figure]
            back = _periods_back(read.window, figure, calendar) * days[figure.every]
            spans[source.id] = max(spans[source.id], spans[figure.id] + back)
            wanted = -(-spans[source.id] // days[source.every])
            shown = read.window.last * rows if isinstance(read.window, Before) else 0
            if wanted > MOST_ROWS or shown > MOST_LOOKS:
                faults.add(
                    figure.line,
                    f"考核项“{figure.name}”往前看得太远：层层算下来，“{source.name}”要算{wanted}期，"
                    "算起来太久。应改小“periods”，或减少层次",
                )
                return
        if isinstance(figure.rule, Deduct | Bonus):
            spans[figure.id] += figure.rule.pricing.repeated_within * days[figure.every]


def _periods_back(window: Window, figure: Figure, calendar: Calendar) -> int:
    if isinstance(window, LastYear):
        return -(-366 // _DAYS.get(figure.every, 366))
    if not isinstance(window, Before):
        return 0
    return min(window.last, len(calendar.campaigns)) if figure.every is Cycle.CAMPAIGN else window.last
