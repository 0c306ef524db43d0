"""Chinese lines: where a paragraph falls into lines, and where each character stands on its line.

Where lines may end is the matter of :mod:`cityassess.reports.linerules`. Among the ways that are left the one is
taken that looks best over the whole paragraph: each line costs what its squeezed marks or widened gaps look like, a
last line of a single character costs most. A line of full-width characters only stands on the grid and costs nothing.

Marks are squeezed as typesetters do (GB/T 15834-2011, 5.1.10, and the draft of the W3C, *Requirements for Chinese
Text Layout*, 3.1.6): of two marks side by side the empty half between them is taken out, and a closing mark at the
line's end gives up its empty half, one inside it half of that where this saves a character from the next line.
Nothing ever hangs beyond the edge: GB/T 9704-2012, 5.2.1, fixes the type area.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import inf

from cityassess.reports.linerules import (
    FORBIDDEN,
    LIST_ENTRY,
    LIST_MARKS,
    NOT_AT_END,
    NOT_AT_START,
    TORN_LONG,
    break_costs,
    clusters,
)

__all__ = ["NARROWABLE", "NARROWABLE_LEFT", "NOT_AT_END", "NOT_AT_START", "Line", "break_lines", "clusters"]

# Marks whose right half is empty in a full-width cell, and those whose left half is, so that it may be given up.
NARROWABLE = frozenset("，。、；：）》〉】」』〕｝］”’")
NARROWABLE_LEFT = frozenset("（《〈【「『〔｛［“‘")
# Between figures or Latin words and Chinese characters. On the grid two digits fill a cell, as in every official
# paper; a fixed quarter-em of air would push all that follows off the grid. So the air is what the line needs to end
# on the grid: none after an even number of digits, a quarter of a character on each side of a single one.
MOST_AIR = 0.25
MOST_SQUEEZED = (
    0.25  # of a mark inside a line: with all of its empty half gone a comma reads as a Western one
)
TIGHT = 0.45  # of a character: what a closing and an opening mark side by side give up beyond the half between them
MOST_SPREAD = 0.35  # of a character: a line with wider gaps looks torn, so it stays ragged
TOLERANCE = 1e-6

_GOOD_GAP = 0.04  # of a character: a line with one character too few, which costs 1
_END_COST = 0.05
_SQUEEZE_COST = (0.15, 1.3)  # any squeezing, and squeezing to the last: then one character less looks better
_RAGGED_COST = 100.0
_UNFILLED_COST = 0.35  # for each character that a line of a heading is shorter
_LONE_COST = 7.0  # a last line of one character
_SHORT_HEADING_COST = 8.0
_HALF_FULL = 0.5  # of a line of a list that ends before an entry it could have torn
_WINDOW = 3.2  # characters: shorter lines are not looked at where there are longer ones
_BEAM = 4  # ways kept from line to line; over eighty pages of office prose fifty find nothing better
_BEHIND = 8.5  # how much more than the best way they may have cost: what a better last line could win back


class _KindTable(dict[int, str]):
    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char in NARROWABLE:
            kind = "c"
        elif char in NARROWABLE_LEFT:
            kind = "o"
        elif char in "—…":
            kind = "d"
        elif char == " ":
            kind = "s"
        elif char in NOT_AT_START or char in NOT_AT_END:
            kind = "a" if char in "%‰" else "x" if code < 128 else "m"
        elif code < 0x2000:
            kind = "a" if char.isalnum() else "x"
        else:
            kind = "h"
        self[code] = kind
        return kind


_KIND_TABLE = _KindTable()
_AIR = re.compile("a(?=h)|h(?=a)")
_PAIR = re.compile("c(?=[co])|o(?=o)")
_STIFF = re.compile("[ax](?=[axs])|d(?=d)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: ``text[start:end]``, the place of each character from the line's left edge, and the width it fills.

    A place is that of the character's full cell: that of a squeezed mark reaches over its neighbour's or the edge.
    """

    start: int
    end: int
    places: tuple[float, ...]
    width: float


