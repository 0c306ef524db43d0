"""Measured on the finished PDF: photos with their captions, and charts."""

from __future__ import annotations

from fractions import Fraction
from io import BytesIO
from typing import Any

import pypdf
import pytest
from PIL import Image

from cityassess.errors import Refused
from cityassess.reports.blocks import Chart, Heading, Paragraph, Picture, Pictures, Run, text
from cityassess.reports.chart_values import Bar, BarChart
from tests.reports.measured import BOTTOM, Paper, paper

BODY = text("现将有关情况通报如下。")
GAP = 6.0


def photo(width: int, height: int, caption: str = "", colour: str = "#8090A0") -> Picture:
    stream = BytesIO()
    Image.new("RGB", (width, height), colour).save(stream, "JPEG")
    return Picture(stream.getvalue(), width, height, caption)


def boxes(found: Paper, page: int = 0) -> list[tuple[float, float, float, float]]:
    """Left, top, width and height of each photo in millimetres."""
    scale = 25.4 / 72
    return [
        (each["x0"] * scale, each["top"] * scale, each["width"] * scale, each["height"] * scale)
        for each in found.images(page)
    ]


def test_two_photos_stand_side_by_side_equally_high_across_the_type_area() -> None:
    found = paper([BODY, Pictures((photo(1600, 1200, "整改前"), photo(1600, 1200, "整改后")))])
    first, second = boxes(found)
    assert first[0] == pytest.approx(28, abs=0.1)
    assert second[0] + second[2] == pytest.approx(184, abs=0.1)
    assert second[0] - first[0] - first[2] == pytest.approx(GAP, abs=0.1)
    assert first[1] == pytest.approx(second[1], abs=0.01)
    assert first[3] == pytest.approx(second[3], abs=0.01)
    assert first[2] / first[3] == pytest.approx(4 / 3, abs=0.001)
    row = found.row("整改前")
    assert row.text == "整改前整改后"
    for words, box in (("整改前", first), ("整改后", second)):
        part = found.part(words)
        assert (part.left + part.right) / 2 == pytest.approx(box[0] + box[2] / 2, abs=0.2)
        assert part[0].size == pytest.approx(12 * 25.4 / 72, abs=0.01)
        assert 0.5 < part.em_top - box[1] - box[3] < 4


def test_photos_of_different_shapes_keep_them() -> None:
    found = paper([Pictures((photo(1600, 900, "甲"), photo(900, 1600, "乙")))])
    wide, upright = boxes(found)
    assert wide[3] == pytest.approx(upright[3], abs=0.01)
    assert wide[2] / wide[3] == pytest.approx(16 / 9, abs=0.001)
    assert upright[2] / upright[3] == pytest.approx(9 / 16, abs=0.001)
    assert wide[0] >= 28 - 0.1
    assert upright[0] + upright[2] <= 184.1


def test_a_photo_is_no_larger_than_its_pixels_bear() -> None:
    found = paper([Pictures((photo(200, 150, "小"), photo(1600, 1200, "大")))])
    small, large = boxes(found)
    assert small[2] == pytest.approx(200 / 100 * 25.4, abs=0.1)
    assert large[3] == pytest.approx(small[3], abs=0.01)
    assert paper([Pictures((photo(1, 1),))]).images()


def test_a_last_photo_by_itself_is_no_larger_than_the_others() -> None:
    found = paper([Pictures(tuple(photo(1600, 1200, f"图{number}") for number in range(3)))])
    sizes = [(round(box[2], 1), round(box[3], 1)) for box in boxes(found)]
    assert sizes == [sizes[0]] * 3
    last = boxes(found)[2]
    assert last[0] + last[2] / 2 == pytest.approx(106, abs=0.1)


def test_photos_stay_with_their_captions_wherever_the_page_ends() -> None:
    for lines in range(10, 22):
        body = Paragraph((Run("城" * 28 * lines),), indent=False)
        found = paper([body, Pictures((photo(1600, 1200, "整改前"), photo(1600, 1200, "整改后"))), BODY])
        page = next(page for page in range(len(found)) if found.images(page))
        assert len(found.images(page)) == 2
        assert "整改前整改后" in found.text(page)
        assert all(top + height < BOTTOM for _, top, _, height in boxes(found, page))
        assert found.row("整改前", page).y < BOTTOM


def test_a_heading_stays_with_the_photos_below_it() -> None:
    for lines in range(10, 22):
        body = Paragraph((Run("城" * 28 * lines),), indent=False)
        found = paper([body, Heading(1, "一、典型案例"), Pictures((photo(1600, 1200), photo(1600, 1200)))])
        page = next(page for page in range(len(found)) if found.images(page))
        assert "一、典型案例" in found.text(page)


def test_a_long_caption_wraps_below_its_own_photo() -> None:
    long = "某某路与某某街交叉口东北角垃圾桶满溢、周边散落垃圾未及时清运"
    found = paper([Pictures((photo(1600, 1200, long), photo(1600, 1200, "整改后")))])
    left, right = boxes(found)
    chars = [char for char in found.chars() if "WenKai" in char.face]
    own = [char for char in chars if char.x < right[0] - 1]
    assert "".join(char.text for char in own).replace("整改后", "") == long
    assert max(char.right for char in own) <= left[0] + left[2] + 1


def test_equal_photos_go_into_the_file_once_as_they_are() -> None:
    same = photo(1600, 1200, "甲")
    found = paper([Pictures((same, same)), Pictures((same,))])
    assert found.content.count(same.data) == 1
    for page in pypdf.PdfReader(BytesIO(found.content)).pages:
        resources: Any = page["/Resources"]
        for image in resources["/XObject"].values():
            assert image.get_object()["/Filter"] in ("/DCTDecode", ["/DCTDecode"])


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n", b"\xff\xd8\xff\xe0 not a picture"])
def test_what_is_no_jpeg_is_refused_by_its_caption(data: bytes) -> None:
    with pytest.raises(Refused, match="照片“整改前”") as refused:
        paper([Pictures((Picture(data, 100, 100, "整改前"), photo(100, 100, "好的")))])
    assert len(refused.value.problems) == 1
    assert "重新添加" in str(refused.value)


def test_a_chart_is_as_wide_as_the_type_area_with_its_caption_below() -> None:
    bars = tuple(Bar(f"某某街道{n}", Fraction(90 - n), f"{90 - n}.00", "white", "白牌") for n in range(6))
    found = paper([BODY, Chart(BarChart(bars, "分"), "各街道得分图", "某某街道0得分最高。")])
    assert len(found) == 1
    words = found.text()
    assert "某某街道5" in words
    assert "85.00" in words
    caption = found.row("各街道得分图")
    assert (caption.left + caption.right) / 2 == pytest.approx(106, abs=0.3)
    assert caption.y > found.row("某某街道5").y
    assert min(char.x for char in found.chars()) >= 28 - 0.2
    assert max(char.right for char in found.chars()) <= 184.5


def test_a_chart_is_not_parted_from_its_caption() -> None:
    bars = tuple(Bar(f"某某街道{n}", Fraction(90 - n), f"{90 - n}.00") for n in range(12))
    for lines in (8, 12, 16, 20):
        body = Paragraph((Run("城" * 28 * lines),), indent=False)
        found = paper([body, Chart(BarChart(bars, "分"), "各街道得分图")])
        page = next(page for page in range(len(found)) if "各街道得分图" in found.text(page))
        assert "某某街道0" in found.text(page)
