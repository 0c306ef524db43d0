"""The PDF writer: composed blocks on official pages, with embedded faces, an outline and text that can be searched."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from cityassess.errors import Problem
from cityassess.progress import Progress, Silent
from cityassess.reports.blocks import Block
from cityassess.reports.files import written_aside
from cityassess.reports.fonts import FontSet, Substitution
from cityassess.reports.furniture import Furniture
from cityassess.reports.page import A4, Geometry, Page, paginate, place_at_foot
from cityassess.reports.strips import Strips
from cityassess.reports.typeset import Typesetter

_SURROGATES = re.compile("[\ud800-\udfff]")  # halves of characters, which no file can hold

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas


@dataclass(frozen=True, slots=True)
class PdfMeta:
    """What the file says about itself: ``identifier`` is the document number (文号), ``day`` the paper's date."""

    title: str
    author: str = ""
    subject: str = ""
    identifier: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class PdfResult:
    """How many pages were written, which faces stood in for which, and what could not be printed as it should."""

    pages: int
    substitutions: tuple[Substitution, ...]
    problems: tuple[Problem, ...]


def write_pdf(
    blocks: Sequence[Block],
    target: Path | BytesIO,
    *,
    meta: PdfMeta,
    progress: Progress | None = None,
    shipped_faces_only: bool = False,
    geometry: Geometry = A4,
) -> PdfResult:
    """Write blocks as a PDF to a file, which appears whole or not at all, or to a stream.

    The same blocks, meta and faces give the same bytes on every run. ``shipped_faces_only`` leaves the machine's own
    faces alone. A character that no face has is printed as □ and named in the result's problems. Raises
    ``Unavailable`` where the file cannot be written, and ``Cancelled`` when progress says so.
    """
    fonts = FontSet(shipped_only=shipped_faces_only)
    watched = progress or Silent()
    typesetter = Typesetter(fonts, geometry)
    pages = paginate(typesetter.set(blocks, watched), geometry)
    if typesetter.imprint is not None:
        place_at_foot(pages, typesetter.imprint, geometry, even_page=typesetter.imprint_on_even)
    content = _draw(pages, Furniture(Strips(fonts, geometry), blocks), geometry, meta, watched)
    if isinstance(target, BytesIO):
        target.write(content)
    else:
        with written_aside(target, ".pdf") as aside:
            aside.write_bytes(content)
    return PdfResult(len(pages), fonts.substitutions, _problems(fonts))


def _problems(fonts: FontSet) -> tuple[Problem, ...]:
    return tuple(
        Problem(
            f"现有字体都没有“{char}”（U+{ord(char):04X}）这个字，印成了□。改用别的写法，或安装含有它的字体后重新生成。"
        )
        for char in fonts.missing
    )


def _draw(
    pages: Sequence[Page], furniture: Furniture, geometry: Geometry, meta: PdfMeta, progress: Progress
) -> bytes:
    from reportlab import rl_config

    from cityassess.reports.archival import ArchivalCanvas
    from cityassess.reports.painting import Painter

    rl_config.useA85 = 0  # streams stay binary: a fifth smaller, and sooner written
    stream = BytesIO()
    canvas = ArchivalCanvas(stream, (geometry.width, geometry.height), meta)
    deepest = -1
    for number, page in enumerate(pages, 1):
        progress.step(number, len(pages), "正在生成页面")
        deepest = _outline(canvas, page, number, deepest)
        # For a turned page reportlab changes the sides it is given, so the sheet stays upright.
        sides = (geometry.width, geometry.height)
        canvas.setPageSize(sides[::-1] if page.landscape else sides)
        edge = geometry.left_of(number)
        canvas.saveState()
        if page.landscape:
            # Turned so that its head lies to the left of the paper: at the binding side of odd pages, the cut side
            # of even ones (8.3.3). Readers show it upright, printers do not turn it.
            canvas.setPageRotation(90)
            canvas.translate(edge, geometry.height - geometry.top - geometry.text_height)
            canvas.rotate(90)
            left, top = 0.0, 0.0
        else:
            canvas.setPageRotation(0)
            left, top = edge, geometry.height - geometry.top
        painter = Painter(canvas)
        for y, item in page.placed:
            painter.gather(item.marks, left, top - y)
        painter.draw()
        canvas.restoreState()
        painter = Painter(canvas)
        marks = furniture.marks(number, last=number == len(pages), numbered=page.numbered)
        painter.gather(marks, edge, geometry.height - geometry.top)
        painter.draw()
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _outline(canvas: Canvas, page: Page, number: int, deepest: int) -> int:
    for order, (_, item) in enumerate(page.placed):
        if item.outline is None:
            continue
        level, words = item.outline
        level = min(level, deepest + 1)  # an outline goes down one level at a time
        key = f"p{number}-{order}"
        canvas.bookmarkPage(key)
        canvas.addOutlineEntry(_SURROGATES.sub("□", words), key, level, closed=False)
        deepest = level
    return deepest
