"""How a value is written into the log: one way only, so that equal rows give equal bytes."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from datetime import UTC, date, datetime

from cityassess.errors import Refused

Plain = str | int | None
"""What a column's value becomes in the log."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def clean_text(text: str) -> str:
    """The text in Unicode normal form C; raises Refused where it holds what no database can keep."""
    if "\0" in text or (not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text)):
        shown = text.replace("\0", "□").encode("utf-8", "replace").decode("utf-8")
        raise Refused(f"“{shown}”含有无法保存的字符，删去后重试。")
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def plain(value: object) -> Plain:
    """A column's value as the log keeps it: whole numbers, text or nothing; days are ISO 8601 text.

    Raises TypeError for anything else, floats above all.
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical form")


def canonical(value: object) -> str:
    """Canonical JSON of text, whole numbers, None and what holds them: sorted keys, no blanks, JSON's escapes only."""
    return _ENCODER.encode(value)


def chain_hash(previous: str, body: str) -> str:
    """SHA-256 over the previous hash (32 bytes) and the event's bytes, in hexadecimal."""
    return hashlib.sha256(bytes.fromhex(previous) + body.encode("utf-8")).hexdigest()


def utc_now() -> str:
    """This moment in UTC, to the millisecond: ``2026-11-21T08:30:00.125Z``."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
