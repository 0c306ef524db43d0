"""The faces on paper: those of the machine where they are found, the shipped ones in their place, and who stood in.

Parsing a face takes tens of milliseconds, so each is parsed once, when the first character needs it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from cityassess.reports.blocks import Face
from cityassess.reports.machinefonts import DAMAGED, FaceFile, Passed, machine_faces
from cityassess.resource_files import resource

if TYPE_CHECKING:
    from cityassess.reports.facefile import QuickFont

STANDARD_NAMES: dict[Face, str] = {
    Face.SMALL_TITLE_SONG: "方正小标宋",
    Face.FANGSONG: "仿宋",
    Face.HEI: "黑体",
    Face.KAI: "楷体",
    Face.SONG: "宋体",
}
SHIPPED_FILES: dict[Face, tuple[str, ...]] = {
    Face.SMALL_TITLE_SONG: ("NotoSerifSC-Bold.ttf", "NotoSerifSC-Regular.ttf", "NotoSansSC-Regular.ttf"),
    Face.FANGSONG: (
        "FandolFangDerived-Regular.ttf",
        "NotoSerifSC-Light.ttf",  # its strokes are as thin
        "NotoSerifSC-Regular.ttf",
        "NotoSansSC-Regular.ttf",
    ),
    Face.HEI: ("NotoSansSC-Bold.ttf", "NotoSansSC-Regular.ttf"),
    Face.KAI: ("WenKaiCut-Regular.ttf", "NotoSerifSC-Regular.ttf", "NotoSansSC-Regular.ttf"),
    Face.SONG: ("NotoSerifSC-Regular.ttf", "NotoSansSC-Regular.ttf"),
}
SHIPPED_NAMES = {
    "FandolFangDerived-Regular.ttf": "Fandol 仿宋（改制）",
    "NotoSansSC-Regular.ttf": "Noto Sans SC",
    "NotoSansSC-Bold.ttf": "Noto Sans SC Bold",
    "NotoSerifSC-Light.ttf": "Noto Serif SC Light",
    "NotoSerifSC-Regular.ttf": "Noto Serif SC",
    "NotoSerifSC-Bold.ttf": "Noto Serif SC Bold",
    "WenKaiCut-Regular.ttf": "WenKai Cut",
}
# These are Chinese marks as well as Latin ones; a face that has them narrow means the Latin ones.
_FULL_WIDTH_MARKS = frozenset("“”‘’—…·")
_REPLACEMENT = "□"


@dataclass(frozen=True, slots=True)
class Substitution:
    """A face of the standard that this machine lacks, the face used in its place, and why where it was there."""

    wanted: str
    used: str
    why: str = ""

    def __str__(self) -> str:
        if self.why:
            return f"本机的“{self.wanted}”字体不能用（{self.why}），用“{self.used}”代替"
        return f"本机没有“{self.wanted}”字体，用“{self.used}”代替"


@cache
def _loaded(file: FaceFile) -> QuickFont | None:
    """Register one face for embedding, or ``None`` where it is damaged or its rights do not let it be embedded."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError

    from cityassess.reports.facefile import QuickFont

    shipped = file.path.parent == resource("fonts")
    name = file.path.stem if shipped else f"{file.path.stem}@{file.index}@{_digest(file.path)}"
    postscript = file.postscript
    if _bearers.setdefault(postscript, file) != file:
        postscript += (
            f"-{_digest(file.path)}"  # a document tells faces by this name: two files may both bear it
        )
    try:
        font = QuickFont(name, file.path, postscript, file.index, proved=shipped)
    except (TTFError, OSError):
        return None
    pdfmetrics.registerFont(font)
    return font


_bearers: dict[str, FaceFile] = {}


