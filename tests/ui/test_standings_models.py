"""The ranking table, the trace tree and the sentence that says why."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from cityassess.scoring.assessment import (
    CheckLine,
    FigureResult,
    GroupRanking,
    Heading,
    Rating,
    Standing,
    State,
    Trace,
)
from cityassess.ui.models.reasons import points, reason_sentence
from cityassess.ui.models.standings import StandingsModel
from cityassess.ui.models.traces import TraceModel, as_text

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def figure(name: str, text: str, figure_id: str = "") -> FigureResult:
    """A published figure."""
    value = Fraction(text)
    return FigureResult(figure_id or name, name, text, State.VALUE, value, value)


def standing(
    key: int, name: str, rank: int | None, total: str, *components: str, red: bool = False
) -> Standing:
    """One line of a ranking."""
    parts = tuple(figure(f"项{n}", text) for n, text in enumerate(components, 1))
    rating = Rating("red", "红", "red", ("低于85",)) if red else None
    if rank is None:
        nothing = FigureResult("t", "合计", "无数据", State.NO_DATA)
        return Standing(key, name, None, nothing, parts, rating=rating, reason="没有得分")
    return Standing(key, name, rank, figure("合计", total, "t"), parts, rating=rating)


def group(*lines: Standing) -> GroupRanking:
    """A group of lines."""
    ranked = tuple(line for line in lines if line.rank is not None)
    rest = tuple(line for line in lines if line.rank is None)
    headings = (Heading("项1", "环境卫生", "70"), Heading("项2", "城管", "30"))
    return GroupRanking("r", "街道", Heading("t", "合计", "100"), headings, ranked, rest)


NOW = group(
    standing(1, "乐坪", 1, "86.00", "58.00", "28.00"),
    standing(2, "花山", 2, "85.50", "58.10", "27.40", red=True),
    standing(3, "大科", 2, "85.50", "57.50", "28.00"),
    standing(4, "长青", None, ""),
)
BEFORE = group(
    standing(2, "花山", 1, "87.00", "59.00", "28.00"),
    standing(1, "乐坪", 3, "86.00", "58.00", "28.00"),
)


def shown(model: StandingsModel) -> list[list[str]]:
    """The table as text."""
    role = Qt.ItemDataRole.DisplayRole
    columns = range(model.columnCount())
    return [
        [model.data(model.index(row, column), role) for column in columns] for row in range(model.rowCount())
    ]


def test_the_table_shows_ranks_scores_changes_and_colours_in_words(qtbot: QtBot) -> None:
    model = StandingsModel()
    QAbstractItemModelTester(model, FATAL)
    model.show_group(NOW, BEFORE)
    assert shown(model) == [
        ["1", "乐坪", "58.00", "28.00", "86.00", "↑2", ""],
        ["2", "花山", "58.10", "27.40", "85.50", "↓1", "■ 红牌"],
        ["2", "大科", "57.50", "28.00", "85.50", "新列入", ""],
        ["—", "长青", "", "", "无数据", "", ""],
    ]
    heading = model.headerData(2, Qt.Orientation.Horizontal)
    assert heading == "环境卫生\n满分 70"
    spoken = model.data(model.index(1, 6), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "花山，督办，■ 红牌"


def test_without_an_earlier_period_or_a_colour_rule_nothing_is_claimed(qtbot: QtBot) -> None:
    model = StandingsModel()
    model.show_group(group(standing(1, "乐坪", 1, "86.00", "58.00", "28.00")), None)
    assert shown(model) == [["1", "乐坪", "58.00", "28.00", "86.00"]]


def test_the_reason_names_components_only_where_they_add_up() -> None:
    both = frozenset({"项1", "项2"})
    second = NOW.ranked[1]
    assert reason_sentence(NOW, second, both) == (
        "花山第2名，85.50分，红牌，比第1名乐坪低0.50分：项2低0.60分、项1高0.10分。"
    )
    assert (
        reason_sentence(NOW, second, frozenset({"项1"})) == "花山第2名，85.50分，红牌，比第1名乐坪低0.50分。"
    )
    assert reason_sentence(NOW, NOW.ranked[2], both) == "大科第2名，85.50分，与花山同分。"
    assert reason_sentence(NOW, NOW.ranked[0], both).startswith("乐坪第1名，86.00分，比第2名花山高0.50分：")
    assert reason_sentence(NOW, NOW.not_ranked[0]) == "长青没有名次，无数据，没有得分。"


def test_outside_the_ladder_and_without_data_are_told_apart() -> None:
    nothing = FigureResult("t", "合计", "无数据", State.NO_DATA)
    lacking = Standing(5, "甲", None, nothing, reason="无数据：缺“城管”")
    outside = Standing(6, "乙", None, figure("合计", "88.00", "t"), reason="不参与排名")
    assert reason_sentence(NOW, lacking) == "甲没有名次，无数据：缺“城管”。"
    assert reason_sentence(NOW, outside) == "乙不参与排名，88.00分。"


def test_differences_are_told_in_full() -> None:
    assert [points(Fraction(text)) for text in ("0.5", "1.2", "0.0125", "3")] == [
        "0.50",
        "1.20",
        "0.0125",
        "3.00",
    ]


def test_the_trace_is_a_tree_down_to_each_check(qtbot: QtBot) -> None:
    check = CheckLine(7, "0.50×3", None, "张敏", "暗查", "东门", "积尘", "")
    village = Trace(9, "农新", figure("村得分", "87.4"), "直接打分87.4", checks=(check,))
    trace = Trace(1, "双江", figure("得分", "87.40"), "87.4 ÷ 1 = 87.40", inputs=(village,))
    model = TraceModel()
    QAbstractItemModelTester(model, FATAL)
    model.explain(trace)
    root = model.index(0, 0)
    part = model.index(0, 0, root)
    leaf = model.index(0, 0, part)
    titles = [model.data(index) for index in (root, part, leaf)]
    assert titles == ["得分", "农新　村得分", "检查记录　张敏，暗查，东门"]
    assert model.data(leaf, Qt.ItemDataRole.AccessibleTextRole) == "检查记录　张敏，暗查，东门，0.50×3，积尘"
    assert model.rowCount(leaf) == 0
    assert model.parent(leaf) == part
    assert model.root is not None
    assert as_text(model.root).splitlines() == [
        "得分 87.40：87.4 ÷ 1 = 87.40",
        "　农新　村得分 87.4：直接打分87.4",
        "　　检查记录　张敏，暗查，东门 0.50×3：积尘",
    ]
