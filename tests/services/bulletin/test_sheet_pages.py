"""Explain sheets of one page each, in every example's newest periods; what is said in fewer lines still adds up."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from functools import cache
from io import BytesIO

import pypdf
import pytest

from cityassess.reports.blocks import Align, Cell, Column, Paragraph, Table
from cityassess.reports.fonts import FontSet
from cityassess.reports.page import A4, TextMark
from cityassess.reports.tablefit import fit
from cityassess.reports.tablelayout import TableSetter
from cityassess.resource_files import resource
from cityassess.scoring.assessment import FULL as FULL_MARKS
from cityassess.scoring.assessment import Trace
from cityassess.scoring.numbers import rounded
from cityassess.scoring.trace import ROUNDING_REST, explain
from cityassess.services.bulletin import book
from cityassess.services.bulletin.book import write_book
from cityassess.services.bulletin.explain_sheets import REST, sheet_blocks
from cityassess.services.bulletin.material import Material
from cityassess.services.bulletin.sheet_detail import Detail
from cityassess.services.bulletin.sheet_lines import INDENT, SheetLines
from cityassess.services.bulletin.sheet_room import lay, page_room
from tests.services.bulletin.written import LOUXING, example, periods_of

EXAMPLES = [LOUXING, *sorted(folder.name for folder in resource("examples").iterdir() if folder.is_dir())]


@cache
def source(name: str, period: str) -> Material:
    return example(name, period, history=0)


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_object_of_an_example_has_one_page(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the first try: what is reckoned of a sheet's height is not less than what it takes."""
    monkeypatch.setattr(book, "TRIES", 1)
    written = 0
    for period in periods_of(name):
        material = source(name, period)
        if not material.places:
            continue
        stream = BytesIO()
        made = write_book(material, stream)
        pages = ["".join(page.extract_text().split()) for page in pypdf.PdfReader(stream).pages]
        assert (made.sheets, made.pages) == (len(material.places), len(material.places)), period
        for page, unit in zip(pages, material.places, strict=True):
            _, standing = material.places[unit][0]
            assert page.startswith(standing.name), period
            assert standing.score.text in page
            written += 1
    assert written


def cells(rows: list[tuple[Cell, ...]]) -> list[list[str]]:
    return [[cell.text for cell in row] for row in rows]


def trace_of(name: str, period: str, place: int) -> tuple[Material, Trace]:
    material = source(name, period)
    unit = list(material.places)[place]
    group, _ = material.places[unit][0]
    evaluation = material.now.evaluation
    assert evaluation is not None
    return material, explain(evaluation, group.score.id, unit, material.period, material.checks_of)


WHOLE = Detail(gathered=True, apart=False, told=1)


@pytest.mark.parametrize(
    "detail", [WHOLE, replace(WHOLE, depth=1), replace(WHOLE, items=2), replace(WHOLE, depth=2)]
)
@pytest.mark.parametrize(
    ("name", "period"),
    [("fine-management", "2026-03"), ("hygiene-city-review", "2026-W22"), ("hundred-days", "2022-W36")],
)
def test_the_lines_below_a_sum_add_up_to_it(name: str, period: str, detail: Detail) -> None:
    """Of scores that are plain sums: the lines one level down, gathered ones among them, and the 尾差 of their own."""
    held = 0
    for place in range(min(4, len(source(name, period).places))):
        material, top = trace_of(name, period, place)
        for trace in plain_sums(top):
            rows = cells(list(SheetLines(material.scheme, detail).rows(trace)))
            below = [row for row in rows[1:] if not row[0].startswith(INDENT * 2)]
            found = re.search(rf"{ROUNDING_REST}([+−]\S+)分$", rows[0][3])
            rest = Fraction(found[1].replace("−", "-")) if found else Fraction(0)
            assert sum(Fraction(row[2]) for row in below) + rest == Fraction(rows[0][2])
            held += 1
    assert held


def plain_sums(top: Trace) -> list[Trace]:
    """The figures at and below a score that are the sum of inputs as these are published, in one kind of number."""
    found: list[Trace] = []
    waiting = [top]
    while waiting:
        trace = waiting.pop()
        waiting += trace.inputs
        others = [each for each in trace.addends if each.name != ROUNDING_REST]
        plain = trace.inputs and not others and trace.figure.published is not None
        if plain and all(
            each.share is not None and rounded(each.share, 2) == each.figure.published
            for each in trace.inputs
        ):
            found.append(trace)
    return found


