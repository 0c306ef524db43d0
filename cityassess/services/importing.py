"""Importing an office's files: everything is read and checked, then shown, then written in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cityassess import wording
from cityassess.errors import Problem, Refused
from cityassess.progress import Progress, Silent
from cityassess.scoring.forms import Bonus, Deduct, Mark
from cityassess.scoring.mark_limits import value_words
from cityassess.scoring.scheme import Figure, Scheme
from cityassess.scoring.values import Check, Roster
from cityassess.services.changes import NOTHING, Changes
from cityassess.services.import_files import ReadSheets, read_sheets, told
from cityassess.services.import_headings import Sheet, SheetKind
from cityassess.services.import_marks import is_blank_mark, read_marks
from cityassess.services.import_names import Names
from cityassess.services.import_objects import DescribedObject, merged, read_objects
from cityassess.services.import_schemes import kept_texts, read_schemes
from cityassess.services.records import Basis, Records, period_of
from cityassess.services.scheme_files import SUFFIXES
from cityassess.store import checks, objects, schemes

if TYPE_CHECKING:
    from cityassess.store.database import Database
    from cityassess.store.session import Session


SCHEMES, OBJECTS, MARKS = "考核方案", SheetKind.OBJECTS.value, SheetKind.MARKS.value


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of a kind (考核方案, 考核对象, 得分) an import creates, changes (更正) and leaves as they are."""

    kind: str
    created: int = 0
    changed: int = 0
    unchanged: int = 0

    @property
    def unit(self) -> str:
        """The measure word of the kind."""
        return "条" if self.kind == MARKS else "个"

    @property
    def total(self) -> int:
        """All of them."""
        return self.created + self.changed + self.unchanged


