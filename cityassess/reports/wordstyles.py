"""The parts of a Word file that hold for all of it: styles by element of the standard, settings, names of faces.

Measures: GB/T 9704-2012, 5.2 and 7.
"""

from __future__ import annotations

from html import escape

from cityassess.reports.blocks import Face
from cityassess.reports.page import A4
from cityassess.reports.wordxml import FACE_NAMES, NAMESPACES, fonts_xml, twips

# Whole twips that 22 lines of do not exceed the type area: 28.95 pt, where the standard's arithmetic gives 28.99.
LINE = int(A4.line_pitch * 20)
LINE_POINTS = LINE / 20
# 1/4096 pt by which a character of the grid differs from 16 points, rounded so that 28 fit the line.
CHARACTER_SPACE = int((A4.character_pitch - A4.body_size) * 4096) - 1
# Twips by which characters stand closer than set solid. LibreOffice takes a grid narrower than its characters for twice
# as wide, so the styles leave the grid, which still tells Word's page setup of 22 lines of 28, and say it themselves.
CLOSER = -4
# What 28 such characters, two of them an indent set solid, need: 0.3 mm more than 156 mm, within the standard's 1 mm.
TEXT_WIDTH = 443.0
BODY_SIZE = A4.body_size

BODY, BARE, TITLE, HEADINGS = "Normal", "Bare", "PaperTitle", ("Level1", "Level2", "Level3", "Level4")
CAPTION, CELL, NOTE, PICTURE, NUMBER, FOOT = (
    "TableCaption",
    "TableCell",
    "TableNote",
    "PictureRow",
    "PageNumber",
    "FootLine",
)
MARK, ANNEX, IMPRINT = "RedMark", "AnnexLabel", "Imprint"

# Faces that other machines have in place of those of the standard, and those that LibreOffice should look for.
_ALSO_CALLED: dict[Face, str] = {
    Face.SMALL_TITLE_SONG: "FZXiaoBiaoSong-B05S,宋体",
    Face.FANGSONG: "仿宋,FangSong",
    Face.HEI: "SimHei",
    Face.KAI: "楷体,KaiTi",
    Face.SONG: "SimSun",
}


def _style(
    name: str,
    called: str,
    face: Face,
    size: float,
    paragraph: str,
    *,
    based: str = "",
    level: int | None = None,
) -> str:
    default = ' w:default="1"' if name == BODY else ""
    parent = f'<w:basedOn w:val="{based}"/>' if based else ""
    outline = f'<w:outlineLvl w:val="{level}"/>' if level is not None else ""
    half = round(size * 2)
    spacing = f'<w:spacing w:val="{CLOSER if size == BODY_SIZE else 0}"/>'
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{name}"><w:name w:val="{called}"/>{parent}<w:qFormat/>'
        f"<w:pPr>{paragraph}{outline}</w:pPr>"
        f'<w:rPr>{fonts_xml(face)}<w:snapToGrid w:val="0"/>{spacing}<w:sz w:val="{half}"/>'
        f'<w:szCs w:val="{half}"/></w:rPr>'
        "</w:style>"
    )


_EXACT = f'<w:spacing w:before="0" w:after="0" w:line="{LINE}" w:lineRule="exact"/>'
_INDENT = f'<w:ind w:firstLineChars="200" w:firstLine="{2 * twips(A4.character_pitch)}"/>'
_FLUSH = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
_OFF_GRID = '<w:snapToGrid w:val="0"/>'
_KEEP = "<w:keepNext/>"


def _solid(size: float, leading: float = 1.0) -> str:
    return f'{_OFF_GRID}<w:spacing w:before="0" w:after="0" w:line="{twips(size * leading)}" w:lineRule="exact"/>'


