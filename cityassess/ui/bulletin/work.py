"""The draft at hand: what was opened, what people changed since, its proof, and keeping it; no widget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from cityassess.progress import Progress, Silent
from cityassess.services.bulletin.edits import Edits
from cityassess.ui.bulletin.history import History, Place, Step
from cityassess.ui.bulletin.left import LeftChanges
from cityassess.ui.bulletin.proved import Proved, Sight, prove
from cityassess.ui.desk import Choice, Desk
from cityassess.ui.jobs import Failure, Job

if TYPE_CHECKING:
    from cityassess.services.bulletin.drafting import Conflict, Draft
    from cityassess.services.office import Office

Result = TypeVar("Result")

PROOF_DELAY_MS = 150
"""How long typing must rest before the preview follows, where pages are set quickly."""
SHORTEST_DELAY_MS = 50
PROOF_TARGET_MS = 300
"""From a key to the pages: what setting them takes longer, the rest is shorter."""
SAVE_DELAY_MS = 1_000
"""How long it must rest before it is kept in the database."""


class DraftWork(QObject):
    """Opens, changes, proves and keeps one draft at a time; all that takes time runs on the worker.

    Every change is a step that can be undone. What is not kept yet survives that the period is read again.
    """

    opened = Signal()
    """Another draft is at hand, or the same one with other data."""
    changed = Signal(object)
    """The edits are others now; carries the ``Place`` to look at, or None where the text shows it already."""
    proved = Signal(object)
    """Carries a ``Proved``."""
    saved = Signal()
    clashed = Signal(object)
    """Somebody else saved the draft: carries the ``Conflict``."""
    failed = Signal(object)
    """Carries the ``Failure`` of reading or setting the draft."""
    unsaved = Signal(object)
    """Carries the ``Failure`` of keeping it; what was typed is still here."""

    def __init__(self, desk: Desk, office: Office, sight: Callable[[], Sight]) -> None:
        super().__init__()
        self._desk, self._office, self._sight = desk, office, sight
        self.draft: Draft | None = None
        self.edits = Edits()
        self.base = Edits()
        self.history = History()
        self._period: Choice | None = None
        self._proving: Job | None = None
        self._saving: Job | None = None
        self._reading: Job | None = None
        self._again = False
        self._lasts = 0
        self._clash: Conflict | None = None
        self._kept = _Kept()
        self._left = LeftChanges(desk.settings, office.where)
        self._proof_timer = self._timer(PROOF_DELAY_MS, self.prove)
        self._save_timer = self._timer(SAVE_DELAY_MS, self.save)

    def _timer(self, delay: int, doing: Callable[[], object]) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.setInterval(delay)
        made.timeout.connect(doing)
        return made

    # ---- opening

    def open(self, period: Choice) -> None:
        """Read the draft of a period; what was changed and not kept yet stays where it is the same period."""
        self._period = period
        self._run(partial(_open, self._office, period), self._opened, "读取通报")

    def begin_correction(self) -> None:
        """Begin a correction of what is published."""
        if self.draft is not None and self._period is not None:
            self._run(partial(_correct, self._office, self.draft), self._opened, "另起更正稿")

    def discard(self) -> None:
        """Give up all changes."""
        if self.draft is not None:
            self._stop()
            self._run(partial(_discard, self._office, self.draft), self._discarded, "放弃改动")

    def _run(self, work: Callable[[Progress], Draft], done: Callable[[Draft], None], title: str) -> None:
        self._reading = self._desk.jobs.run(work, done, self.failed.emit, title=title, key="read 通报")

    def _opened(self, draft: Draft) -> None:
        before = self.draft
        same = before is not None and place_of(before) == place_of(draft) and draft.issued is None
        if same and before is not None and (self.is_dirty or self._saving is not None):
            # Its former version tells on saving whether somebody else was here meanwhile.
            self.draft = replace(draft, version=before.version)
        else:
            if not same or draft.edits != self.edits:
                self.history = History()
            self.draft, self.edits, self.base = draft, draft.edits, draft.edits
            self._clash = None
            self._kept.forget()
            self._take_left()
        self.opened.emit()
        self.prove()

    def _take_left(self) -> None:
        """Take up what could not be kept when the window was closed."""
        draft = self.draft
        left = self._left.take(draft) if draft is not None and draft.issued is None else None
        if draft is not None and left is not None:
            self.draft = replace(draft, version=left.version)
            self.edits, self.base = left.mine, left.base
            self._save_timer.start()

    def _discarded(self, draft: Draft) -> None:
        self.base = self.edits
        self._opened(draft)

    def forget(self) -> None:
        """There is no draft to show any more."""
        self.draft = None
        self.edits = self.base = Edits()

    # ---- changing

    @property
    def is_dirty(self) -> bool:
        """Whether something is not kept yet."""
        return self.edits != self.base

    @property
    def is_proved(self) -> bool:
        """Whether the proof shown last is of the draft as it is now."""
        return self._proving is None and not self._proof_timer.isActive()

    @property
    def is_open(self) -> bool:
        """Whether there is a draft that can be changed."""
        return self.draft is not None and self.draft.issued is None

    def change(
        self,
        edits: Edits,
        name: str,
        *,
        run: str = "",
        before: Place,
        after: Place | None = None,
        shown: bool = False,
    ) -> None:
        """Make other edits of a gesture; with ``shown`` the text shows it already."""
        if edits == self.edits or not self.is_open:
            return
        after = after or before
        self.history.push(Step(name, self.edits, edits, before, after), run)
        self._take(edits, None if shown else after)

    def undo(self) -> str:
        """Take the newest step back; returns its name, empty where there is none."""
        step = self.history.back() if self.is_open else None
        if step is None:
            return ""
        self._take(self._with_accepted(step.before, step.after), step.where_before)
        return step.name

    def redo(self) -> str:
        """Make the step that was taken back last again; returns its name, empty where there is none."""
        step = self.history.forth() if self.is_open else None
        if step is None:
            return ""
        self._take(self._with_accepted(step.after, step.before), step.where_after)
        return step.name

    def _with_accepted(self, wanted: Edits, left: Edits) -> Edits:
        """Figures that were noted as seen meanwhile stay so, unless the step itself was about them."""
        return wanted if wanted.accepted != left.accepted else replace(wanted, accepted=self.edits.accepted)

    def _take(self, edits: Edits, place: Place | None) -> None:
        self.edits = edits
        self._proof_timer.start(max(SHORTEST_DELAY_MS, min(PROOF_DELAY_MS, PROOF_TARGET_MS - self._lasts)))
        if self._clash is None:
            self._save_timer.start()
        self.changed.emit(place)

    # ---- the proof

    @Slot()
    def prove(self) -> None:
        """Set the draft as it is now; one proof at a time, the next begins when it is done."""
        if self.draft is None:
            return
        if self._proving is not None:
            self._again = True
            return
        work = partial(prove, self._office, self.draft, self.edits, self._sight())
        self._proving = self._desk.jobs.run(work, self._proved, self._not_proved, title="生成通报")

    def _proved(self, proved: Proved) -> None:
        self._proving = None
        self._lasts = proved.milliseconds
        again, self._again = self._again, False
        if self.draft is not None and place_of(proved.draft) == place_of(self.draft):
            noted = replace(proved.edits, accepted=self.edits.accepted)  # saving notes what was seen
            if noted == self.edits and proved.draft.material is self.draft.material:
                self.draft = replace(proved.draft, version=self.draft.version)
            self.proved.emit(proved)
        if again:
            self.prove()

    def _not_proved(self, failure: Failure) -> None:
        self._proving, self._again = None, False
        self.failed.emit(failure)

    # ---- keeping

    @Slot()
    def save(self) -> None:
        """Keep what was changed, on the worker."""
        self._save_timer.stop()
        if self._saving is None and self.draft is not None and self.is_dirty and self._clash is None:
            work = partial(_save, self._office, self._kept, self.draft, self.edits)
            done = partial(self._saved, self.edits)
            self._saving = self._desk.jobs.run(work, done, self._not_saved, title="保存通报稿")

    def save_now(self) -> bool:
        """Keep what was changed before the page is taken away; whether there is nothing left that is not kept."""
        self._stop()
        if self.draft is None or not self.is_dirty or self._clash is not None:
            return not self.is_dirty
        from cityassess.errors import Refused, Unavailable

        try:
            draft = _save(self._office, self._kept, self.draft, self.edits, Silent())
        except (Refused, Unavailable):
            self._left.put(self.draft, self.base, self.edits)
            return False
        self._saved(self.edits, draft)
        return True

    def run_kept(
        self,
        work: Callable[[Progress], Result],
        done: Callable[[Result], None],
        failed: Callable[[Failure], None],
        title: str,
        key: str = "",
    ) -> None:
        """Run work that reads the draft from the database, with what was changed kept there first."""
        draft, edits = (self.draft, self.edits) if self.is_open and self.is_dirty else (None, self.edits)

        def first(progress: Progress) -> tuple[Draft | None, Result]:
            saved = _save(self._office, self._kept, draft, edits, progress) if draft is not None else None
            return saved, work(progress)

        def then(found: tuple[Draft | None, Result]) -> None:
            if found[0] is not None:
                self._saved(edits, found[0])
            done(found[1])

        def not_then(failure: Failure) -> None:
            self._not_saved(failure, failed)

        self._stop()
        self._desk.jobs.run(first, then, not_then, title=title, key=key)

    def close(self) -> None:
        """Ask for nothing more, and show nothing that comes: the page is about to be taken away."""
        self._stop()
        for job in (self._proving, self._saving, self._reading):
            if job is not None:
                job.forget()

    def _stop(self) -> None:
        self._save_timer.stop()
        self._proof_timer.stop()

    def _saved(self, kept: Edits, draft: Draft) -> None:
        self._saving = None
        if self.draft is None or place_of(draft) != place_of(self.draft):
            return
        self.base = draft.edits
        self.draft = replace(self.draft, version=draft.version)
        if self.edits == kept:
            self.edits = draft.edits
        else:
            self.edits = replace(self.edits, accepted={**draft.edits.accepted, **self.edits.accepted})
            self._save_timer.start()
        self.saved.emit()

    def _not_saved(self, failure: Failure, otherwise: Callable[[Failure], None] | None = None) -> None:
        from cityassess.services.bulletin.drafting import Conflict

        self._saving = None
        if isinstance(failure.error, Conflict):
            self._clash = failure.error
            self.clashed.emit(failure.error)
        elif otherwise is not None:
            otherwise(failure)
        else:
            self.unsaved.emit(failure)

    def settle(self, edits: Edits) -> None:
        """Answer a clash with both changes brought together; steps before it cannot be undone any more."""
        clash, self._clash = self._clash, None
        if clash is None or self.draft is None:
            return
        self.draft = replace(self.draft, version=clash.version)
        self._kept.forget()
        self.base = clash.theirs
        self.history = History()
        self._take(edits, Place())


class _Kept:
    """The version that this desk kept last, known on the worker before the window hears of it."""

    def __init__(self) -> None:
        self.place: tuple[str, str, int] | None = None
        self.version = 0

    def forget(self) -> None:
        """The draft was read or settled anew: its own version counts."""
        self.place = None


def place_of(draft: Draft) -> tuple[str, str, int]:
    """Which publication of which period a draft is for."""
    return draft.scheme_id, draft.period, draft.number


def _open(office: Office, period: Choice, _progress: Progress) -> Draft:
    return office.drafting.open(period.code, period.scheme)


def _correct(office: Office, draft: Draft, _progress: Progress) -> Draft:
    return office.drafting.begin_correction(draft)


def _discard(office: Office, draft: Draft, _progress: Progress) -> Draft:
    return office.drafting.discard(draft)


def _save(office: Office, kept: _Kept, draft: Draft, edits: Edits, _progress: Progress) -> Draft:
    if kept.place == place_of(draft):
        draft = replace(draft, version=kept.version)
    saved = office.drafting.save(draft, edits)
    kept.place, kept.version = place_of(draft), saved.version
    return saved
