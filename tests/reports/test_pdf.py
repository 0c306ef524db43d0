"""Measured on the finished PDF: the page of the standard, line ends, tables across pages, and bytes that repeat."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest

from cityassess.errors import Cancelled, Unavailable
from cityassess.reports.blocks import (
    Align,
    AnnexHead,
    Block,
    Cell,
    Column,
    Heading,
    RedHead,
    Signature,
    Table,
    Title,
    text,
)
from cityassess.reports.linebreak import NOT_AT_END, NOT_AT_START
from cityassess.reports.page import A4, MM
from cityassess.reports.pdf import PdfMeta, PdfResult, write_pdf
from cityassess.reports.preview import PdfPages
from cityassess.services.bulletin.composing import compose
from tests.reports.sample import bulletin

LEFT, RIGHT = 28 * MM, (210 - 26) * MM
TOP, BOTTOM = (297 - 37) * MM, 35 * MM
BODY = "城市管理考核办公室对全市各区的环境卫生、市容秩序、园林绿化等工作进行了“明查”与（暗访）。"


@dataclass(frozen=True)
class Glyph:
    """A character and the origin and size it was set with, in points from the page's lower left corner."""

    char: str
    x: float
    y: float
    left: float
    right: float


def made(blocks: Sequence[Block], **options: Any) -> tuple[bytes, PdfResult]:
    stream = BytesIO()
    result = write_pdf(blocks, stream, meta=PdfMeta("通报", "考核办"), shipped_faces_only=True, **options)
    return stream.getvalue(), result


def glyphs(content: bytes, page: int) -> list[Glyph]:
    """The visible characters of a page in the order they were drawn."""
    import ctypes

    raw = pypdfium2.raw
    with pypdfium2.PdfDocument(content) as document:
        opened = document[page]
        words = opened.get_textpage()
        found = []
        x, y = ctypes.c_double(), ctypes.c_double()
        for index in range(words.count_chars()):
            char = chr(raw.FPDFText_GetUnicode(words, index))
            if char.isspace() or raw.FPDFText_IsGenerated(words, index):
                continue
            raw.FPDFText_GetCharOrigin(words, index, x, y)
            left, _, right, _ = words.get_charbox(index)
            found.append(Glyph(char, x.value, y.value, left, right))
        words.close()
        opened.close()
    return found


def lines(content: bytes, page: int) -> list[list[Glyph]]:
    """Glyphs by baseline, from the top."""
    rows: dict[float, list[Glyph]] = {}
    for glyph in glyphs(content, page):
        rows.setdefault(round(glyph.y, 1), []).append(glyph)
    return [sorted(rows[y], key=lambda glyph: glyph.x) for y in sorted(rows, reverse=True)]


def words_of(content: bytes) -> list[str]:
    """Each page's text as a reader extracts it, blanks and line ends taken out."""
    return ["".join(page.extract_text().split()) for page in pypdf.PdfReader(BytesIO(content)).pages]


def font_sizes(page: pypdf.PageObject) -> list[float]:
    """The sizes that a page's text is set in."""
    sizes: list[float] = []

    def note(words: str, _cm: object, _tm: object, _font: object, size: float) -> None:
        if words.strip():
            sizes.append(size)

    page.extract_text(visitor_text=note)
    return sizes


@pytest.fixture(scope="module")
def sample() -> tuple[bytes, PdfResult]:
    return made(compose(bulletin()))


def table(rows: int, columns: int = 4, name: str = "某某街道") -> Table:
    heads = (Column("名次"), Column("单位"), *(Column(f"指标{i}", Align.NUMBER) for i in range(columns - 2)))
    body = tuple(
        (
            Cell(str(row + 1), Fraction(row + 1)),
            Cell(f"{name}{row + 1}"),
            *(Cell(f"{80 + (row + i) % 20}.{(row * 7 + i) % 100:02d}") for i in range(columns - 2)),
        )
        for row in range(rows)
    )
    return Table(heads, body, "各单位得分表")


# ---- the page


