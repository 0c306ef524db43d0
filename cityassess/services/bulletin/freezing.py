"""A bulletin and the changes to it as canonical text, and back.

What is frozen here is read by every later version: a value is written with the name of its class, a field that has its
default value is left out (so defaults never change), and photos stand by the SHA-256 of their bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from cityassess import wording
from cityassess.errors import Unavailable
from cityassess.reports import blocks, chart_values
from cityassess.services.bulletin import document as documents
from cityassess.services.bulletin.document import Bound, Document, Piece
from cityassess.services.bulletin.edits import Case, Edits, whole

FORMAT = 1
"""The form of the bytes; a later form gets the next number, and all former ones are read for good."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
_CLASSES: dict[str, type] = {
    name: value
    for module in (documents, blocks, chart_values)
    for name, value in vars(module).items()
    if isinstance(value, type) and value.__module__ == module.__name__
}


def document_bytes(document: Document) -> bytes:
    """The canonical bytes of a bulletin."""
    tree = {"format": FORMAT, "document": _plain(document)}
    return _ENCODER.encode(tree).encode("utf-8")


def document_of(payload: bytes, photos: Mapping[str, bytes]) -> Document:
    """Read a bulletin back, with its photos by digest; raises ``Unavailable`` for bytes of a newer form or none."""
    try:
        tree = json.loads(payload.decode("utf-8"))
        if tree["format"] > FORMAT:
            raise Unavailable("这份通报由更新版本的程序发布。升级本程序后再打开。")
        found = _value(tree["document"], photos)
    except (ValueError, KeyError, TypeError) as fault:
        raise Unavailable("已发布通报的正文读不出来，可能已损坏。从备份恢复数据库。") from fault
    if not isinstance(found, Document):
        raise Unavailable("已发布通报的正文读不出来，可能已损坏。从备份恢复数据库。")
    return found


def digest_of(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _plain(value: Any) -> Any:
    match value:
        case StrEnum():
            return {"is": type(value).__name__, "value": str(value)}
        case None | bool() | int() | str():
            return value
        case Fraction():
            return {"is": "Fraction", "value": wording.exact_text(value)}
        case float():  # the size and the widths of a table; no figure is one
            return {"is": "length", "value": repr(value)}
        case bytes():
            return {"is": "photo", "value": digest_of(value)}
        case tuple():
            return [_plain(item) for item in value]
        case _ if is_dataclass(value) and type(value).__name__ in _CLASSES:
            told = {field.name: getattr(value, field.name) for field in fields(value)}
            defaults = {field.name: field.default for field in fields(value) if field.default is not MISSING}
            kept = {
                name: item
                for name, item in told.items()
                if name not in defaults or defaults[name] != item or type(defaults[name]) is not type(item)
            }
            return {"is": type(value).__name__, **{name: _plain(item) for name, item in kept.items()}}
        case _:
            raise TypeError(f"{type(value).__name__} cannot be frozen")


def _value(tree: Any, photos: Mapping[str, bytes]) -> Any:
    if isinstance(tree, list):
        return tuple(_value(item, photos) for item in tree)
    if not isinstance(tree, dict):
        return tree
    name = tree["is"]
    if name == "Fraction":
        return Fraction(tree["value"])
    if name == "length":
        return float(tree["value"])
    if name == "photo":
        return photos[tree["value"]]
    kind = _CLASSES[name]
    if issubclass(kind, StrEnum):
        return kind(tree["value"])
    return kind(**{key: _value(item, photos) for key, item in tree.items() if key != "is"})


# ---- changes


def edits_text(edits: Edits) -> str:
    """The changes to a bulletin as canonical JSON."""
    tree = {
        "format": FORMAT,
        "template": edits.template,
        "words": dict(edits.words),
        "passages": {place: _pieces(pieces) for place, pieces in edits.passages.items()},
        "headings": dict(edits.headings),
        "hidden": sorted(edits.hidden),
        "cases": [
            {"id": case.id, "check": case.check, "pieces": _pieces(case.pieces), "photos": case.photos}
            for case in edits.cases
        ],
        "accepted": dict(edits.accepted),
    }
    return whole(_ENCODER.encode(tree))


def edits_of(text: str) -> Edits:
    """Read changes back; raises ``Unavailable`` for text of a newer form or none."""
    try:
        tree = json.loads(text)
        if tree["format"] > FORMAT:
            raise Unavailable("这份通报草稿由更新版本的程序保存。升级本程序后再打开。")
        return Edits(
            template=tree["template"],
            words=tree["words"],
            passages={place: _pieces_of(pieces) for place, pieces in tree["passages"].items()},
            headings=tree["headings"],
            hidden=frozenset(tree["hidden"]),
            cases=tuple(
                Case(
                    one["id"],
                    one["check"],
                    _pieces_of(one["pieces"]),
                    tuple((digest, words) for digest, words in one["photos"]),
                )
                for one in tree["cases"]
            ),
            accepted=tree["accepted"],
        )
    except (ValueError, KeyError, TypeError) as fault:
        raise Unavailable("通报草稿读不出来，可能已损坏。从备份恢复数据库，或放弃草稿重新生成。") from fault


def _pieces(pieces: tuple[Piece, ...]) -> list[Any]:
    return [piece if isinstance(piece, str) else [piece.fact, piece.text] for piece in pieces]


def _pieces_of(tree: list[Any]) -> tuple[Piece, ...]:
    return tuple(piece if isinstance(piece, str) else Bound(*piece) for piece in tree)
