"""The office's rankings: assessed from the database, remembered, and brought up to date check by check."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cityassess import wording
from cityassess.errors import Refused
from cityassess.scoring.assess import assess
from cityassess.scoring.assessment import Assessment, Trace
from cityassess.scoring.engine import Evaluation, evaluate, reevaluate
from cityassess.scoring.periods import Period
from cityassess.scoring.scheme import Colour, MeanOfParts, Missing, Scheme
from cityassess.scoring.trace import explain
from cityassess.scoring.values import AssessedObject, Roster
from cityassess.services.publication_state import PublicationStates
from cityassess.services.records import Edition, Records, governing, period_of
from cityassess.services.tallying import replace_object, tally_rows
from cityassess.store import checks, leaves, periods

if TYPE_CHECKING:
    from cityassess.store.database import Database
    from cityassess.store.session import Head, Session

_REMEMBERED = 24


@dataclass(frozen=True, slots=True)
class PeriodEntry:
    """One period of one scheme that holds checks; ``changed_since`` says that they moved after it was published."""

    code: str
    title: str
    scheme_id: str
    scheme_name: str
    published: bool
    changed_since: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """A period at a glance: how many cells are entered of how many expected, and who got which colour.

    Of sampled parts (抽查的村) as many are expected as their mean needs at least, or were entered.
    """

    title: str
    entered: int
    expected: int
    colour_counts: tuple[tuple[Colour, int, tuple[str, ...]], ...]


@dataclass
class _Kept:
    """One evaluated period and what it was evaluated from; it was last found good at the log's end ``seen``."""

    edition: Edition
    roster: Roster
    revision: int
    evaluation: Evaluation
    seen: Head
    assessment: Assessment | None = None

    def is_of(self, edition: Edition, roster: Roster, revision: int) -> bool:
        """Whether it was evaluated from just these."""
        return self.edition.id == edition.id and self.roster is roster and self.revision == revision


class Standings:
    """Assessments by period, re-scored only where something changed."""

    def __init__(self, database: Database, records: Records, states: PublicationStates) -> None:
        self._database = database
        self._records = records
        self._states = states
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()

    def periods(self) -> tuple[PeriodEntry, ...]:
        """Every period that holds checks, in order of time, newest last."""
        found: list[tuple[Period, PeriodEntry]] = []
        with self._records.lock, self._database.reading() as session:
            editions = self._records.editions(session)
            newest = {edition.scheme.id: edition for edition in editions}
            for scheme_id, edition in newest.items():
                for code in periods.known(session, scheme_id):
                    period = period_of(code)
                    own = governing(editions, period, scheme_id)
                    scheme = (own[0] if own else edition).scheme
                    state = self._states.of(session, scheme_id, period)
                    entry = PeriodEntry(
                        code,
                        wording.period_title(period),
                        scheme_id,
                        scheme.name,
                        state.published,
                        state.changed_since,
                    )
                    found.append((period, entry))
        found.sort(key=lambda pair: (pair[0].end, pair[0].start))
        return tuple(entry for _, entry in found)

    def first_period(self) -> tuple[str, str] | None:
        """The scheme and the period to start with where nothing has been entered: today's; None without a scheme."""
        from datetime import datetime

        from cityassess.scoring.periods import period_holding

        today = datetime.now().astimezone().date()
        with self._records.lock, self._database.reading() as session:
            editions = self._records.editions(session)
            for edition in editions:
                for cycle in edition.scheme.cycles:
                    period = period_holding(cycle, today)
                    if governing(editions, period, edition.scheme.id):
                        return edition.scheme.id, period.code
        return None

    def assess(self, period: str, scheme_id: str | None = None) -> Assessment:
        """The assessment of a period from what the database holds now.

        Raises ``Refused`` for a code that names no period, or where no scheme or more than one governs it.
        """
        when = period_of(period)
        with self._records.lock:
            kept = self._evaluated(when, scheme_id)
            if kept.assessment is None:
                kept.assessment = assess(kept.evaluation, when)
            return kept.assessment

    def previous(self, period: str, scheme_id: str | None = None) -> Assessment | None:
        """The assessment of the period just before, or None where it holds no checks or another scheme governs it."""
        when = period_of(period).previous()
        with self._records.lock:
            with self._database.reading() as session:
                edition = self._records.governing(session, period_of(period), scheme_id)
                own = governing(self._records.editions(session), when, edition.scheme.id)
                if not own or not periods.revision(session, when.code):
                    return None
            found = self.assess(when.code, edition.scheme.id)
        return found if any(group.ranked for group in found.groups) else None

    def explain(
        self, period: str, object_key: int, figure_id: str | None = None, scheme_id: str | None = None
    ) -> Trace:
        """How a figure of an object came about, down to each check; without a figure, the score it is ranked by.

        Raises ``Refused`` for an object or figure that the period's scheme does not know.
        """
        when = period_of(period)
        with self._records.lock:
            kept = self._evaluated(when, scheme_id)
            scheme = kept.edition.scheme
            item = kept.roster.by_key.get(object_key)
            if item is None or object_key not in kept.evaluation.frame.column_of:
                raise Refused("没有这个考核对象。刷新后再看。")
            figure_id = figure_id or score_of(scheme, when, item)
            if figure_id not in scheme.by_id or scheme.by_id[figure_id].of != item.kind:
                raise Refused(
                    f"考核方案没有给{item.kind}“{item.name}”的“{figure_id}”这一项。核对编号，或刷新后再看。"
                )
            objects = [item, *_parts_below(kept.roster, item)]
            with self._database.reading() as session:
                found = [
                    stored.check
                    for one in objects
                    for stored in checks.of_period(session, scheme.id, when.code, object_key=one.key)
                ]
            return explain(kept.evaluation, figure_id, object_key, when, found)

    def find(self, period: str, name: str, scheme_id: str | None = None) -> AssessedObject:
        """The object that a name, full name or code means in a period; raises ``Refused`` with near names."""
        from cityassess.services.import_names import choices, near_names

        when = period_of(period)
        with self._records.lock:
            kept = self._evaluated(when, scheme_id)
        scored = {figure.of for figure in kept.edition.scheme.figures if figure.every is when.cycle}
        here = [item for item in kept.roster if item.kind in scored and item.exists_in(when)]
        found = [item for item in kept.roster.named(name) if item in here]
        if len(found) == 1:
            return found[0]
        if found:
            paths = [f"{item.kind}{kept.roster.path(item.key)}" for item in found]
            raise Refused(f"“{name}”有{len(found)}个：{choices(paths)}。写出全名（上级/名称）。")
        near = near_names(name, [path for item in here for path in (kept.roster.path(item.key), item.name)])
        raise Refused(f"{wording.period_title(when)}没有考核对象“{name}”。{near or '核对名称后再试。'}")

    def overview(self, period: str, scheme_id: str | None = None) -> Overview:
        """A period at a glance."""
        when = period_of(period)
        assessment = self.assess(period, scheme_id)
        with self._records.lock:
            kept = self._evaluated(when, scheme_id)
            entered, expected = _progress(kept.evaluation, when)
        counts = []
        for colour in kept.edition.scheme.colours:
            names = assessment.names_rated(colour.id)
            counts.append((colour, len(names), names))
        return Overview(wording.period_title(when), entered, expected, tuple(counts))

    def rescore(self, period: Period, scheme_id: str, objects: Iterable[int]) -> None:
        """Bring a remembered period up to date after one write that touched only these objects' checks in it.

        Where any other write touched the period too, it is forgotten and read anew when it is next asked for.
        """
        with self._records.lock:
            kept = self._kept.get((period.code, scheme_id))
            if kept is None:
                return
            with self._database.reading() as session:
                end = self._records.end(session)
                now = periods.revision(session, period.code)
                if now != kept.revision + 1 or kept.roster is not self._records.roster(session):
                    del self._kept[period.code, scheme_id]
                    return
                dirty: set[str] = set()
                for key in objects:
                    rows = leaves.read_cell(session, scheme_id, period.code, key)
                    kind = kept.roster.by_key[key].kind
                    dirty.update(
                        replace_object(kept.evaluation.tally, kept.edition.scheme, kind, period, key, rows)
                    )
            kept.evaluation = reevaluate(kept.evaluation, dirty)
            kept.revision, kept.assessment, kept.seen = now, None, end

    def evaluation(self, period: str, scheme_id: str | None = None) -> Evaluation:
        """Every figure of a period as arrays."""
        with self._records.lock:
            return self._evaluated(period_of(period), scheme_id).evaluation

    def _evaluated(self, period: Period, scheme_id: str | None) -> _Kept:
        with self._database.reading() as session:
            end = self._records.end(session)
            edition = self._records.governing(session, period, scheme_id)
            key = (period.code, edition.scheme.id)
            kept = self._kept.get(key)
            if kept is None or kept.seen != end:
                roster = self._records.roster(session)
                revision = periods.revision(session, period.code)
                if kept is None or not kept.is_of(edition, roster, revision):
                    evaluation = _evaluate(session, edition, roster, period)
                    kept = _Kept(edition, roster, revision, evaluation, end)
                kept.seen = end
                self._kept[key] = kept
        self._kept.move_to_end(key)
        while len(self._kept) > _REMEMBERED:
            self._kept.popitem(last=False)
        return kept


