"""Evaluating a period together with all that it looks back on, each period under the edition in force then."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cityassess.scoring.engine import Evaluation, evaluate
from cityassess.scoring.frame import needed_periods
from cityassess.scoring.periods import Period
from cityassess.scoring.scheme import Scheme, scheme_in_force
from cityassess.scoring.tally import Tally

Tallying = Callable[[Scheme, tuple[Period, ...]], Tally]
"""Adds up the checks of some periods, and of those that they look back on, by the criteria of a scheme."""


def evaluate_in_force(
    scheme: Scheme, editions: Iterable[Scheme], periods: Iterable[Period], tallied: Tallying
) -> Evaluation:
    """Evaluate periods under a scheme, and earlier ones among ``editions`` (of the same scheme) as those say.

    Editions that date a campaign differently may each look from it into the other's periods; the second time round
    the edition that asks works those out by itself.
    """
    return _evaluated(scheme, tuple(editions), periods, tallied, frozenset())


def _evaluated(
    scheme: Scheme,
    editions: tuple[Scheme, ...],
    periods: Iterable[Period],
    tallied: Tallying,
    underway: frozenset[tuple[int, frozenset[str]]],
) -> Evaluation:
    """The same within evaluations that are ``underway``, each told by its edition and the codes asked of it."""
    asked = {scheme.calendar.dated(period) for period in periods}
    underway |= {(id(scheme), frozenset(period.code for period in asked))}
    by_edition: dict[int, list[Period]] = {}
    for period in needed_periods(scheme, asked) - asked:
        place = _governing(editions, period)
        if place is not None and editions[place] is not scheme:
            by_edition.setdefault(place, []).append(period)
    others: dict[str, Evaluation] = {}
    for place, governed in by_edition.items():
        if (id(editions[place]), frozenset(period.code for period in governed)) in underway:
            continue
        evaluation = _evaluated(editions[place], editions, governed, tallied, underway)
        others.update((period.code, evaluation) for period in governed)
    return evaluate(scheme, tallied(scheme, tuple(asked)), others)


def periods_looked_at(scheme: Scheme, editions: Iterable[Scheme], period: Period) -> frozenset[str]:
    """The codes of every period whose checks may decide a period's result, itself among them."""
    editions = tuple(editions)
    found: set[str] = set()
    waiting: list[tuple[Scheme, Period]] = [(scheme, scheme.calendar.dated(period))]
    seen: set[tuple[int, str]] = set()
    while waiting:
        current, asked = waiting.pop()
        if (id(current), asked.code) in seen:
            continue
        seen.add((id(current), asked.code))
        for needed in needed_periods(current, (asked,)):
            found.add(needed.code)
            place = _governing(editions, needed)
            if needed.code != asked.code and place is not None and editions[place] is not current:
                waiting.append((editions[place], editions[place].calendar.dated(needed)))
    return frozenset(found)


def governing_looked_at(
    scheme: Scheme, editions: Iterable[Scheme], period: Period
) -> tuple[tuple[Period, ...], tuple[Scheme, ...]]:
    """The earlier periods that a result looks back on, dated, and the other editions that govern any of them."""
    editions = tuple(editions)
    periods: list[Period] = []
    others: dict[int, Scheme] = {}
    for code in sorted(periods_looked_at(scheme, editions, period) - {period.code}):
        earlier = scheme.calendar.parse(code)
        place = _governing(editions, earlier)
        if place is not None and editions[place] is not scheme:
            others[place] = editions[place]
            earlier = editions[place].calendar.dated(earlier)
        periods.append(earlier)
    return tuple(periods), tuple(others.values())


def _governing(editions: tuple[Scheme, ...], period: Period) -> int | None:
    """The place of the edition in force in a period, if there is one that assesses its cycle."""
    own = [edition for edition in editions if period.cycle in edition.cycles]
    scheme = scheme_in_force(own, period)
    return None if scheme is None else next(place for place, item in enumerate(editions) if item is scheme)
