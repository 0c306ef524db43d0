"""A TrueType file read for embedding, several times faster than glyph by glyph: its tables are unpacked as a whole.

reportlab reads each glyph's width and place on its own, 50 ms and more for a Chinese face; whole tables take a tenth.
Formats per the OpenType specification, tables cmap (formats 4 and 12), hmtx and loca.
"""

from __future__ import annotations

import struct
import sys
from array import array
from pathlib import Path
from weakref import WeakKeyDictionary

from reportlab.pdfbase.ttfonts import TTEncoding, TTFError, TTFont, TTFontFace


class QuickFace(TTFontFace):
    """A face whose large tables are unpacked at once; a character map in a rarer format is left to reportlab."""

    def extractInfo(self, *_: object) -> None:
        """Read the tables; raises ``TTFError`` for a damaged file or one that must not be embedded."""
        try:
            super().extractInfo(0)
            if not self._read_large_tables():
                super().extractInfo(1)
        except (struct.error, IndexError, KeyError, ValueError) as error:
            raise TTFError(f"damaged font file: {error}") from error

    def _read_large_tables(self) -> bool:
        glyphs = self._character_map()
        if glyphs is None:
            return False
        count = self.get_ushort(self.get_table_pos("hhea")[0] + 34)
        metrics = self._numbers("H", "hmtx", 0, count * 2)
        widths = list(metrics[::2])
        bearings = list(metrics[1::2])
        widths += [widths[-1]] * (self.numGlyphs - count)
        bearings += self._numbers("H", "hmtx", count * 4, self.numGlyphs - count)
        scale = 1000 / self.unitsPerEm
        self.hmetrics = list(zip(widths, bearings, strict=True))
        self.defaultWidth = widths[0] * scale
        self.charToGlyph = glyphs
        self.glyphToChar: dict[int, list[int]] = {}  # only asked for by shaping, which is off
        self.charWidths = {char: widths[glyph] * scale for char, glyph in glyphs.items()}
        long_places = self.get_ushort(self.get_table_pos("head")[0] + 50)
        places = self._numbers("I" if long_places else "H", "loca", 0, self.numGlyphs + 1)
        self.glyphPos = list(places) if long_places else [place << 1 for place in places]
        return True

    def _numbers(self, kind: str, table: str, start: int, count: int) -> array[int]:
        numbers = array(kind)
        offset = self.get_table_pos(table)[0] + start
        numbers.frombytes(self.get_chunk(offset, count * numbers.itemsize))
        if len(numbers) != count:
            raise TTFError(f"table {table} is too short")
        if sys.byteorder == "little":
            numbers.byteswap()
        return numbers

    def _character_map(self) -> dict[int, int] | None:
        """The glyph of each character, from the fullest Unicode map; ``None`` where only other formats are there."""
        base = self.get_table_pos("cmap")[0]
        maps: dict[int, int] = {}  # format -> offset from the table's start
        for index in range(self.get_ushort(base + 2)):
            record = base + 4 + 8 * index
            key = (self.get_ushort(record), self.get_ushort(record + 2))
            if key in {(3, 10), (3, 1)} or (key[0] == 0 and key[1] != 5):
                offset = self.get_ulong(record + 4)
                maps.setdefault(self.get_ushort(base + offset), offset)
        if 12 in maps:
            return self._bounded(self._segments_32(maps[12]))
        return self._bounded(self._segments_16(maps[4])) if 4 in maps else None

    def _segments_32(self, start: int) -> dict[int, int]:
        base = self.get_table_pos("cmap")[0] + start
        count = self.get_ulong(base + 12)
        numbers = self._numbers("I", "cmap", start + 16, count * 3)
        glyphs: dict[int, int] = {}
        for first, last, glyph in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True):
            if not first <= last <= 0x10FFFF:
                raise TTFError("character map out of range")
            glyphs.update(zip(range(first, last + 1), range(glyph, glyph + last - first + 1), strict=True))
        return glyphs

    def _segments_16(self, start: int) -> dict[int, int]:
        base = self.get_table_pos("cmap")[0] + start
        length, count = self.get_ushort(base + 2), self.get_ushort(base + 6) // 2
        numbers = self._numbers("H", "cmap", start + 14, (length - 14) // 2)
        ends, starts = numbers[:count], numbers[count + 1 : 2 * count + 1]
        deltas = numbers[2 * count + 1 : 3 * count + 1]
        offsets_at = 3 * count + 1
        glyphs: dict[int, int] = {}
        for index, (first, last, delta) in enumerate(zip(starts, ends, deltas, strict=True)):
            offset = numbers[offsets_at + index]
            for char in range(first, last + 1):
                if offset == 0:
                    glyphs[char] = (char + delta) & 0xFFFF
                    continue
                at = offsets_at + index + offset // 2 + char - first
                glyph = numbers[at] if at < len(numbers) else 0
                if glyph:
                    glyphs[char] = (glyph + delta) & 0xFFFF
        return glyphs

    def _bounded(self, glyphs: dict[int, int]) -> dict[int, int]:
        count = self.numGlyphs
        if any(glyph >= count for glyph in glyphs.values()):
            glyphs = {char: glyph for char, glyph in glyphs.items() if glyph < count}
        return {char: glyph for char, glyph in glyphs.items() if glyph}


class QuickFont(TTFont):
    """A registered font on a :class:`QuickFace`."""

    def __init__(self, name: str, path: Path) -> None:
        # What TTFont's own initialiser does, with the quicker face and without shaping.
        self.fontName = name
        self.face = QuickFace(str(path))
        self.encoding = TTEncoding()
        self.state = WeakKeyDictionary()
        self._asciiReadable = 1
        self.shapable = False