def styles_xml() -> str:
    """``word/styles.xml``: one style for each element of a paper."""
    body = (
        '<w:widowControl/><w:kinsoku/><w:overflowPunct/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        f'<w:adjustRightInd w:val="0"/>{_OFF_GRID}{_EXACT}{_INDENT}<w:jc w:val="both"/>'
    )
    faces = (Face.HEI, Face.KAI, Face.FANGSONG, Face.FANGSONG)
    # Wider than the type area by a character: the lines were broken by our measures, and others set Latin wider.
    title = (
        f'{_KEEP}{_EXACT}<w:ind w:left="-220" w:right="-220" w:firstLineChars="0" w:firstLine="0"/>'
        '<w:jc w:val="center"/>'
    )
    styles = [
        _style(BODY, "Normal", Face.FANGSONG, BODY_SIZE, body),
        _style(BARE, "公文顶格", Face.FANGSONG, BODY_SIZE, _FLUSH, based=BODY),
        _style(
            MARK,
            "发文机关标志",
            Face.SMALL_TITLE_SONG,
            52,
            f'{_OFF_GRID}{_FLUSH}<w:jc w:val="center"/>',
            based=BODY,
        ),
        _style(TITLE, "公文标题", Face.SMALL_TITLE_SONG, 22, title, based=BODY, level=0),
        *(
            _style(name, f"公文{number}级标题", face, BODY_SIZE, _KEEP, based=BODY, level=min(number, 3))
            for number, (name, face) in enumerate(zip(HEADINGS, faces, strict=True), 1)
        ),
        _style(ANNEX, "附件标识", Face.HEI, BODY_SIZE, f"{_KEEP}<w:pageBreakBefore/>{_FLUSH}", based=BODY),
        _style(CAPTION, "表题", Face.HEI, 14, f'{_KEEP}{_EXACT}{_FLUSH}<w:jc w:val="center"/>', based=BODY),
        _style(
            CELL, "表格文字", Face.SONG, 12, f'{_solid(12, 1.3)}{_FLUSH}<w:jc w:val="center"/>', based=BODY
        ),
        _style(NOTE, "表注", Face.FANGSONG, 10.5, f"{_solid(10.5, 1.5)}{_FLUSH}", based=BODY),
        _style(
            PICTURE,
            "图片",
            Face.KAI,
            12,
            f'{_OFF_GRID}<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>{_FLUSH}'
            '<w:jc w:val="center"/>',
            based=BODY,
        ),
        _style(IMPRINT, "版记", Face.FANGSONG, 14, f"{_solid(28)}{_FLUSH}", based=BODY),
        _style(NUMBER, "页码", Face.SONG, 14, f"{_solid(14)}{_FLUSH}", based=BODY),
        _style(FOOT, "日志行", Face.SONG, 9, f"{_solid(9, 1.3)}{_FLUSH}", based=BODY),
    ]
    table = (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
        '<w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>'
        '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts_xml(Face.FANGSONG)}<w:sz w:val="32"/><w:szCs w:val="32"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/>'
        "</w:docDefaults>"
    )
    return f"<w:styles {NAMESPACES}>{defaults}{''.join(styles)}{table}</w:styles>"


def settings_xml() -> str:
    """``word/settings.xml``: printed on both sides, its own page numbers on even pages, Chinese line ends."""
    return (
        f'<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:mirrorMargins/><w:bordersDoNotSurroundHeader/>'
        '<w:bordersDoNotSurroundFooter/><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>'
        f'<w:drawingGridHorizontalSpacing w:val="{twips(A4.character_pitch)}"/>'
        f'<w:drawingGridVerticalSpacing w:val="{LINE}"/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/>'
        "<w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/>"
        "<w:doNotExpandShiftReturn/><w:adjustLineHeightInTable/><w:useFELayout/>"
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def font_table_xml() -> str:
    """``word/fontTable.xml``: what else the faces of the standard are called."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{escape(_ALSO_CALLED[face])}"/><w:charset w:val="86"/>'
        '<w:family w:val="auto"/><w:pitch w:val="default"/></w:font>'
        for face, name in FACE_NAMES.items()
    )
    return f"<w:fonts {NAMESPACES}>{fonts}</w:fonts>"
