"""Places where points were taken off (扣分问题), from the checks of a period and of the shorter ones that end in it."""

from __future__ import annotations

from cityassess.scoring.forms import Choice, Deduct, TimeLimit
from cityassess.scoring.periods import Cycle
from cityassess.scoring.scheme import Figure, Scheme
from cityassess.scoring.values import VALUE_SCALE, Check
from cityassess.scoring.worth import late_points, option_of
from cityassess.services.bulletin.material import Term

_LENGTHS = tuple(Cycle)
"""From the day to the longest; campaigns last."""
Records = dict[tuple[int, str], int]
"""In how many places points were taken off, by object and criterion."""


def records_of(scheme: Scheme, term: Term) -> Records:
    """The places of a period, by the criteria of a scheme; what nothing was taken off is left out."""
    shorter = [cycle for cycle in scheme.cycles if _LENGTHS.index(cycle) < _LENGTHS.index(term.period.cycle)]
    inside = [period.code for cycle in shorter for period in scheme.calendar.within(term.period, cycle)]
    codes = {term.period.code, *inside}
    found: Records = {}
    for check in term.checks:
        figure = scheme.by_id.get(check.criterion) if check.period in codes else None
        events = 0 if figure is None else events_of(check, figure)
        if events:
            place = check.object, check.criterion
            found[place] = found.get(place, 0) + events
    return found


def events_of(check: Check, figure: Figure) -> int:
    """In how many places a check took points off: none where it took none, or is a sum without a day or place.

    One record may tell of several places; where a criterion counts times or things, each of them counts as one.
    """
    if not check.value or not (check.day or check.place or check.note or check.found):
        return 0
    match figure.rule:
        case Deduct(pricing=pricing):
            return check.count * check.value // VALUE_SCALE if pricing.rates else check.count
        case TimeLimit() as rule:
            return check.count if late_points(check.value, rule) else 0
        case Choice() as rule:
            option = option_of(check.value, rule)
            return check.count if option is not None and option.points < rule.full else 0
        case _:
            return 0
