"""The office's rankings: assessed from the database, remembered, and brought up to date check by check."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from cityassess import wording
from cityassess.errors import Refused
from cityassess.scoring.assess import assess
from cityassess.scoring.assessment import Assessment, Trace
from cityassess.scoring.engine import Evaluation, reevaluate
from cityassess.scoring.forms import MeanOfParts, Missing
from cityassess.scoring.history import periods_looked_at
from cityassess.scoring.periods import Period
from cityassess.scoring.scheme import Colour, Scheme
from cityassess.scoring.values import AssessedObject, Check, Roster
from cityassess.services.explaining import figure_asked, object_named
from cityassess.services.publication_state import PublicationStates
from cityassess.services.records import Basis, Edition, Records, governing, period_of
from cityassess.services.stored_evaluation import evaluate_stored, stored_details
from cityassess.services.tallying import replace_object
from cityassess.store import checks, leaves, periods

if TYPE_CHECKING:
    from datetime import date

    from cityassess.store.database import Database
    from cityassess.store.session import Head, Session

_REMEMBERED = 24


@dataclass(frozen=True, slots=True)
class PeriodEntry:
    """One period of one scheme; ``changed_since`` says that they moved after it was published.

    ``following`` is the period of the same cycle that comes next by the scheme's calendar; ``entered`` says that it
    holds checks of its own, and does not only sum up others.
    """

    code: str
    title: str
    scheme_id: str
    scheme_name: str
    published: bool
    changed_since: bool
    period: Period
    following: Period | None
    entered: bool = True


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
    """One evaluated period and what it was evaluated from; it was last found good at the log's end ``seen``.

    ``editions`` are the numbers of all editions of the scheme, its own first; ``revisions`` those of every period that
    it looks back on.
    """

    edition: Edition
    editions: tuple[int, ...]
    roster: Roster
    revisions: dict[str, int]
    evaluation: Evaluation
    seen: Head
    assessment: Assessment | None = None

    def is_of(self, editions: tuple[int, ...], roster: Roster, revisions: dict[str, int]) -> bool:
        """Whether it was evaluated from just these."""
        return self.editions == editions and self.roster is roster and self.revisions == revisions

    def assessed(self, period: Period) -> Assessment:
        """What it says of the period, worked out when it is first asked for."""
        if self.assessment is None:
            self.assessment = assess(self.evaluation, period)
        return self.assessment


class Standings:
    """Assessments by period, re-scored only where something changed.

    What is remembered is replaced, never changed in place, so that another thread may go on reading it; the lock is
    held only while it is looked up or replaced.
    """

    def __init__(self, database: Database, records: Records, states: PublicationStates) -> None:
        self._database = database
        self._records = records
        self._states = states
        self._lock = Lock()
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()

    def periods(self) -> tuple[PeriodEntry, ...]:
        """Every period that holds checks or sums up some that do, in order of time, newest last."""
        return self._entries(frozenset())

    def periods_again(self, known: Iterable[PeriodEntry], codes: AbstractSet[str]) -> tuple[PeriodEntry, ...]:
        """The known entries, with those of some periods read again, after a write that touched only these."""
        others = [entry for entry in known if entry.code not in codes]
        listed = frozenset((entry.scheme_id, entry.code) for entry in others)
        return tuple(sorted([*others, *self._entries(listed)], key=_time_order))

    def _entries(self, listed: AbstractSet[tuple[str, str]]) -> tuple[PeriodEntry, ...]:
        """Every period but those listed; a first check of a month may begin the quarter that sums it up."""
        found: list[PeriodEntry] = []
        with self._database.reading() as session:
            basis = self._records.basis(session)
            written_since = self._states.written_since(session, basis)
            newest = {edition.scheme.id: edition for edition in basis.editions}
            for scheme_id, edition in newest.items():
                entered = dict.fromkeys(periods.known(session, scheme_id))
                known = map(period_of, entered)
                for period, scheme in _with_roll_ups(basis, edition, known):
                    code = period.code
                    if (scheme_id, code) in listed:
                        continue
                    moved = written_since.get((scheme_id, code))
                    title = wording.period_title(period)
                    found.append(
                        PeriodEntry(
                            code,
                            title,
                            scheme_id,
                            scheme.name,
                            moved is not None,
                            bool(moved),
                            period,
                            scheme.calendar.following(period),
                            code in entered,
                        )
                    )
        return tuple(sorted(found, key=_time_order))

    def first_period(self) -> tuple[str, str] | None:
        """The scheme and the period to start with where nothing has been entered: today's; None without a scheme."""
        from datetime import datetime

        today = datetime.now().astimezone().date()
        with self._database.reading() as session:
            editions = self._records.basis(session).editions
        for edition in editions:
            for cycle in edition.scheme.cycles:
                try:
                    period = edition.scheme.calendar.holding(cycle, today)
                except ValueError:  # no campaign is on
                    continue
                if governing(editions, period, edition.scheme.id):
                    return edition.scheme.id, period.code
        return None

    def assess(self, period: str, scheme_id: str | None = None) -> Assessment:
        """The assessment of a period from what the database holds now.

        Raises ``Refused`` for a code that names no period, or where no scheme or more than one governs it.
        """
        when = period_of(period)
        with self._database.reading() as session:
            kept = self._evaluated(session, when, scheme_id)
        return kept.assessed(when)

    def assess_in(self, session: Session, period: Period, scheme_id: str | None = None) -> Assessment:
        """The assessment of a period as a transaction sees it."""
        return self._evaluated(session, period, scheme_id).assessed(period)

    def evaluation_in(self, session: Session, period: Period, scheme_id: str | None = None) -> Evaluation:
        """Every figure of a period as a transaction sees it."""
        return self._evaluated(session, period, scheme_id).evaluation

    def previous(self, period: str, scheme_id: str | None = None) -> Assessment | None:
        """The assessment of the period just before, or None where it holds no checks or another scheme governs it."""
        with self._database.reading() as session:
            return self.previous_in(session, period_of(period), scheme_id)

    def previous_in(
        self, session: Session, period: Period, scheme_id: str | None = None
    ) -> Assessment | None:
        """The assessment of the period just before as a transaction sees it."""
        basis = self._records.basis(session)
        edition = basis.governing(period, scheme_id)
        when = edition.scheme.calendar.earlier(edition.scheme.calendar.dated(period), 1)
        if when is None:
            return None
        own = governing(basis.editions, when, edition.scheme.id)
        if not own or not periods.revision(session, when.code):
            return None
        found = self.assess_in(session, when, edition.scheme.id)
        return found if any(group.ranked for group in found.groups) else None

    def explain(
        self, period: str, object_key: int, figure_id: str | None = None, scheme_id: str | None = None
    ) -> Trace:
        """How a figure of an object came about, down to each check; without a figure, the score it is ranked by.

        Raises ``Refused`` for an object or figure that the period's scheme does not know, or has in other periods.
        """
        # Here, as a bulletin needs none of the thirty modules that explain.
        from cityassess.scoring.trace import explain

        when = period_of(period)
        with self._database.reading() as session:
            kept = self._evaluated(session, when, scheme_id)
            scheme = kept.edition.scheme
            item = kept.roster.by_key.get(object_key)
            if item is None or object_key not in kept.evaluation.frame.column_of:
                raise Refused("没有这个考核对象。刷新后再看。")
            figure_id = figure_asked(scheme, when, item, figure_id)
            # The walk asks for the checks of a cell when it gets there: of other objects and earlier periods as well.
            return explain(kept.evaluation, figure_id, object_key, when, _stored_checks(session, scheme.id))

    def find(self, period: str, name: str, scheme_id: str | None = None) -> AssessedObject:
        """The object that a name, full name or code means in a period; raises ``Refused`` with near names."""
        when = period_of(period)
        with self._database.reading() as session:
            kept = self._evaluated(session, when, scheme_id)
        return object_named(kept.edition.scheme, kept.roster, when, name)

    def overview(self, period: str, scheme_id: str | None = None) -> Overview:
        """A period at a glance."""
        when = period_of(period)
        with self._database.reading() as session:
            kept = self._evaluated(session, when, scheme_id)
        assessment = kept.assessed(when)
        entered, expected = _progress(kept.evaluation, when)
        counts = []
        for colour in kept.edition.scheme.colours:
            names = assessment.names_rated(colour.id)
            counts.append((colour, len(names), names))
        title = wording.period_title(kept.edition.scheme.calendar.dated(when))
        return Overview(title, entered, expected, tuple(counts))

    def rescore(self, period: Period, scheme_id: str, objects: Iterable[int], before: Head) -> None:
        """Bring a remembered period up to date after one write that touched only these objects' checks in it.

        ``before`` is the log's end that the write began at. Where any other write touched the period too, it is
        forgotten and read anew when it is next asked for.
        """
        place = period.code, scheme_id
        with self._lock:
            kept = self._kept.get(place)
        if kept is None or kept.seen.seq > before.seq:  # evaluated again meanwhile, perhaps with this write
            return
        with self._database.reading() as session:
            basis = self._records.basis(session)
            now = _revisions(session, kept.revisions)
            expected = {**kept.revisions, period.code: kept.revisions.get(period.code, 0) + 1}
            editions = _editions(basis, kept.edition)
            if now != expected or not kept.is_of(_numbers(editions), basis.roster, kept.revisions):
                self._forget(place, kept)
                return
            tally, scheme = kept.evaluation.tally.copied(), kept.edition.scheme
            dirty: set[str] = set()
            for key in objects:
                rows = leaves.read_cell(session, scheme_id, period.code, key)
                singles = stored_details(session, scheme, (period.code,), key)
                kind = kept.roster.by_key[key].kind
                dirty.update(replace_object(tally, scheme, kind, period, key, rows, singles))
        evaluation = reevaluate(replace(kept.evaluation, tally=tally), dirty)
        self._keep(place, _Kept(kept.edition, kept.editions, kept.roster, now, evaluation, basis.end))

    def evaluation(self, period: str, scheme_id: str | None = None) -> Evaluation:
        """Every figure of a period as arrays."""
        with self._database.reading() as session:
            return self._evaluated(session, period_of(period), scheme_id).evaluation

    def _evaluated(self, session: Session, period: Period, scheme_id: str | None) -> _Kept:
        basis = self._records.basis(session)
        edition = basis.governing(period, scheme_id)
        place = period.code, edition.scheme.id
        with self._lock:
            kept = self._kept.get(place)
        if kept is not None and kept.seen == basis.end:
            return self._keep(place, kept)
        editions = _editions(basis, edition)
        schemes = [item.scheme for item in editions]
        looked_at = periods_looked_at(edition.scheme, schemes, period)
        revisions = _revisions(session, looked_at)
        if kept is not None and kept.is_of(_numbers(editions), basis.roster, revisions):
            kept.seen = basis.end
            return self._keep(place, kept)
        evaluation = evaluate_stored(session, edition.scheme, schemes, basis.roster, period)
        found = _Kept(edition, _numbers(editions), basis.roster, revisions, evaluation, basis.end)
        return self._keep(place, found)

    def _keep(self, place: tuple[str, str], found: _Kept) -> _Kept:
        """Remember an evaluation, unless one of a later moment is remembered."""
        with self._lock:
            kept = self._kept.get(place)
            if kept is None or kept.seen.seq <= found.seen.seq:
                self._kept[place] = found
            self._kept.move_to_end(place)
            while len(self._kept) > _REMEMBERED:
                self._kept.popitem(last=False)
        return found

    def _forget(self, place: tuple[str, str], kept: _Kept) -> None:
        with self._lock:
            if self._kept.get(place) is kept:
                del self._kept[place]


