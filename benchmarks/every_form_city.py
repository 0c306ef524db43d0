"""A city that scores by every form of rule: 15 districts, 600 units, 8 departments, 36 months, a million checks.

Two thirds of the checks are plain points off, bonuses and marks, as in most offices; the others are events at rates
that go by who found them and how bad they were, places looked up in the two months before, marks picked by day or
averaged by inspector, choices, measured values, time limits and weekly checks.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path

from cityassess.reports.intake import read_scheme_tree
from cityassess.scoring.periods import Cycle, Period, parse_period
from cityassess.scoring.reading.scheme_file import read_scheme
from cityassess.scoring.rules import RULES, rule_word
from cityassess.scoring.scheme import Scheme
from cityassess.scoring.values import Check
from cityassess.store import checks, objects, schemes
from cityassess.store.database import open_database

SCHEME_ID = "every-form"
CHECKS = 1_000_000
DISTRICTS, UNITS, DEPARTMENTS = 15, 600, 8
PLAIN, CATEGORIES, RATED, AGAIN, TIMED, WEEKLY = 84, 12, 8, 3, 2, 4
MONTHS = tuple(f"{year}-{month:02d}" for year in (2023, 2024, 2025) for month in range(1, 13))
SOURCES, SEVERITIES, MODES = ("市文明办", "区城管局", "群众举报"), ("一般", "较重", "严重"), ("明查", "暗访")
GRADES = ("一级", "二级", "三级")
RED, YELLOW = 70, 80
LATE, LIMIT, STRETCH = Fraction(1, 2), 24, 12
OPTIONS = (5, 3, 0)
_RATED_EVENTS, _AGAIN_EVENTS, _TIMED_EVENTS, _WEEKLY_EVENTS, _BONUS_EVENTS = (
    100_000,
    40_000,
    20_000,
    30_000,
    20_000,
)
_SEED = 20230101


@dataclass(frozen=True, slots=True)
class Rules:
    """The plain criteria in numbers, so that a peer can work them out without a scheme."""

    full: tuple[int, ...]
    category_of: tuple[int, ...]
    weights: dict[str, Fraction]


@cache
def rules() -> Rules:
    """Full marks and category of each plain criterion, and the weight of each group of figures in the total."""
    draw = random.Random(_SEED)
    full = tuple(draw.choice((5, 8, 10, 12)) for _ in range(PLAIN))
    category_of = tuple(number % CATEGORIES for number in range(PLAIN))
    shares = {f"c{number}": 5 for number in range(CATEGORIES)}
    fulls = {
        f"c{number}": sum(f for f, place in zip(full, category_of, strict=True) if place == number)
        for number in range(CATEGORIES)
    }
    shares |= {"events": 10, "weeks": 5, "marks": 15, "answers": 5, "handling": 5}
    fulls |= {"events": 10 * RATED + 5 * AGAIN + 5 * TIMED, "weeks": 10 * WEEKLY}
    fulls |= {"marks": 70, "answers": 10, "handling": 25}
    weights = {name: Fraction(share, fulls[name]) for name, share in shares.items()}
    return Rules(full, category_of, weights)


def weeks_of(month: Period) -> tuple[Period, ...]:
    """The weeks that end in a month."""
    return tuple(scheme().calendar.within(month, Cycle.WEEK))


_ENTERED = """
  - {id: bonus, name: 加分, of: 单位, every: month, rule: bonus, each: 0.5, most: 2}
  - {id: m0, name: 日常打分, of: 单位, every: month, rule: mark, full: 10, several: mean}
  - {id: m1, name: 环境打分, of: 单位, every: month, rule: mark, full: 10, several: one}
  - {id: m2, name: 秩序打分, of: 单位, every: month, rule: mark, full: 10, several: one}
  - {id: trimmed, name: 评委打分, of: 单位, every: month, rule: mark, full: 10, several: trimmed}
  - {id: latest, name: 复查打分, of: 单位, every: month, rule: mark, full: 10, several: latest}
  - {id: sides, name: 分组打分, of: 单位, every: month, rule: mark, full: 10, several: mean, average_by: inspector}
  - {id: highest, name: 亮点打分, of: 单位, every: month, rule: mark, full: 10, several: highest}
  - id: standing
    name: 长效机制
    of: 单位
    every: month
    rule: choice
    options: [{id: a, name: 好, points: 5}, {id: b, name: 中, points: 3}, {id: c, name: 差, points: 0}]
  - {id: must, name: 必检, of: 单位, every: month, rule: yes_no, full: 5}
  - {id: due, name: 应办, of: 单位, every: month, rule: measure, several: one}
  - {id: closed, name: 办结, of: 单位, every: month, rule: measure, several: one}
  - {id: index, name: 满意度, of: 单位, every: month, rule: measure, several: mean, most: 100}
