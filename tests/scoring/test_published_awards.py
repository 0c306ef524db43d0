"""Money and grades that offices published: the same sums and counts from the same places and villages."""

from __future__ import annotations

import pytest

from tests.scoring.offices import BULLETIN, Office, scheme_of, table, texts

WUHAN = (
    """
scheme: wuhan-2022
name: 武汉市城市综合管理考核
circular: 按公开通报整理
in_force_from: 2022-01-01
decimals: 0
kinds: [{name: 区}]
figures:
  - {id: score, name: 得分, of: 区, every: month, rule: mark, full: 100}
  - id: money
    name: 奖罚
    of: 区
    every: month
    unit: 万元
    rule: by_rank
    ranking: districts
    schedules:
      - {group: [中心城区(功能区)], first: [100, 60, 40], last: [-60], otherwise: 0}
      - {group: [新城区], first: [60, 40], last: [-30], otherwise: 0}
rankings: [{id: districts, name: 各区, score: score}]
"""
    + BULLETIN
)

XIANGAN = (
    """
scheme: xiangan-2020
name: 翔安区农村环境卫生考评
circular: 按公开通报整理
in_force_from: 2020-01-01
kinds: [{name: 区}, {name: 镇街, part_of: 区}, {name: 村, part_of: 镇街}]
figures:
  - {id: village, name: 村得分, of: 村, every: quarter, rule: mark, full: 100}
  - {id: excellent, name: 优秀村数, of: 镇街, every: quarter,
     rule: count, parts: village, where: [{figure: village, at_least: 90}], print: 0}
  - {id: good, name: 良好村数, of: 镇街, every: quarter,
     rule: count, parts: village, where: [{figure: village, at_least: 80, below: 90}], print: 0}
  - {id: villages, name: 村数, of: 镇街, every: quarter, rule: count, parts: village, print: 0}
  - {id: all_excellent, name: 优秀村合计, of: 区, every: quarter, rule: total, parts: excellent, print: 0}
  - {id: all_good, name: 良好村合计, of: 区, every: quarter, rule: total, parts: good, print: 0}
  - {id: all, name: 村合计, of: 区, every: quarter, rule: total, parts: villages, print: 0}
  - {id: excellent_share, name: 优秀率, of: 区, every: quarter,
     rule: ratio, over: [all_excellent], under: [all], times: 100, round: 2, unit: "%"}
  - {id: good_share, name: 良好率, of: 区, every: quarter,
     rule: ratio, over: [all_good], under: [all], times: 100, round: 2, unit: "%"}
rankings:
  - {id: district, name: 全区, score: excellent_share}
  - {id: towns, name: 镇街, score: excellent}
"""
    + BULLETIN
)


def test_wuhan_pays_the_published_money_for_the_published_places() -> None:
    rows = table("wuhan_2022-01.csv")
    office = Office(scheme_of(WUHAN))
    for row in rows:
        item = office.add(row["unit"], "区", group=row["group"])
        office.mark("2022-01", item, "score", str(100 - int(row["published_rank"])))
    standings = office.standings("2022-01")
    assert len(rows) == 15
    for row in rows:
        standing = standings[row["unit"]]
        assert standing.rank == int(row["published_rank"])
        assert [figure.text for figure in standing.also] == [row["published_money_wan"]]


@pytest.mark.parametrize(
    ("published", "quarter", "expected"),
    [
        ("2020-R3", "2020-Q3", ("21", "92", "113", "18.58", "81.42")),
        ("2021-R1", "2021-Q1", ("15", "98", "113", "13.27", "86.73")),
    ],
)
def test_xiangan_counts_the_published_grades_of_its_villages(
    published: str, quarter: str, expected: tuple[str, ...]
) -> None:
    """The villages' own scores were not published: any score of the published grade gives the published counts."""
    office = Office(scheme_of(XIANGAN))
    office.add("翔安区", "区")
    rows = [row for row in table("xiangan_grades.csv") if row["round"] == published]
    assert len(rows) == 5
    for row in rows:
        office.add(row["unit"], "镇街", parent="翔安区")
        for number in range(int(row["villages"])):
            village = office.add(f"{row['unit']}{number + 1}村", "村", parent=row["unit"])
            excellent = number < int(row["excellent"])
            office.mark(quarter, village, "village", "90" if excellent else "89.99")
    standings = office.standings(quarter)
    for row in rows:
        found = texts(standings[row["unit"]])
        assert (found["excellent"], found["good"]) == (row["excellent"], row["good"])
    figures = texts(standings["翔安区"])
    names = ("all_excellent", "all_good", "all", "excellent_share", "good_share")
    assert tuple(figures[name] for name in names) == expected
