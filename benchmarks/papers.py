"""Papers of the same content by our page engine, by typst and by weasyprint: twelve pages, and a book of sheets.

Content is plain: paragraphs and tables. The peers get the same faces, page, sizes and line heights, and set them as
their users would; the grid, the head and the punctuation of the standard are ours alone. Every side is warm: it has set
a page of other text before the clock starts.
"""

from __future__ import annotations

import html
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from pathlib import Path

from benchmarks.measuring import Measured, answer, in_processes, peak_megabytes
from cityassess.resource_files import resource

REPEATS = 3
SHEETS = 600
PEER_SHEETS = 60  # of weasyprint, whose time and memory for 600 would be minutes and gigabytes
CHARTS = 4
ROWS = 13
_SENTENCES = (
    "本期考核采取日常巡查、随机抽查与第三方测评相结合的方式，共检查主次干道26条、小街小巷118条、社区41个、行政村45个，"
    "发现各类问题312个，其中“垃圾乱堆乱倒”问题97个，占31.1%；“乱牵乱挂”问题64个，占20.5%。截至5月31日已整改287个，整改率为92.0%。",
    "部分背街小巷垃圾清运不及时，果皮箱满溢，《城市容貌标准》（GB 50449—2008）规定的保洁要求落实不到位，"
    "早晚时段流动摊贩集中，影响通行。",
)


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its header and rows."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What begins a new page: a title and what stands below it."""

    title: str
    parts: tuple[Words | Grid, ...]


def bulletin(seed: int = 0) -> list[Sheet]:
    """A bulletin of about twelve pages: sections of paragraphs with a table in every third."""
    header = ("名次", "街道", "环境卫生", "市容秩序", "园林绿化", "市政设施", "合计", "督办")
    parts: list[Words | Grid] = []
    for section in range(9):
        parts += [Words(f"第{section + seed}部分。{sentence}") for sentence in _SENTENCES * 2]
        if section % 2 == 0:
            rows = tuple(
                (
                    str(row + 1),
                    f"第{row + seed}街道",
                    *(f"{20 + (row * at) % 10}.{at}{row % 10}" for at in range(5)),
                    "白牌",
                )
                for row in range(22)
            )
            parts.append(Grid(header, rows))
    return [Sheet("关于2017年5月份城乡环境卫生考核情况的通报", tuple(parts))]


def book(count: int, seed: int = 0) -> list[Sheet]:
    """So many explain sheets, one page each."""
    header = ("指标", "满分", "得分", "得分、扣分原因")
    sheets = []
    for number in range(seed + 1, seed + count + 1):
        rows = tuple(
            (
                f"环境卫生指标{row}",
                "10",
                f"{9 - row % 4}.{number % 100:02d}",
                f"每处扣0.5分，共{row % 5}处。（1）11月{row + 1}日，人民路{number}号，垃圾满溢（−0.5分）",
            )
            for row in range(ROWS)
        )
        total = f"{90 - number / 100:.2f}"
        sentence = f"第{number}责任单位列第{number}名，总分{total}分，列入黄牌。依据：本期得分低于85分。"
        sheets.append(
            Sheet(f"第{number}责任单位2026年11月考核得分说明", (Words(sentence), Grid(header, rows)))
        )
    return sheets


# ---- the sides


def ours(sheets: Sequence[Sheet], charts: int = 0) -> bytes:
    """By our own page engine."""
    from cityassess.reports.blocks import Align, Block, Cell, Chart, Column, NewPage, Table, Title, text
    from cityassess.reports.chart_values import Bar, BarChart
    from cityassess.reports.pdf import PdfMeta, write_pdf

    blocks: list[Block] = []
    for number, sheet in enumerate(sheets):
        blocks += [NewPage()] if number else []
        blocks.append(Title(sheet.title))
        for part in sheet.parts:
            if isinstance(part, Words):
                blocks.append(text(part.text))
                continue
            columns = tuple(
                Column(name, Align.LEFT if name.endswith("原因") else Align.CENTRE) for name in part.header
            )
            rows = tuple(tuple(Cell(words) for words in row) for row in part.rows)
            blocks.append(Table(columns, rows, key_columns=1, compact=len(sheets) > 1))
    for number in range(charts):
        bars = tuple(
            Bar(f"第{at}街道", Fraction(80 + at + number), f"{80 + at + number}.00", before=Fraction(79 + at))
            for at in range(17)
        )
        blocks.append(Chart(BarChart(bars, "分"), f"图{number + 1}", "各街道得分"))
    stream = BytesIO()
    write_pdf(blocks, stream, meta=PdfMeta("通报"), shipped_faces_only=True)
    return stream.getvalue()


