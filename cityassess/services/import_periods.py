"""Reading the period that a cell means: a code, words, a date that Excel made of it, or a campaign."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from difflib import get_close_matches

from cityassess.reports.intake.values import Cell
from cityassess.scoring.calendars import Calendar
from cityassess.scoring.periods import Cycle, Period, parse_period, period_holding
from cityassess.services.import_headings import cell_text

_MONTH = re.compile(r"(\d{4})年(\d{1,2})月(?:份)?|(\d{4})[-/](\d{1,2})")
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日|(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_WEEK = re.compile(r"(\d{4})年第?(\d{1,2})周")
_QUARTER = re.compile(r"(\d{4})年第?([1-4一二三四])季度?")
_YEAR = re.compile(r"(\d{4})年(?:度)?")
_FIVE_YEARS = re.compile(r"(\d{4})年?[-—–~～至到](\d{4})年?")
_QUARTER_NUMBERS = {"一": 1, "二": 2, "三": 3, "四": 4}

Campaigns = Mapping[str, tuple[Period, ...]]
"""The campaigns that a name or an id may mean."""


def campaigns_of(calendars: Iterable[Calendar]) -> dict[str, tuple[Period, ...]]:
    """The campaigns of some calendars by id and by name; editions of one campaign count once."""
    found: dict[str, dict[str, Period]] = {}
    for calendar in calendars:
        for campaign in calendar.campaigns:
            for name in (campaign.id, "".join(campaign.name.split())):
                found.setdefault(name, {})[campaign.id] = campaign.period
    return {name: tuple(periods.values()) for name, periods in found.items()}


def read_period(cell: Cell, cycles: Iterable[Cycle], campaigns: Campaigns) -> Period:
    """A period from its code, from words such as 2017年5月, from a campaign's id or name, or from a date.

    A date, which Excel makes of 2017-05, is taken only where it is the first day of a period of exactly one of the
    ``cycles``, or the scheme assesses days. Raises ``ValueError`` with a Chinese sentence.
    """
    if isinstance(cell, date):
        return _dated(cell.date() if isinstance(cell, datetime) else cell, set(cycles))
    text = "".join(cell_text(cell).split())
    if not text:
        raise ValueError("没有填考核周期。写成 2026-11（月）或 2026-11-21（日）")
    named = campaigns.get(text, ())
    if len(named) > 1:
        ids = "、".join(period.code for period in named)
        raise ValueError(f"“{text}”有{len(named)}个：{ids}。写明是哪一个的编号")
    return named[0] if named else _in_numbers(text, campaigns)


def _in_numbers(text: str, campaigns: Campaigns) -> Period:
    code = text.upper()
    try:
        period = _in_words(code) or parse_period(code)
    except ValueError:
        period = None
    if period is not None and period.cycle is not Cycle.CAMPAIGN:
        return period
    if campaigns and not text[0].isdigit():
        near = get_close_matches(text, list(campaigns), n=5, cutoff=0.5)
        hint = f"相近的有：{'、'.join(near)}" if near else f"有：{'、'.join(list(campaigns)[:5])}"
        raise ValueError(f"方案里没有专项行动“{text}”。{hint}")
    if period is not None:
        raise ValueError(
            f"“{text}”不是考核周期，方案里也没有这个专项行动。写成 2026-11（月）或 2026-11-21（日）"
        )
    return parse_period(code)  # whose refusal says how each form is written


def _dated(day: date, cycles: set[Cycle]) -> Period:
    if Cycle.DAY in cycles:
        return period_holding(Cycle.DAY, day)
    dated = cycles - {Cycle.CAMPAIGN}
    starting = [period for cycle in dated if (period := period_holding(cycle, day)).start == day]
    months = [period for period in starting if period.cycle is Cycle.MONTH]
    if len(starting) == 1 or months:
        return (months or starting)[0]
    raise ValueError(f"{day.isoformat()}是一个日期，看不出是哪个考核周期。写成 {day:%Y-%m}（月）这样的文字")


def _in_words(text: str) -> Period | None:
    if found := _MONTH.fullmatch(text):
        year, month = (int(number) for number in found.groups() if number is not None)
        return period_holding(Cycle.MONTH, date(year, month, 1))
    if found := _DAY.fullmatch(text):
        year, month, day = (int(number) for number in found.groups() if number is not None)
        return period_holding(Cycle.DAY, date(year, month, day))
    if found := _WEEK.fullmatch(text):
        return period_holding(Cycle.WEEK, date.fromisocalendar(int(found[1]), int(found[2]), 1))
    if found := _QUARTER.fullmatch(text):
        quarter = _QUARTER_NUMBERS.get(found[2]) or int(found[2])
        return period_holding(Cycle.QUARTER, date(int(found[1]), quarter * 3, 1))
    if found := _YEAR.fullmatch(text):
        return period_holding(Cycle.YEAR, date(int(found[1]), 1, 1))
    if found := _FIVE_YEARS.fullmatch(text):
        return parse_period(f"{found[1]}-{found[2]}")
    return None
