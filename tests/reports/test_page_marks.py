"""Each kind of mark, drawn on a page and read back: shapes, dashes, clips, pictures as they are, turned text."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pdfplumber
import pypdf
import pytest
from PIL import Image
from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from cityassess.reports.blocks import Face
from cityassess.reports.fonts import FontSet
from cityassess.reports.page import FillMark, ImageMark, Mark, PathMark, RuleMark, TextMark
from cityassess.reports.painting import Painter

SIDE = 200.0
SQUARE = (("M", 0.0, 0.0), ("L", 40.0, 0.0), ("L", 40.0, 20.0), ("L", 0.0, 20.0), ("Z",))


def drawn(*marks: Mark) -> bytes:
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=(SIDE, SIDE), invariant=1)
    painter = Painter(canvas)
    painter.gather(marks, 10.0, SIDE - 10.0)
    painter.draw()
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def read(content: bytes) -> Any:
    with pdfplumber.open(BytesIO(content)) as pdf:
        page = pdf.pages[0]
        return page.objects


def pixels(content: bytes, x: float, y: float) -> tuple[int, ...]:
    """The colour at a place of the page, counted from its upper left corner."""
    import pypdfium2

    with pypdfium2.PdfDocument(content) as document:
        picture = document[0].render(scale=4).to_pil().convert("RGB")
    found = picture.getpixel((int(x * 4), int(y * 4)))
    assert isinstance(found, tuple)
    return found


def jpeg(colour: str = "#2060C0") -> bytes:
    stream = BytesIO()
    Image.new("RGB", (64, 32), colour).save(stream, "JPEG", quality=90)
    return stream.getvalue()


def test_a_path_is_filled_and_stroked_where_it_is_moved_to() -> None:
    content = drawn(PathMark(30.0, 50.0, SQUARE, fill="FF0000", stroke="0000FF", thickness=2.0))
    assert pixels(content, 60, 70) == (255, 0, 0)
    assert pixels(content, 40.0, 70) == (0, 0, 255)  # the left edge: 10 of the strip and 30 of the path
    assert pixels(content, 37, 70) == (255, 255, 255)
    assert pixels(content, 60, 82) == (255, 255, 255)


def test_an_empty_colour_is_not_drawn() -> None:
    outline = drawn(PathMark(30.0, 50.0, SQUARE, stroke="000000"))
    assert pixels(outline, 60, 70) == (255, 255, 255)
    filled = drawn(PathMark(30.0, 50.0, SQUARE, fill="00FF00"))
    assert pixels(filled, 60, 70) == (0, 255, 0)
    assert pixels(filled, 60, 60.25) == (0, 255, 0)


def test_a_path_ends_at_its_clip_and_the_next_one_does_not() -> None:
    clipped = PathMark(0.0, 0.0, SQUARE, fill="FF0000", clip=(0.0, 0.0, 20.0, 20.0))
    content = drawn(clipped, PathMark(0.0, 50.0, SQUARE, fill="FF0000"))
    assert pixels(content, 25, 20) == (255, 0, 0)
    assert pixels(content, 35, 20) == (255, 255, 255)
    assert pixels(content, 45, 70) == (255, 0, 0)


def test_a_dashed_path_has_gaps_and_the_rule_after_it_has_none() -> None:
    line = (("M", 0.0, 0.0), ("L", 100.0, 0.0))
    content = drawn(
        PathMark(0.0, 20.0, line, stroke="000000", thickness=2.0, dash=(10.0, 10.0)),
        RuleMark(0.0, 40.0, 100.0, 40.0, 2.0),
    )
    assert pixels(content, 15, 30) == (0, 0, 0)
    assert pixels(content, 25, 30) == (255, 255, 255)
    assert pixels(content, 25, 50) == (0, 0, 0)


def test_curves_bend() -> None:
    curve = (("M", 0.0, 0.0), ("C", 0.0, 40.0, 100.0, 40.0, 100.0, 0.0), ("Z",))
    content = drawn(PathMark(0.0, 20.0, curve, fill="000000"))
    assert pixels(content, 60, 55) == (0, 0, 0)
    assert pixels(content, 14, 55) == (255, 255, 255)


def test_a_step_that_no_path_has_is_named() -> None:
    with pytest.raises(ValueError, match="'Q'"):
        drawn(PathMark(0.0, 0.0, (("Q", 1.0, 1.0),), stroke="000000"))


def test_a_picture_keeps_its_bytes_and_goes_in_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rl_config, "useA85", 0)
    data = jpeg()
    content = drawn(ImageMark(0.0, 0.0, 80.0, 40.0, data), ImageMark(0.0, 60.0, 80.0, 40.0, data))
    resources: Any = pypdf.PdfReader(BytesIO(content)).pages[0]["/Resources"]
    (image,) = resources["/XObject"].values()
    assert image.get_object()["/Filter"] in ("/DCTDecode", ["/DCTDecode"])
    assert data in content
    assert content.count(data) == 1
    places = [(each["x0"], each["top"], each["width"], each["height"]) for each in read(content)["image"]]
    assert places[0] == pytest.approx((10, 10, 80, 40))
    assert places[1] == pytest.approx((10, 70, 80, 40))


def test_turned_text_stands_turned_and_the_next_one_straight() -> None:
    font, _ = FontSet(shipped_only=True).glyph(Face.SONG, "文")
    content = drawn(
        TextMark(50.0, 90.0, font, 12.0, "文文文", turn=90.0), TextMark(80.0, 90.0, font, 12.0, "字")
    )
    first, second, third, straight = read(content)["char"]
    assert first["upright"] is False
    assert second["x0"] == pytest.approx(first["x0"])
    assert first["top"] - second["top"] == pytest.approx(12.0, abs=0.01)  # against the clock: it goes up
    assert second["top"] - third["top"] == pytest.approx(12.0, abs=0.01)
    assert straight["upright"] is True
    assert straight["x0"] == pytest.approx(90.0, abs=0.01)


def test_text_stands_above_fills_whatever_their_order() -> None:
    font, _ = FontSet(shipped_only=True).glyph(Face.HEI, "一")
    content = drawn(TextMark(0.0, 40.0, font, 40.0, "一"), FillMark(0.0, 0.0, 40.0, 60.0, "FFFF00"))
    assert pixels(content, 12, 12) == (255, 255, 0)
    column = [pixels(content, 30, y) for y in range(20, 50)]
    assert min(sum(each) for each in column) < 100
