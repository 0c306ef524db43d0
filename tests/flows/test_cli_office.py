"""The command line on an office's database, as a scheduled job would use it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from cityassess import cli
from tests.services.louxing import MARKS, OBJECTS, PERIODS, SCHEME, published


@dataclass
class Answer:
    """What a command gave back."""

    status: int
    out: str
    err: str

    @property
    def told(self) -> list[str]:
        """The lines of standard error."""
        return self.err.splitlines()


Run = Callable[..., Answer]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the program; a window that opens would answer 9."""

    def command(*arguments: str | Path) -> Answer:
        status = cli.main([str(argument) for argument in arguments], lambda where: 9)
        out, err = capsys.readouterr()
        return Answer(status, out, err)

    return command


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example office's database, for commands that only read."""
    path = tmp_path_factory.mktemp("office") / "office.db"
    files = [str(file) for file in (SCHEME, OBJECTS, *MARKS.values())]
    assert cli.main(["import", *files, "--database", str(path)], lambda where: 9) == 0
    return path


def test_importing_tells_what_was_done(run: Run, database_url: str) -> None:
    files = [SCHEME, OBJECTS, *MARKS.values()]
    first = run("import", *files, "--database", database_url)
    assert (first.status, first.err) == (0, "")
    assert first.out.splitlines() == [
        "考核方案：新增1个，更正0个，未变0个。",
        "考核对象：新增96个，更正0个，未变0个。",
        "得分：新增180条，更正0条，未变0条。",
    ]
    again = run("import", *files, "--database", database_url)
    assert again.out.splitlines()[-1] == "与数据库里的相同，没有改动。"
    for period in PERIODS:
        scored = json.loads(
            run("score", "--period", period, "--format", "json", "--database", database_url).out
        )
        assert [
            (group["name"], line["object"], line["score"], line["rank"])
            for group in scored["groups"]
            for line in group["ranking"]
        ] == [(line.kind, line.object, line.score, line.rank) for line in published(period)]


def test_refused_files_are_told_line_by_line_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    path, marks = tmp_path / "office.db", tmp_path / "得分.csv"
    marks.write_text(
        "考核周期,考核对象,指标,数值\n2017-05,乐坪,城管,31\n2017-05,乐平,城管,3\n", encoding="utf-8"
    )
    answer = run("import", SCHEME, OBJECTS, marks, "--database", path)
    assert answer.status == 1
    assert answer.out == ""
    assert answer.told == [
        "得分.csv 第2行 “数值”列：31超过“城管”满分30。可填0至30，或填“/”表示不适用。",
        "得分.csv 第3行 “考核对象”列：没有考核对象“乐平”。相近的有：乐坪。",
    ]
    assert not path.exists()


def test_a_dry_run_writes_nothing(run: Run, database: Path, tmp_path: Path) -> None:
    marks = tmp_path / "得分.csv"
    marks.write_text("考核周期,考核对象,指标,数值\n2017-05,乐坪,物业公司,3.5\n", encoding="utf-8")
    answer = run("import", marks, "--dry-run", "--database", database)
    assert answer.out.splitlines() == [
        "得分：新增0条，更正1条，未变0条。",
        "  更正：2017-05 乐坪 物业公司 3.4 → 3.5",
        "只核对，没有写入。",
    ]
    assert "85.84" in run("score", "--period", "2017-05", "--database", database).out


def test_json_has_the_stable_form(run: Run, database: Path) -> None:
    answer = run("score", "--period", "2017-05", "--format", "json", "--database", database)
    scored = json.loads(answer.out)
    assert list(scored) == ["scheme", "period", "problems", "groups", "lists", "balances"]
    assert (scored["lists"], scored["balances"]) == ([], [])
    assert (scored["scheme"], scored["period"], scored["problems"]) == ("louxing-2016", "2017-05", [])
    streets, townships = scored["groups"]
    assert list(streets) == ["name", "ranking", "not_ranked"]
    first = streets["ranking"][0]
    assert list(first)[:9] == [
        "rank",
        "object",
        "score",
        "exact",
        "rating",
        "rating_name",
        "reasons",
        "components",
        "figures",
    ]
    assert (first["rank"], first["object"], first["score"], first["exact"]) == (1, "乐坪", "85.84", "2146/25")
    assert (first["rating"], first["rating_name"]) == ("white", "白")
    assert first["reasons"] == ["合计85.84，低于86.00（示例规则）"]
    assert first["components"][0] == {"id": "company", "name": "物业公司", "score": "36.60"}
    assert townships["ranking"][0]["exact"] == "1571/18"
    assert townships["ranking"][0]["rating"] is None
    assert [(line["object"], bool(line["reason"])) for line in townships["not_ranked"]] == [("蛇形山", True)]


