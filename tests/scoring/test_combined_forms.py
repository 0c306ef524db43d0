"""Forms that combine figures of one object and period: boundary cases worked by hand, their words, their faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from random import Random

import pytest

from cityassess.scoring import column
from cityassess.scoring.assess import assess
from cityassess.scoring.assessment import FigureResult, State, Trace
from cityassess.scoring.engine import Evaluation
from cityassess.scoring.fields import Faults, Fields
from cityassess.scoring.forms import (
    Choice,
    Choose,
    Comparison,
    Condition,
    Limit,
    Option,
    Ratio,
    Several,
    Steps,
    Sum,
    Table,
    Term,
)
from cityassess.scoring.numbers import plain_text, rounded
from cityassess.scoring.periods import parse_period
from cityassess.scoring.reasons import limit_words
from cityassess.scoring.results import figure_result
from cityassess.scoring.rules import rule_kind
from cityassess.scoring.trace import explain
from cityassess.scoring.tree import Items, Node, Scalar, Written
from cityassess.scoring.tree import Mapping as TreeMapping
from tests.scoring.offices import BULLETIN, Office, read_text, scheme_of

HEAD = (
    """\
scheme: combined
name: 组合
circular: 考核办〔2026〕1号
in_force_from: 2026-01-01
kinds: [{name: 街道}]
colours: [{id: yellow, name: 黄牌, tint: yellow}, {id: red, name: 红牌, tint: red}]
rankings: [{id: streets, name: 街道, score: x}]
"""
    + BULLETIN.strip()
    + """
figures:
  - {id: x, name: 甲项, of: 街道, every: month, rule: measure, least: -1000000, entry_decimals: 4}
  - {id: y, name: 乙项, of: 街道, every: month, rule: measure, least: -1000000, entry_decimals: 4}
  - {id: z, name: 丙项, of: 街道, every: month, rule: measure, least: -1000000, entry_decimals: 4}
  - {id: a, name: 四十分项, of: 街道, every: month, rule: mark, full: 40}
  - {id: b, name: 六十分项, of: 街道, every: month, rule: mark, full: 60}
