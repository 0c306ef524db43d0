"""User text is data: whatever is typed, no page fails, nothing leaves the paper, and no character vanishes silently."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter

import pypdfium2
import pytest

from cityassess.reports.blocks import (
    Addressee,
    Annexes,
    AnnexHead,
    Block,
    Cell,
    Column,
    FootNote,
    Form,
    Heading,
    Imprint,
    RedHead,
    Remark,
    Signature,
    Table,
    Title,
    text,
)
from cityassess.reports.page import MM
from tests.reports.measured import left_of, paper

WORDS = {
    "nothing": "",
    "blanks": "  　 ",
    "one": "城",
    "sixty": "某某市某某区城市管理和综合行政执法局关于2024年第三季度城市管理考核评价情况及存在问题整改落实情况的通报"
    + "补" * 12,
    "unbroken": "城" * 5000,
    "latin": "W" * 600,
    "marks": "，。、；：？！" * 60,
    "opening": "（《“‘〔" * 60,
    "digits": "1234567890" * 60,
    "tags": "<b>&amp;</b> <para> %s {0} \\n $x$ \\textbf{a}",
    "emoji": "好\U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467了",
    "directions": "甲\u202e乙\u200f丙\u2066丁\u2069戊\u061c己שלום",
    "controls": "甲\x00\x07\x1b乙\r\n丙\t丁\x7f\x85戊\u2028己",
    "surrogate": "甲\ud800乙",
    "combining": "e" + "\u0301" * 40,
    "rare": "\U00020000\U0002a6d6\u9fa6㎡℃³",
}
PLACES: dict[str, Callable[[str], Sequence[Block]]] = {
    "mark": lambda words: [RedHead(words, "〔2024〕1号"), Title("通报"), text("正文。")],
    "number": lambda words: [RedHead("某局", words, signers=("张三",)), Title("通报"), text("正文。")],
    "corner": lambda words: [
        RedHead("某局", "1号", words, copy_number=words, secrecy=words, urgency=words, signers=(words,) * 3),
        text("正文。"),
    ],
    "letter": lambda words: [
        RedHead(words, words, form=Form.LETTER, copy_number=words, secrecy=words),
        Title("函"),
        text("正文。"),
    ],
    "brief": lambda words: [
        RedHead("简报", "第1期", form=Form.BRIEF, edited_by=words, dated=words),
        text("正文。"),
    ],
    "title": lambda words: [RedHead("某局", "1号"), Title(words), Addressee("各区"), text("正文。")],
    "addressee": lambda words: [RedHead("某局", "1号"), Title("通报"), Addressee(words), text("正文。")],
    "body": lambda words: [Heading(1, words), Heading(2, words), text(words)],
    "closing": lambda words: [
        text("正文。"),
        Annexes((words, words)),
        Signature(words, words),
        Signature(words, words, sealed=False),
        Remark(words),
    ],
    "annex": lambda words: [text("正文。"), AnnexHead(words, words), text("正文。")],
    "imprint": lambda words: [text("正文。"), Imprint(words, words, words), FootNote(words)],
    "table": lambda words: [
        Table(
            (Column("名次"), Column(words), Column("得分")),
            ((Cell("1"), Cell(words), Cell("9")),),
            words,
            (words,),
        )
    ],
}


def leaves(content: bytes) -> list[str]:
    """Characters whose ink lies beyond the printable part of the paper, 5 mm from its edges."""
    gone = []
    near, right, top = 5 * MM, 205 * MM, 292 * MM
    with pypdfium2.PdfDocument(content) as document:
        for number, page in enumerate(document):
            words = page.get_textpage()
            for index in range(words.count_chars()):
                x1, y1, x2, y2 = words.get_charbox(index)
                if x2 > x1 and (x1 < near or x2 > right or y1 < near or y2 > top):
                    gone.append(f"{number}: {words.get_text_range(index, 1)!r} at {x1:.1f}, {y1:.1f}")
            words.close()
            page.close()
    return gone


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", WORDS)
def test_any_words_in_any_place_stay_on_the_paper(place: str, kind: str) -> None:
    started = perf_counter()
    found = paper(PLACES[place](WORDS[kind]))
    assert perf_counter() - started < 20
    assert found.result is not None
    assert found.result.pages >= 1
    assert leaves(found.content)[:5] == []


@pytest.mark.parametrize("kind", ["sixty", "unbroken", "tags", "marks", "digits"])
def test_words_are_printed_as_typed(kind: str) -> None:
    words = WORDS[kind]
    found = paper([text(words)])
    printed = "".join(row.text for page in range(len(found)) for row in found.body(page))
    assert printed == "".join(words.split())


@pytest.mark.parametrize(("kind", "missing"), [("emoji", "U+1F600"), ("surrogate", "U+D800")])
def test_what_no_face_has_is_shown_as_a_box_and_named(kind: str, missing: str) -> None:
    found = paper([text(WORDS[kind])])
    assert found.result is not None
    assert any(missing in str(problem) for problem in found.result.problems)
    assert "□" in found.text()


def test_invisible_and_control_characters_leave_the_words_in_order() -> None:
    assert "甲乙丙丁戊己" in paper([text(WORDS["controls"])]).text()
    words = paper([text(WORDS["directions"])]).text()
    assert words.startswith("甲乙丙丁戊己")


def test_text_stays_inside_the_type_area() -> None:
    blocks: list[Block] = [Heading(1, "一、" + "城" * 40), *(text(words) for words in WORDS.values())]
    found = paper(blocks)
    for page in range(len(found)):
        for row in found.body(page):
            assert row.left >= left_of(page) - 0.6
            # A mark hung or narrowed at the line's end may lend its empty half to the margin.
            assert row.right <= left_of(page) + 156 + 2.9
