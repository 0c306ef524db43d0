"""Chinese lines: no line starts with a closing mark or ends with an opening one, and no number is torn apart.

The rules are those of GB/T 15834-2011, 5.1, on the place of punctuation. A mark that would fall to the next line is
drawn in by narrowing the closing marks of its line; where that is not enough, the character before goes to the next
line with it and the rest of the line is spread.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

NOT_AT_START = frozenset("，。、；：？！）》〉】」』〕｝］”’％‰℃…—～·,.;:?!)]}%°′″〞々")
NOT_AT_END = frozenset("（《〈【「『〔｛［“‘([{￥$〝№§")
# Marks whose right half is empty in a full-width cell, so that half of it may be given up.
NARROWABLE = frozenset("，。、；：）》〉】」』〕｝］”’")
MOST_SPREAD = 0.35  # of a character: a line with wider gaps looks torn, so it stays ragged
TOLERANCE = 1e-6

# What is never torn: a document number, a number with its sign, decimals and unit, a Latin word, a dash, an ellipsis.
_WHOLE = re.compile(
    r"〔\d{4}〕第?\d+号"
    r"|第?[-+−]?\d+(?:[.,:/~\-]\d+)*(?:[%‰％℃°㎡]|[年月日号期分个件处次名元度篇条项类组位家户]|平方米|万元|公里)?"
    r"|[A-Za-z][A-Za-z'’\-]*"
    r"|—+|…+"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: ``text[start:end]``, the place of each character from the line's left edge, and the width it fills."""

    start: int
    end: int
    places: tuple[float, ...]
    width: float


def clusters(text: str) -> list[int]:
    """Return the ends of the stretches of ``text`` that no line may tear, in order."""
    ends: list[int] = []
    for end in _atoms(text):
        if end == len(text):
            ends.append(end)
        elif text[end] in NOT_AT_START or text[end - 1] in NOT_AT_END or text[end] == " ":
            continue  # a space stays with the word before it
        else:
            ends.append(end)
    return ends


def _atoms(text: str) -> list[int]:
    ends: list[int] = []
    place = 0
    for match in _WHOLE.finditer(text):
        ends.extend(range(place + 1, match.start() + 1))
        ends.append(match.end())
        place = match.end()
    ends.extend(range(place + 1, len(text) + 1))
    return ends


def break_lines(
    text: str, widths: Sequence[float], width: float, *, first: float | None = None, justify: bool = True
) -> list[Line]:
    """Break ``text`` into lines no wider than ``width`` (``first``: the first line's), spread to the full width.

    ``widths`` gives each character's advance in points. Every character stands in exactly one line, in order; an
    empty text gives one empty line. A stretch wider than a line is torn where it must be.
    """
    if not text:
        return [Line(0, 0, (), 0.0)]
    lines: list[Line] = []
    ends = clusters(text)
    start = next_end = 0
    while start < len(text):
        room = width if lines or first is None else first
        end = _line_end(text, widths, start, ends, next_end, room)
        lines.append(_set_line(text, widths, start, end, room, justify and end < len(text)))
        start = end
        while next_end < len(ends) and ends[next_end] <= start:
            next_end += 1
    return lines


def _line_end(
    text: str, widths: Sequence[float], start: int, ends: list[int], next_end: int, room: float
) -> int:
    filled = 0.0
    slack = 0.0  # what the closing marks of the line so far could give up
    best = place = start
    for index in range(next_end, len(ends)):
        end = ends[index]
        filled += sum(widths[place:end])
        slack += sum(widths[i] / 2 for i in range(place, end) if text[i] in NARROWABLE)
        place = end
        if filled - slack > room + TOLERANCE:
            break
        # Only a mark is drawn in by narrowing others, and no more than its own width: characters go to the next line.
        mark = text[end - 1] in NARROWABLE and filled - room <= widths[end - 1]
        if filled <= room + TOLERANCE or mark:
            best = end
    return best if best > start else _torn(text, widths, start, room)


def _torn(text: str, widths: Sequence[float], start: int, room: float) -> int:
    """The end of a line inside a stretch wider than the line: one character at least, the rules kept if possible."""
    filled = 0.0
    end = start
    while end < len(text) and filled + widths[end] <= room + TOLERANCE:
        filled += widths[end]
        end += 1
    end = max(end, start + 1)
    better = end
    while (
        better - 1 > start
        and better < len(text)
        and (text[better] in NOT_AT_START or text[better - 1] in NOT_AT_END)
    ):
        better -= 1
    return better if _fair(text, better) else end


def _fair(text: str, end: int) -> bool:
    return end >= len(text) or not (text[end] in NOT_AT_START or text[end - 1] in NOT_AT_END)


def _set_line(text: str, widths: Sequence[float], start: int, end: int, room: float, justify: bool) -> Line:
    shown = end
    while shown > start + 1 and text[shown - 1] == " ":
        shown -= 1
    advances = [*widths[start:shown], *(0.0 for _ in range(shown, end))]
    excess = sum(advances) - room
    if excess > TOLERANCE:
        _narrow(text, start, advances, excess)
    elif justify and shown - start > 1:
        _spread(text, start, shown, advances, -excess)
    places: list[float] = []
    place = 0.0
    for advance in advances:
        places.append(place)
        place += advance
    return Line(start, end, tuple(places), place)


def _narrow(text: str, start: int, advances: list[float], excess: float) -> None:
    # The last mark first: at the line's end its empty half is not missed.
    marks = [i for i in range(len(advances)) if text[start + i] in NARROWABLE]
    if not marks:
        return
    last = marks[-1]
    if last == len(advances) - 1:
        given = min(advances[last] / 2, excess)
        advances[last] -= given
        excess -= given
        marks.pop()
    total = sum(advances[i] / 2 for i in marks)
    if total > 0 and excess > 0:
        share = min(1.0, excess / total)
        for i in marks:
            advances[i] -= advances[i] / 2 * share


def _spread(text: str, start: int, shown: int, advances: list[float], missing: float) -> None:
    # Gaps inside a number or a word stay as they are; the rest is shared by the gaps between characters.
    inner = set(_atoms(text[start:shown]))
    gaps = [i for i in range(shown - start - 1) if (i + 1) in inner]
    if not gaps or missing / len(gaps) > MOST_SPREAD * max(advances):
        return
    for i in gaps:
        advances[i] += missing / len(gaps)
