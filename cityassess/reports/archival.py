"""Every PDF of ours as PDF/A-2b (ISO 19005-2): what a reader needs in thirty years lies in the file itself.

Faces are embedded by the writer; this adds what is said about the file (XMP), what its colours mean (an output intent
with an ICC profile), and takes out what the standard does not know. Numbers are clauses of ISO 19005-2:2011.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from html import escape
from io import SEEK_END, BytesIO
from typing import TYPE_CHECKING, Any

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from cityassess.reports.textlines import printable
from cityassess.resource_files import resource

if TYPE_CHECKING:
    from cityassess.reports.pdf import PdfMeta

PDF_VERSION = (1, 7)  # 6.1.2: PDF/A-2 is built on PDF 1.7
PRODUCER = "cityassess"
PROFILE = "sRGB IEC61966-2.1"
CHINA = timezone(timedelta(hours=8))
NO_DAY = datetime(2000, 1, 1, tzinfo=UTC)  # papers without a day still have the same bytes on every run

_NO_ID = b"0" * 32
_TRAILER = 400  # bytes that hold the whole trailer and are fewer than any file's


@dataclass(frozen=True, slots=True)
class _Stamp:
    """A moment in the shape that reportlab formats."""

    YMDhms: tuple[int, int, int, int, int, int]
    dhh: int
    dmm: int


class ArchivalCanvas(Canvas):
    """A canvas that saves PDF/A-2b, the same bytes for the same pages on every run and machine.

    The file's moment is the paper's day at midnight in China, never the clock, and its ID follows from its content.
    """

    _doc: Any  # reportlab leaves these out of its types
    _code: list[str]
    _filename: BytesIO

    def __init__(self, stream: BytesIO, sides: tuple[float, float], meta: PdfMeta) -> None:
        super().__init__(stream, pagesize=sides, invariant=1, pageCompression=1, lang="zh-CN")
        moment = _moment(meta)
        document = self._doc
        document._pdfVersion = PDF_VERSION
        document._timeStamp = _stamp(moment)
        document._ID = b"\n[<%b><%b>]\n" % (_NO_ID, _NO_ID)
        info = document.info
        info.title, info.author, info.subject = map(printable, (meta.title, meta.author, meta.subject))
        info.creator = info.producer = PRODUCER
        catalog = document.Catalog
        catalog.__NoDefault__ = [*pdfdoc.PDFCatalog.__NoDefault__, "OutputIntents"]
        catalog.OutputIntents = pdfdoc.PDFArray([_output_intent(document)])
        catalog.Metadata = pdfdoc.XMP(creator=lambda _: _packet(meta, moment))

    def save(self) -> None:
        """Save the file, without the page transitions that reportlab names and PDF/A does not know (6.1)."""
        if self._code:
            self.showPage()
        for page in self._doc.Pages.pages:
            page.Trans = None
        super().save()
        _identify(self._filename)

    def _make_preamble(self) -> None:
        """Begin a page without naming Helvetica, which nobody embeds (6.2.11.4.1)."""
        self._preamble = "1 0 0 1 0 0 cm"


def _identify(stream: BytesIO) -> None:
    """Put the file's ID (6.1.3) in its place in the trailer: the digest of all else that it says."""
    with stream.getbuffer() as content:
        digest = hashlib.md5(content, usedforsecurity=False).hexdigest().encode().upper()
    start = stream.seek(-_TRAILER, SEEK_END)
    trailer = stream.read().replace(_NO_ID, digest)
    stream.seek(start)
    stream.write(trailer)


def _moment(meta: PdfMeta) -> datetime:
    if meta.day is None:
        return NO_DAY
    return datetime(meta.day.year, meta.day.month, meta.day.day, tzinfo=CHINA)


def _stamp(moment: datetime) -> _Stamp:
    offset = moment.utcoffset() or timedelta()
    hours, rest = divmod(int(offset.total_seconds()) // 60, 60)
    return _Stamp((moment.year, moment.month, moment.day, 0, 0, 0), hours, rest)


@cache
def _profile() -> bytes:
    return resource("colour/sRGB.icc").read_bytes()


def _output_intent(document: Any) -> object:
    """6.2.3: the ICC profile that device colours are read by."""
    stream: Any = pdfdoc.PDFStream()
    stream.content = _profile()
    stream.dictionary["N"] = 3
    stream.filters = [pdfdoc.PDFZCompress]
    return pdfdoc.PDFDictionary(
        {
            "Type": pdfdoc.PDFName("OutputIntent"),
            "S": pdfdoc.PDFName("GTS_PDFA1"),
            "OutputConditionIdentifier": pdfdoc.PDFString(PROFILE),
            "Info": pdfdoc.PDFString(PROFILE),
            "DestOutputProfile": document.Reference(stream, "outputProfile"),
        }
    )


def _packet(meta: PdfMeta, moment: datetime) -> bytes:
    """6.6: what the file says about itself, the same as in its information dictionary (6.6.3), and of which kind it is.

    文号 is ``dc:identifier``, 成文日期 ``dc:date``: properties of the predefined Dublin Core schema need no extension.
    """
    title, author, subject = (
        escape(printable(words), quote=False) for words in (meta.title, meta.author, meta.subject)
    )
    when = moment.isoformat()
    properties = [
        _alternative("dc:title", title),
        f"<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>",
        _alternative("dc:description", subject),
        "<dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language>",
        "<dc:format>application/pdf</dc:format>",
    ]
    if meta.identifier:
        properties.append(f"<dc:identifier>{escape(printable(meta.identifier), quote=False)}</dc:identifier>")
    if meta.day is not None:
        properties.append(f"<dc:date><rdf:Seq><rdf:li>{meta.day.isoformat()}</rdf:li></rdf:Seq></dc:date>")
    properties += [
        f"<xmp:CreateDate>{when}</xmp:CreateDate>",
        f"<xmp:ModifyDate>{when}</xmp:ModifyDate>",
        f"<xmp:MetadataDate>{when}</xmp:MetadataDate>",
        f"<xmp:CreatorTool>{PRODUCER}</xmp:CreatorTool>",
        f"<pdf:Producer>{PRODUCER}</pdf:Producer>",
        "<pdfaid:part>2</pdfaid:part>",
        "<pdfaid:conformance>B</pdfaid:conformance>",
    ]
    packet = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"'
        ' xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">\n'
        + "\n".join(properties)
        + '\n</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>'
    )
    return packet.encode()


def _alternative(name: str, words: str) -> str:
    return f'<{name}><rdf:Alt><rdf:li xml:lang="x-default">{words}</rdf:li></rdf:Alt></{name}>'
