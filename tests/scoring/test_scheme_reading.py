"""Scheme files: what one may say, and every fault at once, each with its line and a Chinese sentence."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction

import pytest

from cityassess.errors import Problem
from cityassess.scoring.forms import (
    Band,
    Bands,
    Comparison,
    Deduct,
    Limit,
    Mark,
    MeanOfParts,
    Missing,
    NotApplicable,
    Several,
    Sum,
    Term,
    Ties,
    Unchecked,
)
from cityassess.scoring.periods import Cycle
from cityassess.scoring.scheme import Rounding, RoundingMode
from tests.scoring.offices import read_text, scheme_of

GOOD = """\
scheme: try-2016
name: 试行考核
circular: 城管委〔2016〕8号
in_force_from: 2016-01-01
in_force_to: 2017-12-31
decimals: 3
kinds:
  - {name: 街道}
  - {name: 社区, part_of: 街道}
figures:
  - {id: company, name: 物业公司, of: 街道, every: month, rule: deduct, full: 40, floor: 5, unchecked: full}
  - {id: order, name: 秩序, of: 街道, every: month, rule: mark, full: 30, several: mean, entry_decimals: 1}
  - {id: point, name: 点位, of: 社区, every: month, rule: mark, full: 100, clause: 第三条}
  - {id: points, name: 点位平均, of: 街道, every: month, rule: mean, parts: point, missing: zero, at_least: 2}
  - id: total
    name: 合计
    of: 街道
    every: month
    rule: weighted
    inputs: [company: 60%, order: 1/3, points: 0.07]
    missing: skip
    not_applicable: rescale
    round: 2
    rounding: half_even
  - {id: plain, name: 相加, of: 街道, every: month, rule: sum, inputs: [company, order], print: 1}
  - id: colour
    name: 督办
    of: 街道
    every: month
    rule: bands
    input: total
    colours: true
    bands:
      - {id: red, name: 红, below: 20, clause: 第九条}
      - {id: yellow, name: 黄, at_least: 20, below: 40.5}
      - {id: none, name: 正常}
colours:
  - {id: yellow, name: 黄, tint: yellow}
  - {id: red, name: 红, tint: red, meaning: 限期整改}
rankings:
  - {id: streets, name: 街道, score: total, better: low, ties: dense, compare: exact, by_group: false, rating: colour}
