"""What someone asks to have explained: the object that a name means in a period, and the figure of it."""

from __future__ import annotations

from cityassess import wording
from cityassess.errors import Refused
from cityassess.scoring.periods import Period
from cityassess.scoring.scheme import Scheme
from cityassess.scoring.values import AssessedObject, Roster


def object_named(scheme: Scheme, everybody: Roster, period: Period, name: str) -> AssessedObject:
    """The object that a name, full name or code means in a period; raises ``Refused`` with near names."""
    from cityassess.services.import_names import choices, near_names

    when = scheme.calendar.dated(period)
    scored = {figure.of for figure in scheme.figures if figure.every is when.cycle}
    here = [item for item in everybody if item.kind in scored and item.exists_in(when)]
    found = [item for item in everybody.named(name) if item in here]
    if len(found) == 1:
        return found[0]
    if found:
        paths = [f"{item.kind}{everybody.path(item.key)}" for item in found]
        raise Refused(f"“{name}”有{len(found)}个：{choices(paths)}。写出全名（上级/名称）。")
    near = near_names(name, [path for item in here for path in (everybody.path(item.key), item.name)])
    raise Refused(f"{wording.period_title(when)}没有考核对象“{name}”。{near or '核对名称后再试。'}")


def figure_asked(scheme: Scheme, period: Period, item: AssessedObject, figure_id: str | None) -> str:
    """The id of the figure asked for, checked; without one, the score that the object is ranked by.

    Raises ``Refused`` for a figure that the scheme does not know, has for another kind, or in other periods.
    """
    figure_id = figure_id or _score_of(scheme, period, item)
    figure = scheme.by_id.get(figure_id)
    if figure is None or figure.of != item.kind:
        raise Refused(
            f"考核方案没有给{item.kind}“{item.name}”的“{figure_id}”这一项。核对编号，或刷新后再看。"
        )
    if figure.every is not period.cycle:
        title = wording.period_title(scheme.calendar.dated(period))
        raise Refused(
            f"“{figure.name}”按{wording.CYCLE_NAMES[figure.every]}考核，{title}没有这一项。换成它的周期再看。"
        )
    return figure_id


def _score_of(scheme: Scheme, period: Period, item: AssessedObject) -> str:
    """The figure that an object is ranked by in such periods, else the last figure that its kind has."""
    for ranking in scheme.rankings:
        figure = scheme.by_id[ranking.score]
        if figure.of == item.kind and figure.every is period.cycle:
            return figure.id
    own = [figure for figure in scheme.figures if figure.of == item.kind and figure.every is period.cycle]
    if not own:
        title = wording.period_title(scheme.calendar.dated(period))
        raise Refused(f"{title}的考核方案不给{item.kind}“{item.name}”计分。")
    return own[-1].id
