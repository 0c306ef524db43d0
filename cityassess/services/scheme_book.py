"""A scheme as a workbook for people who know Excel: out as sheets of text, and back without losing anything.

Each list of the scheme is a sheet and each member a row. What is nested (rates, options, cases) stands in its cell in
the notation of the scheme file. Coming back, the cells are put together to the text of a scheme file, which the one
reader of schemes reads; its faults are told by sheet, row and column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from cityassess.errors import Problem, Refused
from cityassess.reports.intake import read_tables
from cityassess.reports.scheme_book import TextSheet, write_text_sheets
from cityassess.reports.scheme_text import flow
from cityassess.scoring.fields import near_name
from cityassess.scoring.reading.writing import write_scheme
from cityassess.scoring.scheme import Scheme
from cityassess.services.scheme_files import scheme_of
from cityassess.services.scheme_words import rule_words

if TYPE_CHECKING:
    from io import BytesIO

    from cityassess.progress import Progress
    from cityassess.reports.intake import SourceTable
    from cityassess.scoring.tree import Entries, Written

HEAD_SHEET = "方案"
_NESTED = frozenset("[{\"'")
"""With what a cell begins that stands in the notation of the scheme file."""
_ITEM, _CONTENT, _MEANING = "项", "内容", "说明"
_SECTIONS = {
    "kinds": "对象类型",
    "figures": "考核项",
    "colours": "颜色",
    "rankings": "排名",
    "lists": "名单",
    "balances": "收支平衡",
}
"""The lists of a scheme and the sheet of each."""
_OTHER_LINE = re.compile(r"与第(\d+)行重复")
_SHEETS = (HEAD_SHEET, *_SECTIONS.values())
_SHOWN = ("id", "name", "of", "every", "rule", "full", "input", "inputs", "round", "unit", "clause")
"""The entries of figures that have a column of their own; all others share one."""
_OTHERS = "others"
_HEADINGS = {
    "id": "编号",
    "name": "名称",
    "of": "对象类型",
    "every": "周期",
    "rule": "规则",
    "full": "满分",
    "input": "取自",
    "inputs": "各项",
    "round": "取整位数",
    "unit": "单位",
    "clause": "条款",
    "part_of": "上级类型",
    "tint": "色彩",
    "meaning": "含义",
    _OTHERS: "其他设置",
    "score": "得分",
    "columns": "分项",
    "also": "得分后",
    "by": "分别排名",
    "better": "高低",
    "ties": "并列",
    "compare": "比较",
    "rating": "督办颜色",
    "then": "并列时再比",
    "not_ranked": "不参与排名",
    "only": "参加条件",
    "change": "名次变化",
    "figure": "考核项",
    "order_by": "排序",
    "figures": "各项",
    "equals": "应为",
}
_HEAD_MEANINGS = {
    "scheme": "方案编号，历次修订相同",
    "name": "方案名称",
    "circular": "文号",
    "in_force_from": "生效日期",
    "in_force_to": "最后一天",
    "bulletin.authority": "通报：发文机关",
    "bulletin.title": "通报：标题，{period}处填期次",
    "bulletin.addressee": "通报：主送机关",
    "bulletin.basis": "通报：依据",
    "bulletin.requirements": "通报：要求，一行一条",
    "bulletin.signature": "通报：落款",
    "bulletin.template": "通报：模板，一行一个",
    "bulletin.form": "通报：格式，文件、信函、纪要或简报",
    "bulletin.number": "通报：发文字号，{year}处填年份，{number}处填序号",
    "bulletin.issue": "通报：期号，{number}处填期数",
    "bulletin.copied_to": "通报：抄送机关",
    "bulletin.printed_by": "通报：印发机关",
    "bulletin.edited_by": "通报：简报的编发单位",
    "bulletin.remark": "通报：附注",
    "bulletin.urgency": "通报：紧急程度，特急或加急",
    "bulletin.secrecy": "通报：密级和保密期限",
    "bulletin.sealed": "通报：落款处是否盖章，true 或 false",
    "bulletin.leaders": "通报：是否印主管领导，true 或 false",
    "calendar.month_ends_on": "考核月截至几日",
    "calendar.campaigns": "专项行动，一行一个",
    "calendar.holidays": "放假的日期，一行一天",
    "calendar.working_days": "调休上班的日期，一行一天",
    "calendar.hours": "工作时间，一行一段",
}


def write_book(scheme: Scheme, target: Path | BytesIO) -> None:
    """Write a scheme as .xlsx; raises ``Unavailable`` where the file cannot be written."""
    entries = write_scheme(scheme)
    sheets = [_head_sheet(entries)]
    for key, name in _SECTIONS.items():
        members = entries.get(key, [])
        if isinstance(members, list) and members:
            own = [member for member in members if isinstance(member, dict)]
            sheets.append(_figures_sheet(scheme, name, own) if key == "figures" else _list_sheet(name, own))
    write_text_sheets(sheets, target, title=scheme.name)


def _head_sheet(entries: Entries) -> TextSheet:
    rows: list[tuple[str, str, str]] = []
    for key, value in entries.items():
        if isinstance(value, str):
            rows.append((key, value, _HEAD_MEANINGS.get(key, "")))
        elif isinstance(value, dict):
            for below, content in value.items():
                place = f"{key}.{below}"
                members = content if isinstance(content, list) else [content]
                rows += [(place, _cell(member), _HEAD_MEANINGS.get(place, "")) for member in members]
    return TextSheet(HEAD_SHEET, (_ITEM, _CONTENT, _MEANING), tuple(rows))


def _list_sheet(name: str, members: Sequence[Entries]) -> TextSheet:
    keys = list(dict.fromkeys(key for member in members for key in member))
    rows = tuple(tuple(_cell(member[key]) if key in member else "" for key in keys) for member in members)
    return TextSheet(name, tuple(_heading(key) for key in keys), rows)


def _figures_sheet(scheme: Scheme, name: str, members: Sequence[Entries]) -> TextSheet:
    rows = []
    for member in members:
        others = {key: value for key, value in member.items() if key not in _SHOWN}
        shown = [_cell(member[key]) if key in member else "" for key in _SHOWN]
        words = rule_words(scheme, scheme.by_id[str(member["id"])])
        rows.append((*shown, flow(others) if others else "", words))
    head = (*(_heading(key) for key in (*_SHOWN, _OTHERS)), _MEANING)
    return TextSheet(name, head, tuple(rows))


def _heading(key: str) -> str:
    return f"{_HEADINGS.get(key, key)} {key}"


def _cell(value: Written) -> str:
    """Text as it is, unless it would be taken for something nested; what is nested in the file's notation."""
    if not isinstance(value, str):
        return flow(value)
    return flow(value) if value[:1] in _NESTED or "\n" in value else value