bulletin: {authority: 考核办, title: 通报, addressee: 各街道：, signature: 考核办, requirements: [一, 二]}
"""


def test_a_scheme_is_read_as_it_is_written() -> None:
    scheme = scheme_of(GOOD)
    assert (scheme.id, scheme.name, scheme.circular) == ("try-2016", "试行考核", "城管委〔2016〕8号")
    assert (scheme.in_force_from, scheme.in_force_to) == (date(2016, 1, 1), date(2017, 12, 31))
    assert [(kind.name, kind.part_of) for kind in scheme.kinds] == [("街道", None), ("社区", "街道")]
    rules = {figure.id: figure.rule for figure in scheme.figures}
    assert rules == {
        "company": Deduct(Fraction(40), Fraction(5), Unchecked.FULL),
        "order": Mark(Fraction(30), Several.MEAN),
        "point": Mark(Fraction(100), Several.ONE),
        "points": MeanOfParts("point", Missing.ZERO, 2),
        "total": Sum(
            (
                Term("company", Fraction(3, 5)),
                Term("order", Fraction(1, 3)),
                Term("points", Fraction(7, 100)),
            ),
            Missing.SKIP,
            NotApplicable.RESCALE,
            weighted=True,
        ),
        "plain": Sum(
            (Term("company"), Term("order")), Missing.NO_DATA, NotApplicable.NOT_APPLICABLE, weighted=False
        ),
        "colour": Bands(
            "total",
            (
                Band("red", "红", (Limit(Comparison.BELOW, Fraction(20)),), "第九条"),
                Band(
                    "yellow",
                    "黄",
                    (Limit(Comparison.BELOW, Fraction(81, 2)), Limit(Comparison.AT_LEAST, Fraction(20))),
                ),
                Band("none", "正常", ()),
            ),
            colours=True,
        ),
    }
    total, plain, order = (scheme.by_id[name] for name in ("total", "plain", "order"))
    assert (total.rounding, total.decimals) == (Rounding(2, RoundingMode.HALF_EVEN), 2)
    assert (plain.rounding, plain.decimals) == (None, 1)
    assert (order.decimals, order.entry_decimals, order.every) == (3, 1, Cycle.MONTH)
    (ranking,) = scheme.rankings
    assert (ranking.ordering.high_first, ranking.ordering.by_published, ranking.ordering.by_group) == (
        False,
        False,
        False,
    )
    assert (ranking.ordering.ties, ranking.rating) == (Ties.DENSE, "colour")
    assert scheme.bulletin.requirements == ("一", "二")
    assert [scheme.colour(name).tint for name in ("yellow", "red")] == ["yellow", "red"]


def test_figures_may_stand_before_what_they_read() -> None:
    lines = GOOD.splitlines()
    start, end = lines.index("figures:") + 1, lines.index("colours:")
    figures = re.split(r"\n(?=  - )", "\n".join(lines[start:end]))
    turned = "\n".join([*lines[:start], *reversed(figures), *lines[end:]])
    scheme = scheme_of(turned)
    seen: set[str] = set()
    for figure in scheme.figures:
        assert set(figure.inputs) <= seen
        seen.add(figure.id)
    assert [figure.id for figure in scheme.criteria] == ["point", "order", "company"]
    assert {figure.id: figure.rule for figure in scheme.figures} == {
        figure.id: figure.rule for figure in scheme_of(GOOD).figures
    }


FAULTS = {
    "no id": ("scheme: try-2016\n", "", 1, "方案缺少“scheme”"),
    "bad id": ("scheme: try-2016", "scheme: 试行", 1, "编号“试行”只能用英文字母、数字、- 和 _"),
    "no name": ("name: 试行考核", "name: ''", 2, "“name”不能为空"),
    "bad date": ("in_force_from: 2016-01-01", "in_force_from: 2016-02-30", 4, "应是日期，如 .+现为“2016-02-30”"),
    "no date": ("in_force_from: 2016-01-01\n", "", 1, "方案缺少“in_force_from”"),
    "ends before it begins": ("in_force_to: 2017", "in_force_to: 2015", 5, "失效日期早于生效日期"),
    "unknown key with a near one": ("decimals: 3", "decimal: 3", 6, "没有“decimal”这一项，可能是“decimals”"),
    "unknown key without": ("decimals: 3", "zzz: 3", 6, "没有“zzz”这一项。$"),
    "too many decimals": ("decimals: 3", "decimals: 9", 6, "应是0至6的整数"),
    "part decimals": ("decimals: 3", "decimals: 1.5", 6, "应是0至6的整数"),
    "unknown upper kind": ("part_of: 街道}", "part_of: 街}", 9, "对象类型“街”没有定义"),
    "kinds in a ring": ("{name: 街道}", "{name: 街道, part_of: 社区}", 8, "“街道”绕了一圈又属于自己"),
    "same kind twice": ("{name: 街道}", "{name: 社区}", 9, "“社区”与第8行重复"),
    "a list where a value belongs": ("{name: 街道}", "{name: [街道]}", 8, "应是一个值，不是列表"),
    "figure without id": ("{id: company, ", "{", 11, "缺少“id”"),
    "figure id twice": ("id: order", "id: company", 12, "“company”与第11行重复"),
    "unknown kind": ("of: 街道, every: month, rule: deduct", "of: 街, every: month, rule: deduct", 11, "“街”没有定义"),
    "no kind": ("物业公司, of: 街道,", "物业公司,", 11, "考核项“物业公司”缺少“of”"),
    "unknown cycle": ("month, rule: deduct", "monthly, rule: deduct", 11, "“every”应是 day、week、.+现为“monthly”"),
    "no cycle": (" every: month, rule: deduct", " rule: deduct", 11, "缺少“every”"),
    "unknown rule": ("rule: deduct", "rule: deducts", 11, "规则“deducts”不认识，可能是“deduct”。可用：deduct、"),
    "no rule": ("rule: deduct, ", "", 11, "缺少“rule”"),
    "no full marks": ("rule: mark, full: 30, ", "rule: mark, ", 12, "缺少“full”"),
    "full marks of words": ("full: 30", "full: 三十", 12, "“full”应是数字，现为“三十”"),
    "full marks of nothing": ("full: 30", "full: 0", 12, "满分应大于0"),
    "full marks too fine": ("full: 30", "full: 33.33333", 12, "最多4位小数"),
    "full marks too big": ("full: 30", "full: 1000001", 12, "不超过1000000"),
    "floor above full": ("floor: 5", "floor: 41", 11, "高于满分"),
    "unknown policy": ("unchecked: full", "unchecked: skip", 11, "之一，现为“skip”"),
    "key of another rule": ("several: mean", "floor: 0", 12, "考核项“秩序”没有“floor”这一项"),
    "near key of a rule": ("several: mean", "severals: mean", 12, "没有“severals”这一项，可能是“several”"),
    "marks too fine": ("entry_decimals: 1", "entry_decimals: 5", 12, "应是0至4的整数"),
    "mean of an unknown figure": ("parts: point,", "parts: poin,", 14, "引用的“poin”没有定义，可能是“point”"),
    "mean of no part": ("parts: point,", "parts: order,", 14, "属于“街道”，不是“街道”的下级"),
    "mean of a colour": ("parts: point,", "parts: colour,", 14, "“督办”是颜色或等级，不是数值"),
    "mean of another cycle": ("社区, every: month", "社区, every: week", 14, "引用的“点位”周期不同"),
    "mean of at least none": ("at_least: 2", "at_least: 0", 14, "应是1至100000的整数"),
    "sum of an unknown figure": ("order: 1/3", "ordr: 1/3", 20, "引用的“ordr”没有定义，可能是“order”"),
    "sum of another kind": ("points: 0.07", "point: 0.07", 20, "“点位”属于“社区”，不是“街道”"),
    "sum of a colour": ("inputs: [company, order]", "inputs: [company, colour]", 25, "“督办”是颜色或等级，不是数值"),
    "sum of nothing": ("inputs: [company, order]", "inputs: []", 25, "不能是空列表"),
    "sum of no list": ("inputs: [company, order]", "inputs: company", 25, "“inputs”应是列表"),
    "weights in a plain sum": ("inputs: [company, order]", "inputs: [company: 1, order]", 25, "要加权请用 rule"),
    "plain ids in a weighted sum": ("company: 60%, order: 1/3", "company, order: 1/3", 20, "应写成“编号: 权重”"),
    "weight of words": ("company: 60%", "company: 六成", 20, "“company”的权重应是数字或百分数，现为“六成”"),
    "weight of nothing": ("company: 60%", "company: 0%", 20, "权重为0"),
    "weight over nothing": ("order: 1/3", "order: 1/0", 20, "“order”的权重应是数字或百分数，现为“1/0”"),
    "weight as a list": ("company: 60%", "company: [60]", 20, "“company”的权重应是数字"),
    "the same input twice": ("order: 1/3", "company: 1/3", 20, "重复引用了“company”"),
    "weights that don't add up": ("missing: skip", "total_weight: 100%", 21, "权重合计为.+，与所写的100%不符"),
    "unknown way to round": ("rounding: half_even", "rounding: half_down", 24, "应是 half_up、half_even 之一"),
    "printed less than rounded": ("round: 2", "round: 2\n    print: 1", 24, "只打印1位会看不出差别"),
    "too fine a rounding": ("round: 2", "round: 7", 23, "应是0至6的整数"),
    "a figure that reads itself": ("inputs: [company, order]", "inputs: [plain, order]", 25, "成环：相加 → 相加"),
    "band that never holds": ("below: 20, clause", "below: 20, at_least: 20, clause", 33, "“红”永远不会出现"),
    "band behind a wider one": ("at_least: 20, below: 40.5", "below: 19", 33, "“黄”永远不会出现"),
    "gap between bands": ("      - {id: none, name: 正常}\n", "", 33, "有空档：如40.5分不属于任何一档"),
    "band twice": ("{id: yellow, name: 黄, at_least", "{id: red, name: 黄, at_least", 33, "“red”出现了两次"),
    "band of words": ("below: 20, clause", "below: 二十, clause", 34, "“below”应是数字，现为“二十”"),
    "no bands": ("    bands:\n", "    band:\n", 26, "缺少“bands”"),
    "colour undefined": ("{id: yellow, name: 黄, at", "{id: yelow, name: 黄, at", 33, "“yelow”没有定义，可能是“yellow"),
    "colours neither yes nor no": ("colours: true", "colours: 是", 32, "应是 true 或 false，现为“是”"),
    "unknown tint": ("tint: red", "tint: pink", 39, "“tint”应是 .+ 之一，现为“pink”"),
    "colour twice": ("{id: red, name: 红, tint", "{id: yellow, name: 红, tint", 39, "“yellow”与第38行重复"),
    "ranking of an unknown figure": ("score: total", "score: totl", 41, "引用的“totl”没有定义，可能是“total”"),
    "ranking of a colour": ("score: total", "score: colour", 41, "“督办”是颜色或等级，不是数值"),
    "ranking of two kinds": ("score: total", "score: point", 41, "不是同一类对象、同一周期"),
    "rating that is no colour": ("rating: colour", "rating: plain", 41, "“相加”应是 colours: true 的分档"),
    "unknown rating": ("rating: colour", "rating: color", 41, "“color”没有定义，可能是“colour”"),
    "unknown order": ("better: low", "better: lower", 41, "应是 high 或 low，现为“lower”"),
    "unknown ties": ("ties: dense", "ties: shared", 41, "应是 competition、dense 之一，现为“shared”"),
    "unknown comparison": ("compare: exact", "compare: both", 41, "应是 published 或 exact，现为“both”"),
    "no rankings": ("rankings:\n  - {", "ranking:\n  - {", 0, "方案缺少“rankings”"),
    "no bulletin": ("bulletin: {", "bulletins: {", 42, "没有“bulletins”这一项，可能是“bulletin”"),
    "bulletin without a signature": (", signature: 考核办", "", 42, "通报用语缺少“signature”"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_reported_with_its_line_and_a_sentence(fault: str) -> None:
    right, wrong, line, sentence = FAULTS[fault]
    assert right in GOOD, "the case no longer fits the text"
    scheme, problems = read_text(GOOD.replace(right, wrong, 1))
    assert scheme is None
    found = [problem for problem in problems if re.search(sentence, problem.message)]
    assert found, "\n".join(map(str, problems))
    assert found[0].file == "方案.yaml"
    if line:
        assert [problem.line for problem in found] == [line], "\n".join(map(str, problems))
    assert all(re.search("[一-鿿]", problem.message) for problem in problems)
    assert not any("。。" in problem.message for problem in problems)


def _lines(problems: tuple[Problem, ...]) -> list[int]:
    return [problem.line or 0 for problem in problems]


def test_all_faults_are_reported_at_once_in_the_order_of_the_file() -> None:
    text = GOOD
    apart = [
        "bad date",
        "unknown upper kind",
        "full marks of words",
        "mean of at least none",
        "weight of words",
        "unknown way to round",
        "band of words",
        "unknown tint",
        "unknown ties",
        "bulletin without a signature",
    ]
    for name in apart:
        right, wrong, _, _ = FAULTS[name]
        text = text.replace(right, wrong, 1)
    scheme, problems = read_text(text)
    assert scheme is None
    assert _lines(problems) == sorted(_lines(problems))
    for name in apart:
        _, _, line, sentence = FAULTS[name]
        assert any(problem.line == line and re.search(sentence, problem.message) for problem in problems), (
            name
        )
    assert len(set(problems)) == len(problems)


def test_a_gap_in_the_middle_is_named_by_a_value_that_falls_into_it() -> None:
    text = GOOD.replace("at_least: 20, below: 40.5", "above: 20.5, below: 40.5")
    text = text.replace("{id: none, name: 正常}", "{id: none, name: 正常, at_least: 40.5}")
    _, problems = read_text(text)
    (message,) = [problem.message for problem in problems]
    assert re.search(r"有空档：如20(\.\d+)?分不属于任何一档", message)


def test_a_long_ring_names_the_figures_on_it() -> None:
    ring = "\n".join(
        f"  - {{id: r{i}, name: 环{i}, of: 街道, every: month, rule: sum, inputs: [r{(i + 1) % 4}]}}"
        for i in range(4)
    )
    _, problems = read_text(GOOD.replace("figures:\n", f"figures:\n{ring}\n"))
    (message,) = [problem.message for problem in problems]
    assert message == "考核项互相引用成环：环0 → 环1 → 环2 → 环3 → 环0。改掉其中一项的引用。"
    assert problems[0].line == 11


def test_a_long_chain_is_read_and_an_endless_one_refused_without_a_traceback() -> None:
    def chain(length: int) -> str:
        links = [
            f"  - {{id: c{i}, name: 链{i}, of: 街道, every: month, rule: sum, inputs: [c{i + 1}]}}"
            for i in range(length)
        ]
        links.append(
            f"  - {{id: c{length}, name: 链尾, of: 街道, every: month, rule: sum, inputs: [company]}}"
        )
        return GOOD.replace("figures:\n", "\n".join(["figures:", *links, ""]))

    assert len(scheme_of(chain(40)).figures) == 48
    scheme, problems = read_text(chain(1000))
    assert scheme is None
    assert problems
    assert all("层" in problem.message for problem in problems)


@pytest.mark.parametrize("text", ["[]", "a", "{}", "scheme: {a: b}", "figures: 3", "- scheme: x"])
def test_a_file_of_another_shape_is_refused_in_chinese(text: str) -> None:
    scheme, problems = read_text(text)
    assert scheme is None
    assert problems
    assert all(re.search("[一-鿿]", problem.message) for problem in problems)
    assert not any("。。" in problem.message for problem in problems)


def test_a_rule_that_is_not_known_is_the_only_fault_of_its_figure_and_of_those_that_read_it() -> None:
    for right, wrong in [("rule: deduct", "rule: deducts"), ("rule: deduct, ", "")]:
        _, problems = read_text(GOOD.replace(right, wrong, 1))
        assert _lines(problems) == [11], "\n".join(map(str, problems))