def _digest(path: Path) -> str:
    return hashlib.sha256(str(path).encode("utf-8", "surrogatepass")).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters that one registered face shows, with the advance of each at one point of size."""

    font: str
    text: str
    advances: tuple[float, ...]


Met = tuple[tuple[Face, str, str, float], ...]
"""Characters by the face that was asked for, each with the registered face that shows it and its advance."""


@dataclass(slots=True)
class FontSet:
    """The faces of one document, each chosen when first used.

    ``shipped_only`` leaves the machine's faces alone, so that every machine writes the same bytes.
    """

    shipped_only: bool = False
    _chosen: dict[tuple[Face, int], QuickFont | None] = field(default_factory=dict)
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

    @property
    def met(self) -> Met:
        """The characters met so far."""
        return tuple(
            (face, char, *shown) for face, known in self._glyphs.items() for char, shown in known.items()
        )

    def meet(self, met: Met) -> bool:
        """Meet the characters that another document met; whether they are shown alike here."""
        answers = [self.glyph(face, char) == (font, advance) for face, char, font, advance in met]
        return all(answers)

    def stretches(self, face: Face, text: str) -> list[Stretch]:
        """Cut ``text`` into stretches of one registered face each, falling back glyph by glyph."""
        if not text:
            return []
        glyphs = self.glyphs(face, text)
        fonts, advances = zip(*glyphs, strict=True)
        shown = (
            "".join(_REPLACEMENT if char in self._missing else char for char in text)
            if self._missing
            else text
        )
        if fonts.count(fonts[0]) == len(fonts):
            return [Stretch(fonts[0], shown, advances)]
        parts: list[Stretch] = []
        start = 0
        for end in range(1, len(text) + 1):
            if end == len(text) or fonts[end] != fonts[start]:
                parts.append(Stretch(fonts[start], shown[start:end], advances[start:end]))
                start = end
        return parts

    def widths(self, face: Face, text: str, size: float) -> list[float]:
        """Return each character's advance in points at ``size``."""
        return [advance * size for _, advance in self.glyphs(face, text)]

    def width(self, face: Face, text: str, size: float) -> float:
        """Return the width of a text in points at ``size``."""
        return sum([advance for _, advance in self.glyphs(face, text)]) * size

    def glyphs(self, face: Face, text: str) -> list[tuple[str, float]]:
        """What :meth:`glyph` says of each character; long tables ask so often that single calls were a third of all."""
        known = self._glyphs.get(face)
        if known is not None:
            try:
                return [known[char] for char in text]
            except KeyError:
                pass  # a character that is met for the first time
        return [self.glyph(face, char) for char in text]

    def glyph(self, face: Face, char: str) -> tuple[str, float]:
        """Return which registered face shows a character of ``face``, and its advance at one point of size."""
        known = self._glyphs.setdefault(face, {})
        found = known.get(char)
        if found is None:
            found = known[char] = self._find(face, char)
        return found

    def _find(self, face: Face, char: str) -> tuple[str, float]:
        narrow: tuple[str, float] | None = None
        for index in range(len(self._files(face))):
            font = self._font(face, index)
            if font is None or not font.shows(char):
                continue
            advance = float(font.face.charWidths[ord(char)]) / 1000
            if advance > 0.9 or char not in _FULL_WIDTH_MARKS:
                return font.fontName, advance
            narrow = narrow or (font.fontName, advance)
        if narrow is not None:
            return narrow
        self._missing[char] = None
        return self.glyph(face, _REPLACEMENT)

    def _font(self, face: Face, index: int) -> QuickFont | None:
        key = (face, index)
        if key not in self._chosen:
            file = self._files(face)[index]
            font = self._chosen[key] = _loaded(file)
            first = all(self._chosen.get((face, before)) is None for before in range(index))
            if font is not None and first and file.path.name in SHIPPED_NAMES:
                why = "；".join(f"{each.file}：{each.why}" for each in self._passed(face, index))
                self._substitutions[face] = Substitution(STANDARD_NAMES[face], file.name, why)
        return self._chosen[key]

    def _passed(self, face: Face, index: int) -> Sequence[Passed]:
        """What the machine has for a face and cannot be used: by what it says of itself, or once it was parsed."""
        if self.shipped_only:
            return ()
        damaged = (Passed(file.path.name, DAMAGED) for file in self._files(face)[:index])
        return (*machine_faces(face).passed, *damaged)

    def _files(self, face: Face) -> tuple[FaceFile, ...]:
        shipped = _shipped(face)
        return shipped if self.shipped_only else (*machine_faces(face).found, *shipped)


@cache
def _shipped(face: Face) -> tuple[FaceFile, ...]:
    folder = resource("fonts")
    names = SHIPPED_FILES[face]
    return tuple(FaceFile(folder / name, 0, SHIPPED_NAMES[name], Path(name).stem) for name in names)