"""
)
MONTH = "2026-11"
Inputs = Mapping[str, str]


def figure(rule: str, figure_id: str = "f", name: str = "结果") -> str:
    """A line of a scheme for one figure by its rule."""
    return f"  - {{id: {figure_id}, name: {name}, of: 街道, every: month, {rule}}}\n"


@dataclass
class Worked:
    """A scheme worked out for several objects, each with its own inputs."""

    office: Office
    evaluation: Evaluation

    def result(self, number: int = 0, figure_id: str = "f") -> FigureResult:
        return figure_result(self.evaluation, self.evaluation.scheme.by_id[figure_id], 0, number)

    def trace(self, number: int = 0, figure_id: str = "f") -> Trace:
        key = self.office.objects[number].key
        return explain(self.evaluation, figure_id, key, parse_period(MONTH), self.office.checks)


def worked(figures: str, *cases: Inputs) -> Worked:
    """Work out figures for one object for each case; an input that a case does not name was not seen."""
    office = Office(scheme_of(HEAD + figures))
    for number, case in enumerate(cases):
        item = office.add(f"街道{number}", "街道", group=case.get("group", ""))
        for criterion, value in case.items():
            if criterion != "group":
                office.mark(MONTH, item, criterion, value)
    return Worked(office, office.evaluation(MONTH))


NO_DATA, NOT_APPLICABLE = "无数据", "不适用"
STEPS = "rule: steps, input: x, target: 90, full: 20, step: 2, points: 0.5"
LOW_STEPS = "rule: steps, input: x, target: 10, better: low, full: 20, step: 5, points: 3"
RATE = "rule: ratio, over: [x], under: [y, {z: -1}], times: 100"
LINE = "rule: linear, input: x, points: [{at: 10, gives: 100}, {at: 40, gives: 40}, {at: 70, gives: 0}]"
ROWS = "rule: table, input: x, rows: [{at_least: 90, gives: 100}, {at_least: 75, below: 90, gives: 90}, {gives: 0}]"
COLOURS = "colours: true, bands: [{id: red, name: 红, below: 60}, {id: none, name: 正常}]"
VETO = "rule: choose, cases: [{when: [{figure: y, above: 0}], gives: 0}, {when: {figure: z, at_least: 3}, gives: 60}]"

HAND: dict[str, tuple[str, list[tuple[Inputs, str]]]] = {
    "points lost from a thousand": (
        "rule: weighted, inputs: [x: -1, y: -2], start: 1000",
        [({"x": "12.5", "y": "3"}, "981.50"), ({"x": "0", "y": "0"}, "1000.00"), ({"x": "1"}, NO_DATA)],
    ),
    "never below nothing": (
        "rule: weighted, inputs: [x: -1], start: 10, floor: 0",
        [({"x": "9.99"}, "0.01"), ({"x": "10"}, "0.00"), ({"x": "10.01"}, "0.00")],
    ),
    "never above a hundred": (
        "rule: sum, inputs: [x, y], cap: 100",
        [
            ({"x": "59.99", "y": "40"}, "99.99"),
            ({"x": "60", "y": "40"}, "100.00"),
            ({"x": "60", "y": "40.01"}, "100.00"),
            ({"x": "60", "y": "/"}, NOT_APPLICABLE),
        ],
    ),
    "rescaled before start and cap": (
        "rule: sum, inputs: [a, b], not_applicable: rescale, start: 5, cap: 100",
        [
            ({"a": "30", "b": "/"}, "80.00"),  # 30 × 100 ÷ 40 + 5
            ({"a": "39", "b": "/"}, "100.00"),  # 102.5
            ({"a": "30", "b": "50"}, "85.00"),
            ({"a": "/", "b": "/"}, NOT_APPLICABLE),
        ],
    ),
    "what is taken off has no part in full marks": (
        "rule: weighted, inputs: [a: 1, b: 1, x: -1], not_applicable: rescale",
        [
            ({"a": "30", "b": "/", "x": "2"}, "70.00"),  # (30 − 2) × 100 ÷ 40
            ({"a": "/", "b": "/", "x": "2"}, NOT_APPLICABLE),
        ],
    ),
    "a skipped item does not blank the total": (
        "rule: sum, inputs: [a, b], missing: skip",
        [({"a": "30"}, "30.00"), ({"a": "30", "b": "50"}, "80.00"), ({}, NO_DATA)],
    ),
    "half to even": (
        "rule: weighted, inputs: [x: 1/2], round: 1, rounding: half_even",
        [
            ({"x": "0.5"}, "0.2"),
            ({"x": "0.7"}, "0.4"),
            ({"x": "1.3"}, "0.6"),
            ({"x": "1.3002"}, "0.7"),
            ({"x": "-0.5"}, "-0.2"),
        ],
    ),
    "half up": (
        "rule: weighted, inputs: [x: 1/2], round: 1",
        [({"x": "0.5"}, "0.3"), ({"x": "-0.5"}, "-0.3"), ({"x": "0.4999"}, "0.2")],
    ),
    "whole steps short": (
        STEPS,
        [
            ({"x": "90"}, "20.00"),
            ({"x": "95"}, "20.00"),
            ({"x": "88.01"}, "20.00"),
            ({"x": "88"}, "19.50"),
            ({"x": "86.01"}, "19.50"),
            ({"x": "10"}, "0.00"),  # 40 steps
            ({"x": "8"}, "0.00"),
            ({"x": "/"}, NOT_APPLICABLE),
            ({}, NO_DATA),
        ],
    ),
    "started steps short": (
        f"{STEPS}, count_steps: started",
        [
            ({"x": "90"}, "20.00"),
            ({"x": "89.99"}, "19.50"),
            ({"x": "88"}, "19.50"),
            ({"x": "87.99"}, "19.00"),
        ],
    ),
    "parts of steps short": (
        f"{STEPS}, count_steps: part, floor: 15",
        [({"x": "89"}, "19.75"), ({"x": "89.96"}, "19.99"), ({"x": "70"}, "15.00"), ({"x": "69"}, "15.00")],
    ),
    "rewarded beyond": (
        f"{STEPS}, reward: 1, cap: 22",
        [({"x": "91.99"}, "20.00"), ({"x": "92"}, "21.00"), ({"x": "94"}, "22.00"), ({"x": "99"}, "22.00")],
    ),
    "low is better": (
        f"{LOW_STEPS}, reward: 1",
        [({"x": "10"}, "20.00"), ({"x": "14.99"}, "20.00"), ({"x": "15"}, "17.00"), ({"x": "0"}, "22.00")],
    ),
    "a line between points": (
        LINE,
        [
            ({"x": "-5"}, "100.00"),
            ({"x": "10"}, "100.00"),
            ({"x": "20"}, "80.00"),
            ({"x": "40"}, "40.00"),
            ({"x": "55"}, "20.00"),
            ({"x": "70"}, "0.00"),
            ({"x": "71"}, "0.00"),
            ({"x": "/"}, NOT_APPLICABLE),
        ],
    ),
    "rows of a table": (
        ROWS,
        [
            ({"x": "90"}, "100.00"),
            ({"x": "89.9999"}, "90.00"),
            ({"x": "75"}, "90.00"),
            ({"x": "74.9999"}, "0.00"),
            ({"x": "-3"}, "0.00"),
            ({}, NO_DATA),
        ],
    ),
    "a rate with exclusions": (
        f"{RATE}, round: 2, cap: 100, floor: 10",
        [
            ({"x": "1", "y": "4", "z": "1"}, "33.33"),
            ({"x": "2", "y": "4", "z": "1"}, "66.67"),
            ({"x": "5", "y": "5", "z": "1"}, "100.00"),
            ({"x": "0", "y": "5", "z": "1"}, "10.00"),
            ({"x": "0", "y": "2", "z": "2"}, NOT_APPLICABLE),
            ({"x": "1", "y": "4"}, NO_DATA),
            ({"x": "1", "y": "4", "z": "/"}, NOT_APPLICABLE),
            ({"x": "/", "y": "4"}, NO_DATA),
        ],
    ),
    "nothing due counts in full": (
        f"{RATE}, when_zero: full",
        [({"x": "0", "y": "2", "z": "2"}, "100.00")],
    ),
    "nothing due counts as nothing": (
        f"{RATE}, when_zero: zero",
        [({"x": "3", "y": "0", "z": "0"}, "0.00")],
    ),
    "nothing due is no data": (f"{RATE}, when_zero: no_data", [({"x": "0", "y": "0", "z": "0"}, NO_DATA)]),
    "a product": (
        "rule: product, inputs: [x, y], times: 5%, cap: 200",
        [
            ({"x": "3000", "y": "0.85"}, "127.50"),
            ({"x": "3000", "y": "-0.85"}, "-127.50"),
            ({"x": "8000", "y": "1"}, "200.00"),
            ({"x": "0", "y": "7"}, "0.00"),
            ({"x": "0"}, NO_DATA),
            ({"x": "0", "y": "/"}, NOT_APPLICABLE),
            ({"y": "/"}, NO_DATA),
        ],
    ),
    "a product beyond 64 bits": (
        "rule: product, inputs: [x, y, z], print: 4",
        [({"x": "999999.9999", "y": "999999.9999", "z": "999999.9999"}, "999999999700000000.0300")],
    ),
    "reserved points": ("rule: constant, value: 7.5", [({}, "7.50"), ({"x": "/"}, "7.50")]),
    "all tests hold": (
        "rule: condition, all: [{figure: x, below: 75}, {figure: y, at_least: 1, at_most: 2}]",
        [
            ({"x": "74.99", "y": "1"}, "是"),
            ({"x": "75", "y": "1"}, "否"),
            ({"x": "74", "y": "2.01"}, "否"),
            ({"x": "75"}, "否"),  # false, whatever the other is
            ({"x": "74"}, NO_DATA),
            ({"x": "74", "y": "/"}, "否"),
            ({}, NO_DATA),
        ],
    ),
    "any test holds": (
        "rule: condition, any: [{figure: x, below: 75}, {figure: y, equals: 1}]",
        [
            ({"x": "74"}, "是"),  # true, whatever the other is
            ({"x": "75"}, NO_DATA),
            ({"x": "75", "y": "/"}, "否"),
            ({"x": "75", "y": "1"}, "是"),
            ({"x": "75", "y": "1.0001"}, "否"),
        ],
    ),
    "all of some and one of others": (
        "rule: condition, all: {figure: x, above: 0}, any: [{figure: y, above: 0}, {figure: z, above: 0}]",
        [
            ({"x": "1", "y": "0", "z": "1"}, "是"),
            ({"x": "1", "y": "0"}, NO_DATA),
            ({"x": "0", "y": "0"}, "否"),
            ({"x": "1", "y": "0", "z": "0"}, "否"),
            ({"y": "0", "z": "0"}, "否"),
            ({"y": "1"}, NO_DATA),
        ],
    ),
    "whether there is a value": (
        "rule: condition, any: [{figure: x, has: no_data}, {figure: x, has: not_applicable}]",
        [({}, "是"), ({"x": "/"}, "是"), ({"x": "0"}, "否")],
    ),
    "by group": (
        "rule: condition, all: [{group: [城区, 郊区]}]",
        [({"group": "城区"}, "是"), ({"group": "乡镇"}, "否"), ({}, "否")],
    ),
    "the first case that holds": (
        f"{VETO}, otherwise: {{figure: x}}",
        [
            ({"x": "88", "y": "0", "z": "2"}, "88.00"),
            ({"x": "88", "y": "0", "z": "3"}, "60.00"),
            ({"x": "88", "y": "1", "z": "3"}, "0.00"),
            ({"x": "88", "y": "1"}, "0.00"),  # decided before the unknown case
            ({"x": "88", "z": "3"}, NO_DATA),  # an earlier case is unknown
            ({"y": "0", "z": "0"}, NO_DATA),
            ({"x": "/", "y": "0", "z": "0"}, NOT_APPLICABLE),
            ({"x": "/", "y": "0", "z": "3"}, "60.00"),
        ],
    ),
    "no case holds and nothing else is said": (VETO, [({"x": "1", "y": "0", "z": "0"}, NOT_APPLICABLE)]),
    "bands by tests and limits": (
        "rule: bands, input: x, colours: true, bands: [{id: red, name: 红, below: 60, when: {figure: y, above: 0}}, "
        "{id: red, name: 红, when: {figure: z, above: 0}}, {id: yellow, name: 黄, below: 60}, {id: none, name: 正常}]",
        [
            ({"x": "59", "y": "1"}, "红牌"),
            ({"x": "60", "y": "1", "z": "0"}, "正常"),
            ({"x": "59", "y": "0", "z": "0"}, "黄牌"),
            (
                {"x": "60", "z": "1"},
                "红牌",
            ),  # the limits rule the first band out, so its test need not be known
            ({"x": "59", "z": "0"}, NO_DATA),
            ({"y": "1", "z": "1"}, NO_DATA),
        ],
    ),
    "bands by tests alone": (
        "rule: bands, bands: [{id: bad, name: 差, when: [{figure: x, above: 0}]}, {id: good, name: 好}]",
        [({"x": "1"}, "差"), ({"x": "0"}, "好"), ({"x": "/"}, "好"), ({}, NO_DATA)],
    ),
}


@pytest.mark.parametrize("name", HAND)
def test_what_was_worked_by_hand(name: str) -> None:
    rule, cases = HAND[name]
    found = worked(figure(rule), *(inputs for inputs, _ in cases))
    assert [found.result(number).text for number in range(len(cases))] == [text for _, text in cases]


@pytest.mark.parametrize("name", HAND)
def test_printed_shares_add_up_to_the_printed_figure(name: str) -> None:
    rule, cases = HAND[name]
    found = worked(figure(rule), *(inputs for inputs, _ in cases))
    decimals = found.evaluation.scheme.by_id["f"].decimals
    for number in range(len(cases)):
        trace = found.trace(number)
        assert trace.sentence
        if trace.figure.published is None:
            assert trace.figure.text in trace.sentence
            continue
        shares = [line.share for line in trace.inputs] + [addend.share for addend in trace.addends]
        if isinstance(found.evaluation.scheme.by_id["f"].rule, Sum | Steps | Table):
            assert shares
            assert None not in shares
        if shares and None not in shares:
            printed = sum(rounded(share, decimals) for share in shares if share is not None)
            assert printed == rounded(trace.figure.published, decimals)


@pytest.mark.parametrize("widest", [column.WIDEST, 10**9], ids=["one denominator", "fractions"])
def test_ratios_stay_exact_where_every_cell_has_a_denominator_of_its_own(
    widest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(column, "WIDEST", widest)
    primes = [10007, 10009, 10037, 10039, 10061, 10067, 10069, 10079, 10091, 10093]
    figures = (
        figure("rule: ratio, over: [x], under: [y]", "r")
        + figure("rule: product, inputs: [r, y]", "back")
        + figure("rule: weighted, inputs: [r: 3, r2: -3], start: 1", "none_left")
        + figure("rule: ratio, over: [x], under: [y], times: 1", "r2")
        + figure("rule: sum, inputs: [r], round: 4", "printed")
        + figure("rule: sum, inputs: [r, r2], cap: 1/3", "capped")
        + figure("rule: linear, input: r, points: [{at: 0, gives: 0}, {at: 1, gives: 7}]", "line")
        + figure("rule: steps, input: r, target: 1, full: 1, step: 1, points: 1, count_steps: part", "share")
        + figure("rule: condition, all: [{figure: r, below: 1/10007}]", "below")
    )
    found = worked(figures, *({"x": "1", "y": str(prime)} for prime in primes))
    for number, prime in enumerate(primes):
        exact = {name: found.result(number, name).exact for name in found.evaluation.scheme.by_id}
        assert exact["r"] == Fraction(1, prime)
        assert exact["back"] == 1
        assert exact["none_left"] == 1
        assert exact["capped"] == Fraction(2, prime)
        assert exact["line"] == Fraction(7, prime)
        assert exact["share"] == Fraction(1, prime)
        assert found.result(number, "printed").published == Fraction(1, 10_000)
        assert found.result(number, "below").text == ("否" if prime == primes[0] else "是")


@pytest.mark.parametrize("widest", [column.WIDEST, 10**9], ids=["one denominator", "fractions"])
def test_ratios_of_many_denominators_are_rounded_like_all_others(
    widest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(column, "WIDEST", widest)
    figures = figure("rule: ratio, over: [x], under: [y], round: 2", "up") + figure(
        "rule: ratio, over: [x], under: [y], round: 2, rounding: half_even", "even"
    )
    cases = [("1", "8"), ("-1", "8"), ("3", "8"), ("-3", "8"), ("2", "3"), ("5", "0"), ("1", "10007")]
    primes = [("7", "10009"), ("-7", "10037"), ("9", "10039"), ("9", "10061")]
    found = worked(figures, *({"x": x, "y": y} for x, y in cases + primes))
    numerators = found.evaluation.columns["up"].exact.numerators
    apart = any(isinstance(number, Fraction) for number in numerators.flat)
    assert apart is (widest == 10**9)
    up = ["0.13", "-0.13", "0.38", "-0.38", "0.67", NOT_APPLICABLE, "0.00"]
    even = ["0.12", "-0.12", "0.38", "-0.38", "0.67", NOT_APPLICABLE, "0.00"]
    assert [found.result(number, "up").text for number in range(7)] == up
    assert [found.result(number, "even").text for number in range(7)] == even


def test_forms_hold_numbers_beyond_64_bits_exactly() -> None:
    figures = (
        figure("rule: product, inputs: [x, y, z]", "p")
        + figure("rule: sum, inputs: [p], start: 1", "next")
        + figure("rule: product, inputs: [p, next], times: 1/3", "oblong")
        + figure("rule: weighted, inputs: [p: -1/7], start: 1/3, floor: -1000000000, cap: 1/9", "held")
        + figure(
            "rule: steps, input: p, target: 5, full: 9, step: 1/3, points: 1/7, floor: -999999999999", "whole"
        )
        + figure(
            "rule: steps, input: p, target: 5, better: low, full: 9, step: 1/3, points: 1, count_steps: started, "
            "floor: -999999999999, reward: 2",
            "started",
        )
        + figure(
            "rule: linear, input: p, points: [{at: -1/3, gives: 1/7}, {at: 999999999999, gives: 5}]", "line"
        )
        + figure("rule: table, input: p, rows: [{below: -999999999999, gives: -1}, {gives: 1}]", "row")
    )
    random = Random(64)
    cases = [[Fraction(random.randrange(-(10**10), 10**10), 10_000) for _ in range(3)] for _ in range(40)]
    cases += [[Fraction(1, 10_000)] * 3, [Fraction(5), Fraction(1), Fraction(1)], [Fraction(0)] * 3]
    found = worked(
        figures,
        *({name: plain_text(value) for name, value in zip("xyz", case, strict=True)} for case in cases),
    )
    third = Fraction(1, 3)
    for number, (x, y, z) in enumerate(cases):
        exact = {name: found.result(number, name).exact for name in found.evaluation.scheme.by_id}
        p = x * y * z
        assert exact["p"] == p
        assert exact["oblong"] == p * (p + 1) / 3
        assert exact["held"] == min(max(third - p / 7, Fraction(-1_000_000_000)), Fraction(1, 9))
        assert exact["whole"] == max(9 - Fraction(max(floor((5 - p) * 3), 0), 7), Fraction(-999_999_999_999))
        steps = ceil((p - 5) * 3) if p > 5 else -2 * ceil((5 - p) * 3)
        assert exact["started"] == max(Fraction(9 - steps), Fraction(-999_999_999_999))
        along = min(max((p + third) / (999_999_999_999 + third), Fraction(0)), Fraction(1))
        assert exact["line"] == Fraction(1, 7) + along * (5 - Fraction(1, 7))
        assert exact["row"] == (-1 if p < -999_999_999_999 else 1)


SENTENCES: dict[str, tuple[str, Inputs, str]] = {
    "start and points off": (
        "rule: weighted, inputs: [x: -1, y: -2], start: 100",
        {"x": "12.5", "y": "3"},
        "100 − 12.50×100% − 3.00×2 = 81.50",
    ),
    "only taken off": (
        "rule: weighted, inputs: [x: -1, y: -1], start: 100, floor: 90",
        {"x": "12.5", "y": "3"},
        "100 − 12.50 − 3.00 = 84.50，最低90，得90.00",
    ),
    "cap and rounding": (
        "rule: sum, inputs: [x, y], cap: 100.05, round: 1",
        {"x": "60", "y": "50"},
        "60.00 + 50.00 = 110.0，最高100.05，得100.05，四舍五入保留1位小数得100.1",
    ),
    "steps short": (
        STEPS,
        {"x": "87"},
        "甲项87.00，差目标(90 − 87.00) ÷ 2 = 1.5步，不足一步不计，共1步：20 − 1 × 0.5 = 19.50",
    ),
    "steps beyond": (
        f"{STEPS}, reward: 1, cap: 21",
        {"x": "94"},
        "甲项94.00，超过目标(94.00 − 90) ÷ 2 = 2步：20 + 2 × 1 = 22.00，最高21，得21.00",
    ),
    "steps met": (STEPS, {"x": "94"}, "甲项94.00，达到目标90，得20.00"),
    "line": (
        LINE,
        {"x": "20"},
        "甲项20.00，在10（100分）与40（40分）之间：100 − 60 × (20.00 − 10) ÷ (40 − 10) = 80.00",
    ),
    "table": (ROWS, {"x": "80"}, "甲项80.00，不低于75且低于90，得90.00"),
    "ratio": (
        f"{RATE}, round: 2",
        {"x": "1", "y": "4", "z": "1"},
        "甲项1.00 ÷ (乙项4.00 − 丙项1.00) × 100 = 33.333333（约），四舍五入保留2位小数得33.33",
    ),
    "ratio of nothing": (
        f"{RATE}, when_zero: full",
        {"x": "0", "y": "1", "z": "1"},
        "甲项0.00 ÷ (乙项1.00 − 丙项1.00) × 100，分母为0，按满分计，得100.00",
    ),
    "product": (
        "rule: product, inputs: [x, y], times: 5%",
        {"x": "30", "y": "2"},
        "甲项30.00 × 乙项2.00 × 5% = 3.00",
    ),
    "constant": ("rule: constant, value: 5", {}, "固定为5.00"),
    "condition": (
        "rule: condition, all: [{figure: x, below: 75}, {figure: y, above: 0}]",
        {"x": "74.5"},
        "须都成立：甲项为74.50，低于75：是；乙项高于0（无数据）：缺数据，不能判定 → 无数据",
    ),
    "group": ("rule: condition, all: [{group: 城区}]", {"group": "郊区"}, "分组郊区，属于城区：否 → 否"),
    "choose": (
        f"{VETO}, otherwise: {{figure: x}}",
        {"x": "88", "y": "0", "z": "2"},
        "乙项为0.00，高于0：否。丙项为2.00，不低于3：否。都不成立 → 取甲项88.00",
    ),
    "bands": (
        "rule: bands, input: x, bands: [{id: c, name: 丙, when: {figure: y, above: 0}}, "
        "{id: a, name: 甲, at_least: 80}, {id: b, name: 乙}]",
        {"x": "88", "y": "0"},
        "丙：乙项为0.00，高于0：否。甲项88.00，不低于80.00 → 甲",
    ),
}


@pytest.mark.parametrize("name", SENTENCES)
def test_the_numbers_stand_in_the_sentence(name: str) -> None:
    rule, inputs, sentence = SENTENCES[name]
    assert worked(figure(rule), inputs).trace().sentence == sentence


def test_tests_on_flags_and_bands_are_said_by_their_names() -> None:
    figures = (
        figure("rule: condition, all: [{figure: x, above: 0}]", "flag", "一票否决")
        + figure(
            f"rule: bands, input: y, {COLOURS}",
            "colour",
            "颜色",
        )
        + figure(
            "rule: condition, any: [{figure: flag, holds: true}, {figure: colour, is: [red, none]}, "
            "{figure: x, has: value}]"
        )
        + figure("rule: weighted, inputs: [flag: 5, y: 1]", "sum", "加奖")
    )
    found = worked(figures, {"x": "1", "y": "50"})
    assert found.trace().sentence == (
        "有一条成立即可：“一票否决”成立：是；颜色红牌，属于红牌、正常：是；“甲项”有数据：是 → 是"
    )
    assert found.trace(figure_id="sum").sentence == "1（是）×5 + 50.00×100% = 55.00"
    assert [line.share for line in found.trace(figure_id="sum").inputs] == [5, 50]


def test_the_reason_of_a_colour_names_the_tests_of_its_band() -> None:
    colours = (
        "rule: bands, colours: true, bands: [{id: red, name: 红, clause: 第九条, "
        "when: [{figure: x, below: 75}, {figure: y, above: 0}]}, {id: none, name: 正常}]"
    )
    text = (HEAD + figure(colours)).replace("score: x}", "score: x, rating: f}")
    office = Office(scheme_of(text))
    item = office.add("城关", "街道")
    office.mark(MONTH, item, "x", "74.5")
    office.mark(MONTH, item, "y", "2")
    (group,) = assess(office.evaluation(MONTH), parse_period(MONTH)).groups
    rating = group.ranked[0].rating
    assert rating is not None
    assert rating.reasons == ("甲项为74.50，低于75；乙项为2.00，高于0（第九条）",)


def test_a_limit_is_never_printed_as_another_number() -> None:
    figures = figure("rule: weighted, inputs: [x: 1], print: 2", "near", "接近") + figure(
        "rule: condition, all: [{figure: near, below: 75}]"
    )
    assert worked(figures, {"x": "74.9999"}).trace().sentence == "接近为74.9999，低于75：是 → 是"
    limits = (Limit(Comparison.BELOW, Fraction(1, 3)), Limit(Comparison.AT_LEAST, Fraction(-2)))
    assert limit_words(limits) == "不低于-2且低于1/3"


def test_the_unit_stands_in_the_heading() -> None:
    text = (HEAD + figure("rule: constant, value: 3, unit: 万元")).replace(
        "score: x}", "score: x, columns: [f]}"
    )
    office = Office(scheme_of(text))
    office.mark(MONTH, office.add("城关", "街道"), "x", "1")
    (group,) = assess(office.evaluation(MONTH), parse_period(MONTH)).groups
    assert [(heading.name, heading.full, heading.unit) for heading in group.components] == [
        ("结果", "", "万元")
    ]


def test_weights_multiply_a_sum_and_its_ceiling_alike() -> None:
    figures = (
        figure("rule: weighted, inputs: [a: 50%, b: 2]", "w")
        + figure("rule: weighted, inputs: [w: 10%, x: -1], start: 3", "v")
        + figure("rule: sum, inputs: [a, b], cap: 95", "capped")
    )
    fulls = scheme_of(HEAD + figures).fulls
    assert [fulls["w"], fulls["v"], fulls["capped"]] == list(map(Fraction, (140, 17, 95)))


def test_the_ceiling_of_a_choice_is_its_best_option_not_their_sum() -> None:
    options = tuple(Option(name, name, Fraction(points)) for name, points in (("a", 5), ("b", 3), ("c", 0)))
    assert Choice(options, Several.ONE).full == 5


def test_what_is_chosen_has_the_ceiling_of_the_best_case() -> None:
    figures = figure("rule: choose, cases: [{when: {figure: x, above: 0}, gives: 0}], otherwise: {figure: b}")
    assert scheme_of(HEAD + figures).fulls["f"] == 60


FAULTS: dict[str, tuple[str, str]] = {
    "floor above cap": ("rule: sum, inputs: [x], floor: 10, cap: 5", "下限floor（10）应低于上限cap（5）"),
    "weight in a plain sum": ("rule: sum, inputs: [x: 2]", "要加权请用 rule: weighted"),
    "the same input twice": ("rule: sum, inputs: [x, x]", "重复引用了“x”"),
    "full marks for a measure": ("rule: sum, inputs: [x], missing: full", "“甲项”没有满分"),
    "rescaling by a measure": ("rule: sum, inputs: [a, x], not_applicable: rescale", "“甲项”没有满分"),
    "start that is no number": ("rule: sum, inputs: [x], start: 一百", "“start”应是数字，现为“一百”"),
    "cap that is no number": ("rule: sum, inputs: [x], cap: x", "“cap”应是数字，现为“x”"),
    "step of nothing": (STEPS.replace("step: 2", "step: 0"), "“step”应大于0，现为0"),
    "negative points": (STEPS.replace("0.5", "-0.5"), "“points”应不小于0"),
    "floor above full": (f"{STEPS}, floor: 21", "下限floor（21）高于满分（20）"),
    "cap below full": (f"{STEPS}, cap: 19", "上限cap（19）低于满分（20）"),
    "steps that change nothing": (STEPS.replace("0.5", "0"), "不论多少都得20分"),
    "no target": (STEPS.replace("target: 90, ", ""), "缺少“target”"),
    "knots out of order": (LINE.replace("at: 40", "at: 5"), "应按at从小到大：10后面是5"),
    "a knot twice": (LINE.replace("at: 40", "at: 10"), "应按at从小到大：10后面是10"),
    "one knot": ("rule: linear, input: x, points: [{at: 1, gives: 2}]", "至少要两个点"),
    "a gap in a table": (ROWS.replace(", {gives: 0}", ""), "有空档：如74不属于任何一档"),
    "a hole in a table": (
        "rule: table, input: x, rows: [{above: 5, gives: 1}, {below: 5, gives: 0}]",
        "有空档：如5不属于任何一档",
    ),
    "a row never reached": (ROWS.replace("below: 90", "above: 90"), "“第2行”永远不会出现"),
    "no rows": ("rule: table, input: x, rows: []", "“rows”不能是空列表"),
    "rate of itself": ("rule: ratio, over: [x], under: [x]", "分子和分母相同"),
    "rate times nothing": ("rule: ratio, over: [x], under: [y], times: 0", "“times”不能是0"),
    "weight of nothing": ("rule: ratio, over: [x], under: [{y: 0}]", "“y”的权重为0"),
    "nothing below the line": ("rule: ratio, over: [x]", "缺少“under”"),
    "product of nothing": ("rule: product, times: 3", "缺少“inputs”"),
    "a condition without tests": ("rule: condition", "没有条件"),
    "a condition with an empty list": ("rule: condition, all: []", "“all”不能是空列表"),
    "a test of two sorts": ("rule: condition, all: [{figure: x, below: 3, has: value}]", "只写一种"),
    "an unknown figure": ("rule: condition, all: [{figure: xx, below: 3}]", "引用的“xx”没有定义"),
    "a flag that is none": ("rule: condition, all: [{figure: x, holds: true}]", "不是条件（condition）"),
    "a case without tests": ("rule: choose, cases: [{gives: 1}]", "一种情形缺少“when”"),
    "a case that gives nothing": ("rule: choose, cases: [{when: {figure: x, above: 0}}]", "缺少“gives”"),
    "a case that gives a word": (
        "rule: choose, cases: [{when: {figure: x, above: 0}, gives: total}]",
        "应是数字，或写成 {figure: 考核项编号}，现为“total”",
    ),
    "otherwise a list": (
        "rule: choose, cases: [{when: {figure: x, above: 0}, gives: 1}], otherwise: [1]",
        "“otherwise”应是数字",
    ),
    "bands that leave out": (
        "rule: bands, bands: [{id: bad, name: 差, when: {figure: x, above: 0}}]",
        "有空档：条件都不成立时不属于任何一档",
    ),
    "a band behind all others": (
        "rule: bands, bands: [{id: good, name: 好}, {id: bad, name: 差, when: {figure: x, above: 0}}]",
        "“差”永远不会出现",
    ),
    "limits without an input": (
        "rule: bands, bands: [{id: bad, name: 差, below: 3}, {id: good, name: 好}]",
        "缺少“input”",
    ),
    "a word too many": ("rule: constant, value: 3, cap: 4", "没有“cap”这一项"),
    "no value": ("rule: constant", "缺少“value”"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_nonsense_is_refused_with_a_sentence_and_its_line(name: str) -> None:
    rule, sentence = FAULTS[name]
    text = HEAD + figure(rule)
    scheme, problems = read_text(text)
    assert scheme is None
    found = [problem for problem in problems if sentence in problem.message]
    assert found, "\n".join(map(str, problems))
    assert found[0].line == len(text.splitlines())


def test_a_case_that_can_never_hold_is_allowed() -> None:
    never = "rule: choose, cases: [{when: [{figure: x, below: 0}, {figure: x, above: 0}], gives: 1}], otherwise: 2"
    assert worked(figure(never), {"x": "0"}).result().text == "2.00"


MORE_TO_WRITE = (
    "rule: weighted, inputs: [x: -1/3, a: 40%], missing: zero, start: -2.5, floor: -1/3, cap: 7",
    "rule: sum, inputs: [a, b], missing: full, not_applicable: rescale, cap: 0",
    f"{LOW_STEPS}, count_steps: part, floor: -2, reward: 1/3, cap: 25",
    f"{RATE}, when_zero: full, full: 100, floor: 0, cap: 100",
    "rule: ratio, over: [x, {y: 2}], under: [z]",
    "rule: product, inputs: [x, y, z], times: 1/7, floor: 0, cap: 1",
    f"{VETO}, otherwise: -1",
    "rule: condition, all: [{group: [城区]}, {grade: 一类}, {object: [城关]}, {figure: x, has: not_applicable}], "
    "any: [{figure: x, at_least: 1, below: 2}]",
)


@pytest.mark.parametrize("rule", [*(rule for rule, _ in HAND.values()), *MORE_TO_WRITE])
def test_what_is_written_is_read_back_equal(rule: str) -> None:
    form = scheme_of(HEAD + figure(rule)).by_id["f"].rule
    kind = rule_kind(form)
    faults = Faults("方案.yaml")
    fields = Fields(node_of(kind.write(form)), faults, "考核项“结果”")
    assert kind.read(fields, {}) == form
    fields.finish()
    assert not faults.in_order()


def node_of(written: Written) -> Node:
    """What a scheme file with these entries would be read as."""
    match written:
        case str():
            return Scalar(written, 1)
        case list():
            return Items(tuple(map(node_of, written)), 1)
    return TreeMapping(tuple((Scalar(key, 1), node_of(value)) for key, value in written.items()), 1)


def test_forms_say_what_they_hold() -> None:
    rules = {
        name: scheme_of(HEAD + figure(rule)).by_id["f"].rule
        for name, rule in (("veto", VETO), ("rate", RATE), ("when", HAND["all of some and one of others"][0]))
    }
    veto, rate, when = rules["veto"], rules["rate"], rules["when"]
    assert isinstance(veto, Choose)
    assert [case.gives for case in veto.cases] == [0, 60]
    assert veto.otherwise is None
    assert isinstance(rate, Ratio)
    assert rate.under == (Term("y", Fraction(1)), Term("z", Fraction(-1)))
    assert isinstance(when, Condition)
    assert (len(when.every), len(when.some)) == (1, 2)


def test_a_figure_out_of_its_campaign_is_not_explained_as_zero() -> None:
    spring = "{id: spring, name: 春季, from: 2026-03-01, to: 2026-03-31}"
    fall = "{id: fall, name: 秋季, from: 2026-09-01, to: 2026-09-30}"
    calendar = f"calendar: {{campaigns: [{spring}, {fall}]}}\n"
    rules = {"t": ROWS, "s": STEPS, "l": LINE, "c": "rule: constant, value: 3", "w": "rule: sum, inputs: [x]"}
    text = HEAD.replace("figures:\n", calendar + "figures:\n") + "".join(
        figure(f"{rule}, during: [spring]", name) for name, rule in rules.items()
    )
    office = Office(scheme_of(text.replace("every: month", "every: campaign")))
    office.mark("fall", office.add("城关", "街道"), "x", "93")
    evaluation = office.evaluation("fall")
    for name in rules:
        trace = explain(evaluation, name, 1, parse_period("fall"), office.checks)
        assert trace.figure.state is State.NOT_APPLICABLE
        assert trace.sentence.endswith(NOT_APPLICABLE)
