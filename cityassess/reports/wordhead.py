"""The red head in Word: 份号 and its like, the mark, the number or signers, the red rule; a letter's in its header.

Clauses: GB/T 9704-2012, 7.2 and 10.
"""

from __future__ import annotations

from math import floor

from cityassess.reports.blocks import Face, Form, RedHead
from cityassess.reports.fonts import FontSet
from cityassess.reports.heads import (
    LETTER_MARK,
    LETTER_RULE_BELOW,
    LETTER_RULE_WIDTH,
    MARK_BELOW,
    NUMBER_BELOW,
    RED,
    RED_RULE,
    RULE_BELOW,
    SIDE,
    SIGNER_LABEL,
    SIGNER_SHARE,
    SIGNERS_IN_ROW,
)
from cityassess.reports.page import A4
from cityassess.reports.redmark import folded
from cityassess.reports.textlines import printable
from cityassess.reports.wordfile import HEADER_FROM_TOP
from cityassess.reports.wordstyles import BARE, BODY_SIZE, FOOT, LINE_POINTS, MARK
from cityassess.reports.wordtables import plain_row
from cityassess.reports.wordxml import TAB, WordParagraph, run, run_properties, twips

MARK_SIZE = 56.0
LETTER_MARK_SIZE = 44.0
NARROWEST = 0.62
WIDEST = 0.96  # of the red rule
LEADING = 1.2  # of the mark's size
INK_ABOVE = 0.12  # of the mark's size: from the top of its line to the upper edge of what is printed
INK_BELOW = 0.18  # and from its lower edge to the bottom of the line
EM = A4.character_pitch
FIRST_PAGE_BODY = 3  # lines of body text that the first page must hold; 7.3.3
PAPER = "文件"


class WordHead:
    """The head of one paper; ``title_lines`` says how many lines its title takes on the first page."""

    def __init__(self, fonts: FontSet, block: RedHead, title_lines: int) -> None:
        self._fonts = fonts
        self._block = block
        self._title_lines = title_lines
        names = [words for name in block.signers if (words := printable(name).strip())]
        rows = [names[at : at + SIGNERS_IN_ROW] for at in range(0, len(names), SIGNERS_IN_ROW)]
        self._signers = rows if block.form is Form.DOCUMENT else []
        names = [words for line in block.authority.split("\n") if (words := printable(line).strip())] or [""]
        self._beside = len(names) > 1 and names[-1].endswith(PAPER)
        if self._beside:
            names = [name for name in (*names[:-1], names[-1].removesuffix(PAPER)) if name]
        self._names = names if len(names) > 1 else folded(fonts, names[0], A4.text_width)
        self._measure(LETTER_MARK_SIZE if block.form is Form.LETTER else MARK_SIZE)

    def _measure(self, largest: float) -> None:
        room = WIDEST * A4.text_width
        across = max(self._fonts.width(Face.SMALL_TITLE_SONG, name, 1.0) for name in self._names)
        across += 2.4 if self._beside else 0.0
        largest = largest if len(self._names) == 1 else largest * 0.72
        self._size = min(largest, room / (across * NARROWEST)) if across else largest
        self._stretch = min(1.0, room / (across * self._size)) if across else 1.0
        self._height = len(self._names) * LEADING * self._size

    def paragraphs(self) -> list[WordParagraph]:
        """The head from the top of the type area down to its red rule, or what follows that of a letter."""
        if self._block.form is Form.LETTER:
            return self._letter_number()
        corner = self._corner()
        above = self._above(len(corner))
        made = [*corner, *self._mark(above)]
        free = (LINE_POINTS - BODY_SIZE) / 2  # of the number's line, above and below it
        blank = NUMBER_BELOW * LINE_POINTS - INK_BELOW * self._size - free
        numbers = self._number()
        numbers[0].spaced(before=max(0.0, blank), line=LINE_POINTS)
        made += numbers
        if self._block.form is Form.BRIEF and (self._block.edited_by or self._block.dated):
            made.append(_both_sides(self._block.edited_by, self._block.dated))
        made.append(_rule("single", RULE_BELOW - free, RED_RULE))
        return made

    def _above(self, corner_lines: int) -> float:
        """Blank above the mark: its upper edge 35 mm below the type area's, less where the page would hold no text."""
        wanted = MARK_BELOW - corner_lines * LINE_POINTS - INK_ABOVE * self._size
        below = self._height + (NUMBER_BELOW + max(1, len(self._signers))) * LINE_POINTS + RULE_BELOW
        # Two blank lines, the title, another blank line and the addressee stand between the rule and the text.
        below += (2 + self._title_lines + 2 + FIRST_PAGE_BODY) * LINE_POINTS
        free = A4.text_height - corner_lines * LINE_POINTS - below
        return max(0.0, min(wanted, free))

    def _corner(self) -> list[WordParagraph]:
        """份号, 密级, 紧急程度, one under the other; 7.2.1 to 7.2.3."""
        block = self._block
        wanted = ((block.copy_number, Face.FANGSONG), (block.secrecy, Face.HEI), (block.urgency, Face.HEI))
        return [
            WordParagraph(BARE, run(words, run_properties(face)))
            for words, face in wanted
            if printable(words)
        ]

    def _mark(self, above: float) -> list[WordParagraph]:
        look = run_properties(size=self._size, colour=RED, stretch=self._stretch)
        line = LEADING * self._size
        if not self._beside:
            made = [WordParagraph(MARK, run(name, look)).spaced(line=line) for name in self._names]
            made[0].spaced(before=above, line=line)
            return made
        # 文件 stands halfway up beside the names, which are spread to one width: in Word that is a table of one row.
        names = "".join(_spread(name, look, line) for name in self._names)
        paper = WordParagraph(MARK, run(PAPER, look)).spaced(line=line).xml()
        paper_width = 2.4 * self._size * self._stretch
        table = plain_row([A4.text_width - paper_width - 1, paper_width], [names, paper])
        return [WordParagraph(MARK).spaced(before=max(0.0, above - 1), line=1), _Table(table)]

    def _number(self) -> list[WordParagraph]:
        """The number in the middle; on a paper to a superior on the last line of those who sign it; 7.2.5, 7.2.6."""
        number = self._block.number_or_issue
        if not self._signers:
            return [WordParagraph(BARE, run(number) if number else "").centred()]
        room = SIGNER_SHARE * A4.text_width
        column = min(room, max(self._width(Face.KAI, name) for row in self._signers for name in row))
        across = len(self._signers[0])
        left = A4.text_width - SIDE * EM - across * column - (across - 1) * EM
        label = left - self._width(Face.FANGSONG, SIGNER_LABEL)
        made = []
        for at, row in enumerate(self._signers):
            start = label if at == 0 else left
            free = start - (SIDE + 1) * EM
            content = self._shrunk(number, Face.FANGSONG, free) if at == len(self._signers) - 1 else ""
            content += TAB + (run(SIGNER_LABEL) if at == 0 else "")
            content += TAB.join(self._shrunk(name, Face.KAI, room) for name in row)
            places = [start, *(left + place * (column + EM) for place in range(1, len(row)))]
            made.append(
                WordParagraph(BARE, content).indented(left=twips(SIDE * EM)).with_tab("left", *places)
            )
        return made

    def _width(self, face: Face, words: str) -> float:
        """The width of words of the body's size, as close together as its style sets them."""
        return self._fonts.width(face, words, BODY_SIZE) - len(words) * (BODY_SIZE - EM)

    def _shrunk(self, words: str, face: Face, room: float) -> str:
        """Words on one line, smaller only where they are wider than their room."""
        if not words:
            return ""
        own = None if face is Face.FANGSONG else face
        # The style's characters stay as much closer, so a smaller size is narrower still: never wider than its room.
        width = self._width(face, words)
        size = max(1.0, floor(2 * BODY_SIZE * room / width) / 2) if width > room else None
        return run(words, run_properties(own, size=size))

    # ---- 信函

    def letter_header(self) -> list[str]:
        """The mark and the double rule, in the header of the first page; 10.1."""
        above = LETTER_MARK - HEADER_FROM_TOP - INK_ABOVE * self._size
        mark = self._mark(max(0.0, above))
        rule = _rule("thickThinSmallGap", LETTER_RULE_BELOW, 2.25, outside=True)
        return [*(paragraph.xml() for paragraph in mark), rule.xml()]

    def _letter_number(self) -> list[WordParagraph]:
        corner = self._corner()
        number = self._block.number_or_issue
        if not corner and not number:
            return []
        first = WordParagraph(
            BARE, (corner[0].content if corner else "") + TAB + (run(number) if number else "")
        )
        return [first.with_tab("right", A4.text_width), *corner[1:]]


