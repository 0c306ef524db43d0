"""Bulletins from the command line: PDF, Word, sheets of every unit, the signed copy, and what does not go together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import docx
import pypdf
import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding

from cityassess import cli
from cityassess.reports.signing import signatures
from tests.reports.certificates import OFFICE, PASSWORD, authority, key_file
from tests.services.louxing import MARKS, OBJECTS, SCHEME

Run = Callable[..., tuple[int, str, list[str]]]
LONG_AGO = datetime.now(UTC) - timedelta(days=30)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office that has published April and not May."""
    path = tmp_path_factory.mktemp("office") / "office.db"
    files = [str(file) for file in (SCHEME, OBJECTS, *MARKS.values())]
    assert cli.main(["import", *files, "--database", str(path)], lambda where: 9) == 0
    assert cli.main(["publish", "--period", "2017-04", "--database", str(path)], lambda where: 9) == 0
    return path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], office: Path) -> Run:
    def command(period: str, *arguments: str | Path) -> tuple[int, str, list[str]]:
        given = ["bulletin", "--period", period, "--database", office, *arguments]
        status = cli.main([str(argument) for argument in given], lambda where: 9)
        out, err = capsys.readouterr()
        return status, out, err.splitlines()

    return command


def said(path: Path) -> str:
    return "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(path).pages)


@pytest.mark.parametrize(("period", "draft"), [("2017-04", False), ("2017-05", True)])
def test_word_says_what_the_pdf_says(run: Run, tmp_path: Path, period: str, draft: bool) -> None:
    status, out, _ = run(period, "--out", tmp_path / "通报.docx")
    assert status == 0
    assert ("草稿" in out) == draft
    document = docx.Document(str(tmp_path / "通报.docx"))
    assert run(period, "--out", tmp_path / "通报.pdf")[0] == 0
    printed = said(tmp_path / "通报.pdf")
    for paragraph in document.paragraphs:
        assert "".join(paragraph.text.split()) in printed, paragraph.text
    marks = [each.text for each in document.sections[0].header.paragraphs if each.text]
    assert marks == (["征求意见稿"] if draft else [])


def test_a_published_period_has_the_same_word_document_each_time(run: Run, tmp_path: Path) -> None:
    for name in ("一.docx", "二.docx"):
        assert run("2017-04", "--out", tmp_path / name)[0] == 0
    assert (tmp_path / "一.docx").read_bytes() == (tmp_path / "二.docx").read_bytes()


def test_a_version_is_asked_for_by_its_number(run: Run, tmp_path: Path) -> None:
    assert run("2017-04", "--out", tmp_path / "新.pdf")[0] == 0
    assert run("2017-04", "--out", tmp_path / "一.pdf", "--version", "1")[0] == 0
    assert (tmp_path / "一.pdf").read_bytes() == (tmp_path / "新.pdf").read_bytes()
    none = tmp_path / "无.pdf"
    assert run("2017-04", "--out", none, "--version", "2")[::2] == (
        1,
        ["2017年4月没有第2版，已发布的有第1版。"],
    )
    status, _, told = run("2017-05", "--out", none, "--version", "1")
    assert (status, told) == (1, ["2017年5月还没有发布，没有第1版。不指定版次时生成征求意见稿。"])
    for more in ("--sheets", "--template=monthly"):
        status, _, told = run("2017-04", "--out", none, "--version", "1", more)
        assert (status, "--version" in told[0]) == (2, True)
    assert not none.exists()


def test_a_name_of_another_kind_of_file_is_told_both_kinds(run: Run, tmp_path: Path) -> None:
    status, _, told = run("2017-04", "--out", tmp_path / "通报.txt")
    assert status == 1
    assert told == ["“通报.txt”不是通报文件的名字。把文件名改成以.pdf（PDF）或.docx（Word文档）结尾。"]


def test_every_unit_gets_a_sheet_of_its_own(run: Run, tmp_path: Path) -> None:
    status, out, _ = run("2017-04", "--out", tmp_path / "说明单.pdf", "--sheets")
    assert status == 0
    pages = ["".join(page.extract_text().split()) for page in pypdf.PdfReader(tmp_path / "说明单.pdf").pages]
    assert out.startswith(f"已生成{len(pages)}个对象的得分说明单{len(pages)}页：")
    assert all("2017年4月考核得分说明" in page for page in pages)
    names = [page.split("2017年4月")[0] for page in pages]
    assert len(set(names)) == len(names)
    assert "征求意见稿" not in "".join(pages)
    assert run("2017-05", "--out", tmp_path / "草稿.pdf", "--sheets")[0] == 0
    assert "（征求意见稿）" in said(tmp_path / "草稿.pdf")