def test_body_text_stands_in_the_type_area(sample: tuple[bytes, PdfResult]) -> None:
    content, result = sample
    for page in range(result.pages):
        body = [glyph for glyph in glyphs(content, page) if BOTTOM < glyph.y < TOP]
        left = A4.left_of(page + 1)
        assert min(glyph.left for glyph in body) >= left - MM
        assert max(glyph.right for glyph in body) <= left + 156 * MM + MM
        assert max(glyph.y for glyph in body) <= TOP - 0.8 * 14


def test_full_lines_reach_both_edges() -> None:
    content, _ = made([text(BODY * 30)])
    full = [line for line in lines(content, 0) if line[0].y > BOTTOM][1:-1]
    assert len(full) == 20
    for line in full:
        assert line[0].x == pytest.approx(LEFT, abs=0.1)
        if line[-1].char not in "，。、）”":  # a mark may have been narrowed
            assert line[-1].x == pytest.approx(RIGHT - 156 * MM / 28, abs=0.1)


def test_a_page_has_22_lines_of_28_characters_at_the_pitch_of_the_grid() -> None:
    content, result = made([text("城" * 28 * 30)])
    rows = [line for line in lines(content, 0) if line[0].y > BOTTOM]
    assert result.pages == 2
    assert len(rows) == 22
    assert [len(row) for row in rows] == [26] + [28] * 21
    pitches = [above[0].y - below[0].y for above, below in pairwise(rows)]
    assert pitches == pytest.approx([225 * MM / 22] * 21, abs=0.05)
    steps = [b.x - a.x for a, b in pairwise(rows[5])]
    assert steps == pytest.approx([156 * MM / 28] * 27, abs=0.05)
    assert rows[0][0].x - LEFT == pytest.approx(2 * 156 * MM / 28, abs=0.05)


def test_page_numbers_alternate_seven_millimetres_below_the_type_area(
    sample: tuple[bytes, PdfResult],
) -> None:
    content, result = sample
    for page in range(result.pages):
        feet = [glyph for glyph in glyphs(content, page) if 20 * MM < glyph.y < BOTTOM]
        assert "".join(glyph.char for glyph in feet) == f"—{page + 1}—"
        with pypdfium2.PdfDocument(content) as document:
            picture = document[page].render(scale=4, grayscale=True).to_numpy()
        column = int((feet[0].left + feet[0].right) / 2 * 4)
        band = picture[int((297 * MM - BOTTOM) * 4) : int((297 * MM - 24 * MM) * 4), column]
        dark = [row for row, value in enumerate(band) if value < 128]
        assert sum(dark) / len(dark) / 4 == pytest.approx(7 * MM, abs=MM)
        if page % 2 == 0:
            assert feet[-1].right == pytest.approx(RIGHT - 14, abs=MM)
        else:
            assert feet[0].left == pytest.approx(26 * MM + 14, abs=MM)


def test_the_red_head(sample: tuple[bytes, PdfResult]) -> None:
    with PdfPages(sample[0]) as pages:
        picture = pages.render(0, 144)
    scale = 144 / 25.4
    red_rows: dict[int, list[int]] = {}
    for y in range(picture.height):
        row = picture.data[y * picture.stride : (y + 1) * picture.stride]
        reds = [x for x in range(picture.width) if row[4 * x] > 180 and row[4 * x + 1] < 90]
        if reds:
            red_rows[y] = reds
    rule = max(red_rows, key=lambda y: len(red_rows[y]))
    assert len(red_rows[rule]) / scale == pytest.approx(156, abs=1)
    assert red_rows[rule][0] / scale == pytest.approx(28, abs=1)
    assert min(red_rows) / scale == pytest.approx(37 + 35, abs=2)  # the upper edge of the mark
    number = next(line for line in lines(sample[0], 0) if "".join(g.char for g in line).endswith("5号"))
    bottom_of_number = 297 - (number[0].y - 0.12 * 16) / MM
    assert rule / scale - bottom_of_number == pytest.approx(4, abs=1)
    middle = (number[0].left + number[-1].right) / 2
    assert middle == pytest.approx((LEFT + RIGHT) / 2, abs=4)


@pytest.mark.parametrize("length", [2, 30])
def test_any_authority_fits_above_its_rule(length: int) -> None:
    content, _ = made([RedHead("某" * length, "第3期"), Title("通报"), text("正文。")])
    first = [glyph for glyph in glyphs(content, 0) if glyph.char == "某"]
    assert first[0].left >= LEFT - 1
    assert first[-1].right <= RIGHT + 1