# ---- and back


@dataclass(frozen=True, slots=True)
class _Place:
    sheet: str
    row: int


class _Lines:
    """The text of a scheme file as it grows, with the row of the workbook that each line comes from."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.places: list[_Place | None] = []

    def add(self, line: str, place: _Place | None = None) -> None:
        self.lines.append(" ".join(line.split("\n")))
        self.places.append(place)


def is_book(tables: Iterable[SourceTable]) -> bool:
    """Whether some sheets of one file are a scheme."""
    return any(table.sheet == HEAD_SHEET and table.headings[:2] == (_ITEM, _CONTENT) for table in tables)


def read_book(path: Path, progress: Progress | None = None) -> tuple[Scheme, str]:
    """The scheme in a workbook, and the text of a scheme file that says the same.

    Raises ``Refused`` with every fault by sheet and row, ``Unavailable`` where the file cannot be opened.
    """
    return scheme_in_tables(path.name, read_tables([path], progress))


def scheme_in_tables(file: str, tables: Sequence[SourceTable]) -> tuple[Scheme, str]:
    """The scheme in the sheets of one workbook; raises ``Refused`` with every fault by sheet and row."""
    if not is_book(tables):
        raise Refused(
            Problem(f"没有“{HEAD_SHEET}”工作表，不是考核方案。先从程序导出方案工作簿，改好再导入。", file)
        )
    strange = [_strange(file, table) for table in tables if table.sheet not in _SHEETS]
    if strange:  # a renamed 名单 would otherwise drop every list without a word
        raise Refused(strange)
    lines = _Lines()
    by_name = {table.sheet: table for table in tables}
    _add_head(lines, by_name[HEAD_SHEET])
    for key, name in _SECTIONS.items():
        if name in by_name:
            lines.add(f"{key}:")
            for row in by_name[name].rows:
                _add_member(lines, by_name[name], row.number, row.cells)
    text = "\n".join(lines.lines) + "\n"
    try:
        return scheme_of(text, file), text
    except Refused as refused:
        raise Refused([_placed(problem, lines.places) for problem in refused.problems]) from None


def _strange(file: str, table: SourceTable) -> Problem:
    near = near_name(table.sheet, _SHEETS)
    return Problem(
        f"方案工作簿里没有叫“{table.sheet}”的工作表{near}。可用的有：{'、'.join(_SHEETS)}。改回原名，或删去它再导入。",
        file,
        table.sheet,
    )


def _placed(problem: Problem, places: Sequence[_Place | None]) -> Problem:
    """A problem by sheet and row, whatever other line its words name by the row that it comes from, too."""

    def place_of(line: int | None) -> _Place | None:
        return places[line - 1] if line is not None and 0 < line <= len(places) else None

    def in_row(found: re.Match[str]) -> str:
        other = place_of(int(found[1]))
        return found[0] if other is None else f"与第{other.row}行重复"

    message, place = _OTHER_LINE.sub(in_row, problem.message), place_of(problem.line)
    if place is None:
        return replace(problem, message=message, line=None)
    return replace(problem, message=message, line=None, sheet=place.sheet, row=place.row)


def _add_head(lines: _Lines, table: SourceTable) -> None:
    nested: dict[str, dict[str, list[tuple[str, _Place]]]] = {}
    for row in table.rows:
        key, content = _text(row.cells[0]), _text(row.cells[1])
        place = _Place(table.sheet, row.number)
        if "." in key:
            above, _, below = key.partition(".")
            nested.setdefault(above, {}).setdefault(below, []).append((content, place))
        elif key and content:
            lines.add(f"{flow(key)}: {_value(content)}", place)
    for above, entries in nested.items():
        lines.add(f"{flow(above)}:")
        for below, contents in entries.items():
            several = below in _SEVERAL
            if several:
                lines.add(f"  {flow(below)}:", contents[0][1])
            for content, place in contents:
                line = f"    - {_value(content)}" if several else f"  {flow(below)}: {_value(content)}"
                lines.add(line, place)


_SEVERAL = frozenset({"requirements", "template", "campaigns", "holidays", "working_days", "hours"})


def _add_member(lines: _Lines, table: SourceTable, number: int, cells: Sequence[object]) -> None:
    parts = []
    for heading, cell in zip(table.headings, cells, strict=True):
        key, content = heading.rpartition(" ")[2], _text(cell)
        if not content or heading == _MEANING or not key:
            continue
        if key == _OTHERS:
            inner = content.strip()
            parts.append(inner[1:-1] if inner.startswith("{") and inner.endswith("}") else inner)
        else:
            parts.append(f"{flow(key)}: {_value(content)}")
    if parts:
        lines.add(f"  - {{{', '.join(parts)}}}", _Place(table.sheet, number))


def _value(content: str) -> str:
    """What is nested or quoted stays as it is written; all else is text."""
    content = content.strip()
    return content if content[:1] in _NESTED else _inside_flow(content)


def _inside_flow(text: str) -> str:
    return flow([text])[1:-1]


def _text(cell: object) -> str:
    match cell:
        case None:
            return ""
        case Decimal():
            return format(cell, "f")
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case _:
            return str(cell).strip()
