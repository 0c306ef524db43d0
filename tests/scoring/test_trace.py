"""Traces: every sentence's numbers add up to its figure, and every line of a total is there with its checks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings

from cityassess.scoring.assessment import State, Trace
from cityassess.scoring.forms import (
    TYPED,
    Deduct,
    Mark,
    MeanOfParts,
    Missing,
    NotApplicable,
    RuleForm,
    Several,
    Sum,
)
from cityassess.scoring.periods import parse_period
from cityassess.scoring.scheme import Rounding, Scheme
from cityassess.scoring.trace import explain
from cityassess.scoring.values import Check
from tests.scoring.offices import BULLETIN, Office, scheme_of
from tests.scoring.strategies import World, worlds
from tests.scoring.test_against_oracle import ORDINARY, evaluate_world

ABOUT = "（约）"


def worked_out(sentence: str) -> Fraction:
    """What the left side of a sentence comes to when it is typed into a calculator from left to right."""
    left = re.split(r" = |：", sentence)[0]
    left = re.sub(r"(\d+)个[^\d（）()]*得分之和", "", left)
    left = re.sub(r"(\d+)个无数据按([\d./]+)分计", r"(\1*\2)", left)
    left = re.sub(r"（[^（）]*）", "", left)
    left = left.replace("满分", "").replace("扣分", "")
    left = left.replace("×", "*").replace("÷", "/").replace("−", "-").replace("%", "/100")
    assert re.fullmatch(r"[\d.+\-*/() ]+", left), f"not a sum: {left} ({sentence})"
    answer = eval(re.sub(r"\d+(\.\d+)?", r"Fraction('\g<0>')", left), {"Fraction": Fraction})
    assert isinstance(answer, Fraction)
    return answer


def said(sentence: str) -> tuple[Fraction, str]:
    """The result that a sentence gives before rounding, and the published one after it, if it was rounded."""
    right = sentence.rsplit(" = ", 1)[1]
    exact, _, rounding = right.partition("，")
    found = re.fullmatch(r"(四舍五入|四舍六入五成双)保留\d位小数得(-?[\d.]+)", rounding)
    return Fraction(exact.removesuffix(ABOUT)), found[2] if found else ""


def every(trace: Trace) -> Iterator[Trace]:
    yield trace
    for part in trace.inputs:
        yield from every(part)


def check_sentence(scheme: Scheme, trace: Trace) -> None:
    figure = scheme.by_id[trace.figure.id]
    exact, published = trace.figure.exact, trace.figure.published
    if not is_plain(figure.rule):
        assert trace.sentence
        return
    if exact is None or published is None:
        assert trace.figure.text in trace.sentence
        return
    if isinstance(figure.rule, Deduct) and "扣完为止" in trace.sentence:
        assert worked_out(trace.sentence.split("，")[0]) < figure.rule.floor
        return
    if " = " not in trace.sentence:
        number = re.search(r"(得满分|直接打分)(-?[\d.]+)", trace.sentence)
        assert number is not None, trace.sentence
        assert number[2] == trace.figure.text if number[1] == "得满分" else Fraction(number[2]) == exact
        return
    left, _, _ = trace.sentence.partition(" = ")
    result, rounded = said(trace.sentence)
    # Numbers with 约 have four decimals more than are printed; a weight or factor may enlarge what they lack.
    assert abs(worked_out(trace.sentence) - exact) <= (1 if ABOUT in left else 0), trace.sentence
    assert abs(result - exact) <= (Fraction(1, 10_000) if ABOUT in trace.sentence else 0), trace.sentence
    if rounded:
        assert rounded == trace.figure.text
        assert Fraction(rounded) == published


def is_plain(rule: RuleForm) -> bool:
    """Whether a rule is one of those whose sentence is a sum that can be typed into a calculator."""
    match rule:
        case Deduct(pricing=pricing):
            return pricing == TYPED
        case Mark(several=several, average_by=average_by):
            return several in (Several.ONE, Several.MEAN) and average_by is None
        case Sum(start=start, floor=floor, cap=cap):
            return start == 0 and floor is None and cap is None
        case _:
            return isinstance(rule, MeanOfParts)


def check_lines(scheme: Scheme, trace: Trace) -> None:
    """A sum is the sum of its lines, a mean the mean of its parts, a criterion what its checks leave."""
    rule = scheme.by_id[trace.figure.id].rule
    exact = trace.figure.exact
    if not is_plain(rule):
        return
    if isinstance(rule, Sum):
        assert [line.figure.id for line in trace.inputs] == [term.figure for term in rule.terms]
        if exact is not None and all(line.figure.state is State.VALUE for line in trace.inputs):
            assert exact == sum(_weight(line) * (line.figure.published or 0) for line in trace.inputs)
    elif isinstance(rule, MeanOfParts):
        values = [line.figure.published for line in trace.inputs if line.figure.published is not None]
        if exact is not None and rule.missing in (Missing.SKIP, Missing.NO_DATA):
            assert exact == sum(values, Fraction(0)) / len(values)
    elif isinstance(rule, Deduct) and exact is not None and trace.checks:
        off = sum(_amount(line.text) for line in trace.checks)
        assert exact == max(rule.full - off, rule.floor)
    elif isinstance(rule, Mark) and exact is not None and len(trace.checks) == 1:
        assert exact == Fraction(trace.checks[0].text.partition("×")[0])


def _weight(line: Trace) -> Fraction:
    """A weight as it is printed: empty in a plain sum, 40%, 100/3%, 1.3."""
    text = line.weight or "1"
    return Fraction(text.removesuffix("%")) / (100 if text.endswith("%") else 1)


def _amount(text: str) -> Fraction:
    value, _, count = text.partition("×")
    return Fraction(value) * int(count or 1)


def check_world(world: World) -> None:
    evaluation = evaluate_world(world)
    for period in world.periods:
        for figure in world.scheme.figures:
            for item in world.roster.of_kind(figure.of):
                if not world.scheme.assesses(figure, period) or not item.exists_in(period):
                    continue
                trace = explain(evaluation, figure.id, item.key, period, world.checks)
                check_sentence(world.scheme, trace)
                check_lines(world.scheme, trace)
                for line in every(trace):
                    if world.scheme.by_id[line.figure.id].during:
                        continue  # where it does not apply, what was recorded by mistake is not shown
                    own = [
                        check
                        for check in world.checks
                        if (check.period, check.object, check.criterion)
                        == (line.period, line.object, line.figure.id)
                    ]
                    own.sort(key=lambda check: (check.day is None, check.day, check.key))
                    assert [check.key for check in line.checks] == [check.key for check in own]


@settings(ORDINARY, max_examples=80)
@given(worlds())
def test_sentences_and_lines_add_up_to_their_figures(world: World) -> None:
    check_world(world)


@settings(ORDINARY, max_examples=80)
@given(worlds("ties"))
def test_sentences_and_lines_add_up_where_much_is_rounded(world: World) -> None:
    check_world(world)


# ---- the sentences themselves

SCHEME = (
    """
