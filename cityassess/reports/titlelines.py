"""How a title falls into lines: whole words, a trapezoid or a diamond, of about one length (GB/T 9704-2012, 7.3.1)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, combinations, pairwise
from math import ceil, inf

from cityassess.reports.blocks import Face
from cityassess.reports.fonts import FontSet
from cityassess.reports.linerules import break_costs, clusters
from cityassess.reports.officewords import WORD_TORN, word_costs
from cityassess.reports.textlines import printable

TITLE_SIZE = 22.0  # 2号
_MOST_TRIED = 4  # lines: a longer title is shared out evenly without looking at its shape
_MOST_WAYS = 3_000
_BEFORE_ABOUT = -0.6  # the break before 关于, after the name of who issues the paper, is the best there is
_NOT_BEFORE_ABOUT = 0.4
_UNEVEN = 1.6
_RECTANGLE = 0.5
_HOURGLASS = 4.0
_STUB = 4.0
_LEAST = 0.36  # of the longest line
_MORE_LINES = 1.2


def title_lines(fonts: FontSet, words: str, width: float) -> list[str]:
    """Break a title into lines: at its own line feeds, else where its shape and its words are best.

    Lines are no wider than ``width`` points at the title's size unless a single stretch is; no line begins with 的 or
    和 or tears a word, a number or a short 《》 where there is another way.
    """
    lines: list[str] = []
    for forced in words.split("\n"):
        lines.extend(_shaped(fonts, printable(forced).strip(), width))
    return lines


def _shaped(fonts: FontSet, words: str, width: float) -> list[str]:
    widths = fonts.widths(Face.SMALL_TITLE_SONG, words, TITLE_SIZE)
    if sum(widths) <= width:
        return [words]
    return [line.strip() for line in _Title(words, widths, width).lines()]


class _Title:
    def __init__(self, words: str, widths: Sequence[float], width: float) -> None:
        self._words = words
        self._width = width
        self._reach = list(accumulate(widths, initial=0.0))
        self._costs = [a + b for a, b in zip(break_costs(words), word_costs(words), strict=True)]
        about = words.find("关于")
        self._about = about if about > 0 else -1
        if self._about > 0:
            self._costs[about] = _BEFORE_ABOUT
        self._ends = [end for end in clusters(words) if end < len(words)]

    def lines(self) -> list[str]:
        least = ceil(self._reach[-1] / self._width)
        best, cost = self._best(least)
        more, more_cost = self._best(least + 1)
        if more and more_cost + _MORE_LINES < cost:
            best = more
        return self._cut(best) if best else self._shared_out(least)

    def _best(self, count: int) -> tuple[tuple[int, ...], float]:
        """The ends of all lines but the last where there are ``count``, and their cost; none where none fit."""
        if count > _MOST_TRIED:
            return (), inf
        ends = self._ends
        most = WORD_TORN + 10
        while len(ends) ** (count - 1) > _MOST_WAYS and most > 0:
            most -= WORD_TORN
            ends = [end for end in ends if self._costs[end] <= most]
        found: tuple[int, ...] = ()
        least = inf
        for chosen in combinations(ends, count - 1):
            cost = self._cost(chosen)
            if cost < least:
                found, least = chosen, cost
        return found, least

    def _cost(self, chosen: Sequence[int]) -> float:
        lengths = self._lengths(chosen)
        longest = max(lengths)
        if longest > self._width:
            return inf
        cost = sum(self._costs[end] for end in chosen)
        cost += _UNEVEN * sum((1 - length / longest) ** 2 for length in lengths)
        if self._about > 0 and self._about not in chosen:
            cost += _NOT_BEFORE_ABOUT
        if min(lengths) > 0.97 * longest:
            cost += _RECTANGLE
        if min(lengths) < _LEAST * longest:
            cost += _STUB
        for before, here, after in zip(lengths, lengths[1:], lengths[2:], strict=False):
            if here < min(before, after):
                cost += _HOURGLASS
        return cost

    def _lengths(self, chosen: Sequence[int]) -> list[float]:
        reaches = [0.0, *(self._reach[end] for end in chosen), self._reach[-1]]
        return [b - a for a, b in pairwise(reaches)]

    def _cut(self, chosen: Sequence[int]) -> list[str]:
        places = [0, *chosen, len(self._words)]
        return [self._words[a:b] for a, b in pairwise(places)]

    def _shared_out(self, count: int) -> list[str]:
        """Lines of one length, each ending at the best place near it."""
        while True:
            chosen = self._even(count)
            if max(self._lengths(chosen)) <= self._width or count > len(self._ends):
                return self._cut(chosen)
            count += 1

    def _even(self, count: int) -> list[int]:
        chosen: list[int] = []
        start = 0
        for left in range(count, 1, -1):
            target = self._reach[start] + (self._reach[-1] - self._reach[start]) / left
            later = [end for end in self._ends if end > start]
            if not later:
                break
            start = min(later, key=lambda end: self._distance(end, target))
            chosen.append(start)
        return chosen

    def _distance(self, end: int, target: float) -> float:
        return abs(self._reach[end] - target) / TITLE_SIZE + min(max(self._costs[end], 0.0), 3.0)
