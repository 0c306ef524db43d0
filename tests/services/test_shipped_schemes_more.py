"""Example data of shipped schemes, against figures computed by hand from the scheme's words and the marks alone."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import pytest

from cityassess.resource_files import resource
from cityassess.scoring.assessment import Assessment, GroupRanking, Standing
from cityassess.services.file_scoring import score_files


@cache
def assessed(scheme: str, period: str) -> Assessment:
    """One period of a shipped scheme's example."""
    folder = resource(f"examples/{scheme}")
    return score_files(
        resource(f"schemes/{scheme}.yaml"), [folder / "marks.csv"], period, folder / "objects.csv"
    )


def groups(scheme: str, period: str, ranking: str) -> list[GroupRanking]:
    """The groups of a ranking."""
    return [group for group in assessed(scheme, period).groups if group.ranking == ranking]


def standing(scheme: str, period: str, ranking: str, name: str) -> Standing:
    """One object's line in a ranking."""
    found = [
        line for group in groups(scheme, period, ranking) for line in group.standings if line.name == name
    ]
    assert len(found) == 1, (ranking, name)
    return found[0]


def figure(scheme: str, period: str, ranking: str, name: str, figure_id: str) -> str:
    """A printed figure of one object, from its components or its score."""
    line = standing(scheme, period, ranking, name)
    return {one.id: one.text for one in (line.score, *line.components, *line.figures)}[figure_id]


def listed(scheme: str, period: str, list_id: str) -> list[str]:
    """Who stands on a list, first to last."""
    (found,) = [one for one in assessed(scheme, period).lists if one.id == list_id]
    return [one.name for one in found.listed]


