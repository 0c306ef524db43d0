"""A criterion in words: what is entered of it, and what each entry gives or costs."""

from __future__ import annotations

from cityassess.scoring.forms import (
    Bonus,
    Choice,
    Circumstances,
    Deduct,
    Mark,
    Measure,
    Pricing,
    Several,
    TimeLimit,
)
from cityassess.scoring.mark_limits import TIME_UNITS
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.scheme import Figure

_SEVERAL = {
    Several.ONE: "一期只录一个",
    Several.MEAN: "多次取平均",
    Several.SUM: "多次相加",
    Several.HIGHEST: "多次取最高",
    Several.LOWEST: "多次取最低",
    Several.LATEST: "多次取最后一次",
    Several.TRIMMED: "去掉一个最高和一个最低后取平均",
}


def criterion_words(figure: Figure) -> str:
    """What is entered of a criterion and what it is worth, in one sentence; raises ``TypeError`` for other figures."""
    match figure.rule:
        case Deduct() as rule:
            floor = "扣完为止" if rule.floor == 0 else f"最低{plain_text(rule.floor)}分"
            return f"满分{plain_text(rule.full)}分，{_pricing(rule.pricing, '扣')}，{floor}"
        case Bonus() as rule:
            most = "" if rule.most is None else f"，最多{plain_text(rule.most)}分"
            return f"{_pricing(rule.pricing, '加')}{most}"
        case Mark() as rule:
            step = "" if rule.step is None else f"，每档{plain_text(rule.step)}分"
            by = "" if rule.average_by is None else "，先分别平均"
            return f"直接打分，满分{plain_text(rule.full)}分{step}，{_SEVERAL[rule.several]}{by}"
        case Choice() as rule:
            options = "、".join(f"{option.name}{plain_text(option.points)}分" for option in rule.options)
            return f"选一项：{options}，{_SEVERAL[rule.several]}"
        case Measure() as rule:
            unit = f"（{figure.unit}）" if figure.unit else ""
            return f"录入实际数值{unit}，{_SEVERAL[rule.several]}"
        case TimeLimit() as rule:
            unit = TIME_UNITS[rule.unit]
            limit, late = plain_text(rule.limit), plain_text(rule.late)
            words = f"满分{plain_text(rule.full)}分，超过{limit}{unit}每件扣{late}分"
            if rule.further is not None:
                every, points = plain_text(rule.further.every), plain_text(rule.further.points)
                words += f"，之后每超{every}{unit}再扣{points}分"
            return words
        case _:
            raise TypeError(figure.id)


def _pricing(pricing: Pricing, verb: str) -> str:
    if pricing.range is not None:
        low, high = plain_text(pricing.range.low), plain_text(pricing.range.high)
        step = "" if pricing.range.step is None else f"（每档{plain_text(pricing.range.step)}分）"
        return f"每处{verb}{low}至{high}分{step}"
    if pricing.single is not None:
        return f"每处{verb}{plain_text(pricing.single)}分"
    if not pricing.rates:
        return f"按录入的分{verb}"
    rates = "、".join(
        f"{_circumstances(rate.circumstances)}每处{verb}{plain_text(rate.points)}分" for rate in pricing.rates
    )
    within = f"（{pricing.repeated_within}期内同一地点再次发现算重复）" if pricing.repeated_within else ""
    return f"{rates}{within}"


def _circumstances(circumstances: Circumstances) -> str:
    words = ["或".join(values) for values in (
        circumstances.sources, circumstances.severities, circumstances.modes, circumstances.grades
    ) if values]  # fmt: skip
    if circumstances.rectified is not None:
        words.append("已整改" if circumstances.rectified else "未整改")
    if circumstances.repeated is not None:
        words.append("重复" if circumstances.repeated else "首次")
    return "、".join(words) or "其余"
