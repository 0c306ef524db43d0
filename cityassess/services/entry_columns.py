"""How a criterion stands over its column of an entry sheet: what is entered there, and how that is said."""

from __future__ import annotations

from typing import Literal

from cityassess.scoring.forms import Bonus, Choice, Deduct, Measure, Pricing, TimeLimit
from cityassess.scoring.mark_limits import TIME_UNITS, unit_of
from cityassess.scoring.numbers import normalise, plain_text
from cityassess.scoring.scheme import Figure

ColumnKind = Literal["mark", "deduction", "bonus", "count", "choice", "measure", "time"]
"""What is entered in a column: a mark, points off, points won, how many, an option, a measured value, a time."""


def kind_of(figure: Figure) -> ColumnKind:
    """What is entered for a criterion."""
    match figure.rule:
        case Deduct(pricing=pricing) | Bonus(pricing=pricing) if pricing.rates:
            return "count"
        case Deduct():
            return "deduction"
        case Bonus():
            return "bonus"
        case Choice():
            return "choice"
        case Measure():
            return "measure"
        case TimeLimit():
            return "time"
        case _:
            return "mark"


def head_of(figure: Figure) -> str:
    """What stands below a criterion's heading: 满分 10, 处数 / 满分 10, 加分 / 最多 2, 选项 / 满分 5, 数值 / 件."""
    entered = _entered(figure)
    match figure.rule:
        case Measure():
            return f"{entered} / {figure.unit}" if figure.unit else entered
        case Bonus(most=most):
            return entered if most is None else f"{entered} / 最多 {plain_text(most)}"
    full = f"满分 {plain_text(figure.full)}" if figure.full is not None else ""
    return " / ".join(filter(None, (entered, full)))


def _entered(figure: Figure) -> str:
    match figure.rule:
        case Deduct(pricing=pricing) | Bonus(pricing=pricing):
            return _events(pricing, figure)
        case Choice(yes_no=yes_no):
            return "是否" if yes_no else "选项"
        case Measure():
            return "数值"
        case TimeLimit(unit=unit):
            return TIME_UNITS[unit].removeprefix("个")
        case _:
            return ""


def _events(pricing: Pricing, figure: Figure) -> str:
    what = "加分" if isinstance(figure.rule, Bonus) else "扣分"
    if pricing.rates:
        return f"{what}{unit_of(figure)}数" if isinstance(figure.rule, Bonus) else f"{unit_of(figure)}数"
    if pricing.range is not None:
        return f"{what}{plain_text(pricing.range.low)}至{plain_text(pricing.range.high)}"
    return what


def cell_words(figure: Figure, kind: ColumnKind, text: str) -> str:
    """What a cell holds in words: 8.5 分, 扣 1.5 分, 3 处, 优秀; what is no number (3条) as it is."""
    if kind == "choice" or not normalise(text).lstrip("-").replace(".", "", 1).isdigit():
        return text
    units = {
        "mark": "{} 分",
        "deduction": "扣 {} 分",
        "bonus": "加 {} 分",
        "count": "{} " + unit_of(figure),
        "measure": "{} " + figure.unit,
        "time": "{} " + _entered(figure),
    }
    return units[kind].format(text).strip()
