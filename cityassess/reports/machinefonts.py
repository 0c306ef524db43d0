"""The faces of official papers on this machine: looked for by file name, then by the names inside the files.

Folders: those of the system and of the user, of WPS Office and of Microsoft Office's downloaded faces; on Windows also
what the registry lists elsewhere. Nothing is read before the first page is set.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cityassess.reports.blocks import Face
from cityassess.reports.fontheader import FontHeader, read_headers

# The first found is taken, the others show what it lacks; names differ between Windows, WPS and what people install.
FILE_STEMS: dict[Face, tuple[str, ...]] = {
    Face.SMALL_TITLE_SONG: (
        "方正小标宋简体",
        "方正小标宋_gbk",
        "方正公文小标宋",
        "fzxbsjw",
        "fzxbsk",
        "fzxbsjw--gb1-0",
        "fzxbsk--gbk1-0",
        "fzgwxbs",
    ),
    Face.FANGSONG: (
        "仿宋_gb2312",
        "fangsong_gb2312",
        "simfang",
        "fangsong",
        "方正仿宋_gbk",
        "fzfsk",
        "stfangso",
    ),
    Face.HEI: ("simhei", "方正黑体_gbk", "fzhtk"),
    Face.KAI: ("楷体_gb2312", "kaiti_gb2312", "simkai", "kaiti", "方正楷体_gbk", "fzktk", "stkaiti"),
    Face.SONG: ("simsun", "方正书宋_gbk", "fzssk", "stsong"),
}
# The names that such faces have inside, in lower case.
FAMILIES: dict[Face, tuple[str, ...]] = {
    Face.SMALL_TITLE_SONG: (
        "方正小标宋简体",
        "方正小标宋_gbk",
        "方正公文小标宋",
        "fzxiaobiaosong-b05s",
        "fzxiaobiaosong-b05",
        "fzxiaobiaosong-b05 regular",
        "fzxiaobiaosong-b05s regular",
        "方正小标宋",
        "小标宋",
    ),
    Face.FANGSONG: (
        "仿宋_gb2312",
        "fangsong_gb2312",
        "仿宋",
        "fangsong",
        "方正仿宋_gbk",
        "方正仿宋简体",
        "方正公文仿宋",
        "fzfangsong-z02",
        "fzfangsong-z02s",
        "华文仿宋",
        "stfangsong",
    ),
    Face.HEI: ("黑体", "simhei", "方正黑体_gbk", "方正黑体简体", "方正公文黑体", "fzhei-b01", "fzhei-b01s"),
    Face.KAI: (
        "楷体_gb2312",
        "kaiti_gb2312",
        "楷体",
        "kaiti",
        "方正楷体_gbk",
        "方正楷体简体",
        "方正公文楷体",
        "fzkai-z03",
        "fzkai-z03s",
        "华文楷体",
        "stkaiti",
    ),
    Face.SONG: (
        "宋体",
        "simsun",
        "方正书宋_gbk",
        "方正书宋简体",
        "fzshusong-z01",
        "fzshusong-z01s",
        "华文宋体",
        "stsong",
        "songti sc",
    ),
}
_SUFFIXES = (".ttf", ".ttc", ".otf", ".otc")  # those that can be embedded come first
_DEEPEST = 6  # folders below a font folder
_MOST_FILES = 20_000
_LEAST_BYTES = 500_000  # no Chinese face is smaller
_LONGEST_READING = 2.0  # seconds for the names inside all files, on a slow disk or a share
_REGISTRY = r"Software\Microsoft\Windows NT\CurrentVersion\Fonts"
DAMAGED = "字体文件已损坏"


@dataclass(frozen=True, slots=True)
class FaceFile:
    """One face in a font file: where it is, which of a collection, and its names for people and for PostScript."""

    path: Path
    index: int
    name: str
    postscript: str


@dataclass(frozen=True, slots=True)
class Passed:
    """A face of the machine that was found and cannot be used, with the reason."""

    file: str
    why: str


@dataclass(frozen=True, slots=True)
class MachineFaces:
    """What this machine has for one face, best first, and what was passed over."""

    found: tuple[FaceFile, ...]
    passed: tuple[Passed, ...]


@cache
def machine_faces(face: Face) -> MachineFaces:
    """Look for a face on this machine: by the usual file names, and only where they find none by names inside."""
    found: dict[str, FaceFile] = {}
    passed: list[Passed] = []
    files = machine_font_files()
    for stem in FILE_STEMS[face]:
        for suffix in _SUFFIXES:
            if (path := files.get(stem + suffix)) is not None:
                _judge(path, _chosen(read_headers(path), face), found, passed)
    if not found:
        families = _families()
        for name in FAMILIES[face]:
            for path, header in families.get(name, ()):
                if all(each.file != path.name for each in passed):
                    _judge(path, header, found, passed)
    return MachineFaces(tuple(found.values()), tuple(passed))


def forget_machine_faces() -> None:
    """Look at the machine's font folders anew when next asked, as somebody may have installed a face."""
    machine_font_files.cache_clear()
    _families.cache_clear()
    machine_faces.cache_clear()


