"""The example office is built whole or not at all, over an earlier one, never over an office's own data."""

from __future__ import annotations

from pathlib import Path

import pytest

from cityassess.errors import Refused, Unavailable
from cityassess.resource_files import resource
from cityassess.scoring.periods import Cycle
from cityassess.services import demo
from cityassess.services.office import open_office
from cityassess.services.scheme_files import read_scheme_file
from tests.services.louxing import PERIODS, published, ranked


def test_it_is_built_and_built_again(tmp_path: Path) -> None:
    folder = tmp_path / "示例 一"
    first = demo.build(folder)
    assert first.bulletin.read_bytes().startswith(b"%PDF-")
    assert first.workbook.read_bytes().startswith(b"PK")
    with open_office(first.database) as office:
        for period in PERIODS:
            assert ranked(office.standings.assess(period)) == published(period)
            assert office.publishing.state(period).number == 1
        office.importing.write_template(tmp_path / "模板.xlsx", "2017-06")
    again = demo.build(folder)
    assert again == first
    assert sorted(path.name for path in folder.iterdir() if not path.name.startswith("cityassess.db.")) == [
        "bulletin.pdf",
        "cityassess.db",
        "ranking.xlsx",
    ]


def test_an_offices_own_database_is_never_overwritten(tmp_path: Path) -> None:
    with open_office(tmp_path / demo.DATABASE):
        pass
    before = (tmp_path / demo.DATABASE).read_bytes()
    with pytest.raises(Refused, match="不是示例数据库，不能覆盖"):
        demo.build(tmp_path)
    assert (tmp_path / demo.DATABASE).read_bytes() == before
    assert not (tmp_path / demo.BULLETIN).exists()


def test_a_file_that_is_no_database_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / demo.DATABASE).write_text("名单", encoding="utf-8")
    with pytest.raises(Unavailable, match="示例没有重建"):
        demo.build(tmp_path)
    assert (tmp_path / demo.DATABASE).read_text(encoding="utf-8") == "名单"


def test_an_example_that_is_open_is_left_alone(tmp_path: Path) -> None:
    built = demo.build(tmp_path)
    with open_office(built.database), pytest.raises(Unavailable, match="同时只能由一个程序使用"):
        demo.build(tmp_path)


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "占用").write_text("", encoding="utf-8")
    with pytest.raises(Unavailable, match="不能写入，示例没有建成"):
        demo.build(tmp_path / "占用")


def test_every_shipped_scheme_with_data_can_be_tried() -> None:
    listed = {example.id: example for example in demo.examples()}
    shipped = {path.stem for path in resource("schemes").glob("*.yaml")} - {"louxing-2016"}
    assert set(listed) == shipped
    for name, example in listed.items():
        assert example.name == read_scheme_file(resource(f"schemes/{name}.yaml"))[0].name
        assert example.about.endswith("。")
        assert len(example.about) > len(example.name)


def test_a_campaign_is_published_and_a_month_under_way_is_left_a_draft(tmp_path: Path) -> None:
    result = demo.build(tmp_path, example="hundred-days")
    assert all(path.stat().st_size for path in result.paths)
    with open_office(result.database, create=False) as office:
        entries = {entry.code: entry for entry in office.standings.periods()}
        published = {code for code, entry in entries.items() if entry.published}
    assert {"baitian-2022", "2022-08", "2022-W36"} <= published
    assert set(entries) - published == {"2022-09"}
    assert (result.period, result.title) == ("2022-08", "2022年8月")
    assert (result.published, result.drafts) == (len(published), ("2022年9月",))
    again = demo.build(tmp_path, example="doorstep-four")
    with open_office(again.database, create=False) as office:
        assert {entry.scheme_id for entry in office.standings.periods()} == {"doorstep-four"}
    assert again.drafts == ()


@pytest.mark.parametrize(
    ("example", "cycle"),
    [
        ("city-checkup", Cycle.YEAR),
        ("fine-management", Cycle.MONTH),
        ("language-standard", Cycle.CAMPAIGN),
        ("sanitation-and-bikes", Cycle.QUARTER),
        ("street-chief", Cycle.MONTH),
    ],
)
def test_what_is_printed_is_of_the_cycle_that_most_figures_have(example: str, cycle: Cycle) -> None:
    assert demo.main_cycle(read_scheme_file(resource(f"schemes/{example}.yaml"))[0]) is cycle


def test_an_unknown_example_is_refused_with_a_near_name(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="没有示例“hundred-day”。是不是“hundred-days”？"):
        demo.build(tmp_path, example="hundred-day")
    assert not list(tmp_path.iterdir())
