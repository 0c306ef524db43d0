"""Entering marks: the sheets of a period as a grid, and edits of its cells, all or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from cityassess.errors import Problem, Refused
from cityassess.scoring.marks import parse_mark
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.periods import Period
from cityassess.scoring.scheme import Figure
from cityassess.scoring.values import AssessedObject, Check, Roster
from cityassess.services.changes import NOTHING, Changes, of_periods
from cityassess.services.entry_cells import (
    NOT_APPLICABLE,
    CellKey,
    EntryCell,
    EntryCheck,
    by_cell,
    cell_of,
    changed,
    filled,
    same,
    told,
    typed,
    typed_text,
)
from cityassess.services.entry_columns import ColumnKind, cell_words, head_of, kind_of
from cityassess.services.records import Edition, Records, period_of
from cityassess.store import checks

if TYPE_CHECKING:
    from cityassess.services.standings import Standings
    from cityassess.store.database import Database
    from cityassess.store.session import Session

__all__ = [
    "NOT_APPLICABLE",
    "CellEdit",
    "CellKey",
    "Entry",
    "EntryCell",
    "EntryCheck",
    "EntryColumn",
    "EntryConflict",
    "EntryOutcome",
    "EntryRow",
    "EntrySheet",
    "ParsedEntry",
    "parse",
]

_ALL_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class EntryColumn:
    """One criterion: its heading, full marks as shown, what is entered, and how many decimals.

    ``head`` is what stands below the heading: full marks, and what is entered where that is not the mark itself.
    """

    key: str
    title: str
    full: str
    kind: ColumnKind
    decimals: int
    head: str
    figure: Figure

    def said(self, text: str) -> str:
        """What a cell of the column holds, in words: 8.5 分, 扣 1.5 分, 3 处, 优秀."""
        return cell_words(self.figure, self.kind, text)


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One assessed object; ``group`` is the group that it is ranked in, or what it belongs to."""

    key: str
    title: str
    group: str


@dataclass(frozen=True, slots=True)
class EntrySheet:
    """The grid of one kind of object in one period; cells that are not in ``cells`` are blank."""

    key: str
    scheme: str
    period: str
    kind: str
    title: str
    columns: tuple[EntryColumn, ...]
    rows: tuple[EntryRow, ...]
    cells: Mapping[CellKey, EntryCell]


@dataclass(frozen=True, slots=True)
class CellEdit:
    """One change asked for: what was typed (None clears the cell) over the version last seen."""

    row: str
    column: str
    text: str | None
    base_version: int

    @property
    def key(self) -> CellKey:
        """Where the edit goes."""
        return self.row, self.column


@dataclass(frozen=True, slots=True)
class EntryConflict:
    """An edit that met another person's change: what is there now, and who changed it when (李强11月3日10:31)."""

    edit: CellEdit
    theirs: EntryCell
    changed: str


