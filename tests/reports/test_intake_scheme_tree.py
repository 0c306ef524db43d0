"""Scheme files become a tree of text with lines; what could unfold or surprise is refused with its line."""

from __future__ import annotations

import time

import pytest

from cityassess.errors import Refused
from cityassess.reports.intake import read_scheme_tree
from cityassess.scoring.tree import Items, Mapping, Scalar

SCHEME = """\
# 考核方案
scheme: louxing-2016
name: "娄星区: 考核"
in_force_from: 2016-01-01
figures:
  - {id: company, full: 40.10, on: yes}
  - id: total
    inputs: [company, 'it''s', ~]
    note: |
      第一行
      第二行
empty:
"""


def _faults(text: str) -> list[tuple[int | None, str]]:
    with pytest.raises(Refused) as caught:
        read_scheme_tree(text, "方案.yaml")
    assert all(problem.file == "方案.yaml" for problem in caught.value.problems)
    return [(problem.line, problem.message) for problem in caught.value.problems]


def test_values_stay_text_with_their_lines() -> None:
    root = read_scheme_tree(SCHEME, "方案.yaml")
    assert isinstance(root, Mapping)
    entries = {name.text: (name.line, node) for name, node in root.entries}
    assert entries["scheme"] == (2, Scalar("louxing-2016", 2))
    assert entries["name"] == (3, Scalar("娄星区: 考核", 3, quoted=True))
    assert entries["in_force_from"] == (4, Scalar("2016-01-01", 4))
    assert entries["empty"] == (12, Scalar("", 12))
    figures = entries["figures"][1]
    assert isinstance(figures, Items)
    company, total = figures.nodes
    assert company == Mapping(
        (
            (Scalar("id", 6), Scalar("company", 6)),
            (Scalar("full", 6), Scalar("40.10", 6)),
            (Scalar("on", 6), Scalar("yes", 6)),
        ),
        6,
    )
    assert isinstance(total, Mapping)
    assert total.entries[1][1] == Items(
        (Scalar("company", 8), Scalar("it's", 8, quoted=True), Scalar("~", 8)), 8
    )
    assert total.entries[2][1] == Scalar("第一行\n第二行\n", 9, quoted=True)


def test_a_byte_order_mark_is_no_part_of_the_first_name() -> None:
    assert read_scheme_tree("\ufeffa: 1", "方案.yaml") == Mapping(((Scalar("a", 1), Scalar("1", 1)),), 1)


def test_every_fault_is_told_at_once() -> None:
    text = "a: &x 1\nb: *x\n<<: {c: 1}\nd: !!python/object/apply:os.system [ls]\na: 3\n"
    faults = _faults(text)
    assert [line for line, _ in faults] == [1, 2, 3, 4, 5]
    for (_, message), word in zip(faults, ["锚点", "引用", "合并", "类型标记", "写了两次"], strict=True):
        assert word in message


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("", None, "没有内容"),
        ("# 只有注释\n", None, "没有内容"),
        ("a: 'x\nb: 1\n", 1, "引号"),
        ('a: "\\q"', 1, "反斜杠"),
        ("a: 1\nb:\n\t- c", 3, "制表符"),
        ("a: b: c", 1, "冒号"),
        ("a: 1\nb：2\nc: 3", 3, "冒号"),
        ("a: [1, 2\nb: 3", 2, "方括号"),
        ("a: {b: 1\nc: 3", 2, "花括号"),
        ("a: @x", 1, "特殊符号"),
        ("a:\n  - b\n c: d", 3, "缩进"),
        ("a: 1\n---\nb: 2", 2, "第二份"),
        ("%YAML 1.1\n---\na: 1", 1, "%"),
        ("? [a]\n: 1", 1, "名称"),
        ("a: 1\nb: 2\x00", 2, "U+0000"),
        ("a: 1\u2028b: 2", 1, "U+2028"),
        ("a: \ufeff1", 1, "U+FEFF"),
    ],
)
def test_a_fault_has_its_line_and_a_way_out(text: str, line: int | None, word: str) -> None:
    ((found, message),) = _faults(text)
    assert found == line
    assert word in message
    assert message.endswith("。")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        pytest.param("[" * 100_000, "20级", id="deep flow"),
        pytest.param("\n".join("  " * i + "a:" for i in range(60)), "20级", id="deep block"),
        pytest.param("a: [" + "x," * 30_000 + "]", "20,000项", id="wide"),
        pytest.param("a: " + "x" * 2**20, "1 MB", id="long"),
        pytest.param(
            "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
            + "".join(f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 9)),
            "锚点",
            id="billion laughs",
        ),
        pytest.param(
            "".join(f"k{i}: &k{i}\n  <<: [{','.join([f'*k{i - 1}'] * 20)}]\n" for i in range(1, 20)),
            "锚点",
            id="merge keys",
        ),
    ],
)
def test_a_bomb_is_refused_fast(text: str, word: str) -> None:
    started = time.process_time()
    faults = _faults(text)
    assert time.process_time() - started < 2
    assert any(word in message for _, message in faults)
    assert len(faults) <= 100


def test_twenty_levels_pass() -> None:
    node = read_scheme_tree("[" * 20 + "x" + "]" * 20, "方案.yaml")
    for _ in range(20):
        assert isinstance(node, Items)
        (node,) = node.nodes
    assert node == Scalar("x", 1)
