"""The grid's plain functions: areas, clipboard texts, statistics."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityassess.ui.grid.area import Area, data_edge, next_in_reading_order, one_block, rectangles
from cityassess.ui.grid.clipboard import folded, read_cells, write_cells, write_html
from cityassess.ui.grid.keys import EDITOR_KEYS, GRID_KEYS, LEAVING_KEYS, MENU, MOVES, chord
from cityassess.ui.grid.paste import place
from cityassess.ui.grid.source import ColumnKind, GridCell, GridColumn
from cityassess.ui.grid.statistics import mean_text, statistics

CELLS = st.sets(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=1)


@given(CELLS)
def test_rectangles_cover_exactly_the_cells_and_never_overlap(cells: set[tuple[int, int]]) -> None:
    covered = [cell for area in rectangles(cells) for cell in area.cells()]
    assert sorted(covered) == sorted(cells)


def test_rectangles_join_equal_neighbours() -> None:
    assert rectangles(Area(1, 1, 3, 4).cells()) == [Area(1, 1, 3, 4)]


@given(st.lists(st.lists(st.text('a"\t\r\n ,1', max_size=6), min_size=2, max_size=3), min_size=1, max_size=4))
def test_what_is_copied_is_read_back_cell_for_cell(table: list[list[str]]) -> None:
    width = min(map(len, table))
    even = [row[:width] for row in table]
    assert read_cells(write_cells(even)) == even


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("1\t2\n3\t4", [["1", "2"], ["3", "4"]]),
        ("1\r\n", [["1"]]),
        ("1\n\n", [["1"], [""]]),
        ("1\t2\n3", [["1", "2"], ["3", ""]]),
        ('"x\r\ny"\t5"', [["x\r\ny", '5"']]),
        ('"open', [['"open']]),
        ('"a"b\tc', [['"a"b', "c"]]),
        ("1\r2", [["1"], ["2"]]),
        ("", [[""]]),
    ],
)
def test_clipboard_texts(text: str, table: list[list[str]]) -> None:
    assert read_cells(text) == table


def test_html_escapes_what_it_holds() -> None:
    assert write_html([["<b>", "a\nb"]], heading_rows=1) == (
        '<table border="1" cellspacing="0"><tr><th>&lt;b&gt;</th><th>a<br>b</th></tr></table>'
    )


def test_folding_makes_widths_capitals_and_blanks_alike() -> None:
    assert folded("ＡＢ １２") == folded("ab12")


def test_one_block_joins_areas_that_agree_in_rows_or_columns() -> None:
    assert one_block([Area(0, 0, 1, 0), Area(0, 2, 1, 2)]) == [[(0, 0), (0, 2)], [(1, 0), (1, 2)]]
    assert one_block([Area(0, 0, 0, 1), Area(3, 0, 3, 1)]) == [[(0, 0), (0, 1)], [(3, 0), (3, 1)]]
    assert one_block([Area(0, 0, 0, 1), Area(3, 1, 3, 2)]) is None


@pytest.mark.parametrize(
    ("filled", "at", "to"),
    [
        ({0, 1, 2}, 0, 2),
        ({0, 1, 2}, 2, 9),
        ({0, 4, 5}, 0, 4),
        ({4, 5}, 0, 4),
        (set(), 0, 9),
        ({9}, 9, 9),
    ],
)
def test_data_edges(filled: set[int], at: int, to: int) -> None:
    assert data_edge(lambda row, _: row not in filled, (at, 0), (1, 0), (10, 1)) == (to, 0)


def test_reading_order_wraps_and_says_so() -> None:
    wanted = {(0, 1), (2, 0)}
    assert next_in_reading_order(lambda r, c: (r, c) in wanted, (0, 1), (3, 2)) == ((2, 0), False)
    assert next_in_reading_order(lambda r, c: (r, c) in wanted, (2, 0), (3, 2)) == ((0, 1), True)
    assert next_in_reading_order(lambda r, c: (r, c) in wanted, (0, 1), (3, 2), backwards=True) == (
        (2, 0),
        True,
    )
    assert next_in_reading_order(lambda *_: False, (0, 0), (3, 2)) == (None, False)


def test_a_selection_that_is_a_multiple_in_one_direction_only_is_not_tiled() -> None:
    placed = place([["1", "2"]], [Area(0, 0, 1, 2)], (9, 9))
    assert not isinstance(placed, str)
    assert getattr(placed, "area", None) == Area(0, 0, 0, 1)


def test_sums_have_no_binary_noise_and_means_say_when_they_are_rounded() -> None:
    ten_tenths = statistics((GridCell("0.1", "value"), True) for _ in range(10))
    assert ten_tenths.text() == "平均值 0.1  计数 10  求和 1"
    assert mean_text(Fraction(2, 3)) == "≈0.6667"
    assert mean_text(Fraction(1, 16)) == "0.0625"
    assert mean_text(Fraction(1, 32)) == "≈0.0313"


def test_fewer_than_two_numbers_have_no_statistics_and_text_only_counts() -> None:
    one = statistics([(GridCell("5", "value"), True), (GridCell("7", "value"), False)])
    assert (one.numbers, one.filled) == (1, 2)
    assert one.text() == ""


def test_no_key_is_bound_twice_and_every_menu_key_is_true() -> None:
    bound = (
        [chord(key) for key in GRID_KEYS]
        + [chord(key) for key in MOVES]
        + [chord(f"Shift+{key}") for key in MOVES]
    )
    assert len(bound) == len(set(bound))
    assert {GRID_KEYS[key] for _, _, key in MENU if key} == {command for _, command, _ in MENU if command}
    assert all(GRID_KEYS[key] == command for _, command, key in MENU if key)
    assert set(GRID_KEYS) >= EDITOR_KEYS | LEAVING_KEYS


@pytest.mark.parametrize("key", list(GRID_KEYS) + list(MOVES))
def test_no_command_lies_on_a_bare_letter_or_on_shift_alone(key: str) -> None:
    last = key.rsplit("+", 1)[-1]
    assert len(last) > 1 or "Ctrl+" in key or "Alt+" in key


def test_names_of_options_and_counts_of_checks_are_not_added_up() -> None:
    option, several = GridCell("好", "value", version=1), GridCell("3条", "value", "有3条检查记录", 1)
    found = statistics(
        [(option, False), (several, True), (GridCell("8.5", "value"), True), (GridCell("-1", "value"), True)]
    )
    assert (found.filled, found.numbers, str(found.total)) == (4, 2, "7.5")


def test_a_column_says_what_is_entered_in_it() -> None:
    def column(kind: ColumnKind, head: str = "") -> GridColumn:
        return GridColumn("c", "指标", "10", kind, head=head)

    assert column("mark").second_line == "满分 10"
    assert column("count", "处数 / 满分 10").second_line == "处数 / 满分 10"
    assert [column(kind).numeric for kind in ("mark", "count", "measure", "choice", "text")] == [
        True, True, True, False, False
    ]  # fmt: skip
    assert column("choice").awaits_marks
    assert not column("text").awaits_marks
