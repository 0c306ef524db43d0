"""Measured on the finished PDF: annex lists, signatures, remarks, annex heads, 版记 and the foot with its code.

Clauses 7.3.4 to 7.3.7, 7.4 and 10.1 of GB/T 9704-2012.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pypdfium2
import pytest

from cityassess.reports.blocks import (
    Annexes,
    AnnexHead,
    Block,
    Cell,
    Column,
    FootNote,
    Form,
    Imprint,
    Paragraph,
    RedHead,
    Remark,
    Run,
    Signature,
    Table,
    Title,
    text,
)
from cityassess.reports.furniture import CODE_QUIET, code_mark
from tests.reports.measured import BOTTOM, EM, LINE, NEAR, SIZE, TOP, Paper, left_of, paper

BODY = text("现将有关情况通报如下。")
RIGHT = 184.0
IMPRINT = Imprint("市委办，市政府办，市财政局（经建科）", "某某市城市管理委员会办公室", "2024年3月5日")
FOUR = 14 * 25.4 / 72  # 4号


def lines_of(count: int) -> Block:
    """A paragraph that fills a number of lines of the grid."""
    return Paragraph((Run("城" * 28 * count),), indent=False)


# ---- signatures


def test_under_a_seal_the_date_is_four_characters_in_and_the_name_centred_above() -> None:
    found = paper([BODY, Signature("市城管办", "2024年3月1日")])
    body, name, date = found.body()
    assert date.right == pytest.approx(RIGHT - 4 * EM, abs=NEAR)
    assert (name.left + name.right) / 2 == pytest.approx((date.left + date.right) / 2, abs=NEAR)
    assert name.y - body.y == pytest.approx(3 * LINE, abs=0.05)
    assert date.y - name.y == pytest.approx(LINE, abs=0.05)


def test_a_seal_of_42_mm_covers_name_and_date_within_a_line_of_the_text() -> None:
    found = paper([BODY, Signature("市城管办", "2024年3月1日")])
    body, name, date = found.body()
    seal_top = (name.y + date.y) / 2 - SIZE / 2 - 2 - 21  # the name and date a little below the seal's middle
    assert 0 < seal_top - body.em_bottom < LINE


def test_a_long_name_under_a_seal_stays_two_characters_in() -> None:
    name_words = "娄底市娄星区城乡环境卫生考核办公室"
    found = paper([BODY, Signature(name_words, "2024年3月1日")])
    _, name, date = found.body()
    assert name.text == name_words
    assert name.right == pytest.approx(RIGHT - 2 * EM, abs=NEAR)
    assert (name.left + name.right) / 2 == pytest.approx((date.left + date.right) / 2, abs=NEAR)


def test_without_a_seal_the_name_is_two_in_and_the_date_begins_two_after_it() -> None:
    found = paper([BODY, Signature("某某市城市管理委员会办公室", "2024年3月1日", sealed=False)])
    body, name, date = found.body()
    assert name.right == pytest.approx(RIGHT - 2 * EM, abs=NEAR)
    assert date.left - name.left == pytest.approx(2 * EM, abs=NEAR)
    assert name.y - body.y == pytest.approx(2 * LINE, abs=0.05)  # one line left blank


def test_a_date_longer_than_the_name_is_two_in_and_the_name_moves_left() -> None:
    found = paper([BODY, Signature("考核办", "2024年12月31日", sealed=False)])
    _, name, date = found.body()
    assert date.right == pytest.approx(RIGHT - 2 * EM, abs=NEAR)
    assert date.left - name.left == pytest.approx(2 * EM, abs=NEAR)
    assert name.right < RIGHT - 2 * EM


def test_several_signers_stand_under_one_another() -> None:
    sealed = paper([BODY, Signature("某某市城市管理局\n某某市财政局", "2024年3月1日")])
    _, first, second, date = sealed.body()
    middles = [(row.left + row.right) / 2 for row in (first, second, date)]
    assert middles == pytest.approx([middles[2]] * 3, abs=NEAR)
    plain = paper([BODY, Signature("某某市城市管理局\n某某市财政局", "2024年3月1日", sealed=False)])
    _, first, second, date = plain.body()
    assert first.left == pytest.approx(second.left, abs=0.05)
    assert first.right == pytest.approx(RIGHT - 2 * EM, abs=NEAR)


@pytest.mark.parametrize("sealed", [True, False])
def test_a_signature_never_stands_on_a_page_without_text(sealed: bool) -> None:
    for count in range(14, 24):
        blocks = [
            lines_of(count),
            Annexes(("甲表", "乙表")),
            Signature("市城管办", "2024年3月1日", sealed=sealed),
            Remark("此件公开发布"),
        ]
        found = paper(blocks)
        page = next(page for page in range(len(found)) if "市城管办" in found.text(page))
        assert "城城" in found.text(page), count
        assert "2024年3月1日" in found.text(page)
        assert "此件公开发布" in found.text(page)


# ---- remark, annexes


def test_a_remark_stands_in_brackets_two_characters_in_below_the_date() -> None:
    found = paper([BODY, Signature("市城管办", "2024年3月1日"), Remark("此件公开发布")])
    date, remark = found.body()[-2:]
    assert remark.text == "（此件公开发布）"
    assert found.part("此件").left == pytest.approx(
        28 + 3 * EM, abs=1.5
    )  # the bracket's cell may be squeezed
    assert remark.y - date.y == pytest.approx(LINE, abs=0.05)
    assert "（（" not in paper([BODY, Remark("（此件公开发布）")]).text()


def test_a_single_annex_is_named_without_a_number() -> None:
    found = paper([BODY, Annexes(("情况一览表",))])
    body, annex = found.body()
    assert annex.text == "附件：情况一览表"
    assert annex.left == pytest.approx(28 + 2 * EM, abs=0.1)
    assert annex.y - body.y == pytest.approx(2 * LINE, abs=0.05)


def test_annexes_are_numbered_and_long_titles_hang_under_their_first_character() -> None:
    long = "各单位综合考评存在问题汇总一览表及整改时限要求明细表"
    found = paper([BODY, Annexes(("甲表", long, *("乙表",) * 8))])
    rows = found.body()[1:]
    assert rows[0].text == "附件：1.甲表"
    assert rows[1].text.startswith("2.各单位")
    assert rows[-1].text == "10.乙表"
    starts = [found.part("甲表").left, found.part("各单位").left, rows[2].left]
    assert starts == pytest.approx([starts[0]] * 3, abs=0.1)
    assert rows[-1][3].x == pytest.approx(starts[0], abs=0.1)
    assert not rows[-1].text.endswith(("。", "；"))


def test_an_annex_has_its_label_at_the_first_line_and_its_title_on_the_third() -> None:
    found = paper([BODY, AnnexHead("附件1", "各单位得分表"), BODY])
    label, title = found.body(1)[:2]
    assert label.text == "附件1"
    assert label.left == pytest.approx(left_of(1), abs=0.05)
    assert label.em_top == pytest.approx(TOP + (LINE - SIZE) / 2, abs=0.1)
    assert all("SansSC-Bold" in char.face for char in label)
    middle = title.em_top + title[0].size / 2
    assert middle == pytest.approx(TOP + 2.5 * LINE, abs=0.1)
    assert (title.left + title.right) / 2 == pytest.approx(left_of(1) + 78, abs=NEAR)
    assert found.number(1) is not None


# ---- 版记


def test_the_imprints_rules_lie_on_the_bottom_edge_in_the_thickness_of_the_standard() -> None:
    found = paper([BODY, IMPRINT])
    assert len(found) == 1
    rules = found.rules()
    assert [rule.thickness for rule in rules] == pytest.approx([0.35, 0.25, 0.35], abs=0.005)
    for rule in rules:
        assert (rule.left, rule.right) == pytest.approx((28, 184), abs=0.05)
    assert rules[-1].y == pytest.approx(BOTTOM, abs=0.02)
    copied, printed = found.row("抄送"), found.row("印发")
    assert copied.text == "抄送：市委办，市政府办，市财政局（经建科）。"
    assert printed.text == "某某市城市管理委员会办公室2024年3月5日印发"
    for row in (copied, printed):
        assert row.left == pytest.approx(28 + FOUR, abs=NEAR)
        assert {round(char.size * 72 / 25.4, 2) for char in row} == {14.0}
    assert printed.right == pytest.approx(184 - FOUR, abs=NEAR)
    assert rules[0].y < copied.em_top < copied.em_bottom < rules[1].y < printed.em_top
    assert printed.em_bottom < rules[2].y


def test_recipients_hang_behind_the_colon() -> None:
    many = "，".join(f"某某市第{number}城市管理局" for number in range(12))
    found = paper([BODY, Imprint(many, "办公室", "2024年3月5日")])
    rows = [row for row in found.body() if row.y > 150]
    first = found.part("某某市第0").left
    assert first == pytest.approx(28 + 4 * FOUR, abs=NEAR)
    for row in rows[1:-1]:
        assert row.left == pytest.approx(first, abs=0.1)
        assert row.right <= 184 - FOUR + NEAR
    assert rows[-2].text.endswith("。")


@pytest.mark.parametrize(
    ("imprint", "rules"),
    [
        (Imprint(copied_to="市委办"), [0.35, 0.35]),
        (Imprint(printed_by="办公室", printed_on="2024年3月5日印发"), [0.35, 0.35]),
        (Imprint(), []),
    ],
)
def test_what_an_imprint_lacks_leaves_no_rule_behind(imprint: Imprint, rules: list[float]) -> None:
    found = paper([BODY, imprint])
    assert [rule.thickness for rule in found.rules()] == pytest.approx(rules, abs=0.005)
    assert "印发印发" not in found.text()


@pytest.mark.parametrize(("lines", "pages"), [(18, 1), (20, 2), (22, 2), (23, 2)])
def test_an_imprint_without_room_takes_the_last_two_lines_to_a_fresh_page(lines: int, pages: int) -> None:
    found = paper([lines_of(lines), IMPRINT])
    assert len(found) == pages
    rules = found.rules(pages - 1)
    assert rules[-1].y == pytest.approx(BOTTOM, abs=0.02)
    above = [row for row in found.body(pages - 1) if "城城" in row.text]
    assert len(above) == (2 if pages == 2 else lines)
    assert above[0].em_top == pytest.approx(TOP + (LINE - SIZE) / 2, abs=0.1)
    assert all(row.em_bottom < rules[0].y - 3 for row in above)
    assert all("抄送" not in found.text(page) for page in range(pages - 1))
    assert sum("城城" in row.text for page in range(pages) for row in found.body(page)) == lines


def test_an_imprint_takes_the_signature_with_lines_of_the_text_along() -> None:
    found = paper([lines_of(17), Signature("市城管办", "2024年3月1日"), Remark("此件公开发布"), IMPRINT])
    assert len(found) == 2
    first, second = ([row.text for row in found.body(page)] for page in range(2))
    assert first == ["城" * 28] * 15
    assert second[:2] == ["城" * 28] * 2
    assert second[2:5] == ["市城管办", "2024年3月1日", "（此件公开发布）"]


def test_an_imprint_leaves_what_is_held_together_where_it_is() -> None:
    table = Table((Column("单位"), Column("得分")), ((Cell("甲"), Cell("9")),) * 9)
    found = paper([lines_of(12), table, IMPRINT])
    assert len(found) == 2
    assert not any("甲" in row.text for row in found.body(1))
    assert "抄送" in found.text(1)


def test_rows_that_go_over_with_the_imprint_have_their_header() -> None:
    rows = tuple((Cell(f"单位{number}"), Cell("9")) for number in range(70))
    for count in range(50, 70):
        found = paper([Table((Column("名称"), Column("得分")), rows[:count]), IMPRINT])
        last = found.body(len(found) - 1)
        assert last[0].text == "名称得分"
        assert last[1].text.startswith("单位")
        assert last[2].text.startswith("单位")
        said = "".join(found.text(page) for page in range(len(found)))
        assert all(said.count(f"单位{number}9") == 1 for number in range(10, count))


def test_with_annexes_the_imprint_is_on_the_last_page_of_all() -> None:
    found = paper([BODY, IMPRINT, AnnexHead("附件", "情况表"), BODY])
    assert "抄送" not in found.text(0)
    assert "抄送" in found.text(1)
    assert found.rules(1)[0].left == pytest.approx(26, abs=0.05)


def test_an_imprint_may_be_asked_for_on_the_back_of_the_sheet() -> None:
    back = Imprint("市委办", "办公室", "2024年3月5日", even_page=True)
    short = paper([BODY, back])
    assert len(short) == 2
    assert "抄送" in short.text(1)
    assert short.number(1) is not None
    full = paper(
        [lines_of(43), back]
    )  # two pages, the second without room: a blank page comes before its page
    assert len(full) == 4
    assert full.text(2) == ""
    assert "抄送" in full.text(3)
    assert full.number(3) is None  # 7.5: neither the blank page nor the imprint's is numbered then
    fits = paper([lines_of(30), back])
    assert len(fits) == 2


# ---- the foot and its code

CODE = f"cityassess:1 9f86d081 1284 {'9f86d081884c7d65' * 4} {'abcdef0123456789' * 4} 2024-05"
FOOT = FootNote("日志号1　序号1284　摘要9f86d081884c7d659a2feaa0c55ad015", CODE)


def modules(words: str) -> Any:
    """The dark modules of a code as its encoder has them."""
    from reportlab.graphics.barcode.qrencoder import QR8bitByte, QRCode, QRErrorCorrectLevel

    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(QR8bitByte(words.encode()))
    code.make()
    return np.array(code.modules, dtype=bool)


def seen_modules(found: Paper, page: int, box: tuple[float, float, float], count: int) -> Any:
    """What a scanner sees in the middle of each module, quiet zone included; box is left, top and side."""
    scale = 12.0
    with pypdfium2.PdfDocument(found.content) as document:
        picture = document[page].render(scale=scale, grayscale=True).to_numpy().squeeze()
    left, top, side = box
    middles = (np.arange(count) + 0.5) * side / count
    rows = ((top + middles) * 72 / 25.4 * scale).astype(int)
    columns = ((left + middles) * 72 / 25.4 * scale).astype(int)
    return picture[np.ix_(rows, columns)] < 128


@pytest.mark.parametrize("pages", [1, 2])
@pytest.mark.parametrize("form", [Form.DOCUMENT, Form.LETTER])
def test_the_code_stands_beside_the_foot_clear_of_all_else(pages: int, form: Form) -> None:
    head = RedHead("某某市城市管理局", "某城管〔2024〕1号", form=form)
    body = lines_of(20) if pages == 2 else BODY
    found = paper([head, Title("通报"), body, IMPRINT, FOOT])
    assert len(found) == pages
    page = pages - 1
    below = form is Form.LETTER and page == 0
    side, top = (12.5, BOTTOM + 16.5) if below else (14.0, BOTTOM + 10.0)
    left = left_of(page) if page % 2 == 0 else left_of(page) + 156 - side
    expected = modules(CODE)
    count = len(expected) + 2 * CODE_QUIET
    seen = seen_modules(found, page, (left, top, side), count)
    inner = seen[CODE_QUIET:-CODE_QUIET, CODE_QUIET:-CODE_QUIET]
    assert (inner == expected).all()
    seen[CODE_QUIET:-CODE_QUIET, CODE_QUIET:-CODE_QUIET] = False
    assert not seen.any()  # the quiet zone
    assert side / count >= 0.18  # millimetres a module
    foot = [row for row in found.rows(page) if row.y > BOTTOM + 11]
    words = "".join(row.text for row in foot)
    assert "日志号1序号1284摘要9f86d081884c7d659a2feaa0c55ad015" in words
    for row in foot:
        assert row.right < left or row.left > left + side
        assert row.em_bottom < 297 - 5
    number = found.number(page)
    if number is not None:
        assert number.right < left or number.left > left + side
        assert all(row.em_top > number.em_bottom for row in foot)
    for rule in found.rules(page):
        assert rule.y < top or rule.y > top + side
    for earlier in range(page):
        assert "日志号" not in found.text(earlier)


def test_a_foot_without_a_code_begins_at_the_edge() -> None:
    found = paper([BODY, FootNote("日志号1"), FootNote("第二行")])
    (row,) = [row for row in found.rows() if "日志号" in row.text]
    assert row.text == "日志号1第二行"
    assert row.left == pytest.approx(28, abs=0.1)


def test_a_code_too_long_to_be_read_is_refused() -> None:
    with pytest.raises(ValueError, match="401 bytes"):
        code_mark("x" * 401, 0, 0, 40)
