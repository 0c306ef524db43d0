"""Make the shipped faces from their originals: ``python make.py FOLDER`` with the originals' folder (see README.md).

Needs fontTools. Layout features, hinting and vertical metrics go. Outlines stay as they are but for FandolFang, whose
cubic ones become quadratic, because the PDF writer takes no others. What one cell or half a cell of the grid is in
Chinese text becomes so in every face: dashes that join, middle dots and quotation marks of a full cell, and two digits
to the cell.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

HERE = Path(__file__).resolve().parent
UNIFIED = frozenset(range(0x4E00, 0xA000))
EXTENSION_A = frozenset(range(0x3400, 0x4DC0))
BEYOND = frozenset(range(0x20000, 0x32000))
SYMBOLS = frozenset(
    (*range(0x20, 0x3400), *range(0xF900, 0xFB00), *range(0xFE10, 0xFE70), *range(0xFF00, 0xFFF0))
)
OFFICE_CHARACTERS = frozenset(
    ord(bytes((high, low)).decode("gb2312", "ignore") or " ")
    for high in range(0xB0, 0xF8)
    for low in range(0xA1, 0xFF)
)
# The 8,105 characters of 通用规范汉字表 (2013): names of people and places are written with these.
_LIST = HERE.parents[1] / "tests" / "reports" / "general_standard_characters.txt"
STANDARD = frozenset(map(ord, "".join(_LIST.read_text("utf-8").split())))
# What FandolFang lacks is shown in 宋体 of a weight that stands beside its thin strokes.
BESIDE_FANGSONG = (STANDARD - OFFICE_CHARACTERS) | frozenset(
    (0xB2, 0xB3, 0xB9, 0x2015, *range(0x2150, 0x2190), *range(0x2460, 0x2500), *range(0x3200, 0x3400))
)

CUT = (
    ("NotoSansSC_400Regular.ttf", "NotoSansSC-Regular.ttf", SYMBOLS | UNIFIED | EXTENSION_A | BEYOND, ""),
    ("NotoSansSC_700Bold.ttf", "NotoSansSC-Bold.ttf", SYMBOLS | UNIFIED | STANDARD | BEYOND, ""),
    ("NotoSerifSC_300Light.ttf", "NotoSerifSC-Light.ttf", BESIDE_FANGSONG, ""),
    ("NotoSerifSC_400Regular.ttf", "NotoSerifSC-Regular.ttf", SYMBOLS | UNIFIED | STANDARD | BEYOND, ""),
    ("NotoSerifSC_700Bold.ttf", "NotoSerifSC-Bold.ttf", SYMBOLS | UNIFIED | STANDARD | BEYOND, ""),
    # The licence reserves the original's name for unchanged copies, so the cut one has another.
    (
        "LXGWWenKai-Regular.ttf",
        "WenKaiCut-Regular.ttf",
        SYMBOLS | OFFICE_CHARACTERS | STANDARD | BEYOND,
        "WenKai Cut",
    ),
)
CONVERTED = (("FandolFang-Regular.otf", "FandolFangDerived-Regular.ttf", "FandolFang Derived"),)
# FandolFang has ① to ⑩ alone, and larger than other faces: all twenty come from one face instead.
PARTIAL_SERIES = range(0x2460, 0x246A)
DROPPED_TABLES = ["BASE", "GDEF", "GPOS", "GSUB", "STAT", "gasp", "prep", "vhea", "vmtx", "VORG", "DSIG"]
CURVE_ERROR = 1.0  # thousandths of the em between a cubic curve and its quadratic ones
CHANGES = (
    "Derived from FandolFang 1.300 (changed on 2026-11-22): outlines converted from cubic to quadratic curves, ASCII "
    "set on half cells and symbols on whole or half ones, ellipsis evened. Licence: GPL 3 with font exception."
)


def cut(source: Path, target: Path, characters: frozenset[int], family: str) -> None:
    """Write the glyphs of ``characters`` of one face to ``target``, renamed to ``family`` unless that is empty."""
    options = subset.Options(
        layout_features=[],
        hinting=False,
        glyph_names=False,
        notdef_outline=True,
        name_IDs=["*"],
        name_languages=["*"],
    )
    options.drop_tables += DROPPED_TABLES
    font = subset.load_font(str(source), options)
    if "Serif" in target.name:
        use_half_width_forms(font)
    fill_cells(font)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    if family:
        rename(font, family)
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    subset.save_font(font, str(target), options)


def use_half_width_forms(font: TTFont) -> None:
    """Let ASCII characters show the forms of the face's own ``hwid`` feature."""
    layout = font["GSUB"].table
    forms: dict[str, str] = {}
    for record in layout.FeatureList.FeatureRecord:
        if record.FeatureTag != "hwid":
            continue
        for index in record.Feature.LookupListIndex:
            for part in layout.LookupList.Lookup[index].SubTable:
                forms.update(getattr(part, "ExtSubTable", part).mapping)
    for code in range(0x20, 0x7F):
        glyph = font.getBestCmap().get(code)
        if glyph in forms:
            show(font, code, forms[glyph])