"""

_COMPUTED = f"""
  - {{id: marks, name: 打分, of: 单位, every: month, rule: sum, inputs: [m0, m1, m2, trimmed, latest, sides, highest]}}
  - {{id: answers, name: 判定, of: 单位, every: month, rule: sum, inputs: [standing, must]}}
  - {{id: week, name: 周得分, of: 单位, every: week, rule: sum, inputs: [w0, w1, w2, w3]}}
  - {{id: weeks, name: 周平均, of: 单位, every: month, rule: mean, within: week}}
  - {{id: rate, name: 办结率, of: 单位, every: month, rule: ratio, over: [closed], under: [due], times: 100,
     cap: 100}}
  - {{id: kept, name: 办结得分, of: 单位, every: month, rule: steps, input: rate, target: 95, full: 10, step: 5,
     points: 1, count_steps: part}}
  - {{id: heard, name: 满意度得分, of: 单位, every: month, rule: linear, input: index,
     points: [{{at: 60, gives: 0}}, {{at: 85, gives: 4}}, {{at: 95, gives: 5}}]}}
  - {{id: level, name: 办结档次, of: 单位, every: month, rule: table, input: rate,
     rows: [{{at_least: 95, gives: 10}}, {{at_least: 85, gives: 8}}, {{at_least: 70, gives: 5}}, {{gives: 0}}]}}
  - {{id: handling, name: 办件, of: 单位, every: month, rule: sum, inputs: [kept, heard, level],
     not_applicable: rescale}}
  - {{id: burden, name: 任务系数, of: 单位, every: month, rule: product, inputs: [rate, index], times: 1/100, cap: 100}}
  - {{id: reserved, name: 机动分, of: 单位, every: month, rule: constant, value: 5}}
  - {{id: clean, name: 无失分, of: 单位, every: month, rule: condition,
     all: [{{figure: marks, at_least: 45}}, {{figure: must, above: 0}}]}}
  - {{id: reward, name: 奖励分, of: 单位, every: month, rule: choose,
     cases: [{{when: [{{figure: clean, holds: true}}], gives: 1}}], otherwise: 0}}
  - {{id: total, name: 总分, of: 单位, every: month, rule: weighted, inputs: [@TOTAL@], start: 5, round: 2}}
  - {{id: rating, name: 督办, of: 单位, every: month, rule: bands, input: total, colours: true,
     bands: [{{id: red, below: {RED}}}, {{id: yellow, below: {YELLOW}}}, {{id: none, name: 正常}}]}}
  - {{id: is_red, name: 红牌, of: 单位, every: month, rule: condition, all: [{{figure: rating, is: [red]}}]}}
  - {{id: red_running, name: 连续红牌, of: 单位, every: month, rule: running, input: is_red, periods: 12}}
  - {{id: before, name: 上月总分, of: 单位, every: month, rule: earlier, input: total, periods: 1, missing: this}}
  - {{id: progress, name: 进步, of: 单位, every: month, rule: weighted, inputs: [total: 1, before: -1]}}
  - {{id: season, name: 三月平均, of: 单位, every: month, rule: mean, before: total, periods: 2, and_this: true,
     weights: [20%, 30%, 50%], round: 2}}
  - {{id: lost, name: 本月扣除, of: 单位, every: month, rule: weighted, inputs: [is_red: -6, reward: 1]}}
  - {{id: account, name: 积分, of: 单位, every: month, rule: balance, start: 100, change: lost, periods: 12,
     since: year, floor: 0, cap: 120, reset: {{when: [{{figure: reward, above: 0}}], to: 100}}}}
  - {{id: low_quarter, name: 季度最低, of: 单位, every: quarter, rule: worst, within: total}}
  - {{id: high_quarter, name: 季度最高, of: 单位, every: quarter, rule: best, within: total}}
  - {{id: last_quarter, name: 季末, of: 单位, every: quarter, rule: latest, within: total}}
  - {{id: reds_quarter, name: 季度红牌, of: 单位, every: quarter, rule: count, within: is_red,
     where: [{{figure: is_red, holds: true}}]}}
  - {{id: place, name: 名次, of: 单位, every: month, rule: rank, ranking: units}}
  - {{id: points, name: 名次分, of: 单位, every: month, rule: by_rank, ranking: units, ties: share,
     first: [10, 8, 6, 5, 4, 3, 2, 1], last: [-5, -3], otherwise: 0}}
  - {{id: best_peer, name: 组内最好, of: 单位, every: month, rule: peer, figure: index, take: best}}
  - {{id: to_best, name: 与最好之比, of: 单位, every: month, rule: ratio, over: [index], under: [best_peer],
     times: 100}}
  - {{id: money, name: 奖金, of: 单位, every: month, rule: split, pool: 500000, ranking: units,
     in_proportion_to: total, who: [{{figure: total, at_least: {YELLOW}}}], round: 0}}
  - {{id: district, name: 区得分, of: 区, every: month, rule: mean, parts: total, round: 2}}
  - {{id: by_size, name: 按任务加权, of: 区, every: month, rule: mean, parts: total,
     weights: {{figure: due}}, round: 2}}
  - {{id: by_grade, name: 按等级加权, of: 区, every: month, rule: mean, parts: total,
     weights: {{grade: {{一级: 3, 二级: 2, 三级: 1}}}}, round: 2}}
  - {{id: reds, name: 红牌数, of: 区, every: month, rule: total, parts: is_red}}
  - {{id: weakest, name: 最低单位, of: 区, every: month, rule: worst, parts: total}}
  - {{id: of_district, name: 所在区得分, of: 单位, every: month, rule: above, figure: district}}
  - {{id: department, name: 部门得分, of: 部门, every: month, rule: mean, parts: total, by: lead, round: 2}}
