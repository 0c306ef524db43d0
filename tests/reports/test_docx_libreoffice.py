"""The Word document as software sees it that we did not write: LibreOffice, where it is installed."""

from __future__ import annotations

import shutil
import subprocess
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pdfplumber
import pytest

from cityassess.reports.blocks import FootNote, Imprint, Table
from cityassess.reports.docx import write_docx
from cityassess.reports.page import MM
from cityassess.reports.pdf import PdfMeta, write_pdf
from cityassess.services.bulletin.composing import compose
from tests.reports.sample import bulletin

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_prints_the_same_paper(tmp_path: Path) -> None:
    """Every word, about as many pages, lines on the grid, page numbers outside, the imprint on the bottom edge."""
    blocks = (*compose(bulletin()), Imprint("市委办公室", "市城管办", "2017年6月5日"))
    path = tmp_path / "paper.docx"
    write_docx(blocks, path, meta=PdfMeta("通报"))
    home = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(OFFICE), home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    stream = BytesIO()
    ours = write_pdf(blocks, stream, meta=PdfMeta("通报"), shipped_faces_only=True)
    with pdfplumber.open(tmp_path / "paper.pdf") as theirs:
        assert abs(len(theirs.pages) - ours.pages) <= 1
        said = "".join("".join((page.extract_text() or "").split()) for page in theirs.pages)
        for block in blocks:
            if isinstance(block, Table):
                for row in block.rows:
                    assert row[0].text in said
            elif isinstance(block, FootNote):
                assert "".join(block.text.split()) in said
        for number, page in enumerate(theirs.pages, 1):
            assert page.width == pytest.approx(210 * MM, abs=1)
            assert page.height == pytest.approx(297 * MM, abs=1)
            (mark,) = page.search(f"— ?{number} ?—")
            assert (mark["x0"] > page.width / 2) == bool(number % 2)
            middle = (mark["top"] + mark["bottom"]) / 2
            assert middle == pytest.approx((297 - 28) * MM, abs=3)
        body = sorted({round(char["top"], 1) for char in theirs.pages[0].chars if round(char["size"]) == 16})
        steps = {round(below - above, 1) for above, below in pairwise(body)}
        assert min(steps) == pytest.approx(28.95, abs=0.2)
        last = theirs.pages[-1]
        lowest = max(line["bottom"] for line in (*last.lines, *last.rects))
        assert lowest == pytest.approx((297 - 35) * MM, abs=3)
