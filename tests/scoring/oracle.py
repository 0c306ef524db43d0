"""A second, slow reading of the rules: fractions and plain loops, sharing no code with the engine.

It says what every figure of every object is in one period, and how each ranking stands, so that tests can hold the
engine against it digit by digit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cityassess.scoring.assessment import State
from cityassess.scoring.forms import (
    Band,
    Bands,
    Comparison,
    Deduct,
    Mark,
    MeanOfParts,
    Missing,
    NotApplicable,
    Several,
    Sum,
    Ties,
    Unchecked,
)
from cityassess.scoring.periods import Period
from cityassess.scoring.scheme import Figure, Ranking, RoundingMode, Scheme
from cityassess.scoring.values import AssessedObject, Check, Roster

ZERO = Fraction(0)
TEN_THOUSANDTH = Fraction(1, 10_000)


@dataclass(frozen=True)
class Answer:
    """What one figure of one object is: ``exact`` before rounding, ``value`` what other figures read of it.

    ``printed`` is ``value`` at the figure's printed decimals; ``band`` is the index of a band in place of a number.
    """

    state: State
    exact: Fraction | None = None
    value: Fraction | None = None
    printed: Fraction | None = None
    band: int | None = None


@dataclass(frozen=True)
class Place:
    """One object's place in a ranking."""

    object: int
    rank: int | None
    colour: str | None


Answers = Mapping[tuple[str, int], Answer]
NO_DATA = Answer(State.NO_DATA)
NOT_APPLICABLE = Answer(State.NOT_APPLICABLE)


def round_to(number: Fraction, decimals: int, mode: RoundingMode) -> Fraction:
    """Round by looking at the digits left over, as one does on paper."""
    shifted = number * 10**decimals
    size = -shifted if shifted < 0 else shifted
    whole, left = divmod(size.numerator, size.denominator)
    twice = 2 * left
    up_at_a_tie = mode is RoundingMode.HALF_UP or whole % 2 == 1
    if twice > size.denominator or (twice == size.denominator and up_at_a_tie):
        whole += 1
    return Fraction(-whole if shifted < 0 else whole, 10**decimals)