"""

_AFTER = """
colours:
  - {id: red, name: 红}
  - {id: yellow, name: 黄}
rankings:
  - {id: units, name: 单位, score: total, rating: rating, by: group, then: [{figure: index, better: high}],
     change: [last]}
  - {id: districts, name: 区, score: district}
  - {id: departments, name: 部门, score: department}
lists:
  - {id: red_list, name: 黑榜, figure: is_red, order_by: total, better: low}
bulletin: {authority: 示例市城市管理局, title: 通报, addressee: 各区, signature: 示例市城市管理局}
"""


def scheme_text() -> str:
    """The scheme file."""
    head = (
        f"scheme: {SCHEME_ID}\nname: 城市管理考核\ncircular: 示例\nin_force_from: 2020-01-01\n"
        "kinds:\n  - {name: 区}\n  - {name: 部门}\n  - {name: 单位, part_of: 区}\nfigures:\n"
    )
    weights = [f"{name}: {weight}" for name, weight in rules().weights.items()]
    total = ", ".join([*weights, "bonus: 1", "reward: 1"])
    figures = [
        *_events_entered(),
        _ENTERED.strip("\n"),
        *_added(),
        _COMPUTED.strip("\n").replace("@TOTAL@", total),
    ]
    return head + "\n".join(figures) + _AFTER


def _events_entered() -> Iterator[str]:
    month, deduct = "of: 单位, every: month", "rule: deduct, unchecked: full"
    for number, full in enumerate(rules().full):
        yield f"  - {{id: d{number}, name: 指标{number}, {month}, {deduct}, full: {full}}}"
    rates = (
        f"{{points: 2, source: {SOURCES[0]}, severity: {SEVERITIES[2]}}}, {{points: 1.5, rectified: false,"
        f" severity: [{SEVERITIES[1]}, {SEVERITIES[2]}]}}, {{points: 1, mode: {MODES[1]}}}, {{points: 0.5}}"
    )
    for number in range(RATED):
        yield f"  - {{id: r{number}, name: 问题{number}, {month}, {deduct}, full: 10, rates: [{rates}]}}"
    again = "repeated_within: 2, rates: [{points: 1, repeated: true}, {points: 0.5}]"
    for number in range(AGAIN):
        yield f"  - {{id: a{number}, name: 反复{number}, {month}, {deduct}, full: 5, {again}}}"
    late = f"limit: {LIMIT}, unit: hour, late: {LATE}, further: {{every: {STRETCH}, points: {LATE}}}"
    for number in range(TIMED):
        yield (
            f"  - {{id: t{number}, name: 时限{number}, {month}, rule: time_limit, unchecked: full, full: 5, {late}}}"
        )
    for number in range(WEEKLY):
        yield f"  - {{id: w{number}, name: 周查{number}, of: 单位, every: week, {deduct}, full: 10}}"


def _added() -> Iterator[str]:
    month = "of: 单位, every: month, rule: sum"
    for category in range(CATEGORIES):
        own = [f"d{number}" for number, place in enumerate(rules().category_of) if place == category]
        inputs = ", ".join(own)
        yield f"  - {{id: c{category}, name: 类别{category}, {month}, inputs: [{inputs}], not_applicable: full}}"
    sizes = (("r", RATED), ("a", AGAIN), ("t", TIMED))
    inputs = ", ".join(f"{letter}{number}" for letter, size in sizes for number in range(size))
    yield f"  - {{id: events, name: 问题, {month}, inputs: [{inputs}]}}"


@cache
def scheme() -> Scheme:
    """The city's scheme; raises ``ValueError`` when its file has a fault or leaves out a form of rule."""
    read, problems = read_scheme(read_scheme_tree(scheme_text(), "every-form.yaml"), "every-form.yaml")
    if read is None:
        raise ValueError("\n".join(map(str, problems)))
    left_out = RULES.keys() - {rule_word(figure.rule) for figure in read.figures}
    if left_out:
        raise ValueError(f"no figure goes by {sorted(left_out)}")
    return read


