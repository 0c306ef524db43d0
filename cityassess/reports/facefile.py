"""A TrueType file read for embedding, several times faster than glyph by glyph: its tables are unpacked as a whole.

reportlab reads each glyph's width and place on its own, 50 ms and more for a Chinese face; whole tables take a tenth.
Formats per the OpenType specification, tables cmap (formats 4 and 12), hmtx, loca and glyf. A face of the machine may
be damaged anywhere: its glyphs are proved before they are used, so that none brings the writing of a document down.
"""

from __future__ import annotations

import struct
import sys
import unicodedata
from array import array
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from reportlab.pdfbase.pdfdoc import PDFStream
from reportlab.pdfbase.ttfonts import SUBSETN, TTEncoding, TTFError, TTFont, TTFontFace

if TYPE_CHECKING:
    from reportlab.pdfbase.pdfdoc import PDFDocument


_CHARACTERS = 0x110000  # in Unicode
_DEEPEST = 6  # composites in composites
_WIDEST = 3100  # thousandths of the em: ⸻ has three
_BLANK = frozenset("\u2800\u3164\u115f\u1160\uffa0")  # letters and symbols that show nothing by their nature
_WORDS, _SCALE, _MORE, _TWO_SCALES, _MATRIX = 0x01, 0x08, 0x20, 0x40, 0x80  # flags of a composite's component
_SHORT_X, _SHORT_Y, _REPEAT, _SAME_X, _SAME_Y = 0x02, 0x04, 0x08, 0x10, 0x20  # flags of a point


class QuickFace(TTFontFace):
    """A face whose large tables are unpacked at once, under a PostScript name of our choice.

    The library knows English names only, which some Chinese faces lack; and the file's own names, licences among them,
    would be copied into every subset.
    """

    _ttf_data: bytes

    def __init__(self, path: Path, postscript: str = "", index: int = 0) -> None:
        letters = (
            char for char in postscript or path.stem if char.isascii() and (char.isalnum() or char in "-_")
        )
        self._postscript = "".join(letters) or "Face"
        super().__init__(str(path), subfontIndex=index)

    def extractInfo(self, *_: object) -> None:
        """Read the tables; raises ``TTFError`` for a damaged file or one that must not be embedded."""
        try:
            self._name_anew()
            super().extractInfo(0)
            if not 16 <= self.unitsPerEm <= 16384:
                raise TTFError("units per em out of range")
            self._read_large_tables()
        except (struct.error, IndexError, KeyError, ValueError, ArithmeticError) as error:
            raise TTFError(f"damaged font file: {error}") from error

    def _name_anew(self) -> None:
        """Put a table with the one name in the place of the file's own."""
        text = self._postscript.encode("utf-16-be")
        names = struct.pack(">3H6H", 0, 1, 18, 3, 1, 0x409, 6, len(text), 0) + text
        self.table["name"] = {
            "tag": "name",
            "checksum": 0,
            "offset": len(self._ttf_data),
            "length": len(names),
        }
        self._ttf_data += names

    def _read_large_tables(self) -> None:
        glyphs = self._character_map()
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

    def _numbers(self, kind: str, table: str, start: int, count: int) -> array[int]:
        numbers = array(kind)
        offset = self.get_table_pos(table)[0] + start
        numbers.frombytes(self.get_chunk(offset, count * numbers.itemsize))
        if len(numbers) != count:
            raise TTFError(f"table {table} is too short")
        if sys.byteorder == "little":
            numbers.byteswap()
        return numbers

    def _character_map(self) -> dict[int, int]:
        """The glyph of each character, from the fullest Unicode map; formats other than 4 and 12 are not read."""
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
        if 4 not in maps:
            raise TTFError("no character map of a known format")
        return self._bounded(self._segments_16(maps[4]))

    def _segments_32(self, start: int) -> dict[int, int]:
        base = self.get_table_pos("cmap")[0] + start
        count = self.get_ulong(base + 12)
        numbers = self._numbers("I", "cmap", start + 16, count * 3)
        glyphs: dict[int, int] = {}
        left = _CHARACTERS
        for first, last, glyph in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True):
            left -= last - first + 1
            if not first <= last < _CHARACTERS or left < 0:
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
        left = _CHARACTERS
        for index, (first, last, delta) in enumerate(zip(starts, ends, deltas, strict=True)):
            left -= max(last - first + 1, 0)
            if left < 0:
                raise TTFError("character map out of range")
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

    def prove(self) -> None:
        """Raise ``TTFError`` unless the glyphs that go into every document can be read: ASCII, and that of none."""
        codes = (code for code in range(0x20, 0x7F) if code in self.charToGlyph)
        if not all(self.sound(glyph) for glyph in (0, *map(self.charToGlyph.__getitem__, codes))):
            raise TTFError("damaged glyphs")

    def sound(self, glyph: int, depth: int = 0) -> bool:
        """Tell whether a glyph's outline can be followed to its end within the file, its components included."""
        if depth > _DEEPEST or not 0 <= glyph < self.numGlyphs:
            return False
        base, length = self.get_table_pos("glyf")
        start, end = self.glyphPos[glyph], self.glyphPos[glyph + 1]
        if start == end:
            return True
        if not start < end <= length:
            return False
        data = self.get_chunk(base + start, end - start)
        if len(data) < end - start:
            return False
        try:
            (contours,) = struct.unpack_from(">h", data)
            if contours >= 0:
                return _simple_is_sound(data, contours)
            return all(self.sound(part, depth + 1) for part in _components(data))
        except struct.error:
            return False

    def shows(self, code: int, *, proved: bool) -> bool:
        """Tell whether the face draws something for a character: not an empty glyph, and one of a bearable width.

        Glyphs are taken as sound where the whole file is ``proved``.
        """
        glyph = self.charToGlyph.get(code, 0)
        if not glyph:
            return False
        char = chr(code)
        if self.glyphPos[glyph] == self.glyphPos[glyph + 1]:
            return unicodedata.category(char)[0] in "ZC" or char in _BLANK
        if proved:
            return True
        width: float = self.charWidths[code]
        bearable = 0 < width <= _WIDEST or (width == 0 and unicodedata.category(char)[0] in "MC")
        return bearable and self.sound(glyph)


