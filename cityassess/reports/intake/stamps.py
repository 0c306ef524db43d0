"""What a cell's stored form stands for: serial numbers as dates, binary figures and escaped text as shown."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeAlias

Stamp: TypeAlias = "int | float | str | date | datetime"

# A workbook knows no time zones.
_EPOCH_1904 = datetime.combine(date(1904, 1, 1), time())
_EPOCH_1900 = datetime.combine(date(1899, 12, 30), time())
_LEAP_DAY_THAT_NEVER_WAS = 60  # Excel counts 29 February 1900, as Lotus 1-2-3 did
_DAYS = 2_958_466  # up to 9999-12-31
_MILLISECONDS = 86_400_000


_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def plain_text(stored: str) -> str | None:
    """Text of a part, without surrounding blanks and control characters; ``None`` where nothing is left.

    Excel's escapes such as ``_x000D_`` are undone, and every line end becomes ``\\n``.
    """
    if "_x" in stored:
        stored = _ESCAPED.sub(_unescaped, stored)
    return trimmed_text(stored)


def trimmed_text(text: str) -> str | None:
    """The same for text in which escapes are already undone."""
    if not text.isprintable():
        text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.strip() or None


def _unescaped(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return match[0] if 0xD800 <= code < 0xE000 else chr(code)


def plain_number(value: float) -> int | float:
    """The same number without a decimal point where it is whole (5.0 becomes 5)."""
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def stamp(kind: str, serial: float, from_1904: bool) -> Stamp | None:
    """The value of a figure shown as a date (``"d"``), a time (``"t"``), per cent (``"p"``) or a number (``"x"``).

    Times and per cent come as the text that is seen (``8:30:00``, ``20%``), since 0.2 is not what the officer entered.
    ``None`` where Excel has no such date or time.
    """
    if kind == "x":
        return plain_number(serial)
    if kind == "p":
        return f"{Decimal(repr(serial)).scaleb(2).normalize():f}%"
    if not 0 <= serial < _DAYS:
        return None
    if kind == "t":
        return _time_text(serial)
    day = math.floor(serial)
    if not from_1904:
        if day in (0, _LEAP_DAY_THAT_NEVER_WAS):
            return None
        day += day < _LEAP_DAY_THAT_NEVER_WAS
    epoch = _EPOCH_1904 if from_1904 else _EPOCH_1900
    fraction = timedelta(milliseconds=round((serial - math.floor(serial)) * _MILLISECONDS))
    try:
        return _without_midnight(epoch + timedelta(days=day) + fraction)
    except OverflowError:
        return None


def iso_stamp(text: str) -> Stamp | None:
    """The value of a cell written as ISO 8601 text, ``None`` if it is none."""
    try:
        return _without_midnight(datetime.fromisoformat(text).replace(tzinfo=None))
    except ValueError:
        return None


def _without_midnight(moment: datetime) -> date | datetime:
    return moment.date() if moment.time() == moment.time().min else moment


def _time_text(serial: float) -> str:
    minutes, seconds = divmod(round(serial * 86_400), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"
