"""Places, points and money by place: worked by hand, with every fault of the forms that look at peers."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityassess.scoring.assessment import State
from cityassess.scoring.values import AssessedObject
from tests.scoring.forms_office import (
    MONTH,
    SCORE,
    Forms,
    faults_of,
    made,
    office_of,
    read_again,
    scheme_text,
)
from tests.scoring.offices import scheme_of

NO_DATA, NOT_APPLICABLE = State.NO_DATA, State.NOT_APPLICABLE


# ---- places


@pytest.mark.parametrize(
    ("figure", "ranking", "expected"),
    [
        ("rule: rank, ranking: order", "", [1, 2, 2, 4, NO_DATA, NOT_APPLICABLE]),
        ("rule: rank, ranking: order", ", ties: dense", [1, 2, 2, 3, NO_DATA, NOT_APPLICABLE]),
        ("rule: rank, ranking: order", ", better: low", [4, 2, 2, 1, NO_DATA, NOT_APPLICABLE]),
        ("rule: rank, ranking: order, from: last", "", [4, 2, 2, 1, NO_DATA, NOT_APPLICABLE]),
        ("rule: rank, ranking: order, from: last", ", ties: dense", [3, 2, 2, 1, NO_DATA, NOT_APPLICABLE]),
        (
            "rule: rank, ranking: order",
            ", not_ranked: [甲]",
            [NOT_APPLICABLE, 1, 1, 3, NO_DATA, NOT_APPLICABLE],
        ),
        (
            "rule: rank, ranking: order",
            ", only: [{figure: score, below: 90}]",
            [NOT_APPLICABLE, 1, 1, 3, NO_DATA, NOT_APPLICABLE],
        ),
        (
            "rule: rank, ranking: order",
            ", only: {object: [丙, 丁]}",
            [NOT_APPLICABLE, NOT_APPLICABLE, 1, 2, *[NOT_APPLICABLE] * 2],
        ),
    ],
)
def test_places(figure: str, ranking: str, expected: list[object]) -> None:
    assert made(office_of(figure, "甲 90 乙 85 丙 85 丁 70 戊 - 己 /", ranking=ranking)) == expected


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("group", {"东": 1, "西": 2, "南": 1, "北": 2}),
        ("grade", {"东": 1, "西": 1, "南": 2, "北": 2}),
        ("parent", {"东": 1, "西": 1, "南": 2, "北": 3}),
        ("none", {"东": 1, "西": 2, "南": 3, "北": 4}),
    ],
)
def test_objects_are_ranked_apart_by_group_grade_or_what_they_are_part_of(
    by: str, expected: dict[str, int]
) -> None:
    office = Forms.of(
        "{id: score, name: 得分, of: 村, every: month, rule: mark, full: 100}\n"
        "{id: made, name: 名次, of: 村, every: month, rule: rank, ranking: order}",
        rankings=f"  - {{id: order, name: 排名, score: score, by: {by}}}\n",
    )
    office.add("甲 乙")
    office.add("东", "村", parent="甲", group="一组", grade="一级")
    office.add("西", "村", parent="乙", group="一组", grade="二级")
    office.add("南", "村", parent="甲", group="二组", grade="一级")
    office.add("北", "村", parent="甲", group="二组", grade="二级")
    office.enter(MONTH, "东 90 西 80 南 70 北 60")
    assert office.values("made", MONTH) == expected


def test_parents_of_one_name_have_ladders_of_their_own() -> None:
    office = Forms.of(
        "{id: score, name: 得分, of: 科室, every: month, rule: mark, full: 100}\n"
        "{id: made, name: 名次, of: 科室, every: month, rule: rank, ranking: order}",
        rankings="  - {id: order, name: 排名, score: score, by: parent}\n",
    )
    for street in ("甲", "乙"):
        office.add(street)
        office.objects[f"{street}的东村"] = AssessedObject(
            len(office.objects) + 1, "东村", "村", office.objects[street].key
        )
        office.add(f"{street}一 {street}二", "科室", parent=f"{street}的东村")
    office.enter(MONTH, "甲一 90 甲二 80 乙一 70 乙二 60")
    assert office.values("made", MONTH) == {"甲一": 1, "甲二": 2, "乙一": 1, "乙二": 2}


def test_a_ladder_is_parted_one_way_alone() -> None:
    faults = faults_of(
        "{id: score, name: 得分, of: 街道, every: month, rule: mark, full: 100}",
        rankings="  - {id: order, name: 排名, score: score, by: grade, by_group: true}\n",
    )
    assert [fault.partition(": ")[2] for fault in faults] == ["排名“排名”的“by”和“by_group”只写一个。"]


def test_sentences_of_places() -> None:
    office = office_of(
        "rule: rank, ranking: order", "甲 90 乙 85 丙 85 丁 70 戊 -", ranking=", not_ranked: [丁]"
    )
    said = {name: office.sentence("made", name, MONTH) for name in office.objects}
    assert said == {
        "甲": "第1名，共3个参与排名",
        "乙": "第2名（与丙并列），共3个参与排名",
        "丙": "第2名（与乙并列），共3个参与排名",
        "丁": "不参与排名",
        "戊": "没有名次：得分无数据",
    }
    assert [line.figure.id for line in office.explain("made", "甲", MONTH).inputs] == ["score"]


def test_a_chain_parts_those_who_are_equal() -> None:
    more = "".join(
        f"{{id: {name}, name: {name}, of: 街道, every: month, rule: mark, full: 100}}\n"
        for name in ("second", "third")
    )
    office = office_of(
        "rule: rank, ranking: order",
        "甲 80 乙 80 丙 80 丁 80 戊 90",
        more=more,
        ranking=", then: [{figure: second, better: low}, {figure: third}]",
    )
    office.enter(MONTH, "甲 3 乙 5 丙 3 戊 99", "second")
    office.enter(MONTH, "甲 7 乙 9 丙 8 丁 100", "third")
    # 戊 leads; 甲 and 丙 have the lower second figure, 丙 the higher third; 丁 has no second figure and is last
    assert made(office) == [3, 4, 2, 5, 1]
    office.enter("2026-03", "甲 80 乙 80 丙 80 丁 80 戊 90")
    assert list(office.values("made", "2026-03").values()) == [2, 2, 2, 2, 1]


def test_places_by_published_and_by_exact_values() -> None:
    figures = (
        "{id: raw, name: 原始, of: 街道, every: month, rule: mark, full: 100, entry_decimals: 4}\n"
        "{id: score, name: 得分, of: 街道, every: month, rule: weighted, inputs: [raw: 1/3], print: 1}\n"
        "{id: made, name: 名次, of: 街道, every: month, rule: rank, ranking: order}"
    )
    for compare, expected in (("published", [1, 1, 3]), ("exact", [2, 1, 3])):
        office = Forms.of(
            figures, rankings=f"  - {{id: order, name: 排名, score: score, compare: {compare}}}\n"
        )
        office.add("甲 乙 丙")
        office.enter(MONTH, "甲 90 乙 90.0001 丙 80", "raw")
        assert made(office) == expected


# ---- money by place

WUHAN = (
    "rule: by_rank, ranking: order, unit: 万元, schedules: [{group: 中心城区, first: [100, 60, 40], last: [-60]}, "
    "{group: [新城区], first: [60, 40], last: [-30]}]"
)


def test_money_of_two_groups() -> None:
    office = Forms.of(f"{SCORE}{{id: made, name: 奖惩, of: 街道, every: month, {WUHAN}}}")
    office.add("青山 武经开 江岸 汉阳 硚口", group="中心城区")
    office.add("蔡甸 江夏 新洲 东西湖", group="新城区")
    office.add("别处", group="其他")
    office.enter(MONTH, "青山 95 武经开 94 江岸 93 汉阳 92 硚口 91 蔡甸 90 江夏 89 新洲 88 东西湖 87 别处 86")
    assert made(office) == [100, 60, 40, 0, -60, 60, 40, 0, -30, NOT_APPLICABLE]
    assert office.sentence("made", "江岸", MONTH) == (
        "“中心城区”第3名，共5个参与排名；按“中心城区”的办法，第3名得40.00万元"
    )
    assert office.sentence("made", "东西湖", MONTH) == (
        "“新城区”第4名，共4个参与排名；按“新城区”的办法，倒数第1名得-30.00万元"
    )
    assert office.sentence("made", "汉阳", MONTH) == (
        "“中心城区”第4名，共5个参与排名；按“中心城区”的办法，其余名次得0.00万元"
    )
    assert office.sentence("made", "别处", MONTH) == "“其他”第1名，共1个参与排名；没有适用的办法，不适用"


def test_a_shorter_schedule_where_three_are_ranked() -> None:
    figure = (
        "rule: by_rank, ranking: order, schedules: [{size_at_most: 3, first: [3], last: [-1]}, "
        "{size_at_least: 4, size_at_most: 4, first: [3, 2], last: [-1]}, {first: [3, 2, 1], last: [-1, -0.5]}]"
    )
    office = Forms.of(f"{SCORE}{{id: made, name: 奖惩, of: 街道, every: month, {figure}}}")
    office.add("甲 乙 丙", group="小")
    office.add("丁", group="小")  # without a score: three are ranked
    office.add("子 丑 寅 卯 辰 巳", group="大")
    office.enter(MONTH, "甲 95 乙 94 丙 93 子 96 丑 95 寅 94 卯 93 辰 92 巳 91")
    assert made(office) == [3, 0, -1, NO_DATA, 3, 2, 1, 0, Fraction(-1, 2), -1]
    assert office.sentence("made", "丙", MONTH) == (
        "“小”第3名，共3个参与排名；按不超过3个的办法，倒数第1名得-1.00"
    )
    assert office.sentence("made", "辰", MONTH) == "“大”第5名，共6个参与排名；按其余的办法，倒数第2名得-0.50"


def test_schedules_by_group_within_one_ladder() -> None:
    office = Forms.of(
        f"{SCORE}{{id: made, name: 奖惩, of: 街道, every: month, {WUHAN}}}",
        rankings="  - {id: order, name: 排名, score: score, by_group: false}\n",
    )
    office.add("甲", group="中心城区")
    office.add("乙", group="新城区")
    office.reclassify("乙", "2026-02-28", group="中心城区")
    office.enter(MONTH, "甲 95 乙 94")
    office.enter("2026-01", "甲 95 乙 94")
    assert made(office) == [100, 60]
    assert list(office.values("made", "2026-01").values()) == [100, 40]


@pytest.mark.parametrize(
    ("figure", "ranking", "scores", "expected"),
    [
        # in both first and last: first
        ("first: [100, 80, 50], last: [-100, -80, -50]", "", "90 80 70 60", [100, 80, 50, -100]),
        ("first: [100, 80, 50], last: [-100, -80, -50]", "", "90 80", [100, 80]),
        (
            "first: [100, 80, 50], last: [-100, -80, -50], otherwise: 5",
            "",
            "9 8 7 6 5 4 3",
            [100, 80, 50, 5, -50, -80, -100],
        ),
        # ties: each what the place gives, or an equal share of the places they fill
        ("first: [100, 60, 40]", "", "90 80 80 70", [100, 60, 60, 0]),
        ("first: [100, 60, 40], ties: share", "", "90 80 80 70", [100, 50, 50, 0]),
        ("first: [100, 60], ties: share", "", "90 90 90 70", [Fraction(160, 3)] * 3 + [0]),
        ("first: [100], last: [-60], ties: share", "", "90 80 70 70", [100, 0, -30, -30]),
        ("first: [100], last: [-60], ties: share", "", "90 90", [20, 20]),
        ("first: [100], last: [-60]", "", "90 90 70 70", [100, 100, -60, -60]),
        # dense places: one amount for each place that is printed
        ("first: [100, 60, 40]", ", ties: dense", "90 90 80 70", [100, 100, 60, 40]),
        ("first: [100, 60, 40], ties: share", ", ties: dense", "90 90 80 70", [50, 50, 60, 40]),
        ("first: [100], last: [-60, -20]", ", ties: dense", "90 80 80 70", [100, -20, -20, -60]),
        # stretches of places
        (
            "places: [{from: 1, to: 2, gives: 15}, {from: 3, to: 4, gives: 10}, {last: 2, gives: -5}]",
            "",
            "9 8 7 6 5 4",
            [15, 15, 10, 10, -5, -5],
        ),
        (
            "places: [{last: 1, gives: -5}, {last: 3, gives: -2}, {from: 2, gives: 1}], otherwise: 3",
            "",
            "9 8 7 6 5",
            [3, 1, -2, -2, -5],
        ),
        (
            "places: [{from: 1, to: 3, gives: 15}], ties: share, otherwise: 1",
            "",
            "9 8 8 8 5",
            [15, *[Fraction(31, 3)] * 3, 1],
        ),
    ],
)
def test_amounts(figure: str, ranking: str, scores: str, expected: list[object]) -> None:
    names = "甲乙丙丁戊己庚"
    words = " ".join(f"{name} {score}" for name, score in zip(names, scores.split(), strict=False))
    assert made(office_of(f"rule: by_rank, ranking: order, {figure}", words, ranking=ranking)) == expected


def test_sentences_of_ties() -> None:
    each = office_of("rule: by_rank, ranking: order, first: [100, 60, 40]", "甲 90 乙 80 丙 80")
    assert each.sentence("made", "乙", MONTH) == "第2名（与丙并列），共3个参与排名；第2名得60.00"
    share = office_of(
        "rule: by_rank, ranking: order, first: [90, 60], last: [-20], ties: share, round: 1",
        "甲 90 乙 90 丙 90",
    )
    assert share.sentence("made", "乙", MONTH) == (
        "第1名（与甲、丙并列），共3个参与排名；3个并列，平分第1至3名所得，合计130：(90 + 60 + (-20)) ÷ 3 = "
        "43.33333（约），四舍五入保留1位小数得43.3"
    )
    dense = office_of(
        "rule: by_rank, ranking: order, first: [90, 60], ties: share",
        "甲 90 乙 90 丙 80",
        ranking=", ties: dense",
    )
    assert (
        dense.sentence("made", "乙", MONTH)
        == "第1名（与甲并列），共3个参与排名；2个并列，平分第1名所得：90 ÷ 2 = 45.00"
    )
    nothing = office_of(
        "rule: by_rank, ranking: order, first: [90]", "甲 90 乙 -", ranking=", not_ranked: [甲]"
    )
    assert nothing.sentence("made", "甲", MONTH) == "不参与排名，不适用"
    assert nothing.sentence("made", "乙", MONTH) == "没有名次：得分无数据，无数据"


@given(
    scores=st.lists(st.integers(0, 6), min_size=6, max_size=12),
    groups=st.lists(st.sampled_from("AB"), min_size=12, max_size=12),
)
def test_shared_money_balances(scores: list[int], groups: list[str]) -> None:
    """Symmetric money shared by those tied comes to nothing in every group that is large enough for both ends."""
    office = Forms.of(
        f"{SCORE}{{id: made, name: 奖惩, of: 街道, every: month, rule: by_rank, ranking: order, "
        "ties: share, schedules: [{size_at_least: 4, first: [100, 50], last: [-100, -50]}, {first: [0]}]}"
    )
    for number, (score, group) in enumerate(zip(scores, groups, strict=False)):
        office.add(f"街{number}", group=group)
        office.enter(MONTH, {f"街{number}": score})
    amounts = made(office)
    assert sum(amount for amount in amounts if isinstance(amount, Fraction)) == 0
    assert all(isinstance(amount, Fraction) for amount in amounts)


# ---- faults, and the round trip

FAULTS = {
    "no ranking": ("rule: rank", "缺少“ranking”"),
    "unknown ranking": ("rule: rank, ranking: ordr", "引用的排名“ordr”没有定义，可能是“order”"),
    "from the middle": ("rule: rank, ranking: order, from: middle", "“from”应是 first 或 last，现为“middle”"),
    "ranking of another cycle": ("every: quarter, rule: rank, ranking: order", "引用的“得分”周期不同"),
    "unknown ranking of money": ("rule: by_rank, ranking: ordr, first: [1]", "引用的排名“ordr”没有定义"),
    "no money": ("rule: by_rank, ranking: order", "要写明各名次得多少：first"),
    "both ways": (
        "rule: by_rank, ranking: order, first: [1], places: [{from: 1, gives: 1}]",
        "“first”和“places”只能写一种",
    ),
    "no number": ("rule: by_rank, ranking: order, first: [1, 二]", "各名次应写数字，现为“二”"),
    "empty list": ("rule: by_rank, ranking: order, first: []", "不能是空列表"),
    "places backwards": (
        "rule: by_rank, ranking: order, places: [{from: 3, to: 1, gives: 1}]",
        "“to”不能小于“from”",
    ),
    "places twice": (
        "rule: by_rank, ranking: order, places: [{from: 1, to: 3, gives: 1}, {from: 2, gives: 2}]",
        "“第2名”永远用不上：前面各段已包括它的名次",
    ),
    "places by halves": (
        "rule: by_rank, ranking: order, "
        "places: [{from: 1, to: 3, gives: 1}, {from: 4, to: 9, gives: 3}, {from: 2, to: 7, gives: 2}]",
        "“第2至7名”永远用不上",
    ),
    "last places twice": (
        "rule: by_rank, ranking: order, places: [{last: 3, gives: 1}, {last: 3, gives: 2}]",
        "“末3名”永远用不上",
    ),
    "no such place": (
        "rule: by_rank, ranking: order, places: [{from: 0, gives: 1}]",
        "“from”应是1至100000的整数",
    ),
    "schedules and a list": (
        "rule: by_rank, ranking: order, first: [1], schedules: [{first: [2]}]",
        "已写“schedules”，“first”应写进其中",
    ),
    "schedule never reached": (
        "rule: by_rank, ranking: order, schedules: [{first: [2]}, {group: A, first: [1]}]",
        "第1种办法没有限定分组和个数，后面的永远用不上",
    ),
    "sizes backwards": (
        "rule: by_rank, ranking: order, schedules: [{size_at_least: 4, size_at_most: 3, first: [1]}]",
        "“size_at_least”大于“size_at_most”",
    ),
    "peer of nothing": ("rule: peer, figure: score", "缺少“take”"),
    "better of a mean": ("rule: peer, figure: score, take: mean, better: low", "不能写“better”"),
    "peer of a village": ("rule: peer, figure: scor, take: best", "引用的“scor”没有定义，可能是“score”"),
    "empty pool": ("rule: split, pool: 0, ranking: order, shares: [50%]", "“pool”应大于0"),
    "no pool": ("rule: split, ranking: order, shares: [50%]", "缺少“pool”"),
    "pool by figure": (
        "rule: split, pool: {figure: score}, ranking: order, shares: [50%]",
        "“pool”应是一个值，不是列表",
    ),
    "no shares": ("rule: split, pool: 1, ranking: order", "要写明怎么分，只写一种：shares"),
    "shares twice": (
        "rule: split, pool: 1, ranking: order, shares: [50%], in_proportion_to: score",
        "只写一种：shares",
    ),
    "shares over the whole": (
        "rule: split, pool: 1, ranking: order, shares: [50%, 51%]",
        "“shares”合计为101%，应大于0、不超过100%",
    ),
    "negative share": (
        "rule: split, pool: 1, ranking: order, shares: [50%, -1%]",
        "应是不小于0的百分数，现为“-1%”",
    ),
    "shares of nothing": ("rule: split, pool: 1, ranking: order, shares: [0]", "合计为0%"),
    "unclaimed proportion": (
        "rule: split, pool: 1, ranking: order, in_proportion_to: score, unclaimed: kept",
        "不用写“unclaimed”",
    ),
    "ties": ("rule: by_rank, ranking: order, first: [1], ties: half", "“ties”应是 each、share 之一"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_faults(fault: str) -> None:
    figure, sentence = FAULTS[fault]
    every = "" if figure.startswith("every") else "every: month, "
    found = faults_of(f"{SCORE}{{id: made, name: 奖惩, of: 街道, {every}{figure}}}")
    assert len(found) == 1, found
    line, _, message = found[0].partition(": ")
    assert int(line) == 2
    assert sentence in message


EVERY_FORM = (
    "rule: rank, ranking: order",
    "rule: rank, ranking: order, from: last",
    "rule: by_rank, ranking: order, first: [100, 60, 40], last: [-60], full: 100",
    "rule: by_rank, ranking: order, last: [-60, 1/3], otherwise: 2, ties: share",
    "rule: by_rank, ranking: order, places: [{last: 3, gives: -5}, {from: 1, to: 10, gives: 15}, {from: 11, gives: 5}]",
    "rule: by_rank, ranking: order, "
    "schedules: [{group: [A, B], size_at_most: 3, first: [3]}, {size_at_least: 9, last: [1]}]",
    "rule: by_rank, ranking: order, schedules: [{group: A, first: [3], otherwise: 1}]",
    "rule: peer, figure: score, take: best, by_group: false, better: low",
    "rule: peer, figure: score, take: mean, where: [{group: A}]",
    "rule: split, pool: 150000, ranking: order, shares: [50%, 1/3], who: {group: A}, unclaimed: shared",
    "rule: split, pool: 0.5, ranking: order, in_proportion_to: score",
)


def test_what_is_written_is_read_back_equal() -> None:
    text = scheme_text(
        SCORE
        + "\n".join(
            f"{{id: g{number}, name: 项, of: 街道, every: month, {rule}}}"
            for number, rule in enumerate(EVERY_FORM)
        ),
        rankings="  - {id: order, name: 排名, score: score, not_ranked: [丁]}\n",
    )
    scheme = scheme_of(text)
    assert read_again(scheme, text) == {figure.id: figure.rule for figure in scheme.figures}


def test_a_place_that_decides_itself_is_a_ring() -> None:
    found = faults_of(
        SCORE
        + "{id: place, name: 名次, of: 街道, every: month, rule: rank, ranking: order}\n"
        + "{id: made, name: 总分, of: 街道, every: month, rule: sum, inputs: [score, place]}",
        rankings="  - {id: order, name: 排名, score: score, then: [{figure: made}]}\n",
    )
    assert found == ["2: 考核项互相引用成环：名次 → 总分 → 名次。改掉其中一项的引用。"]


def test_editions_rank_their_own_periods() -> None:
    """A streak of last places looks back on the places of an earlier edition, which ranked the other way about."""
    figures = (
        SCORE
        + "{id: place, name: 倒数, of: 街道, every: month, rule: rank, ranking: order, from: last}\n"
        + "{id: last, name: 末名, of: 街道, every: month, rule: condition, all: {figure: place, equals: 1}}\n"
        + "{id: made, name: 连续末名, of: 街道, every: month, rule: running, input: last, periods: 6}"
    )
    old = Forms.of(figures, rankings="  - {id: order, name: 排名, score: score, better: low}\n")
    new = Forms.of(figures, start="2026-02-01")
    for office in (old, new):
        office.add("甲 乙")
        office.enter("2026-01", "甲 90 乙 80")
        office.enter("2026-02", "甲 70 乙 80")
    others = {"2026-01": old.evaluate("2026-01")}
    evaluation = new.evaluate("2026-02", others=others)
    assert [new.value("made", name, "2026-02", evaluation) for name in "甲乙"] == [2, 0]
    assert made(new) == [1, 0]
