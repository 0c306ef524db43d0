"""Cut the shipped faces from their originals: ``python make.py FOLDER`` with the originals' folder (see README.md).

Needs fontTools. Layout features, hinting and vertical metrics go; outlines stay as they are. The two serif faces show
ASCII with their own half-width forms, as 宋体 and 仿宋 do, so that two digits fill one cell of the grid.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

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

FACES = (
    ("NotoSansSC_400Regular.ttf", "NotoSansSC-Regular.ttf", SYMBOLS | UNIFIED | EXTENSION_A | BEYOND, ""),
    ("NotoSansSC_700Bold.ttf", "NotoSansSC-Bold.ttf", SYMBOLS | UNIFIED | BEYOND, ""),
    ("NotoSerifSC_400Regular.ttf", "NotoSerifSC-Regular.ttf", SYMBOLS | UNIFIED | BEYOND, ""),
    ("NotoSerifSC_700Bold.ttf", "NotoSerifSC-Bold.ttf", SYMBOLS | UNIFIED | BEYOND, ""),
    # The licence reserves the original's name for unchanged copies, so the cut one has another.
    ("LXGWWenKai-Regular.ttf", "WenKaiCut-Regular.ttf", SYMBOLS | OFFICE_CHARACTERS | BEYOND, "WenKai Cut"),
)
DROPPED_TABLES = ["BASE", "GDEF", "GPOS", "GSUB", "STAT", "gasp", "prep", "vhea", "vmtx", "VORG", "DSIG"]


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
    for table in font["cmap"].tables:
        if table.isUnicode():
            for code in range(0x20, 0x7F):
                if table.cmap.get(code) in forms:
                    table.cmap[code] = forms[table.cmap[code]]


def rename(font: TTFont, family: str) -> None:
    """Give a face another name everywhere and drop its names in other languages."""
    names = font["name"]
    copyright_line = names.getDebugName(0) or ""
    licence = [(13, names.getDebugName(13) or ""), (14, names.getDebugName(14) or "")]
    names.names = []
    compact = family.replace(" ", "")
    entries = [(0, copyright_line), (1, family), (2, "Regular"), (3, f"{compact}-Regular"), (4, family)]
    for name_id, text in [*entries, (5, "Version 1.0"), (6, f"{compact}-Regular"), *licence]:
        names.setName(text, name_id, 3, 1, 0x409)


def main() -> None:
    """Cut every face found below the given folder."""
    folder = Path(sys.argv[1])
    for original, name, characters, family in FACES:
        source = next(folder.rglob(original), None)
        if source is None:
            sys.exit(f"{original} is not below {folder}")
        cut(source, HERE / name, characters, family)


if __name__ == "__main__":
    main()
