"""The faces on paper: those of the machine where they are found, the shipped ones in their place, and who stood in.

Parsing a face takes tens of milliseconds, so each is parsed once, when the first character needs it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from cityassess.reports.blocks import Face
from cityassess.resource_files import resource

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont

# By their file names in lower case, the first found is taken; they differ between Windows, WPS and what people install.
MACHINE_FILES: dict[Face, tuple[str, ...]] = {
    Face.SMALL_TITLE_SONG: (
        "方正小标宋简体.ttf",
        "方正小标宋_gbk.ttf",
        "fzxbsjw.ttf",
        "fzxbsk.ttf",
        "fzxbsjw--gb1-0.ttf",
        "fzxbsk--gbk1-0.ttf",
    ),
    Face.FANGSONG: ("仿宋_gb2312.ttf", "simfang.ttf", "fangsong_gb2312.ttf", "fangsong.ttf", "fzfsk.ttf"),
    Face.HEI: ("simhei.ttf", "fzhtk.ttf"),
    Face.KAI: ("楷体_gb2312.ttf", "simkai.ttf", "kaiti_gb2312.ttf", "kaiti.ttf", "fzktk.ttf"),
    Face.SONG: ("simsun.ttc", "simsun.ttf", "fzssk.ttf"),
}
STANDARD_NAMES: dict[Face, str] = {
    Face.SMALL_TITLE_SONG: "方正小标宋",
    Face.FANGSONG: "仿宋",
    Face.HEI: "黑体",
    Face.KAI: "楷体",
    Face.SONG: "宋体",
}
SHIPPED_FILES: dict[Face, tuple[str, ...]] = {
    Face.SMALL_TITLE_SONG: ("NotoSerifSC-Bold.ttf", "NotoSerifSC-Regular.ttf", "NotoSansSC-Regular.ttf"),
    Face.FANGSONG: ("NotoSerifSC-Regular.ttf", "NotoSansSC-Regular.ttf"),
    Face.HEI: ("NotoSansSC-Bold.ttf", "NotoSansSC-Regular.ttf"),
    Face.KAI: ("WenKaiCut-Regular.ttf", "NotoSerifSC-Regular.ttf", "NotoSansSC-Regular.ttf"),
    Face.SONG: ("NotoSerifSC-Regular.ttf", "NotoSansSC-Regular.ttf"),
}
SHIPPED_NAMES = {
    "NotoSansSC-Regular.ttf": "Noto Sans SC",
    "NotoSansSC-Bold.ttf": "Noto Sans SC Bold",
    "NotoSerifSC-Regular.ttf": "Noto Serif SC",
    "NotoSerifSC-Bold.ttf": "Noto Serif SC Bold",
    "WenKaiCut-Regular.ttf": "WenKai Cut",
}
# These are Chinese marks as well as Latin ones; a face that has them narrow means the Latin ones.
_FULL_WIDTH_MARKS = frozenset("“”‘’")
_REPLACEMENT = "□"


@dataclass(frozen=True, slots=True)
class Substitution:
    """A face of the standard that this machine lacks, and the face used in its place."""

    wanted: str
    used: str

    def __str__(self) -> str:
        return f"本机没有“{self.wanted}”字体，用“{self.used}”代替"


@cache
def machine_font_files() -> dict[str, Path]:
    """Return the font files in this machine's font folders by their name in lower case; the first folder wins."""
    files: dict[str, Path] = {}
    for folder in _font_folders():
        try:
            found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in {".ttf", ".ttc"})
        except OSError:  # a folder that may not be read has no fonts for us
            continue
        for path in found:
            files.setdefault(path.name.lower(), path)
    return files


def _font_folders() -> Iterator[Path]:
    if sys.platform == "win32":
        yield Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"
        if local := os.environ.get("LOCALAPPDATA"):
            yield Path(local) / "Microsoft" / "Windows" / "Fonts"
        return
    home = Path.home()
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    yield from (data / "fonts", home / ".fonts", Path("/usr/local/share/fonts"), Path("/usr/share/fonts"))
    if sys.platform == "darwin":
        yield from (home / "Library" / "Fonts", Path("/Library/Fonts"))


