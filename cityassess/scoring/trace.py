"""The trace of a figure: the rule with its numbers put in, then each input, down to the single check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from cityassess.scoring.assessment import Addend, Trace
from cityassess.scoring.engine import Evaluation, comparable
from cityassess.scoring.numbers import rounded
from cityassess.scoring.periods import Period
from cityassess.scoring.tracing import TRACERS, Account, ChecksOf, Line, Place
from cityassess.scoring.values import Check

ROUNDING_REST = "尾差"


def explain(
    evaluation: Evaluation,
    figure_id: str,
    object_key: int,
    period: Period,
    checks: Sequence[Check] | ChecksOf,
) -> Trace:
    """How a figure of an object came about in a period.

    ``checks`` are those of all objects and periods that it looks at, or what looks them up by cell.
    Raises ``KeyError`` for an unknown figure or object and ``ValueError`` for a period that was not evaluated, or of
    another cycle than the figure's.
    """
    if evaluation.scheme.by_id[figure_id].every is not period.cycle:
        raise ValueError(f"{figure_id} is not assessed in {period.code}")
    column = evaluation.frame.column_of[object_key]
    line = Line(figure_id, evaluation.frame.row_of(period), column)
    return _Walk(checks if callable(checks) else _among(checks)).trace(evaluation, line)


def _among(checks: Sequence[Check]) -> ChecksOf:
    by_cell: dict[tuple[str, int, str], list[Check]] = {}
    for check in checks:
        by_cell.setdefault((check.period, check.object, check.criterion), []).append(check)
    return lambda period, object_key, criterion: by_cell.get((period, object_key, criterion), ())


class _Walk:
    """A walk that explains each cell once, however many figures read it."""

    def __init__(self, checks_of: ChecksOf) -> None:
        self._checks_of = checks_of
        self._known: dict[tuple[int, str, int, int], Trace] = {}

    def trace(self, evaluation: Evaluation, line: Line) -> Trace:
        """The trace of the cell that a line names, with what it weighs and adds there."""
        evaluation, row, column = _where(evaluation, line)
        cell = id(evaluation), line.figure, row, column
        if cell not in self._known:
            self._known[cell] = self._explained(evaluation, line.figure, row, column)
        return replace(self._known[cell], weight=line.weight, share=line.share)

    def _explained(self, evaluation: Evaluation, figure_id: str, row: int, column: int) -> Trace:
        figure = evaluation.scheme.by_id[figure_id]
        place = Place(evaluation, figure, row, column, self._checks_of)
        if not evaluation.scheme.assesses(figure, place.period):
            account = Account(_outside(place))
        else:
            account = TRACERS[type(figure.rule)](figure.rule, place)
        return Trace(
            place.item.key,
            place.item.name,
            place.result,
            account.sentence,
            figure.clause,
            inputs=tuple(self.trace(evaluation, below) for below in account.lines),
            checks=account.checks,
            period=place.period.code,
            period_name=place.period.name,
            addends=(*account.addends, *_rounding_rest(account, place)),
        )


def _outside(place: Place) -> str:
    """What is said of a figure in a period that it is not for."""
    known = (place.evaluation.scheme.calendar.campaign(code) for code in place.figure.during)
    names = "、".join(campaign.name for campaign in known if campaign is not None)
    return f"只在{names}期间适用，{place.result.text}"


def _where(evaluation: Evaluation, line: Line) -> tuple[Evaluation, int, int]:
    """The evaluation that a cell comes from: that of the edition which governs its period."""
    figure = evaluation.scheme.by_id[line.figure]
    period = evaluation.frame.periods[figure.every][line.row]
    other = evaluation.others.get(period.code)
    then = other.scheme.by_id.get(figure.id) if other is not None else None
    if other is None or then is None or not comparable(then, figure):
        return evaluation, line.row, line.column
    key = evaluation.frame.objects[figure.of][line.column].key
    if key not in other.frame.column_of:
        return evaluation, line.row, line.column
    return other, other.frame.row_of(period), other.frame.column_of[key]


def _rounding_rest(account: Account, place: Place) -> tuple[Addend, ...]:
    """What is between the printed figure and the printed shares that add up to it, where they do not quite.

    Lines without a share (what a reset asked) stand beside those that add up.
    """
    published = place.result.published
    parts = [line.share for line in account.lines] + [line.share for line in account.checks]
    shares = [share for share in (*parts, *(addend.share for addend in account.addends)) if share is not None]
    if published is None or not shares:
        return ()
    decimals = place.figure.decimals
    printed = sum((rounded(share, decimals) for share in shares), Fraction(0))
    rest = rounded(published, decimals) - printed
    return (Addend(ROUNDING_REST, rest),) if rest else ()
