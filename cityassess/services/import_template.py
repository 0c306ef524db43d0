"""What the workbook to fill in offers for a period: its criteria, its objects, and a row for each expected mark."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from cityassess import wording
from cityassess.reports.template import MarkRow, ObjectRow, TemplateSpec
from cityassess.scoring.forms import Mark
from cityassess.scoring.periods import Period
from cityassess.scoring.scheme import Figure, Scheme
from cityassess.scoring.values import AssessedObject, Roster

_MODES = ("明查", "暗访", "夜查", "自查")


def template_of(schemes: Sequence[Scheme], roster: Roster, period: Period) -> TemplateSpec:
    """The template of a period under the schemes that govern it."""
    criteria = [figure for scheme in schemes for figure in scheme.criteria if figure.every is period.cycle]
    rows = tuple(_mark_rows(criteria, roster, period))
    names = dict.fromkeys(name(roster, item) for item in roster if item.exists_in(period))
    return TemplateSpec(
        title=f"{wording.period_title(period)}考核得分",
        periods=(period.code,),
        objects=tuple(names),
        criteria=tuple(dict.fromkeys(figure.name for figure in criteria)),
        modes=_MODES,
        kinds=tuple(dict.fromkeys(kind.name for scheme in schemes for kind in scheme.kinds)),
        groups=tuple(dict.fromkeys(item.group for item in roster if item.group)),
        grades=tuple(dict.fromkeys(item.grade for item in roster if item.grade)),
        lowest=Decimal(0),
        highest=_highest(criteria),
        marks=rows,
        known_objects=tuple(_object_rows(roster)),
    )


def name(roster: Roster, item: AssessedObject) -> str:
    """The shortest name by which an import finds the object again: its own, or its full name where others share it."""
    return item.name if len(roster.named(item.name)) == 1 else roster.path(item.key)


def _mark_rows(criteria: Sequence[Figure], roster: Roster, period: Period) -> Iterable[MarkRow]:
    names = [figure.name for figure in criteria]
    for kind in dict.fromkeys(figure.of for figure in criteria):
        own = [figure for figure in criteria if figure.of == kind]
        for item in roster.of_kind(kind):
            if not item.exists_in(period):
                continue
            for figure in own:
                known = figure.name if names.count(figure.name) == 1 else figure.id
                yield MarkRow(period.code, name(roster, item), known)


def _object_rows(roster: Roster) -> Iterable[ObjectRow]:
    for item in roster:
        above = roster.path(item.parent) if item.parent is not None else ""
        yield ObjectRow(item.name, above, item.kind, item.group, item.grade, item.code)


def _highest(criteria: Sequence[Figure]) -> Decimal | None:
    """The most that any criterion takes; None where deductions have no such limit or the limit is no whole number."""
    fulls = [figure.full for figure in criteria if isinstance(figure.rule, Mark) and figure.full is not None]
    if not fulls or len(fulls) != len(criteria):
        return None
    most: Fraction = max(fulls)
    return Decimal(most.numerator) if most.denominator == 1 else None
