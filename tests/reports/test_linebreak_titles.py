"""Titles in whole words and the shapes of the standard, and marks of lines in the faces of a document."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from cityassess.reports.blocks import Face, Run
from cityassess.reports.fonts import FontSet
from cityassess.reports.linebreak import NARROWABLE, NARROWABLE_LEFT
from cityassess.reports.linerules import clusters
from cityassess.reports.page import A4
from cityassess.reports.textlines import SetText
from cityassess.reports.titlelines import TITLE_SIZE, title_lines
from cityassess.resource_files import resource

FONTS = FontSet(shipped_only=True)
PARTS = st.sampled_from(
    [
        "娄星区", "城乡环境卫生", "考核", "办公室", "城市管理委员会", "关于", "2026年", "第三季度", "3月份", "和", "的",
        "《考评办法》", "“门前四包”", "情况", "通报", "排名", "乐坪街道", "综合", "表彰", "黄泥塘", "工作",
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    "lines",
    [
        ["泉州市城市管理委员会办公室", "关于2024年2月份城市管理", "综合考评情况的通报"],
        ["关于2026年第三季度", "城市管理综合测评情况的通报"],
        ["2024年第二季度全市城市管理工作", "考核结果和排名情况的通报"],
        ["乐坪街道办事处关于深入推进", "国家卫生城市复审迎检工作的实施方案"],
        ["关于更正《关于2026年8月份城市管理", "综合考评情况的通报》的通报"],
        ["“门前四包”工作周检查情况通报"],
    ],
)
def test_titles_break_between_words_in_a_trapezoid_or_a_diamond(lines: list[str]) -> None:
    assert title_lines(FONTS, "".join(lines), A4.text_width) == lines


def test_a_line_feed_forces_a_line() -> None:
    assert title_lines(FONTS, "城区环境\n考核通报", A4.text_width) == ["城区环境", "考核通报"]


@given(st.lists(PARTS, min_size=1, max_size=24).map("".join))
def test_titles_lose_nothing_and_fit(words: str) -> None:
    lines = title_lines(FONTS, words, A4.text_width)
    assert "".join(lines) == words
    place = 0
    ends = clusters(words)
    for line in lines:
        place += len(line)
        assert place in ends
        width = FONTS.width(Face.SMALL_TITLE_SONG, line, TITLE_SIZE)
        assert width <= A4.text_width or len(clusters(line)) == 1


@pytest.mark.parametrize("count", [40, 200])
def test_a_title_of_any_length_is_shared_out(count: int) -> None:
    lines = title_lines(FONTS, "城市管理考评" * count, A4.text_width)
    widths = [FONTS.width(Face.SMALL_TITLE_SONG, line, TITLE_SIZE) for line in lines]
    assert max(widths) <= A4.text_width
    assert min(widths) > 0.5 * A4.text_width


class ShortDashes(FontSet):
    """Faces whose dash is narrower than its cell, as those made for Latin text are."""

    def glyph(self, face: Face, char: str) -> tuple[str, float]:
        name, advance = super().glyph(face, char)
        return name, 0.89 if char == "—" else advance


@pytest.mark.parametrize("fonts", [FONTS, ShortDashes(shipped_only=True)])
def test_the_two_cells_of_a_dash_join(fonts: FontSet) -> None:
    em = A4.character_pitch
    text = SetText(fonts, (Run("得分——高于平均"),), A4.body_size, em)
    line = text.lines(A4.text_width)[0]
    assert line.places[3] - line.places[2] == pytest.approx(em)
    marks = text.marks(line, 0.0, 0.0)
    assert "".join(mark.text for mark in marks) == "得分——高于平均"
    first, second = (mark for mark in marks if mark.text == "—")
    drawn = fonts.glyph(Face.FANGSONG, "—")[1] * A4.body_size * first.stretch
    side = 0.085 / 2 * A4.body_size * first.stretch if first.stretch != 1.0 else 0.0
    assert first.x + drawn - side >= second.x + side - 0.01


def test_marks_of_one_face_and_spacing_go_together() -> None:
    text = SetText(
        FONTS, (Run("城市管理综合考评情况，"), Run("黑体", Face.HEI)), A4.body_size, A4.character_pitch
    )
    marks = text.marks(text.lines(A4.text_width)[0], 0.0, 20.0)
    assert [mark.text for mark in marks] == ["城市管理综合考评情况，", "黑体"]
    assert marks[0].spacing == pytest.approx(A4.character_pitch - A4.body_size)


@pytest.mark.parametrize("face", list(Face))
def test_the_half_that_a_mark_gives_up_is_empty_in_every_shipped_face(face: Face) -> None:
    fonts: dict[str, ImageFont.FreeTypeFont] = {}
    for mark in sorted(NARROWABLE | NARROWABLE_LEFT):
        name, advance = FONTS.glyph(face, mark)
        if advance < 0.9:
            continue
        font = fonts.setdefault(name, ImageFont.truetype(resource("fonts") / f"{name}.ttf", 1000))
        drawn = Image.new("L", (1000, 1400))
        ImageDraw.Draw(drawn).text((0, 100), mark, fill=255, font=font)
        ink = drawn.getbbox()
        assert ink is not None
        left, _, right, _ = ink
        if mark in NARROWABLE:
            assert right <= 520, (mark, name)
        else:
            assert left >= 480, (mark, name)
    assert fonts