def by_typst(sheets: Sequence[Sheet]) -> bytes:
    """By typst."""
    import typst

    lines = [
        "#set page(width: 210mm, height: 297mm, margin: (top: 37mm, left: 28mm, right: 26mm, bottom: 35mm))",
        '#set text(font: "Noto Serif SC", size: 16pt, lang: "zh")',
        "#set par(justify: true, leading: 13pt, first-line-indent: 2em)",
    ]
    for number, sheet in enumerate(sheets):
        lines += ["#pagebreak()"] if number else []
        lines.append(f"#align(center, text(size: 22pt, weight: 700)[{_typst(sheet.title)}])")
        for part in sheet.parts:
            if isinstance(part, Words):
                lines.append(f"{_typst(part.text)}\n")
                continue
            cells = ", ".join(f"[{_typst(words)}]" for row in (part.header, *part.rows) for words in row)
            fractions = "(2fr, 1fr, 1fr, 5fr)" if len(part.header) == 4 else str(len(part.header))
            lines.append(f"#text(size: 9pt, table(columns: {fractions}, {cells}))\n")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paper.typ"
        path.write_text("\n".join(lines), encoding="utf-8")
        return bytes(typst.compile(str(path), font_paths=[str(resource("fonts"))], ignore_system_fonts=True))


def _typst(words: str) -> str:
    return "".join(f"\\{sign}" if sign in "\\#*_`$<>@[]=-+/~'\"" else sign for sign in words)


def by_weasyprint(sheets: Sequence[Sheet]) -> bytes:
    """By weasyprint."""
    from weasyprint import HTML

    faces = "".join(
        f"@font-face {{ font-family: Song; font-weight: {weight};"
        f" src: url('{resource(f'fonts/NotoSerifSC-{name}.ttf').as_uri()}') }}"
        for weight, name in ((400, "Regular"), (700, "Bold"))
    )
    style = (
        f"{faces} @page {{ size: 210mm 297mm; margin: 37mm 26mm 35mm 28mm }}"
        " body { font: 16pt/28.99pt Song; text-align: justify } p { text-indent: 2em; margin: 0 }"
        " h1 { font-size: 22pt; text-align: center } section { break-before: page }"
        " section:first-child { break-before: auto }"
        " table { border-collapse: collapse; width: 100%; font-size: 9pt; line-height: 1.3; text-indent: 0 }"
        " td { border: 0.25mm solid black; padding: 3pt 2pt }"
    )
    pieces = []
    for sheet in sheets:
        pieces.append(f"<section><h1>{html.escape(sheet.title)}</h1>")
        for part in sheet.parts:
            if isinstance(part, Words):
                pieces.append(f"<p>{html.escape(part.text)}</p>")
                continue
            rows = "".join(
                f"<tr>{''.join(f'<td>{html.escape(words)}</td>' for words in row)}</tr>"
                for row in (part.header, *part.rows)
            )
            pieces.append(f"<table>{rows}</table>")
        pieces.append("</section>")
    made = HTML(string=f"<html lang='zh'><style>{style}</style><body>{''.join(pieces)}</body></html>")
    return bytes(made.write_pdf())


SIDES: dict[str, Callable[[Sequence[Sheet]], bytes]] = {
    "ours": ours,
    "typst": by_typst,
    "weasyprint": by_weasyprint,
}


# ---- measuring


def measure_bulletin(_: Path) -> list[Measured]:
    """Twelve pages, warm, without charts; ours also with them."""
    return in_processes("benchmarks.papers", list(SIDES), ["bulletin"], REPEATS)


def measure_book(_: Path) -> list[Measured]:
    """600 sheets of one page each; weasyprint's 60, taken ten times."""
    return in_processes("benchmarks.papers", list(SIDES), ["book"], 1)


def main(side: str, what: str) -> None:
    """Set one paper and answer with its figures."""
    render = SIDES[side]
    render(book(1, seed=5000))
    count = PEER_SHEETS if side == "weasyprint" else SHEETS
    sheets = bulletin() if what == "bulletin" else book(count)
    started = time.perf_counter()
    content = render(sheets)
    took = time.perf_counter() - started
    scale = SHEETS / count if what == "book" else 1
    figures = {
        "seconds": took * scale,
        "pages": _pages(content) * scale,
        "peak MB": peak_megabytes(),
        "MB of file": len(content) * scale / 1e6,
    }
    if side == "ours" and what == "bulletin":
        ours(book(1, seed=6000), charts=1)
        started = time.perf_counter()
        ours(bulletin(seed=1), charts=CHARTS)
        figures["seconds per chart"] = (time.perf_counter() - started - took) / CHARTS
    answer(figures)


def _pages(content: bytes) -> int:
    import pypdfium2

    with pypdfium2.PdfDocument(content) as document:
        return len(document)


if __name__ == "__main__":
    main(*sys.argv[1:])
