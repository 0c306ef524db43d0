"""The object above, earlier values, runs and balances, worked by hand; numbers that no small denominator holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from cityassess.scoring.assessment import State
from cityassess.scoring.engine import reevaluate
from cityassess.scoring.numbers import rounded
from tests.scoring.forms_office import Forms, shares_add_up

NO_DATA, NOT_APPLICABLE = State.NO_DATA, State.NOT_APPLICABLE
SCORE = "{id: score, name: 得分, of: 街道, every: month, rule: mark, full: 100}\n"
VILLAGE = SCORE + "{id: village, name: 村得分, of: 村, every: month, rule: mark, full: 100}\n"
WEEK = "{id: week, name: 周得分, of: 街道, every: week, rule: mark, full: 100}\n" + SCORE


# ---- the object above


def test_the_value_of_the_object_above() -> None:
    office = Forms.of(
        VILLAGE + "{id: made, name: 街道得分, of: 村, every: month, rule: above, figure: score}"
    )
    office.add("甲")
    office.add("乙", until=date(2026, 1, 31))
    office.add("子", "村", parent="甲")
    office.add("丑", "村", parent="乙")
    office.add("寅", "村")
    for month in ("2026-01", "2026-02"):
        office.enter(month, "甲 90 乙 80")
    office.enter("2026-03", "甲 /")
    assert office.values("made", "2026-01") == {"子": 90, "丑": 80, "寅": NO_DATA}
    assert office.values("made", "2026-02") == {"子": 90, "丑": NO_DATA, "寅": NO_DATA}
    assert office.value("made", "子", "2026-03") is NOT_APPLICABLE
    assert office.sentence("made", "子", "2026-02") == "取甲的“得分”：90.00"
    assert office.sentence("made", "寅", "2026-02") == "没有上级街道，无数据"
    assert office.sentence("made", "子", "2026-03") == "甲的“得分”不适用"
    assert [line.object_name for line in office.explain("made", "子", "2026-02").inputs] == ["甲"]


# ---- earlier values


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("earlier, input: score", [NO_DATA, 10, NO_DATA, NOT_APPLICABLE]),
        ("earlier, input: score, missing: zero", [0, 10, 0, 0]),
        ("earlier, input: score, missing: this", [10, 10, NOT_APPLICABLE, 40]),
        ("earlier, input: score, periods: 3", [NO_DATA, NO_DATA, NO_DATA, 10]),
        ("earlier, input: score, last_year: true", [5, NO_DATA, NO_DATA, NO_DATA]),
    ],
)
def test_earlier_values(rule: str, expected: list[object]) -> None:
    office = Forms.of(f"{SCORE}{{id: made, name: 此前, of: 街道, every: month, rule: {rule}}}")
    office.add("甲")
    for month, mark in (("2025-01", "5"), ("2026-01", "10"), ("2026-03", "/"), ("2026-04", "40")):
        office.enter(month, {"甲": mark})
    assert [office.value("made", "甲", f"2026-0{month}") for month in range(1, 5)] == expected


def test_the_same_period_last_year() -> None:
    made = "{{id: made, name: 上年同期, of: 街道, every: {every}, rule: earlier, input: {every}ly, last_year: true}}"
    for every, now, then in (
        ("week", "2026-W30", "2025-W30"),
        ("week", "2020-W53", None),  # 2019 has no week 53
        ("day", "2024-02-29", None),
        ("quarter", "2026-Q1", "2025-Q1"),
        ("year", "2026", "2025"),
        ("five_year", "2026-2030", "2021-2025"),
    ):
        office = Forms.of(
            f"{SCORE}{{id: {every}ly, name: 得分, of: 街道, every: {every}, rule: mark, full: 100}}\n"
            + made.format(every=every)
        )
        office.add("甲")
        if then is not None:
            office.enter(then, "甲 7", f"{every}ly")
        assert office.value("made", "甲", now) == (NO_DATA if then is None else 7)


def test_months_that_end_on_another_day_have_a_year_before_too() -> None:
    office = Forms.of(
        SCORE
        + "{id: made, name: 上年同期, of: 街道, every: month, rule: earlier, input: score, last_year: true}",
        top="calendar: {month_ends_on: 25}",
    )
    office.add("甲", since=date(2025, 1, 20))
    office.enter("2025-01", "甲 33")
    assert office.value("made", "甲", "2026-01") == 33
    office.objects["甲"] = replace(office.objects["甲"], since=date(2025, 1, 26))
    assert office.value("made", "甲", "2026-01") is NO_DATA


def test_sentences_of_earlier_values() -> None:
    office = Forms.of(
        SCORE
        + "{id: last, name: 上月, of: 街道, every: month, rule: earlier, input: score}\n"
        + "{id: this, name: 上月, of: 街道, every: month, rule: earlier, input: score, periods: 2, missing: this}\n"
        + "{id: zero, name: 上年, of: 街道, every: month, rule: earlier, input: score, last_year: true, missing: zero}"
    )
    office.add("甲")
    office.enter("2026-01", "甲 10")
    office.enter("2026-02", "甲 20")
    assert office.sentence("last", "甲", "2026-02") == "取上期2026-01的“得分”：10.00"
    assert office.sentence("last", "甲", "2026-01") == "上期2025-12的“得分”无数据：无数据"
    assert office.sentence("this", "甲", "2026-02") == "2期前2025-12的“得分”无数据，取本期的：20.00"
    assert office.sentence("zero", "甲", "2026-02") == "上年同期2025-02的“得分”无数据，按0.00计"
    assert [line.period for line in office.explain("last", "甲", "2026-02").inputs] == ["2026-01"]
    assert [line.period for line in office.explain("this", "甲", "2026-02").inputs] == ["2026-02"]


# ---- how often running

LOW = (
    SCORE
    + "{id: low, name: 低于60分, of: 街道, every: month, rule: condition, all: {figure: score, below: 60}}\n"
)


def run(more: str, marks: Mapping[str, str]) -> Forms:
    office = Forms.of(
        f"{LOW}{{id: made, name: 连续, of: 街道, every: month, rule: running, input: low, {more}}}"
    )
    office.add("甲")
    for period, mark in marks.items():
        office.enter(period, {"甲": mark})
    return office


def test_how_often_running() -> None:
    marks = {f"2026-{month:02d}": mark for month, mark in enumerate(("50", "50", "70", "50", "50", "50"), 1)}
    office = run("periods: 12", {"2025-12": "50", **marks})
    assert [office.value("made", "甲", f"2026-{month:02d}") for month in range(1, 8)] == [2, 3, 0, 1, 2, 3, 0]
    assert run("periods: 2", marks).value("made", "甲", "2026-06") == 2
    since = run("periods: 12, since: year", {"2025-12": "50", **marks})
    assert since.value("made", "甲", "2026-02") == 2
    quarter = run("periods: 12, since: quarter", marks)
    assert [quarter.value("made", "甲", f"2026-0{month}") for month in (4, 5, 6)] == [1, 2, 3]


def test_a_month_without_data_breaks_a_run() -> None:
    office = run("periods: 12", {"2026-01": "50", "2026-03": "50", "2026-04": "50"})
    assert office.value("made", "甲", "2026-04") == 2
    assert office.value("made", "甲", "2026-02") == 0
    assert (
        office.sentence("made", "甲", "2026-04")
        == "“低于60分”连续2期成立（2026-03、2026-04），此前2026-02无数据"
    )
    assert office.sentence("made", "甲", "2026-02") == "“低于60分”2026-02无数据：连续0期"
    assert [line.period for line in office.explain("made", "甲", "2026-04").inputs] == ["2026-04", "2026-03"]


def test_a_run_of_inspections_passes_over_months_without_one() -> None:
    marks = {"2026-01": "50", "2026-03": "50", "2026-05": "70", "2026-07": "50"}
    office = run("periods: 12, missing: skip", marks)
    assert [office.value("made", "甲", f"2026-0{month}") for month in range(1, 9)] == [1, 1, 2, 2, 0, 0, 1, 1]
    assert office.sentence("made", "甲", "2026-04") == "“低于60分”连续2期成立（2026-01、2026-03）"
    assert office.sentence("made", "甲", "2026-06") == "“低于60分”2026-05不成立：连续0期"


def test_a_run_does_not_reach_back_before_an_object_was_assessed() -> None:
    figures = (
        "{id: score, name: 扣分, of: 街道, every: month, rule: deduct, full: 100, unchecked: full}\n"
        "{id: good, name: 不扣分, of: 街道, every: month, rule: condition, all: {figure: score, equals: 100}}\n"
        "{id: made, name: 连续, of: 街道, every: month, rule: running, input: good, periods: 12}"
    )
    office = Forms.of(figures)
    office.add("甲", since=date(2026, 3, 1))
    office.add("乙")
    assert office.values("made", "2026-05") == {"甲": 3, "乙": 12}
    assert office.sentence("made", "甲", "2026-04") == (
        "“不扣分”连续2期成立（2026-03、2026-04），此前2026-02未列入考核"
    )


# ---- a balance carried on


def accounts(more: str) -> Forms:
    office = Forms.of(
        "{id: score, name: 记分, of: 街道, every: month, rule: mark, full: 100}\n"
        "{id: change, name: 增减, of: 街道, every: month, rule: weighted, inputs: [score: -1]}\n"
        "{id: cured, name: 整改, of: 街道, every: month, rule: mark, full: 1}\n"
        f"{{id: made, name: 余分, of: 街道, every: month, rule: balance, start: 100, change: change, {more}}}"
    )
    office.add("甲")
    for month, mark in (("2025-12", 7), ("2026-01", 30), ("2026-02", 45), ("2026-04", 40), ("2026-05", 10)):
        office.enter(month, {"甲": mark})
    return office


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("periods: 12", [63, 18, 18, -22, -32, -32]),
        ("periods: 12, since: year", [70, 25, 25, -15, -25, -25]),
        ("periods: 12, since: year, floor: 0", [70, 25, 25, 0, 0, 0]),
        ("periods: 2", [63, 25, 55, 60, 50, 90]),
        ("periods: 12, since: year, floor: 0, cap: 100", [70, 25, 25, 0, 0, 0]),
        # rectified in February: 60 from March on
        (
            "periods: 12, since: year, floor: 0, reset: {when: {figure: cured, equals: 1}, to: 60}",
            [70, 25, 60, 20, 10, 10],
        ),
        (
            "periods: 12, since: year, reset: {when: {figure: cured, equals: 1}, to: 60.5}",
            [70, 25, Fraction("60.5"), Fraction("20.5"), Fraction("10.5"), Fraction("10.5")],
        ),
    ],
)
def test_balances(more: str, expected: list[object]) -> None:
    office = accounts(more)
    office.enter("2026-02", "甲 1", "cured")
    assert [office.value("made", "甲", f"2026-0{month}") for month in range(1, 7)] == expected


def test_sentences_of_a_balance() -> None:
    office = accounts(
        "periods: 12, since: year, floor: 30, reset: {when: {figure: cured, equals: 1}, to: 60}"
    )
    office.enter("2026-02", "甲 1", "cured")
    trace = office.explain("made", "甲", "2026-04")
    assert trace.sentence == (
        "起始100，2026-01 − 30.00，2026-02 − 45.00（不低于30），2026-02之后恢复为60，"
        "2026-04 − 40.00（不低于30） = 30.00"
    )
    assert [(line.figure.id, line.period, line.share) for line in trace.inputs] == [
        ("change", "2026-01", -30),
        ("change", "2026-02", -45),
        ("cured", "2026-02", None),
        ("change", "2026-04", -40),
    ]
    assert {addend.name: int(addend.share) for addend in trace.addends} == {
        "起始": 100,
        "2026-02不低于30": 5,
        "2026-02之后恢复为60": 30,
        "2026-04不低于30": 10,
    }
    plain = accounts("periods: 12, since: year")
    assert shares_add_up(plain.explain("made", "甲", "2026-04"))


# ---- numbers that no small denominator holds


def test_means_over_awkward_weights_stay_exact() -> None:
    """Weights whose common multiple is far beyond 64 bits: fractions cell by cell, in all that reads them."""
    primes = [9973, 9967, 9949, 9941, 9931, 9929, 9923, 9907, 9901, 9887, 9883, 9871]
    office = Forms.of(
        "{id: village, name: 村得分, of: 村, every: month, rule: mark, full: 100}\n"
        "{id: people, name: 人数, of: 村, every: month, rule: mark, full: 10000}\n"
        "{id: score, name: 得分, of: 街道, every: month, rule: mean, parts: village, weights: {figure: people}}\n"
        "{id: shown, name: 得分, of: 街道, every: month, rule: sum, inputs: [score], round: 2}\n"
        "{id: place, name: 名次, of: 街道, every: month, rule: rank, ranking: order}\n"
        "{id: best, name: 最好, of: 街道, every: month, rule: peer, figure: score, take: best}\n"
        "{id: all, name: 合计, of: 街道, every: month, rule: peer, figure: score, take: total}\n"
        "{id: pool, name: 奖金, of: 街道, every: month, rule: split, pool: 1000, ranking: order, "
        "in_proportion_to: score}\n"
        "{id: last, name: 上月, of: 街道, every: month, rule: earlier, input: score}\n"
        "{id: both, name: 两月, of: 街道, every: month, rule: mean, before: score, periods: 1, and_this: true}\n"
        "{id: up, name: 街道, of: 村, every: month, rule: above, figure: score}\n"
        "{id: left, name: 余分, of: 街道, every: month, rule: balance, start: 1/3, change: score, "
        "periods: 2, cap: 170}",
        rankings="  - {id: order, name: 排名, score: score, compare: exact}\n",
    )
    expected: dict[str, Fraction] = {}
    for number, prime in enumerate(primes):
        street = f"街{number}"
        office.add(street)
        office.add(f"{street}子 {street}丑", "村", parent=street)
        for period, more in (("2026-01", 0), ("2026-02", 1)):
            office.enter(period, {f"{street}子": 70 + more, f"{street}丑": 80 + number}, "village")
            office.enter(period, {f"{street}子": prime - number - 1, f"{street}丑": number + 1}, "people")
            whole = (70 + more) * (prime - number - 1) + (80 + number) * (number + 1)
            expected[street + period] = Fraction(whole, prime)
    evaluation = office.evaluate("2026-02")
    ordered = sorted((expected[f"街{number}2026-02"] for number in range(len(primes))), reverse=True)
    total = sum(ordered, Fraction(0))
    for number in range(len(primes)):
        name = f"街{number}"
        now, then = expected[f"{name}2026-02"], expected[f"{name}2026-01"]
        found = {
            figure.id: office.value(figure.id, name, "2026-02", evaluation)
            for figure in office.scheme.figures
            if figure.of == "街道"
        }
        assert found == {
            "score": now,
            "shown": rounded(now, 2),
            "place": ordered.index(now) + 1,
            "best": ordered[0],
            "all": total,
            "pool": 1000 * now / total,
            "last": then,
            "both": (now + then) / 2,
            "left": min(Fraction(1, 3) + then + now, Fraction(170)),
        }
        assert office.value("up", f"{name}子", "2026-02", evaluation) == now


def test_what_changed_is_evaluated_again_to_the_same() -> None:
    office = run("periods: 12", {f"2026-{month:02d}": f"{10 * month}" for month in range(1, 8)})
    evaluation = office.evaluate("2026-06", "2026-07")
    block = evaluation.tally.block(office.scheme.by_id["score"])[0]
    row = evaluation.frame.row_of(office.scheme.calendar.parse("2026-06"))
    assert office.value("made", "甲", "2026-07", evaluation) == 0
    assert office.value("made", "甲", "2026-06", evaluation) == 0
    block[row, 0] = 10 * 10_000
    assert office.value("made", "甲", "2026-06", reevaluate(evaluation, ["score"])) == 6
