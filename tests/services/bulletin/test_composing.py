"""The order and the numbers of an official paper."""

from __future__ import annotations

from dataclasses import replace

from cityassess.reports.blocks import (
    Addressee,
    Annexes,
    AnnexHead,
    Block,
    FootNote,
    Form,
    Heading,
    Imprint,
    Paragraph,
    RedHead,
    Remark,
    Signature,
    Table,
    Title,
)
from cityassess.services.bulletin.composing import compose
from cityassess.services.bulletin.document import Annex, Close, Document, Exhibit, Head, Passage, Section

TABLE = Table((), ())


def made(*sections: Section, **others: object) -> tuple[Block, ...]:
    return compose(Document("t", Head("考核办", "通报"), sections, **others))  # type: ignore[arg-type]


def shown(blocks: tuple[Block, ...]) -> list[str]:
    """Headings and paragraphs as one reads them."""
    found = []
    for block in blocks:
        if isinstance(block, Heading):
            found.append(f"{block.level} {block.text}")
        elif isinstance(block, Paragraph):
            found.append("".join(run.text for run in block.runs))
    return found


def body(place: str, words: str, **kind: object) -> Passage:
    return Passage(place, (words,), **kind)  # type: ignore[arg-type]


def test_all_parts_stand_in_the_order_of_the_standard() -> None:
    document = Document(
        "t",
        Head("考核办", "通报", number="考〔2026〕3号", addressee="各街道："),
        (Section("basis", "", (body("b", "按照办法考核。"),)),),
        (Annex("a", "得分表", (TABLE,)), Annex("none", "空表", ())),
        Close("考核办", "2026年6月1日", remark="此件公开发布", copied_to="市委办。", printed_by="考核办"),
        foot="日志号",
        code="qr",
    )
    assert [type(block) for block in compose(document)] == [
        RedHead, Title, Addressee, Paragraph, Annexes, Signature, Remark, AnnexHead, Table, Imprint, FootNote,
    ]  # fmt: skip
    blocks = compose(document)
    assert Addressee("各街道") in blocks
    assert Annexes(("得分表",)) in blocks
    assert AnnexHead("附件", "得分表") in blocks
    assert Imprint("市委办", "考核办", "") in blocks
    typed = replace(document, close=replace(document.close, copied_to="抄送：市委办、市政府办。"))
    assert Imprint("市委办、市政府办", "考核办", "") in compose(typed)


def test_sections_are_numbered_and_empty_ones_leave_no_gap() -> None:
    blocks = made(
        Section("basis", "", (body("b", "按照办法。"),)),
        Section("one", "总体情况", (body("o", "共12个。"),)),
        Section("cases", "典型案例", ()),
        Section("blank", "附带", (body("x", " \n "),)),
        Section("two", "工作要求", (body("t", "抓紧整改。"),)),
    )
    assert shown(blocks) == ["按照办法。", "1 一、总体情况", "共12个。", "1 二、工作要求", "抓紧整改。"]


def test_headings_and_counted_paragraphs_inside_a_section() -> None:
    blocks = made(
        Section(
            "s",
            "主要问题",
            (
                body("g1", "街道", level=2),
                body("p1", "路面脏。", counted=True),
                body("p2", "摊点乱。", counted=True),
                body("g2", "乡镇", level=2),
                body("h", "道路", level=3),
                body("p3", "照明缺。"),
            ),
        ),
        Section("r", "要求", (body("r1", "抓紧。", counted=True), body("r2", "报送。", counted=True))),
    )
    assert shown(blocks) == [
        "1 一、主要问题", "2 （一）街道", "1.路面脏。", "2.摊点乱。", "2 （二）乡镇", "3 1.道路", "照明缺。",
        "1 二、要求", "（一）抓紧。", "（二）报送。",
    ]  # fmt: skip


def test_a_line_feed_makes_paragraphs_of_which_the_first_has_the_number_and_the_last_leads() -> None:
    passage = body("p", "第一段。\n\n第二段。", counted=True, leads=True)
    blocks = made(Section("s", "要求", (passage, Exhibit("t", "表", (TABLE,)))))
    assert shown(blocks) == ["1 一、要求", "（一）第一段。", "第二段。"]
    assert [block.leads for block in blocks if isinstance(block, Paragraph)] == [False, True]


def test_several_annexes_are_numbered() -> None:
    blocks = made(annexes=(Annex("a", "表一", (TABLE,)), Annex("b", "表二", (TABLE,))))
    assert [block.label for block in blocks if isinstance(block, AnnexHead)] == ["附件1", "附件2"]


def test_only_a_brief_has_its_date_in_the_head() -> None:
    for form, dated in ((Form.BRIEF, "2026年6月1日"), (Form.DOCUMENT, "")):
        document = Document("t", Head("考核办", "通报", form), (), close=Close("", "2026年6月1日"))
        head = compose(document)[0]
        assert isinstance(head, RedHead)
        assert head.dated == dated


def test_words_of_people_stay_as_they_were_typed() -> None:
    assert shown(made(Section("s", "", (body("p", "<b>&amp; {x} 一、"),)))) == ["<b>&amp; {x} 一、"]
