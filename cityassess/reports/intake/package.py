"""The plan of a workbook: which sheets it shows, where they lie, its shared texts and which styles are dates."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass

from cityassess.reports.intake import limits
from cityassess.reports.intake.container import Container, Rejected, damaged
from cityassess.reports.intake.markup import walk
from cityassess.reports.intake.stamps import plain_text

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/"
_RELATION_ID = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"
_RELATIONSHIP = "http://schemas.openxmlformats.org/package/2006/relationships Relationship"
_WORKBOOK = "xl/workbook.xml"

# What a workbook may carry that an import must not touch: a part's folder or the end of a relation's type.
_FORBIDDEN = (
    (("vbaproject", "macrosheet"), "文件含有宏。另存为不含宏的“Excel工作簿（.xlsx）”再导入。"),
    (("externallink",), "文件里有指向其他文件的链接。在“数据”—“编辑链接”中断开链接，保存后再导入。"),
    (("connections", "querytable"), "文件里有外部数据连接。在“数据”—“查询和连接”中删去连接，保存后再导入。"),
    (("oleobject", "activex", "xl/embeddings"), "文件里嵌入了其他文件或控件。删去嵌入的对象，保存后再导入。"),
)
_BUILT_IN_DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_BUILT_IN_PERCENTAGES = frozenset([9, 10])
_BUILT_IN_TIMES = frozenset([18, 19, 20, 21, 45, 46, 47])
_LITERAL = re.compile(
    r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]|general|g/通用格式|0(?:\.[0#?]*)?e[+-]', re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A visible worksheet and the part that holds it."""

    name: str
    part: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What the cells of the sheets refer to.

    ``blank_texts[i]`` tells whether shared text ``i`` is blank; ``style_kinds[s]`` is ``"n"`` for a number, ``"d"``
    for a date, ``"t"`` for a time or duration, ``"x"`` for a number that a library may take for either; ``computed``
    is false where formulas were left to be computed.
    """

    sheets: tuple[Sheet, ...]
    blank_texts: tuple[bool, ...]
    style_kinds: str
    from_1904: bool
    computed: bool


def read_plan(container: Container) -> Plan:
    """Check every XML part but the sheets shown and return the plan; raises ``Rejected``."""
    _check_kind(container)
    relations = _workbook_relations(container)
    sheets, from_1904, computed = _workbook(container, relations)
    texts, styles = "", ""
    for name, (kind, _) in relations.items():
        if kind == "sharedStrings":
            texts = relations[name][1]
        elif kind == "styles":
            styles = relations[name][1]
    blank_texts = _shared_texts(container, texts) if texts else ()
    style_kinds = _style_kinds(container, styles) if styles else "n"
    seen = {texts, styles, _WORKBOOK, *(sheet.part for sheet in sheets)}
    for part in container.parts:
        if part not in seen and part.endswith((".xml", ".rels")):
            walk(container.chunks(part), _check_reference)
    return Plan(sheets, blank_texts, style_kinds, from_1904, computed)


def _check_kind(container: Container) -> None:
    names = [name.lower() for name in container.parts]
    if any(name.startswith("word/") for name in names):
        raise Rejected("这是Word文档，不是表格。把其中的表格粘贴到Excel，另存为.xlsx再导入。")
    if any(name.startswith("ppt/") for name in names):
        raise Rejected("这是演示文稿，不是表格。选择.xlsx或.csv文件。")
    if "content.xml" in names and "mimetype" in names:
        raise Rejected("这是OpenDocument表格（.ods）。另存为.xlsx再导入。")
    if "xl/workbook.bin" in names:
        raise Rejected("这是二进制工作簿（.xlsb）。另存为.xlsx再导入。")
    for name in names:
        _check_forbidden(name)
    if "[Content_Types].xml" not in container.parts or _WORKBOOK not in container.parts:
        raise Rejected("这是压缩包，不是Excel工作簿。解压后选择其中的.xlsx或.csv文件。")

    def start(_tag: str, attributes: dict[str, str]) -> None:
        _check_forbidden(attributes.get("ContentType", "").lower())
        if "macroenabled" in attributes.get("ContentType", "").lower():
            raise Rejected(_FORBIDDEN[0][1])

    walk(container.chunks("[Content_Types].xml"), start)


def _check_forbidden(name: str) -> None:
    for words, sentence in _FORBIDDEN:
        if any(word in name for word in words):
            raise Rejected(sentence)


def _workbook_relations(container: Container) -> dict[str, tuple[str, str]]:
    relations: dict[str, tuple[str, str]] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag != _RELATIONSHIP:
            return
        kind = attributes.get("Type", "")
        _check_forbidden(kind.lower())
        if kind.startswith(_STRICT):
            raise Rejected("这是“Strict Open XML”格式。另存为普通的“Excel工作簿（.xlsx）”再导入。")
        name, target = attributes.get("Id", ""), attributes.get("Target", "")
        if name in relations or not name:
            raise damaged()
        path = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        relations[name] = (kind.rpartition("/")[2], path)

    rels = "xl/_rels/workbook.xml.rels"
    if not container.has(rels):
        raise damaged()
    walk(container.chunks(rels), start)
    for kind, path in relations.values():
        if kind in ("worksheet", "sharedStrings", "styles") and not container.has(path):
            raise damaged()
    kinds = [kind for kind, _ in relations.values()]
    if kinds.count("sharedStrings") > 1 or kinds.count("styles") > 1:
        raise damaged()
    return relations


def _workbook(
    container: Container, relations: dict[str, tuple[str, str]]
) -> tuple[tuple[Sheet, ...], bool, bool]:
    listed: list[tuple[str, str, str]] = []
    flags = {"date1904": False, "fullCalcOnLoad": False}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == f"{MAIN} sheet":
            listed.append(
                (attributes.get("name", ""), attributes.get(_RELATION_ID, ""), attributes.get("state", ""))
            )
        elif tag == f"{MAIN} workbookPr":
            flags["date1904"] = attributes.get("date1904", "0") in ("1", "true")
        elif tag == f"{MAIN} calcPr":
            flags["fullCalcOnLoad"] = attributes.get("fullCalcOnLoad", "0") in ("1", "true")

    walk(container.chunks(_WORKBOOK), start)
    names = [name.casefold() for name, _, _ in listed]
    if len(listed) > limits.SHEETS:
        raise Rejected(f"工作簿有{len(listed)}个工作表，超过{limits.SHEETS}个。删去无用的工作表再导入。")
    if not listed or len(set(names)) != len(names) or any(ident not in relations for _, ident, _ in listed):
        raise damaged()
    kinds_and_parts = [relations[ident] for _, ident, _ in listed]
    parts = [part for kind, part in kinds_and_parts if kind == "worksheet"]
    if len(set(parts)) != len(parts):
        raise damaged()
    shown = tuple(
        Sheet(name, part)
        for (name, _, state), (kind, part) in zip(listed, kinds_and_parts, strict=True)
        if kind == "worksheet" and state in ("", "visible")
    )
    return shown, flags["date1904"], not flags["fullCalcOnLoad"]


def _shared_texts(container: Container, part: str) -> tuple[bool, ...]:
    texts = _SharedTexts()
    walk(container.chunks(part), texts.start, texts.end, texts.text)
    return tuple(texts.blank)


class _SharedTexts:
    """Notes of each shared text whether it is blank, readings (phonetic runs) left aside."""

    def __init__(self) -> None:
        self.blank: list[bool] = []
        self._pieces: list[str] = []
        self._phonetic = self._collecting = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == f"{MAIN} si":
            self._pieces.clear()
        elif tag == f"{MAIN} rPh":
            self._phonetic = True
        elif tag == f"{MAIN} t":
            self._collecting = not self._phonetic
        elif tag == f"{MAIN} sst":
            _check_count(attributes.get("count", "0"))
            _check_count(attributes.get("uniqueCount", "0"))

    def end(self, tag: str) -> None:
        if tag == f"{MAIN} si":
            text = "".join(self._pieces)
            if len(text) > limits.CELL_CHARACTERS:
                raise Rejected(f"有单元格的文字超过{limits.CELL_CHARACTERS:,}个字。缩短后再导入。")
            self.blank.append(plain_text(text) is None)
        elif tag == f"{MAIN} rPh":
            self._phonetic = False
        elif tag == f"{MAIN} t":
            self._collecting = False

    def text(self, piece: str) -> None:
        if self._collecting:
            self._pieces.append(piece)


def _check_count(written: str) -> None:
    if not written.isascii() or not written.isdigit() or int(written) > 2**31:
        raise damaged()


def _style_kinds(container: Container, part: str) -> str:
    formats: dict[int, str] = {}
    kinds: list[str] = []
    inside = [False]

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == f"{MAIN} numFmt" and attributes.get("numFmtId", "").isdigit():
            formats.setdefault(int(attributes["numFmtId"]), attributes.get("formatCode", ""))
        elif tag == f"{MAIN} cellXfs":
            inside[0] = True
        elif inside[0] and tag == f"{MAIN} xf":
            number = attributes.get("numFmtId", "0")
            if not number.isdigit() or len(kinds) > limits.STYLES:
                raise damaged()
            kinds.append(_kind(int(number), formats))

    def end(tag: str) -> None:
        if tag == f"{MAIN} cellXfs":
            inside[0] = False

    walk(container.chunks(part), start, end)
    return "".join(kinds) or "n"


def _kind(number: int, formats: dict[int, str]) -> str:
    code = formats.get(number)
    if code is not None:
        return format_kind(code)
    if number in _BUILT_IN_PERCENTAGES:
        return "p"
    if number in _BUILT_IN_TIMES:
        return "t"
    return "d" if number in _BUILT_IN_DATES else "n"


def format_kind(code: str) -> str:
    """``"d"`` for a format that shows a date, ``"t"`` a time or duration, ``"p"`` per cent, else ``"n"`` or ``"x"``.

    ``"x"`` is a number too, but its format has letters that a library may take for a date's.
    """
    shown = _LITERAL.sub("", code).partition(";")[0].lower()
    if "%" in shown:
        return "p"
    if re.search(r"[ydeb]", shown):
        return "d"
    if re.search(r"[hs]|\[m", shown):
        return "t"
    if "m" in shown:
        return "d"
    return "x" if re.search(r"[a-z]", code, re.IGNORECASE) else "n"


def _check_reference(_tag: str, attributes: dict[str, str]) -> None:
    for name in ("ref", "sqref"):
        if name in attributes:
            check_ranges(attributes[name])
    _check_forbidden(attributes.get("Type", "").lower())


_CELL_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")


def position(reference: str) -> tuple[int, int]:
    """Row and column, from 1, of a reference such as ``C7``; raises ``Rejected`` when it lies outside any grid."""
    match = _CELL_REFERENCE.fullmatch(reference)
    if match is None:
        raise damaged()
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    row = int(match[2])
    if row > limits.ROWS or column > limits.GRID_COLUMNS:
        raise damaged()
    return row, column


def check_ranges(references: str, each: Callable[[int, int, int, int], None] | None = None) -> None:
    """Check every range of a blank-separated list and pass its corners (from 1) to ``each``."""
    for reference in references.split():
        first, _, last = reference.partition(":")
        row, column = position(first)
        last_row, last_column = position(last) if last else (row, column)
        if last_row < row or last_column < column:
            raise damaged()
        if each is not None:
            each(row, column, last_row, last_column)
