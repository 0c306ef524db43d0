"""The first form of frozen bulletins, kept as bytes: every later version reads it as written, defaults included."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from fractions import Fraction
from pathlib import Path

from cityassess.reports import blocks as b
from cityassess.reports import chart_values as c
from cityassess.services.bulletin import document as d
from cityassess.services.bulletin.freezing import digest_of, document_bytes, document_of

FROZEN = Path(__file__).with_name("frozen-form-1.json")
PHOTO = b"photo"
# Every field is given, so that a default that is changed is found: bytes leave out what has the default of their time.
BLOCKS: tuple[b.Block, ...] = (
    b.RedHead("考核办", "", "", b.Form.DOCUMENT, "", "", "", (), "", ""),
    b.Title("通报"),
    b.Addressee("各街道"),
    b.Heading(1, "一、总体情况"),
    b.Paragraph((b.Run("正文", b.Face.FANGSONG), b.Run("楷体", b.Face.KAI)), indent=True, leads=False),
    b.Table(
        columns=(b.Column("名次", b.Align.CENTRE, 0.0), b.Column("得分", b.Align.NUMBER, 0.0)),
        rows=(
            (b.Cell("1", Fraction(1), "", bold=False), b.Cell("33.33", Fraction(100, 3), "red", bold=True)),
        ),
        caption="",
        notes=(),
        key_columns=2,
        compact=False,
        size=0.0,
        widths=(),
    ),
    b.Table((b.Column("指标", width=4.5),), ((b.Cell("市容"),),), compact=True, size=10.5, widths=(442.2,)),
    b.Pictures((b.Picture(PHOTO, 4, 3, ""),)),
    b.Chart(c.BarChart((c.Bar("东", Fraction(88), "88.00", "", "", None),), "", "上期"), "", ""),
    b.Chart(c.LineChart(("1月", "2月"), (c.TrendLine("东", (Fraction(1, 2), None)),), ""), "", ""),
    b.Chart(c.HeatMap(("东",), ("市容",), ((c.HeatCell("8.0", Fraction(4, 5)),),)), "", ""),
    b.Chart(c.Shares((c.Share("市容", Fraction(3), "100%"),)), "", ""),
    b.Annexes(("得分表",)),
    b.Signature("考核办", "2026年6月1日", sealed=True),
    b.Remark("此件公开发布"),
    b.AnnexHead("附件", "得分表"),
    b.Imprint("", "", "", even_page=False),
    b.NewPage(right_hand=False),
    b.FootNote("日志号", ""),
)
DOCUMENT = d.Document(
    "monthly",
    d.Head("考核办", "关于5月考核情况的通报", b.Form.DOCUMENT, "", "", "", "", "", (), "", ""),
    (
        d.Section(
            "overall",
            "总体情况",
            (
                d.Passage(
                    "mean", ("平均", d.Bound("mean/street", "88.00分"), "。"), 0, counted=False, leads=False
                ),
                d.Exhibit("table", "得分表", BLOCKS),
            ),
        ),
    ),
    (d.Annex("scores", "得分表", ()),),
    d.Close("", "", sealed=True, remark="", copied_to="", printed_by="", printed_on=""),
    "",
    "",
)


def test_what_was_frozen_is_read_as_it_was_written() -> None:
    assert document_of(FROZEN.read_bytes(), {digest_of(PHOTO): PHOTO}) == DOCUMENT


def test_a_document_gives_the_bytes_that_it_always_gave() -> None:
    assert document_bytes(DOCUMENT) == FROZEN.read_bytes()


def test_everything_that_can_be_frozen_is_in_the_sample() -> None:
    known = {
        name
        for module in (b, c, d)
        for name, value in vars(module).items()
        if isinstance(value, type) and is_dataclass(value) and value.__module__ == module.__name__
    }
    assert known - {"Tint"} == _classes(DOCUMENT)


def _classes(value: object) -> set[str]:
    if isinstance(value, tuple):
        return set().union(*map(_classes, value))
    if is_dataclass(value) and not isinstance(value, type):
        inner = (_classes(getattr(value, each.name)) for each in fields(value))
        return {type(value).__name__}.union(*inner)
    return set()