SCORES = [
    # 13.1 + 13.5 + (2+3+1.8+2+1.5+1+1.5+12.25*2/13+1) + 6 + 7 + 9 + 6 + 5 + 5 + 4 + 3 + 2 + 3 + 3 + 1.8 + 1 + 1
    ("fine-management", "2026-01", "months", "城关镇", "99.08"),
    # led: 68, 58, 64, 70, 70, 64, 70 of 70 (97.14 82.86 91.43 100 100 91.43 100); shared: mean 95; 70% and 30%
    ("quality-uplift", "2026-09", "units", "区住建局", "94.79"),
    ("quality-uplift", "2026-09", "units", "区商务局", "100.00"),
    ("quality-uplift", "2026-11", "tasks", "棚户区（危旧房）改造", "75.56"),  # 68 / 90
    # 8.8 + (2.5+5/9*3+2+0) + (3.6+0.75+0.25+0) + 6 + 2.25 + 10 + (0+2+2+3+2+5/6+0.3+2) + 3
    ("hundred-days", "2022-06", "months", "示例四区", "52.95"),
    ("hundred-days", "2022-W23", "weeks", "背街小巷专项治理", "73.33"),  # 20 + 6/9*80
    ("hundred-days", "2022-W27", "weeks", "背街小巷专项治理", "67.57"),  # 20 + 22/37*80
    ("hundred-days", "2022-W30", "weeks", "背街小巷专项治理", "0.00"),  # nothing returned
    # 40% of 10+40/3+20+10+0, 60% of the mean of 0, 0 and 100
    ("muck-trucks", "2026-03", "firms", "示例丁公司", "41.33"),
    ("muck-trucks", "2026-03", "firms", "示例甲公司", "99.60"),  # 60% of the mean of 98, 100 and 100
    ("muck-trucks", "2026-04", "vehicles", "乙02号车", "90.00"),  # repeated: 10
    ("muck-trucks", "2026-04", "vehicles", "丙01号车", "0.00"),  # vetoed
    ("muck-trucks", "2026-04", "vehicles", "丁01号车", "68.00"),
    ("road-grades", "2026-04-07", "days", "人民路", "95.25"),
    ("road-grades", "2026-04-09", "days", "人民路", "91.25"),  # the same place within seven days: 8 for 4
    ("road-grades", "2026-04-07", "days", "火车站前街", "84.25"),  # 一级
    ("road-grades", "2026-05-05", "days", "火车站前街", "65.25"),  # 特级 since 1 May
    ("road-grades", "2026-W15", "area_weeks", "示例西区", "94.25"),  # (3*93.25 + 2*95.75) / 5
    # roads (3*91.92+2*95.75)/5 = 93.45; 70%, fees 8%, buildings 8%, hotline 90*7%, over 93%
    ("road-grades", "2026-04", "months", "示例西区", "94.32"),
    ("sanitation-and-bikes", "2026-Q2", "bikes", "单车甲（示例）", "95.25"),  # 29 + 36.25 + 20 + 10
    ("sanitation-and-bikes", "2026-Q2", "bikes", "单车乙（示例）", "76.50"),  # 27 + 22.5 + 19 + 8
    ("sanitation-and-bikes", "2026-Q2", "bikes", "单车丙（示例）", "47.50"),  # 22 + 10 + 15.5 + 0
    ("sanitation-and-bikes", "2026-01", "firms", "洁城公司（示例）", "96.25"),
    ("sanitation-and-bikes", "2026-01", "firms", "净美公司（示例）", "84.50"),  # 76.05 of 90
    (
        "sanitation-and-bikes",
        "2026-02",
        "firms",
        "净美公司（示例）",
        "83.39",
    ),  # repeated at night: 75.05 of 90
    ("sanitation-and-bikes", "2026-01", "firms", "新绿公司（示例）", "76.67"),  # 69 of 90
    ("sanitation-and-bikes", "2026-01", "firms", "安洁公司（示例）", "54.00"),
    ("sanitation-and-bikes", "2026-03-05", "days", "示例丙区", "67.00"),  # 28 + 9 + 20 + 10
    ("sanitation-and-bikes", "2026-03-05", "days", "示例甲区", "98.00"),
    ("sanitation-and-bikes", "2026", "blocks", "步行街", "91.18"),  # 77.5 of 85
    ("sanitation-and-bikes", "2026", "blocks", "滨江街区", "95.00"),
    ("doorstep-four", "2026-02", "streets", "古楼街道", "100.00"),
    # shops 46.67, 53, 60 (capped) -> 53.22; 60% of it, 20% of 60, 10% of 50, 10% of 25
    ("doorstep-four", "2026-02", "streets", "新庙镇", "51.43"),
    ("doorstep-four", "2026-01", "streets", "杨叶镇（示例）", "89.88"),  # (0.6*86.5 + 10 + 10) / 0.8
    # shafts 100, 81, 58.89, 87.5, 100 -> 85.48; bridges 100, 57 -> 78.5; five to two
    ("manholes-bridges-alleys", "2026-03", "units", "市市政设施管理处", "83.49"),
    ("manholes-bridges-alleys", "2026-03", "units", "鄂城区", "78.64"),  # (5*74 + 3*86.38) / 8
    ("manholes-bridges-alleys", "2026-03", "manholes", "凤凰路3号井", "58.89"),  # 9.5 hours: 53 of 90
    ("manholes-bridges-alleys", "2026-03", "alleys", "古楼二巷", "89.50"),
    ("manholes-bridges-alleys", "2026-05", "units", "管线单位（示例）", "0.00"),  # vetoed
    ("digital-cases", "2021-09", "months", "甲区城管局（示例）", "99.20"),  # 80 + 20%*92 + 0.8
    ("digital-cases", "2021-09", "months", "丙区城管局（示例）", "82.00"),  # 80%*81.5 + 20%*84
    (
        "digital-cases",
        "2021-07",
        "months",
        "丙区城管局（示例）",
        "83.20",
    ),  # not yet repeated: 80%*83 + 20%*84
    ("digital-cases", "2021-09", "months", "丁区城管局（示例）", "70.00"),  # 80%*68.5 + 20%*76
    ("digital-cases", "2021-09", "months", "市市政处（示例）", "102.00"),
    ("digital-cases", "2021-09", "months", "市园林局（示例）", "84.36"),
]


