"""Scoring and explaining from files alone: several editions of a scheme, scheme workbooks, campaigns."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cityassess import cli
from cityassess.resource_files import resource
from tests.services.louxing import MARKS, OBJECTS, SCHEME

Run = Callable[..., tuple[int, str, str]]

EDITION = """
scheme: streets
name: 街道考核
circular: 示例
in_force_from: {since}
decimals: 2
kinds:
  - {{name: 街道}}
figures:
  - {{id: clean, name: 保洁, of: 街道, every: month, rule: mark, full: 100}}
  - {{id: total, name: 得分, of: 街道, every: month, rule: {rule}}}
rankings:
  - {{id: streets, name: 街道, score: total}}
bulletin:
  authority: 示例办
  title: 关于{{period}}情况的通报
  addressee: 各街道
  basis: 示例。
  signature: 示例办
"""
PLAIN = "weighted, inputs: [clean: 100%]"
HALVED = "weighted, inputs: [clean: 50%], total_weight: 50%"
DATA = """考核周期,考核对象,指标,数值
2025-12,东街,保洁,80
2026-01,东街,保洁,90
"""


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the program, which must not open a window; status, output, errors."""

    def command(*arguments: str | Path) -> tuple[int, str, str]:
        status = cli.main([str(argument) for argument in arguments], lambda where: 9)
        out, err = capsys.readouterr()
        return status, out, err

    return command


@pytest.fixture
def editions(tmp_path: Path) -> tuple[Path, Path, Path]:
    """Two editions of one scheme around New Year 2026, and marks of both sides."""
    old, new, marks = tmp_path / "2025.yaml", tmp_path / "2026.yaml", tmp_path / "得分.csv"
    old.write_text(EDITION.format(since="2025-01-01", rule=PLAIN), encoding="utf-8")
    new.write_text(EDITION.format(since="2026-01-01", rule=HALVED), encoding="utf-8")
    marks.write_text(DATA, encoding="utf-8")
    return old, new, marks


def score(run: Run, *arguments: str | Path) -> str:
    """The score of the first object."""
    status, out, err = run("score", *arguments, "--format", "json")
    assert (status, err) == (0, "")
    first: str = json.loads(out)["groups"][0]["ranking"][0]["score"]
    return first


def test_each_period_is_scored_by_the_edition_in_force(run: Run, editions: tuple[Path, Path, Path]) -> None:
    old, new, marks = editions
    for given in (("--scheme", old, "--scheme", new), ("--scheme", new, "--scheme", old)):
        assert score(run, *given, "--marks", marks, "--period", "2025-12") == "80.00"
        assert score(run, *given, "--marks", marks, "--period", "2026-01") == "45.00"
    status, _, err = run("score", "--scheme", old, "--scheme", new, "--marks", marks, "--period", "2024-12")
    assert status == 1
    assert "方案自2025-01-01起、自2026-01-01起施行，不适用于2024-12。" in err


def test_only_editions_of_one_scheme_go_together(run: Run, editions: tuple[Path, Path, Path]) -> None:
    old, new, marks = editions
    end = ("--marks", marks, "--period", "2026-01")
    status, _, err = run("score", "--scheme", old, "--scheme", SCHEME, *end)
    assert (status, err) == (
        1,
        "louxing-2016.yaml：这是方案“louxing-2016”，前面的是“streets”。一次只用一个方案的各版。\n",
    )
    status, _, err = run("score", "--scheme", new, "--scheme", new, *end)
    assert (status, err) == (1, "2026.yaml：方案自2026-01-01起施行，与前面的一版相同。只留一个。\n")
    status, _, err = run("score", "--scheme", "streets", "--scheme", "louxing-2016", "--period", "2026-01")
    assert status == 2
    assert "数据库里的方案只写一个编号" in err


def test_a_scheme_workbook_scores_like_its_file(run: Run, tmp_path: Path) -> None:
    book = tmp_path / "方案.xlsx"
    assert run("scheme", "export", SCHEME, "--out", book)[0] == 0
    end = ("--marks", MARKS["2017-05"], "--objects", OBJECTS, "--period", "2017-05")
    assert run("score", "--scheme", book, *end) == run("score", "--scheme", SCHEME, *end)


def test_files_are_explained_down_to_each_check(run: Run) -> None:
    files = ("--scheme", SCHEME, "--marks", MARKS["2017-05"], "--objects", OBJECTS, "--period", "2017-05")
    status, out, err = run("explain", *files, "--object", "双江")
    assert (status, err) == (0, "")
    assert out.splitlines()[0].startswith("双江 得分：9个村得分之和785.50 ÷ 9 =")
    assert out.splitlines().count("    检查记录 87.60") == 2
    _, out, _ = run("explain", *files, "--object", "乐坪", "--figure", "company")
    assert out.splitlines()[0].startswith("乐坪 物业公司")
    assert run("explain", *files, "--object", "双港") == (
        1,
        "",
        "2017年5月没有考核对象“双港”。相近的有：双江、双林。\n",
    )
    status, _, err = run("explain", *files, "--object", "双江", "--figure", "company")
    assert status == 1
    assert err.startswith("考核方案没有给乡镇“双江”的“company”这一项。")
    status, _, err = run("explain", "--objects", OBJECTS, "--period", "2017-05", "--object", "双江")
    assert status == 2
    assert "--objects 要和 --marks 一起用" in err


def test_a_campaign_is_scored_by_its_id(run: Run) -> None:
    data = resource("examples/hundred-days")
    files = (
        "--scheme",
        resource("schemes/hundred-days.yaml"),
        "--marks",
        data / "marks.csv",
        "--objects",
        data / "objects.csv",
    )
    status, out, _ = run("score", *files, "--period", "baitian-2022")
    lines = out.splitlines()
    assert (status, lines[0]) == (0, "大干实干一百天专项行动考核  大干实干一百天")
    assert lines[3].split() == [
        "名次",
        "对象",
        "上黑榜月数",
        "行动总分",
    ]  # nobody got a colour: no such column
    assert lines[4].split() == ["1", "示例一县", "0", "98.42"]
    _, out, _ = run("explain", *files, "--period", "baitian-2022", "--object", "示例一县")
    assert out.splitlines()[0].startswith("示例一县 行动总分：")
    assert "98.42" in out.splitlines()[0]


def test_a_campaign_is_published_under_its_name(run: Run, tmp_path: Path) -> None:
    data, database = resource("examples/hundred-days"), tmp_path / "office.db"
    files = (resource("schemes/hundred-days.yaml"), data / "objects.csv", data / "marks.csv")
    assert run("import", *files, "--database", database)[0] == 0
    end = ("--period", "baitian-2022", "--database", database)
    assert run("publish", *end)[1].startswith("已发布大干实干一百天第1版，摘要")
    assert run("publish", *end) == (1, "", "大干实干一百天已发布，之后数据没有变动。有更正时再发布。\n")