class Oracle:
    """Every figure of one period under one scheme, worked out at once."""

    def __init__(self, scheme: Scheme, roster: Roster, period: Period, checks: Iterable[Check]) -> None:
        self.scheme = scheme
        self.figures = {figure.id: figure for figure in scheme.figures}
        self.period = period
        self.objects = [item for item in roster.objects if self._exists(item)]
        self.checks = [check for check in checks if check.period == period.code]
        self.answers: dict[tuple[str, int], Answer] = {}
        self.contradictions: set[tuple[str, int]] = set()
        for figure_id in self._in_order():
            figure = self.figures[figure_id]
            if figure.every is not period.cycle:
                continue
            for item in self.objects:
                if item.kind == figure.of:
                    self.answers[figure_id, item.key] = self._answer(figure, item)

    def _exists(self, item: AssessedObject) -> bool:
        begun = item.since is None or item.since <= self.period.end
        ended = item.until is not None and item.until < self.period.start
        return begun and not ended

    def _in_order(self) -> list[str]:
        order: list[str] = []

        def visit(figure_id: str) -> None:
            if figure_id not in order:
                for read in self._reads(self.figures[figure_id]):
                    visit(read)
                order.append(figure_id)

        for figure in self.scheme.figures:
            visit(figure.id)
        return order

    @staticmethod
    def _reads(figure: Figure) -> list[str]:
        rule = figure.rule
        if isinstance(rule, Sum):
            return [term.figure for term in rule.terms]
        if isinstance(rule, MeanOfParts | Bands):
            return [rule.figure]
        return []

    # ---- one figure

    def _answer(self, figure: Figure, item: AssessedObject) -> Answer:
        rule = figure.rule
        if isinstance(rule, Bands):
            return self._band(rule, item)
        if isinstance(rule, Deduct):
            found = self._deduct(figure, rule, item)
        elif isinstance(rule, Mark):
            found = self._mark(figure, rule, item)
        elif isinstance(rule, Sum):
            found = self._sum(rule, item)
        else:
            found = self._mean(rule, item)
        if isinstance(found, Answer):
            return found
        value = found
        if figure.rounding is not None:
            value = round_to(found, figure.rounding.decimals, figure.rounding.mode)
        printed = round_to(value, figure.decimals, RoundingMode.HALF_UP)
        return Answer(State.VALUE, exact=found, value=value, printed=printed)

    def _checks_of(self, figure: Figure, item: AssessedObject) -> list[Check]:
        return [check for check in self.checks if check.criterion == figure.id and check.object == item.key]

    def _deduct(self, figure: Figure, rule: Deduct, item: AssessedObject) -> Answer | Fraction:
        checks = self._checks_of(figure, item)
        if not checks:
            return rule.full if rule.unchecked is Unchecked.FULL else NO_DATA
        missing = self._not_applicable(figure, item, checks)
        if missing is not None:
            return missing
        left = rule.full
        for check in checks:
            assert check.value is not None
            left -= check.value * check.count * TEN_THOUSANDTH
        return max(left, rule.floor)

    def _mark(self, figure: Figure, rule: Mark, item: AssessedObject) -> Answer | Fraction:
        checks = self._checks_of(figure, item)
        if not checks:
            return NO_DATA
        marks = [check for check in checks if check.value is not None]
        if len(marks) > 1 and rule.several is Several.ONE:
            self.contradictions.add((figure.id, item.key))
            return NO_DATA
        missing = self._not_applicable(figure, item, checks)
        if missing is not None:
            return missing
        total, times = ZERO, 0
        for check in checks:
            assert check.value is not None
            total += check.value * check.count * TEN_THOUSANDTH
            times += check.count
        return total / times

    def _not_applicable(self, figure: Figure, item: AssessedObject, checks: Sequence[Check]) -> Answer | None:
        without = [check for check in checks if check.value is None]
        if not without:
            return None
        if len(without) == len(checks):
            return NOT_APPLICABLE
        self.contradictions.add((figure.id, item.key))
        return NO_DATA

    def _sum(self, rule: Sum, item: AssessedObject) -> Answer | Fraction:
        inputs = [(term.weight, term.figure, self.answers[term.figure, item.key]) for term in rule.terms]
        states = [answer.state for _, _, answer in inputs]
        if State.NO_DATA in states and rule.missing is Missing.NO_DATA:
            return NO_DATA
        if all(state is State.NOT_APPLICABLE for state in states):
            return NOT_APPLICABLE
        if State.NOT_APPLICABLE in states and rule.not_applicable is NotApplicable.NOT_APPLICABLE:
            return NOT_APPLICABLE
        # Skipping every input that could have had a value leaves nothing that anyone saw.
        if State.VALUE not in states and rule.missing is Missing.SKIP:
            return NO_DATA
        total, full_of_all, full_of_applicable = ZERO, ZERO, ZERO
        for weight, figure_id, answer in inputs:
            full = weight * self.full(figure_id) if self._needs_full(rule) else ZERO
            full_of_all += full
            if answer.state is not State.NOT_APPLICABLE:
                full_of_applicable += full
            if answer.state is State.VALUE:
                assert answer.value is not None
                total += weight * answer.value
            elif answer.state is State.NO_DATA:
                total += full if rule.missing is Missing.FULL else ZERO
            else:
                total += full if rule.not_applicable is NotApplicable.FULL else ZERO
        if State.NOT_APPLICABLE in states and rule.not_applicable is NotApplicable.RESCALE:
            total = total * full_of_all / full_of_applicable
        return total

    @staticmethod
    def _needs_full(rule: Sum) -> bool:
        return rule.missing is Missing.FULL or rule.not_applicable in {
            NotApplicable.FULL,
            NotApplicable.RESCALE,
        }

    def full(self, figure_id: str) -> Fraction:
        """Full marks of a figure: of a sum the weighted full marks of what it adds, of a mean those of its parts."""
        rule = self.figures[figure_id].rule
        if isinstance(rule, Deduct | Mark):
            return rule.full
        if isinstance(rule, MeanOfParts):
            return self.full(rule.figure)
        if isinstance(rule, Sum):
            total = ZERO
            for term in rule.terms:
                total += term.weight * self.full(term.figure)
            return total
        raise AssertionError(f"{figure_id} has no full marks")

    def _mean(self, rule: MeanOfParts, item: AssessedObject) -> Answer | Fraction:
        kind = self.figures[rule.figure].of
        values: list[Fraction] = []
        for part in self.objects:
            if part.parent != item.key or part.kind != kind:
                continue
            answer = self.answers[rule.figure, part.key]
            if answer.state is State.VALUE:
                assert answer.value is not None
                values.append(answer.value)
            elif answer.state is State.NO_DATA:
                if rule.missing is Missing.NO_DATA:
                    return NO_DATA
                if rule.missing is Missing.ZERO:
                    values.append(ZERO)
                elif rule.missing is Missing.FULL:
                    values.append(self.full(rule.figure))
        if not values or len(values) < rule.at_least:
            return NO_DATA
        return sum(values, ZERO) / len(values)

    def _band(self, rule: Bands, item: AssessedObject) -> Answer:
        answer = self.answers[rule.figure, item.key]
        if answer.state is not State.VALUE:
            return Answer(answer.state)
        assert answer.value is not None
        for index, band in enumerate(rule.bands):
            if self._within(answer.value, band):
                return Answer(State.VALUE, band=index)
        return NO_DATA

    @staticmethod
    def _within(value: Fraction, band: Band) -> bool:
        for limit in band.limits:
            if limit.comparison is Comparison.BELOW and not value < limit.value:
                return False
            if limit.comparison is Comparison.AT_MOST and not value <= limit.value:
                return False
            if limit.comparison is Comparison.ABOVE and not value > limit.value:
                return False
            if limit.comparison is Comparison.AT_LEAST and not value >= limit.value:
                return False
            if limit.comparison is Comparison.EQUALS and value != limit.value:
                return False
        return True

    # ---- rankings

    def ranking(self, ranking: Ranking) -> dict[str, list[Place]]:
        """Each group's places, best first, then those without a rank; equals stand in the official order."""
        score = self.figures[ranking.score]
        groups: dict[str, list[AssessedObject]] = {}
        for item in self.objects:
            if item.kind == score.of:
                name = item.group or ranking.name if ranking.ordering.by_group else ranking.name
                groups.setdefault(name, []).append(item)
        return {name: self._places(ranking, items) for name, items in groups.items()}

    def _places(self, ranking: Ranking, items: Sequence[AssessedObject]) -> list[Place]:
        compared = {item.key: self._compared(ranking, item.key) for item in items}
        numbers = [number for number in compared.values() if number is not None]
        if ranking.ordering.ties is Ties.DENSE:
            numbers = list(set(numbers))
        ranked, not_ranked = [], []
        for item in items:
            number = compared[item.key]
            if number is None:
                not_ranked.append(Place(item.key, None, self._colour(ranking, item.key)))
                continue
            better = [
                other
                for other in numbers
                if (other > number if ranking.ordering.high_first else other < number)
            ]
            ranked.append(Place(item.key, len(better) + 1, self._colour(ranking, item.key)))
        return sorted(ranked, key=lambda place: place.rank or 0) + not_ranked

    def _compared(self, ranking: Ranking, key: int) -> Fraction | None:
        answer = self.answers[ranking.score, key]
        if answer.state is not State.VALUE:
            return None
        if not ranking.ordering.by_published:
            return answer.exact
        return answer.value if self.figures[ranking.score].rounding is not None else answer.printed

    def _colour(self, ranking: Ranking, key: int) -> str | None:
        if ranking.rating is None:
            return None
        answer = self.answers[ranking.rating, key]
        rule = self.figures[ranking.rating].rule
        assert isinstance(rule, Bands)
        band = None if answer.band is None else rule.bands[answer.band].id
        return None if band == "none" else band
