"""What stands in single cells of a sheet besides names and numbers: days, moments, yes or no, what was put right."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time
from functools import lru_cache

from cityassess.reports.intake.values import Cell
from cityassess.services.import_headings import cell_text

_remembered = lru_cache(maxsize=4096)  # the same few words and days stand in most rows
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日|(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?|(\d{1,2})[时点](?:(\d{1,2})分?)?")
_MOMENT = re.compile(r"(?P<day>\d{4}年\d{1,2}月\d{1,2}日|\d{4}[-/.]\d{1,2}[-/.]\d{1,2})[T ]*(?P<clock>\S.*)?")
_YES = frozenset({"是", "√", "✓", "✔", "有", "对", "1", "y", "yes", "true"})
_NO = frozenset({"否", "×", "✗", "✘", "无", "不是", "0", "n", "no", "false"})
_REPEATED = _YES | {"重复", "多次", "再次"}
_FIRST = _NO | {"首次", "初次", "不重复"}
_DONE = _YES | {"已整改", "已整改到位", "整改到位", "整改完成", "已完成", "完成", "已改", "已"}
_NOT_DONE = _NO | {
    "未整改",
    "未整改到位",
    "整改不到位",
    "整改中",
    "正在整改",
    "部分整改",
    "逾期未整改",
    "未完成",
    "未改",
    "未",
}


@_remembered
def read_date(cell: Cell) -> date | None:
    """A date from a cell (2017-05-03, 2017/5/3, 2017年5月3日, an Excel date); None where blank.

    Raises ``ValueError`` with a Chinese sentence.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = "".join(cell_text(cell).split())
    return _day_of(text) if text else None


@_remembered
def read_moment(cell: Cell) -> date | datetime | None:
    """A moment to the minute, or the day alone where no hour stands there; None where blank.

    2026-11-21 08:30, 2026/11/21 8:30, 2026年11月21日8时30分, an Excel date. Seconds are dropped. Raises ``ValueError``
    with a Chinese sentence.
    """
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == time() else cell.replace(second=0, microsecond=0, tzinfo=None)
    if isinstance(cell, date):
        return cell
    written = cell_text(cell)
    found = _MOMENT.fullmatch(" ".join(_plain(written).split()))
    if not written:
        return None
    if found is None:
        raise ValueError(f"“{written}”不是时间。写成 2026-11-21 08:30")
    day = _day_of(found["day"])
    if not found["clock"]:
        return day
    clock = _CLOCK.fullmatch("".join(found["clock"].split()))
    if clock is None:
        raise ValueError(f"“{written}”不是时间。写成 2026-11-21 08:30")
    hour, minute = int(clock[1] or clock[4]), int(clock[2] or clock[5] or 0)
    try:
        return datetime.combine(day, time(hour, minute))
    except ValueError:
        raise ValueError(f"“{written}”不是真实的时间") from None


@_remembered
def read_rectified(cell: Cell) -> str:
    """What a check keeps of 整改: 是, 否, or the day or moment in ISO 8601; empty where blank.

    Raises ``ValueError`` with a Chinese sentence.
    """
    text = "".join(cell_text(cell).split())
    if not isinstance(cell, date):
        word = _plain(text).lower()
        if not text or word in _DONE or word in _NOT_DONE:
            return "" if not text else "是" if word in _DONE else "否"
    try:
        moment = read_moment(cell)
    except ValueError as fault:
        if re.match(r"\d{4}", text):
            raise
        raise ValueError(
            f"“{text}”看不出是否已经整改。填“是”“否”，或整改的时间，如 2026-11-22 10:30"
        ) from fault
    return iso_text(moment)


@_remembered
def read_repeated(cell: Cell) -> bool:
    """Whether a check says that it was found again; raises ``ValueError`` with a Chinese sentence."""
    text = "".join(cell_text(cell).split())
    word = _plain(text).lower()
    if word and word not in _REPEATED and word not in _FIRST:
        raise ValueError(f"“{text}”看不出是否重复。填“是”或“否”")
    return word in _REPEATED


def iso_text(moment: date | datetime | None) -> str:
    """A day or moment in ISO 8601, to the minute: 2026-11-22, 2026-11-22T10:30."""
    if isinstance(moment, datetime):
        return moment.isoformat(timespec="minutes")
    return "" if moment is None else moment.isoformat()


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _day_of(text: str) -> date:
    found = _DAY.fullmatch(text)
    if found is None:
        raise ValueError(f"“{text}”不是日期。写成 2017-05-03")
    numbers = [int(number) for number in found.groups() if number is not None]
    try:
        return date(numbers[0], numbers[1], numbers[2])
    except ValueError:
        raise ValueError(f"“{text}”不是真实的日期") from None
