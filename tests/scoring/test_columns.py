"""Arithmetic on whole columns, at and beyond what 64 bits hold, against fractions one by one."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cityassess.scoring.assessment import State
from cityassess.scoring.column import Column, divided, meets, plus, rounded_column, times, weighted_sum
from cityassess.scoring.forms import Comparison
from cityassess.scoring.scheme import RoundingMode
from tests.scoring.oracle import round_to

EDGES = [side * (2**power + step) for side in (1, -1) for power in (0, 31, 53, 61) for step in (-1, 0, 1)]
EDGES += [0, 2**62 - 1, -(2**62) + 1]
small = st.one_of(st.sampled_from(EDGES), st.integers(-(2**62) + 1, 2**62 - 1), st.integers(-9, 9))
vast = st.one_of(small, st.sampled_from([2**62, -(2**62), 2**63, -(2**63), 2**64 + 1, 10**30]))
factors = st.fractions(-(10**20), 10**20).filter(bool)
FAST = settings(max_examples=300, deadline=None, database=None, derandomize=True)


def numerators(values: list[int]) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """A row of one period; Python integers where 64 bits would not do."""
    wide = max(map(abs, values)) >= 2**62
    return np.array([values], dtype=object if wide else np.int64)


def column_of(values: list[int], denominator: int) -> Column:
    return Column(numerators(values), denominator, np.zeros((1, len(values)), dtype=np.uint8))


rows = st.lists(vast, min_size=1, max_size=4)
pairs = st.integers(1, 4).flatmap(
    lambda size: st.tuples(*(st.lists(vast, min_size=size, max_size=size) for _ in range(2)))
)


@FAST
@given(rows, vast)
def test_times_never_wraps(values: list[int], factor: int) -> None:
    assert [int(value) for value in times(numerators(values), factor)[0]] == [
        value * factor for value in values
    ]


@FAST
@given(pairs)
def test_plus_never_wraps(pair: tuple[list[int], list[int]]) -> None:
    left, right = pair
    answer = plus(numerators(left), numerators(right))
    assert [int(value) for value in answer[0]] == [a + b for a, b in zip(left, right, strict=True)]


@FAST
@given(pairs, factors, factors)
def test_a_weighted_sum_is_exact(
    pair: tuple[list[int], list[int]], first: Fraction, second: Fraction
) -> None:
    left, right = pair
    total, denominator = weighted_sum([(numerators(left), first), (numerators(right), second)])
    assert [Fraction(int(value), denominator) for value in total[0]] == [
        a * first + b * second for a, b in zip(left, right, strict=True)
    ]


def test_many_columns_add_up_that_fit_64_bits_only_one_by_one() -> None:
    most = 2**62 - 1
    for sign in (1, -1):
        total, denominator = weighted_sum([(numerators([sign * most, 1]), Fraction(1))] * 9)
        assert [Fraction(int(value), denominator) for value in total[0]] == [sign * most * 9, 9]


@FAST
@given(st.lists(st.tuples(vast, st.integers(1, 60)), min_size=1, max_size=5), st.integers(1, 2**70))
def test_every_cell_is_divided_by_its_own_number(cells: list[tuple[int, int]], denominator: int) -> None:
    values, divisors = [value for value, _ in cells], [divisor for _, divisor in cells]
    answer, below = divided(numerators(values), denominator, np.array([divisors], dtype=np.int64))
    assert [Fraction(int(value), below) for value in answer[0]] == [
        Fraction(value, denominator * divisor) for value, divisor in cells
    ]


def test_nothing_but_zeros_may_be_divided_by_numbers_with_a_vast_common_multiple() -> None:
    divisors = np.arange(1, 61, dtype=np.int64).reshape(1, -1)
    answer, below = divided(np.zeros((1, 60), dtype=np.int64), 10_000, divisors)
    assert not answer.any()
    assert below > 0
    ones, below = divided(np.ones((1, 60), dtype=np.int64), 10_000, divisors)
    assert [Fraction(int(value), below) for value in ones[0]] == [
        Fraction(1, 10_000 * n) for n in range(1, 61)
    ]


@FAST
@given(rows, st.integers(1, 2**80), st.integers(0, 6), st.sampled_from(RoundingMode))
def test_a_column_is_rounded_as_each_cell_would_be(
    values: list[int], denominator: int, decimals: int, mode: RoundingMode
) -> None:
    answer = rounded_column(column_of(values, denominator), decimals, mode)
    for at, value in enumerate(values):
        assert answer.fraction(0, at) == round_to(Fraction(value, denominator), decimals, mode)


@FAST
@given(
    st.lists(st.one_of(st.integers(-50, 50), st.integers(-(10**28), 10**28)), min_size=1, max_size=4),
    st.sampled_from([1, 3, 7, 10**9 + 7, 2**40]),
    st.integers(0, 6),
    st.sampled_from(RoundingMode),
)
def test_ties_and_their_nearest_neighbours_fall_on_the_right_side(
    odd: list[int], finer: int, decimals: int, mode: RoundingMode
) -> None:
    below = 2 * 10**decimals * finer
    values = [near for number in odd for near in _near_a_tie(number, finer)]
    answer = rounded_column(column_of(values, below), decimals, mode)
    for at, value in enumerate(values):
        assert answer.fraction(0, at) == round_to(Fraction(value, below), decimals, mode)


def _near_a_tie(number: int, finer: int) -> tuple[int, int, int]:
    tie = (2 * number + 1) * finer
    return tie - 1, tie, tie + 1


@FAST
@given(rows, st.integers(1, 2**70), st.sampled_from(Comparison), st.fractions(-(10**6), 10**6))
def test_limits_are_compared_exactly(
    values: list[int], denominator: int, comparison: Comparison, limit: Fraction
) -> None:
    answer = meets(column_of(values, denominator), comparison, limit)
    for at, value in enumerate(values):
        number = Fraction(value, denominator)
        expected = {
            Comparison.BELOW: number < limit,
            Comparison.AT_MOST: number <= limit,
            Comparison.ABOVE: number > limit,
            Comparison.AT_LEAST: number >= limit,
            Comparison.EQUALS: number == limit,
        }[comparison]
        assert bool(answer[0, at]) is expected


def test_a_limit_holds_its_own_value_only_where_it_says_so() -> None:
    column = column_of([2**61 + 1, 2**61, 2**61 - 1], 3)
    limit = Fraction(2**61, 3)
    assert meets(column, Comparison.BELOW, limit).tolist() == [[False, False, True]]
    assert meets(column, Comparison.AT_MOST, limit).tolist() == [[False, True, True]]
    assert meets(column, Comparison.ABOVE, limit).tolist() == [[True, False, False]]
    assert meets(column, Comparison.AT_LEAST, limit).tolist() == [[True, True, False]]


def test_cells_without_a_value_meet_no_limit() -> None:
    states = np.array([[State.VALUE.value, State.NO_DATA.value, State.NOT_APPLICABLE.value]], dtype=np.uint8)
    column = Column(np.zeros((1, 3), dtype=np.int64), 1, states)
    assert meets(column, Comparison.AT_MOST, Fraction(5)).tolist() == [[True, False, False]]
    assert [column.fraction(0, at) for at in range(3)] == [Fraction(0), None, None]
