"""Workbooks put together part by part, so that a test can write what Excel never would."""

from __future__ import annotations

import atexit
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from cityassess.errors import Problem
from cityassess.reports.intake import SourceTable
from cityassess.reports.intake.tables import FileReading, read_one
from cityassess.reports.intake.worker_process import WorkerProcess

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def sheet_xml(rows: str, before: str = "", after: str = "") -> str:
    """A worksheet part around the given rows."""
    return f'{_HEADER}<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def parts(
    sheet: str, texts: Sequence[str] = (), formats: Sequence[str] = (), workbook: str = ""
) -> dict[str, str | bytes]:
    """The parts of a workbook with one sheet; style i + 1 shows numbers in ``formats[i]``."""
    codes = "".join(f'<numFmt numFmtId="{170 + i}" formatCode="{code}"/>' for i, code in enumerate(formats))
    styles = "".join(f'<xf numFmtId="{170 + i}" applyNumberFormat="1"/>' for i in range(len(formats)))
    shared = "".join(f"<si><t>{text}</t></si>" for text in texts)
    return {
        "[Content_Types].xml": f'{_HEADER}<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPE}.sharedStrings+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>',
        "_rels/.rels": f'{_HEADER}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_HEADER}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{workbook}'
        f'<sheets><sheet name="得分" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_HEADER}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="rId3" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": f'{_HEADER}<sst xmlns="{MAIN}" count="{len(texts)}" uniqueCount="{len(texts)}">'
        f"{shared}</sst>",
        "xl/styles.xml": f'{_HEADER}<styleSheet xmlns="{MAIN}"><numFmts count="{len(formats)}">{codes}</numFmts>'
        '<fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
        '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(formats) + 1}"><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>',
    }


def packed(content: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts as one zip container."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, part in content.items():
            archive.writestr(zipfile.ZipInfo(name), part, method)
    return stream.getvalue()


def workbook(rows: str, **about: Sequence[str] | str) -> bytes:
    """A whole workbook around the rows of its only sheet."""
    before, after = str(about.pop("before", "")), str(about.pop("after", ""))
    return packed(parts(sheet_xml(rows, before, after), **about))  # type: ignore[arg-type]


# One worker for all of them: what is tried is the file, and starting a process for each would take a minute.
_WORKER = WorkerProcess()
atexit.register(_WORKER.end)


def read(tmp_path: Path, content: bytes, name: str = "来稿.xlsx") -> tuple[SourceTable, ...]:
    """The tables of these bytes, read as a file of that name."""
    reading = _reading(tmp_path, content, name)
    assert not reading.problems
    return tuple(reading.tables())


def refused(tmp_path: Path, content: bytes, name: str = "来稿.xlsx") -> tuple[Problem, ...]:
    """The problems that reading these bytes is refused with."""
    problems = tuple(_reading(tmp_path, content, name).problems)
    assert problems
    assert all(problem.file == name for problem in problems)
    return problems


def _reading(tmp_path: Path, content: bytes, name: str) -> FileReading:
    path = tmp_path / name
    path.write_bytes(content)
    reading = read_one(_WORKER, path, lambda: None)
    assert not reading.missing
    return reading