@cache
def machine_font_files() -> dict[str, Path]:
    """Return the font files in this machine's font folders by their name in lower case; the first folder wins."""
    files: dict[str, Path] = {}
    for folder in _font_folders():
        for path in sorted(_files_below(folder)):
            files.setdefault(path.name.lower(), path)
    for path in _listed_elsewhere(_registered()):
        files.setdefault(path.name.lower(), path)
    return files


def _judge(path: Path, header: FontHeader | None, found: dict[str, FaceFile], passed: list[Passed]) -> None:
    why = DAMAGED if header is None else header.obstacle
    if header is None or why:
        passed.append(Passed(path.name, why))
    else:  # the same face may lie in two folders under two file names
        file = FaceFile(path, header.index, header.family or path.stem, header.postscript)
        found.setdefault(header.postscript or path.name, file)


def _chosen(headers: Iterable[FontHeader], face: Face) -> FontHeader | None:
    """The face of a file that has the role's name, else its first."""
    every = tuple(headers)
    return next(
        (each for each in every if each.names.intersection(FAMILIES[face])), every[0] if every else None
    )


@cache
def _families() -> dict[str, list[tuple[Path, FontHeader]]]:
    """Every upright face of the machine that has one of the wanted names, by name."""
    wanted = {name for names in FAMILIES.values() for name in names}
    until = time.monotonic() + _LONGEST_READING
    families: dict[str, list[tuple[Path, FontHeader]]] = {}
    for path in machine_font_files().values():
        if time.monotonic() > until:
            break
        if not _may_be_chinese(path):
            continue
        for header in read_headers(path):
            for name in wanted.intersection(header.names) if header.plain else ():
                families.setdefault(name, []).append((path, header))
    return families


def _may_be_chinese(path: Path) -> bool:
    try:
        return path.stat().st_size >= _LEAST_BYTES
    except OSError:
        return False


def _files_below(folder: Path) -> Iterator[Path]:
    base, seen = len(folder.parts), 0
    for place, folders, names in os.walk(folder):  # a folder that may not be read is left out
        here = Path(place)
        if len(here.parts) - base >= _DEEPEST:
            folders.clear()
        for name in names:
            if name.lower().endswith(_SUFFIXES):
                seen += 1
                yield here / name
        if seen > _MOST_FILES:
            return


def _font_folders() -> Iterator[Path]:
    if sys.platform == "win32":
        yield from _windows_folders(os.environ)
        return
    home = Path.home()
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    yield from (data / "fonts", home / ".fonts", Path("/usr/local/share/fonts"), Path("/usr/share/fonts"))
    yield Path("/opt/kingsoft/wps-office/office6/fonts")
    yield from sorted(Path("/opt/apps").glob("*wps-office*/files/kingsoft/wps-office/office6/fonts"))
    if sys.platform == "darwin":
        yield from (home / "Library" / "Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts"))
        yield from sorted(Path("/Applications").glob("*.app/Contents/Resources/DFonts"))


def _windows_folders(environment: Mapping[str, str]) -> Iterator[Path]:
    """The system's folder, the user's, Microsoft Office's downloads, and those of every version of WPS Office."""
    yield Path(environment.get("WINDIR", r"C:\Windows")) / "Fonts"
    if local := environment.get("LOCALAPPDATA"):
        yield Path(local) / "Microsoft" / "Windows" / "Fonts"
        yield Path(local) / "Microsoft" / "FontCache" / "4" / "CloudFonts"
    for name in ("LOCALAPPDATA", "PROGRAMFILES", "PROGRAMFILES(X86)", "PROGRAMW6432"):
        if not (base := environment.get(name)):
            continue
        for installed in ("Kingsoft/WPS Office", "WPS Office"):
            yield from sorted((Path(base) / installed).glob("*/office6/fonts"), reverse=True)
    if roaming := environment.get("APPDATA"):
        for pattern in ("fonts", "*/fonts", "*/*/fonts"):
            yield from sorted((Path(roaming) / "kingsoft").glob(pattern))


def _registered() -> Iterator[str]:
    """The file of each face that Windows lists, for all users and for this one."""
    if sys.platform != "win32":
        return
    import winreg

    for root in (winreg.HKEY_LOCAL_MACHINE, winreg.HKEY_CURRENT_USER):
        try:
            with winreg.OpenKey(root, _REGISTRY) as key:
                for index in range(winreg.QueryInfoKey(key)[1]):
                    yield str(winreg.EnumValue(key, index)[1])
        except OSError:  # there is no such list, or it may not be read
            continue


def _listed_elsewhere(files: Iterable[str]) -> Iterator[Path]:
    """Those of the listed files that lie outside the font folders; names alone are inside."""
    for text in sorted(files):
        path = Path(os.path.expandvars(text))
        if path.is_absolute() and path.suffix.lower() in _SUFFIXES and path.is_file():
            yield path