@dataclass(frozen=True, slots=True)
class FilePart:
    """What one sheet of a file, or a scheme file, holds: 得分, 对象 or 方案, its rows, and those without a value."""

    file: str
    sheet: str
    what: str
    rows: int
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Correction:
    """A stored check that an import would change: where (names as people know them), the value before and after."""

    period: str
    object: str
    criterion: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a preview will write."""

    schemes: tuple[tuple[Scheme, str], ...] = ()
    objects: tuple[DescribedObject, ...] = ()
    roster: Roster = field(default_factory=lambda: Roster(()))
    checks: dict[str, tuple[checks.CheckDraft, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What some files hold and what importing them would do; nothing is written while there are ``problems``."""

    files: tuple[str, ...]
    parts: tuple[FilePart, ...]
    counts: tuple[Counts, ...]
    corrections: tuple[Correction, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    plan: Plan

    @property
    def changes_anything(self) -> bool:
        """Whether writing it would change the database."""
        return any(counts.created or counts.changed for counts in self.counts)

    def sentences(self) -> tuple[str, ...]:
        """What an import does, one sentence for each kind of data: 得分135条：新增135条，更正0条，未变0条。"""
        return tuple(
            f"{counts.kind}：{wording.changes_text(counts.created, counts.changed, counts.unchanged, counts.unit)}。"
            for counts in self.counts
        )


_SHOWN_CORRECTIONS = 200


class Importing:
    """Reads objects, marks and scheme files into one office's database."""

    def __init__(self, database: Database, records: Records) -> None:
        self._database = database
        self._records = records

    def preview(self, paths: Sequence[str | Path], progress: Progress | None = None) -> ImportPreview:
        """Read and check some files without writing anything; every fault is in ``problems``.

        Raises ``Unavailable`` where a file cannot be opened, ``Cancelled`` when told to stop.
        """
        progress = progress or Silent()
        files = [*dict.fromkeys(Path(path) for path in paths)]  # named twice, a file is still one file
        scheme_paths = [path for path in files if path.suffix.lower() in SUFFIXES]
        try:
            sheets = read_sheets([path for path in files if path not in scheme_paths], progress)
        except Refused as refused:
            sheets = ReadSheets((), refused.problems, ())
        found_schemes, problems = read_schemes(scheme_paths, sheets.books)
        with self._database.reading() as session:
            basis = self._records.basis(session)
            reader = _Reader(session, basis, tuple(kept_texts(found_schemes, basis)), sheets)
            read, more = reader.read(progress)
            problems += [*sheets.problems, *more]
            plan, counts, corrections = reader.compared(read, progress)
        parts = [FilePart(path.name, "", SCHEMES, 1) for path in scheme_paths]
        parts += [FilePart(file, "", SCHEMES, 1) for file, _ in sheets.books]
        parts += [_part(sheet) for sheet in sheets.sheets]
        skipped = sum(part.skipped for part in parts)
        notes = [
            *sheets.notes,
            *([f"有{wording.count_text(skipped)}行没有填数值，不导入。"] if skipped else []),
        ]
        return ImportPreview(
            tuple(path.name for path in files),
            tuple(parts),
            tuple(each for each in counts if each.total),
            corrections,
            told(problems),
            tuple(notes),
            plan,
        )

    def commit(self, preview: ImportPreview, progress: Progress | None = None) -> Changes:
        """Write what a preview showed, all or nothing.

        Raises ``Refused`` where the preview has problems, or where others changed the same data since.
        """
        progress = progress or Silent()
        if preview.problems:
            raise Refused(preview.problems)
        if not preview.changes_anything:
            return NOTHING
        names = wording.names_text(preview.files)
        progress.step(0, 0, "写入数据库")
        try:
            with self._database.writing(reason=f"导入{names}") as session:
                return _write(session, preview.plan)
        except checks.Conflict as conflict:
            raise Refused(
                f"预览之后有{len(conflict.conflicts)}条得分被他人改动，没有导入。重新预览后再导入。"
            ) from None

    def write_template(self, path: str | Path, period: str, scheme_id: str | None = None) -> None:
        """Write a workbook to fill in for a period, a row for each mark that is expected.

        Raises ``Refused`` where no scheme governs the period, ``Unavailable`` where the file cannot be written.
        """
        from cityassess.reports.template import write_template
        from cityassess.services.import_template import template_of

        when = period_of(period)
        with self._database.reading() as session:
            basis = self._records.basis(session)
        schemes_then = [edition.scheme for edition in basis.all_governing(when, scheme_id)]
        write_template(Path(path), template_of(schemes_then, basis.roster, when))

    def run(
        self, paths: Sequence[str | Path], progress: Progress | None = None
    ) -> tuple[ImportPreview, Changes]:
        """Preview and commit in one go; raises ``Refused`` with every fault, having written nothing."""
        preview = self.preview(paths, progress)
        return preview, self.commit(preview, progress)


@dataclass
class _Reader:
    """Reads sheets against what the database holds and what the same files bring."""

    session: Session
    basis: Basis
    new_schemes: tuple[tuple[Scheme, str], ...]
    sheets: ReadSheets

    def read(self, progress: Progress) -> tuple[Plan, list[Problem]]:
        """What would be written, and every fault."""
        known = self.basis.roster
        editions = self.editions()
        objects_sheets = [sheet for sheet in self.sheets.sheets if sheet.kind is SheetKind.OBJECTS]
        marks_sheets = [sheet for sheet in self.sheets.sheets if sheet.kind is SheetKind.MARKS]
        described = read_objects(objects_sheets, known, editions)
        roster = merged(known, described.objects)
        marks = read_marks(marks_sheets, Names(editions, roster), progress)
        drafts = {
            scheme: tuple(checks.CheckDraft(check, 0) for check in found)
            for scheme, found in marks.checks.items()
        }
        plan = Plan(self.new_schemes, described.objects, roster, drafts)
        return plan, [*described.problems, *marks.problems]

    def editions(self) -> tuple[Scheme, ...]:
        """The editions as they will be once the new ones are saved."""
        known = {
            (edition.scheme.id, edition.scheme.in_force_from): edition.scheme
            for edition in self.basis.editions
        }
        known.update({(scheme.id, scheme.in_force_from): scheme for scheme, _ in self.new_schemes})
        return tuple(known.values())

    def compared(
        self, plan: Plan, progress: Progress
    ) -> tuple[Plan, tuple[Counts, ...], tuple[Correction, ...]]:
        """Compare a plan with the database: the plan with the versions that its drafts were compared with, and what
        it would do.
        """
        drafts, marks, corrections = self.compare_marks(plan, progress)
        counts = self.count_schemes(), self.count_objects(plan), marks
        return replace(plan, checks=drafts), counts, corrections

    def count_schemes(self) -> Counts:
        stored = {
            (edition.scheme.id, edition.scheme.in_force_from): edition.text for edition in self.basis.editions
        }
        created = changed = unchanged = 0
        for scheme, text in self.new_schemes:
            before = stored.get((scheme.id, scheme.in_force_from))
            created += before is None
            unchanged += before == text
            changed += before is not None and before != text
        return Counts(SCHEMES, created, changed, unchanged)

    def count_objects(self, plan: Plan) -> Counts:
        known = self.basis.roster
        created = changed = unchanged = 0
        for one in plan.objects:
            old = known.by_key.get(one.key)
            new = plan.roster.by_key[one.key]
            created += old is None
            unchanged += old == new
            changed += old is not None and old != new
        return Counts(OBJECTS, created, changed, unchanged)

    def compare_marks(
        self, plan: Plan, progress: Progress
    ) -> tuple[dict[str, tuple[checks.CheckDraft, ...]], Counts, tuple[Correction, ...]]:
        found: dict[str, tuple[checks.CheckDraft, ...]] = {}
        created = changed = unchanged = 0
        corrections: list[Correction] = []
        figures = {(scheme.id, figure.id): figure for scheme in self.editions() for figure in scheme.criteria}
        for scheme_id, drafts in plan.checks.items():
            codes = dict.fromkeys(draft.check.period for draft in drafts)
            stored: dict[tuple[object, ...], checks.StoredCheck] = {}
            for done, code in enumerate(codes):
                progress.step(done, len(codes), "与已有得分比较")
                for one in checks.of_period(self.session, scheme_id, code):
                    stored[one.check.natural_key] = one
            compared = []
            for draft in drafts:
                old = stored.get(draft.check.natural_key)
                compared.append(replace(draft, base_version=old.version if old is not None else 0))
                if old is None:
                    created += 1
                elif old.check == draft.check:
                    unchanged += 1
                else:
                    changed += 1
                    figure = figures[scheme_id, old.check.criterion]
                    corrections.append(_correction(plan.roster, figure, old.check, draft.check))
            found[scheme_id] = tuple(compared)
        return found, Counts(MARKS, created, changed, unchanged), tuple(corrections[:_SHOWN_CORRECTIONS])


def _part(sheet: Sheet) -> FilePart:
    skipped = sum(is_blank_mark(row) for row in sheet.rows) if sheet.kind is SheetKind.MARKS else 0
    return FilePart(sheet.file, sheet.name, sheet.kind.value, len(sheet.rows), skipped)


def _correction(roster: Roster, figure: Figure, before: Check, after: Check) -> Correction:
    return Correction(
        after.period,
        roster.path(after.object),
        figure.name,
        _corrected_text(before, after, figure),
        _corrected_text(after, before, figure),
    )


def _corrected_text(check: Check, other: Check, figure: Figure) -> str:
    """What a check says, as far as another version of it says something else."""
    told = []
    if (check.value, check.count) != (other.value, other.count):
        in_points = isinstance(figure.rule, Mark | Deduct | Bonus)
        told.append(
            wording.check_value_text(check.value, check.count)
            if in_points
            else value_words(check.value, figure, check.count)
        )
    if check.rectified != other.rectified:
        told.append(f"整改：{check.rectified.replace('T', ' ') or '未填'}")
    if check.repeated != other.repeated:
        told.append(f"重复：{'是' if check.repeated else '否'}")
    return "，".join(told)


def _write(session: Session, plan: Plan) -> Changes:
    saved_schemes = saved_objects = False
    for scheme, text in plan.schemes:
        known = schemes.revision(session)
        schemes.save_edition(
            session,
            schemes.EditionDraft(
                scheme.id, scheme.in_force_from, scheme.in_force_to, scheme.name, scheme.circular, text
            ),
        )
        saved_schemes = saved_schemes or schemes.revision(session) != known
    keys: dict[int, int] = {}
    if plan.objects:
        result = objects.save_objects(session, [_object_draft(one) for one in plan.objects])
        saved_objects = result.created + result.changed > 0
        keys = {one.key: key for one, key in zip(plan.objects, result.keys, strict=True)}
    touched: set[str] = set()
    for scheme_id, drafts in plan.checks.items():
        put = [
            replace(
                draft, check=replace(draft.check, object=keys.get(draft.check.object, draft.check.object))
            )
            for draft in drafts
        ]
        touched |= checks.put(session, scheme_id, put).periods
    return Changes(saved_objects, saved_schemes, frozenset(touched))


def _object_draft(one: DescribedObject) -> objects.ObjectDraft:
    return objects.ObjectDraft(
        one.name,
        one.kind,
        one.parent or None,
        one.group,
        one.grade,
        one.code,
        one.since,
        one.until,
        key=max(one.key, 0),
        reclassified=one.reclassified,
        lead=one.lead,
        responsible=one.responsible,
        leader=one.leader,
    )
