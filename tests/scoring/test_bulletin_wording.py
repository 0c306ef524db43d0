"""The entry ``bulletin`` of a scheme: what may stand there, every fault with its line, and the way back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityassess.errors import Refused
from cityassess.reports.intake import read_scheme_tree
from cityassess.reports.scheme_text import scheme_text
from cityassess.scoring.reading.scheme_file import read_scheme
from cityassess.scoring.reading.writing import write_scheme
from cityassess.scoring.scheme import BULLETIN_FORMS, URGENCIES, BulletinWording, Scheme

HEAD = """scheme: s
name: 方案
circular: 示例
in_force_from: 2026-01-01
kinds: [{name: 街道}]
figures: [{id: score, name: 得分, of: 街道, every: month, rule: mark, full: 100}]
rankings: [{id: r, name: 街道, score: score}]
bulletin:
  authority: 甲办
  title: 关于{period}考核的通报
  addressee: 各街道
  signature: 甲办
"""
LINE = 13


def read(text: str) -> tuple[Scheme | None, list[str]]:
    scheme, problems = read_scheme(read_scheme_tree(text, "方案.yaml"), "方案.yaml")
    return scheme, [f"{problem.line}:{problem.message}" for problem in problems]


def test_what_is_as_usual() -> None:
    scheme, problems = read(HEAD)
    assert scheme is not None, problems
    words = scheme.bulletin
    assert (words.template, words.form, words.number, words.issue) == ((), "", "", "")
    assert (words.sealed, words.leaders) == (True, False)


def test_every_entry() -> None:
    more = """  template: [weekly, monthly]
  form: 信函
  number: 甲办〔{year}〕{number}号
  issue: 第{number}期
  copied_to: 市委办公室、市政府办公室。
  printed_by: 甲办
  edited_by: 乙科
  remark: （此件公开发布）
  urgency: 加急
  secrecy: 秘密★1年
  sealed: false
  leaders: true
"""
    scheme, problems = read(HEAD + more)
    assert scheme is not None, problems
    assert scheme.bulletin == BulletinWording(
        "甲办",
        "关于{period}考核的通报",
        "各街道",
        "",
        (),
        "甲办",
        template=("weekly", "monthly"),
        form="信函",
        number="甲办〔{year}〕{number}号",
        issue="第{number}期",
        copied_to="市委办公室、市政府办公室",
        printed_by="甲办",
        edited_by="乙科",
        remark="此件公开发布",
        urgency="加急",
        secrecy="秘密★1年",
        sealed=False,
        leaders=True,
    )


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("form: 公函", "通报用语的“form”应是 文件、信函、纪要、简报 之一，现为“公函”"),
        ("urgency: 急", "通报用语的“urgency”应是 特急、加急 之一，现为“急”"),
        ("number: 甲办5号", "通报用语的“number”应有一处“{number}”，编号时填上序号，现为“甲办5号”"),
        ("number: 甲{number}{number}号", "应有一处“{number}”"),
        ("issue: 第{no}期", "通报用语的“issue”里的“{no}”不认得，年份写“{year}”，序号写“{number}”"),
        ("secrecy: 内部", "应是绝密、机密或秘密，可带期限，如“秘密★1年”，现为“内部”"),
        ("template: 月报", "模板“月报”只能用英文字母、数字、- 和 _，并以字母开头"),
        ("sealed: 是", "通报用语的“sealed”应是 true 或 false，现为“是”"),
        ("copy_to: 市委", "通报用语没有“copy_to”这一项，可能是“copied_to”"),
        ("leader: true", "通报用语没有“leader”这一项，可能是“leaders”"),
    ],
)
def test_faults_are_told_with_their_line(line: str, fault: str) -> None:
    scheme, problems = read(f"{HEAD}  {line}\n")
    assert scheme is None
    (problem,) = problems
    assert problem.startswith(f"{LINE}:")
    assert fault in problem


TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="{}\ufeff"), max_size=12
)
CLEAN = TEXT.map(lambda text: text.strip().removesuffix("。").strip("（）()").strip())
ID = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)
WORDING = st.builds(
    BulletinWording,
    st.just("甲办"),
    st.just("通报"),
    st.just("各街道"),
    st.just("依据"),
    st.just(("要求",)),
    st.just("甲办"),
    template=st.lists(ID, max_size=3, unique=True).map(tuple),
    form=st.sampled_from(["", *BULLETIN_FORMS]),
    number=st.sampled_from(["", "甲〔{year}〕{number}号"]),
    issue=st.sampled_from(["", "第{number}期"]),
    copied_to=CLEAN,
    printed_by=CLEAN,
    edited_by=CLEAN,
    remark=CLEAN,
    urgency=st.sampled_from(["", *URGENCIES]),
    secrecy=st.sampled_from(["", "机密", "绝密★长期"]),
    sealed=st.booleans(),
    leaders=st.booleans(),
)


@given(WORDING)
def test_what_is_written_reads_back_equal(words: BulletinWording) -> None:
    scheme, _ = read(HEAD)
    assert scheme is not None
    changed = replace(scheme, bulletin=words)
    try:
        again, problems = read(scheme_text(write_scheme(changed)))
    except Refused as refused:
        raise AssertionError(refused.problems) from refused
    assert again is not None, problems
    assert again.bulletin == words


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("（此件公开发布）", "此件公开发布"),
        ("(此件公开发布)", "此件公开发布"),
        ("（公开）联系人：张三（科长）", "（公开）联系人：张三（科长）"),
        ("（公开）（存档）", "（公开）（存档）"),
    ],
)
def test_a_remark_loses_the_brackets_around_all_of_it_alone(typed: str, kept: str) -> None:
    scheme, problems = read(f"{HEAD}  remark: {typed}\n")
    assert scheme is not None, problems
    assert scheme.bulletin.remark == kept


def test_a_number_of_a_hundred_characters_is_none() -> None:
    _, problems = read(f"{HEAD}  number: {'甲' * 100}{{number}}号\n")
    assert problems == [f"{LINE}:通报用语的“number”最多100个字。"]
