"""Measured on the finished PDF: red heads of 文件, 信函, 纪要 and 简报 (GB/T 9704-2012, 7.2, 7.3.1, 10.1, 10.3)."""

from __future__ import annotations

import pytest

from cityassess.reports.blocks import Addressee, Block, Form, Imprint, RedHead, Title, text
from tests.reports.measured import BOTTOM, EM, LINE, NEAR, SIZE, TOP, Paper, Rule, paper, pitches

NUMBER = "泉城管办〔2024〕3号"
TITLE = Title("泉州市城市管理委员会办公室关于2024年2月份城市管理综合考评情况的通报")
BODY = text("现将2024年2月份城市管理综合考评情况通报如下。" * 3)


def headed(head: RedHead, *more: Block) -> Paper:
    return paper([head, *(more or (TITLE, Addressee("各区人民政府"), BODY))])


def red_rules(found: Paper, page: int = 0) -> list[Rule]:
    return [rule for rule in found.rules(page) if rule.red]


def mark_edges(found: Paper) -> tuple[float, float]:
    """The upper and lower edge of the mark's ink: all that is red above the first rule."""
    first = red_rules(found)[0]
    return found.ink(0, (20, 20, 190, first.y - first.thickness / 2 - 0.3), red=True)


AUTHORITIES = [
    "市城管委",
    "泉州市城市管理委员会办公室文件",
    "娄底市娄星区城乡环境卫生考核办公室",
    "某某某某自治州某某市某某新技术产业开发区管理委员会城市管理和综合行政执法局文件",
    "某某市城市管理局\n某某市住房和城乡建设局\n某某市财政局文件",
    "某某市城市管理局\n某某市财政局",
]


@pytest.mark.parametrize("authority", AUTHORITIES)
@pytest.mark.parametrize("form", [Form.DOCUMENT, Form.MINUTES])
def test_the_marks_upper_edge_is_35_mm_below_the_type_area(authority: str, form: Form) -> None:
    found = headed(RedHead(authority, NUMBER, form=form))
    upper, lower = mark_edges(found)
    assert upper == pytest.approx(TOP + 35, abs=NEAR)
    number = found.part(NUMBER)
    assert number.em_top - lower == pytest.approx(2 * LINE, abs=NEAR)
    assert (number.left + number.right) / 2 == pytest.approx(106, abs=NEAR)
    assert {round(char.size * 72 / 25.4, 2) for char in number} == {16.0}
    (rule,) = red_rules(found)
    assert (rule.left, rule.right) == pytest.approx((28, 184), abs=0.05)
    assert rule.y - rule.thickness / 2 - number.em_bottom == pytest.approx(4, abs=NEAR)
    reds = [char for char in found.chars() if char.colour[0] > 0.7 and char.colour[1] < 0.3]
    assert "".join(char.text for char in reds).replace("文件", "") == authority.replace("\n", "").replace(
        "文件", ""
    )
    assert min(char.x for char in reds) >= 28
    assert max(char.right for char in reds) <= 184


@pytest.mark.parametrize(
    "authority", ["市城管委", "泉州市城市管理委员会办公室文件", "甲局\n乙委员会\n丙中心文件"]
)
def test_the_title_stands_two_lines_below_the_rule_and_the_addressee_one_below_it(authority: str) -> None:
    found = headed(RedHead(authority, NUMBER))
    rule = red_rules(found)[0]
    titles = [row for row in found.body() if row[0].size == pytest.approx(22 * 25.4 / 72, abs=0.01)]
    assert "".join(row.text for row in titles) == TITLE.text
    lower_edge = rule.y + rule.thickness / 2
    half_leading = (LINE - titles[0][0].size) / 2
    assert titles[0].em_top - half_leading - lower_edge == pytest.approx(2 * LINE, abs=NEAR)
    assert pitches(titles) == pytest.approx([LINE] * (len(titles) - 1), abs=0.05)
    for row in titles:
        assert (row.left + row.right) / 2 == pytest.approx(106, abs=NEAR)
    addressee = found.row("各区人民政府")
    title_middle = titles[-1].em_top + titles[-1][0].size / 2
    assert addressee.em_top + SIZE / 2 - title_middle == pytest.approx(2 * LINE, abs=0.1)
    assert addressee.left == pytest.approx(28, abs=0.05)
    assert addressee.text.endswith("：")
    # All of it stands on the grid of the page.
    lines = (addressee.em_top - (LINE - SIZE) / 2 - TOP) / LINE
    assert lines == pytest.approx(round(lines), abs=0.01)


def test_lines_below_a_mark_too_narrow_for_the_grid_are_on_it_all_the_same() -> None:
    found = headed(RedHead("娄底市娄星区城乡环境卫生考核办公室", NUMBER))
    rule = red_rules(found)[0]
    title = found.row("泉州市")
    assert title.em_top - (LINE - title[0].size) / 2 - rule.y == pytest.approx(2 * LINE, abs=LINE / 2 + 0.4)
    addressee = found.row("各区人民政府")
    lines = (addressee.em_top - (LINE - SIZE) / 2 - TOP) / LINE
    assert lines == pytest.approx(round(lines), abs=0.01)


