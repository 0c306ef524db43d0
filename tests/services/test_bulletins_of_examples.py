"""What the bulletins of the shipped examples say: nothing empty, nothing that does not belong to the period."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from cityassess.reports.blocks import Block, Paragraph
from cityassess.reports.bulletin import BulletinContent, compose
from cityassess.resource_files import resource
from cityassess.scoring.assess import assess
from cityassess.services.bulletin_text import Issue, bulletin_content
from cityassess.services.demo import examples
from cityassess.services.file_scoring import FromFiles, read_files
from cityassess.services.scheme_files import read_scheme_file

PRINTED = (
    ("city-checkup", "2021-2025"),
    ("digital-cases", "2021-10"),
    ("fine-management", "2026-03"),
    ("hundred-days", "2022-W36"),
    ("hundred-days", "baitian-2022"),
    ("hygiene-city-review", "gonggu-2026"),
    ("language-standard", "pinggu-2026"),
    ("month-quarter-year-rewards", "2026-Q2"),
    ("sanitation-and-bikes", "2026-06"),
)


@cache
def data(name: str) -> FromFiles:
    """An example, read."""
    folder = resource(f"examples/{name}")
    scheme = resource(f"schemes/{name}.yaml")
    return read_files(scheme, [folder / "marks.csv"], folder / "objects.csv")


@cache
def bulletin(name: str, period: str) -> BulletinContent:
    """What the bulletin of a period of an example says."""
    evaluation, when = data(name).evaluate(period)
    issue = Issue(date(2026, 11, 22), None, draft=False)
    return bulletin_content(assess(evaluation, when), evaluation.scheme, None, issue)


def headings(name: str, period: str) -> dict[str, str]:
    """What stands below each column's title."""
    columns = [
        column
        for group in bulletin(name, period).groups
        for column in (*group.components, group.total_heading, *group.also)
    ]
    return {title: below for title, _, below in (column.partition("\n") for column in columns)}


@pytest.mark.parametrize("name", [example.id for example in examples()])
def test_every_bulletin_says_that_rules_and_data_are_examples(name: str) -> None:
    scheme, _ = read_scheme_file(resource(f"schemes/{name}.yaml"))
    assert "为示例，所附数据也是示例。" in scheme.bulletin.basis


@pytest.mark.parametrize(("name", "period"), PRINTED)
def test_no_heading_gives_full_marks_of_nothing(name: str, period: str) -> None:
    below = headings(name, period).values()
    assert not {"（0分）", "（）"} & set(below)
    assert all(not text or (text.startswith("（") and text.endswith("）")) for text in below)


@pytest.mark.parametrize(("name", "period"), PRINTED)
def test_nothing_printed_is_empty(name: str, period: str) -> None:
    content = bulletin(name, period)
    assert all((content.title, content.basis, content.overview, content.groups, content.signature))
    for group in content.groups:
        assert group.name
        for row in group.rows:
            assert len(row.components) == len(group.components)
            assert len(row.also) == len(group.also)
            assert all(figure.text for figure in (*row.components, row.total, *row.also))
    assert "{period}" not in f"{content.title}{content.basis}{content.requirements}"


def test_units_stand_in_the_place_of_full_marks() -> None:
    cases = headings("digital-cases", "2021-10")
    assert cases["与最好之差"] == "（百分点）"  # a difference has no full marks
    assert cases["主动上报奖励"] == ""  # a bonus has none either
    assert cases["综合得分"] == "（100分）"
    assert headings("month-quarter-year-rewards", "2026-Q2")["奖惩资金"] == "（万元）"
    assert headings("hundred-days", "baitian-2022")["最后进度"] == "（%）"
    assert headings("language-standard", "pinggu-2026")["评估比自评"] == "（分）"
    assert headings("hygiene-city-review", "gonggu-2026")["阶段得分"] == "（100分）"


def test_a_campaign_is_called_by_its_name_and_only_once() -> None:
    content = bulletin("hundred-days", "baitian-2022")
    assert content.title == "关于大干实干一百天专项行动考核情况的通报"
    assert content.overview[0].startswith("大干实干一百天参加考核排名的有县市区5个")
    assert bulletin("hundred-days", "2022-W36").title == "关于2022年第36周专项行动考核情况的通报"


def test_only_colours_that_the_period_gives_are_counted() -> None:
    week = bulletin("hundred-days", "2022-W36").rating_lists
    assert [entry.rating.name for entry in week] == ["白牌", "黄牌", "红牌"]  # 黑榜 is for months
    assert [entry.count for entry in week] == ["0", "0", "1"]
    assert bulletin("hygiene-city-review", "gonggu-2026").rating_lists == ()
    assert bulletin("month-quarter-year-rewards", "2026-Q2").rating_lists == ()
    assert bulletin("city-checkup", "2021-2025").rating_lists == ()


def test_a_reason_that_many_share_is_told_once() -> None:
    told = [words for block in compose(bulletin("hundred-days", "2022-09")) for words in words_of(block)]
    (lacking,) = [words for words in told if words.startswith("缺数据、没有名次的有：")]
    assert lacking.startswith(
        "缺数据、没有名次的有：示例一县、示例二县、示例三区、示例四区、示例五市（无数据：缺"
    )
    assert lacking.count("（") == 1


def test_a_crowd_of_first_places_is_counted() -> None:
    (vehicles,) = [group for group in bulletin("muck-trucks", "2026-06").groups if group.name == "车辆"]
    assert vehicles.summary.startswith(
        "第1名：甲01号车、甲02号车、甲03号车、甲04号车、乙01号车等13个，100.00分；"
    )


def words_of(block: Block) -> list[str]:
    """The words of a paragraph."""
    return ["".join(run.text for run in block.runs)] if isinstance(block, Paragraph) else []
