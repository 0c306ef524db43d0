"""What the workbook to fill in offers for a period: its criteria, its objects, and a row for each expected mark."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from cityassess import wording
from cityassess.reports.template import MarkRow, ObjectRow, TemplateSpec
from cityassess.scoring.forms import Bonus, Choice, Deduct, Mark, Measure, Rate
from cityassess.scoring.periods import Period
from cityassess.scoring.scheme import Figure, Scheme
from cityassess.scoring.values import AssessedObject, Roster

_MODES = ("明查", "暗访", "夜查", "自查")


def template_of(schemes: Sequence[Scheme], roster: Roster, period: Period) -> TemplateSpec:
    """The template of a period under the schemes that govern it."""
    expected = [
        (figure, scheme.calendar.dated(period))
        for scheme in schemes
        for figure in scheme.criteria
        if scheme.assesses(figure, period)
    ]
    criteria = [figure for figure, _ in expected]
    dated = next((when for _, when in expected), period)
    rows = tuple(_mark_rows(expected, roster))
    names = dict.fromkeys(name(roster, item) for item in roster if item.exists_in(dated))
    circumstances = [rate.circumstances for figure in criteria for rate in _rates(figure)]
    return TemplateSpec(
        title=f"{wording.period_title(dated)}考核得分",
        periods=(period.code,),
        objects=tuple(names),
        criteria=tuple(dict.fromkeys(figure.name for figure in criteria)),
        modes=_each_once(_MODES, *(each.modes for each in circumstances)),
        kinds=tuple(dict.fromkeys(kind.name for scheme in schemes for kind in scheme.kinds)),
        groups=_each_once(*((item.group, *(one.group for one in item.reclassified)) for item in roster)),
        grades=_each_once(*((item.grade, *(one.grade for one in item.reclassified)) for item in roster)),
        options=_each_once(*(_options(figure) for figure in criteria)),
        sources=_each_once(*(each.sources for each in circumstances)),
        severities=_each_once(*(each.severities for each in circumstances)),
        lowest=_lowest(criteria),
        highest=_highest(criteria),
        marks=rows,
        known_objects=tuple(_object_rows(roster)),
    )


def name(roster: Roster, item: AssessedObject) -> str:
    """The shortest name by which an import finds the object again: its own, or its full name where others share it."""
    return item.name if len(roster.named(item.name)) == 1 else roster.path(item.key)


def _unit_name(roster: Roster, key: int) -> str:
    """The shortest name by which an import finds a unit, of whatever kind it is."""
    unit = roster.by_key[key]
    return unit.name if roster.named(unit.name) == (unit,) else roster.path(key)


def _mark_rows(expected: Sequence[tuple[Figure, Period]], roster: Roster) -> Iterable[MarkRow]:
    names = [figure.name for figure, _ in expected]
    for kind in dict.fromkeys(figure.of for figure, _ in expected):
        own = [(figure, period) for figure, period in expected if figure.of == kind]
        for item in roster.of_kind(kind):
            for figure, period in own:
                if item.exists_in(period):
                    known = figure.name if names.count(figure.name) == 1 else figure.id
                    yield MarkRow(period.code, name(roster, item), known)


def _object_rows(roster: Roster) -> Iterable[ObjectRow]:
    """Each object as it began, and a row for each later group and grade; an import of these rows changes nothing."""
    for item in roster:
        began = ObjectRow(
            item.name,
            roster.path(item.parent) if item.parent is not None else "",
            item.kind,
            item.group,
            item.grade,
            item.code,
            item.since,
            item.until,
            _unit_name(roster, item.lead) if item.lead is not None else "",
            "、".join(_unit_name(roster, key) for key in item.responsible),
            item.leader,
        )
        yield began
        for one in item.reclassified:
            yield replace(began, group=one.group, grade=one.grade, since=one.since)


def _each_once(*several: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for words in several for word in words if word))


def _rates(figure: Figure) -> tuple[Rate, ...]:
    return figure.rule.pricing.rates if isinstance(figure.rule, Deduct | Bonus) else ()


def _options(figure: Figure) -> tuple[str, ...]:
    return tuple(option.name for option in figure.rule.options) if isinstance(figure.rule, Choice) else ()


def _lowest(criteria: Sequence[Figure]) -> Decimal | None:
    """The least that any criterion takes; None where that has no limit or the limit is no whole number."""
    limits = [figure.rule.least if isinstance(figure.rule, Measure) else Fraction(0) for figure in criteria]
    return _whole(min((limit for limit in limits if limit is not None), default=Fraction(0)), limits)


def _highest(criteria: Sequence[Figure]) -> Decimal | None:
    """The most that any criterion takes; None where that has no limit or the limit is no whole number."""
    limits = [_most(figure) for figure in criteria]
    return _whole(max((limit for limit in limits if limit is not None), default=Fraction(0)), limits)


def _most(figure: Figure) -> Fraction | None:
    match figure.rule:
        case Mark(full=full):
            return full
        case Choice(options=options):
            return Fraction(len(options))
        case Measure(most=most):
            return most
        case _:
            return None


def _whole(limit: Fraction, limits: Sequence[Fraction | None]) -> Decimal | None:
    if not limits or None in limits or limit.denominator != 1:
        return None
    return Decimal(limit.numerator)
