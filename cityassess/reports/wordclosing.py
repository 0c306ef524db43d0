"""What closes a paper in Word: signature and date, the list of annexes, the 版记, and page numbers.

Clauses: GB/T 9704-2012.
"""

from __future__ import annotations

from cityassess.reports.blocks import Annexes, Face, Imprint, Signature
from cityassess.reports.fonts import FontSet
from cityassess.reports.page import A4
from cityassess.reports.textlines import printable
from cityassess.reports.wordstyles import BARE, IMPRINT, NUMBER
from cityassess.reports.wordtables import imprint_xml
from cityassess.reports.wordxml import TAB, WordParagraph, run, twips

EM = A4.character_pitch
IMPRINT_SIZE = 14.0  # 4号; 7.4.2
SEAL_LINES, PLAIN_LINES = 2, 1  # left blank above the name; 7.3.5
DATE_FREE, NAME_FREE, DATE_AFTER = 4.0, 2.0, 2.0  # characters; 7.3.5


def signature_paragraphs(fonts: FontSet, block: Signature) -> list[WordParagraph]:
    """Under a seal the date four characters in and the name centred above it; else the name two in; 7.3.5."""
    names = [words for line in block.name.split("\n") if (words := printable(line).strip())]
    date = printable(block.date).strip()
    widths = [fonts.width(Face.FANGSONG, words, 1.0) for words in names]
    date_width = fonts.width(Face.FANGSONG, date, 1.0)
    widest = max(widths, default=0.0)
    if block.sealed:
        middle = max(DATE_FREE + date_width / 2, NAME_FREE + widest / 2)
        rights = [middle - each / 2 for each in widths]
        date_right = middle - date_width / 2
    elif date_width > widest:
        date_right = NAME_FREE
        rights = [max(0.0, NAME_FREE + date_width + DATE_AFTER - each) for each in widths]
    else:
        rights = [NAME_FREE] * len(widths)
        date_right = max(0.0, NAME_FREE + widest - DATE_AFTER - date_width)
    made = [_right(words, right) for words, right in zip(names, rights, strict=True)]
    made += [_right(date, date_right)] if date else []
    if not made:
        return []
    del made[-1].properties["keepNext"]
    blanks = SEAL_LINES if block.sealed else PLAIN_LINES
    return [*(WordParagraph(BARE).keep_next() for _ in range(blanks)), *made]


def _right(words: str, characters: float) -> WordParagraph:
    made = WordParagraph(BARE, run(words)).keep_next()
    made.properties["jc"] = '<w:jc w:val="right"/>'
    return made.indented(firstLineChars=0, firstLine=0, right=twips(characters * EM))


def annex_paragraphs(block: Annexes) -> list[WordParagraph]:
    """附件： and the titles, further lines under a title's first character; 7.3.4."""
    if not block.titles:
        return []
    several = len(block.titles) > 1
    start = 2 + 3 + (1.5 if several else 0.0)
    stops = [5 * EM, start * EM] if several else [5 * EM]
    inside = "".join(f'<w:tab w:val="left" w:pos="{twips(stop)}"/>' for stop in stops)
    made = [WordParagraph(BARE).keep_next()]
    for number, title in enumerate(block.titles, 1):
        # The label ends where the numbers begin: a tab between them would go to the next stop where it is a bit wider.
        label = run("附件：") if number == 1 else TAB
        count = run(f"{number}.") + TAB if several else ""
        paragraph = WordParagraph(BARE, label + count + run(title)).keep_next()
        paragraph.indented(left=twips(start * EM), hanging=twips((start - 2) * EM))
        paragraph.properties["tabs"] = f"<w:tabs>{inside}</w:tabs>"
        made.append(paragraph)
    del made[-1].properties["keepNext"]
    return made


def imprint_table(block: Imprint, *, letter: bool) -> str:
    """抄送 and 印发 between rules at the foot of the last page; 7.4. A letter's says only the first; 10.1."""
    copied = printable(block.copied_to).strip().removeprefix("抄送：").rstrip("。")
    by, on = printable(block.printed_by).strip(), printable(block.printed_on).strip()
    side = twips(IMPRINT_SIZE)
    rows: list[str] = []
    if copied:
        hanging = twips(3 * IMPRINT_SIZE)
        made = WordParagraph(IMPRINT, run(f"抄送：{copied}。"))
        rows.append(made.indented(left=hanging + side, hanging=hanging, right=side).xml())
    if (by or on) and not letter:
        day = on if not on or on.endswith("印发") else f"{on}印发"
        made = WordParagraph(IMPRINT, run(by) + TAB + run(day)).indented(left=side, right=side)
        rows.append(made.with_tab("right", A4.text_width - IMPRINT_SIZE).xml())
    return imprint_xml(rows, ruled=not letter) if rows else ""


def page_number(side: str) -> str:
    """Digits between two dashes, one character in from the outer edge; 7.5."""
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    made = WordParagraph(NUMBER, run("— ") + field + run(" —"))
    made.properties["jc"] = f'<w:jc w:val="{side}"/>'
    made.indented(firstLineChars=0, firstLine=0, left=twips(14), right=twips(14))
    return made.xml()
