"""Where a Chinese line may end: what GB/T 15834-2011, 5.1, forbids, and what typesetters rather keep together.

Breaking before a character has a cost: nothing between plain characters, a little inside a date or a short title,
:data:`TORN` inside a number or a word, :data:`FORBIDDEN` where the standard does not let a line end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

NOT_AT_START = frozenset("，。、；：？！）》〉】」』〕｝］”’％‰℃…—～·•,.;:?!)]}%°′″〞々／/–")
NOT_AT_END = frozenset("（《〈【「『〔｛［“‘([{￥$〝№§／/")

FORBIDDEN = 10_000.0
TORN = 400.0
TORN_LONG = 120.0  # a word or address longer than half a line is rather torn than left on a line of its own
TORN_NUMBER = (
    24.0  # a document number between its year and its serial: worse than gaps of a sixth of a character
)
TITLE_TORN = 6.0
DATE_TORN = 3.0
NOTE_TORN = 2.0
STUB = 1.5
QUOTE_TORN = 1.0
FIGURE_LEFT = 1.5  # a figure without what it counts, where the list of units does not know it
SHORT_TITLE = 8
SHORT_NOTE = 6
SHORT_QUOTE = 6
LONG_WORD = 28

_UNITS = (
    "个百分点|个工作日|人民币|平方公里|平方千米|平方米|立方米|公里|千米|公顷|公斤|千克|毫克|微克|微米|厘米|毫米|小时|分钟|分贝"
    "|周岁|人次|户次|件次|车次|家次|处次|年度|年代|年底|年初|月份|月底|月初|季度|个月|元整|点位"
    "|[年月日号期分个件处次名元度篇条项类组位家户人天周岁倍吨米克辆块座只套批份页款章级等届轮台部起宗所片秒时克支盏棵株栋幢孔]"
)
_WORD = r"[A-Za-z0-9]+(?:[.,:/·'’+&_~@=?#%\-]+[A-Za-z0-9]+)*"
_AMOUNT = rf"{_WORD}(?:[%‰％℃°㎡]|[百千万亿]*(?:{_UNITS})|[百千万亿]+)?"
# A sign stands with its number; after a figure or its unit it is the sign of a span of figures.
_SIGN = r"(?:(?<![0-9年月日号期时分%％])[-−+]|[±≥≤＜＞<>≈￥$])"
_WHOLE = re.compile(
    rf"〔\d{{4}}〕第?\d+号|第?{_SIGN}?{_AMOUNT}(?:[-—–～~]{_AMOUNT})*|—+|…+|（[一二三四五六七八九十]{{1,3}}）"
)
_FIGURE = re.compile("[0-9](?=[\u4e00-\u9fff])")
_YEAR = re.compile(r"〔\d{4}〕(?=第?\d+号)")
_DATE = re.compile(r"\d年(?=\d)|\d月(?=\d)")
_NO_START = re.compile(
    "[" + re.escape("".join(sorted(NOT_AT_START))) + " ]|-(?!\\d)|(?<=[0-9年月日号期时分%％])-"
)
_NO_END = re.compile("[" + re.escape("".join(sorted(NOT_AT_END))) + "]")
_GROUP = re.compile(r"《([^《》]+)》|（([^（）]+)）|“([^“”]+)”")

LIST_MARKS = "、；，。"
# A name with its figure in brackets, and the mark behind it, between the marks of a list.
LIST_ENTRY = re.compile("[^、；，。：（）]{1,14}（[^、；，。（）]{1,8}）(?:[、；，。]|$)")


def break_costs(text: str) -> list[float]:
    """Return what breaking ``text`` before each character costs: nothing at its start and its end."""
    return list(_break_costs(text))


@lru_cache(maxsize=512)  # a cell of a table is measured first and broken later
def _break_costs(text: str) -> tuple[float, ...]:
    costs = [0.0] * (len(text) + 1)
    for match in _GROUP.finditer(text):
        _keep_group(costs, match)
    for match in _WHOLE.finditer(text):
        start, end = match.span()
        torn = TORN if end - start <= LONG_WORD else TORN_LONG
        for place in range(start + 1, end):
            costs[place] = torn
    for match in _FIGURE.finditer(text):
        costs[match.end()] = max(costs[match.end()], FIGURE_LEFT)
    for match in _YEAR.finditer(text):
        costs[match.end()] = TORN_NUMBER
    for match in _DATE.finditer(text):
        costs[match.end()] = DATE_TORN
    for match in _NO_START.finditer(text):
        costs[match.start()] = FORBIDDEN
    for match in _NO_END.finditer(text):
        costs[match.end()] = FORBIDDEN
    costs[0] = costs[-1] = 0.0
    return tuple(costs)


def _keep_group(costs: list[float], match: re.Match[str]) -> None:
    title, note, _ = match.groups()
    start, end = match.start() + 2, match.end() - 1
    inner: Sequence[int] = range(start, end)
    if title is not None and len(title) > SHORT_TITLE:
        # No stub of one or two characters at either end of a long title.
        inner, cost = (start, start + 1, end - 2, end - 1), STUB
    elif title is not None:
        cost = TITLE_TORN
    elif len(inner) < (SHORT_NOTE if note is not None else SHORT_QUOTE):
        cost = NOTE_TORN if note is not None else QUOTE_TORN
    else:
        return
    for place in inner:
        costs[place] = max(costs[place], cost)


def clusters(text: str) -> list[int]:
    """Return the ends of the stretches of ``text`` that no line may tear, in order."""
    costs = _break_costs(text)
    return [end for end in range(1, len(text) + 1) if costs[end] < TORN_NUMBER]
