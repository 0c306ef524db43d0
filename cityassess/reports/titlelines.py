"""How a title falls into lines: balanced, and not torn inside the words that titles of bulletins are made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from math import ceil

from cityassess.reports.blocks import Face
from cityassess.reports.fonts import FontSet
from cityassess.reports.linebreak import clusters
from cityassess.reports.textlines import printable

TITLE_SIZE = 22.0  # 2号

_TITLE_WORDS = re.compile(
    "城乡环境卫生|综合行政执法|城市管理|综合执法|环境卫生|领导小组|办公室|委员会|指挥部|精细化"
    "|数字城管|国家卫生城市|卫生城市|文明城市|背街小巷|共享单车|语言文字|专项行动|门前四包|巩固提升|渣土运输|标准化|街长制"
    "|城市|建设|品质|提升|复审|测评|评比|达标|体检|案件|处置|进展|秩序|企业|车辆|街区|环卫|井盖|危桥|实施"
    "|城乡|市容|数字|整治|管理|考核|考评|评估|评价|检查|督查|抽查|情况|通报|结果|排名|得分"
    "|工作|年度|季度|月份|月度|街道|乡镇|社区|部门|单位|公布|关于"
)


def title_lines(fonts: FontSet, words: str, width: float) -> list[str]:
    """Break a title into lines of about one length: at its own line feeds, before 关于, else where lines balance.

    A word in title marks or a number is not torn. Lines are no wider than ``width`` at the title's size.
    """
    lines: list[str] = []
    for forced in words.split("\n"):
        lines.extend(_balanced(fonts, printable(forced), width))
    return lines


def _balanced(fonts: FontSet, words: str, width: float) -> list[str]:
    def measure(text: str) -> float:
        return fonts.width(Face.SMALL_TITLE_SONG, text, TITLE_SIZE)

    whole = measure(words)
    if whole <= width:
        return [words]
    about = words.find("关于")
    if about > 3 and measure(words[:about]) <= width:
        return [words[:about], *_balanced(fonts, words[about:], width)]
    count = ceil(whole / width)
    ends = _word_ends(words)
    while True:
        lines = _shared_out(words, ends, count, measure)
        if all(measure(line) <= width for line in lines) or count >= len(ends):
            return lines
        count += 1


def _word_ends(words: str) -> list[int]:
    """Where a title may be broken: where the rules let it, and not inside a word that titles are made of."""
    inside = {
        place for match in _TITLE_WORDS.finditer(words) for place in range(match.start() + 1, match.end())
    }
    return [end for end in clusters(words) if end not in inside] or clusters(words)


def _shared_out(words: str, ends: Sequence[int], count: int, measure: Callable[[str], float]) -> list[str]:
    lines: list[str] = []
    start = 0
    for left in range(count, 1, -1):
        target = measure(words[start:]) / left
        later = [end for end in ends if start < end < len(words)]
        if not later:
            break
        end = min(later, key=lambda each: abs(measure(words[start:each]) - target))
        lines.append(words[start:end])
        start = end
    lines.append(words[start:])
    return lines
