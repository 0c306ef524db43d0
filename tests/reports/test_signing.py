"""Electronic signatures: what is signed stays, what is changed shows, what cannot be used is told in plain words."""

from __future__ import annotations

import re
import socket
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding

from cityassess.errors import Refused, Unavailable
from cityassess.reports.blocks import Title, text
from cityassess.reports.pdf import PdfMeta, write_pdf
from cityassess.reports.signing import key_from_file, key_from_token, sign_pdf, signatures
from tests.reports.certificates import MOMENT, OFFICE, PASSWORD, authority, key_file


@cache
def paper() -> bytes:
    stream = BytesIO()
    blocks = (Title("考核情况的通报"), text("正文。"))
    write_pdf(blocks, stream, meta=PdfMeta("通报"), shipped_faces_only=True)
    return stream.getvalue()


def root() -> x509.Certificate:
    return x509.Certificate.load(authority()[1].public_bytes(Encoding.DER))


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("signing went to the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.parametrize("with_rsa", [False, True], ids=["ecdsa", "rsa"])
def test_a_signed_paper_holds_and_begins_with_what_was_signed(tmp_path: Path, with_rsa: bool) -> None:
    key = key_from_file(key_file(tmp_path, with_rsa=with_rsa), PASSWORD)
    signed = sign_pdf(paper(), key, moment=MOMENT, reason="印发")
    assert signed.pdf.startswith(paper())
    assert len(signed.pdf) > len(paper())
    assert signed.name == OFFICE
    (found,) = signatures(signed.pdf, [root()], moment=MOMENT)
    assert found.good
    assert (found.name, found.moment) == (OFFICE, MOMENT)


def test_a_signed_paper_is_still_fit_for_the_archive(tmp_path: Path) -> None:
    pytest.importorskip("jsonschema", reason="the validator of pikepdf needs jsonschema and referencing")
    from pikepdf import pdfa

    signed = sign_pdf(paper(), key_from_file(key_file(tmp_path), PASSWORD), moment=MOMENT)
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed.pdf)
    report = pdfa.validate_written(path, "2b")
    assert not [finding for finding in report.findings if finding.kind == "violation"]


def test_a_changed_byte_a_foreign_root_and_a_later_addition_show(tmp_path: Path) -> None:
    signed = sign_pdf(paper(), key_from_file(key_file(tmp_path), PASSWORD), moment=MOMENT).pdf
    at = signed.index(b"stream") + 40
    changed = signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]
    (found,) = signatures(changed, [root()], moment=MOMENT)
    assert not found.intact
    assert not found.good

    other = key_from_file(key_file(tmp_path, name="other.p12"), PASSWORD)
    (found,) = signatures(signed, [other.certificate], moment=MOMENT)
    assert found.intact
    assert not found.trusted
    assert not found.good

    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer: Any = IncrementalPdfFileWriter(BytesIO(signed))
    writer.root["/PageMode"] = writer.root["/PageMode"]
    writer.update_root()
    added = BytesIO()
    writer.write(added)
    (found,) = signatures(added.getvalue(), [root()], moment=MOMENT)
    assert not found.whole
    assert not found.good


def test_an_unsigned_paper_has_no_signature_and_a_signed_one_is_not_signed_again(tmp_path: Path) -> None:
    assert signatures(paper(), [root()], moment=MOMENT) == ()
    key = key_from_file(key_file(tmp_path), PASSWORD)
    signed = sign_pdf(paper(), key, moment=MOMENT)
    with pytest.raises(Refused, match="已经签过名"):
        sign_pdf(signed.pdf, key, moment=MOMENT)


def test_the_moment_of_signing_is_the_one_given_and_not_the_clock(tmp_path: Path) -> None:
    key = key_from_file(key_file(tmp_path, with_rsa=True), PASSWORD)
    first, second = (sign_pdf(paper(), key, moment=MOMENT).pdf for _ in range(2))
    dates = re.findall(rb"\(D(?::|\\072)(\d{14})", first[len(paper()) :])
    assert set(dates) == {b"20310304093000"}
    assert len(first) == len(second)
    with pytest.raises(ValueError, match="time zone"):
        sign_pdf(paper(), key, moment=MOMENT.replace(tzinfo=None))


def test_a_key_without_its_chain_can_sign(tmp_path: Path) -> None:
    key = key_from_file(key_file(tmp_path, with_chain=False), PASSWORD)
    signed = sign_pdf(paper(), key, moment=MOMENT)
    (found,) = signatures(signed.pdf, [root()], moment=MOMENT)
    assert found.good


BAD_FILES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "wrong password": (lambda folder: key_file(folder, password="别的"), "密码不对"),
    "no key": (lambda folder: key_file(folder, with_key=False), "没有私钥"),
    "no certificate file": (lambda folder: _written(folder, b"%PDF-1.7\n"), "不是证书文件"),
    "empty": (lambda folder: _written(folder, b""), "不是证书文件"),
    "torn": (lambda folder: _torn(folder), "没有签名"),
    "huge": (lambda folder: _written(folder, bytes(1_000_001)), "不是证书文件"),
}


def _written(folder: Path, content: bytes) -> Path:
    path = folder / "office.p12"
    path.write_bytes(content)
    return path


def _torn(folder: Path) -> Path:
    path = key_file(folder)
    return _written(folder, path.read_bytes()[:-200])


@pytest.mark.parametrize("fault", BAD_FILES)
def test_a_file_that_cannot_sign_is_refused_in_words(tmp_path: Path, fault: str) -> None:
    make, words = BAD_FILES[fault]
    with pytest.raises(Refused, match=words) as refused:
        key_from_file(make(tmp_path), PASSWORD)
    assert "office.p12" in str(refused.value)
    assert PASSWORD not in str(refused.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"“gone.p12”读不出来"):
        key_from_file(tmp_path / "gone.p12", PASSWORD)


def test_certificates_out_of_date_are_refused(tmp_path: Path) -> None:
    old = key_from_file(key_file(tmp_path, start=MOMENT - timedelta(days=400)), PASSWORD)
    with pytest.raises(Refused, match=r"已于\d{4}年\d+月\d+日过期"):
        sign_pdf(paper(), old, moment=MOMENT)
    new = key_from_file(key_file(tmp_path, start=MOMENT + timedelta(days=1)), PASSWORD)
    with pytest.raises(Refused, match="起才有效"):
        sign_pdf(paper(), new, moment=MOMENT)


def test_a_certificate_for_another_purpose_is_refused(tmp_path: Path) -> None:
    key = key_from_file(key_file(tmp_path, signs_documents=False), PASSWORD)
    with pytest.raises(Refused, match="不能用于签署文件"):
        sign_pdf(paper(), key, moment=MOMENT)


def test_what_is_no_pdf_is_neither_signed_nor_judged(tmp_path: Path) -> None:
    key = key_from_file(key_file(tmp_path), PASSWORD)
    with pytest.raises(Unavailable, match="没有签名"):
        sign_pdf(b"no pdf at all", key, moment=MOMENT)
    with pytest.raises(Unavailable, match="没有核对"):
        signatures(b"no pdf at all", [root()], moment=MOMENT)


def test_a_token_without_its_part_of_the_program_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    with (
        pytest.raises(Unavailable, match="python-pkcs11"),
        key_from_token(tmp_path / "x.so", "1234", "办公室"),
    ):
        pass