def test_gathered_items_are_those_in_full_marks_with_their_sum() -> None:
    material, top = trace_of("fine-management", "2026-03", 3)
    found = 0
    for trace in plain_sums(top):
        rows = cells(list(SheetLines(material.scheme, Detail(gathered=True, depth=1)).rows(trace)))
        clean = [
            each
            for each in trace.inputs
            if not each.checks and material.scheme.fulls.get(each.figure.id) == each.figure.published
        ]
        if len(clean) < 2 or len(clean) == len(trace.inputs):
            continue
        total = sum((each.figure.published or Fraction(0) for each in clean), Fraction(0))
        assert rows[-1][0] == f"{INDENT}其余{len(clean)}项"
        assert (Fraction(rows[-1][1]), Fraction(rows[-1][2])) == (total, total)
        assert rows[-1][3].startswith(f"其余{len(clean)}项未扣分")
        assert rows[-1][3].endswith(f"，共{rows[-1][2]}分")
        assert len(rows) == len(trace.inputs) - len(clean) + 2
        found += 1
    assert found


def test_of_many_checks_the_worst_are_told_and_the_rest_counted() -> None:
    material, top = trace_of("hygiene-city-review", "2026-W22", 3)
    item = next(
        each for each in _all(top) if each.checks and FULL_MARKS in [addend.name for addend in each.addends]
    )
    shares = [Fraction(-number, 2) for number in (1, 4, 2, 3)]
    checks = tuple(replace(item.checks[0], key=number, share=share) for number, share in enumerate(shares))
    (row,) = cells(list(SheetLines(material.scheme, Detail(checks=2)).rows(replace(item, checks=checks))))
    assert row[3].count("（−") == 2
    assert row[3].index("（−2分）") < row[3].index("（−1.5分）")
    assert row[3].endswith("；另有2处，扣1.50分")
    (row,) = cells(list(SheetLines(material.scheme, Detail(checks=0)).rows(replace(item, checks=checks))))
    assert row[3].endswith("。4处，扣5.00分")


def _all(trace: Trace) -> list[Trace]:
    return [trace, *(found for below in trace.inputs for found in _all(below))]


def test_weeks_that_a_month_looks_back_on_stand_in_one_line() -> None:
    material, top = trace_of("hygiene-city-review", "2026-05", 0)
    task = top.inputs[0]
    rows = cells(list(SheetLines(material.scheme, Detail(apart=False)).rows(task)))
    assert rows[1][0] == f"{INDENT}优化市容环境（5期）"
    assert rows[1][3] == (
        "2026年第18周 29.00，第19周 28.20，第20周 28.50，第21周 28.40，第22周 29.00。以下各级扣分12处"
    )
    assert len(rows) == 2
    rows = cells(list(SheetLines(material.scheme, Detail(apart=False, members=2)).rows(task)))
    assert rows[1][3].startswith("最低的是2026年第19周 28.20，第21周 28.40，另有3期")


def test_a_sheet_with_room_says_all_and_a_shortened_one_says_where_the_rest_is() -> None:
    small = source(LOUXING, "2017-05")
    table = next(block for block in sheet_blocks(small, next(iter(small.places))) if isinstance(block, Table))
    assert table.notes == ()
    assert table.size > 9
    large = source("hygiene-city-review", "2026-05")
    blocks = sheet_blocks(large, next(iter(large.places)))
    assert isinstance(blocks[0], Paragraph)
    assert isinstance(blocks[-1], Table)
    assert blocks[-1].notes == (REST,)
    assert len(blocks[-1].rows) > 9


def test_a_sheet_takes_less_than_the_room_it_is_given() -> None:
    material = source("fine-management", "2026-03")
    unit = next(iter(material.places))
    lengths = []
    for room in (550.0, 400.0, 250.0):
        table = sheet_blocks(material, unit, room)[-1]
        assert isinstance(table, Table)
        assert lay(replace(table), table.size).height < room
        lengths.append(len(table.rows))
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[-1] < lengths[0]
    assert page_room("示例") > page_room("示例" * 15)


def test_wrapped_names_stand_below_their_first_line() -> None:
    table = Table((Column("指标"), Column("得分")), ((Cell("　　加强食品及生活饮用水监管"), Cell("9.50")),))
    table = replace(
        table, columns=(Column("指标", Align.LEFT), Column("得分")), size=9.0, widths=(90.0, 60.0)
    )
    (fitted,) = fit(FontSet(), table, A4)
    row = list(TableSetter(FontSet(), fitted, A4).rows())[1]
    marks = [mark for mark in row.marks if isinstance(mark, TextMark) and mark.x < 90]
    assert len({mark.y for mark in marks}) > 1
    assert len({mark.x for mark in marks}) == 1
    assert all(mark.text.startswith(INDENT * 2) for mark in marks)
