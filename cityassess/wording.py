"""Words and number formats that window, paper and command line share, so that each thing is said in one way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from cityassess.scoring.assessment import (
    FULL,
    OUTSIDE,
    Addend,
    BalanceResult,
    CheckLine,
    FigureResult,
    ListResult,
    Rating,
    Standing,
    Trace,
)
from cityassess.scoring.mark_limits import is_plain_mark, value_words
from cityassess.scoring.numbers import plain_text, value_text
from cityassess.scoring.periods import Cycle, Period, parse_period
from cityassess.scoring.scheme import Against, Figure
from cityassess.scoring.values import Check

CYCLE_NAMES = {
    Cycle.DAY: "日",
    Cycle.WEEK: "周",
    Cycle.MONTH: "月",
    Cycle.QUARTER: "季",
    Cycle.YEAR: "年",
    Cycle.FIVE_YEAR: "五年",
    Cycle.CAMPAIGN: "专项行动",
}
"""What an officer calls a cycle."""

NO_RANK = "—"
"""Stands where a rank would stand."""

NOT_APPLICABLE = "不适用"
NO_DATA = "无数据"

AGAINST_NAMES = {Against.LAST: "比上期", Against.LAST_YEAR: "比去年同期"}
"""What a change of place is set against."""

_NUMERALS = "零一二三四五六七八九"
_SEPARATED_FROM = 10_000


def period_title(period: Period) -> str:
    """A period as documents write it: 2026年11月21日, 2026年第47周, 2026年11月, 2026年第4季度, 2026年.

    The code decides, not the first day: an assessment month may begin in the month before.
    """
    year = int(period.code[:4]) if period.cycle is not Cycle.CAMPAIGN else 0
    match period.cycle:
        case Cycle.DAY:
            return date_text(period.start)
        case Cycle.WEEK:
            return f"{year}年第{int(period.code[6:])}周"
        case Cycle.MONTH:
            return f"{year}年{int(period.code[5:])}月"
        case Cycle.QUARTER:
            return f"{year}年第{int(period.code[6:])}季度"
        case Cycle.YEAR:
            return f"{year}年"
        case Cycle.FIVE_YEAR:
            return f"{year}至{int(period.code[5:])}年"
        case Cycle.CAMPAIGN:
            return period.name or period.code


def traced_period_title(trace: Trace) -> str:
    """The title of the period that a step of a trace is of."""
    return trace.period_name or period_title(parse_period(trace.period))


def date_text(day: date) -> str:
    """A date as documents write it, without padding: 2025年11月3日."""
    return f"{day.year}年{day.month}月{day.day}日"


def moment_text(moment: datetime) -> str:
    """A moment as tables write it, to the minute: 2025-11-03 10:32."""
    return moment.strftime("%Y-%m-%d %H:%M")


def count_text(count: int) -> str:
    """A count; a separator for thousands only from 10,000 on: 8500, 12,000."""
    return f"{count:,}" if abs(count) >= _SEPARATED_FROM else str(count)


def numeral(number: int) -> str:
    """A number from 0 to 99 in Chinese numerals, as headings are numbered: 一, 十, 十二, 二十."""
    if not 0 <= number <= 99:
        return str(number)
    tens, ones = divmod(number, 10)
    if not tens:
        return _NUMERALS[ones]
    return ("" if tens == 1 else _NUMERALS[tens]) + "十" + (_NUMERALS[ones] if ones else "")


def place_text(standing: Standing) -> str:
    """A place in a sentence: 第1名, 不参与排名, or 没有名次 where data are wanting."""
    if standing.rank is not None:
        return f"第{standing.rank}名"
    return OUTSIDE if standing.outside else "没有名次"


def rank_cell(rank: int | None) -> str:
    """A rank in a table's cell: 1, or a dash where there is none."""
    return NO_RANK if rank is None else str(rank)


def score_text(figure: FigureResult) -> str:
    """A figure in a sentence: 85.84分, 96.5%, or what it says in place of a number (无数据)."""
    return figure.text if figure.published is None else f"{figure.text}{figure.unit or '分'}"


def exact_text(value: Fraction) -> str:
    """An exact rational as contracts print it: 2146/25, or 86 where it is whole."""
    below = "" if value.denominator == 1 else f"/{Decimal(value.denominator)}"
    # Whole numbers themselves refuse to print thousands of digits.
    return f"{Decimal(value.numerator)}{below}"


