"""What the words of a scheme say of names, shares and beginnings."""

from __future__ import annotations

import pytest

from cityassess.services.scheme_words import rule_words
from tests.scoring.forms_office import Forms

OFFICE = """
{id: score, name: 得分, of: 街道, every: month, rule: mark, full: 100}
{id: colour, name: 督办, of: 街道, every: month, rule: bands, input: score, colours: true, \
bands: [{id: red, below: 60}, {id: none, name: 无}]}
{id: twice, name: 红牌, of: 街道, every: month, rule: condition, all: [{figure: colour, is: red}]}
{id: pool, name: 奖金, of: 街道, every: month, rule: split, pool: 5, ranking: order, shares: [100%]}
{id: daily, name: 日得分, of: 街道, every: day, rule: mark, full: 3}
{id: weekly, name: 一周, of: 街道, every: day, rule: total, before: daily, periods: 6, and_this: true, since: week}
{id: account, name: 记分, of: 街道, every: day, rule: balance, start: 12, change: daily, periods: 30, since: five_year}
"""


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        ("colour", "按得分：低于60为红牌、其余为无"),
        ("twice", "督办为红牌"),
        ("pool", "5依名次按100%分配，无人领取的留存"),
        ("weekly", "当周内前6期和本期日得分的合计"),
        ("account", "本五年从12起，每期加上日得分"),
    ],
)
def test_words(figure: str, words: str) -> None:
    scheme = Forms.of(OFFICE, top="colours: [{id: red, name: 红牌, tint: red}]").scheme
    assert rule_words(scheme, scheme.by_id[figure]) == words