def months() -> tuple[Period, ...]:
    """The 36 months."""
    return tuple(parse_period(code) for code in MONTHS)


def periods() -> tuple[Period, ...]:
    """The months and the quarters that they make."""
    quarters = (parse_period(f"{year}-Q{number}") for year in (2023, 2024, 2025) for number in range(1, 5))
    return (*months(), *quarters)


def build(path: Path) -> None:
    """Write the city's database through the store, month by month, as imports would."""
    draw = random.Random(_SEED)
    with open_database(path, actor="benchmark", anchor_folder=path.parent) as database:
        with database.writing() as session:
            edition = schemes.EditionDraft(
                SCHEME_ID, date(2020, 1, 1), None, "城市管理考核", "示例", scheme_text()
            )
            schemes.save_edition(session, edition)
            objects.save_objects(session, _objects())
        with database.reading() as session:
            keys = [item.key for item in objects.load_roster(session) if item.kind == "单位"]
        written = 0
        for place, month in enumerate(months()):
            found = list(_month(draw, month, keys))
            wanted = CHECKS * (place + 1) // len(MONTHS) - written
            found += [_plain(draw, month.code, keys, number) for number in range(wanted - len(found))]
            written += len(found)
            with database.writing() as session:
                checks.put(session, SCHEME_ID, [checks.CheckDraft(check) for check in found])


def _objects() -> list[objects.ObjectDraft]:
    drafts = [objects.ObjectDraft(name=f"区{number}", kind="区") for number in range(DISTRICTS)]
    drafts += [objects.ObjectDraft(name=f"部门{number}", kind="部门") for number in range(DEPARTMENTS)]
    drafts += [
        objects.ObjectDraft(
            name=f"单位{number}",
            kind="单位",
            parent=f"区{number % DISTRICTS}",
            group=f"第{number % 4 + 1}组",
            grade=GRADES[number % len(GRADES)],
            lead=f"部门{number % DEPARTMENTS}",
        )
        for number in range(UNITS)
    ]
    return drafts