def test_the_first_page_holds_body_text_under_a_long_head() -> None:
    long_title = "关于某某市某某区城市管理和综合行政执法工作考核评价情况暨整改落实情况的综合通报" * 6
    content, _ = made(
        [RedHead("某某市城市管理委员会", "〔2024〕3号"), Title(long_title), text("首页正文。" * 80)]
    )
    assert words_of(content)[0].count("首页正文") >= 5


def test_a_signature_stands_with_body_text() -> None:
    for count in range(500, 660, 4):  # the body ends at every height of the page
        content, result = made([text("字" * count), Signature("某某办公室", "2024年3月1日")])
        last = words_of(content)[result.pages - 1]
        assert "某某办公室2024年3月1日" in last
        assert "字" in last


def test_signature_and_date_stand_to_the_right_with_room_for_a_seal() -> None:
    content, _ = made([text("正文。"), Signature("考核办", "2024年3月1日")])
    name, date = lines(content, 0)[1:3]
    assert date[-1].x + 16 == pytest.approx(RIGHT - 4 * 15.79, abs=2)
    assert (name[0].x + name[-1].x) / 2 == pytest.approx((date[0].x + date[-1].x) / 2, abs=2)


def test_headings_stay_with_what_follows() -> None:
    for count in range(500, 640, 10):
        content, _ = made([text("字" * count), Heading(1, "一、标题"), text("下文" * 40)])
        for words in words_of(content):
            assert not words.removesuffix("—1—").endswith("一、标题")


def test_a_draft_says_so_on_every_page_and_a_paper_does_not(sample: tuple[bytes, PdfResult]) -> None:
    draft, result = made(compose(bulletin(draft=True)))
    assert all("征求意见稿" in words for words in words_of(draft))
    assert not any("征求意见稿" in words for words in words_of(sample[0]))
    assert result.pages == sample[1].pages
    assert not any("征求意见稿" in words for words in words_of(sample[0]))


def test_annexes_start_pages() -> None:
    annexes: list[Block] = [
        AnnexHead("附件1", "情况表"),
        text("乙。"),
        AnnexHead("附件2", "明细表"),
        text("丙。"),
    ]
    content, result = made([text("甲。"), *annexes])
    assert result.pages == 3
    assert [words[:3] for words in words_of(content)] == ["甲。—", "附件1", "附件2"]


# ---- text


def test_no_line_of_a_bulletin_breaks_a_rule_of_punctuation(sample: tuple[bytes, PdfResult]) -> None:
    content, result = made([*compose(bulletin()), *(text(BODY[: 20 + n] + BODY * 3) for n in range(25))])
    count = 0
    for page in range(result.pages):
        for line in lines(content, page):
            if line[0].y < BOTTOM:
                continue
            count += 1
            assert line[0].char not in NOT_AT_START, "".join(glyph.char for glyph in line)
            assert line[-1].char not in NOT_AT_END, "".join(glyph.char for glyph in line)
    assert count > 200


def test_text_is_found_again_in_the_pdf(sample: tuple[bytes, PdfResult]) -> None:
    words = "".join(words_of(sample[0]))
    for phrase in (
        "娄底市娄星区城乡环境卫生考核办公室",
        "娄星环考办〔2017〕5号",
        "乐坪街道以85.84分列第一名",
        "■红牌",
    ):
        assert phrase in words
    assert "日志号1序号1284摘要9f86d081884c7d659a2f" in words


def test_faces_are_embedded_as_subsets(sample: tuple[bytes, PdfResult]) -> None:
    reader = pypdf.PdfReader(BytesIO(sample[0]))
    names = set()
    for page in reader.pages:
        fonts: Any = page["/Resources"]
        for reference in fonts["/Font"].values():
            font = reference.get_object()
            if "/FontDescriptor" in font:
                assert "/FontFile2" in font["/FontDescriptor"]
                names.add(font["/BaseFont"].split("+")[-1])
    assert {name.split("-")[0] for name in names} >= {"NotoSerifSC", "NotoSansSC", "WenKaiCut"}
    assert len(sample[0]) < 400_000