@cache
def _loaded(path: Path) -> TTFont | None:
    """Register one face for embedding, or ``None`` where its outlines or its rights do not let it be embedded."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError

    from cityassess.reports.facefile import QuickFont

    name = path.stem if path.parent == resource("fonts") else f"{path.stem}@{path.parent.name}"
    try:
        font = QuickFont(name, path)
    except (TTFError, OSError):
        return None
    pdfmetrics.registerFont(font)
    return font


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters that one registered face shows, with the advance of each at one point of size."""

    font: str
    text: str
    advances: tuple[float, ...]


@dataclass(slots=True)
class FontSet:
    """The faces of one document, each chosen when first used.

    ``shipped_only`` leaves the machine's faces alone, so that every machine writes the same bytes.
    """

    shipped_only: bool = False
    _chosen: dict[tuple[Face, int], TTFont | None] = field(default_factory=dict)
    _glyphs: dict[Face, dict[str, tuple[str, float]]] = field(default_factory=dict)
    _substitutions: dict[Face, Substitution] = field(default_factory=dict)
    _missing: dict[str, None] = field(default_factory=dict)

    @property
    def substitutions(self) -> tuple[Substitution, ...]:
        """Which faces of the standard were wanted so far and not found on this machine."""
        return tuple(self._substitutions[face] for face in Face if face in self._substitutions)

    @property
    def missing(self) -> str:
        """The characters met so far that no face has, in the order they were met; each is printed as □."""
        return "".join(self._missing)

    def stretches(self, face: Face, text: str) -> list[Stretch]:
        """Cut ``text`` into stretches of one registered face each, falling back glyph by glyph."""
        parts: list[Stretch] = []
        start = 0
        glyphs = [self.glyph(face, char) for char in text]
        for end in range(1, len(text) + 1):
            if end == len(text) or glyphs[end][0] != glyphs[start][0]:
                shown = "".join(_REPLACEMENT if char in self._missing else char for char in text[start:end])
                parts.append(Stretch(glyphs[start][0], shown, tuple(width for _, width in glyphs[start:end])))
                start = end
        return parts

    def widths(self, face: Face, text: str, size: float) -> list[float]:
        """Return each character's advance in points at ``size``."""
        return [self.glyph(face, char)[1] * size for char in text]

    def width(self, face: Face, text: str, size: float) -> float:
        """Return the width of a text in points at ``size``."""
        return sum(self.glyph(face, char)[1] for char in text) * size

    def glyph(self, face: Face, char: str) -> tuple[str, float]:
        """Return which registered face shows a character of ``face``, and its advance at one point of size."""
        known = self._glyphs.setdefault(face, {})
        found = known.get(char)
        if found is None:
            found = known[char] = self._find(face, char)
        return found

    def _find(self, face: Face, char: str) -> tuple[str, float]:
        code = ord(char)
        for index in range(len(self._files(face))):
            font = self._font(face, index)
            if font is None or code not in font.face.charToGlyph:
                continue
            advance = float(font.face.charWidths[code]) / 1000
            if advance > 0.9 or char not in _FULL_WIDTH_MARKS:
                return font.fontName, advance
        self._missing[char] = None
        return self.glyph(face, _REPLACEMENT)

    def _font(self, face: Face, index: int) -> TTFont | None:
        key = (face, index)
        if key not in self._chosen:
            path = self._files(face)[index]
            font = self._chosen[key] = _loaded(path)
            first = all(self._chosen.get((face, before)) is None for before in range(index))
            if font is not None and first and path.name in SHIPPED_NAMES:
                self._substitutions[face] = Substitution(STANDARD_NAMES[face], SHIPPED_NAMES[path.name])
        return self._chosen[key]

    def _files(self, face: Face) -> tuple[Path, ...]:
        return _candidates(face, self.shipped_only)


@cache
def _candidates(face: Face, shipped_only: bool) -> tuple[Path, ...]:
    folder = resource("fonts")
    shipped = tuple(folder / name for name in SHIPPED_FILES[face])
    if shipped_only:
        return shipped
    found: Iterable[Path | None] = (machine_font_files().get(name) for name in MACHINE_FILES[face])
    return (*(path for path in found if path is not None), *shipped)
