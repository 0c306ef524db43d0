"""Any figure of any object in any period, worked out when it is asked for and then remembered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from cityassess.scoring.assessment import State
from cityassess.scoring.forms import Bands, Combined, Condition, Entered, Gathered, Peers, Split
from cityassess.scoring.periods import Cycle, Period
from cityassess.scoring.scheme import Figure, RoundingMode, Scheme
from cityassess.scoring.values import AssessedObject, Check, Roster
from tests.scoring.oracle import dates
from tests.scoring.oracle.answers import NO_DATA, NOT_APPLICABLE, Answer, Found, round_to
from tests.scoring.oracle.combined import combined
from tests.scoring.oracle.entered import entered
from tests.scoring.oracle.full_marks import full_marks
from tests.scoring.oracle.gathered import gathered
from tests.scoring.oracle.peers import peers


class Reader:
    """A scheme read cell by cell; periods that another edition governs are read under that edition.

    ``asked`` are the codes of the periods that are read under this scheme whatever else is in force.
    """

    def __init__(
        self,
        scheme: Scheme,
        roster: Roster,
        checks: Iterable[Check],
        editions: Sequence[Scheme] = (),
        asked: Iterable[str] = (),
    ) -> None:
        self.scheme, self.roster, self.calendar = scheme, roster, scheme.calendar
        self.editions, self.asked = tuple(editions), frozenset(asked)
        self.figures = {figure.id: figure for figure in scheme.figures}
        self.items = {item.key: item for item in roster.objects}
        self.contradictions: set[tuple[str, int, str]] = set()
        self._checks: dict[tuple[str, int, str], list[Check]] = {}
        self._all_checks = list(checks)
        for check in self._all_checks:
            self._checks.setdefault((check.criterion, check.object, check.period), []).append(check)
        self._known: dict[tuple[str, int, str], Answer] = {}
        self._others: dict[int, Reader] = {}

    def answer(self, figure_id: str, key: int, period: Period) -> Answer | None:
        """One cell; None where the object is not assessed in the period or is of another kind."""
        figure, item = self.figures[figure_id], self.items.get(key)
        if item is None or item.kind != figure.of or not item.exists_in(period):
            return None
        cell = figure_id, key, period.code
        if cell not in self._known:
            self._known[cell] = self._answer(figure, item, period)
        return self._known[cell]

    def here(self, figure_id: str, item: AssessedObject, period: Period) -> Answer:
        """One cell of an object that is assessed in the period."""
        answer = self.answer(figure_id, item.key, period)
        assert answer is not None, (figure_id, item.key, period.code)
        return answer

    def checks_of(self, figure: Figure, item: AssessedObject, period: Period) -> list[Check]:
        """The checks of a cell."""
        return self._checks.get((figure.id, item.key, period.code), [])

    def full_marks(self, figure_id: str) -> Fraction:
        """The full marks of a figure that has some."""
        found = full_marks(self.figures, figure_id)
        assert found is not None, figure_id
        return found

    def applies(self, figure: Figure, period: Period) -> bool:
        """Whether a figure is for a period: one of its campaigns, or a period of another cycle that ends in one."""
        if not figure.during or period.code in figure.during:
            return True
        stages = [stage for stage in self.calendar.campaigns if stage.id in figure.during]
        return period.cycle is not Cycle.CAMPAIGN and any(
            stage.start <= period.end <= stage.end for stage in stages
        )

    def reader_of(self, period: Period) -> Reader:
        """The reader of the edition that governs a period: itself, unless another is in force then."""
        if period.code in self.asked:
            return self
        governing: Scheme | None = None
        for edition in self.editions:
            if not any(figure.every is period.cycle for figure in edition.figures):
                continue
            if edition.in_force_from > period.end:
                continue
            if edition.in_force_to is not None and edition.in_force_to < period.end:
                continue
            if governing is None or edition.in_force_from > governing.in_force_from:
                governing = edition
        if governing is None or governing is self.scheme:
            return self
        if id(governing) not in self._others:
            self._others[id(governing)] = Reader(governing, self.roster, self._all_checks, self.editions)
        return self._others[id(governing)]

    def _answer(self, figure: Figure, item: AssessedObject, period: Period) -> Answer:
        other = self.reader_of(period)
        if other is not self:
            return self._from(other, figure, item, period)
        if not self.applies(figure, period):
            return NOT_APPLICABLE
        found = self._found(figure, item, period)
        if isinstance(found, Answer):
            return found
        value = found
        if figure.rounding is not None and not isinstance(figure.rule, Split):
            value = round_to(found, figure.rounding.decimals, figure.rounding.mode)
        return Answer(State.VALUE, exact=found, value=value, printed=self._printed(figure, value))

    @staticmethod
    def _printed(figure: Figure, value: Fraction) -> Fraction:
        if isinstance(figure.rule, Condition):
            return value
        return round_to(value, figure.decimals, RoundingMode.HALF_UP)

    def _from(self, other: Reader, figure: Figure, item: AssessedObject, period: Period) -> Answer:
        """What another edition had, if it had the same quantity."""
        then = other.figures.get(figure.id)
        if then is None or (then.of, then.every) != (figure.of, figure.every):
            return NO_DATA
        if isinstance(then.rule, Bands) is not isinstance(figure.rule, Bands):
            return NO_DATA
        answer = other.answer(figure.id, item.key, dates.dated(other.calendar, period))
        if answer is None:
            return NO_DATA
        if isinstance(figure.rule, Bands):
            known = {band.id for band in figure.rule.bands}
            return answer if answer.band is None or answer.band in known else NO_DATA
        if answer.value is None:
            return answer
        return Answer(answer.state, answer.exact, answer.value, self._printed(figure, answer.value))

    def _found(self, figure: Figure, item: AssessedObject, period: Period) -> Found:
        rule = figure.rule
        if isinstance(rule, Entered):
            return entered(self, figure, item, period)
        if isinstance(rule, Combined):
            return combined(self, rule, item, period)
        if isinstance(rule, Gathered):
            return gathered(self, rule, item, period)
        assert isinstance(rule, Peers)
        return peers(self, figure, rule, item, period)