def test_a_draft_may_go_by_another_template_and_a_published_bulletin_not(run: Run, tmp_path: Path) -> None:
    usual, other = tmp_path / "一.pdf", tmp_path / "二.pdf"
    assert run("2017-05", "--out", usual)[0] == 0
    assert run("2017-05", "--out", other, "--template", "red-black")[0] == 0
    assert said(usual) != said(other)
    status, _, told = run("2017-04", "--out", tmp_path / "三.pdf", "--template", "red-black")
    assert (status, len(told)) == (1, 1)
    assert "已发布" in told[0]
    status, _, told = run("2017-05", "--out", tmp_path / "三.pdf", "--template", "没有")
    assert (status, len(told)) == (1, 1)
    assert told[0].startswith("没有通报模板“没有”")
    assert not (tmp_path / "三.pdf").exists()


# ---- signing


def password_file(folder: Path, words: str = PASSWORD) -> Path:
    path = folder / "密码.txt"
    path.write_text(f"{words}\n", encoding="utf-8")
    return path


def test_the_signed_copy_lies_beside_the_paper_which_stays_as_it_was(run: Run, tmp_path: Path) -> None:
    plain = tmp_path / "原件.pdf"
    assert run("2017-04", "--out", plain)[0] == 0
    key = key_file(tmp_path, start=LONG_AGO)
    path = tmp_path / "通报.pdf"
    status, out, _ = run("2017-04", "--out", path, "--sign", key, "--password-file", password_file(tmp_path))
    assert status == 0
    copy = tmp_path / "通报（已签名）.pdf"
    assert f"已签名：{copy}" in out
    assert path.read_bytes() == plain.read_bytes()
    assert copy.read_bytes().startswith(plain.read_bytes())
    root = x509.Certificate.load(authority()[1].public_bytes(Encoding.DER))
    (found,) = signatures(copy.read_bytes(), [root], moment=datetime.now(UTC))
    assert found.good
    assert found.name == OFFICE


@pytest.mark.parametrize(
    ("password", "days", "period", "told"),
    [
        ("不对", 365, "2017-04", "密码不对"),
        (PASSWORD, 1, "2017-04", "过期"),
        (PASSWORD, 365, "2017-05", "草稿不签名"),
        ("", 365, "2017-04", "第一行是空的"),
    ],
)
def test_nothing_is_written_where_it_cannot_be_signed(
    run: Run, tmp_path: Path, password: str, days: int, period: str, told: str
) -> None:
    key = key_file(tmp_path, start=LONG_AGO, days=days)
    secret = password_file(tmp_path, password)
    before = sorted(tmp_path.iterdir())
    status, out, lines = run(period, "--out", tmp_path / "通报.pdf", "--sign", key, "--password-file", secret)
    assert (status, out, len(lines)) == (1, "", 1)
    assert told in lines[0]
    assert PASSWORD not in lines[0]
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--sheets", "--out", "a.docx"), "--sheets"),
        (("--sheets", "--out", "a.pdf", "--template", "monthly"), "--sheets"),
        (("--out", "a.docx", "--sign", "k.p12", "--password-file", "p"), "只能给PDF签名"),
        (("--out", "a.pdf", "--sign", "k.p12"), "--password-file"),
        (("--out", "a.pdf", "--password-file", "p"), "--sign"),
    ],
)
def test_what_does_not_go_together_is_wrong_usage(run: Run, options: tuple[str, ...], told: str) -> None:
    status, out, lines = run("2017-04", *options)
    assert (status, out, len(lines)) == (2, "", 1)
    assert told in lines[0]


def test_other_endings_are_refused(run: Run, tmp_path: Path) -> None:
    status, _, lines = run("2017-04", "--out", tmp_path / "通报.odt")
    assert (status, len(lines)) == (1, 1)
    assert not list(tmp_path.iterdir())


def test_a_password_file_may_begin_with_a_mark_and_must_be_text(run: Run, tmp_path: Path) -> None:
    key = key_file(tmp_path, start=LONG_AGO)
    secret = tmp_path / "密码.txt"
    secret.write_bytes(b"\xef\xbb\xbf" + PASSWORD.encode() + b"\r\n")
    out = tmp_path / "通报.pdf"
    assert run("2017-04", "--out", out, "--sign", key, "--password-file", secret)[0] == 0
    secret.write_bytes(b"\xff\xfe\x00")
    status, _, lines = run("2017-04", "--out", out, "--sign", key, "--password-file", secret)
    assert status == 1
    assert "不是UTF-8文本" in lines[0]