def rating_name(rating: Rating | None) -> str:
    """The colour's name as the scheme gives it (白, 黄, 红), empty where the object got none."""
    return "" if rating is None else rating.name


def rating_text(rating: Rating | None) -> str:
    """The colour in a sentence or a table's cell: 红牌, empty where the object got none."""
    return colour_text(rating.name) if rating is not None else ""


def colour_text(name: str) -> str:
    """A supervision colour's name with its noun: 白 becomes 白牌; names that carry their own noun stay."""
    return f"{name}牌" if len(name) == 1 else name


def names_text(names: Iterable[str]) -> str:
    """Names in a sentence: 乐坪、黄泥塘."""
    return "、".join(names)


def standing_sentence(standing: Standing) -> str:
    """One object's place in a sentence: 乐坪第1名，85.84分，白牌 (without a full stop)."""
    words = [f"{standing.name}{place_text(standing)}", score_text(standing.score)]
    if standing.rating is not None:
        words.append(rating_text(standing.rating))
    return "，".join(words)


def change_text(before: int | None, now: int | None) -> str:
    """How a rank moved since the period before: 上升2名, 下降1名, 持平, 新列入, empty where there is no rank now."""
    if now is None:
        return ""
    if before is None:
        return "新列入"
    if before == now:
        return "持平"
    return f"上升{before - now}名" if before > now else f"下降{now - before}名"


def changes_text(created: int, changed: int, unchanged: int, unit: str = "条") -> str:
    """What an import does: 新增135条，更正0条，未变0条; objects are counted in 个."""
    told = (("新增", created), ("更正", changed), ("未变", unchanged))
    return "，".join(f"{what}{count_text(count)}{unit}" for what, count in told)


def changed_text(who: str, moment: datetime) -> str:
    """Who changed something and when, for a conflict: 李强11月3日10:31."""
    return f"{who}{moment.month}月{moment.day}日{moment:%H:%M}"


def check_value_text(value: int | None, count: int, figure: Figure | None = None) -> str:
    """What a check says: 3.47, 3×0.5 where it occurred several times, 不适用; 3处 or 优秀 by the criterion."""
    if value is None:
        return NOT_APPLICABLE
    if figure is not None and not is_plain_mark(figure):
        return value_words(value, figure, count)
    return f"{count}×{value_text(value, 0)}" if count > 1 else value_text(value, 0)


def check_details(check: Check | CheckLine, *, note: bool = True) -> str:
    """What else was recorded of a check, as far as it was: 2017年5月3日，张敏，暗访，东门，积尘，日常巡查.

    Without ``note`` the note is left out, for a place that shows it by itself.
    """
    day = date_text(check.day) if check.day is not None else ""
    found = f"{moment_text(check.found)}发现" if check.found is not None else ""
    again = "重复" if check.repeated else ""
    told = (day, found, check.inspector, check.mode, check.place, check.note if note else "", check.source)
    return "，".join(filter(None, (*told, check.severity, again, rectified_text(check.rectified))))


def rectified_text(rectified: str) -> str:
    """Whether and when something was rectified, as it is recorded: 已整改, 未整改, 2026年3月1日整改, or nothing."""
    if rectified in ("", "是", "否"):
        return {"": "", "是": "已整改", "否": "未整改"}[rectified]
    try:
        moment = datetime.fromisoformat(rectified)
    except ValueError:
        return rectified
    has_hour = "T" in rectified
    return f"{moment_text(moment) if has_hour else date_text(moment.date())}整改"


def listed_text(item: ListResult) -> str:
    """Who stands on a list, in one line."""
    return "、".join(listed.name for listed in item.listed) or "无"


def balance_text(balance: BalanceResult) -> str:
    """By how much a sum does not come out even."""
    more = "多" if balance.off > 0 else "少"
    total, equals = plain_text(balance.total), plain_text(balance.equals)
    return f"{balance.name}合计{total}，应为{equals}，{more}{plain_text(abs(balance.off))}"


def addend_number(addend: Addend) -> str:
    """What an addend gives or takes, with its sign unless it is what all starts from."""
    sign = "+" if addend.share > 0 and addend.name != FULL else "−" if addend.share < 0 else ""
    return f"{sign}{plain_text(abs(addend.share))}"


def addend_text(addend: Addend) -> str:
    """What is added besides inputs and checks: 满分 40, 扣完为止 +3.5, 尾差 −0.01."""
    return f"{addend.name} {addend_number(addend)}"
