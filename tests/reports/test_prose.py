"""Eighty pages of official documents as lines on the grid: what a typesetter looks for, counted."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from cityassess.reports.blocks import Face, Paragraph, Run
from cityassess.reports.fonts import FontSet
from cityassess.reports.linebreak import NOT_AT_END, NOT_AT_START, Line
from cityassess.reports.page import A4
from cityassess.reports.pdf import PdfMeta, write_pdf
from cityassess.reports.textlines import SetText

PROSE = Path(__file__).parent / "prose"
EM = A4.character_pitch
WIDTH = A4.text_width
INDENT = 2 * EM
HAN = re.compile("[\u4e00-\u9fff]+")
# Independent of the rules that set the lines: a number and what it counts, on two sides of a line's end.
TORN = re.compile(
    r"[0-9][.,:]?\|[.,:]?[0-9]|[0-9]\|[%‰年月日个件处次分名条期号公平万亿小人家级项倍天吨米元株公]|[第≥≤]\|[0-9]|[A-Za-z]\|[A-Za-z]"
)
BULLETIN = (
    "根据《城市管理综合考评办法》（城管办〔2016〕61号）精神，考评办对各区2026年10月份城市管理工作进行了综合考评。"
    "本月共派遣案件12,345件，处置率98.5%，比上月提高0.6个百分点；其中第3期督查发现问题128个，整改126个。得分前三名为："
    "城东区95.87分、城南区93.4分、城西区90.05分——均高于全市平均分89.12分。PM2.5平均浓度为28微克，APP受理3,120件，"
    "2021—2023年三年平均为85.6分，2026年11月22日前将整改情况报考评办（联系电话：12345）。"
)


@dataclass(frozen=True)
class Set:
    """One paragraph as set."""

    text: str
    widths: list[float]
    lines: list[Line]

    @property
    def words(self) -> list[str]:
        return [self.text[line.start : line.end] for line in self.lines]


@cache
def paragraphs() -> tuple[str, ...]:
    files = sorted(PROSE.glob("*.txt"))
    assert len(files) >= 3
    return tuple(words for path in files for words in path.read_text(encoding="utf-8").splitlines())


def set_paragraph(words: str, fonts: FontSet) -> Set:
    text = SetText(fonts, (Run(words),), A4.body_size, EM)
    return Set(text.text, text.widths, text.lines(WIDTH, first=WIDTH - INDENT))


@cache
def prose() -> tuple[Set, ...]:
    fonts = FontSet(shipped_only=True)
    return tuple(set_paragraph(words, fonts) for words in paragraphs())


def test_there_are_fifty_pages_of_prose() -> None:
    assert sum(len(words) for words in paragraphs()) > 31_000
    assert sum(len(each.lines) for each in prose()) > 50 * A4.lines


def test_nothing_is_lost_or_moved() -> None:
    for each in prose():
        assert "".join(each.words) == each.text


def test_no_line_begins_or_ends_with_what_it_must_not() -> None:
    starts = [words for each in prose() for words in each.words[1:] if words[0] in NOT_AT_START]
    ends = [words for each in prose() for words in each.words[:-1] if words.rstrip()[-1] in NOT_AT_END]
    assert starts == []
    assert ends == []


def test_no_number_is_torn_from_its_figures_or_its_unit() -> None:
    torn = [found for each in prose() for found in TORN.findall("|".join(each.words))]
    assert torn == []


def test_no_last_line_is_a_single_character() -> None:
    lonely = [
        each.words[-1]
        for each in prose()
        if len(each.lines) > 1
        and sum(char not in NOT_AT_START and char not in NOT_AT_END for char in each.words[-1]) < 2
    ]
    assert lonely == []


def test_full_lines_end_at_the_edge_and_none_goes_beyond() -> None:
    for each in prose():
        for number, line in enumerate(each.lines):
            room = WIDTH - INDENT if number == 0 else WIDTH
            assert line.width <= room + 0.01
            if line.end < len(each.text):
                assert line.width == pytest.approx(room, abs=0.01), each.words[number]


def test_no_line_is_loose() -> None:
    """Between Chinese characters the widest gap is that of a line one character short: 1/24 of a character."""
    widest = max(
        gap
        for each in prose()
        for line in each.lines
        for index, gap in enumerate(_gaps(each, line))
        if HAN.fullmatch(each.text[line.start + index : line.start + index + 2])
    )
    assert widest < 0.25
    assert widest == pytest.approx(1 / 24, abs=1e-4)


def test_lines_without_squeezed_marks_or_figures_stand_on_the_grid() -> None:
    on_grid = 0
    for each in prose():
        for words, line in zip(each.words, each.lines, strict=True):
            gaps = _gaps(each, line)
            if words.isascii() or max(map(abs, gaps), default=0.0) > 1e-6:
                continue
            on_grid += 1
            for index, place in enumerate(line.places):
                if all(char > "\u2000" for char in words[:index]):
                    assert place == pytest.approx(index * EM, abs=0.01)
    assert on_grid > 0.5 * sum(len(each.lines) for each in prose())


def test_plain_full_lines_have_as_many_characters_as_the_grid_has_cells() -> None:
    """A line of characters that has not 28 of them is one short: a mark would stand where none may."""
    for each in prose():
        for number, words in enumerate(each.words[:-1]):
            if not HAN.fullmatch(words):
                continue
            cells = 26 if number == 0 else 28
            following = each.words[number + 1]
            kept = following[1] in NOT_AT_START or following[0] in NOT_AT_END
            assert len(words) == cells or (
                len(words) == cells - 1 and (kept or number + 2 == len(each.lines))
            )


def _gaps(each: Set, line: Line) -> list[float]:
    """What is between one character's cell and the next, in characters; negative where marks were squeezed."""
    return [
        (after - before - each.widths[line.start + index]) / EM
        for index, (before, after) in enumerate(pairwise(line.places))
    ]


