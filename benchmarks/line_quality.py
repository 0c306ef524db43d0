"""Lines of real office prose, ours beside typst's: ``python -m benchmarks.line_quality``.

Both set ``tests/reports/prose`` in the body's face at 16 points on 28 characters to the line, and both PDF files are
read back by the same reader (PDFium), so that what is counted is what stands on paper.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from ctypes import c_double
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import typst
from reportlab.pdfbase.ttfonts import TTFont

from cityassess.reports.blocks import Face, Paragraph, Run
from cityassess.reports.fonts import FontSet
from cityassess.reports.linebreak import NOT_AT_END, NOT_AT_START
from cityassess.reports.page import A4
from cityassess.reports.pdf import PdfMeta, write_pdf
from cityassess.resource_files import resource

PROSE = Path(__file__).parent.parent / "tests" / "reports" / "prose"
SIZE = 16.0
LOOSE = 0.25  # of a character
UNEASY = 0.08
# The standard lets a dash of two cells begin a line (GB/T 15834-2011, 5.1.8), so it is nobody's fault.
FORBIDDEN_START = NOT_AT_START - set("—…")
_HAN = re.compile("[\u4e00-\u9fff]")
_TORN = re.compile(r"[0-9.,]\|[0-9.,%年月日个分期号件处次名条]|第\|[0-9]")
_SHORT_TITLE = re.compile("《[^《》|]{0,8}\\|[^《》|]{0,8}》")
TYPST = """#set page(width: {page}pt, height: 842pt, margin: (x: 70pt, y: 90pt))
#set text(font: "{family}", size: 16pt, lang: "zh", region: "cn")
#set par(justify: true, first-line-indent: (amount: 2em, all: true), leading: 13pt, spacing: 13pt)
#for words in read("prose.txt").split("\\n") {{ if words != "" {{ par(words) }} }}
"""


@dataclass(slots=True)
class Counts:
    """What was found on one side's pages."""

    name: str
    seconds: float
    lines: int = 0
    starts: int = 0
    ends: int = 0
    torn_numbers: int = 0
    torn_titles: int = 0
    loose: int = 0
    uneasy: int = 0
    single: int = 0
    widest: float = 0.0
    plain: int = 0
    on_grid: int = 0
    whole: int = 0


def main() -> None:
    """Set the prose on both sides and print both counts."""
    paragraphs = [
        words
        for path in sorted(PROSE.glob("*.txt"))
        for words in path.read_text(encoding="utf-8").splitlines()
    ]
    sides = [_ours(paragraphs), _typst(paragraphs)]
    rows = [
        ("seconds to PDF", "seconds"),
        ("lines", "lines"),
        ("forbidden starts", "starts"),
        ("forbidden ends", "ends"),
        ("numbers torn from figure or unit", "torn_numbers"),
        ("titles of up to 8 characters torn", "torn_titles"),
        ("last lines of one character", "single"),
        (f"lines with gaps above {LOOSE} em", "loose"),
        (f"lines with gaps above {UNEASY} em", "uneasy"),
        ("widest gap, em", "widest"),
        ("full lines without marks or figures", "plain"),
        ("of these on the grid of 28", "on_grid"),
        ("all lines with every character on it", "whole"),
    ]
    sys.stdout.write(f"{'':36}{sides[0].name:>12}{sides[1].name:>12}\n")
    for label, key in rows:
        values = "".join(
            f"{value:>12.3f}" if isinstance(value, float) else f"{value:>12}"
            for value in (getattr(side, key) for side in sides)
        )
        sys.stdout.write(f"{label:36}{values}\n")


def _ours(paragraphs: Sequence[str]) -> Counts:
    started = time.perf_counter()
    stream = BytesIO()
    blocks = [Paragraph((Run(words),)) for words in paragraphs]
    write_pdf(blocks, stream, meta=PdfMeta("prose"), shipped_faces_only=True)
    counts = Counts("ours", time.perf_counter() - started)
    _count(counts, stream.getvalue(), paragraphs, A4.character_pitch, A4.height - A4.top - A4.text_height)
    return counts


