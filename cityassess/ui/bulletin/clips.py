"""Pieces of a bulletin on the clipboard: bound for this program's own text, plain for every other."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import singledispatch

from PySide6.QtCore import QByteArray, QMimeData
from PySide6.QtGui import QImage, QTextCursor

from cityassess.services.bulletin.document import Bound, Piece
from cityassess.ui.bulletin.changing import tidy
from cityassess.ui.bulletin.chips import pieces_of

PHOTO_FILES = (".jpg", ".jpeg", ".png")
PIECES = "application/x-cityassess-pieces"


def to_text(pieces: Iterable[Piece]) -> str:
    """Pieces as they are printed."""
    return "".join(piece if isinstance(piece, str) else piece.text for piece in pieces)


def put_pieces(clip: QMimeData, pieces: tuple[Piece, ...]) -> None:
    """Put pieces on a clip, bound and as plain text."""
    clip.setText(to_text(pieces))
    told = [piece if isinstance(piece, str) else [piece.fact, piece.text] for piece in pieces]
    clip.setData(PIECES, QByteArray(json.dumps(told, ensure_ascii=False).encode("utf-8")))


@singledispatch
def pieces_in(_source: object) -> tuple[Piece, ...]:
    """The pieces of a clip, or those that a cursor has selected."""
    return ()


@pieces_in.register
def _(clip: QMimeData) -> tuple[Piece, ...]:
    if clip.hasFormat(PIECES):
        told = _read(bytes(clip.data(PIECES).data()))
        if told is not None:
            return told
    return tidy([plain(clip.text())])


@pieces_in.register
def _(cursor: QTextCursor) -> tuple[Piece, ...]:
    """A line feed stands where one paragraph ends and the next begins."""
    start, end = cursor.selectionStart(), cursor.selectionEnd()
    found: list[Piece] = []
    block = cursor.document().findBlock(start)
    while block.isValid() and block.position() < end:
        if found or block.position() > start:
            found.append("\n")
        place = block.position()
        for piece in pieces_of(block):
            length = len(piece) if isinstance(piece, str) else 1
            low, high = max(start, place), min(end, place + length)
            if low < high:
                found.append(piece[low - place : high - place] if isinstance(piece, str) else piece)
            place += length
        block = block.next()
    return tidy(found)


def plain(text: str) -> str:
    """Text of another program: one kind of line feed, none at its end, nothing that stands for an object."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return lines.replace("\x00", "").replace("\ufffc", "").strip("\n")


def _read(data: bytes) -> tuple[Piece, ...] | None:
    """Pieces from their bytes; None where another program put something else there."""
    try:
        told = json.loads(data)
        if not isinstance(told, list):
            return None
        return tidy(
            [Bound(str(each[0]), str(each[1])) if isinstance(each, list) else str(each) for each in told]
        )
    except (ValueError, IndexError):
        return None


def photos_in(source: QMimeData) -> list[object]:
    """The photos of a clip: the picture itself, or the paths of the picture files that it names."""
    if source.hasUrls():
        paths = [url.toLocalFile() for url in source.urls() if url.isLocalFile()]
        found: list[object] = [path for path in paths if path.lower().endswith(PHOTO_FILES)]
        if found:
            return found
    if source.hasImage() and not source.hasText():
        image = source.imageData()
        return [image] if isinstance(image, QImage) else []
    return []
