"""The Word document read back: the page and styles of the standard, every element, text as typed, the same bytes."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as WordParagraph
from PIL import Image

from cityassess.errors import Cancelled, Refused, Unavailable
from cityassess.progress import Progress
from cityassess.reports.blocks import (
    Addressee,
    Align,
    Annexes,
    AnnexHead,
    Block,
    Cell,
    Chart,
    Column,
    Face,
    FootNote,
    Form,
    Heading,
    Imprint,
    NewPage,
    Paragraph,
    Picture,
    Pictures,
    RedHead,
    Remark,
    Run,
    Signature,
    Table,
    Title,
    text,
)
from cityassess.reports.chart_values import Bar, BarChart
from cityassess.reports.docx import write_docx
from cityassess.reports.page import A4
from cityassess.reports.pdf import PdfMeta
from cityassess.services.bulletin.composing import compose
from tests.reports.sample import bulletin

EM = A4.character_pitch
META = PdfMeta("考核情况的通报", "考核办", "2017年5月", "考核〔2017〕5号", date(2017, 6, 5))


def written(blocks: Sequence[Block]) -> bytes:
    stream = BytesIO()
    write_docx(blocks, stream, meta=META)
    return stream.getvalue()


def opened(blocks: Sequence[Block]) -> Document:
    return docx.Document(BytesIO(written(blocks)))


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.read(name).decode("utf-8")


def photo(caption: str = "整改前") -> Picture:
    stream = BytesIO()
    Image.linear_gradient("L").convert("RGB").resize((320, 240)).save(stream, "JPEG")
    return Picture(stream.getvalue(), 320, 240, caption)


def words(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text.strip()]


def with_text(document: Document, wanted: str) -> WordParagraph:
    (found,) = [each for each in document.paragraphs if each.text == wanted]
    return found


def wide(columns: int, rows: int = 30) -> Table:
    return Table(
        tuple(Column(f"第{i}项\n（10分）", Align.NUMBER) if i else Column("名称") for i in range(columns)),
        tuple(
            tuple(
                Cell(f"{r + i}.25" if i else f"第{r}个街道办事处", Fraction(1) if i else None)
                for i in range(columns)
            )
            for r in range(rows)
        ),
        "得分表",
        ("注：满分100分。",),
        key_columns=1,
    )


# ---- the page


def test_the_page_has_the_measures_of_the_standard() -> None:
    document = opened(compose(bulletin()))
    (section,) = document.sections
    assert section.page_width is not None
    assert section.page_height is not None
    assert section.page_width.mm == pytest.approx(210, abs=0.1)
    assert section.page_height.mm == pytest.approx(297, abs=0.1)
    for found, wanted in (
        (section.top_margin, 37),
        (section.bottom_margin, 35),
        (section.left_margin, 28),
        (section.right_margin, 26),
    ):
        assert found is not None
        assert abs(found.mm - wanted) < 0.4
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid is not None
    assert grid.get(qn("w:type")) == "linesAndChars"
    pitch = int(grid.get(qn("w:linePitch"))) / 20
    top, bottom, left, right = (
        margin.pt
        for margin in (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        if margin is not None
    )
    height = section.page_height.pt - top - bottom
    assert int(height / pitch) == 22
    width = section.page_width.pt - left - right
    assert int(width / (16 + int(grid.get(qn("w:charSpace"))) / 4096)) == 28
    assert document.settings.odd_and_even_pages_header_footer
    assert document.settings.element.find(qn("w:mirrorMargins")) is not None


@pytest.mark.parametrize(
    ("style", "face", "size"),
    [
        ("Normal", "仿宋_GB2312", 16),
        ("公文标题", "方正小标宋简体", 22),
        ("公文1级标题", "黑体", 16),
        ("公文2级标题", "楷体_GB2312", 16),
        ("公文3级标题", "仿宋_GB2312", 16),
        ("表格文字", "宋体", 12),
        ("页码", "宋体", 14),
    ],
)
def test_every_element_has_a_style_with_the_face_and_size_of_the_standard(
    style: str, face: str, size: float
) -> None:
    found = opened((text("正文"),)).styles[style]
    fonts = found.element.rPr.find(qn("w:rFonts"))
    assert {fonts.get(qn(f"w:{kind}")) for kind in ("eastAsia", "ascii", "hAnsi")} == {face}
    assert int(found.element.rPr.find(qn("w:sz")).get(qn("w:val"))) == size * 2


def test_body_text_is_indented_by_two_characters_on_lines_of_one_height() -> None:
    style = opened((text("正文"),)).styles["Normal"].element.pPr
    assert style.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"
    spacing = style.find(qn("w:spacing"))
    assert spacing.get(qn("w:lineRule")) == "exact"
    line = int(spacing.get(qn("w:line"))) / 20
    assert 28.9 < line <= 28.99
    assert 22 * line <= 225 * 72 / 25.4


def test_page_numbers_stand_outside_odd_ones_right_and_even_ones_left() -> None:
    section = opened((text("正文"),)).sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        (paragraph,) = footer.paragraphs
        assert paragraph._p.pPr.find(qn("w:jc")).get(qn("w:val")) == side
        assert re.fullmatch(r"— \s*1 —", paragraph.text)
        assert " PAGE " in "".join(each.text or "" for each in paragraph._p.iter(qn("w:instrText")))


# ---- the elements


def test_a_bulletin_says_in_word_what_its_blocks_say() -> None:
    blocks = compose(bulletin())
    document = opened(blocks)
    said = words(document)
    for block in blocks:
        match block:
            case Title():
                assert block.text in {line.replace("\n", "") for line in said}
            case Addressee():
                assert f"{block.text}：" in said
            case Heading():
                assert with_text(document, block.text).style is not None
            case Paragraph():
                assert "".join(run.text for run in block.runs) in said
            case Signature():
                assert {block.name, block.date} <= set(said)
            case FootNote():
                assert block.text in said
            case _:
                pass
    tables = [block for block in blocks if isinstance(block, Table)]
    assert len(document.tables) == len(tables)
    for block, table in zip(tables, document.tables, strict=True):
        assert len(table.rows) == len(block.rows) + 1
        assert table.rows[-1].cells[0].text == block.rows[-1][0].text
        assert not block.caption or block.caption in said


def test_headings_show_in_the_navigation_pane() -> None:
    document = opened(
        (Title("通报"), Heading(1, "一、总体情况"), Heading(2, "（一）街道"), Heading(3, "1.保洁"))
    )
    levels = [
        (paragraph.text, paragraph.style.element.pPr.find(qn("w:outlineLvl")))
        for paragraph in document.paragraphs
        if paragraph.text and paragraph.style is not None
    ]
    assert [(said, level.get(qn("w:val"))) for said, level in levels] == [
        ("通报", "0"),
        ("一、总体情况", "1"),
        ("（一）街道", "2"),
        ("1.保洁", "3"),
    ]


def test_the_red_head_is_red_and_ends_with_a_red_rule() -> None:
    head = RedHead(
        "某市城市管理委员会", "城管〔2026〕3号", copy_number="000012", secrecy="秘密★1年", urgency="特急"
    )
    content = written((head, Title("通报"), text("正文")))
    document = docx.Document(BytesIO(content))
    assert words(document)[:5] == ["000012", "秘密★1年", "特急", "某市城市管理委员会", "城管〔2026〕3号"]
    mark = with_text(document, "某市城市管理委员会")
    assert str(mark.runs[0].font.color.rgb) == "D7191C"
    rules = document.element.body.findall(f".//{qn('w:pBdr')}/{qn('w:bottom')}")
    assert [rule.get(qn("w:color")) for rule in rules] == ["D7191C"]


@pytest.mark.parametrize(
    ("signers", "rows"),
    [
        (("甲某",), ["城管〔2026〕3号\t签发人：甲某"]),
        (("甲某", "乙某"), ["城管〔2026〕3号\t签发人：甲某\t乙某"]),
        (("甲某", "乙某某", "丙某"), ["\t签发人：甲某\t乙某某", "城管〔2026〕3号\t丙某"]),
        (
            ("甲某", "乙某", "丙某", "丁某", "戊某"),
            ["\t签发人：甲某\t乙某", "\t丙某\t丁某", "城管〔2026〕3号\t戊某"],
        ),
    ],
)
def test_signers_stand_two_to_a_row_and_the_number_on_the_last(
    signers: tuple[str, ...], rows: list[str]
) -> None:
    head = RedHead("某市城管委", "城管〔2026〕3号", signers=signers)
    document = opened((head, Title("请示")))
    said = words(document)
    first = said.index(rows[0])
    assert said[first : first + len(rows)] == rows
    ends = []
    for number, paragraph in enumerate(document.paragraphs[first : first + len(rows)]):
        stops = paragraph.paragraph_format.tab_stops
        names = [stop.position.pt for stop in stops]
        names[0] += 4 * EM if number == 0 else 0  # behind the label
        ends.append(names)
        faces = {run.text: run.font.name for run in paragraph.runs}
        assert {faces[name] for name in signers if name in faces} == {"楷体_GB2312"}
        indent = paragraph.paragraph_format.left_indent
        assert indent is not None
        assert indent.pt == pytest.approx(EM, abs=0.05)
    for names in ends:
        assert names == pytest.approx(ends[0][: len(names)], abs=0.1)  # one under the other
    widest = EM * max(map(len, signers))
    assert ends[0][-1] + widest == pytest.approx(A4.text_width - EM, abs=0.1)


def test_a_number_too_long_for_its_room_is_set_smaller_beside_the_signers() -> None:
    long = "某某市城市管理委员会办公室〔2026〕123号"
    document = opened((RedHead("某市城管委", long, signers=("甲某某", "乙某某")), Title("请示")))
    row = with_text(document, f"{long}\t签发人：甲某某\t乙某某")
    size = row.runs[0].font.size
    assert size is not None
    assert 10 < size.pt < 16
    (label, _) = row.paragraph_format.tab_stops
    assert EM + (len(long) - 7 / 2) * EM * size.pt / 16 < label.position.pt - EM / 2


def test_several_authorities_share_one_mark() -> None:
    document = opened((RedHead("某市城管委\n某市住建局文件", "城管〔2026〕3号"), Title("通知")))
    cells = document.tables[0].rows[0].cells
    assert [cell.text for cell in cells] == ["某市城管委\n某市住建局", "文件"]


def test_a_long_authoritys_mark_takes_the_lines_that_it_has_in_the_pdf() -> None:
    name = "示例市城市管理委员会办公室创建国家卫生城市工作领导小组"
    said = words(opened((RedHead(name, "示例〔2026〕3号"), Title("通知"), text("如下。"))))
    first = next(at for at, line in enumerate(said) if line.startswith("示例市"))
    assert said[first] + said[first + 1] == name
    assert said[first] == "示例市城市管理委员会办公室"


def test_a_table_of_thousands_of_rows_loses_none() -> None:
    columns = (Column("单位"), Column("得分", Align.NUMBER))
    table = Table(columns, tuple((Cell(f"{number}号"), Cell("90.00")) for number in range(4000)))
    with zipfile.ZipFile(BytesIO(written((text("如下。"), table)))) as package:
        content = package.read("word/document.xml").decode()
    assert content.count("<w:tr>") == 4001
    assert ">3999号<" in content


@pytest.mark.parametrize("addressed", [True, False])
def test_one_line_is_left_blank_below_the_title(addressed: bool) -> None:
    to = (Addressee("各区人民政府"),) if addressed else ()
    document = opened((RedHead("某市城管委"), Title("通报"), *to, text("如下。")))
    said = [paragraph.text for paragraph in document.paragraphs]
    assert said[said.index("通报") + 1] == ""
    assert said[said.index("通报") + 2] == ("各区人民政府：" if addressed else "如下。")


def test_what_closes_a_paper_stays_on_the_landscape_page_of_its_end() -> None:
    columns = tuple(Column(f"考核指标{number}得分\n（一百分）", Align.NUMBER) for number in range(11))
    table = Table(columns, tuple((Cell("100.00"),) * 11 for _ in range(20)))
    document = opened((text("如下。"), table, Signature("市城管办", "2024年3月1日"), Remark("此件公开发布")))
    assert [section.orientation for section in document.sections] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
    ]


def test_a_letter_has_its_mark_in_the_first_header_and_no_number_on_the_first_page() -> None:
    document = opened(
        (RedHead("某市城管委", "城管函〔2026〕3号", form=Form.LETTER), Title("函"), text("正文"))
    )
    section = document.sections[0]
    assert section.different_first_page_header_footer
    assert [each.text for each in section.first_page_header.paragraphs if each.text] == ["某市城管委"]
    assert not any(each.text for each in section.first_page_footer.paragraphs)
    assert "某市城管委" not in words(document)
    assert "\t城管函〔2026〕3号" in words(document)


def test_a_brief_names_its_editor_and_day() -> None:
    head = RedHead("城市管理简报", "第3期", form=Form.BRIEF, edited_by="市城管办编", dated="2026年3月1日")
    assert "市城管办编\t2026年3月1日" in words(opened((head, Title("情况"))))


def test_a_draft_says_so_above_every_page() -> None:
    section = opened(compose(bulletin(draft=True))).sections[0]
    for header in (section.header, section.even_page_header):
        assert [each.text for each in header.paragraphs] == ["征求意见稿"]
    final = opened(compose(bulletin())).sections[0]
    assert not any(each.text for each in final.header.paragraphs)


@pytest.mark.parametrize(
    ("name", "sealed", "date_in", "name_in"), [("某办", True, 4.0, 6.5), ("某办", False, 2.0, 9.0)]
)
def test_name_and_date_stand_as_under_a_seal_or_without(
    name: str, sealed: bool, date_in: float, name_in: float
) -> None:
    document = opened((text("正文"), Signature(name, "2026年11月21日", sealed)))
    em = 156 / 28 * 72 / 25.4
    for said, wanted in (("2026年11月21日", date_in), (name, name_in)):
        right = with_text(document, said).paragraph_format.right_indent
        assert right is not None
        assert right.pt / em == pytest.approx(wanted, abs=0.02), said


def test_annexes_are_listed_and_begin_on_new_pages() -> None:
    document = opened(
        (text("正文"), Annexes(("得分表", "名单")), AnnexHead("附件1", "得分表"), text("见表。"))
    )
    said = words(document)
    assert "附件：1.\t得分表" in said
    assert "\t2.\t名单" in said
    style = with_text(document, "附件1").style
    assert style is not None
    assert style.element.pPr.find(qn("w:pageBreakBefore")) is not None


def test_remark_and_imprint_close_the_paper() -> None:
    document = opened((text("正文"), Remark("此件公开发布"), Imprint("市委办。", "市城管办", "2026年3月1日")))
    assert "（此件公开发布）" in words(document)
    (table,) = document.tables
    assert [row.cells[0].text for row in table.rows] == ["抄送：市委办。", "市城管办\t2026年3月1日印发"]
    assert table._tbl.tblPr.find(qn("w:tblpPr")).get(qn("w:tblpYSpec")) == "bottom"
    borders = [
        int(found.get(qn("w:sz")))
        for found in table._tbl.iter(qn("w:top"), qn("w:bottom"))
        if found.get(qn("w:sz"))
    ]
    assert borders == [8, 6, 8]  # eighths of a point: 0.35, 0.25, 0.35 mm


def test_the_foot_carries_its_code_as_a_picture() -> None:
    content = written((text("正文"), FootNote("日志号 1　序号 2", "cityassess:1 a 2 b")))
    with zipfile.ZipFile(BytesIO(content)) as archive:
        (name,) = [each for each in archive.namelist() if each.startswith("word/media/")]
        picture = Image.open(BytesIO(archive.read(name)))
    assert picture.size == (1000, 1000)
    dark = picture.histogram()[0]
    assert 0.2 < dark / 1_000_000 < 0.6
    assert "核对码" in part(content, "word/document.xml")


# ---- tables


def test_table_headers_repeat_and_colours_are_tinted() -> None:
    document = opened(compose(bulletin()))
    table = document.tables[0]
    assert table.rows[0]._tr.find(f"./{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    assert all(row._tr.find(f"./{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in table.rows)
    red = [cell for row in table.rows for cell in row.cells if cell.text == "■红牌"]
    assert red
    assert red[0]._tc.tcPr.find(qn("w:shd")).get(qn("w:fill")) == "F8CFCB"
    grid = [int(each.get(qn("w:w"))) for each in table._tbl.tblGrid]
    assert sum(grid) / 20 == pytest.approx(156 * 72 / 25.4, abs=1.0)


def test_a_table_too_wide_stands_on_a_landscape_page_and_text_after_it_upright() -> None:
    document = opened((text("前文"), wide(13), text("后文")))
    before, turned, after = document.sections
    assert [each.orientation for each in document.sections] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
        WD_ORIENT.PORTRAIT,
    ]
    assert turned.page_width == before.page_height == after.page_height
    assert turned.footer.is_linked_to_previous
    assert words(document)[-1] == "后文"


def test_a_table_still_wider_is_set_in_parts_that_repeat_the_names() -> None:
    document = opened((wide(60),))
    assert len(document.tables) > 1
    for table in document.tables:
        assert table.rows[1].cells[0].text == "第0个街道办事处"


# ---- pictures


def test_photos_stand_side_by_side_with_what_they_show() -> None:
    document = opened((Pictures((photo("整改前"), photo("整改后"), photo("复查"))),))
    first, second = document.tables
    assert [cell.text.strip() for cell in first.rows[0].cells] == ["整改前", "整改后"]
    assert len(second.rows[0].cells) == 1
    shapes = document.element.body.findall(f".//{qn('wp:docPr')}")
    assert [shape.get("descr") for shape in shapes] == ["整改前", "整改后", "复查"]
    assert len({shape.get("id") for shape in shapes}) == 3


def test_a_chart_is_a_picture_with_its_words() -> None:
    bars = tuple(Bar(f"{name}街道", Fraction(80 + at), f"{80 + at}") for at, name in enumerate("甲乙丙"))
    document = opened((Chart(BarChart(bars, "分"), "图1 得分", "丙街道得分最高。"),))
    (shape,) = document.inline_shapes
    assert shape.width.mm == pytest.approx(156, abs=0.5)
    assert shape._inline.docPr.get("descr") == "丙街道得分最高。"
    assert words(document) == ["图1 得分"]


def test_what_is_no_photo_is_refused_with_its_name() -> None:
    with pytest.raises(Refused, match="“整改前”的数据已损坏"):
        written((Pictures((Picture(b"no picture", 10, 10, "整改前"),)),))


# ---- text is data


HOSTILE = (
    '<b>加粗</b> & "引号" ]]> &amp; %s {0}',
    "表情😀和罕见字𠮷、m³、℃",
    "字" * 5000,
    "A" * 5000,
    "=cmd|'/c calc'!A0",
    "{ MERGEFIELD x } \\* MERGEFORMAT",
)


@pytest.mark.parametrize("typed", HOSTILE)
def test_text_stays_as_it_was_typed(typed: str) -> None:
    table = Table((Column("名称"),), ((Cell(typed),),), key_columns=1)
    document = opened((Title(typed), Heading(1, typed), text(typed), table, AnnexHead(typed, "附件名")))
    assert words(document)[1] == typed
    assert words(document)[2] == typed
    assert document.tables[0].rows[1].cells[0].text == typed
    assert words(document)[0].replace("\n", "") == typed.replace("\n", "") or " " in typed


def test_characters_that_show_nothing_are_left_out_as_in_the_pdf() -> None:
    document = opened((text("左\u202e右\u0000\u0007\ud800\ufffe\u200b字\t尾"),))
    assert words(document) == ["左右字 尾"]


def test_other_faces_inside_a_paragraph_are_kept() -> None:
    document = opened((Paragraph((Run("甲"), Run("乙", Face.HEI), Run("丙", Face.KAI))),))
    (paragraph,) = [each for each in document.paragraphs if each.text == "甲乙丙"]
    fonts = [run._r.find(f"./{qn('w:rPr')}/{qn('w:rFonts')}") for run in paragraph.runs]
    named = [None if font is None else font.get(qn("w:eastAsia")) for font in fonts]
    assert named == [None, "黑体", "楷体_GB2312"]


# ---- pages


def test_a_sheet_for_handing_out_starts_on_an_odd_page() -> None:
    document = opened((text("甲"), NewPage(), text("乙"), NewPage(right_hand=True), text("丙")))
    assert with_text(document, "乙").paragraph_format.page_break_before
    kinds = [section._sectPr.find(qn("w:type")).get(qn("w:val")) for section in document.sections]
    assert kinds == ["nextPage", "oddPage"]


def test_a_page_that_starts_with_a_table_starts_anew() -> None:
    document = opened((text("甲"), NewPage(), wide(3, 2)))
    caption = with_text(document, "得分表")
    assert caption.paragraph_format.page_break_before


# ---- the file


def test_the_same_blocks_have_the_same_bytes() -> None:
    blocks = (*compose(bulletin()), Pictures((photo(), photo())))
    assert written(blocks) == written(blocks)
    with zipfile.ZipFile(BytesIO(written(blocks))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in archive.namelist() if "thumbnail" in name or "customXml" in name]


def test_the_file_says_what_it_is() -> None:
    about = opened((text("正文"),)).core_properties
    assert (about.title, about.author, about.subject) == ("考核情况的通报", "考核办", "2017年5月")
    assert about.identifier == "考核〔2017〕5号"
    assert about.created is not None
    assert about.created.date() == date(2017, 6, 5)


def test_an_empty_paper_is_a_document() -> None:
    assert words(opened(())) == []


def test_properties_stand_in_the_order_that_word_demands() -> None:
    """Word calls a file damaged whose properties stand in another order; python-docx reads it all the same."""
    content = written(
        (*compose(bulletin()), wide(13), Pictures((photo(),)), Imprint("甲", "乙", "丙"), FootNote("丁"))
    )
    order = [
        *(
            "pStyle",
            "keepNext",
            "keepLines",
            "pageBreakBefore",
            "framePr",
            "widowControl",
            "pBdr",
            "shd",
            "tabs",
        ),
        *(
            "kinsoku",
            "wordWrap",
            "overflowPunct",
            "autoSpaceDE",
            "autoSpaceDN",
            "adjustRightInd",
            "snapToGrid",
        ),
        *("spacing", "ind", "jc", "textAlignment", "outlineLvl", "rPr", "sectPr"),
    ]
    for name in ("word/document.xml", "word/styles.xml", "word/footer1.xml"):
        for inside in re.findall(r"<w:pPr>(.*?)</w:pPr>", part(content, name)):
            flat = re.sub(r"<w:(tabs|pBdr|rPr|sectPr)[ >].*?</w:\1>", r"<w:\1/>", inside)
            found = [order.index(each) for each in re.findall(r"<w:(\w+)", flat)]
            assert found == sorted(found), inside


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "通报.docx"
    write_docx((text("正文"),), path, meta=META)
    before = path.read_bytes()

    class Stopped(Progress):
        def step(self, done: int, total: int, what: str = "") -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        write_docx((text("别的"),), path, meta=META, progress=Stopped())
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["通报.docx"]
    with pytest.raises(Unavailable):
        write_docx((text("正文"),), tmp_path / "没有" / "通报.docx", meta=META)
    with pytest.raises(Refused):
        write_docx((text("正文"),), tmp_path / "通报.pdf", meta=META)