class _Table(WordParagraph):
    """A table that stands among paragraphs."""

    def __init__(self, content: str) -> None:
        super().__init__(BARE, content)

    def xml(self) -> str:
        return self.content + WordParagraph(BARE).spaced(line=1).xml()


def _spread(name: str, look: str, line: float) -> str:
    made = WordParagraph(MARK, run(name, look)).spaced(line=line)
    made.properties["jc"] = '<w:jc w:val="distribute"/>'
    return made.xml()


def _both_sides(left: str, right: str) -> WordParagraph:
    em = twips(A4.character_pitch)
    made = WordParagraph(BARE, run(left) + TAB + run(right)).indented(left=em, right=em)
    return made.with_tab("right", A4.text_width - A4.character_pitch)


def _rule(kind: str, height: float, thickness: float, *, outside: bool = False) -> WordParagraph:
    """An empty line with a red border below it; ``outside`` makes it 170 mm wide in the middle of the paper."""
    made = WordParagraph(BARE).spaced(line=height)
    sides = f'w:val="{kind}" w:sz="{round(thickness * 8)}" w:space="0" w:color="{RED}"'
    made.properties["pBdr"] = f"<w:pBdr><w:bottom {sides}/></w:pBdr>"
    if outside:
        left = (A4.width - LETTER_RULE_WIDTH) / 2 - A4.left
        right = A4.text_width - LETTER_RULE_WIDTH - left
        made.indented(firstLineChars=0, firstLine=0, left=twips(left), right=twips(right))
    return made


def letter_foot() -> list[str]:
    """The lower double rule of a letter's first page, without a page number; 10.1."""
    made = _rule("thinThickSmallGap", 1.0, 2.25, outside=True)
    return [made.xml()]


def draft_mark(head: RedHead | None) -> list[str]:
    """The mark of what is not final, above the type area of every page."""
    if head is None or not printable(head.mark):
        return []
    return [
        WordParagraph(FOOT, run(head.mark, run_properties(Face.HEI, size=BODY_SIZE)))
        .spaced(line=BODY_SIZE)
        .xml()
    ]
