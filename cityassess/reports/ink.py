"""Where the ink of a text lies: the standard measures the red mark and the page number by what is seen.

A face's em box has air above and below its characters, which differs from face to face.
"""

from __future__ import annotations

import struct
from typing import cast

from cityassess.reports.blocks import Face
from cityassess.reports.fonts import FontSet
from cityassess.reports.textlines import ASCENT


def ink(fonts: FontSet, face: Face, text: str) -> tuple[float, float]:
    """Return how far the ink of a text reaches above and below its baseline, per point of size.

    Below is negative where all of it stands above the baseline, as of a dash. A text without ink has an em box's edges.
    """
    reaches = [
        reach for part in fonts.stretches(face, text) if (reach := _reach(part.font, part.text)) is not None
    ]
    if not reaches:
        return ASCENT, 1.0 - ASCENT
    return max(above for above, _ in reaches), max(below for _, below in reaches)


def _reach(font_name: str, text: str) -> tuple[float, float] | None:
    """From the boxes of the glyphs: OpenType specification, table glyf, glyph headers."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    font = cast(TTFont, pdfmetrics.getFont(font_name))
    face = font.face
    table = face.get_table_pos("glyf")[0]
    above: list[float] = []
    below: list[float] = []
    for char in set(text):
        glyph = face.charToGlyph.get(ord(char))
        if glyph is None or face.glyphPos[glyph] == face.glyphPos[glyph + 1]:
            continue
        _, _, low, _, high = struct.unpack(">5h", face.get_chunk(table + face.glyphPos[glyph], 10))
        above.append(high / face.unitsPerEm)
        below.append(-low / face.unitsPerEm)
    return (max(above), max(below)) if above else None