def _simple_is_sound(data: bytes, contours: int) -> bool:
    """Follow the flags of an outline's points and sum up their coordinates' bytes; raises ``struct.error``."""
    ends = struct.unpack_from(f">{contours}H", data, 10)
    if not ends:
        return True
    if any(after <= before for before, after in pairwise(ends)):
        return False
    (instructions,) = struct.unpack_from(">H", data, 10 + 2 * contours)
    place = 12 + 2 * contours + instructions
    size = 0
    left: int = ends[-1] + 1
    while left > 0:
        if place >= len(data):
            return False
        flags = data[place]
        place += 1
        times = 1
        if flags & _REPEAT:
            if place >= len(data):
                return False
            times += data[place]
            place += 1
        size += times * (1 if flags & _SHORT_X else 0 if flags & _SAME_X else 2)
        size += times * (1 if flags & _SHORT_Y else 0 if flags & _SAME_Y else 2)
        left -= times
    return left == 0 and place + size <= len(data)


def _components(data: bytes) -> list[int]:
    """The glyphs that a composite is made of; raises ``struct.error``."""
    place, flags, parts = 10, _MORE, []
    while flags & _MORE:
        flags, part = struct.unpack_from(">HH", data, place)
        parts.append(part)
        place += 8 if flags & _WORDS else 6
        place += 2 if flags & _SCALE else 4 if flags & _TWO_SCALES else 8 if flags & _MATRIX else 0
    return parts


class QuickFont(TTFont):
    """A registered font on a :class:`QuickFace`, whose text readers can search and copy.

    ``proved`` files, those that ship with the program, are taken as sound. Raises ``TTFError`` for a damaged file or
    one that must not be embedded.
    """

    face: QuickFace

    def __init__(
        self, name: str, path: Path, postscript: str = "", index: int = 0, *, proved: bool = False
    ) -> None:
        # What TTFont's own initialiser does, with the quicker face and without shaping.
        self.fontName = name
        self.face = QuickFace(path, postscript, index)
        self.proved = proved
        if not proved:
            self.face.prove()
        self.encoding = TTEncoding()
        self.state = WeakKeyDictionary()
        self._asciiReadable = 1
        self.shapable = False

    def shows(self, char: str) -> bool:
        """Tell whether the face draws something for a character."""
        return self.face.shows(ord(char), proved=self.proved)

    def addObjects(self, doc: PDFDocument) -> None:
        """Add the subsets to a document, each with a map back to Unicode that rare characters are right in.

        The library writes characters beyond U+FFFF as five digits there, where readers expect two UTF-16 units.
        """
        subsets = tuple(self.state[doc].subsets) if doc in self.state else ()
        super().addObjects(doc)
        for order, subset in enumerate(subsets):
            name = b"".join((SUBSETN(order), b"+", self.face.name, self.face.subfontNameX)).decode("ascii")
            written = doc.idToObject[f"toUnicodeCMap:{name}"]
            if isinstance(written, PDFStream):
                written.content = _unicode_map(name, subset)


def _unicode_map(name: str, subset: Sequence[int]) -> str:
    """The ToUnicode map of one subset (ISO 32000-1, 9.10.3): at most 100 characters to a section."""
    pairs = [
        f"<{place:02X}> <{chr(code).encode('utf-16-be').hex().upper()}>"
        for place, code in enumerate(subset)
        if code
    ]
    sections = []
    for start in range(0, len(pairs), 100):
        section = pairs[start : start + 100]
        sections += [f"{len(section)} beginbfchar", *section, "endbfchar"]
    return "\n".join(
        (
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            f"/CMapName /{name} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<00> <FF>",
            "endcodespacerange",
            *sections,
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        )
    )
