"""The QR code of a paper as a picture, for files that cannot hold our marks."""

from __future__ import annotations

from io import BytesIO

from cityassess.reports.furniture import code_mark

SIDE = 40.0  # points on paper
PIXELS = 1000  # on a side


def code_png(words: str) -> bytes:
    """A QR code as a PNG of 1,000 pixels on a side; raises ``ValueError`` for words of more than 400 bytes in UTF-8."""
    from PIL import Image, ImageDraw

    scale = PIXELS / SIDE
    picture = Image.new("L", (PIXELS, PIXELS), 255)
    draw = ImageDraw.Draw(picture)
    steps = [step for step in code_mark(words, 0.0, 0.0, SIDE).steps if len(step) == 3]
    for first in range(0, len(steps), 4):
        _, left, top = steps[first]
        _, right, bottom = steps[first + 2]
        box = [round(float(value) * scale) for value in (left, top, right, bottom)]
        draw.rectangle((box[0], box[1], box[2] - 1, box[3] - 1), fill=0)
    stream = BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()