def _time_order(entry: PeriodEntry) -> tuple[date, date]:
    return entry.period.end, entry.period.start


def _with_roll_ups(basis: Basis, newest: Edition, known: Iterable[Period]) -> Iterable[tuple[Period, Scheme]]:
    """Periods that hold checks, and the longer ones that they end in as far as figures look within these.

    Each comes once, dated, with the scheme that governs it (the newest edition where none does).
    """
    seen: set[str] = set()
    for undated in known:
        own = governing(basis.editions, undated, newest.scheme.id)
        scheme = (own[0] if own else newest).scheme
        period = scheme.calendar.dated(undated)
        for each in (period, *_roll_ups(scheme, period)):
            if each.code in seen:
                continue
            seen.add(each.code)
            governs = governing(basis.editions, each, newest.scheme.id)
            if each is period or governs:
                then = governs[0].scheme if governs else scheme
                yield then.calendar.dated(each), then


def _roll_ups(scheme: Scheme, period: Period) -> Iterable[Period]:
    for cycle in scheme.summing_up.get(period.cycle, ()):
        try:
            yield scheme.calendar.holding(cycle, period.end)
        except ValueError:  # no campaign was on
            continue


def _editions(basis: Basis, edition: Edition) -> tuple[Edition, ...]:
    """All editions of a scheme that may govern a period, the given one first."""
    others = (
        item for item in basis.editions if item.scheme.id == edition.scheme.id and item.id != edition.id
    )
    return edition, *others


def _numbers(editions: Iterable[Edition]) -> tuple[int, ...]:
    return tuple(edition.id for edition in editions)


def _revisions(session: Session, codes: Iterable[str]) -> dict[str, int]:
    known = periods.revisions(session)
    return {code: known.get(code, 0) for code in sorted(codes)}


def _stored_checks(session: Session, scheme_id: str) -> Callable[[str, int, str], Sequence[Check]]:
    """Looks up the checks of a period, object and criterion, each object's in a period read once."""

    @cache
    def of_object(period: str, object_key: int) -> dict[str, list[Check]]:
        found: dict[str, list[Check]] = {}
        for stored in checks.of_period(session, scheme_id, period, object_key=object_key):
            found.setdefault(stored.check.criterion, []).append(stored.check)
        return found

    return lambda period, object_key, criterion: of_object(period, object_key).get(criterion, ())


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
