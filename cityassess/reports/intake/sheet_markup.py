"""Two ways through a sheet's XML that learn the same: a strict pattern for what Excel writes, expat for all else.

Expat calls Python several times per cell (7 µs here); the pattern takes a cell at once (2 µs), but only where
the whole of ``sheetData`` is rows and cells written as Excel, WPS, LibreOffice and openpyxl write them, without a gap.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from functools import cache

from cityassess.reports.intake import limits
from cityassess.reports.intake.container import Container, Rejected, damaged
from cityassess.reports.intake.markup import walk, well_formed
from cityassess.reports.intake.package import MAIN, Plan, Sheet, check_ranges, position
from cityassess.reports.intake.sheet_scan import SheetFacts, SheetRecord
from cityassess.reports.intake.values import column_letters

_ROW, _CELL, _VALUE, _FORMULA = f"{MAIN} row", f"{MAIN} c", f"{MAIN} v", f"{MAIN} f"
_TEXT, _PHONETIC, _MERGE, _DATA = f"{MAIN} t", f"{MAIN} rPh", f"{MAIN} mergeCell", f"{MAIN} sheetData"

_PIECE = re.compile(
    r'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]{1,5})")?(?: t="([a-zA-Z]+)")?'
    r'(?:/>|>(?:<f((?: [a-z0-9]+="[^"<&]*")*)(?:/>|>[^<]*</f>))?'
    r'(?:(<v>)([^<]*)</v>|<v ?/>|<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>)'
    r'|<row r="([0-9]+)"(?: (?!xmlns|r=)[A-Za-z0-9:]+="[^"<&]*")*(/?)>|(</row>)|\s+'
)
_OPENING = "<sheetData>"
_CLOSING = "</sheetData>"
_REFERENCE = re.compile(r' ref="([^"]*)"')
_LONGEST_CELL = 200_000
"""Characters that a cell with its formula may take in the file: beyond, it is left to expat."""


class _Unusual(Exception):
    """The sheet is written in a way that the pattern does not cover."""


def scan_sheet(container: Container, sheet: Sheet, plan: Plan) -> SheetFacts:
    """Walk one sheet and return its facts; raises ``Rejected`` for a sheet that is damaged or too large."""
    try:
        try:
            facts = scan_as_written(container.chunks(sheet.part), plan)
        except _Unusual:
            facts = scan_as_xml(container.chunks(sheet.part), plan)
    except Rejected as rejected:
        raise Rejected(rejected.message, sheet.name, rejected.row, rejected.column) from rejected
    facts.tell_merged()
    facts.tell_scattered()
    return facts


def scan_as_xml(chunks: Iterable[bytes], plan: Plan) -> SheetFacts:
    """The facts of any sheet, by expat; raises ``Rejected``."""
    handlers = _Handlers(SheetRecord(plan))
    walk(chunks, handlers.start, handlers.end, handlers.text)
    return handlers.record.facts


def scan_as_written(chunks: Iterable[bytes], plan: Plan) -> SheetFacts:
    """The same facts by the pattern; raises ``_Unusual`` for a sheet that it does not cover, ``Rejected``."""
    handlers = _Handlers(SheetRecord(plan))
    texts = _decoded(well_formed(chunks))
    head = _until(texts, _OPENING)
    if "<!--" in head or "<![" in head:
        raise _Unusual
    rest = _cells(head.partition(_OPENING)[2], texts, handlers.record)
    facts = handlers.record.facts
    cells = facts.cells
    around = [head.partition(_OPENING)[0], _OPENING, rest, *texts]
    walk((piece.encode() for piece in around), handlers.start, handlers.end, handlers.text)
    if handlers.data_seen != 1 or facts.cells != cells:
        raise _Unusual
    return facts


def _decoded(chunks: Iterable[bytes]) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in chunks:
            yield decoder.decode(chunk)
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise damaged() from error


def _until(texts: Iterator[str], mark: str) -> str:
    head = ""
    for text in texts:
        head += text
        if mark in head:
            return head
        if len(head) > _LONGEST_CELL:
            break
    raise _Unusual


def _cells(text: str, texts: Iterator[str], record: SheetRecord) -> str:
    """Give every row and cell to ``record`` and return what was read beyond them, from the closing mark on."""
    inside = False
    while True:
        end, inside = _take(text, record, inside)
        rest = text[end:]
        if rest.startswith(_CLOSING) and not inside:
            return rest
        more = next(texts, None)
        if more is None or len(rest) > _LONGEST_CELL:
            raise _Unusual
        text = rest + more
        if not rest.startswith("<") and rest:
            raise _Unusual


def _take(text: str, record: SheetRecord, inside: bool) -> tuple[int, bool]:
    """Take pieces without a gap: where they end, and whether that is inside a row."""
    columns = _columns()
    end = 0
    for match in _PIECE.finditer(text):
        if match.start() != end:
            break
        end = match.end()
        letters, digits, style, kind, formula, has_value, value, inline, row, empty, closing = match.groups()
        if letters:
            if not inside:
                raise _Unusual
            stored = value or inline or ""
            if "&" in stored:
                raise _Unusual
            state: bool | None = False
            if formula is not None:
                _check_formula(formula)
                state = True if value or (kind == "str" and has_value) else None
            record.cell(int(digits), columns.get(letters, 0), kind or "n", style or "", stored, state)
        elif row:
            if inside:
                raise _Unusual
            record.row(row)
            inside = not empty
        elif closing:
            if not inside:
                raise _Unusual
            inside = False
    return end, inside


def _check_formula(attributes: str) -> None:
    for reference in _REFERENCE.findall(attributes):
        check_ranges(reference)


@cache
def _columns() -> dict[str, int]:
    return {column_letters(index): index + 1 for index in range(limits.GRID_COLUMNS)}


class _Handlers:
    """What expat calls, and where in the sheet it stands."""

    def __init__(self, record: SheetRecord) -> None:
        self.record = record
        self.data_seen = 0
        self._depth = 0
        self._position = (0, 0)
        self._kind, self._style = "n", ""
        self._formula = self._has_value = self._phonetic = self._collecting = False
        self._pieces: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Enter an element."""
        self._depth += 1
        if tag == _CELL:
            self._start_cell(attributes)
        elif tag in (_VALUE, _TEXT):
            self._has_value = self._has_value or tag == _VALUE
            self._collecting = not self._phonetic
        elif tag == _ROW:
            if self._depth != 3:
                raise damaged()
            self.record.row(attributes.get("r", ""))
        else:
            self._start_other(tag, attributes)

    def _start_other(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == _FORMULA:
            self._formula = True
        elif tag == _PHONETIC:
            self._phonetic = True
        elif tag == _DATA:
            self.data_seen += 1
            if self._depth != 2 or self.data_seen > 1:
                raise damaged()
        elif tag == _MERGE:
            merged = self.record.facts.merged
            check_ranges(attributes.get("ref", ""), lambda *corners: merged.append(corners))
            if len(merged) > limits.FAST_FROM_CELLS:
                raise Rejected("合并的单元格过多。取消合并，每格填写自己的内容。")
        elif self._depth == 1 and tag != f"{MAIN} worksheet":
            raise Rejected(
                "工作表的格式不通用（可能是“Strict Open XML”）。另存为普通的“Excel工作簿（.xlsx）”再导入。"
            )
        for name in ("ref", "sqref"):
            if name in attributes:
                check_ranges(attributes[name])

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if self._depth != 4:
            raise damaged()
        self._position = position(attributes.get("r", ""))
        self._kind = attributes.get("t", "n")
        self._style = attributes.get("s", "")
        if self._style and not (self._style.isascii() and self._style.isdigit() and len(self._style) <= 5):
            raise damaged()
        self._formula = self._has_value = self._phonetic = False
        self._pieces.clear()

    def text(self, piece: str) -> None:
        """Take text of a value."""
        if self._collecting:
            self._pieces.append(piece)

    def end(self, tag: str) -> None:
        """Leave an element."""
        self._depth -= 1
        if tag in (_VALUE, _TEXT):
            self._collecting = False
        elif tag == _CELL:
            value = "".join(self._pieces)
            state: bool | None = self._formula
            if self._formula and not value and not (self._kind == "str" and self._has_value):
                state = None
            self.record.cell(*self._position, self._kind, self._style, value, state)
        elif tag == _PHONETIC:
            self._phonetic = False
