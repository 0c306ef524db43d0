"""Tables that offices published: the program must print the same digits and the same ranks, from the same inputs."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby

import pytest

from cityassess.resource_files import resource
from tests.scoring.offices import BULLETIN, Office, scheme_of, table, texts

HENGYANG = (
    """
scheme: hengyang-2019
name: 衡阳市城市管理考核
circular: 按公开通报整理
in_force_from: 2019-01-01
kinds: [{name: 区}]
figures:
  - {id: streetscape, name: 市容秩序, of: 区, every: month, rule: deduct, full: 100}
  - {id: sanitation, name: 环境卫生, of: 区, every: month, rule: deduct, full: 100}
  - {id: greenery, name: 园林绿化, of: 区, every: month, rule: deduct, full: 100}
  - {id: mean, name: 平均, of: 区, every: month, rule: weighted,
     inputs: [streetscape: 1/3, sanitation: 1/3, greenery: 1/3], total_weight: 100%, round: 2}
rankings: [{id: districts, name: 城区, score: mean}]
"""
    + BULLETIN
)

JINHUA = (
    """
scheme: jinhua-2022
name: 金华市街道考核
circular: 按公开通报整理
in_force_from: 2022-01-01
kinds: [{name: 街道}]
figures:
  - {id: smart, name: 智慧城管, of: 街道, every: month, rule: mark, full: 100}
  - {id: smart_weighted, name: 智慧城管40%, of: 街道, every: month, rule: weighted, inputs: [smart: 40%], round: 2}
  - {id: control, name: 街面管控, of: 街道, every: month, rule: mark, full: 30}
  - {id: total, name: 总分, of: 街道, every: month, rule: sum, inputs: [smart_weighted, control], round: 2}
rankings: [{id: streets, name: 一类街道, score: total}]
"""
    + BULLETIN
)

BEIJING = (
    """
scheme: beijing-dust
name: 道路尘土残存量
circular: 按公开通报整理
in_force_from: 2023-01-01
decimals: 1
kinds: [{name: 功能区}, {name: 区, part_of: 功能区}]
figures:
  - {id: residue, name: 尘土残存量, of: 区, every: month, rule: mark, full: 1000}
  - {id: area_mean, name: 平均残存量, of: 功能区, every: month, rule: mean, parts: residue, round: 1, rounding: MODE}
rankings:
  - {id: areas, name: 功能区, score: area_mean, better: low}
  - {id: districts, name: 各区, score: residue, better: low}
"""
    + BULLETIN
)

MATOU = (
    """
scheme: matou-2019
name: 码头镇环境卫生考评
circular: 按公开通报整理
in_force_from: 2019-01-01
decimals: 1
kinds: [{name: 村}]
figures:
  - {id: score, name: 得分, of: 村, every: month, rule: mark, full: 100}
