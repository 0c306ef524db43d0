"""The bulletin's order and words, and that it leaves out what is empty."""

from __future__ import annotations

from dataclasses import replace

from cityassess.reports.blocks import (
    Addressee,
    Annexes,
    AnnexHead,
    Block,
    FootNote,
    Heading,
    Paragraph,
    RedHead,
    Signature,
    Table,
    Title,
    shown,
)
from cityassess.reports.bulletin import (
    BulletinContent,
    LogAnchor,
    RankingGroup,
    anchor_line,
    compose,
    ranking_table,
    ranking_tables,
)
from tests.reports.sample import bulletin, streets, townships


def words(blocks: tuple[Block, ...]) -> list[str]:
    return ["".join(run.text for run in block.runs) for block in blocks if isinstance(block, Paragraph)]


def test_the_order_of_the_paper() -> None:
    blocks = compose(bulletin())
    assert [type(block) for block in blocks[:4]] == [RedHead, Title, Addressee, Paragraph]
    assert [block.text for block in blocks if isinstance(block, Heading)] == [
        "一、总体情况",
        "二、得分及排名",
        "（一）街道",
        "（二）乡镇",
        "三、督办情况",
        "四、工作要求",
    ]
    kinds = [type(block) for block in blocks]
    assert kinds.index(Annexes) < kinds.index(Signature) < kinds.index(AnnexHead) < kinds.index(FootNote)
    captions = [block.caption for block in blocks if isinstance(block, Table)]
    assert captions[2:] == ["2017年5月份督办依据", ""]
    assert "2017年5月份督办颜色：红牌2个，黄牌3个，白牌5个。" in words(blocks)
    assert "缺数据、没有名次的有：蛇形山镇（本期未抽查）。" in words(blocks)
    reasons = next(
        block for block in blocks if isinstance(block, Table) and block.caption.endswith("督办依据")
    )
    assert ["街道", "大科街道", "■红牌", "小街小巷保洁不到位，连续两期排名末位"] in [
        [shown(cell) for cell in row] for row in reasons.rows
    ]


def test_figures_are_printed_as_they_come() -> None:
    table = ranking_table(streets())
    assert [column.title for column in table.columns] == [
        "名次",
        "街道",
        "物业公司\n（40分）",
        "街道社区\n（30分）",
        "环境卫生\n得分",
        "城管得分\n（30分）",
        "合计",
        "与上期\n相比",
        "督办",
    ]
    assert [shown(cell) for cell in table.rows[4]] == [
        "5", "大科街道", "36.40", "21.04", "57.44", "27.75", "85.19", "降3位", "■红牌",
    ]  # fmt: skip


def test_columns_that_no_object_fills_are_left_out() -> None:
    group = streets()
    bare = replace(group, rows=tuple(replace(row, change="", rating=None) for row in group.rows))
    assert [column.title for column in ranking_table(bare).columns][-1] == "合计"


def test_empty_parts_leave_no_trace_and_sections_count_on() -> None:
    group = replace(streets(), rows=streets().rows[:2])
    content = BulletinContent("甲区城管委", "通报", "5月", groups=(group,), requirements=("抓好落实。",))
    blocks = compose(content)
    assert [block.text for block in blocks if isinstance(block, Heading)] == [
        "一、得分及排名",
        "二、工作要求",
    ]
    assert not any(isinstance(block, Addressee | Signature | Annexes | FootNote) for block in blocks)


def test_a_group_without_ranked_objects_says_so() -> None:
    empty = RankingGroup("开发区", not_ranked=townships().not_ranked)
    blocks = compose(BulletinContent("甲", "乙", "5月", groups=(streets(), empty)))
    assert "本期开发区没有参加排名的对象。" in words(blocks)
    tables = [block.caption for block in blocks if isinstance(block, Table)]
    assert tables == ["5月街道考核得分及排名", "5月督办依据"]


def test_a_colon_of_the_addressee_is_not_doubled() -> None:
    blocks = compose(BulletinContent("甲", "乙", "5月", addressee="各有关单位："))
    assert Addressee("各有关单位") in blocks


def test_the_log_line_shows_twenty_digits_in_fives() -> None:
    line = anchor_line(LogAnchor("1", 12, "0123456789abcdef0123456789abcdef"))
    assert line == "日志号 1　序号 12　摘要 01234 56789 abcde f0123"


def test_the_workbook_gets_each_group_with_its_unranked() -> None:
    (street_name, street_table), (town_name, town_table) = ranking_tables(bulletin())
    assert (street_name, town_name) == ("街道", "乡镇")
    assert len(street_table.rows) == 5
    assert town_table.notes == ("缺数据、没有名次的有：蛇形山镇（本期未抽查）。",)
