"""Papers as archives take them: PDF/A-2b, checked by software that others wrote, and the same bytes on every run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pikepdf
import pytest
from PIL import Image

from cityassess.reports.blocks import (
    Block,
    Chart,
    FootNote,
    Form,
    Imprint,
    Picture,
    Pictures,
    RedHead,
    Title,
    text,
)
from cityassess.reports.chart_values import Bar, BarChart, Share, Shares
from cityassess.reports.pdf import PdfMeta, write_pdf
from cityassess.services.bulletin.composing import compose
from tests.reports.sample import bulletin

META = PdfMeta(
    "娄星区2017年5月份考核情况的通报 <b>&\x00",
    "考核办",
    "2017年5月",
    "娄星环考办〔2017〕5号",
    date(2017, 6, 5),
)
NAMES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}


def made(blocks: Sequence[Block], meta: PdfMeta = META) -> bytes:
    stream = BytesIO()
    write_pdf(blocks, stream, meta=meta, shipped_faces_only=True)
    return stream.getvalue()


def photo() -> Picture:
    """A photo with an Exif head, as a camera writes it."""
    stream = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "pile of rubbish"
    Image.linear_gradient("L").convert("RGB").resize((320, 240)).save(stream, "JPEG", exif=exif)
    return Picture(stream.getvalue(), 320, 240, "整改前")


ODD = (
    RedHead("考核办", "考核〔2026〕1号", mark="征求意见稿"),
    Title("<b>通报</b> & 更正"),
    text("控制\x07符、从右到左\u202e的标记、表情😀、没有的字\U0003134a、" + "字" * 3000),
    Pictures((photo(), photo())),
)
FULL = (
    *compose(bulletin()),
    Chart(
        BarChart(
            tuple(Bar(f"{at}街道", Fraction(80 + at), f"{80 + at}", "red", "红") for at in range(5)), "分"
        ),
        "图1 得分",
        "各街道得分。",
    ),
    Chart(Shares((Share("垃圾", Fraction(3), "3"), Share("占道", Fraction(1), "1"))), "图2 构成"),
    Imprint("市委办公室", "市城管办", "2017年6月5日"),
    FootNote("日志号 1　序号 2", "cityassess:1 a 2 b"),
)
LETTER = (RedHead("城管办", "城管函〔2026〕1号", form=Form.LETTER), Title("函"), text("正文"))


def test_another_validator_finds_every_paper_to_be_pdf_a_2b(tmp_path: Path) -> None:
    pytest.importorskip("jsonschema", reason="the validator of pikepdf needs jsonschema and referencing")
    from pikepdf import pdfa

    papers = {
        "final": compose(bulletin()),
        "draft": compose(bulletin(draft=True)),
        "odd": ODD,
        "full": FULL,
        "letter": LETTER,
        "empty": (),
    }
    for name, blocks in papers.items():
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(made(blocks))
        report = pdfa.validate_written(path, "2b")
        assert report.verdict == "pass", (name, [str(finding) for finding in report.findings])


def test_that_validator_sees_what_is_wrong(tmp_path: Path) -> None:
    """The check above can fail: without its output intent the same paper is found out."""
    pytest.importorskip("jsonschema", reason="the validator of pikepdf needs jsonschema and referencing")
    from pikepdf import pdfa

    path = tmp_path / "spoilt.pdf"
    with pikepdf.open(BytesIO(made((text("正文"),)))) as document:
        del document.Root.OutputIntents
        document.save(path)
    assert pdfa.validate_written(path, "2b").verdict != "pass"


def test_what_the_file_says_about_itself_is_said_twice_alike() -> None:
    with pikepdf.open(BytesIO(made((text("正文"),)))) as document:
        packet = ET.fromstring(bytes(document.Root.Metadata.read_bytes()).strip())
        info = document.docinfo
        assert document.pdf_version == "1.7"
        assert len(document.trailer.ID) == 2
        assert str(info.Title) == "娄星区2017年5月份考核情况的通报 <b>&"
        assert str(info.CreationDate) == "D:20170605000000+08'00'"

    def said(name: str) -> str:
        found = packet.find(f".//{name}", NAMES)
        assert found is not None, name
        return "".join(found.itertext()).strip()

    assert said("dc:title") == str(info.Title)
    assert said("dc:creator") == "考核办"
    assert said("dc:description") == "2017年5月"
    assert said("dc:identifier") == "娄星环考办〔2017〕5号"
    assert said("dc:date") == "2017-06-05"
    assert said("xmp:CreateDate") == said("xmp:ModifyDate") == "2017-06-05T00:00:00+08:00"
    assert (said("pdfaid:part"), said("pdfaid:conformance")) == ("2", "B")


def test_every_face_is_embedded_as_a_subset_and_nothing_active_is_in_the_file() -> None:
    with pikepdf.open(BytesIO(made(compose(bulletin())))) as document:
        fonts = [font for page in document.pages for font in page.Resources.Font.values()]
        assert fonts
        for font in fonts:
            assert "/FontFile2" in font.FontDescriptor
            assert str(font.BaseFont)[7:8] == "+"
            assert "/ToUnicode" in font
        assert not {"/AA", "/OpenAction", "/AcroForm", "/Names"} & set(document.Root.keys())
        for page in document.pages:
            assert not {"/AA", "/Annots", "/Trans", "/Group"} & set(page.obj.keys())


def test_the_same_paper_has_the_same_bytes_whatever_the_machine_says() -> None:
    script = (
        "import sys, hashlib\n"
        "from tests.reports.test_archival import FULL, made\n"
        "sys.stdout.write(hashlib.sha256(made(FULL)).hexdigest())\n"
    )
    found = set()
    for seed, zone, epoch in (("1", "Asia/Shanghai", ""), ("2", "America/New_York", "1234567890")):
        settings = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "SOURCE_DATE_EPOCH": epoch,
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        done = subprocess.run([sys.executable, "-c", script], env=settings, capture_output=True, check=True)
        found.add(done.stdout)
    assert len(found) == 1


def test_papers_of_other_content_have_other_ids() -> None:
    def identity(content: bytes) -> bytes:
        with pikepdf.open(BytesIO(content)) as document:
            return bytes(document.trailer.ID[0])

    same = [identity(made((text("甲"),))) for _ in range(2)]
    assert same[0] == same[1] != bytes(16)
    assert same[0] != identity(made((text("乙"),)))
    same = [identity(made((text("甲"),))) for _ in range(2)]
    assert same[0] == same[1] != bytes(16)
    assert same[0] != identity(made((text("甲"),), PdfMeta("另一题名")))


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_qpdf_finds_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(made(FULL))
    done = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
