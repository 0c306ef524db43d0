"""Bulletins for tests: material of the example offices and of small made-up ones, and what a bulletin says as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from cityassess.reports.blocks import (
    Annexes,
    AnnexHead,
    Block,
    Heading,
    Paragraph,
    Signature,
    Table,
    Title,
    shown,
)
from cityassess.resource_files import resource
from cityassess.scoring.assess import assess
from cityassess.scoring.assessment import Assessment
from cityassess.scoring.calendars import Calendar
from cityassess.scoring.engine import Evaluation
from cityassess.scoring.periods import Cycle, Period
from cityassess.scoring.scheme import Scheme
from cityassess.scoring.values import Check, Roster
from cityassess.services.assessing import evaluate_checks
from cityassess.services.bulletin.composing import compose
from cityassess.services.bulletin.document import Document, Exhibit, Passage
from cityassess.services.bulletin.material import Material, Term
from cityassess.services.bulletin.templates import template, template_for
from cityassess.services.bulletin.writing import Written, write
from cityassess.services.file_scoring import FromFiles, read_files
from cityassess.services.scheme_files import scheme_of

DAY = date(2026, 11, 22)
LOUXING = "louxing-2016"


def term_of(evaluation: Evaluation, period: Period, checks: tuple[Check, ...] = ()) -> Term:
    """A period from its evaluation."""
    return Term(assess(evaluation, period), evaluation, checks)


@cache
def files(name: str) -> FromFiles:
    """An example office's files, read."""
    scheme = resource(f"schemes/{name}.yaml")
    folder = resource("demo") if name == LOUXING else resource(f"examples/{name}")
    return read_files(scheme, sorted(folder.glob("marks*.csv")), folder / "objects.csv")


@cache
def example(name: str, period: str, *, history: int = 2) -> Material:
    """The material of an example's period: set against the period before, a year before, and some earlier ones."""
    scheme = files(name).editions[0]
    return material(scheme, files(name).roster, files(name).checks, period, history=history)


def material(
    scheme: Scheme,
    roster: Roster,
    checks: Sequence[Check],
    period: str,
    *,
    history: int = 2,
    **more: Any,
) -> Material:
    """The material of a period that is worked out from plain values."""
    calendar, when = scheme.calendar, scheme.calendar.parse(period)
    earlier = [_term(scheme, roster, checks, found) for found in _earlier(calendar, when, history)]
    known = [term for term in earlier if term is not None]
    year = calendar.year_before(when)
    year_before = None if year is None else _term(scheme, roster, checks, year)
    now = term_of(evaluate_checks(scheme, roster, when, checks), calendar.dated(when), tuple(checks))
    found = Material(
        scheme,
        roster,
        now,
        DAY,
        before=earlier[0] if earlier else None,
        year_before=None if year_before is None else year_before.assessment,
        history=tuple(term.assessment for term in reversed(known)),
    )
    return replace(found, **more)


def _earlier(calendar: Calendar, when: Period, count: int) -> list[Period]:
    found = [calendar.earlier(when, back) for back in range(1, count + 1)]
    return [period for period in found if period is not None]


def _term(scheme: Scheme, roster: Roster, checks: Sequence[Check], when: Period) -> Term | None:
    if not scheme.governs(when):
        return None
    term = term_of(evaluate_checks(scheme, roster, when, checks), when, tuple(checks))
    return term if any(group.ranked for group in term.assessment.groups) else None


def periods_of(name: str) -> list[str]:
    """The last period of each cycle that an example's data reach, and every campaign."""
    scheme = files(name).editions[0]
    found: dict[Cycle, dict[str, Period]] = {}
    for code in {check.period for check in files(name).checks}:
        period = scheme.calendar.parse(code)
        found.setdefault(period.cycle, {})[code] = period
        for longer in scheme.summing_up.get(period.cycle, ()):
            try:
                above = scheme.calendar.holding(longer, period.end)
            except ValueError:
                continue
            found.setdefault(longer, {})[above.code] = above
    codes: list[str] = []
    for cycle, periods in found.items():
        ordered = sorted(periods.values(), key=lambda each: each.end)
        codes += [each.code for each in (ordered if cycle is Cycle.CAMPAIGN else ordered[-1:])]
    return sorted(codes)


def office(text: str, objects: Roster, checks: Sequence[Check], period: str, **more: Any) -> Material:
    """The material of a period under a scheme given as the text of its file."""
    return material(scheme_of(text, "方案.yaml"), objects, checks, period, **more)


def written(source: Material, template_id: str = "") -> Written:
    """The bulletin of some material by a template, without one the period's own."""
    return write(source, template(template_id) if template_id else template_for(source.scheme, source.period))


def passages(document: Document) -> dict[str, str]:
    """The words of every passage by its id."""
    return {passage.id: passage.text for passage in document.passages()}


def ids(document: Document) -> list[str]:
    """Every id of a document's sections, parts and annexes."""
    parts = [part.id for section in document.sections for part in section.parts]
    return [*(section.id for section in document.sections), *parts, *(annex.id for annex in document.annexes)]


def tables(document: Document) -> list[Table]:
    """Every table, those of annexes last."""
    body = [part for section in document.sections for part in section.parts if isinstance(part, Exhibit)]
    blocks = [block for part in body for block in part.blocks]
    blocks += [block for annex in document.annexes for block in annex.blocks]
    return [block for block in blocks if isinstance(block, Table)]


def table(document: Document, caption: str) -> Table:
    """The table of a caption."""
    (found,) = [one for one in tables(document) if one.caption == caption]
    return found


def rows(one: Table) -> list[list[str]]:
    """The rows of a table as printed."""
    return [[shown(cell) for cell in row] for row in one.rows]


def lines(document: Document) -> list[str]:
    """What a bulletin says, line by line, tables as a row of their captions."""
    return [line for block in compose(document) for line in _line(block)]


def _line(block: Block) -> list[str]:
    match block:
        case Paragraph(runs=runs):
            return ["".join(run.text for run in runs)]
        case Title(text=text) | Heading(text=text):
            return [text]
        case Table(caption=caption):
            return [f"[{caption}]"]
        case Annexes(titles=titles):
            return [f"附件：{'；'.join(titles)}"]
        case Signature(name=name, date=day):
            return [f"{name}　{day}"]
        case AnnexHead(label=label, title=title):
            return [f"{label} {title}"]
        case _:
            return []


def with_group_of(assessment: Assessment, number: int, **changes: Any) -> Assessment:
    """An assessment with one of its groups changed."""
    groups = list(assessment.groups)
    groups[number] = replace(groups[number], **changes)
    return replace(assessment, groups=tuple(groups))


def words_of(passage: Passage) -> list[str]:
    """The pieces of a passage that are not bound."""
    return [piece for piece in passage.pieces if isinstance(piece, str)]
