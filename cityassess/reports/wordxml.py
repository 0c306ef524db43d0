"""WordprocessingML as text: paragraphs whose properties always stand in the order that Word demands.

Lengths in points become twips (1/20 pt). Element orders: ECMA-376-1, CT_PPr and CT_RPr.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from cityassess.reports.blocks import Face, Run
from cityassess.reports.textlines import printable

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
# The names by which offices' machines know the faces of the standard.
FACE_NAMES: dict[Face, str] = {
    Face.SMALL_TITLE_SONG: "方正小标宋简体",
    Face.FANGSONG: "仿宋_GB2312",
    Face.HEI: "黑体",
    Face.KAI: "楷体_GB2312",
    Face.SONG: "宋体",
}
_PARAGRAPH_ORDER = (
    *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "pBdr", "shd", "tabs"),
    *("kinsoku", "wordWrap", "overflowPunct", "autoSpaceDE", "autoSpaceDN", "adjustRightInd", "snapToGrid"),
    *("spacing", "ind", "jc", "textAlignment", "outlineLvl", "rPr", "sectPr"),
)
_RUN_ORDER = ("rFonts", "b", "color", "spacing", "w", "kern", "position", "sz", "szCs", "lang")
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
EMU = 12_700  # to a point


def twips(points: float) -> int:
    """A length in twentieths of a point."""
    return round(points * 20)


def text_xml(words: str) -> str:
    """The ``w:t`` of user text: what PDF prints is what stands here, markup is only text; a line feed is a line."""
    lines = [_NOT_XML.sub("", printable(line)) for line in words.split("\n")]
    return "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)


def run_properties(
    face: Face | None = None,
    *,
    size: float | None = None,
    colour: str = "",
    stretch: float = 1.0,
    bold: bool = False,
) -> str:
    """The ``w:rPr`` of a run; nothing where it follows its style."""
    known: dict[str, str] = {}
    if face is not None:
        known["rFonts"] = fonts_xml(face)
    if bold:
        known["b"] = "<w:b/>"
    if colour:
        known["color"] = f'<w:color w:val="{colour}"/>'
    if round(stretch, 2) != 1.0:
        known["w"] = f'<w:w w:val="{round(stretch * 100)}"/>'
    if size is not None:
        half = round(size * 2)
        known["sz"], known["szCs"] = f'<w:sz w:val="{half}"/>', f'<w:szCs w:val="{half}"/>'
    inside = ordered(known, _RUN_ORDER)
    return f"<w:rPr>{inside}</w:rPr>" if inside else ""


def fonts_xml(face: Face) -> str:
    """Latin letters and digits in the same face; the hint keeps quotation marks full width."""
    name = FACE_NAMES[face]
    return (
        f'<w:rFonts w:hint="eastAsia" w:ascii="{name}" w:eastAsia="{name}" w:hAnsi="{name}" w:cs="{name}"/>'
    )


def run(words: str, properties: str = "") -> str:
    """One run of text."""
    return f"<w:r>{properties or _HINT}{text_xml(words)}</w:r>"


_HINT = '<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>'
TAB = "<w:r><w:tab/></w:r>"


def runs_xml(runs: Sequence[Run], own: Face) -> str:
    """Runs of a paragraph whose style has the face ``own``."""
    return "".join(run(each.text, "" if each.face is own else run_properties(each.face)) for each in runs)


def ordered(known: Mapping[str, str], order: Iterable[str]) -> str:
    """The values of the elements that are there, in the order of the schema."""
    return "".join(known[name] for name in order if name in known)


@dataclass(slots=True)
class WordParagraph:
    """A paragraph: its style, properties by element name that differ from it, and its content as XML."""

    style: str
    content: str = ""
    properties: dict[str, str] = field(default_factory=dict)

    def keep_next(self) -> WordParagraph:
        """Hold it on the page of what follows."""
        self.properties["keepNext"] = "<w:keepNext/>"
        return self

    def keep_whole(self) -> WordParagraph:
        """Hold its lines on one page."""
        self.properties["keepLines"] = "<w:keepLines/>"
        return self

    def centred(self) -> WordParagraph:
        """Centre it."""
        self.properties["jc"] = '<w:jc w:val="center"/>'
        return self

    def indented(self, **values: int) -> WordParagraph:
        """Set ``w:ind`` in twips, or hundredths of a character (names ending in ``Chars``)."""
        inside = " ".join(f'w:{name}="{value}"' for name, value in values.items())
        self.properties["ind"] = f"<w:ind {inside}/>"
        return self

    def spaced(self, *, before: float = 0.0, after: float = 0.0, line: float | None = None) -> WordParagraph:
        """Set space around it and, if given, the exact height of its lines, in points."""
        exact = f' w:line="{twips(line)}" w:lineRule="exact"' if line is not None else ""
        self.properties["spacing"] = (
            f'<w:spacing w:before="{twips(before)}" w:after="{twips(after)}"{exact}/>'
        )
        return self

    def with_tab(self, kind: str, *places: float) -> WordParagraph:
        """Set tab stops of one kind (``right``, ``left``) at places in points, from left to right."""
        stops = "".join(f'<w:tab w:val="{kind}" w:pos="{twips(place)}"/>' for place in places)
        self.properties["tabs"] = f"<w:tabs>{stops}</w:tabs>"
        return self

    def xml(self) -> str:
        """The ``w:p``."""
        known = {"pStyle": f'<w:pStyle w:val="{self.style}"/>', **self.properties}
        return f"<w:p><w:pPr>{ordered(known, _PARAGRAPH_ORDER)}</w:pPr>{self.content}</w:p>"


def picture_xml(relation: str, number: int, width: float, height: float, alt: str) -> str:
    """A run with a picture in the line of text, its size in points."""
    sides = f'cx="{round(width * EMU)}" cy="{round(height * EMU)}"'
    words = escape(_NOT_XML.sub("", printable(alt)))
    named = f'id="{number}" name="图{number}" descr="{words}"'
    return (
        "<w:r><w:drawing>"
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {sides}/><wp:docPr {named}/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f"<pic:nvPicPr><pic:cNvPr {named}/><pic:cNvPicPr/></pic:nvPicPr>"
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {sides}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