@pytest.mark.parametrize(("scheme", "period", "ranking", "name", "score"), SCORES)
def test_scores_are_those_worked_by_hand(
    scheme: str, period: str, ranking: str, name: str, score: str
) -> None:
    assert standing(scheme, period, ranking, name).score.text == score


LISTS = [
    (
        "quality-uplift",
        "2026-11",
        "stalled",
        ["棚户区（危旧房）改造", "城市道路", "慢行系统", "新区（组团）建设示范"],
    ),
    ("hundred-days", "2022-07", "black_event", ["示例二县"]),
    ("hundred-days", "2022-07", "black_history", ["示例四区", "示例三区"]),
    ("hundred-days", "2022-08", "accountable", ["示例四区", "示例三区"]),
    ("muck-trucks", "2026-03", "black", ["示例丁公司"]),
    ("muck-trucks", "2026-03", "expelled", []),
    ("muck-trucks", "2026-04", "expelled", ["示例丁公司"]),
    ("sanitation-and-bikes", "2026-Q1", "leaves", []),
    ("sanitation-and-bikes", "2026-Q2", "leaves", ["安洁公司（示例）"]),
    ("sanitation-and-bikes", "2026", "beautiful", ["滨江街区", "步行街", "大学街区"]),
    ("doorstep-four", "2026-01", "talk", []),
    ("doorstep-four", "2026-02", "talk", ["新庙镇"]),
    ("doorstep-four", "2026-02", "flag", ["古楼街道"]),
    ("manholes-bridges-alleys", "2026-03", "unsafe", ["凤凰路3号井", "古楼2号井", "凤凰路2号井"]),
    ("manholes-bridges-alleys", "2026-04", "repaired", ["凤凰路3号井"]),
    ("manholes-bridges-alleys", "2026-05", "vetoed", ["管线单位（示例）"]),
    ("digital-cases", "2021-08", "accountable", []),
    (
        "digital-cases",
        "2021-09",
        "accountable",
        ["丁区城管局（示例）", "供电公司（示例）", "丙区城管局（示例）"],
    ),
]


@pytest.mark.parametrize(("scheme", "period", "list_id", "names"), LISTS)
def test_lists_name_whom_the_rules_name(scheme: str, period: str, list_id: str, names: list[str]) -> None:
    assert sorted(listed(scheme, period, list_id)) == sorted(names)


COLOURS = [
    ("fine-management", "2026-01", "months", "城关镇", None),
    ("quality-uplift", "2026-11", "tasks", "棚户区（危旧房）改造", "red"),
    ("quality-uplift", "2026-09", "units", "区住建局", "red"),  # three of its tasks lag
    ("hundred-days", "2022-07", "months", "示例二县", "black"),
    ("hundred-days", "2022-06", "months", "示例三区", "yellow"),
    ("hundred-days", "2022-W27", "weeks", "背街小巷专项治理", "white"),
    ("hundred-days", "2022-W28", "weeks", "背街小巷专项治理", "yellow"),
    ("hundred-days", "2022-W30", "weeks", "背街小巷专项治理", "red"),
    ("manholes-bridges-alleys", "2026-03", "manholes", "凤凰路2号井", "white"),
    ("manholes-bridges-alleys", "2026-04", "manholes", "凤凰路2号井", "yellow"),
    ("manholes-bridges-alleys", "2026-03", "manholes", "凤凰路3号井", "red"),
    ("digital-cases", "2021-07", "months", "乙区城管局（示例）", "white"),
    ("digital-cases", "2021-08", "months", "乙区城管局（示例）", "yellow"),
    ("digital-cases", "2021-09", "months", "乙区城管局（示例）", None),
    ("digital-cases", "2021-09", "months", "丙区城管局（示例）", "red"),
]