def break_lines(
    text: str,
    widths: Sequence[float],
    width: float,
    *,
    first: float | None = None,
    justify: bool = True,
    keep: Sequence[float] = (),
    least_last: int = 2,
    ragged: bool = False,
) -> list[Line]:
    """Break ``text`` into lines no wider than ``width`` (``first``: the first line's), spread to the full width.

    ``widths`` gives each character's advance in points. Every character stands in exactly one line, in order; an
    empty text gives one empty line. A stretch wider than a line is torn where it must be. ``keep`` adds to the cost of
    breaking before each character, ``least_last`` is how many characters the last line should have at least. The
    lines of ``ragged`` text (headings) end where words do rather than at the edge. Without ``justify`` characters
    stand side by side at their own widths, and lines are filled one after the other.
    """
    if not text:
        return [Line(0, 0, (), 0.0)]
    measured = _Measured(text, widths, justify, keep)
    if not justify:
        return _filled(measured, width, width if first is None else first)
    ends = _Choice(measured, width, width if first is None else first, least_last, ragged).ends()
    lines: list[Line] = []
    start = 0
    for end in ends:
        room = width if lines or first is None else first
        lines.append(_placed(measured, start, end, room, last=ragged or end == len(text)))
        start = end
    return lines


class _Measured:
    """A text with the sums that give any line's width, and what its gaps could give or take, in one subtraction.

    Gap ``i`` lies between characters ``i`` and ``i + 1``; ``sums[i]`` is the sum over all gaps before ``i``.
    """

    def __init__(self, text: str, widths: Sequence[float], justify: bool, keep: Sequence[float]) -> None:
        self.text = text
        self.widths = widths
        self.count = count = len(text)
        self.em = em = max(widths)
        self.costs = break_costs(text)
        if keep:
            self.costs = [cost + more for cost, more in zip(self.costs, keep, strict=True)]
        self.legal = [end for end in range(1, count + 1) if self.costs[end] < TORN_LONG]
        self.reach = list(accumulate(widths, initial=0.0))
        self.kinds = kinds = text.translate(_KIND_TABLE)
        base, give, air, soft = [0.0] * count, [0.0] * count, [0] * count, [1] * count
        if justify:
            for index, kind in enumerate(kinds):
                if kind == "c" and widths[index] > 0.75 * em:
                    give[index] = MOST_SQUEEZED * widths[index]
            for match in _PAIR.finditer(kinds):
                self._squeeze_pair(match.start(), base, give)
            for match in _AIR.finditer(kinds):
                air[match.start()] = 1
            for match in _STIFF.finditer(kinds):
                soft[match.start()] = 0
        self.base, self.give, self.air, self.soft = base, give, air, soft
        self.base_sums = list(accumulate(base, initial=0.0))
        self.give_sums = list(accumulate(give, initial=0.0))
        self.air_sums = list(accumulate(air, initial=0))
        self.soft_sums = list(accumulate(soft, initial=0))

    def _squeeze_pair(self, index: int, base: list[float], give: list[float]) -> None:
        kinds, widths, em = self.kinds, self.widths, self.em
        half = widths[index] / 2 if kinds[index] == "c" else widths[index + 1] / 2
        if min(widths[index], widths[index + 1]) > 0.75 * em:
            base[index] = -half
            give[index] = TIGHT * em if kinds[index : index + 2] == "co" else 0.0

    def end_half(self, end: int) -> float:
        """What the mark before ``end`` gives up at the end of a line."""
        wide = self.widths[end - 1]
        return wide / 2 if self.kinds[end - 1] == "c" and wide > 0.75 * self.em else 0.0

    def shown_end(self, start: int, end: int) -> int:
        """``end`` without the blanks that are not seen at the end of a line."""
        while end > start + 1 and self.text[end - 1] == " ":
            end -= 1
        return end

    def solid(self, start: int, shown: int) -> float:
        """The width of a line without any air."""
        gaps = self.base_sums[shown - 1] - self.base_sums[start]
        return self.reach[shown] - self.reach[start] + gaps

    def torn_end(self, start: int, room: float) -> int:
        """The end of a line inside a stretch wider than it: one character at least, the rules kept if possible."""
        end = max(bisect_left(self.reach, self.reach[start] + room + TOLERANCE) - 1, start + 1)
        near = range(end, max(start, end - 8), -1)
        return min(near, key=lambda place: self.costs[place] >= FORBIDDEN)


