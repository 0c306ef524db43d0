"""Files in, an assessment out: scoring without a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cityassess.errors import Problem, Refused
from cityassess.progress import Progress, Silent
from cityassess.scoring.assess import assess
from cityassess.scoring.assessment import Assessment, Trace
from cityassess.scoring.engine import Evaluation
from cityassess.scoring.periods import Period
from cityassess.scoring.scheme import Scheme, scheme_in_force
from cityassess.scoring.trace import explain
from cityassess.scoring.values import Check, Roster, roster
from cityassess.services.assessing import evaluate_checks
from cityassess.services.explaining import figure_asked, object_named
from cityassess.services.import_files import read_sheets, told
from cityassess.services.import_headings import SheetKind
from cityassess.services.import_marks import read_marks
from cityassess.services.import_named import named_in_marks
from cityassess.services.import_names import Names
from cityassess.services.import_objects import merged, read_objects
from cityassess.services.scheme_reading import read_any


@dataclass(frozen=True, slots=True)
class FromFiles:
    """What an office's files say: the editions of one scheme, the objects, and the checks."""

    scheme_file: str
    editions: tuple[Scheme, ...]
    roster: Roster
    checks: tuple[Check, ...]

    def evaluate(self, period_code: str) -> tuple[Evaluation, Period]:
        """Every figure of one period under the edition in force in it, and the period that the code means.

        Raises ``Refused`` where the code means none, or no edition is in force.
        """
        try:
            period = Names(self.editions, self.roster).period(period_code)
        except ValueError as fault:
            raise Refused(f"{fault}。") from None
        scheme = scheme_in_force(self.editions, period)
        if scheme is None:
            raise Refused(Problem(_not_in_force(self.editions, period.code), self.scheme_file))
        others = tuple(edition for edition in self.editions if edition is not scheme)
        return evaluate_checks(scheme, self.roster, period, self.checks, others), period

    def explain(self, period_code: str, name: str, figure_id: str | None = None) -> Trace:
        """How a figure of an object came about; without a figure, the score that it is ranked by.

        Raises ``Refused`` as :meth:`evaluate` does, and for an object or a figure that is not known.
        """
        evaluation, period = self.evaluate(period_code)
        item = object_named(evaluation.scheme, self.roster, period, name)
        figure_id = figure_asked(evaluation.scheme, period, item, figure_id)
        return explain(evaluation, figure_id, item.key, period, self.checks)


def score_files(
    scheme_file: Path,
    marks_files: Sequence[Path],
    period_code: str,
    objects_file: Path | None = None,
    progress: Progress | None = None,
    other_editions: Sequence[Path] = (),
) -> Assessment:
    """Assess one period from a scheme file, marks sheets and, if there is one, an objects sheet.

    Raises ``Refused`` with every fault found, ``Unavailable`` where a file cannot be opened.
    """
    files = read_files(scheme_file, marks_files, objects_file, progress, other_editions)
    return assess(*files.evaluate(period_code))


def read_files(
    scheme_file: Path,
    marks_files: Sequence[Path],
    objects_file: Path | None = None,
    progress: Progress | None = None,
    other_editions: Sequence[Path] = (),
) -> FromFiles:
    """Read a scheme file or workbook, marks sheets and, if there is one, an objects sheet.

    Without an objects sheet the objects are those named in the marks. ``other_editions`` are files of earlier or later
    editions of the same scheme. Raises as :func:`score_files` does.
    """
    progress = progress or Silent()
    editions = _read_editions((scheme_file, *other_editions))
    read = read_sheets([*marks_files, *([objects_file] if objects_file is not None else [])], progress)
    marks_sheets = [sheet for sheet in read.sheets if sheet.kind is SheetKind.MARKS]
    objects_sheets = [sheet for sheet in read.sheets if sheet.kind is SheetKind.OBJECTS]
    problems = list(read.problems)
    if objects_sheets:
        objects = read_objects(objects_sheets, roster(()), editions)
        problems += objects.problems
        assessed = merged(roster(()), objects.objects)
    else:
        assessed = named_in_marks(marks_sheets, editions)
    marks = read_marks(marks_sheets, Names(editions, assessed), progress)
    problems += marks.problems
    if not marks_sheets and not problems:
        problems.append(
            Problem("文件里没有得分表。表头应有考核周期、考核对象、指标、数值。", marks_files[0].name)
        )
    if problems:
        raise Refused(told(problems))
    return FromFiles(scheme_file.name, editions, assessed, marks.checks.get(editions[0].id, ()))


def _read_editions(files: Sequence[Path]) -> tuple[Scheme, ...]:
    """The editions of one scheme; every fault of all files is told."""
    found: list[Scheme] = []
    problems: list[Problem] = []
    for file in files:
        try:
            scheme, _ = read_any(file)
        except Refused as refused:
            problems += refused.problems
            continue
        if found and scheme.id != found[0].id:
            message = f"这是方案“{scheme.id}”，前面的是“{found[0].id}”。一次只用一个方案的各版。"
            problems.append(Problem(message, file.name))
        elif any(scheme.in_force_from == other.in_force_from for other in found):
            message = f"方案自{scheme.in_force_from.isoformat()}起施行，与前面的一版相同。只留一个。"
            problems.append(Problem(message, file.name))
        else:
            found.append(scheme)
    if problems:
        raise Refused(problems)
    return tuple(found)


def _not_in_force(editions: Sequence[Scheme], code: str) -> str:
    spans = "、".join(
        f"自{scheme.in_force_from.isoformat()}"
        + (f"至{scheme.in_force_to.isoformat()}" if scheme.in_force_to is not None else "起")
        for scheme in sorted(editions, key=lambda scheme: scheme.in_force_from)
    )
    return f"方案{spans}施行，不适用于{code}。"