def _plain(draw: random.Random, code: str, keys: list[int], number: int) -> Check:
    item, criterion = draw.choice(keys), draw.randrange(PLAIN)
    value = None if criterion < 2 and number % 5 == 0 else draw.randrange(1, 200) * 100
    if value is not None and criterion < 2:  # 不适用 and points off of one criterion contradict each other
        criterion += 2
    return Check(code, item, f"d{criterion}", value, place=f"点位{number}", mode=draw.choice(MODES))


def _month(draw: random.Random, month: Period, keys: list[int]) -> Iterator[Check]:
    """All but the plain points off."""
    yield from _events(draw, month.code, keys)
    for item in keys:
        yield from _marks(draw, month, item)
        yield from _answers(draw, month.code, item)
    weeks = weeks_of(month)
    for number in range(_WEEKLY_EVENTS // len(MONTHS)):
        code, criterion = draw.choice(weeks).code, f"w{draw.randrange(WEEKLY)}"
        value = draw.randrange(1, 300) * 100
        yield Check(code, draw.choice(keys), criterion, value, place=f"点位{number}")


def _events(draw: random.Random, code: str, keys: list[int]) -> Iterator[Check]:
    for number in range(_RATED_EVENTS // len(MONTHS)):
        yield Check(
            code,
            draw.choice(keys),
            f"r{draw.randrange(RATED)}",
            draw.choice((1, 1, 1, 2)) * 10_000,
            place=f"点位{number}",
            mode=draw.choice(MODES),
            source=draw.choice(SOURCES),
            severity=draw.choice(SEVERITIES),
            rectified=draw.choice(("", "是", "否")),
        )
    for number in range(_AGAIN_EVENTS // len(MONTHS)):
        criterion, place = f"a{draw.randrange(AGAIN)}", f"点位{draw.randrange(8)}"
        repeated = draw.random() < 0.05
        yield Check(
            code, draw.choice(keys), criterion, 10_000, place=place, note=f"{number}", repeated=repeated
        )
    for number in range(_TIMED_EVENTS // len(MONTHS)):
        taken = draw.randrange(1, 600) * 1_000
        yield Check(code, draw.choice(keys), f"t{draw.randrange(TIMED)}", taken, place=f"案件{number}")
    for number in range(_BONUS_EVENTS // len(MONTHS)):
        yield Check(code, draw.choice(keys), "bonus", 10_000, note=f"{number}")


def _marks(draw: random.Random, month: Period, item: int) -> Iterator[Check]:
    code = month.code

    def mark() -> int:
        return draw.randrange(600, 1_001) * 100

    yield Check(code, item, "m0", mark(), inspector="甲")
    for criterion in ("m1", "m2"):
        yield Check(code, item, criterion, mark())
    for inspector in ("甲", "乙", "丙", "丁"):
        yield Check(code, item, "trimmed", mark(), inspector=inspector)
    yield Check(code, item, "highest", mark(), inspector="甲")
    yield Check(code, item, "latest", mark(), day=month.start + timedelta(days=draw.randrange(10)))
    if draw.random() < 0.2:
        yield Check(code, item, "latest", mark(), day=month.start + timedelta(days=10 + draw.randrange(10)))
        yield Check(code, item, "sides", mark(), inspector="甲", place="北")
        yield Check(code, item, "sides", mark(), inspector="乙")
    yield Check(code, item, "sides", mark(), inspector="甲")


def _answers(draw: random.Random, code: str, item: int) -> Iterator[Check]:
    yield Check(code, item, "standing", draw.choice((1, 1, 1, 2, 3)) * 10_000)
    yield Check(code, item, "must", draw.choice((1, 1, 1, 1, 2)) * 10_000)
    due = draw.randrange(0, 40)
    yield Check(code, item, "due", due * 10_000)
    yield Check(code, item, "closed", draw.randrange(due * 6 // 10, due + 1) * 10_000)
    yield Check(code, item, "index", draw.randrange(5_500, 10_000) * 100)