scheme: try-2016
name: 试行
circular: 无
in_force_from: 2016-01-01
kinds: [{name: 街道}, {name: 村, part_of: 街道}]
figures:
  - {id: company, name: 物业公司, of: 街道, every: month, rule: deduct, full: 40, clause: 一（一）}
  - {id: order, name: 秩序, of: 街道, every: month, rule: mark, full: 30, several: mean}
  - {id: village, name: 村得分, of: 村, every: month, rule: mark, full: 100}
  - {id: villages, name: 各村平均, of: 街道, every: month, rule: mean, parts: village, missing: VILLAGES, round: 2}
  - {id: total, name: 合计, of: 街道, every: month, rule: weighted, inputs: [company: 60%, order: 1/3, villages: 0.07],
     missing: MISSING, not_applicable: NOT, round: 1}
rankings: [{id: streets, name: 街道, score: total}]
"""
    + BULLETIN
)


def office(missing: str = "zero", not_applicable: str = "rescale", villages: str = "zero") -> Office:
    text = SCHEME.replace("MISSING", missing).replace("NOT", not_applicable).replace("VILLAGES", villages)
    made = Office(scheme_of(text))
    made.add("乐坪", "街道")
    for name in ("农新", "天壶", "方石"):
        made.add(name, "村", parent="乐坪")
    return made


def explained(made: Office, figure: str, name: str = "乐坪") -> Trace:
    (item,) = made.roster.named(name)
    return explain(made.evaluation("2017-04"), figure, item.key, parse_period("2017-04"), made.checks)


def test_a_deduction_says_what_was_deducted_and_where_it_stops() -> None:
    made = office()
    street = made.objects[0]
    made.mark("2017-04", street, "company", "0.5", 3)
    made.mark("2017-04", street, "company", "2.1")
    trace = explained(made, "company")
    assert trace.sentence == "满分40 − 扣分3.60 = 36.40"
    assert [line.text for line in trace.checks] == ["0.50×3", "2.10"]
    assert trace.clause == "一（一）"
    made.mark("2017-04", street, "company", "39")
    assert explained(made, "company").sentence == "满分40 − 扣分42.60，扣完为止，得0.00"


def test_a_mean_says_how_many_counted() -> None:
    made = office()
    for item, mark in zip(made.objects[1:3], ("87.4", "87.5"), strict=True):
        made.mark("2017-04", item, "village", mark)
    assert explained(made, "villages").sentence == ("(2个村得分之和174.90 + 1个无数据按0分计) ÷ 3 = 58.30")
    made.mark("2017-04", made.objects[3], "village", "87.7")
    trace = explained(made, "villages")
    assert trace.sentence.startswith("3个村得分之和262.60 ÷ 3 = 87.5333")
    assert trace.sentence.endswith("，四舍五入保留2位小数得87.53")
    assert [line.object_name for line in trace.inputs] == ["农新", "天壶", "方石"]


@pytest.mark.parametrize(
    ("missing", "not_applicable"),
    [(one.value, other.value) for one in (Missing.ZERO, Missing.FULL) for other in NotApplicable],
)
def test_a_sum_says_what_stood_in_for_what_was_lacking(missing: str, not_applicable: str) -> None:
    made = office(missing, not_applicable, villages="skip")
    street = made.objects[0]
    made.mark("2017-04", street, "company", "/")
    made.mark("2017-04", street, "order", "27.5")
    trace = explained(made, "total")
    check_sentence(made.scheme, trace)
    if not_applicable == "not_applicable":
        assert trace.sentence.endswith("不适用")
        assert " 0（" not in f" {trace.sentence}"
        return
    assert "各村平均无数据" in trace.sentence
    assert "物业公司不适用" in trace.sentence
    assert ("按满分计" in trace.sentence) == ("full" in (missing, not_applicable))


def test_several_marks_are_averaged_in_sight() -> None:
    made = office()
    for mark in ("27.5", "28"):
        made.mark("2017-04", made.objects[0], "order", mark)
    assert explained(made, "order").sentence == "(27.50 + 28.00) ÷ 2 = 27.75"


def test_what_cannot_be_explained_is_refused() -> None:
    made = office()
    evaluation = made.evaluation("2017-04")
    period = parse_period("2017-04")
    with pytest.raises(KeyError):
        explain(evaluation, "nothing", 1, period, [])
    with pytest.raises(KeyError):
        explain(evaluation, "total", 99, period, [])
    with pytest.raises(ValueError, match="not evaluated"):
        explain(evaluation, "total", 1, period.next(), [])
    with pytest.raises(ValueError, match="not assessed in 2017-Q2"):
        explain(evaluation, "total", 1, parse_period("2017-Q2"), [])


def test_checks_of_other_periods_do_not_appear() -> None:
    made = office()
    made.mark("2017-04", made.objects[0], "order", "27.5")
    made.checks.append(replace(made.checks[0], period="2017-05", key=9))
    assert [line.key for line in explained(made, "order").checks] == [1]
    assert isinstance(made.checks[1], Check)
    assert made.scheme.by_id["order"].rule == Mark(Fraction(30), Several.MEAN)
    assert made.scheme.by_id["total"].rounding == Rounding(1)
