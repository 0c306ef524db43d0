"""Scoring from files alone: the same answer as through a database, and no database loaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cityassess.errors import Refused, Unavailable
from cityassess.services.file_scoring import score_files
from tests.services.louxing import MARKS, OBJECTS, PERIODS, SCHEME, published, ranked

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("period", PERIODS)
def test_files_give_the_printed_rankings(period: str) -> None:
    with_objects = score_files(SCHEME, [MARKS[period]], period, OBJECTS)
    without = score_files(SCHEME, [MARKS[period]], period)
    assert ranked(with_objects) == ranked(without) == published(period)
    assert [one.name for one in with_objects.groups[1].not_ranked] == [
        name for name in ("水洞底", "蛇形山") if name not in {line.object for line in published(period)}
    ]
    assert without.groups[1].not_ranked == ()


def test_no_database_is_loaded() -> None:
    program = (
        "import sys; from cityassess import cli; "
        f"status = cli.main(['score', '--scheme', {str(SCHEME)!r}, '--marks', {str(MARKS['2017-05'])!r}, "
        "'--period', '2017-05', '--format', 'json'], lambda where: 9); "
        "loaded = {'sqlalchemy', 'PySide6', 'reportlab', 'openpyxl'} & set(sys.modules); "
        "sys.exit(status or (f'loaded {loaded}' if loaded else 0))"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr.decode("utf-8")


def test_every_fault_of_all_files_is_told(tmp_path: Path) -> None:
    marks, objects = tmp_path / "得分.csv", tmp_path / "对象.csv"
    marks.write_text("考核周期,考核对象,指标,数值\n2017-05,乐坪,城管,x\n", encoding="utf-8")
    objects.write_text("名称,类型\n乐坪,大街\n", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        score_files(SCHEME, [marks], "2017-05", objects)
    told = [str(problem) for problem in refused.value.problems]
    assert told[0].startswith("对象.csv 第2行 “类型”列：方案里没有类型“大街”")
    assert told[1].startswith("得分.csv 第2行")


def test_a_period_outside_the_scheme_is_refused() -> None:
    with pytest.raises(Refused, match=r"louxing-2016\.yaml：方案自2016-01-01起施行，不适用于2015-12"):
        score_files(SCHEME, [MARKS["2017-05"]], "2015-12")
    with pytest.raises(Refused, match="不是考核周期"):
        score_files(SCHEME, [MARKS["2017-05"]], "五月")


def test_an_objects_sheet_in_place_of_marks_is_refused() -> None:
    with pytest.raises(Refused, match="文件里没有得分表"):
        score_files(SCHEME, [OBJECTS], "2017-05")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"找不到文件“没有\.yaml”"):
        score_files(tmp_path / "没有.yaml", [MARKS["2017-05"]], "2017-05")