def test_without_anyone_addressed_a_line_is_left_blank_below_the_title() -> None:
    found = headed(RedHead("城管督查", "第3期", form=Form.BRIEF), Title("通报"), BODY)
    title, body = found.row("通报"), found.row("现将2024年")
    assert body.em_top + SIZE / 2 - (title.em_top + title[0].size / 2) == pytest.approx(2 * LINE, abs=0.1)


def test_copy_number_secrecy_and_urgency_take_the_first_lines() -> None:
    found = headed(
        RedHead("泉州市城市管理委员会文件", NUMBER, copy_number="000123", secrecy="秘密★1年", urgency="特急")
    )
    rows = found.body()[:3]
    assert [row.text for row in rows] == ["000123", "秘密★1年", "特急"]
    for number, row in enumerate(rows):
        assert row.left == pytest.approx(28, abs=0.05)
        assert row.em_top == pytest.approx(TOP + number * LINE + (LINE - SIZE) / 2, abs=0.1)
        assert {round(char.size * 72 / 25.4, 2) for char in row} == {16.0}
    assert all("SansSC-Bold" in char.face for row in rows[1:] for char in row)
    assert not any("SansSC-Bold" in char.face for char in rows[0])
    assert mark_edges(found)[0] == pytest.approx(TOP + 35, abs=NEAR)


def test_what_is_missing_in_the_corner_leaves_no_gap() -> None:
    found = headed(RedHead("泉州市城市管理委员会文件", NUMBER, urgency="加急"))
    assert found.body()[0].text == "加急"
    assert found.body()[0].em_top == pytest.approx(TOP + (LINE - SIZE) / 2, abs=0.1)


def test_a_paper_to_a_superior_names_its_signer_beside_the_number() -> None:
    found = headed(RedHead("泉州市城市管理委员会文件", NUMBER, signers=("张三丰",)))
    row = found.row(NUMBER)
    assert row.text == f"{NUMBER}签发人：张三丰"
    assert row.left == pytest.approx(28 + EM, abs=NEAR)
    assert row.right == pytest.approx(184 - EM, abs=NEAR)
    assert "WenKai" in found.part("张三丰")[0].face
    assert "WenKai" not in found.part("签发人")[0].face
    _, lower = mark_edges(found)
    assert row.em_top - lower == pytest.approx(2 * LINE, abs=NEAR)


def test_several_signers_stand_in_rows_of_two_and_the_number_on_the_last() -> None:
    found = headed(RedHead("泉州市城市管理委员会文件", NUMBER, signers=("张三丰", "李四", "王五六")))
    first, last = found.row("签发人"), found.row(NUMBER)
    assert first.text == "签发人：张三丰李四"
    assert last.text == f"{NUMBER}王五六"
    assert last.y - first.y == pytest.approx(LINE, abs=0.05)
    assert found.part("王五六").left == pytest.approx(found.part("张三丰").left, abs=0.05)
    assert found.part("李四").left - found.part("张三丰").right == pytest.approx(EM, abs=NEAR)
    _, lower = mark_edges(found)
    assert first.em_top - lower == pytest.approx(2 * LINE, abs=NEAR)
    (rule,) = red_rules(found)
    assert rule.y - rule.thickness / 2 - last.em_bottom == pytest.approx(4, abs=NEAR)


def test_several_authorities_share_one_width_with_the_word_paper_beside_them() -> None:
    found = headed(RedHead("某某市城市管理局\n某某市住房和城乡建设局\n某某市财政局文件", NUMBER))
    names = [found.part(words) for words in ("某某市城市管理局", "某某市住房和城乡建设局", "某某市财政局")]
    paper_word = found.part("文件")
    for name in names:
        assert name.left == pytest.approx(names[1].left, abs=0.1)
        assert name[-1].x == pytest.approx(names[1][-1].x, abs=0.1)
        assert paper_word.left > name[-1].x + name[-1].size * 0.6
    assert paper_word.y == pytest.approx(names[1].y, abs=0.1)


@pytest.mark.parametrize("secrecy", ["", "秘密★1年"])
def test_the_mark_goes_up_by_lines_where_the_first_page_had_no_text(secrecy: str) -> None:
    long = Title("关于某某市某某区城市管理和综合行政执法工作考核评价情况暨整改落实情况的综合通报" * 3)
    head = RedHead(
        "某某市城管委\n某某市财政局\n某某市住建局文件", NUMBER, secrecy=secrecy, urgency=secrecy and "特急"
    )
    found = headed(head, long, text("首页正文。" * 80))
    upper, _ = mark_edges(found)
    raised = (TOP + 35 - upper) / LINE
    assert raised >= 0.9
    assert raised == pytest.approx(round(raised), abs=0.05)
    if secrecy:
        assert upper > found.row("特急").em_bottom
    assert sum("首页正文" in row.text for row in found.body(0)) >= 3


