"""A scheme that comes as a workbook is imported like one that comes as a file."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from cityassess.errors import Refused
from cityassess.resource_files import resource
from cityassess.services.office import Office, open_office
from cityassess.services.scheme_files import read_scheme_file
from cityassess.services.scheme_reading import read_any
from cityassess.services.schemes import export

SHIPPED = ["louxing-2016", "civilized-city", "hundred-days"]


@pytest.fixture
def louxing(tmp_path: Path) -> Path:
    """The workbook of a shipped scheme."""
    path = tmp_path / "方案.xlsx"
    export(read_scheme_file(resource("schemes/louxing-2016.yaml"))[0], path)
    return path


def imported(office: Office, path: Path) -> list[tuple[int, int, int]]:
    """How many schemes an import creates, changes and leaves."""
    preview, _ = office.importing.run([path])
    assert [(part.file, part.what) for part in preview.parts] == [(path.name, "考核方案")]
    return [(each.created, each.changed, each.unchanged) for each in preview.counts]


def test_a_workbook_is_a_scheme_and_the_same_again_is_none(tmp_path: Path, louxing: Path) -> None:
    with open_office(tmp_path / "office.db") as office:
        assert imported(office, louxing) == [(1, 0, 0)]
        assert imported(office, louxing) == [(0, 0, 1)]
        assert [entry.name for entry in office.schemes.list()] == ["娄星区城区环境卫生考核"]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_scheme_exported_and_imported_unchanged_is_no_correction(tmp_path: Path, name: str) -> None:
    with open_office(tmp_path / "office.db") as office:
        office.importing.run([resource(f"schemes/{name}.yaml")])
        (entry,) = office.schemes.history()
        office.schemes.export(entry, tmp_path / "出.xlsx")
        assert imported(office, tmp_path / "出.xlsx") == [(0, 0, 1)]
        assert office.schemes.history() == (entry,)


def test_a_change_in_the_workbook_is_the_next_version(tmp_path: Path, louxing: Path) -> None:
    with open_office(tmp_path / "office.db") as office:
        office.importing.run([resource("schemes/louxing-2016.yaml")])
        book = openpyxl.load_workbook(louxing)
        sheet = book["考核项"]
        names = [str(cell.value).split(" ")[0] for cell in sheet[1]]
        row = next(row for row in sheet.iter_rows(min_row=2) if row[names.index("名称")].value == "城管")
        row[names.index("满分")].value = 35
        book.save(louxing)
        assert imported(office, louxing) == [(0, 1, 0)]
        newest, first = office.schemes.history()
        assert (newest.version, newest.replaced, first.version, first.replaced) == (2, False, 1, True)
        fulls = {figure.name: figure.full for figure in office.schemes.describe(newest).figures}
        assert fulls["城管"] == "35"
        before = {figure.name: figure.full for figure in office.schemes.describe(first).figures}
        assert before["城管"] == "30"


def test_a_fault_is_told_by_sheet_and_row(tmp_path: Path, louxing: Path) -> None:
    book = openpyxl.load_workbook(louxing)
    sheet = book["考核项"]
    names = [str(cell.value).split(" ")[0] for cell in sheet[1]]
    sheet.cell(4, names.index("满分") + 1).value = "四十"
    book.save(louxing)
    with open_office(tmp_path / "office.db") as office, pytest.raises(Refused) as refused:
        office.importing.run([louxing])
    problem = refused.value.problems[0]
    assert (problem.file, problem.sheet, problem.row) == ("方案.xlsx", "考核项", 4)


@pytest.mark.parametrize("sheet", ["颜色", "考核项"])
def test_a_renamed_sheet_is_refused_not_left_out(tmp_path: Path, louxing: Path, sheet: str) -> None:
    book = openpyxl.load_workbook(louxing)
    book[sheet].title = f"新{sheet}"
    book.save(louxing)
    with pytest.raises(Refused) as refused:
        read_any(louxing)
    (problem,) = refused.value.problems
    assert problem.sheet == f"新{sheet}"
    assert f"没有叫“新{sheet}”的工作表，可能是“{sheet}”" in problem.message


def test_a_fault_names_the_other_row_as_the_sheet_counts_it(louxing: Path) -> None:
    book = openpyxl.load_workbook(louxing)
    figures = book["考核项"]
    figures["A4"] = figures["A2"].value
    book.save(louxing)
    with pytest.raises(Refused) as refused:
        read_any(louxing)
    told = [problem for problem in refused.value.problems if "重复" in problem.message]
    assert [(problem.sheet, problem.row) for problem in told] == [("考核项", 4)]
    assert "与第2行重复" in told[0].message
