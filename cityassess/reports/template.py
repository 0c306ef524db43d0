"""A workbook to fill in: the marks and objects sheets with their lists, limits and notes, and a guide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from cityassess.reports.intake.values import GUIDE_SHEET
from cityassess.reports.sheet_columns import MARKS_COLUMNS, OBJECTS_COLUMNS, SheetColumn
from cityassess.reports.tables import put_text, save_workbook
from cityassess.scoring.values import MOST_POINTS, MOST_TIMES

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

MARKS_SHEET = "得分"
OBJECTS_SHEET = "对象"
_LISTS_SHEET = "字典"
_LAST_ROW = 20_000
_DAY_FORMAT = "yyyy-mm-dd"
_FONT = "微软雅黑"


@dataclass(frozen=True, slots=True)
class MarkRow:
    """A row prepared for one mark, its 数值 still empty."""

    period: str
    object: str
    criterion: str


@dataclass(frozen=True, slots=True)
class ObjectRow:
    """A row that names one known object, or says of which group and grade it is from a later day on."""

    name: str
    parent: str = ""
    kind: str = ""
    group: str = ""
    grade: str = ""
    code: str = ""
    since: date | None = None
    until: date | None = None
    lead: str = ""
    responsible: str = ""
    leader: str = ""


@dataclass(frozen=True, slots=True)
class TemplateSpec:
    """What a template offers: the names that may be chosen and the rows already written.

    ``lowest`` and ``highest`` bound 数值 (``None``: no bound), ``options`` are words that it takes as well. An empty
    list leaves its column free.
    """

    title: str
    periods: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    lowest: Decimal | None = None
    highest: Decimal | None = None
    marks: tuple[MarkRow, ...] = ()
    known_objects: tuple[ObjectRow, ...] = ()


_GUIDE = (
    "在“得分”表中每行填一个得分，“对象”表只在对象有变动时填写。",
    "深色表头的列必须填写，其余列可以留空。鼠标停在表头上可以看到这一列的说明。",
    "表头的名称不要改动，列的先后可以调整，用不到的列可以删去。",
    "不要合并单元格，不要用公式代替数值；从别处粘贴时选“粘贴为数值”。",
    "数值留空的行在导入时略过。",
    "填好后保存为.xlsx，在程序中选“导入Excel”。有错的单元格会逐一列出，改好之前不会写入任何数据。",
)


def write_template(path: Path, spec: TemplateSpec) -> None:
    """Write the template; what is filled in is read back by ``read_tables`` (guide and lists left out).

    Raises ``Refused`` for a forbidden file name, ``Unavailable`` when the disk will not take the file.
    """
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    marks = workbook.create_sheet(MARKS_SHEET)
    objects = workbook.create_sheet(OBJECTS_SHEET)
    guide = workbook.create_sheet(GUIDE_SHEET)
    lists = workbook.create_sheet(_LISTS_SHEET)
    lists.sheet_state = "hidden"
    places = _write_lists(lists, spec)
    _write_form(
        marks, MARKS_COLUMNS, [(row.period, row.object, row.criterion) for row in spec.marks], places, spec
    )
    _write_form(objects, OBJECTS_COLUMNS, [astuple(row) for row in spec.known_objects], places, spec)
    _write_guide(guide, spec)
    workbook.properties.title = spec.title
    workbook.properties.creator = "cityassess"
    save_workbook(workbook, path)


def _write_lists(page: Worksheet, spec: TemplateSpec) -> dict[str, str]:
    """Write each list into a column of the hidden sheet; where each lies, for the validations."""
    from openpyxl.utils import get_column_letter

    lists: dict[str, tuple[str, ...]] = {
        "periods": spec.periods,
        "objects": spec.objects,
        "criteria": spec.criteria,
        "modes": spec.modes,
        "kinds": spec.kinds,
        "groups": spec.groups,
        "grades": spec.grades,
        "options": spec.options,
        "sources": spec.sources,
        "severities": spec.severities,
        "rectified": ("是", "否"),
        "repeated": ("是", "否"),
    }
    places: dict[str, str] = {}
    for index, (name, choices) in enumerate(lists.items(), start=1):
        for row, choice in enumerate(choices, start=1):
            _put(page, row, index, choice)
        if choices:
            letter = get_column_letter(index)
            places[name] = f"'{_LISTS_SHEET}'!${letter}$1:${letter}${len(choices)}"
    return places


def _write_form(
    page: Worksheet,
    columns: tuple[SheetColumn, ...],
    rows: Sequence[tuple[str | date | None, ...]],
    places: dict[str, str],
    spec: TemplateSpec,
) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    _write_header(page, columns)
    last = max(_LAST_ROW, len(rows) + 1_000)
    for index, column in enumerate(columns, start=1):
        letter = get_column_letter(index)
        page.column_dimensions[letter].width = column.width
        page.column_dimensions[letter].number_format = _number_format(column)
        _validate(page, column, f"{letter}2:{letter}{last}", places, spec)
    for number, row in enumerate(rows, start=2):
        for index, given in enumerate(row, start=1):
            if isinstance(given, date):
                page.cell(number, index, given).number_format = _DAY_FORMAT
            elif given:
                _put(page, number, index, given)
    page.freeze_panes = "B2" if columns is OBJECTS_COLUMNS else "D2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{max(len(rows) + 1, 2)}"
    page.print_title_rows = "1:1"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _write_header(page: Worksheet, columns: tuple[SheetColumn, ...]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    line = Side("thin", color="FFBFC5CE")
    page.row_dimensions[1].height = 26
    for index, column in enumerate(columns, start=1):
        cell = page.cell(1, index, column.heading)
        dark = column.needed
        cell.font = Font(name=_FONT, size=11, bold=True, color="FFFFFFFF" if dark else "FF26303D")
        cell.fill = PatternFill("solid", start_color="FF2B579A" if dark else "FFE4E9F1")
        cell.alignment = Alignment(horizontal="center", vertical="center")
        cell.border = Border(left=line, right=line, bottom=line)
        words = ("必填。" if dark else "可不填。") + column.note
        cell.comment = Comment(words, "cityassess", height=96, width=240)


def _number_format(column: SheetColumn) -> str:
    # Text format, so that a spreadsheet does not turn the month 2026-11 into a date or a code 007 into 7.
    formats = {"date": _DAY_FORMAT, "moment": f"{_DAY_FORMAT} hh:mm", "value": "General", "count": "0"}
    return formats.get(column.rule, "@")


def _validate(
    page: Worksheet, column: SheetColumn, cells: str, places: dict[str, str], spec: TemplateSpec
) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    if column.choices in places:
        rule = DataValidation("list", formula1=places[column.choices], allow_blank=True)
        rule.error = f"“{column.heading}”不在列表中。从下拉列表中选，或改正写法。"
    elif column.rule in ("date", "moment"):
        rule = DataValidation(
            "date", operator="between", formula1="36526", formula2="73050", allow_blank=True
        )
        example = "2026-11-21这样的日期" if column.rule == "date" else "2026-11-21 08:30这样的时间"
        rule.error = f"{column.heading}不正确。写成{example}。"
    elif column.rule == "count":
        rule = DataValidation(
            "whole", operator="between", formula1="1", formula2=f"{MOST_TIMES}", allow_blank=True
        )
        rule.error = f"次数填1至{MOST_TIMES}的整数。"
    elif column.rule == "value":
        lowest = Decimal(-MOST_POINTS) if spec.lowest is None else spec.lowest
        highest = Decimal(MOST_POINTS) if spec.highest is None else spec.highest
        first = cells.partition(":")[0]
        # Not a "decimal" rule: that would stop the stroke that says 不适用.
        number = f"AND(ISNUMBER({first}),{first}>={lowest:f},{first}<={highest:f})"
        words = f"COUNTIF({places['options']},{first})>0," if spec.options else ""
        rule = DataValidation("custom", formula1=f'OR({first}="/",{words}{number})', allow_blank=True)
        or_word = "，或选项的名称" if spec.options else ""
        rule.error = f"数值填{lowest:f}至{highest:f}之间的数字{or_word}，不适用填“/”。"
    else:
        return
    rule.errorTitle = column.heading
    # Some lists only offer: what was put right may be a moment, and what a source says is the office's own.
    rule.showErrorMessage = column.choices not in ("rectified", "sources")
    # A new object may be the parent of another before the list knows it.
    may_be_new = ("objects", "kinds", "groups", "grades", "severities")
    rule.errorStyle = "warning" if column.choices in may_be_new else "stop"
    rule.add(cells)
    page.add_data_validation(rule)


def _write_guide(page: Worksheet, spec: TemplateSpec) -> None:
    from openpyxl.styles import Alignment, Font

    page.column_dimensions["A"].width = 5
    page.column_dimensions["B"].width = 14
    page.column_dimensions["C"].width = 10
    page.column_dimensions["D"].width = 80
    page.sheet_view.showGridLines = False
    _put(page, 1, 1, spec.title).font = Font(name=_FONT, size=14, bold=True)
    row = 3
    for number, sentence in enumerate(_GUIDE, start=1):
        page.cell(row, 1, number)
        _put(page, row, 2, sentence)
        row += 1
    for title, columns in ((MARKS_SHEET, MARKS_COLUMNS), (OBJECTS_SHEET, OBJECTS_COLUMNS)):
        row += 1
        _put(page, row, 1, f"“{title}”表各列").font = Font(name=_FONT, size=11, bold=True)
        for column in columns:
            row += 1
            _put(page, row, 2, column.heading)
            _put(page, row, 3, "必填" if column.needed else "可不填")
            _put(page, row, 4, column.note).alignment = Alignment(wrap_text=True, vertical="top")


def _put(page: Worksheet, row: int, column: int, text: str) -> Cell | MergedCell:
    cell = page.cell(row, column)
    put_text(cell, text)
    cell.number_format = "@"
    return cell