def show(font: TTFont, code: int, glyph: str) -> None:
    """Let a character show another glyph of the face."""
    for table in font["cmap"].tables:
        if table.isUnicode() and code in table.cmap:
            table.cmap[code] = glyph


def fill_cells(font: TTFont) -> None:
    """Make dashes join, and give the middle dot and quotation marks a full cell, as Chinese text has them."""
    characters, em = font.getBestCmap(), font["head"].unitsPerEm
    show(font, 0x2014, characters[0x2015])
    reshape(font, characters[0x2015], em, fill=True)
    show(font, 0xB7, characters[0x30FB])
    for code, opening in ((0x2018, True), (0x201C, True), (0x2019, False), (0x201D, False)):
        narrow = font["hmtx"][characters[code]][0]
        if narrow < em:  # such a face has them Latin: they move to the side of the words that they hold
            reshape(font, characters[code], em, shift=em - narrow if opening else 0)


def reshape(font: TTFont, glyph: str, advance: int, *, shift: float = 0, fill: bool = False) -> None:
    """Set one glyph's outline anew: moved by ``shift``, or drawn out over its whole ``advance``."""
    outlines = font.getGlyphSet()
    bounds = BoundsPen(outlines)
    outlines[glyph].draw(bounds)
    left, _, right, _ = bounds.bounds
    scale = advance / (right - left) if fill else 1
    pen = TTGlyphPen(None)
    outlines[glyph].draw(TransformPen(pen, (scale, 0, 0, 1, -left * scale if fill else shift, 0)))
    drawn = pen.glyph()
    drawn.recalcBounds(font["glyf"])
    font["glyf"][glyph] = drawn
    font["hmtx"][glyph] = (advance, drawn.xMin)


def convert(source: Path, target: Path, family: str) -> None:
    """Write a face with CFF outlines to ``target`` with quadratic ones, every glyph of it, under another name."""
    font = TTFont(str(source), recalcTimestamp=False)
    for table in font["cmap"].tables:
        for code in PARTIAL_SERIES:
            table.cmap.pop(code, None)
    glyphs = font.getGlyphOrder()
    cells = {glyph: cell for glyph, code in codes_of(font) if (cell := cell_of(code, font["hmtx"][glyph][0]))}
    outlines, drawn = font.getGlyphSet(), {}
    for glyph in glyphs:
        advance = font["hmtx"][glyph][0]
        cell = cells.get(glyph, advance)
        scale = min(1.0, cell / advance) if advance else 1.0
        pen = TTGlyphPen(None)
        quadratic = Cu2QuPen(pen, CURVE_ERROR, reverse_direction=True)
        outlines[glyph].draw(TransformPen(quadratic, (scale, 0, 0, 1, (cell - advance * scale) / 2, 0)))
        drawn[glyph] = pen.glyph(dropImpliedOnCurves=True)
        font["hmtx"][glyph] = (round(cell), 0)
    even_dots(drawn[font.getBestCmap()[0x2026]], font["head"].unitsPerEm)
    as_truetype(font, drawn)
    rename(font, family, CHANGES)
    font.save(str(target))