def score_of(scheme: Scheme, period: Period, item: AssessedObject) -> str:
    """The figure that an object is ranked by in such periods, else the last figure that its kind has."""
    for ranking in scheme.rankings:
        figure = scheme.by_id[ranking.score]
        if figure.of == item.kind and figure.every is period.cycle:
            return figure.id
    own = [figure for figure in scheme.figures if figure.of == item.kind and figure.every is period.cycle]
    if not own:
        raise Refused(f"{wording.period_title(period)}的考核方案不给{item.kind}“{item.name}”计分。")
    return own[-1].id


def _evaluate(session: Session, edition: Edition, roster: Roster, period: Period) -> Evaluation:
    rows = leaves.by_period(session, edition.scheme.id, (period.code,))
    return evaluate(edition.scheme, tally_rows(edition.scheme, roster, (period,), rows))


def _parts_below(roster: Roster, item: AssessedObject) -> list[AssessedObject]:
    return [part for part in roster if part.parent == item.key]


def _progress(evaluation: Evaluation, period: Period) -> tuple[int, int]:
    """How many cells of a period hold a check, and how many should."""
    entered = expected = 0
    sampled = _sampled(evaluation.scheme)
    row = evaluation.frame.row_of(period)
    for figure in evaluation.scheme.criteria:
        if figure.every is not period.cycle:
            continue
        there = evaluation.frame.exists[figure.every, figure.of][row]
        _, times, not_applicable = evaluation.tally.block(figure)
        filled = int(((times[row] > 0) | (not_applicable[row] > 0))[there].sum())
        entered += filled
        if figure.id not in sampled:
            expected += int(there.sum())
            continue
        parents = {item.parent for item in evaluation.frame.objects[figure.of] if item.parent is not None}
        expected += max(filled, len(parents) * sampled[figure.id])
    return entered, expected


def _sampled(scheme: Scheme) -> dict[str, int]:
    """The criteria of which only some parts are assessed, with how many a mean needs at least."""
    return {
        figure.rule.figure: figure.rule.at_least
        for figure in scheme.figures
        if isinstance(figure.rule, MeanOfParts) and figure.rule.missing is Missing.SKIP
    }
