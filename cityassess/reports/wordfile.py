"""The Word file itself: python-docx's package with our own parts in it, saved with the same bytes on every run."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from cityassess.reports.page import A4, MM
from cityassess.reports.pdf import PdfMeta
from cityassess.reports.textlines import printable
from cityassess.reports.wordstyles import (
    CHARACTER_SPACE,
    LINE,
    TEXT_WIDTH,
    font_table_xml,
    settings_xml,
    styles_xml,
)
from cityassess.reports.wordxml import NAMESPACES, twips

if TYPE_CHECKING:
    from docx.document import Document

NO_DAY = datetime(2000, 1, 1, tzinfo=UTC)
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
HEADER_FROM_TOP = 23.4 * MM  # so that the mark of a draft stands 8 mm above the type area
FOOTER_FROM_BOTTOM = 24.6 * MM  # so that the dashes lie 7 mm below it
TURNED_FROM_EDGE = 14 * MM  # on a landscape page, whose margins above and below are narrower
BOTTOM = A4.height - A4.top - A4.text_height
RIGHT = A4.width - A4.left - TEXT_WIDTH
_DROPPED = ("stylesWithEffects", "customXml", "numbering", "thumbnail", "webSettings")


def section_xml(start: str, *, landscape: bool, references: str = "", first_differs: bool = False) -> str:
    """The ``w:sectPr`` of a section that starts on ``nextPage`` or ``oddPage``.

    A landscape page is the upright one turned a quarter clockwise when it is read: what was left is on top.
    """
    sides = (A4.width, A4.height) if not landscape else (A4.height, A4.width)
    top, right, bottom, left = A4.top, RIGHT, BOTTOM, A4.left
    header, footer = HEADER_FROM_TOP, FOOTER_FROM_BOTTOM
    if landscape:
        top, right, bottom, left = A4.left, A4.top, RIGHT, BOTTOM
        header = footer = TURNED_FROM_EDGE
    turned = ' w:orient="landscape"' if landscape else ""
    return (
        f'<w:sectPr>{references}<w:type w:val="{start}"/>'
        f'<w:pgSz w:w="{twips(sides[0])}" w:h="{twips(sides[1])}"{turned}/>'
        f'<w:pgMar w:top="{twips(top)}" w:right="{twips(right)}" w:bottom="{int(bottom * 20)}"'
        f' w:left="{int(left * 20)}"'
        f' w:header="{twips(header)}" w:footer="{twips(footer)}" w:gutter="0"/>'
        + ("<w:titlePg/>" if first_differs else "")
        + f'<w:docGrid w:type="linesAndChars" w:linePitch="{LINE}" w:charSpace="{CHARACTER_SPACE}"/></w:sectPr>'
    )


class WordFile:
    """A document whose body is given as XML."""

    def __init__(self, meta: PdfMeta) -> None:
        import docx
        from docx.oxml.parser import parse_xml

        self._parse = parse_xml
        self.document: Document = docx.Document()
        self._pictures: dict[bytes, str] = {}
        part = self.document.part
        for parent in (part, part.package):
            for relation, found in list(parent.rels.items()):
                if found.reltype.rsplit("/", 1)[-1] in _DROPPED:
                    del parent.rels[relation]
        part._styles_part._element = parse_xml(styles_xml())
        part._settings_part._element = parse_xml(settings_xml())
        for found in part.rels.values():
            if found.reltype.endswith("/fontTable"):
                found.target_part._blob = font_table_xml().encode()
        _describe(self.document, meta)

    def picture(self, content: bytes) -> str:
        """Add a picture once and return the id by which the body names it."""
        known = self._pictures.get(content)
        if known is None:
            known, _ = self.document.part.get_or_add_image(BytesIO(content))
            self._pictures[content] = known
        return known

    def fill(self, body: Sequence[str]) -> None:
        """Put the whole body in its place, the last section's properties at its end."""
        part = self.document.part
        # Parsed in its place: lxml moves a long table from one tree to another in quadratic time.
        part._element = self._parse(f"<w:document {NAMESPACES}><w:body>{''.join(body)}</w:body></w:document>")
        self.document = part.document

    def furnish(self, kind: str, paragraphs: Sequence[str]) -> None:
        """Fill a header or footer of the first section, which later sections share.

        ``kind`` is the name that python-docx gives it, such as ``even_page_footer``.
        """
        place = getattr(self.document.sections[0], kind)
        place.is_linked_to_previous = False
        element = place._element
        for child in list(element):
            element.remove(child)
        parsed = self._parse(f"<w:hdr {NAMESPACES}>{''.join(paragraphs)}</w:hdr>")
        for child in list(parsed):
            element.append(child)

    def content(self) -> bytes:
        """The file's bytes."""
        stream = BytesIO()
        self.document.save(stream)
        return _repacked(stream)


def _describe(document: Document, meta: PdfMeta) -> None:
    day = meta.day
    when = NO_DAY if day is None else datetime(day.year, day.month, day.day, tzinfo=UTC)
    about = document.core_properties
    about.title, about.subject = printable(meta.title)[:255], printable(meta.subject)[:255]
    about.author = about.last_modified_by = printable(meta.author)[:255]
    about.identifier = printable(meta.identifier)[:255]
    about.created = about.modified = when
    about.revision, about.language = 1, "zh-CN"
    about.comments = about.keywords = about.category = ""


def _repacked(stream: BytesIO) -> bytes:
    """The same parts without the clock that zip files carry."""
    target = BytesIO()
    with (
        zipfile.ZipFile(stream) as before,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as after,
    ):
        for entry in before.infolist():
            named = zipfile.ZipInfo(entry.filename, _ZIP_DAY)
            named.external_attr = 0o600 << 16
            named.create_system = 3
            named.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(named, before.read(entry), compresslevel=6)
    return target.getvalue()
