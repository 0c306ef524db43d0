"""The Word writer: the same blocks as the PDF's, on the same page, for offices that must circulate Word.

Every element of the standard is a style of its own, so that whoever goes on editing keeps the form. What Word sets
itself (line ends, pages) may differ from the PDF by a line; measures and order do not. Clauses: GB/T 9704-2012.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from cityassess.errors import Refused
from cityassess.progress import Progress, Silent
from cityassess.reports.blocks import (
    Addressee,
    Annexes,
    AnnexHead,
    Block,
    Chart,
    Face,
    FootNote,
    Form,
    Heading,
    Imprint,
    NewPage,
    Paragraph,
    Picture,
    Pictures,
    RedHead,
    Remark,
    Signature,
    Table,
    Title,
)
from cityassess.reports.files import written_aside
from cityassess.reports.fonts import FontSet
from cityassess.reports.page import A4
from cityassess.reports.pdf import PdfMeta
from cityassess.reports.strips import INDENT, Strips
from cityassess.reports.tablefit import fit
from cityassess.reports.titlelines import title_lines
from cityassess.reports.typeset import LEADS_WHOLE, TEXT_BELOW
from cityassess.reports.wordclosing import annex_paragraphs, imprint_table, page_number, signature_paragraphs
from cityassess.reports.wordfile import WordFile, section_xml
from cityassess.reports.wordhead import WordHead, draft_mark, letter_foot
from cityassess.reports.wordstyles import (
    ANNEX,
    BARE,
    BODY,
    CAPTION,
    FOOT,
    HEADINGS,
    LINE_POINTS,
    NOTE,
    PICTURE,
    TITLE,
)
from cityassess.reports.wordtables import plain_row, table_xml
from cityassess.reports.wordxml import WordParagraph, picture_xml, run, run_properties, runs_xml, twips

HEADING_FACES = (Face.HEI, Face.KAI, Face.FANGSONG, Face.FANGSONG)
MOST_PICTURE_HEIGHT = 204.0  # 72 mm, as in the PDF
BETWEEN_PICTURES = 17.0


def write_docx(
    blocks: Sequence[Block],
    target: Path | BytesIO,
    *,
    meta: PdfMeta,
    progress: Progress | None = None,
) -> None:
    """Write blocks as .docx to a file, which appears whole or not at all, or to a stream.

    The same blocks and meta give the same bytes on every run. Faces are named, not embedded. Raises ``Refused`` for a
    photo that is none, ``Unavailable`` where the file cannot be written, ``Cancelled`` when progress says so.
    """
    content = _Writer(blocks, meta, progress or Silent()).content()
    if isinstance(target, BytesIO):
        target.write(content)
    else:
        with written_aside(target, ".docx") as aside:
            aside.write_bytes(content)


class _Writer:
    """Turns blocks into the body of a document, section by section."""

    def __init__(self, blocks: Sequence[Block], meta: PdfMeta, progress: Progress) -> None:
        self._blocks = blocks
        self._progress = progress
        self._fonts = FontSet(shipped_only=True)  # widths only; the file names faces and embeds none
        self._strips = Strips(self._fonts, A4)
        self._file = WordFile(meta)
        self._body: list[str | WordParagraph] = []
        self._landscape = False
        self._start = "nextPage"
        self._first_section = True
        self._break_before = False
        self._pictures = 0
        self._after_title = False
        self._head = next((block for block in blocks if isinstance(block, RedHead)), None)

    def content(self) -> bytes:
        total = len(self._blocks)
        for number, block in enumerate(self._blocks, 1):
            self._progress.step(number, total, "正在生成Word文档")
            self._write(block)
        self._finish()
        return self._file.content()

    def _write(self, block: Block) -> None:
        if not isinstance(block, Table | NewPage | Signature | Annexes | Remark):
            self._turn(landscape=False)  # what closes the body stays on the page of its end
        if self._after_title and not isinstance(block, Addressee | Title | Imprint | FootNote):
            self._put(
                *(WordParagraph(BARE).keep_next() for _ in range(TEXT_BELOW))
            )  # where nobody is addressed
        self._after_title = isinstance(block, Title)
        match block:
            case RedHead():
                self._put(*WordHead(self._fonts, block, self._title_line_count()).paragraphs())
            case Title():
                self._title(block.text, 2 if self._body else 0)
            case Addressee():
                self._put(WordParagraph(BARE), WordParagraph(BARE, run(f"{block.text}：")))
            case Heading():
                level = min(max(block.level, 1), len(HEADINGS))
                self._put(WordParagraph(HEADINGS[level - 1], run(block.text)))
            case Paragraph():
                made = WordParagraph(BODY if block.indent else BARE, runs_xml(block.runs, Face.FANGSONG))
                self._put(made.keep_whole().keep_next() if self._goes_along(block) else made)
            case Table():
                self._table(block)
            case Pictures():
                self._photos(block)
            case Chart():
                self._chart(block)
            case _:
                self._write_end(block)

    def _write_end(self, block: Block) -> None:
        match block:
            case Signature():
                self._keep_last()
                self._put(*signature_paragraphs(self._fonts, block))
            case Annexes():
                self._keep_last()
                self._put(*annex_paragraphs(block))
            case AnnexHead():
                self._put(WordParagraph(ANNEX, run(block.label)), WordParagraph(BARE).keep_next())
                self._title(block.title, 0)
                self._put(WordParagraph(BARE).keep_next())
            case Remark():
                words = block.text.strip()
                bracketed = words if words.startswith("（") and words.endswith("）") else f"（{words}）"
                self._put(*([WordParagraph(BODY, run(bracketed))] if words else []))
            case Imprint():
                letter = self._head is not None and self._head.form is Form.LETTER
                if table := imprint_table(block, letter=letter):
                    self._body.append(table)
                    self._put(WordParagraph(BARE).spaced(line=1))
            case NewPage():
                self._new_page(block)
            case FootNote():
                self._foot(block)
            case _:
                pass

    # ---- paragraphs and sections

    def _goes_along(self, block: Paragraph) -> bool:
        """Whether it goes along to the page of the table it leads, as in the PDF: the lines are counted as there."""
        indent = INDENT if block.indent else 0
        return block.leads and len(self._strips.paragraph(block.runs, indent=indent)) <= LEADS_WHOLE

    def _put(self, *paragraphs: WordParagraph) -> None:
        for paragraph in paragraphs:
            if self._break_before:
                paragraph.properties["pageBreakBefore"] = "<w:pageBreakBefore/>"
                self._break_before = False
            self._body.append(paragraph)

    def _turn(self, *, landscape: bool) -> None:
        if landscape != self._landscape:
            self._end_section()
            self._landscape = landscape
            self._break_before = False  # a new section starts a page of its own

    def _end_section(self, start: str = "nextPage") -> None:
        """Close the section here; the one that follows begins as ``start`` says."""
        if self._body:
            if not isinstance(self._body[-1], WordParagraph) or "sectPr" in self._body[-1].properties:
                self._body.append(WordParagraph(BARE).spaced(line=1))
            last = self._body[-1]
            if isinstance(last, WordParagraph):
                last.properties["sectPr"] = self._section()
        self._start = start

    def _section(self) -> str:
        letter = self._first_section and self._head is not None and self._head.form is Form.LETTER
        self._first_section = False
        return section_xml(self._start, landscape=self._landscape, first_differs=letter)

    def _new_page(self, block: NewPage) -> None:
        if block.right_hand and self._body:
            self._end_section("oddPage")
        elif self._body:
            self._break_before = True

    def _finish(self) -> None:
        if not self._body or not isinstance(self._body[-1], WordParagraph):
            self._body.append(WordParagraph(BARE).spaced(line=1))
        last_section = self._section()
        body = [part if isinstance(part, str) else part.xml() for part in self._body]
        self._file.fill([*body, last_section])
        mark = draft_mark(self._head)
        letter = self._head is not None and self._head.form is Form.LETTER
        for kind in ("header", "even_page_header"):
            self._file.furnish(kind, mark or [WordParagraph(FOOT).xml()])
        self._file.furnish("footer", [page_number("right")])
        self._file.furnish("even_page_footer", [page_number("left")])
        if letter and self._head is not None:
            head = WordHead(self._fonts, self._head, 0).letter_header()
            self._file.furnish("first_page_header", [*mark, *head])
            self._file.furnish("first_page_footer", letter_foot())

    # ---- head, tables, pictures

    def _title_line_count(self) -> int:
        title = next((block.text for block in self._blocks if isinstance(block, Title)), "")
        return len(title_lines(self._fonts, title, A4.text_width))

    def _title(self, words: str, blank: int) -> None:
        self._put(*(WordParagraph(BARE).keep_next() for _ in range(blank)))
        lines = title_lines(self._fonts, words, A4.text_width)
        self._put(WordParagraph(TITLE, run("\n".join(lines))))

    def _table(self, table: Table) -> None:
        for fitted in fit(self._fonts, table, A4):
            self._turn(landscape=fitted.landscape)
            if fitted.table.caption:
                self._put(WordParagraph(CAPTION, run(fitted.table.caption)))
            elif self._break_before:
                self._put(WordParagraph(BARE).spaced(line=1).keep_next())
            self._body.append(table_xml(fitted))
            notes = [WordParagraph(NOTE, run(note)) for note in fitted.table.notes]
            self._put(*(notes or [WordParagraph(BARE).spaced(line=6)]))

    def _photos(self, block: Pictures) -> None:
        rows = [block.pictures[at : at + 2] for at in range(0, len(block.pictures), 2)]
        half = (A4.text_width - BETWEEN_PICTURES) / 2
        for row in rows:
            alone = len(rows) == 1 and len(row) == 1
            width = A4.text_width if alone else half
            if self._break_before:
                self._put(WordParagraph(BARE).spaced(line=1).keep_next())
            cells = [self._photo(picture, width) for picture in row]
            self._body.append(plain_row([A4.text_width / len(row)] * len(row), cells))
            self._put(WordParagraph(BARE).spaced(line=6))

    def _photo(self, picture: Picture, room: float) -> str:
        width = min(room, MOST_PICTURE_HEIGHT * picture.width / max(picture.height, 1))
        height = width * picture.height / max(picture.width, 1)
        from docx.image.exceptions import (
            InvalidImageStreamError,
            UnexpectedEndOfFileError,
            UnrecognizedImageError,
        )

        try:
            drawn = self._drawing(picture.data, width, height, picture.caption)
        except (InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError) as error:
            named = f"“{picture.caption}”" if picture.caption else ""
            raise Refused(f"照片{named}的数据已损坏，写不进Word文档。请删去后重新添加这张照片。") from error
        shown = WordParagraph(PICTURE, drawn)
        if not picture.caption:
            return shown.xml()
        return shown.keep_next().xml() + WordParagraph(PICTURE, run(picture.caption)).xml()

    def _chart(self, block: Chart) -> None:
        from cityassess.reports.charts.paper import chart_parts

        for part in chart_parts(block, self._fonts, A4.text_width, A4.text_height - 2 * LINE_POINTS):
            self._chart_part(part)

    def _chart_part(self, block: Chart) -> None:
        from cityassess.reports.charts.pictures import chart_png

        content = chart_png(block)
        across, down = int.from_bytes(content[16:20]), int.from_bytes(content[20:24])  # IHDR
        drawn = self._drawing(
            content, A4.text_width, A4.text_width * down / across, block.alt or block.caption
        )
        made = WordParagraph(PICTURE, drawn)
        if not block.caption:
            self._put(made)
            return
        caption = WordParagraph(CAPTION, run(block.caption))
        caption.properties["keepNext"] = '<w:keepNext w:val="0"/>'
        self._put(made.keep_next(), caption)

    def _drawing(self, content: bytes, width: float, height: float, alt: str) -> str:
        self._pictures += 1
        return picture_xml(self._file.picture(content), self._pictures, width, height, alt)

    # ---- the foot of the body

    def _keep_last(self) -> None:
        """Hold the body's last paragraph to what follows, so that it never stands on a page without text."""
        if self._body and isinstance(self._body[-1], WordParagraph):
            self._body[-1].keep_next()

    def _foot(self, block: FootNote) -> None:
        """The line that ties the paper to the log, and its code, in the bottom margin of the page they fall on."""
        top = twips(A4.top + A4.text_height + 14 * 72 / 25.4)
        frame = (
            f'<w:framePr w:w="{twips(A4.text_width)}" w:hSpace="0" w:wrap="around" w:vAnchor="page"'
            f' w:hAnchor="margin" w:x="1" w:y="{top}"/>'
        )
        content = ""
        if block.code:
            from cityassess.reports.wordcode import SIDE, code_png

            content += self._drawing(code_png(block.code), SIDE, SIDE, "核对码") + run("　")
        content += run(block.text, run_properties(colour="404040"))
        made = WordParagraph(FOOT, content)
        made.properties["framePr"] = frame
        if block.code:
            made.properties["spacing"] = (
                '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
            )
        self._put(made, WordParagraph(BARE).spaced(line=1))