rankings: [{id: villages, name: 各村, score: score, ties: TIES}]
"""
    + BULLETIN
)


def test_hengyang_scores_are_a_hundred_less_what_was_deducted() -> None:
    office = Office(scheme_of(HENGYANG))
    figure_of = {figure.name: figure.id for figure in office.scheme.figures}
    rows = table("hengyang_2019-02.csv")
    for unit, lines in groupby(rows, key=lambda row: row["unit"]):
        item = office.add(unit, "区")
        for row in lines:
            office.mark("2019-02", item, figure_of[row["domain"]], row["deducted"])
    standings = office.standings("2019-02")
    answers = [texts(standings[row["unit"]])[figure_of[row["domain"]]] for row in rows]
    assert answers == [row["score"] for row in rows]
    assert len(answers) == 21


def test_jinhua_rounds_the_weighted_component_before_adding() -> None:
    office = Office(scheme_of(JINHUA))
    rows = table("jinhua_2022-03.csv")
    for row in rows:
        item = office.add(row["street"], "街道")
        office.mark("2022-03", item, "smart", row["smart"])
        office.mark("2022-03", item, "control", row["control"])
    standings = office.standings("2022-03")
    for row in rows:
        line = standings[row["street"]]
        assert texts(line)["smart_weighted"] == row["smart_weighted"]
        assert (line.score.text, line.rank) == (row["total"], int(row["rank"]))
    (group,) = office.assess("2022-03").groups
    assert group.score.full == "70"


def _beijing(mode: str, period: str) -> Office:
    office = Office(scheme_of(BEIJING.replace("MODE", mode)))
    rows = [row for row in table("beijing_dust.csv") if row["period"] == period]
    for area in dict.fromkeys(row["area"] for row in rows):
        office.add(area, "功能区")
    for row in rows:
        item = office.add(row["district"], "区", parent=row["area"])
        office.mark(period, item, "residue", row["residue"])
    return office


@pytest.mark.parametrize(("mode", "agreeing"), [("half_up", 8), ("half_even", 6)])
def test_beijing_area_means_are_rounded_half_up(mode: str, agreeing: int) -> None:
    agreed = 0
    for period in ("2023-11", "2025-10"):
        standings = _beijing(mode, period).standings(period)
        published = {
            row["area"]: row["area_mean"] for row in table("beijing_dust.csv") if row["period"] == period
        }
        agreed += sum(standings[area].score.text == mean for area, mean in published.items())
    assert agreed == agreeing


def test_beijing_ranks_the_cleanest_first_and_equal_areas_together() -> None:
    (areas, districts) = _beijing("half_up", "2023-11").assess("2023-11").groups
    assert [(line.rank, line.name, line.score.text) for line in areas.ranked] == [
        (1, "生态涵养发展区", "6.7"),
        (2, "首都功能核心区", "8.1"),
        (2, "城市功能拓展区", "8.1"),
        (4, "城市发展新区", "8.2"),
    ]
    assert [(line.rank, line.name) for line in districts.ranked[-3:]] == [
        (15, "房山区"),
        (16, "经开区"),
        (17, "石景山区"),
    ]


def test_matou_numbers_equal_scores_alike_and_leaves_the_next_numbers_out() -> None:
    rows = table("matou_2019-05.csv")
    for ties in ("competition", "dense"):
        office = Office(scheme_of(MATOU.replace("TIES", ties)))
        for row in reversed(rows):
            office.mark("2019-05", office.add(row["village"], "村"), "score", row["score"])
        standings = office.standings("2019-05")
        ranks = [standings[row["village"]].rank for row in rows]
        if ties == "competition":
            assert ranks == [int(row["rank"]) for row in rows]
            assert len(ranks) == 24
        else:
            different = sorted({Fraction(row["score"]) for row in rows}, reverse=True)
            assert ranks == [different.index(Fraction(row["score"])) + 1 for row in rows]


# ---- 娄星区, with the scheme and the figures that ship with the program


def _louxing() -> Iterator[tuple[str, Office]]:
    scheme = scheme_of(resource("schemes/louxing-2016.yaml").read_text(encoding="utf-8"))
    criterion = {figure.name: figure.id for figure in scheme.criteria}
    for period in ("2016-09", "2017-04", "2017-05"):
        office = Office(scheme)
        for line in _demo("objects.csv"):
            office.add(line["名称"], line["类型"], parent=line["上级"])
        for line in _demo(f"marks-{period}.csv"):
            (item,) = office.roster.named(line["考核对象"])
            office.mark(line["考核周期"], item, criterion[line["指标"]], line["数值"])
        yield period, office


def _demo(name: str) -> list[dict[str, str]]:
    header, *lines = resource(f"demo/{name}").read_text(encoding="utf-8-sig").splitlines()
    return [dict(zip(header.split(","), line.split(","), strict=True)) for line in lines]


def test_louxing_totals_ranks_and_components_are_the_published_ones() -> None:
    published, components, agreed = table("louxing_published.csv"), table("louxing_components.csv"), 0
    for period, office in _louxing():
        standings = office.standings(period)
        for row in published:
            if row["period"] == period:
                line = standings[row["object"]]
                assert (line.score.text, line.rank) == (row["score"], int(row["rank"])), row
                agreed += 1
        for row in components:
            if row["period"] == period:
                shown = texts(standings[row["object"]])
                for part in ("company", "community", "sanitation", "chengguan"):
                    assert shown[part] == row[part], row
    assert agreed == 30


def test_louxing_ranks_exactly_the_published_objects_and_both_readings_agree() -> None:
    for period, office in _louxing():
        published = [row["object"] for row in table("louxing_published.csv") if row["period"] == period]
        ranked = [line.name for group in office.assess(period).groups for line in group.ranked]
        assert sorted(ranked) == sorted(published)
        oracle = office.oracle(period)
        for row in table("louxing_published.csv"):
            if row["period"] == period:
                (item,) = office.roster.named(row["object"], row["kind"])
                figure = {"街道": "street_total", "乡镇": "township_total"}[row["kind"]]
                assert oracle.answers[figure, item.key].printed == Fraction(row["score"])