def test_tables_and_csv_hold_every_line(run: Run, database: Path) -> None:
    table = run("score", "--period", "2017-05", "--database", database).out.splitlines()
    answer = run("score", "--period", "2017-05", "--format", "csv", "--database", database)
    rows = answer.out.splitlines()
    for line in published("2017-05"):
        assert any(row.split()[:2] == [str(line.rank), line.object] and line.score in row for row in table)
        start = f"2017-05,{line.kind},{line.rank},{line.object},{line.score},"
        assert any(row.startswith(start) for row in rows)


def test_explaining_goes_down_to_each_check(run: Run, database: Path) -> None:
    answer = run("explain", "--period", "2017-05", "--object", "双江", "--database", database)
    lines = answer.out.splitlines()
    assert lines[0].startswith("双江 得分：9个村得分之和785.50 ÷ 9 =")
    assert lines.count("    检查记录 87.60") == 2
    assert len(lines) == 19
    unknown = run("explain", "--period", "2017-05", "--object", "双港", "--database", database)
    assert (unknown.status, unknown.out) == (1, "")
    assert unknown.told == ["2017年5月没有考核对象“双港”。相近的有：双江、双林。"]


def test_a_month_from_template_to_publication(run: Run, tmp_path: Path) -> None:
    database, template = tmp_path / "office.db", tmp_path / "模板.xlsx"
    run("import", SCHEME, OBJECTS, "--database", database)
    assert run("template", "--period", "2017-06", "--out", template, "--database", database).status == 0
    book = openpyxl.load_workbook(template)
    for row in book["得分"].iter_rows(min_row=2, max_row=16):
        row[3].value = 20
    book.save(template)
    assert run("import", template, "--database", database).out.splitlines()[1:] == [
        "得分：新增15条，更正0条，未变0条。",
        "有85行没有填数值，不导入。",
    ]
    draft = run("bulletin", "--period", "2017-06", "--out", tmp_path / "草稿.pdf", "--database", database)
    assert "尚未发布，按草稿生成" in draft.out
    numbered = run("publish", "--period", "2017-06", "--number", "3", "--database", database)
    assert numbered.status == 1
    assert "没有规定通报编号的写法，不能指定编号" in numbered.told[0]
    assert run("publish", "--period", "2017-06", "--database", database).out.startswith(
        "已发布2017年6月第1版"
    )
    twice = run("publish", "--period", "2017-06", "--database", database)
    assert (twice.status, twice.told) == (1, ["2017年6月已发布，之后数据没有变动。有更正时再发布。"])
    final = run("bulletin", "--period", "2017-06", "--out", tmp_path / "通报.pdf", "--database", database)
    assert final.status == 0
    assert "草稿" not in final.out
    assert (tmp_path / "通报.pdf").read_bytes().startswith(b"%PDF-")
    again = run("bulletin", "--period", "2017-06", "--out", tmp_path / "重印.pdf", "--database", database)
    assert again.status == 0
    assert (tmp_path / "重印.pdf").read_bytes() == (tmp_path / "通报.pdf").read_bytes()
    assert (
        run("workbook", "--period", "2017-06", "--out", tmp_path / "排名.xlsx", "--database", database).status
        == 0
    )
    assert openpyxl.load_workbook(tmp_path / "排名.xlsx").sheetnames[0] == "街道"
    checked = run("check", "--database", database)
    assert checked.out.splitlines()[-1] == "1份已发布的通报都能原样重算。"
    assert run("backup", tmp_path / "备份.db", "--database", database).status == 0
    restored = run("restore", tmp_path / "备份.db", "--database", tmp_path / "另一处.db")
    assert restored.status == 0
    assert run("check", "--database", tmp_path / "另一处.db").status == 0


def test_a_database_that_is_not_there_is_told(run: Run, tmp_path: Path) -> None:
    for command in (("score", "--period", "2017-05"), ("check",), ("publish", "--period", "2017-05")):
        answer = run(*command, "--database", tmp_path / "没有.db")
        assert answer.status == 1
        assert len(answer.told) == 1
        assert "没有.db" in answer.told[0]
    assert not list(tmp_path.glob("没有*"))


def test_the_database_may_stand_before_the_command(run: Run, database: Path) -> None:
    assert run("--database", database, "score", "--period", "2017-05").status == 0


def test_without_a_database_argument_the_offices_own_is_used(run: Run, database: Path) -> None:
    from cityassess.services import places

    before = places.default_database()
    try:
        places.remember_database(str(database))
        assert "louxing-2016" in run("scheme", "list").out
        assert run("score", "--period", "2017-05").status == 0
    finally:
        places.remember_database(before)