def _typst(paragraphs: Sequence[str]) -> Counts:
    font, _ = FontSet(shipped_only=True).glyph(Face.FANGSONG, "中")
    path = resource("fonts") / f"{font}.ttf"
    family = TTFont(font, path).face.familyName.decode("ascii")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "prose.txt").write_text("\n".join(paragraphs), encoding="utf-8")
        source = Path(folder) / "prose.typ"
        source.write_text(TYPST.format(page=28 * SIZE + 140, family=family), encoding="utf-8")
        started = time.perf_counter()
        content = typst.compile(str(source), font_paths=[str(path.parent)], ignore_system_fonts=True)
        counts = Counts("typst", time.perf_counter() - started)
    _count(counts, content, paragraphs, SIZE, 0.0)
    return counts


def _count(counts: Counts, pdf: bytes, paragraphs: Sequence[str], em: float, lowest: float) -> None:
    lines = _lines(pdf, lowest)
    for words in paragraphs:
        length = len(words.replace(" ", ""))
        taken: list[list[tuple[float, str]]] = []
        while length > 0:
            line = next(lines)
            taken.append(line)
            length -= sum(char != " " for _, char in line)
        _count_paragraph(counts, taken, em)


def _count_paragraph(counts: Counts, lines: Sequence[Sequence[tuple[float, str]]], em: float) -> None:
    words = ["".join(char for _, char in line) for line in lines]
    counts.lines += len(lines)
    counts.starts += sum(each[0] in FORBIDDEN_START for each in words[1:])
    counts.ends += sum(each[-1] in NOT_AT_END for each in words[:-1])
    joined = "|".join(words)
    counts.torn_numbers += len(_TORN.findall(joined))
    counts.torn_titles += len([each for each in _SHORT_TITLE.findall(joined) if len(each) - 3 <= 8])
    counts.single += len(words) > 1 and sum(char not in NOT_AT_START | NOT_AT_END for char in words[-1]) < 2
    for line, text in zip(lines[:-1], words[:-1], strict=True):
        gap = _widest(line) / em - 1
        counts.widest = max(counts.widest, gap)
        counts.loose += gap > LOOSE
        counts.uneasy += gap > UNEASY
        cells = [(x - line[0][0]) / em for x, char in line if _HAN.match(char)]
        gridded = all(abs(cell - round(cell)) < 0.005 for cell in cells)
        counts.whole += gridded
        if all(map(_HAN.match, text)):
            counts.plain += 1
            counts.on_grid += gridded


def _widest(line: Sequence[tuple[float, str]]) -> float:
    """The widest step between two Chinese characters; beside a mark, a figure or a blank there may be more."""
    return max(
        (b[0] - a[0] for a, b in pairwise(line) if _HAN.match(a[1]) and _HAN.match(b[1])),
        default=0.0,
    )


def _lines(pdf: bytes, lowest: float) -> Iterator[list[tuple[float, str]]]:
    """The lines of all pages: the origin of each character and the character."""
    book = pdfium.PdfDocument(pdf)
    x, y = c_double(), c_double()
    for page in book:
        text = page.get_textpage()
        rows: dict[int, list[tuple[float, str]]] = {}
        for index in range(text.count_chars()):
            char = chr(raw.FPDFText_GetUnicode(text.raw, index))
            if char in "\r\n":
                continue
            raw.FPDFText_GetCharOrigin(text.raw, index, x, y)
            if y.value > lowest:
                rows.setdefault(round(y.value), []).append((x.value, char))
        for height in sorted(rows, reverse=True):
            line = sorted(rows[height])
            seen = [place for place, (_, char) in enumerate(line) if char != " "]
            yield line[seen[0] : seen[-1] + 1]
        text.close()
        page.close()
    book.close()


if __name__ == "__main__":
    main()