def test_meta_language_and_outline(sample: tuple[bytes, PdfResult]) -> None:
    reader = pypdf.PdfReader(BytesIO(sample[0]))
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("通报", "考核办")
    assert str(reader.root_object["/Lang"]) == "zh-CN"
    flat: list[str] = []

    def gather(entries: list[Any]) -> None:
        for entry in entries:
            gather(entry) if isinstance(entry, list) else flat.append(entry.title)

    gather(reader.outline)
    assert flat[1:4] == ["一、总体情况", "二、得分及排名", "（一）街道"]
    assert flat[-1] == "2017年5月份乡镇抽查村得分表"


def test_a_character_that_no_face_has_is_a_problem_not_a_hole() -> None:
    content, result = made([text("见\U0001f600图")])
    assert "U+1F600" in str(result.problems[0])
    assert words_of(content)[0].startswith("见□图")


def test_invisible_and_control_characters_are_left_out() -> None:
    content, result = made([text("甲\u200b乙\x07丙\t丁\ufeff")])
    assert result.problems == ()
    assert words_of(content)[0].startswith("甲乙丙丁")


# ---- tables


def test_a_long_table_repeats_its_header_and_loses_no_row() -> None:
    content, result = made([text("见下表。"), table(100)])
    assert result.pages >= 4
    pages = words_of(content)
    assert all("名次单位指标0指标1" in words for words in pages)
    whole = "".join(pages)
    for row in range(100):
        assert whole.count(f"{row + 1}某某街道{row + 1}{80 + row % 20}.{row * 7 % 100:02d}") == 1, row


def test_names_of_forty_characters_wrap_inside_their_cell() -> None:
    name = "某某市某某区城市管理和综合行政执法局直属机动大队第三中队驻火车站街道办事处执法工作站"
    content, _ = made([table(5, 6, name)])
    inside = [glyph for glyph in glyphs(content, 0) if glyph.char in name]
    assert len(inside) >= 5 * len(name)
    figures_start = min(glyph.left for glyph in glyphs(content, 0) if glyph.char == "指")
    names = [glyph for glyph in inside if glyph.char != "指"]
    assert max(glyph.right for glyph in names) < figures_start


@pytest.mark.parametrize("columns", [3, 9, 14, 20, 26, 50])
def test_tables_of_any_width_stay_readable_on_the_page(columns: int) -> None:
    content, _ = made([table(12, columns)])
    reader = pypdf.PdfReader(BytesIO(content))
    extracted = "".join(words_of(content))
    for index in range(columns - 2):
        assert f"指标{index}" in extracted
    for number, page in enumerate(reader.pages):
        turned = page.rotation == 90
        left = A4.left_of(number + 1)
        inner = (BOTTOM, TOP) if turned else (left, left + 156 * MM)
        assert min(font_sizes(page)) >= 9, number
        for glyph in glyphs(content, number):
            if not turned and BOTTOM < glyph.y < TOP:
                assert inner[0] - 1 <= glyph.left <= glyph.right <= inner[1] + 1


def test_a_turned_page_keeps_its_number_where_other_pages_have_it() -> None:
    content, _ = made([text("正文。"), table(12, 20)])
    reader = pypdf.PdfReader(BytesIO(content))
    assert reader.pages[1].rotation == 90
    with PdfPages(content) as pages:
        portrait, landscape = pages.sizes()
    assert (landscape.width, landscape.height) == pytest.approx((portrait.height, portrait.width))
    feet = [glyph for glyph in glyphs(content, 1) if glyph.y < BOTTOM]
    assert "".join(glyph.char for glyph in feet) == "—2—"
    assert feet[0].x == pytest.approx(26 * MM + 14, abs=MM)


def test_a_wide_table_of_few_rows_is_set_in_two_even_parts() -> None:
    content, result = made([text("正文。"), table(5, 18)])
    assert result.pages == 1
    assert pypdf.PdfReader(BytesIO(content)).pages[0].rotation == 0
    (words,) = words_of(content)
    first, second = words.split("（2/2）")
    assert "（1/2）" in first
    assert (
        abs(first.count("指标") - second.count("指标")) <= 1
    )  # figures 0 to 15, and no column left by itself
    for row in range(5):
        assert words.count(f"某某街道{row + 1}") == 2


