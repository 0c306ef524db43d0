"""Blocks: what a cell shows, and tints that are never the only carrier of a rating."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cityassess.reports.blocks import OTHER_TINT, TINTS, Cell, Column, Table, shown, tint


def test_every_colour_has_a_mark_of_its_own() -> None:
    marks = [each.mark for each in (*TINTS.values(), OTHER_TINT)]
    assert len(set(marks)) == len(marks)
    assert all(marks)


def test_black_text_is_readable_on_every_tint_in_grey_and_in_colour() -> None:
    """Contrast of at least 7 : 1 against black by the WCAG formula."""
    for each in (*TINTS.values(), OTHER_TINT):
        channels = [value / 255 for value in bytes.fromhex(each.fill or "FFFFFF")]
        linear = [
            value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels
        ]
        luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        assert (luminance + 0.05) / 0.05 >= 7


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (Cell("红牌", tint="red"), "■红牌"),
        (Cell("蓝", tint="azure"), "◇蓝"),
        (Cell("85.84", Fraction("85.84"), tint="red"), "85.84"),
        (Cell("", tint="red"), ""),
        (Cell("合格"), "合格"),
    ],
)
def test_what_a_cell_shows(cell: Cell, words: str) -> None:
    assert shown(cell) == words


def test_an_unknown_colour_is_grey_and_no_colour_is_none() -> None:
    assert tint("azure") == OTHER_TINT
    assert tint("").fill == ""


def test_a_row_must_fit_its_columns() -> None:
    with pytest.raises(ValueError, match="row 2 has 1 cells for 2 columns"):
        Table((Column("a"), Column("b")), ((Cell("1"), Cell("2")), (Cell("1"),)))
