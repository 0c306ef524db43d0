"""Peers of a group, and pools that are split: worked by hand, and to the last unit."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityassess.scoring.assessment import State
from tests.scoring.forms_office import MONTH, SCORE, Forms, made, office_of, shares_add_up

NO_DATA, NOT_APPLICABLE = State.NO_DATA, State.NOT_APPLICABLE


# ---- peers


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("take: best", [90, 90, 70, 70, NO_DATA]),
        ("take: worst", [80, 80, 70, 70, NO_DATA]),
        ("take: best, better: low", [80, 80, 70, 70, NO_DATA]),
        ("take: mean", [85, 85, 70, 70, NO_DATA]),
        ("take: total", [170, 170, 70, 70, NO_DATA]),
        ("take: count", [2, 2, 1, 1, 0]),
        ("take: mean, by_group: false", [80] * 5),
        ("take: best, where: [{figure: score, below: 85}]", [80, 80, 70, 70, NO_DATA]),
        ("take: count, where: [{object: [甲]}]", [1, 1, 0, 0, 0]),
    ],
)
def test_peers(rule: str, expected: list[object]) -> None:
    office = Forms.of(
        f"{SCORE}{{id: made, name: 同组, of: 街道, every: month, rule: peer, figure: score, {rule}}}"
    )
    office.add("甲 乙", group="A")
    office.add("丙 丁", group="B")
    office.add("戊", group="C")
    office.add("旧", group="A", until=date(2026, 1, 31))
    office.enter(MONTH, "甲 90 乙 80 丙 70 旧 100")
    assert made(office) == expected


def test_a_group_to_which_a_figure_does_not_apply_has_no_best() -> None:
    office = office_of("rule: peer, figure: score, take: best", "甲 / 乙 /")
    assert made(office) == [NOT_APPLICABLE, NOT_APPLICABLE]


def test_sentences_of_peers() -> None:
    said = {}
    for take in ("best", "mean", "total", "count"):
        office = office_of(f"rule: peer, figure: score, take: {take}", "甲 90 乙 80 丙 90 丁 -")
        said[take] = office.sentence("made", "乙", MONTH)
    assert said == {
        "best": "3个街道中“得分”最好的是甲、丙：90.00",
        "mean": "3个街道“得分”之和260.00 ÷ 3 = 86.666667（约）",
        "total": "3个街道“得分”之和 = 260.00",
        "count": "有“得分”的街道3.00个",
    }
    assert shares_add_up(
        office_of("rule: peer, figure: score, take: total", "甲 90 乙 80").explain("made", "乙", MONTH)
    )


# ---- pools


@pytest.mark.parametrize(
    ("rule", "ranking", "scores", "expected"),
    [
        ("shares: [50%, 30%, 20%]", "", "90 80 70 60", [500, 300, 200, 0]),
        # only those who qualify are counted: 戊 is the third of them
        ("shares: [50%, 30%, 20%], who: {object: [乙, 丁, 戊]}", "", "90 80 70 60 50", [0, 500, 0, 300, 200]),
        ("shares: [50%, 30%, 20%], who: {figure: score, at_least: 75}", "", "90 80 70", [500, 300, 0]),
        (
            "shares: [50%, 30%, 20%], who: {figure: score, at_least: 75}, unclaimed: shared",
            "",
            "90 80 70",
            [625, 375, 0],
        ),
        (
            "shares: [50%, 30%], who: {figure: score, at_least: 85}, unclaimed: shared",
            "",
            "90 80 70",
            [800, 0, 0],
        ),
        (
            "shares: [50%, 30%, 20%], who: {figure: score, at_least: 95}, unclaimed: shared",
            "",
            "90 80 70",
            [0, 0, 0],
        ),
        # equal places share alike the sum of the places they fill
        ("shares: [50%, 30%, 20%]", "", "90 90 70 60", [400, 400, 200, 0]),
        ("shares: [50%, 30%, 20%]", ", ties: dense", "90 90 70 60", [400, 400, 200, 0]),
        ("shares: [50%, 30%, 20%]", "", "90 80 80 80", [500, *[Fraction(500, 3)] * 3]),
        # whole units: the larger remainder gets the unit that is left; of equal ones the first in official order
        ("shares: [50%, 30%, 20%], round: 0", "", "90 80 80 80", [500, 167, 167, 166]),
        ("shares: [1/3, 1/3, 1/3], round: 0", "", "70 80 90", [333, 333, 334]),
        ("shares: [33.35%, 33.32%, 33.33%], round: 0", "", "90 80 70", [334, 333, 333]),
        ("shares: [12.34%, 12.36%, 75.3%], round: 0", "", "90 80 70", [123, 124, 753]),
        (
            "shares: [1/3, 1/3, 1/3], round: 2, who: {figure: score, at_least: 75}",
            "",
            "90 80 70",
            [Fraction("333.33")] * 2 + [0],
        ),
        ("in_proportion_to: score", "", "90 80 30", [450, 400, 150]),
        (
            "in_proportion_to: score, round: 0, who: {figure: score, below: 90}",
            "",
            "90 80 40 40",
            [0, 500, 250, 250],
        ),
        ("in_proportion_to: score, round: 0", "", "10 10 10", [334, 333, 333]),
        ("in_proportion_to: score", "", "0 0", [0, 0]),
        ("shares: [50%]", ", not_ranked: [甲]", "90 80", [NOT_APPLICABLE, 500]),
        ("shares: [50%]", "", "- 80 /", [NO_DATA, 500, NOT_APPLICABLE]),
    ],
)
def test_pools(rule: str, ranking: str, scores: str, expected: list[object]) -> None:
    words = " ".join(f"{name} {score}" for name, score in zip("甲乙丙丁戊", scores.split(), strict=False))
    office = office_of(f"rule: split, pool: 1000, ranking: order, {rule}", words, ranking=ranking)
    assert made(office) == expected


def test_each_group_shares_a_pool_of_its_own_unless_all_are_ranked_together() -> None:
    for by_group, expected in (("true", [500, 300, 500, 300]), ("false", [500, 300, 200, 0])):
        office = Forms.of(
            f"{SCORE}{{id: made, name: 奖金, of: 街道, every: month, rule: split, pool: 1000, ranking: order, "
            "shares: [50%, 30%, 20%]}",
            rankings=f"  - {{id: order, name: 排名, score: score, by_group: {by_group}}}\n",
        )
        office.add("甲 乙", group="A")
        office.add("丙 丁", group="B")
        office.enter(MONTH, "甲 90 乙 80 丙 70 丁 60")
        assert made(office) == expected


def test_who_qualifies_may_be_unknown() -> None:
    office = office_of(
        "rule: split, pool: 1000, ranking: order, shares: [50%, 30%], who: {figure: license, at_least: 1}",
        "甲 90 乙 80 丙 70",
        more="{id: license, name: 持证, of: 街道, every: month, rule: mark, full: 1}\n",
    )
    office.enter(MONTH, "甲 0 丙 1", "license")
    assert made(office) == [0, NO_DATA, 500]


def test_sentences_of_pools() -> None:
    office = office_of(
        "rule: split, pool: 1000, ranking: order, unit: 元, print: 0, round: 0, shares: [50%, 30%, 20%], "
        "who: {figure: score, at_least: 60}",
        "甲 95 乙 80 丙 80 丁 80 戊 50",
    )
    said = {name: office.sentence("made", name, MONTH) for name in "甲乙戊"}
    assert said == {
        "甲": "第1名，共5个参与排名；符合条件的4个中第1名；1000 × 50% = 500元",
        "乙": (
            "第2名（与丙、丁并列），共5个参与排名；符合条件的4个中第2名；"
            "1000 × (30% + 20%) ÷ 3（3个并列，平分） = 166.6667（约），"
            "各家先去尾，剩下的按尾数从大到小每家补一份，得167元"
        ),
        "戊": "第5名，共5个参与排名；不符合分配条件，得0元",
    }
    shared = office_of(
        "rule: split, pool: 1000, ranking: order, shares: [50%, 30%, 20%], unclaimed: shared", "甲 95 乙 80"
    )
    assert shared.sentence("made", "甲", MONTH) == (
        "第1名，共2个参与排名；1000 × 50% × 100% ÷ 80%（无人领取的份额按比例分给各家） = 625.00"
    )
    proportion = office_of(
        "rule: split, pool: 1000, ranking: order, in_proportion_to: score", "甲 90 乙 80 丙 30"
    )
    assert proportion.sentence("made", "甲", MONTH) == (
        "第1名，共3个参与排名；1000 × 90.00 ÷ 200.00（“得分”占3个之和） = 450.00"
    )


@given(
    scores=st.lists(st.integers(0, 5), min_size=1, max_size=9),
    shares=st.lists(st.integers(0, 20), min_size=1, max_size=5).filter(any),
    places=st.integers(0, 2),
    unclaimed=st.sampled_from(["kept", "shared"]),
)
def test_whole_shares_come_to_what_is_given_out(
    scores: list[int], shares: list[int], places: int, unclaimed: str
) -> None:
    """Rounded shares add up to the exact ones, less what is no whole unit, and none is a unit off."""
    names = [f"街{number}" for number in range(len(scores))]
    written = ", ".join(f"{share}%" for share in shares)
    found = []
    for rounding in ("", f", round: {places}"):
        office = office_of(
            f"rule: split, pool: 777.77, ranking: order, shares: [{written}], unclaimed: {unclaimed}{rounding}",
            " ".join(f"{name} {score}" for name, score in zip(names, scores, strict=True)),
        )
        found.append([amount for amount in made(office) if isinstance(amount, Fraction)])
    exact, rounded = found
    unit = Fraction(1, 10**places)
    assert sum(rounded) == sum(exact) // unit * unit
    assert all(abs(one - other) < unit for one, other in zip(exact, rounded, strict=True))
    claimed = sum(shares) if unclaimed == "shared" else sum(shares[: len(scores)])
    if sum(shares[: len(scores)]):
        assert sum(exact) == Fraction("777.77") * claimed / 100