@dataclass(frozen=True, slots=True)
class EntryOutcome:
    """What became of some edits: the new cells, or conflicts and then nothing was written; ``undo`` takes it back."""

    changes: Changes = NOTHING
    cells: Mapping[CellKey, EntryCell] = field(default_factory=dict)
    conflicts: tuple[EntryConflict, ...] = ()
    undo: tuple[CellEdit, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """A typed text understood: the plain text as it is stored, and its reading such as ``= 40 − 3×0.5 = 38.5``."""

    text: str
    reading: str = ""


class _Conflicting(Exception):
    """Leaves the transaction with nothing written."""

    def __init__(self, conflicts: Iterable[EntryConflict]) -> None:
        self.conflicts = tuple(conflicts)
        super().__init__(f"{len(self.conflicts)} conflicts")


def parse(column: EntryColumn, typed: str) -> ParsedEntry:
    """Read what was typed into a column; raises ``ValueError`` with a Chinese sentence."""
    mark = parse_mark(typed, column.figure)
    return ParsedEntry(typed_text(mark.value, mark.count, column.figure), mark.reading)


class Entry:
    """The entry sheets of the office's periods."""

    def __init__(self, database: Database, records: Records, standings: Standings) -> None:
        self._database = database
        self._records = records
        self._standings = standings
        self._last_form: _Form | None = None

    def sheets(self, period: str, scheme_id: str | None = None) -> tuple[EntrySheet, ...]:
        """One sheet for each kind of object that the period's schemes enter marks for, in the schemes' order."""
        when = period_of(period)
        with self._database.reading() as session:
            basis = self._records.basis(session)
            return tuple(
                sheet
                for edition in basis.all_governing(when, scheme_id)
                for sheet in _sheets_of(session, edition, basis.roster, when)
            )

    def checks(self, sheet_key: str, row: str, column: str) -> tuple[EntryCheck, ...]:
        """The checks behind one cell, by the day that they were made on."""
        scheme_id, code, _ = _parts(sheet_key)
        with self._database.reading() as session:
            found: Sequence[checks.StoredCheck] = checks.of_period(
                session, scheme_id, code, object_key=int(row), criterion=column
            )
            scheme = self._records.basis(session).governing(period_of(code), scheme_id).scheme
        found = sorted(found, key=lambda stored: (stored.check.day or date.min, stored.check.key))
        return tuple(told(stored, scheme.by_id.get(column)) for stored in found)

    def apply(self, sheet_key: str, edits: Sequence[CellEdit]) -> EntryOutcome:
        """Write all edits in one transaction, or none of them.

        An edit over a version that is no longer the stored one is a conflict, and then nothing is written. Raises
        ``Refused`` for text that is no mark, a locked cell or an unknown sheet, row or column.
        """
        if not edits:
            return EntryOutcome()
        scheme_id, code, kind = _parts(sheet_key)
        period = period_of(code)
        try:
            with self._database.writing() as session:
                basis = self._records.basis(session)
                form = self._form(basis.governing(period, scheme_id), basis.roster, period, kind)
                outcome = _Desk(session, scheme_id, period, form).write(edits)
        except _Conflicting as met:
            return EntryOutcome(conflicts=met.conflicts)
        except checks.Conflict:
            # The database is locked by the transaction, so only a check found twice in one call gets here.
            raise Refused("同一格在一次提交里改了两次。分开提交。") from None
        if outcome.changes:
            self._standings.rescore(period, scheme_id, {int(row) for row, _ in outcome.cells}, basis.end)
        return outcome

    def _form(self, edition: Edition, roster: Roster, period: Period, kind: str) -> _Form:
        """The rows and columns of a sheet; the last one is remembered, since marks are entered one after the other."""
        form = self._last_form
        if form is None or not form.is_of(edition, roster, period, kind):
            columns = {column.key: column for column in _columns(edition, period, kind)}
            rows = {str(item.key): item for item in roster.of_kind(kind) if item.exists_in(period)}
            form = self._last_form = _Form(edition, roster, period, kind, columns, rows)
        return form


@dataclass(frozen=True, slots=True)
class _Form:
    """The columns and the rows of one sheet by their keys, and what they were laid out from."""

    edition: Edition
    roster: Roster
    period: Period
    kind: str
    columns: dict[str, EntryColumn]
    rows: dict[str, AssessedObject]

    def is_of(self, edition: Edition, roster: Roster, period: Period, kind: str) -> bool:
        """Whether it was laid out from just these."""
        same_rules = self.edition.id == edition.id and self.roster is roster
        return same_rules and (self.period, self.kind) == (period, kind)


class _Desk:
    """The cells of one sheet while edits are written."""

    def __init__(self, session: Session, scheme_id: str, period: Period, form: _Form) -> None:
        self.session = session
        self.scheme = scheme_id
        self.period = period
        self.columns = form.columns
        self.rows = form.rows

    def write(self, edits: Sequence[CellEdit]) -> EntryOutcome:
        """Write the edits; raises ``_Conflicting`` or ``Refused`` before anything is written."""
        wanted = self.wanted(edits)
        stored = self.stored(edits)
        conflicts = [
            EntryConflict(edit, self.cell(edit, stored), changed(stored.get(edit.key, [])))
            for edit in edits
            if self.cell(edit, stored).version != edit.base_version
        ]
        if conflicts:
            raise _Conflicting(conflicts)
        self.refuse_locked(edits, stored)
        cells: dict[CellKey, EntryCell] = {}
        undo: list[CellEdit] = []
        drafts: list[tuple[CellKey, checks.CheckDraft]] = []
        touched = False
        for edit, check in zip(edits, wanted, strict=True):
            old = stored.get(edit.key, [])
            if check is not None:
                kept = replace(check, rectified=old[0].check.rectified) if old else check
                drafts.append((edit.key, checks.CheckDraft(kept, old[0].version if old else 0)))
            elif old:
                checks.withdraw(self.session, old[0].check.key, old[0].version, "录入页清空")
                cells[edit.key] = EntryCell()
                undo.append(CellEdit(*edit.key, typed(old, self.columns[edit.column].figure), 0))
                touched = True
            else:
                cells[edit.key] = EntryCell()
        if drafts:
            result = checks.put(self.session, self.scheme, [draft for _, draft in drafts])
            touched = touched or result.created + result.changed > 0
            for (key, draft), check_key in zip(drafts, result.keys, strict=True):
                old = stored.get(key, [])
                kept_as_is = bool(old) and same(old[0].check, draft.check)
                version = (old[0].version if kept_as_is else old[0].version + 1) if old else 1
                figure = self.columns[key[1]].figure
                cells[key] = filled(draft.check.value, draft.check.count, check_key, version, figure)
                if not kept_as_is:
                    undo.append(CellEdit(*key, typed(old, figure), cells[key].version))
        changes = of_periods([self.period.code]) if touched else NOTHING
        return EntryOutcome(changes, cells, (), tuple(undo))

    def cell(self, edit: CellEdit, stored: Mapping[CellKey, list[checks.StoredCheck]]) -> EntryCell:
        """The cell of an edit as it is stored."""
        return cell_of(stored.get(edit.key, []), self.columns[edit.column].figure)

    def wanted(self, edits: Sequence[CellEdit]) -> list[Check | None]:
        """The check that each edit makes, None where it clears; raises ``Refused`` with every fault."""
        problems: list[Problem] = []
        found: list[Check | None] = []
        for edit in edits:
            column, item = self.columns.get(edit.column), self.rows.get(edit.row)
            if column is None or item is None:
                raise Refused("这张录入表已有变动，有的行或列不在了。刷新后再录。")
            if edit.text is None or not edit.text.strip():
                found.append(None)
                continue
            try:
                mark = parse_mark(edit.text, column.figure)
            except ValueError as fault:
                problems.append(Problem(f"{item.name}“{column.title}”：{fault}"))
                continue
            found.append(Check(self.period.code, item.key, column.key, mark.value, mark.count))
        if problems:
            raise Refused(problems)
        return found

    def stored(self, edits: Sequence[CellEdit]) -> dict[CellKey, list[checks.StoredCheck]]:
        """The stored checks of the cells that are edited."""
        code = self.period.code
        if len(edits) <= _ALL_AT_ONCE:
            found = [
                check
                for key in dict.fromkeys(edit.key for edit in edits)
                for check in checks.of_period(
                    self.session, self.scheme, code, object_key=int(key[0]), criterion=key[1]
                )
            ]
        else:
            found = list(checks.of_period(self.session, self.scheme, code))
        return by_cell(found)

    def refuse_locked(
        self, edits: Sequence[CellEdit], stored: Mapping[CellKey, list[checks.StoredCheck]]
    ) -> None:
        """Raise ``Refused`` where an edit would overwrite what several or detailed checks add up to."""
        problems = [
            Problem(f"{self.rows[edit.row].name}“{self.columns[edit.column].title}”{locked}")
            for edit in edits
            if (locked := self.cell(edit, stored).locked)
        ]
        if problems:
            raise Refused(problems)


def _parts(sheet_key: str) -> tuple[str, str, str]:
    scheme, _, rest = sheet_key.partition("|")
    code, _, kind = rest.partition("|")
    if not (scheme and code and kind):
        raise Refused("没有这张录入表。刷新后再录。")
    return scheme, code, kind


def _columns(edition: Edition, period: Period, kind: str) -> tuple[EntryColumn, ...]:
    return tuple(
        EntryColumn(
            figure.id,
            figure.name,
            plain_text(figure.full) if figure.full is not None else "",
            kind_of(figure),
            figure.entry_decimals,
            head_of(figure),
            figure,
        )
        for figure in edition.scheme.criteria
        if figure.of == kind and edition.scheme.assesses(figure, period)
    )


def _sheets_of(session: Session, edition: Edition, roster: Roster, period: Period) -> Iterable[EntrySheet]:
    scheme = edition.scheme
    found = by_cell(checks.of_period(session, scheme.id, period.code))
    for kind in scheme.kinds:
        columns = _columns(edition, period, kind.name)
        if not columns:
            continue
        figures = {column.key: column.figure for column in columns}
        rows = tuple(
            EntryRow(str(item.key), item.name, _group(item, roster))
            for item in roster.of_kind(kind.name)
            if item.exists_in(period)
        )
        keys = {row.key for row in rows}
        own = {
            key: cell_of(several, figures[key[1]])
            for key, several in found.items()
            if key[0] in keys and key[1] in figures
        }
        sheet_key = f"{scheme.id}|{period.code}|{kind.name}"
        yield EntrySheet(sheet_key, scheme.id, period.code, kind.name, kind.name, columns, rows, own)


def _group(item: AssessedObject, roster: Roster) -> str:
    if item.group or item.parent is None:
        return item.group
    above = roster.by_key.get(item.parent)
    return above.name if above is not None else ""