class _Choice:
    """The search for the ends of lines: the cheapest ways are followed from line to line."""

    def __init__(
        self, measured: _Measured, width: float, first: float, least_last: int, ragged: bool
    ) -> None:
        self._m = measured
        self._width = width
        self._first = first
        self._least_last = least_last
        self._ragged = ragged
        self._reaches = [measured.reach[end] for end in measured.legal]

    def ends(self) -> list[int]:
        count = self._m.count
        ways: list[tuple[float, int, tuple[int, ...]]] = [(0.0, 0, ())]
        best: tuple[float, int, tuple[int, ...]] = (inf, count, (count,))
        while ways:
            found: dict[int, tuple[float, int, tuple[int, ...]]] = {}
            for cost, start, ends in ways:
                room = self._width if ends else self._first
                for end, more in self._next(start, room, bool(ends)):
                    known = found.get(end)
                    if known is None or cost + more < known[0]:
                        found[end] = (cost + more, end, (*ends, end))
            whole = found.pop(count, None)
            if whole is not None and whole[0] < best[0]:
                best = whole
            ways = sorted(found.values())[:_BEAM]
            most = min(best[0], ways[0][0] + _BEHIND) if ways else 0.0
            ways = [way for way in ways if way[0] < most]
        return list(best[2])

    def _next(self, start: int, room: float, later: bool) -> list[tuple[int, float]]:
        """The ends that a line from ``start`` may have, with the cost of each."""
        m = self._m
        found: list[tuple[int, float]] = []
        index = first = bisect_left(self._reaches, min(m.reach[start] + room - _WINDOW * m.em, m.reach[-1]))
        while index < len(m.legal):
            end = m.legal[index]
            index += 1
            if end <= start:
                continue
            cost = self._cost(start, end, room, later)
            if cost is None:
                break
            found.append((end, cost + m.costs[end]))
        if found:
            return found
        # Only a word or a number reaches over the edge: the line ends far before it, or inside it.
        if first and m.legal[first - 1] > start:
            end = m.legal[first - 1]
            cost = self._cost(start, end, room, later)
            if cost is not None:
                found.append((end, cost + m.costs[end]))
        torn = m.torn_end(start, room)
        found.append((torn, m.costs[torn] + _GOOD_GAP))
        return found

    def _cost(self, start: int, end: int, room: float, later: bool) -> float | None:
        """What the line looks like, 0 being perfect; ``None`` where it is too wide however it is squeezed."""
        m = self._m
        shown = end
        if m.text[end - 1] == " ":
            shown = m.shown_end(start, end)
        over = m.reach[shown] - m.reach[start] + m.base_sums[shown - 1] - m.base_sums[start] - room
        cost = 0.0
        if end == m.count and later and shown - start <= self._least_last + 1:
            cost = self._short(start, shown)
        if over > TOLERANCE:
            over -= m.end_half(shown)
            if over <= TOLERANCE:
                return cost + _END_COST
            give = m.give_sums[shown - 1] - m.give_sums[start]
            if over > give + TOLERANCE:
                return None
            return cost + _SQUEEZE_COST[0] + _SQUEEZE_COST[1] * (over / give) ** 2
        if end == m.count:
            return cost
        short = -over - MOST_AIR * m.em * (m.air_sums[shown - 1] - m.air_sums[start])
        if short > TOLERANCE and self._ragged:
            cost += _UNFILLED_COST * short / m.em
        elif short > TOLERANCE:
            soft = m.soft_sums[shown - 1] - m.soft_sums[start]
            gap = short / (soft * m.em) if soft else 1.0
            cost += (gap / _GOOD_GAP) ** 2 if gap <= MOST_SPREAD else _RAGGED_COST
        return cost

    def _short(self, start: int, shown: int) -> float:
        signs = sum(kind in "hax" for kind in self._m.kinds[start:shown])
        if signs >= self._least_last:
            return 0.0
        return _LONE_COST if signs < 2 else _SHORT_HEADING_COST


