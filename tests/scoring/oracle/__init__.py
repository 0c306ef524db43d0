"""A second, slow reading of the rules: fractions and plain loops, sharing no code with the engine.

It says what every figure of every object is in a period, how each ranking, list and balance stands, so that tests can
hold the engine against it digit by digit. ``entered``, ``combined``, ``gathered`` and ``peers`` hold the forms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from cityassess.scoring.assessment import State
from cityassess.scoring.periods import Period
from cityassess.scoring.scheme import Against, BalanceCheck, NamedList, Ranking, Scheme
from cityassess.scoring.values import AssessedObject, Check, Roster
from tests.scoring.oracle import dates
from tests.scoring.oracle.answers import ZERO, Answer, Place, round_to
from tests.scoring.oracle.peers import class_of, ladder_of, takes_part
from tests.scoring.oracle.reader import Reader

Answers = Mapping[tuple[str, int], Answer]


class Oracle:
    """Everything of one period under one scheme."""

    def __init__(
        self,
        scheme: Scheme,
        roster: Roster,
        period: Period,
        checks: Iterable[Check],
        editions: Sequence[Scheme] = (),
        asked: Sequence[Period] = (),
    ) -> None:
        self.scheme = scheme
        self.figures = {figure.id: figure for figure in scheme.figures}
        self.period = dates.dated(scheme.calendar, period)
        self.objects = [item for item in roster.objects if item.exists_in(self.period)]
        codes = {each.code for each in (period, *asked)}
        self.reader = Reader(scheme, roster, checks, editions, codes)
        self.answers: dict[tuple[str, int], Answer] = {}
        for figure in scheme.figures:
            if figure.every is period.cycle:
                for item in self.objects:
                    if item.kind == figure.of:
                        self.answers[figure.id, item.key] = self.reader.here(figure.id, item, self.period)

    @property
    def contradictions(self) -> set[tuple[str, int]]:
        """The cells of the period whose checks cannot be scored."""
        return {(figure, key) for figure, key, code in self.reader.contradictions if code == self.period.code}

    def assesses(self, figure_id: str) -> bool:
        """Whether a figure is for the period."""
        figure = self.figures[figure_id]
        return figure.every is self.period.cycle and self.reader.applies(figure, self.period)

    # ---- rankings

    def ranking(self, ranking: Ranking) -> dict[str, list[Place]]:
        """Each group's places, best first, then those without a rank; equals stand in the official order."""
        score = self.figures[ranking.score]
        groups: dict[str, list[AssessedObject]] = {}
        if not self.assesses(ranking.score):
            return {}
        for item in self.objects:
            if item.kind == score.of:
                group = class_of(self.reader, ranking.ordering, item, self.period)
                groups.setdefault(group or ranking.name, []).append(item)
        return {name: self._places(ranking, items) for name, items in groups.items()}

    def _places(self, ranking: Ranking, items: Sequence[AssessedObject]) -> list[Place]:
        places = [
            Place(item.key, self.place(ranking, item), self._colour(ranking, item.key)) for item in items
        ]
        ranked = [place for place in places if place.rank is not None]
        not_ranked = [place for place in places if place.rank is None]
        return sorted(ranked, key=lambda place: place.rank or 0) + not_ranked

    def place(self, ranking: Ranking, item: AssessedObject) -> int | None:
        """An object's place in the period, None where it is not ranked."""
        return _place(self.reader, ranking, item, self.period)

    def takes_part(self, ranking: Ranking, key: int) -> bool | None:
        """Whether an object stands in the ladder."""
        return takes_part(self.reader, ranking.ordering, self.reader.items[key], self.period)

    def change(self, ranking: Ranking, key: int, against: Against) -> tuple[str, int | None] | None:
        """The code of the period that a place is set against and the place then; None without such a period."""
        if against is Against.LAST:
            then = dates.before(self.reader.calendar, self.period)
        else:
            then = dates.year_before(self.reader.calendar, self.period)
        if then is None:
            return None
        reader = self.reader.reader_of(then)
        there = next((item for item in reader.scheme.rankings if item.id == ranking.id), None)
        if there is None:
            return then.code, None
        return then.code, _place(reader, there, self.reader.items[key], then)

    def _colour(self, ranking: Ranking, key: int) -> str | None:
        if ranking.rating is None:
            return None
        band = self.answers[ranking.rating, key].band
        return None if band == "none" else band

    # ---- lists and balances

    def listed(self, item: NamedList) -> list[int]:
        """Who stands on a list, first to last."""
        found = []
        for each in self.objects:
            answer = self.answers.get((item.figure, each.key))
            if answer is not None and answer.state is State.VALUE and answer.value == 1:
                found.append(each.key)
        if item.order_by is not None:
            order_by = item.order_by
            with_value = [key for key in found if self.answers[order_by, key].state is State.VALUE]
            sign = -1 if item.high_first else 1
            with_value.sort(key=lambda key: sign * self.answers[order_by, key].number)
            found = with_value + [key for key in found if key not in with_value]
        return found

    def balance(self, check: BalanceCheck) -> Fraction:
        """What figures add up to over all objects."""
        total = ZERO
        for (figure, _), answer in self.answers.items():
            if figure in check.figures and answer.value is not None:
                total += answer.value
        return total


def _place(reader: Reader, ranking: Ranking, item: AssessedObject, period: Period) -> int | None:
    if item.kind != reader.figures[ranking.score].of or not item.exists_in(period):
        return None
    if reader.figures[ranking.score].every is not period.cycle:
        return None
    ladder = ladder_of(reader, ranking.ordering, item, period)
    return ladder.place(item.key) if item.key in ladder.rungs else None


__all__ = ["Answer", "Answers", "Oracle", "Place", "Reader", "round_to"]