def test_two_marks_side_by_side_lose_the_half_between_them() -> None:
    pairs = re.compile("[，。、；：）》”][，。、；：）》”“《（]")
    squeezed = 0
    for each in prose():
        for words, line in zip(each.words, each.lines, strict=True):
            gaps = _gaps(each, line)
            for match in pairs.finditer(words):
                gap = gaps[match.start()]
                assert -0.96 < gap < -0.45, words
                squeezed += 1
    assert squeezed > 150


def test_every_line_breaks_where_the_bulletin_can_bear_it() -> None:
    """A paragraph full of figures keeps them whole at any width of line."""
    fonts = FontSet(shipped_only=True)
    text = SetText(fonts, (Run(BULLETIN),), A4.body_size, EM)
    for cells in range(18, 41):
        lines = text.lines(cells * EM, first=(cells - 2) * EM)
        words = [text.text[line.start : line.end] for line in lines]
        joined = "|".join(words)
        assert not TORN.findall(joined), joined
        assert all(each[0] not in NOT_AT_START for each in words), joined
        assert all(each[-1] not in NOT_AT_END for each in words), joined


def test_a_page_is_set_in_less_than_seven_milliseconds() -> None:
    fonts = FontSet(shipped_only=True)
    whole = "".join(paragraphs())
    for char in set(whole):
        fonts.glyph(Face.FANGSONG, char)
    fastest = min(_seconds_a_page(fonts) for _ in range(3))
    assert fastest < 0.007


def _seconds_a_page(fonts: FontSet) -> float:
    lines = 0
    started = time.process_time()
    for words in paragraphs():
        text = SetText(fonts, (Run(words),), A4.body_size, EM)
        for line in text.lines(WIDTH, first=WIDTH - INDENT):
            text.marks(line, 0.0, 0.0)
            lines += 1
    return (time.process_time() - started) / (lines / A4.lines)


def test_squeezed_text_is_read_and_found_in_order() -> None:
    """What stands closer on paper is copied as it was written, and a search over a line's end aside finds it."""
    chosen = [words for words in paragraphs() if "》《" in words or "”“" in words or "”、“" in words][:12]
    assert len(chosen) == 12
    stream = BytesIO()
    write_pdf(
        [Paragraph((Run(words),)) for words in [*chosen, BULLETIN]],
        stream,
        meta=PdfMeta("正文"),
        shipped_faces_only=True,
    )
    document = pdfium.PdfDocument(stream.getvalue())
    read = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    read = re.sub(r"— \d+ —|\s", "", read)
    for words in [*chosen, BULLETIN]:
        assert re.sub(r"\s", "", words) in read