# ---- 信函


@pytest.fixture(scope="module")
def letter() -> Paper:
    head = RedHead(
        "某某市城市管理局", "某城管函〔2024〕15号", form=Form.LETTER, copy_number="000123", secrecy="秘密★1年"
    )
    body = [text("请予支持为盼。" * 150)]
    return paper(
        [
            head,
            Title("关于报送考核工作情况的函"),
            Addressee("市政府"),
            *body,
            Imprint("市财政局", "办公室", "3月1日"),
        ]
    )


def test_a_letters_mark_is_30_mm_below_the_papers_edge(letter: Paper) -> None:
    upper, lower = mark_edges(letter)
    assert upper == pytest.approx(30, abs=NEAR)
    rules = red_rules(letter)
    assert len(rules) == 4
    assert [rule.thickness for rule in rules[:2]] == sorted(
        (rule.thickness for rule in rules[:2]), reverse=True
    )
    assert [rule.thickness for rule in rules[2:]] == sorted(rule.thickness for rule in rules[2:])
    assert rules[0].thickness > 2 * rules[1].thickness
    assert rules[3].thickness > 2 * rules[2].thickness
    for rule in rules:
        assert (rule.left, rule.right) == pytest.approx(
            (20, 190), abs=0.05
        )  # 170 mm in the middle of the paper
    assert rules[0].y - rules[0].thickness / 2 - lower == pytest.approx(4, abs=NEAR)
    assert 297 - (rules[3].y + rules[3].thickness / 2) == pytest.approx(20, abs=0.05)


def test_a_letters_number_stands_right_below_the_double_rule(letter: Paper) -> None:
    rules = red_rules(letter)
    number = letter.part("某城管函〔2024〕15号")
    below = rules[1].y + rules[1].thickness / 2
    assert number.em_top - below == pytest.approx(7 / 8 * SIZE, abs=NEAR)
    assert number.right == pytest.approx(184, abs=NEAR)
    copy_number, secrecy = letter.part("000123"), letter.part("秘密★1年")
    assert copy_number.y == pytest.approx(number.y, abs=0.05)
    assert copy_number.left == pytest.approx(28, abs=0.05)
    assert secrecy.left == pytest.approx(28, abs=0.05)
    assert secrecy.y - copy_number.y == pytest.approx(LINE, abs=0.05)
    title = letter.row("关于报送")
    gap = title.em_top - (LINE - title[0].size) / 2 - secrecy.em_bottom
    assert gap == pytest.approx(2 * LINE, abs=NEAR)


def test_a_letters_first_page_has_no_number_and_its_imprint_no_rules(letter: Paper) -> None:
    assert len(letter) == 3
    assert letter.number(0) is None
    for page in (1, 2):
        number = letter.number(page)
        assert number is not None
        assert number.text == f"—{page + 1}—"
        assert letter.rules(page) == []
    last = letter.body(2)[-1]
    assert last.text == "抄送：市财政局。"
    assert BOTTOM - last.em_bottom < 6
    assert "办公室" not in letter.text(2)


# ---- 简报


def test_a_brief_names_its_editor_and_day_above_the_rule() -> None:
    found = headed(
        RedHead("城管督查通报", "第12期", form=Form.BRIEF, edited_by="市城管办编", dated="2024年3月5日")
    )
    upper, lower = mark_edges(found)
    assert upper == pytest.approx(TOP + 35, abs=NEAR)
    issue = found.part("第12期")
    assert (issue.left + issue.right) / 2 == pytest.approx(106, abs=NEAR)
    assert issue.em_top - lower == pytest.approx(2 * LINE, abs=NEAR)
    row = found.row("市城管办编")
    assert row.text == "市城管办编2024年3月5日"
    assert row.left == pytest.approx(28 + EM, abs=NEAR)
    assert row.right == pytest.approx(184 - EM, abs=NEAR)
    assert row.y - issue.y == pytest.approx(LINE, abs=0.05)
    (rule,) = red_rules(found)
    assert rule.y - rule.thickness / 2 - row.em_bottom == pytest.approx(4, abs=NEAR)
    assert (rule.left, rule.right) == pytest.approx((28, 184), abs=0.05)


@pytest.mark.parametrize("form", list(Form))
def test_a_draft_says_so_clear_of_the_mark(form: Form) -> None:
    found = headed(RedHead("某某市城市管理局", NUMBER, mark="征求意见稿", form=form))
    mark = found.part("征求意见稿")
    assert mark.em_top > 10
    assert mark.em_bottom < min(TOP, mark_edges(found)[0]) - 1