@pytest.mark.parametrize(("scheme", "period", "ranking", "name", "colour"), COLOURS)
def test_colours_rise_with_score_and_history(
    scheme: str, period: str, ranking: str, name: str, colour: str | None
) -> None:
    rating = standing(scheme, period, ranking, name).rating
    assert (rating.colour if rating is not None else None) == colour


FIGURES = [
    ("muck-trucks", "2026-04", "vehicles", "丁01号车", "vehicle_credit", "48.00"),
    ("muck-trucks", "2026-05", "vehicles", "丁01号车", "vehicle_credit", "48.00"),
    (
        "muck-trucks",
        "2026-06",
        "vehicles",
        "丁01号车",
        "vehicle_credit",
        "60.00",
    ),  # reset after rectification
    ("sanitation-and-bikes", "2026-Q2", "bikes", "单车甲（示例）", "new_quota", "23000"),
    ("sanitation-and-bikes", "2026-Q2", "bikes", "单车丙（示例）", "new_quota", "9000"),
    ("sanitation-and-bikes", "2026-Q1", "bikes", "单车乙（示例）", "transfer", "-3000"),
    ("sanitation-and-bikes", "2026", "blocks", "步行街", "award", "9.00"),
    ("quality-uplift", "2026", "units_year", "区城管局", "reward", "80.00"),  # four model tasks done
    ("quality-uplift", "2026", "units_year", "区住建局", "reward", "20.00"),
    ("digital-cases", "2021-Q3", "quarters", "市市政处（示例）", "money", "2.00"),  # a group of two
    ("digital-cases", "2021-Q3", "quarters", "市园林局（示例）", "money", "-1.00"),
]


@pytest.mark.parametrize(("scheme", "period", "ranking", "name", "figure_id", "text"), FIGURES)
def test_credits_quotas_and_money(
    scheme: str, period: str, ranking: str, name: str, figure_id: str, text: str
) -> None:
    shown = figure(scheme, period, ranking, name, figure_id)
    assert Decimal(shown.rstrip("万元辆")) == Decimal(text)


NOT_RANKED = [
    ("fine-management", "2026-01", "months", "林站"),
    ("quality-uplift", "2026-10", "tasks", "魅力休闲空间"),
    ("quality-uplift", "2026-09", "tasks", "特色园林风情道路示范"),
    ("hundred-days", "2022-06", "months", "示例五市"),
    ("muck-trucks", "2026-06", "firms", "示例丁公司"),
    ("sanitation-and-bikes", "2026-Q1", "bikes", "单车丙（示例）"),
    ("sanitation-and-bikes", "2026-03", "firms", "安洁公司（示例）"),
    ("doorstep-four", "2026-02", "streets", "杨叶镇（示例）"),
    ("manholes-bridges-alleys", "2026-05", "manholes", "管线1号井"),
    ("digital-cases", "2021-08", "months", "戊区城管局（示例）"),
    ("digital-cases", "2021-09", "months", "市环卫处（示例）"),
]


@pytest.mark.parametrize(("scheme", "period", "ranking", "name"), NOT_RANKED)
def test_nothing_returned_is_never_zero(scheme: str, period: str, ranking: str, name: str) -> None:
    line = standing(scheme, period, ranking, name)
    assert line.rank is None
    assert line.reason


BALANCED = [
    ("fine-management", "2026-Q1"),
    ("road-grades", "2026-Q2"),
    ("sanitation-and-bikes", "2026-Q2"),
    ("sanitation-and-bikes", "2026"),
    ("doorstep-four", "2026-03"),
]


@pytest.mark.parametrize(("scheme", "period"), BALANCED)
def test_money_and_quota_balance(scheme: str, period: str) -> None:
    balances = assessed(scheme, period).balances
    assert balances
    assert [balance.off for balance in balances] == [0] * len(balances)


def test_an_object_is_not_assessed_before_it_joins() -> None:
    names = {line.name for group in groups("muck-trucks", "2026-03", "vehicles") for line in group.standings}
    assert "甲04号车" not in names
    assert standing("muck-trucks", "2026-04", "vehicles", "甲04号车").score.text == "100.00"
