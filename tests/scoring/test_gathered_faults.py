"""Faults of forms that gather and look back, each at its line, and the round trip of what is written."""

from __future__ import annotations

import pytest

from cityassess.scoring.assessment import State
from cityassess.scoring.forms import Gather, MeanOfParts
from tests.scoring.forms_office import faults_of, read_again, scheme_text
from tests.scoring.offices import scheme_of

NO_DATA, NOT_APPLICABLE = State.NO_DATA, State.NOT_APPLICABLE
SCORE = "{id: score, name: 得分, of: 街道, every: month, rule: mark, full: 100}\n"
VILLAGE = SCORE + "{id: village, name: 村得分, of: 村, every: month, rule: mark, full: 100}\n"
WEEK = "{id: week, name: 周得分, of: 街道, every: week, rule: mark, full: 100}\n" + SCORE


# ---- faults, and the round trip

FAULTS = {
    "no window": ("rule: total", "要写明对哪些数计算，只写一种：parts"),
    "two windows": ("rule: total, within: week, parts: village", "要写明对哪些数计算，只写一种：parts"),
    "weights of a total": (
        "rule: total, before: score, periods: 2, weights: [1, 2]",
        "不能写“weights”：只有求平均（mean）才能加权",
    ),
    "better of a mean": (
        "rule: mean, before: score, periods: 2, better: low",
        "不能写“better”：只有取最好、最差时才写",
    ),
    "weights by order of parts": (
        "rule: mean, parts: village, weights: [1, 2]",
        "各下级没有先后，不能按顺序写权重",
    ),
    "weights of inputs": (
        "rule: mean, inputs: [score], weights: {figure: score}",
        "给几项加权应写 rule: weighted",
    ),
    "too few weights": (
        "rule: mean, before: score, periods: 3, weights: [1, 2]",
        "写了2个权重，而要汇总的有3期，个数应相同",
    ),
    "weights of weeks": (
        "rule: mean, within: week, weights: [1, 2, 3, 4]",
        "期内的期数不固定，不能按顺序写权重",
    ),
    "negative weight": (
        "rule: mean, before: score, periods: 2, weights: [1, -2]",
        "权重应是不小于0的数字或百分数，现为“-2”",
    ),
    "weights of nothing": ("rule: mean, before: score, periods: 2, weights: [0, 0]", "权重合计为0"),
    "weights by two things": (
        "rule: mean, parts: village, weights: {grade: {一级: 1}, figure: village}",
        "权重要写 grade",
    ),
    "divide without order": (
        "rule: mean, parts: village, weights: {figure: village}, divide: false",
        "“divide”只和按顺序写的权重一起用",
    ),
    "no periods": ("rule: mean, before: score", "缺少“periods”"),
    "periods below one": ("rule: mean, before: score, periods: 0", "“periods”应是1至400的整数"),
    "since as long as itself": (
        "rule: mean, before: score, periods: 2, since: month",
        "“since”应比它自己的周期（month）长",
    ),
    "since nothing": (
        "rule: mean, before: score, periods: 2, since: campaign",
        "“since”应是 week、month、quarter",
    ),
    "since without before": ("rule: mean, within: week, since: year", "不能写“since”：只有“before”才用"),
    "by without parts": ("rule: mean, within: week, by: lead", "不能写“by”：只有“parts”才用"),
    "shared mean": (
        "rule: mean, parts: village, by: lead, shared: true",
        "不能写“shared”：只有求合计（total）才能分摊",
    ),
    "shared by one": ("rule: total, parts: village, shared: true", "一个下级只有一个上级，不用分摊"),
    "latest of parts": ("rule: latest, parts: village", "各下级之间没有先后"),
    "count with stand-ins": ("rule: count, parts: village, missing: zero", "“missing”只能是 skip 或 no_data"),
    "count at least": ("rule: count, parts: village, at_least: 2", "是计数，没有时为0，不用写“at_least”"),
    "tests of inputs": ("rule: mean, inputs: [score], where: {figure: score, above: 1}", "不能用“where”筛选"),
    "inputs twice": ("rule: mean, inputs: [score, score]", "重复引用了“score”"),
    "tests of another kind": (
        "rule: mean, parts: village, where: {figure: score, above: 1}",
        "属于“街道”，不是“街道”的下级",
    ),
    "tests of another cycle": (
        "every: quarter, rule: mean, within: score, where: {figure: week, above: 1}",
        "不是同一类对象、同一周期",
    ),
    "longer periods within": ("rule: mean, within: score", "的周期不比这一项短，不能逐期汇总"),
    "no such figure": ("rule: total, parts: villag", "引用的“villag”没有定义，可能是“village”"),
    "a colour": ("rule: total, before: colour, periods: 1", "是颜色或等级，不是数值"),
    "no full marks": ("rule: mean, before: counted, periods: 2, missing: full", "没有满分"),
    "no condition": ("rule: running, input: score, periods: 3", "不是条件（condition），没有是否成立"),
    "run of nothing": ("rule: running, input: held", "缺少“periods”"),
    "run since itself": (
        "rule: running, input: held, periods: 3, since: month",
        "“since”应比它自己的周期（month）长",
    ),
    "earlier by two ways": (
        "rule: earlier, input: score, periods: 1, last_year: true",
        "“periods”和“last_year”只能写一种",
    ),
    "earlier by nothing": ("rule: earlier, input: score, periods: 0", "“periods”应是1至400的整数"),
    "earlier of another cycle": ("rule: earlier, input: week", "引用的“周得分”周期不同"),
    "campaign last year": ("every: campaign, rule: earlier, input: stage, last_year: true", "没有上年同期"),
    "above of no part": ("rule: above, figure: village", "属于“村”，不是“街道”的上级"),
    "above without figure": ("rule: above", "缺少“figure”"),
    "balance without start": ("rule: balance, change: score, periods: 3", "缺少“start”"),
    "balance beyond its limits": (
        "rule: balance, start: 100, change: score, periods: 3, cap: 90",
        "的“start”为100，高于“cap”",
    ),
    "reset beyond its limits": (
        "rule: balance, start: 100, change: score, periods: 3, floor: 70, "
        "reset: {when: {figure: score, above: 1}, to: 60}",
        "的“reset”为60，低于“floor”",
    ),
    "limits crossed": (
        "rule: balance, start: 5, change: score, periods: 3, floor: 9, cap: 2",
        "的“floor”应小于“cap”",
    ),
    "reset without tests": (
        "rule: balance, start: 100, change: score, periods: 3, reset: {to: 60}",
        "的重置缺少“when”",
    ),
    "balance since itself": (
        "rule: balance, start: 100, change: score, periods: 3, since: week",
        "“since”应比它自己的周期",
    ),
    "mistyped": ("rule: total, parts: village, atleast: 1", "没有“atleast”这一项，可能是“at_least”"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_faults(fault: str) -> None:
    figure, sentence = FAULTS[fault]
    every = "" if figure.startswith("every") else "every: month, "
    figures = (
        VILLAGE
        + WEEK.splitlines()[0]
        + "\n{id: colour, name: 颜色, of: 街道, every: month, rule: bands, input: score, "
        "bands: [{id: a, name: 甲等}]}\n"
        "{id: counted, name: 个数, of: 街道, every: month, rule: count, parts: village}\n"
        "{id: held, name: 成立, of: 街道, every: month, rule: condition, all: {figure: score, above: 1}}\n"
        "{id: stage, name: 阶段, of: 街道, every: campaign, rule: mark, full: 100}\n"
        f"{{id: made, name: 汇总, of: 街道, {every}{figure}}}"
    )
    found = faults_of(figures)
    assert len(found) == 1, found
    line, _, message = found[0].partition(": ")
    assert int(line) == 8
    assert sentence in message


EVERY_FORM = (
    VILLAGE
    + "{id: above, name: 上级, of: 村, every: month, rule: above, figure: score}\n"
    + WEEK.splitlines()[0]
    + "\n"
    + "".join(
        f"{{id: g{number}, name: 汇总, of: 街道, {rule if rule.startswith('every') else 'every: month, ' + rule}}}\n"
        for number, rule in enumerate(
            (
                "rule: mean, parts: village",
                "rule: mean, parts: village, by: lead, missing: full, at_least: 3",
                "rule: mean, parts: village, weights: {grade: {一级: 1/3, 二级: 2.5}}, "
                "where: [{group: A}, {figure: village, above: 1}]",
                "rule: mean, parts: village, weights: {figure: village}",
                "every: quarter, rule: mean, within: score, weights: [15%, 25%, 60%], divide: false",
                "rule: mean, within: week, missing: zero",
                "rule: total, parts: village, by: lead_and_responsible, shared: true",
                "rule: worst, before: score, periods: 12, and_this: true, since: year, better: low",
                "rule: best, before: score, periods: 2",
                "rule: latest, before: score, periods: 3, missing: no_data",
                "rule: count, parts: village, by: responsible, where: {figure: village, has: value}",
                "rule: total, inputs: [score, g0], missing: zero",
                "rule: condition, all: {figure: score, above: 60}",
                "rule: running, input: g12, periods: 12, since: quarter",
                "rule: running, input: g12, periods: 1",
                "rule: earlier, input: score, periods: 2, missing: this",
                "rule: earlier, input: score, last_year: true",
                "rule: balance, start: 100, change: score, periods: 12, since: year, floor: 0, cap: 120, "
                "reset: {when: [{figure: g12, holds: true}, {grade: 一级}], to: 60}",
                "rule: balance, start: 1/3, change: score, periods: 2",
            )
        )
    )
)


def test_what_is_written_is_read_back_equal() -> None:
    text = scheme_text(EVERY_FORM)
    scheme = scheme_of(text)
    rules = {figure.id: figure.rule for figure in scheme.figures}
    assert read_again(scheme, text) == rules
    assert isinstance(rules["g0"], MeanOfParts)
    assert all(isinstance(rules[f"g{number}"], Gather) for number in range(1, 12))