def codes_of(font: TTFont) -> Iterable[tuple[str, int]]:
    """Each glyph of the character map with its character; of several the least decides."""
    return ((glyph, code) for code, glyph in sorted(font.getBestCmap().items(), reverse=True))


def cell_of(code: int, advance: int) -> int:
    """What of the grid's cells a character takes: half for ASCII and narrow symbols, one for others; 0: as it is.

    Letters beyond ASCII and what joins with others stay as they are.
    """
    if 0x20 <= code < 0x7F:
        return 500
    if unicodedata.category(chr(code))[0] in "LM" or not advance:
        return 0
    return (
        500 if advance <= 500 and unicodedata.east_asian_width(chr(code)) != "W" and code < 0x2190 else 1000
    )


def even_dots(ellipsis: Any, em: int) -> None:
    """Stand the three dots of an ellipsis a third of the cell apart, so that six of two make one even row."""
    points, start = ellipsis.coordinates, 0
    for order, end in enumerate(ellipsis.endPtsOfContours):
        dot = range(start, end + 1)
        middle = (min(points[index][0] for index in dot) + max(points[index][0] for index in dot)) / 2
        shift = round(em * (2 * order + 1) / 6 - middle)
        for index in dot:
            points[index] = (points[index][0] + shift, points[index][1])
        start = end + 1


def as_truetype(font: TTFont, drawn: dict[str, Any]) -> None:
    """Put quadratic glyphs in the place of a face's CFF table, and drop what only CFF or layout needs."""
    table = newTable("glyf")
    table.glyphs, table.glyphOrder = drawn, font.getGlyphOrder()
    font["glyf"], font["loca"] = table, newTable("loca")
    for glyph, outline in drawn.items():
        outline.recalcBounds(table)
        font["hmtx"][glyph] = (font["hmtx"][glyph][0], getattr(outline, "xMin", 0))
    sizes = font["maxp"]
    sizes.tableVersion, sizes.maxZones = 0x00010000, 1
    for name in ("TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements"):
        setattr(sizes, f"max{name}", 0)
    sizes.maxSizeOfInstructions = sizes.maxComponentElements = 0
    font["post"].formatType = 3.0
    font.sfntVersion = "\x00\x01\x00\x00"
    for tag in ("CFF ", *DROPPED_TABLES):
        if tag in font:
            del font[tag]


def rename(font: TTFont, family: str, description: str = "") -> None:
    """Give a face another name everywhere and drop its names in other languages."""
    names = font["name"]
    copyright_line = names.getDebugName(0) or ""
    licence = [(13, names.getDebugName(13) or ""), (14, names.getDebugName(14) or "")]
    names.names = []
    compact = family.replace(" ", "")
    entries = [(0, copyright_line), (1, family), (2, "Regular"), (3, f"{compact}-Regular"), (4, family)]
    for name_id, text in [*entries, (5, "Version 1.0"), (6, f"{compact}-Regular"), *licence]:
        names.setName(text, name_id, 3, 1, 0x409)
    if description:
        names.setName(description, 10, 3, 1, 0x409)


def main() -> None:
    """Make every face from its original below the given folder."""
    folder = Path(sys.argv[1])
    wanted = sys.argv[2:]  # some of the shipped files' names, or none for all
    for original, name, characters, family in CUT:
        if not wanted or name in wanted:
            cut(original_below(folder, original), HERE / name, characters, family)
    for original, name, family in CONVERTED:
        if not wanted or name in wanted:
            convert(original_below(folder, original), HERE / name, family)


def original_below(folder: Path, name: str) -> Path:
    """Find an original by its file name."""
    source = next(folder.rglob(name), None)
    if source is None:
        sys.exit(f"{name} is not below {folder}")
    return source


if __name__ == "__main__":
    main()