def _placed(m: _Measured, start: int, end: int, room: float, *, last: bool) -> Line:
    shown = m.shown_end(start, end)
    steps = [m.widths[i] + m.base[i] for i in range(start, shown - 1)]
    over = m.solid(start, shown) - room
    width = room
    if over > TOLERANCE:
        over -= min(over, m.end_half(shown))
        give = m.give_sums[shown - 1] - m.give_sums[start]
        if over > TOLERANCE and give:
            share = min(1.0, over / give)
            steps = [step - share * m.give[start + i] for i, step in enumerate(steps)]
            over -= share * give
        width = room + max(over, 0.0)
    elif over < -TOLERANCE:
        air, gap = _spread(m, start, shown, -over, last)
        steps = [step + air * m.air[start + i] + gap * m.soft[start + i] for i, step in enumerate(steps)]
        width = sum(steps) + m.widths[shown - 1]
    places = list(accumulate(steps, initial=0.0))
    places.extend(places[-1] + m.widths[shown - 1] for _ in range(shown, end))
    return Line(start, end, tuple(places), width)


def _spread(m: _Measured, start: int, shown: int, missing: float, last: bool) -> tuple[float, float]:
    """How much goes into each gap between figures and characters, and how much into every gap."""
    airs = m.air_sums[shown - 1] - m.air_sums[start]
    soft = m.soft_sums[shown - 1] - m.soft_sums[start]
    most = MOST_AIR * m.em
    if missing <= most * airs + TOLERANCE and not last:
        return missing / airs, 0.0
    gap = (missing - most * airs) / soft if soft else 0.0
    if not last and soft and gap <= MOST_SPREAD * m.em:
        return most, gap
    return _own_air(m, start, shown, airs, missing), 0.0


def _own_air(m: _Measured, start: int, shown: int, airs: int, missing: float) -> float:
    """The air of a line that does not go to the edge: what lets it end on the grid, else half the most."""
    if not airs:
        return 0.0
    cells = m.solid(start, shown) / m.em
    up = (-cells) % 1.0
    if min(up, 1 - up) < 1e-3:
        up = 0.0
    air = up / airs if up / airs <= MOST_AIR + TOLERANCE else MOST_AIR / 2
    return min(air * m.em, missing / airs)


def _before_entry(m: _Measured, start: int, end: int, room: float, width: float) -> int:
    """The end before an entry of a list, such as 万家（87.30）, that would be torn; the line must stay half full."""
    mark = max(m.text.rfind(each, start, end) for each in LIST_MARKS) + 1
    entry = LIST_ENTRY.match(m.text, mark) if start < mark < end else None
    if entry is None or entry.end() <= end or m.reach[mark] - m.reach[start] < _HALF_FULL * room:
        return end
    return mark if m.reach[entry.end()] - m.reach[mark] <= width + TOLERANCE else end


def _filled(m: _Measured, width: float, first: float) -> list[Line]:
    """Lines filled one after the other at the characters' own widths."""
    lines: list[Line] = []
    reaches = [m.reach[end] for end in m.legal]
    start = 0
    while start < m.count:
        room = width if lines else first
        most = m.reach[start] + room + TOLERANCE
        index = bisect_left(reaches, most) - 1
        # Blanks beyond the edge are not seen, so the word before them may end there.
        while index + 1 < len(m.legal) and m.reach[m.shown_end(start, m.legal[index + 1])] <= most:
            index += 1
        end = m.legal[index] if index >= 0 and m.legal[index] > start else m.torn_end(start, room)
        if end < m.count:
            end = _before_entry(m, start, end, room, width)
        shown = m.shown_end(start, end)
        left = m.reach[start]
        places = [min(m.reach[i], m.reach[shown]) - left for i in range(start, end)]
        lines.append(Line(start, end, tuple(places), m.reach[shown] - left))
        start = end
    return lines
