"""Template files: what ships, which one a period gets, and every fault with its line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cityassess.errors import Refused
from cityassess.reports.blocks import Form
from cityassess.resource_files import resource
from cityassess.scoring.periods import Cycle, parse_period
from cityassess.services.bulletin.material import Need
from cityassess.services.bulletin.parts import ANNEXES, PARTS
from cityassess.services.bulletin.templates import (
    Word,
    Words,
    form_of,
    number_pattern,
    offered,
    read_template,
    template,
    template_for,
    template_problems,
    templates,
)
from cityassess.services.bulletin.writing import write
from cityassess.services.import_schemes import read_schemes
from cityassess.services.scheme_book import write_book
from cityassess.services.scheme_reading import read_any
from tests.services.bulletin.written import LOUXING, example, files, passages, written

GOOD = """template: own
name: 自定通报
cycles: [month, quarter]
form: 信函
title: 关于{period}情况的通报
sections:
  - id: basis
    parts:
      - basis
      - text: 现将{this}{count}个对象的情况通报如下。
      - text: 与{last}相比，情况好转。
  - id: ranks
    heading: 排名
    parts: [rankings]
annexes: [scores]
"""


def test_what_ships() -> None:
    assert {one.id: one.name for one in templates()} == {
        "weekly": "周督查通报",
        "monthly": "月度通报",
        "quarterly": "季度测评通报",
        "yearly": "年度总评通报",
        "campaign": "专项行动通报",
        "red-black": "红黑榜通报",
        "correction": "更正通报",
    }
    for one in templates():
        assert template(one.id) is one
        assert one.about.endswith("。")
        assert len({plan.id for plan in one.sections}) == len(one.sections)


def test_every_word_of_the_vocabulary_has_a_name_and_most_are_used() -> None:
    used = {
        part.word
        for one in templates()
        for plan in one.sections
        for part in plan.parts
        if isinstance(part, Word)
    }
    assert used <= PARTS.keys()
    assert PARTS.keys() - used == {"movers", "chart-ranking", "chart-shares"}  # for templates of one's own
    assert all(part.name for part in PARTS.values())
    assert all(annex.name for annex in ANNEXES.values())


def test_every_cycle_has_one_usual_template() -> None:
    for cycle in Cycle:
        assert len([one for one in templates() if one.usual and cycle in one.cycles]) == 1


def test_the_template_of_a_period() -> None:
    scheme = files(LOUXING).editions[0]
    month, week = parse_period("2017-05"), parse_period("2017-W20")
    assert template_for(scheme, month).id == "monthly"
    assert template_for(scheme, week).id == "weekly"
    named = replace(scheme, bulletin=replace(scheme.bulletin, template=("weekly", "red-black")))
    assert template_for(named, month).id == "red-black"
    assert template_for(named, week).id == "weekly"
    assert [one.id for one in offered(week)] == ["correction", "red-black", "weekly"]


def test_names_of_templates_that_there_are_none_of() -> None:
    scheme = files(LOUXING).editions[0]
    wrong = replace(scheme, bulletin=replace(scheme.bulletin, template=("montly",)))
    (problem,) = template_problems(wrong)
    assert problem.message.startswith("没有通报模板“montly”，可能是“monthly”。")
    with pytest.raises(Refused, match="没有通报模板“montly”，可能是“monthly”"):
        template("montly")


def test_a_scheme_file_that_names_no_template_of_ours_is_refused_with_its_line(tmp_path: Path) -> None:
    text = resource("schemes/louxing-2016.yaml").read_text(encoding="utf-8")
    path = tmp_path / "方案.yaml"
    path.write_text(f"{text}  template:\n    - monthly\n    - wekly\n", encoding="utf-8")
    with pytest.raises(Refused, match="没有通报模板“wekly”，可能是“weekly”") as refused:
        read_any(path)
    assert [problem.line for problem in refused.value.problems] == [text.count("\n") + 3]
    _, problems = read_schemes([path], [])
    assert problems == list(refused.value.problems)
    path.write_text(f"{text}  template: weekly\n", encoding="utf-8")
    assert read_any(path)[0].bulletin.template == ("weekly",)


def test_a_scheme_workbook_keeps_the_words_of_the_bulletin(tmp_path: Path) -> None:
    scheme = files(LOUXING).editions[0]
    words = replace(
        scheme.bulletin,
        template=("weekly", "monthly"),
        number="甲〔{year}〕{number}号",
        copied_to="市委办",
        sealed=False,
        leaders=True,
    )
    for chosen in (words, replace(words, template=("monthly",))):
        changed = replace(scheme, bulletin=chosen)
        write_book(changed, tmp_path / "方案.xlsx")
        assert read_any(tmp_path / "方案.xlsx")[0].bulletin == chosen


def test_numbers_and_issues() -> None:
    scheme = files(LOUXING).editions[0]
    words = replace(scheme.bulletin, number="甲〔{year}〕{number}号", issue="第{number}期", form="信函")
    both = replace(scheme, bulletin=words)
    assert number_pattern(both, template("weekly")) == "第{number}期"
    assert number_pattern(both, template("monthly")) == "甲〔{year}〕{number}号"
    assert (form_of(both, template("weekly")), form_of(both, template("monthly"))) == (
        Form.BRIEF,
        Form.LETTER,
    )
    only = replace(scheme, bulletin=replace(words, number="", form=""))
    assert number_pattern(only, template("monthly")) == ""  # an issue is that of a brief
    assert number_pattern(only, template("weekly")) == "第{number}期"
    assert form_of(only, template("monthly")) is Form.DOCUMENT


def test_what_a_template_needs() -> None:
    assert template("weekly").needs == {Need.BEFORE, Need.YEAR_BEFORE, Need.LAST_ISSUE}
    assert template("quarterly").needs == {Need.BEFORE, Need.YEAR_BEFORE, Need.HISTORY}
    assert template("red-black").needs == {Need.BEFORE}


def test_words_with_placeholders_are_filled_or_left_out() -> None:
    own = read_template(GOOD, "自定.yaml")
    assert own.form is Form.LETTER
    assert own.sections[0].parts[1] == Words("现将{this}{count}个对象的情况通报如下。")
    told = passages(write(example(LOUXING, "2017-05", history=1), own).document)
    assert told["basis/text2"] == "现将本月11个对象的情况通报如下。"
    assert told["basis/text3"] == "与上月相比，情况好转。"
    alone = replace(example(LOUXING, "2017-05", history=1), before=None)
    assert "basis/text3" not in passages(write(alone, own).document)
    assert write(alone, own).document.head.title == "关于2017年5月情况的通报"


FAULTS = {
    "a word that is not there": (
        "parts: [rankings]",
        "parts: [ranking]",
        14,
        "没有内容“ranking”，可能是“rankings”",
    ),
    "an annex that is not there": (
        "annexes: [scores]",
        "annexes: [score]",
        15,
        "没有附件“score”，可能是“scores”",
    ),
    "a cycle that is not there": ("[month, quarter]", "[months]", 3, "没有周期“months”，可能是“month”"),
    "no cycles": ("cycles: [month, quarter]\n", "", 1, "通报模板缺少“cycles”"),
    "a form that is not there": (
        "form: 信函",
        "form: 公函",
        4,
        "应是 文件、信函、纪要、简报 之一，现为“公函”",
    ),
    "a placeholder": ("{count}", "{counts}", 10, "不认得“{counts}”，可能是“count”，可用的有：{period}"),
    "a placeholder of the title": ("于{period}", "于{perod}", 5, "不认得“{perod}”，可能是“period”"),
    "a key of a section": (
        "heading: 排名",
        "headings: 排名",
        13,
        "部分没有“headings”这一项，可能是“heading”",
    ),
    "a section without parts": ("    parts: [rankings]\n", "", 12, "部分缺少“parts”"),
    "an id twice": ("id: ranks", "id: basis", 12, "部分编号“basis”与第7行重复"),
    "an id that is none": ("id: ranks", "id: 排名", 12, "编号“排名”只能用英文字母"),
    "another key": ("name: 自定通报", "nome: 自定通报", 2, "通报模板没有“nome”这一项，可能是“name”"),
    "words without text": (
        "text: 与{last}相比，情况好转。",
        "txt: 好转",
        11,
        "内容没有“txt”这一项，可能是“text”",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_are_told_with_their_line(fault: str) -> None:
    before, after, line, words = FAULTS[fault]
    assert before in GOOD
    with pytest.raises(Refused) as refused:
        read_template(GOOD.replace(before, after), "自定.yaml")
    assert any(
        problem.line == line and words in problem.message and problem.file == "自定.yaml"
        for problem in refused.value.problems
    ), refused.value.problems


def test_all_faults_at_once() -> None:
    text = GOOD
    for before, after, _, _ in (
        FAULTS["a placeholder"],
        FAULTS["an annex that is not there"],
        FAULTS["an id twice"],
    ):
        text = text.replace(before, after)
    with pytest.raises(Refused) as refused:
        read_template(text, "自定.yaml")
    assert [problem.line for problem in refused.value.problems] == [10, 12, 15]


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "template: &x own\n"])
def test_what_is_no_template_at_all(text: str) -> None:
    with pytest.raises(Refused):
        read_template(text, "别的.yaml")


def test_cases_keep_their_place_though_nothing_is_written() -> None:
    document = written(example(LOUXING, "2017-05")).document
    (cases,) = [section for section in document.sections if section.id == "cases"]
    assert (cases.heading, cases.parts) == ("典型案例", ())
