"""From gestures to stored marks: one gesture, one call of the source, one step that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from cityassess.errors import Refused, Unavailable
from cityassess.ui.grid.history import CellChange, Draft, History, Step
from cityassess.ui.grid.model import MarkModel, padded
from cityassess.ui.grid.question import Choice, Question
from cityassess.ui.grid.source import CellEdit, CellKey, EditConflict, EditOutcome, GridSource, is_number

Change = tuple[int, int, str | None]
"""Row, column, normalised text (None clears)."""


@dataclass(frozen=True, slots=True)
class _Attempt:
    """Edits on their way, what to do once they are stored, and the typed texts to keep if they are not."""

    edits: tuple[CellEdit, ...]
    finish: Callable[[EditOutcome, tuple[CellEdit, ...]], None]
    typed: Mapping[tuple[int, int], str]
    undoing: bool = False


class Writing(QObject):
    """Writes through to the source, keeps the history, and turns conflicts into questions.

    ``saved`` carries the keys that were stored (a tuple of ``CellKey``), ``revealed`` the places that an undone step
    touched, ``asked`` a ``Question``.
    """

    message = Signal(str)
    asked = Signal(object)
    saved = Signal(object)
    revealed = Signal(object)
    history_changed = Signal()

    def __init__(self, model: MarkModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.history = History()

    def show_source(self, source: GridSource, history: History) -> None:
        """Show another period and go on with its steps and drafts; those of this one stay in its history."""
        model = self._model
        self.history.drafts = {model.key(*place): draft for place, draft in model.drafts.items()}
        model.show_source(source)
        self.history = history
        kept = {place: draft for key, draft in history.drafts.items() if (place := model.locate(key))}
        if kept:
            model.keep_drafts(kept)
        self.history_changed.emit()

    def write(
        self,
        name: str,
        changes: Sequence[Change],
        *,
        typed: Mapping[tuple[int, int], str] | None = None,
        said: str = "",
    ) -> bool:
        """Store changes as one step called ``name`` and say ``said``; returns whether they are stored.

        What was ``typed`` stays as drafts where the source refuses. Cells that hold the text already are passed over.
        """
        edits = tuple(
            self._model.edit(row, column, text)
            for row, column, text in changes
            if self._model.cells[row][column].entered != text
        )
        places = [(row, column) for row, column, _ in changes]

        def finish(outcome: EditOutcome, made: tuple[CellEdit, ...]) -> None:
            self._push(name, outcome, made)
            self._model.drop_drafts(places)
            if said:
                self.message.emit(said)

        if not edits:
            finish(EditOutcome(), ())
            return True
        return self._run(_Attempt(edits, finish, typed or {}))

    def keep_draft(self, row: int, column: int, typed: str, reason: str) -> None:
        """Keep a typed text that cannot be stored, and say why."""
        self._model.keep_drafts({(row, column): Draft(typed, reason)})
        self.message.emit(f"{reason}（“{typed}”尚未保存）")

    # ---- undo

    @property
    def undo_name(self) -> str:
        """``撤销：粘贴500×17``, or empty text."""
        return f"撤销：{self.history.done[-1].name}" if self.history.done else ""

    @property
    def redo_name(self) -> str:
        """``重做：粘贴500×17``, or empty text."""
        return f"重做：{self.history.undone[-1].name}" if self.history.undone else ""

    def undo(self) -> bool:
        """Take back the newest step; returns whether it was."""
        if not self.history.done:
            self.message.emit("没有可撤销的操作。")
            return False
        return self._replay(self.history.done[-1], back=True)

    def redo(self) -> bool:
        """Do the step again that was undone last; returns whether it was."""
        if not self.history.undone:
            self.message.emit("没有可重做的操作。")
            return False
        return self._replay(self.history.undone[-1], back=False)

    def _replay(self, step: Step, *, back: bool) -> bool:
        history, model = self.history, self._model
        places: dict[CellKey, tuple[int, int]] = {}
        edits = []
        for change in step.changes:
            key = change.key
            place = model.locate(key)
            if place is None:
                continue
            places[key] = place
            ours = change.after_version if back else change.before_version
            known = model.cells[place[0]][place[1]].version
            base = known if history.stands_for(key, known) == ours else ours
            edits.append(CellEdit(key[0], key[1], change.before if back else change.after, base))

        def finish(outcome: EditOutcome, made: tuple[CellEdit, ...]) -> None:
            cells, kept = outcome.cells, step.changes
            if len(made) < len(kept):
                keys = {edit.key for edit in made}
                kept = tuple(change for change in kept if change.key in keys)
            for change in kept:
                if (cell := cells.get(change.key)) is not None:
                    stands_for = change.before_version if back else change.after_version
                    history.same[change.key, cell.version] = stands_for
            history.moved(step, back=back, kept=kept)
            self._stored(outcome)
            self.revealed.emit([places[change.key] for change in kept])
            self.message.emit(f"已{'撤销' if back else '重做'}：{step.name}")

        return self._run(_Attempt(tuple(edits), finish, {}, undoing=True))

    # ---- storing

    def _run(self, attempt: _Attempt) -> bool:
        try:
            outcome = self._model.source.apply(attempt.edits)
        except (Refused, Unavailable) as failure:
            reason = "；".join(line for line in str(failure).splitlines() if line) or "没有保存"
            self._model.keep_drafts({place: Draft(typed, reason) for place, typed in attempt.typed.items()})
            self.message.emit(reason)
            return False
        if outcome.conflicts:
            self._met(attempt, outcome.conflicts)
            return False
        attempt.finish(outcome, attempt.edits)
        return True

    def _push(self, name: str, outcome: EditOutcome, made: tuple[CellEdit, ...]) -> None:
        changes = []
        for edit in made:
            place, after = self._model.locate(edit.key), outcome.cells.get(edit.key)
            if place is None or after is None:
                continue
            before = self._model.cells[place[0]][place[1]]
            known = self.history.stands_for(edit.key, before.version)
            changes.append(CellChange(edit.key, before.entered, after.entered, known, after.version))
        if changes:
            self.history.push(Step(name, tuple(changes)))
        self._stored(outcome)

    def _stored(self, outcome: EditOutcome) -> None:
        self._model.accept(outcome.cells)
        self.history_changed.emit()
        if outcome.cells:
            self.saved.emit(tuple(outcome.cells))

    # ---- conflicts

    def _met(self, attempt: _Attempt, conflicts: tuple[EditConflict, ...]) -> None:
        theirs = {conflict.edit.key: conflict.theirs for conflict in conflicts}
        self._model.accept(theirs)
        sentence = self._conflict_sentence(conflicts, undoing=attempt.undoing)
        drafts = {place: Draft(typed, sentence) for place, typed in attempt.typed.items()}
        if drafts:
            self._model.keep_drafts(drafts)

        def use_mine() -> None:
            edits = tuple(
                replace(edit, base_version=theirs[edit.key].version) if edit.key in theirs else edit
                for edit in attempt.edits
            )
            self._run(replace(attempt, edits=edits))

        def use_theirs() -> None:
            edits = tuple(edit for edit in attempt.edits if edit.key not in theirs)
            self._model.drop_drafts(attempt.typed)
            if edits:
                self._run(replace(attempt, edits=edits))
            else:
                attempt.finish(EditOutcome(), ())

        mine, other, later = self._conflict_labels(conflicts, undoing=attempt.undoing)
        choices = (Choice(mine, use_mine), Choice(other, use_theirs), Choice(later, lambda: None))
        self.message.emit(sentence)
        self.asked.emit(Question(sentence, choices, calm=True, cells=frozenset(theirs)))

    def _conflict_sentence(self, conflicts: tuple[EditConflict, ...], *, undoing: bool) -> str:
        first = conflicts[0]
        place = self._model.locate(first.edit.key)
        where = self._model.place_name(*place) if place else "此格"
        theirs = self._value(first, first.theirs.entered)
        did = f"把{where}改为{theirs}" if theirs else f"清空了{where}"
        if undoing:
            return f"撤销停止：{first.changed}{did}。" + (
                f"另有{len(conflicts) - 1:,}格同样被改过。" if conflicts[1:] else ""
            )
        if len(conflicts) > 1:
            return f"有{len(conflicts):,}格已被别人改过，尚未写入。其中{first.changed}{did}。"
        mine = self._value(first, first.edit.text)
        return f"{first.changed}{did}，本机{f'为{mine}' if mine else '要清空'}。"

    def _conflict_labels(self, conflicts: tuple[EditConflict, ...], *, undoing: bool) -> tuple[str, str, str]:
        if undoing:
            return "仍然撤销", "保留对方的改动", "不撤销"
        if len(conflicts) > 1:
            return "用本机的", "用对方的", "以后再定"
        mine = self._value(conflicts[0], conflicts[0].edit.text)
        theirs = self._value(conflicts[0], conflicts[0].theirs.entered)
        return (f"用{mine}" if mine else "清空"), (f"用{theirs}" if theirs else "保留空白"), "以后再定"

    def _value(self, conflict: EditConflict, text: str | None) -> str:
        place = self._model.locate(conflict.edit.key)
        if text is None or place is None:
            return text or ""
        column = self._model.columns[place[1]]
        return padded(text, column.decimals) if column.numeric and is_number(text) else text
