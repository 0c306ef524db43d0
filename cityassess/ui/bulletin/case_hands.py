"""What is done with typical cases: added from checks, given photos, moved and taken out; each a step of the draft."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QImage

from cityassess.progress import Progress
from cityassess.services.bulletin.edits import Edits
from cityassess.services.bulletin.outline import pictures_of
from cityassess.ui.bulletin import changing
from cityassess.ui.bulletin.cases import CAPTIONS, CaseForm
from cityassess.ui.bulletin.history import Place
from cityassess.ui.bulletin.picker import Pick, Picker
from cityassess.ui.bulletin.text import BulletinText
from cityassess.ui.bulletin.work import DraftWork
from cityassess.ui.desk import Desk
from cityassess.ui.files import ask_open
from cityassess.ui.jobs import Failure
from cityassess.ui.widgets.parts import Notice

if TYPE_CHECKING:
    from cityassess.services.bulletin.case_candidates import CaseCandidate
    from cityassess.services.bulletin.drafting import Draft, PhotoRef
    from cityassess.services.office import Office

PHOTOS = "照片 (*.jpg *.jpeg *.png)"


class CaseHands(QObject):
    """The form of one case, and the gestures that change cases."""

    opened = Signal()
    """The form is to be shown."""
    closed = Signal()
    added = Signal()

    def __init__(
        self, desk: Desk, office: Office, work: DraftWork, text: BulletinText, notice: Notice
    ) -> None:
        super().__init__()
        self._desk, self._office, self._work = desk, office, work
        self._text, self._notice = text, notice
        self._shown = ""
        self._dialog: Picker | None = None
        self.form = CaseForm()
        self.form.closed.connect(self.closed)
        self.form.photos_wanted.connect(self.ask_photos)
        self.form.pasted.connect(self.add_photos)
        self.form.changed.connect(self._set_photos)
        self.form.moved.connect(self._move)
        self.form.removed.connect(self._remove)
        text.pictures.connect(self.add_photos)

    # ---- the form

    def show(self, place: str) -> None:
        """Open the form of a case."""
        if changing.case_of(self._work.edits, place) is not None:
            self._shown = place
            self.fill()
            self.opened.emit()

    def fill(self) -> None:
        """Show the case as it is now; it closes where the case is gone."""
        draft, edits = self._work.draft, self._work.edits
        case = changing.case_of(edits, self._shown)
        if draft is None or case is None:
            self.form.hide()
            return
        pictures = pictures_of(draft.laid.document).get(f"{case.id}/photos", ())
        digests = [digest for laid in draft.edits.cases if laid.id == case.id for digest, _ in laid.photos]
        data = {digest: picture.data for digest, picture in zip(digests, pictures, strict=False)}
        number = [each.id for each in edits.cases].index(case.id) + 1
        self.form.show_case(case, number, len(edits.cases), data, locked=not self._work.is_open)

    # ---- cases

    @Slot()
    def ask_case(self) -> None:
        """Ask which check to make a case of."""
        draft = self._work.draft
        if draft is not None and self._work.is_open:
            work = partial(_candidates, self._office, draft)
            self._desk.jobs.run(work, self._show_candidates, self._not_done, title="查找案例", key="cases")

    def _show_candidates(self, found: Sequence[CaseCandidate]) -> None:
        picks = [Pick("空白案例：自己写，不取检查记录", None)]
        picks += [Pick(f"{one.name}　{one.criterion}　{one.said}　{one.words}", one) for one in found]
        self._dialog = Picker(
            self._text,
            "添加典型案例",
            picks,
            go="添加",
            hint="输入对象、考核项或问题，空格隔开",
            empty="没有这样的检查记录",
            picked=self._add,
        )
        self._dialog.open()

    def _add(self, candidate: CaseCandidate | None) -> None:
        check, words = (candidate.check, candidate.words) if candidate is not None else (0, "")
        edits, place = changing.with_case(self._work.edits, check, changing.tidy((words,)))
        self._change(edits, "添加案例", after=Place(place, len(words)))
        self._text.setFocus()
        self.show(place)
        QTimer.singleShot(0, self._text.ensureCursorVisible)  # once the form has taken its room
        self.added.emit()

    @Slot(str, int)
    def _move(self, place: str, by: int) -> None:
        self._change(changing.moved_case(self._work.edits, place, by), "移动案例", after=Place(place))

    @Slot(str)
    def _remove(self, place: str) -> None:
        self._change(changing.without_case(self._work.edits, place), "删除案例")
        self.closed.emit()
        self._desk.status.say("已删除案例。Ctrl+Z恢复。")

    def _change(self, edits: Edits, name: str, after: Place | None = None) -> None:
        self._work.change(edits, name, before=self._text.place, after=after)

    # ---- photos

    @Slot(str, object)
    def _set_photos(self, place: str, photos: tuple[tuple[str, str], ...]) -> None:
        self._change(changing.with_photos(self._work.edits, place, photos), "改案例照片")

    @Slot(str)
    def ask_photos(self, place: str) -> None:
        """Ask for photo files of a case."""
        folder = self._desk.documents
        ask_open(self.form, "添加照片", folder, PHOTOS, partial(self.add_photos, place), many=True)

    @Slot(str, object)
    def add_photos(self, place: str, photos: Sequence[object]) -> None:
        """Keep photos, pictures or paths of files, and put them into a case."""
        if not place:
            self._desk.status.say("照片放在典型案例里：先添加案例，再把光标移到案例上粘贴。")
            return
        work = partial(_keep, self._office, [_source(photo) for photo in photos])
        self._desk.jobs.run(work, partial(self._photos_kept, place), self._not_done, title="存入照片")

    def _photos_kept(self, place: str, kept: Sequence[PhotoRef]) -> None:
        case = changing.case_of(self._work.edits, place)
        if case is None:
            return
        photos = list(case.photos)
        for photo in kept:
            free = [caption for caption in CAPTIONS if caption not in {said for _, said in photos}]
            photos.append((photo.digest, free[0] if free else ""))
        self._set_photos(place, tuple(photos))
        self.show(place)
        self._desk.status.say(f"已存入{len(kept)}张照片。")

    def _not_done(self, failure: Failure) -> None:
        if not failure.cancelled:
            self._notice.say(failure.sentence, "error")


def _source(photo: object) -> Path | bytes:
    """A photo as the service takes it: a file, or the bytes of a picture from the clipboard."""
    if not isinstance(photo, QImage):
        return Path(str(photo))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    photo.save(buffer, b"PNG")
    return bytes(data.data())


def _keep(office: Office, sources: Sequence[Path | bytes], progress: Progress) -> list[PhotoRef]:
    kept = []
    for number, source in enumerate(sources):
        progress.step(number, len(sources), f"第{number + 1}张")
        kept.append(office.drafting.add_photo(source))
    return kept


def _candidates(office: Office, draft: Draft, _progress: Progress) -> tuple[CaseCandidate, ...]:
    return office.drafting.candidates(draft)
