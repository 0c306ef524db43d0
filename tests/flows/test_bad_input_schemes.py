"""Schemes that cannot be right: every fault is told at once with its line, and none gets into the office."""

from __future__ import annotations

import pytest

from tests.flows.bad_input import Desk
from tests.services.louxing import MARKS, SCHEME

GOOD = SCHEME.read_text(encoding="utf-8")


def changed(*pairs: tuple[str, str]) -> str:
    """The example office's scheme with some places changed."""
    text = GOOD
    for right, wrong in pairs:
        assert right in text, "the case no longer fits the scheme"
        text = text.replace(right, wrong, 1)
    return text


def line_of(text: str, words: str) -> int:
    """The number of the line that holds some words."""
    return text[: text.index(words)].count("\n") + 1


def test_a_cycle_names_its_ring_and_its_line(desk: Desk) -> None:
    text = changed(("inputs: [company, community]", "inputs: [company, street_total]"))
    path = desk.file("方案.yaml", text)
    (said,) = desk.refused("scheme", "check", path)
    assert said.startswith(f"方案.yaml 第{line_of(text, 'id: sanitation')}行：")
    assert "环境卫生 → 合计 → 环境卫生" in said
    assert desk.refused_import(path) == [said]
    scoring = ("--marks", MARKS["2017-05"], "--period", "2017-05")
    assert desk.refused("score", "--scheme", path, *scoring) == [said]


def test_unknown_names_are_all_told(desk: Desk) -> None:
    text = changed(
        ("inputs: [company, community]", "inputs: [company, comunity]"),
        ("parts: village", "parts: hamlet"),
        ("score: street_total", "score: total"),
        ("of: 村, every", "of: 屯, every"),
    )
    said = desk.refused("scheme", "check", desk.file("方案.yaml", text))
    for name, place in (
        ("comunity", "comunity"),
        ("hamlet", "hamlet"),
        ("total", "score: total"),
        ("屯", "of: 屯"),
    ):
        line = next(line for line in said if f"“{name}”" in line)
        assert line.startswith(f"方案.yaml 第{line_of(text, place)}行：")
    assert any("可能是“community”" in line for line in said)


def test_weights_of_the_wrong_kind_are_all_told(desk: Desk) -> None:
    wrong = [
        "rule: weighted, inputs: [company: 六成, community: 40%]",
        "rule: weighted, inputs: [company: [1], community: 40%]",
        "rule: weighted, inputs: [company: .inf, community: 40%]",
        "rule: weighted, inputs: {company: 60%, community: 40%}",
        "rule: weighted, inputs: [company: 1/0, community: 40%]",
    ]
    figures = "".join(
        f"  - {{id: w{i}, name: 加权{i}, of: 街道, every: month, {w}}}\n" for i, w in enumerate(wrong)
    )
    text = changed(("  # 乡镇：", f"{figures}  # 乡镇："), ("full: 40}", "full: 四十}"))
    said = desk.refused_import(desk.file("方案.yaml", text))
    for number in range(len(wrong)):
        place = f"方案.yaml 第{line_of(text, f'id: w{number},')}行："
        assert any(line.startswith(place) for line in said), (number, said)
    assert any("“full”应是数字，现为“四十”" in line for line in said)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{{{ : - ]", "第1行：这里缺少内容，或多了一个符号。"),
        ("这不是方案", "第1行：方案应写成“名称: 内容”的若干项。"),
        ("- 1\n- 2\n", "第1行：方案应写成“名称: 内容”的若干项。"),
        ("scheme: a\n\tname: b\n", "第2行：有制表符"),
        ("a: !!python/object/apply:os.system [ls]\n", "第1行：以“!”开头的类型标记不能使用。"),
        ("", "文件是空的"),
        ("\n\n# 只有注释\n", "文件里没有内容。确认选中的是方案文件。"),
        (b"\x89PNG\r\n\x1a\n\0\0", "不是文本文件"),
        ("# " + "长" * 700_000 + "\n" + GOOD, "文件超过1 MB。确认选中的是方案文件。"),
        (GOOD.encode("utf-16"), "文件的编码是UTF-16。另存为UTF-8编码的文本后再导入。"),
        (GOOD.encode()[:3001], "这一行有损坏的字"),
    ],
)
def test_what_is_no_scheme_is_one_sentence(desk: Desk, content: str | bytes, told: str) -> None:
    path = desk.file("方案.yaml", content)
    (said,) = desk.refused("scheme", "check", path)
    assert said.startswith("方案.yaml")
    assert told in said
    assert desk.refused_import(path) == [said]


def test_folders_missing_and_faulty_files_are_told_together(desk: Desk) -> None:
    folder = desk.folder / "夹.yaml"
    folder.mkdir()
    cyclic = desk.file(
        "环.yaml", changed(("inputs: [company, community]", "inputs: [company, street_total]"))
    )
    said = desk.refused("scheme", "check", folder, desk.folder / "没有.yaml", cyclic)
    assert [line[:4] for line in said] == ["夹.ya", "找不到文", "环.ya"]
    assert "这是一个文件夹" in said[0]
    for path in (folder, desk.folder / "没有.yaml"):
        assert len(desk.refused_import(path)) == 1


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig"])
def test_the_encodings_of_windows_editors_are_read(desk: Desk, encoding: str) -> None:
    path = desk.file("方案.yaml", GOOD.encode(encoding))
    answer = desk.run("scheme", "check", path)
    assert (answer.status, answer.lines) == (0, [])
    again = desk.run("import", path, "--database", desk.database)
    assert (again.status, again.out.splitlines()[-1]) == (0, "与数据库里的相同，没有改动。")


def test_a_scheme_and_a_table_in_each_others_place(desk: Desk) -> None:
    said = desk.refused("score", "--scheme", MARKS["2017-05"], "--marks", SCHEME, "--period", "2017-05")
    assert said == ["marks-2017-05.csv 第1行：方案应写成“名称: 内容”的若干项。"]
    said = desk.refused("score", "--scheme", SCHEME, "--marks", SCHEME, "--period", "2017-05")
    assert said == ["louxing-2016.yaml：不认识这种文件。选择.xlsx或.csv文件。"]