def test_what_is_said_above_a_table_stays_with_it() -> None:
    for before in range(12, 20):
        fill = [text("正文。") for _ in range(before)]
        content, _ = made([*fill, text("第1名：某某街道1。", leads=True), table(8)])
        pages = words_of(content)
        assert ["第1名：" in words for words in pages] == ["名次单位" in words for words in pages]


def test_figures_of_a_column_stand_under_one_another() -> None:
    columns = (Column("单位"), Column("得分", Align.NUMBER))
    rows = tuple((Cell(name), Cell(score)) for name, score in (("甲", "100.00"), ("乙", "9.50"), ("丙", "—")))
    content, _ = made([Table(columns, rows)])
    ends = [line[-1].x for line in lines(content, 0) if line[-1].char == "0"]
    assert len(ends) == 2
    assert ends[0] == pytest.approx(ends[1], abs=0.05)


def test_a_row_taller_than_a_page_goes_on_over_pages() -> None:
    columns = (Column("单位"), Column("原因", Align.LEFT))
    content, result = made([Table(columns, ((Cell("甲"), Cell("很长的原因" * 700)),))])
    assert result.pages > 1
    assert "".join(words_of(content)).count("因") >= 700


def test_an_empty_table_shows_its_header_alone() -> None:
    content, result = made([table(0)])
    assert result.pages == 1
    assert "名次单位" in words_of(content)[0]


def test_no_blocks_give_one_empty_page() -> None:
    assert made([])[1].pages == 1


# ---- files


def test_two_processes_write_the_same_bytes(sample: tuple[bytes, PdfResult]) -> None:
    program = (
        "import hashlib, io\n"
        "from cityassess.services.bulletin.composing import compose\n"
        "from cityassess.reports.pdf import PdfMeta, write_pdf\n"
        "from tests.reports.sample import bulletin\n"
        "stream = io.BytesIO()\n"
        "write_pdf(compose(bulletin()), stream, meta=PdfMeta('通报', '考核办'), shipped_faces_only=True)\n"
        "print(hashlib.sha256(stream.getvalue()).hexdigest())\n"
    )
    root = Path(__file__).parents[2]
    for seed, zone in (("1", "UTC"), ("31337", "Asia/Shanghai")):
        environment = os.environ | {
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "PYTHONPATH": str(root),
            "PYTHONUTF8": "1",
        }
        done = subprocess.run(
            [sys.executable, "-c", program],
            env=environment,
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == hashlib.sha256(sample[0]).hexdigest()


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    class Impatient:
        def step(self, done: int, total: int, what: str = "") -> None:
            if done == 3:
                raise Cancelled

    target = tmp_path / "通报.pdf"
    target.write_bytes(b"old")
    with pytest.raises(Cancelled):
        write_pdf(
            compose(bulletin()), target, meta=PdfMeta("通报"), progress=Impatient(), shipped_faces_only=True
        )
    assert target.read_bytes() == b"old"
    assert write_pdf([text("新")], target, meta=PdfMeta("通报"), shipped_faces_only=True).pages == 1
    assert target.read_bytes().startswith(b"%PDF")
    assert [path.name for path in tmp_path.iterdir()] == ["通报.pdf"]
    with pytest.raises(Unavailable, match="不存在"):
        write_pdf([text("新")], tmp_path / "没有" / "通报.pdf", meta=PdfMeta("通报"), shipped_faces_only=True)


def test_pages_are_rendered_at_the_size_of_the_paper(sample: tuple[bytes, PdfResult]) -> None:
    content, result = sample
    with PdfPages(content) as pages:
        assert len(pages) == result.pages
        assert pages.sizes()[0].width == pytest.approx(A4.width, abs=0.01)
        picture = pages.render(1, 96)
    assert (picture.width, picture.height) == pytest.approx((794, 1123), abs=1)
    assert len(picture.data) == picture.stride * picture.height
    assert picture.stride >= 4 * picture.width
    yellow = bytes.fromhex("FDF0B4")
    assert any(picture.data[i : i + 3] == yellow for i in range(0, len(picture.data), 4))


def test_what_is_no_pdf_is_refused_in_words() -> None:
    with pytest.raises(Unavailable, match="打不开"):
        PdfPages(b"%PDF-1.4 nothing")
