"""A scheme in words: what each figure is, how it comes about, without any object's numbers."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from cityassess import wording
from cityassess.scoring.forms import (
    Absent,
    AttributeTest,
    Balance,
    Band,
    Bands,
    BandTest,
    Before,
    Bonus,
    ByRank,
    Choice,
    Choose,
    Condition,
    Constant,
    CountSteps,
    Deduct,
    Earlier,
    FlagTest,
    Gather,
    Given,
    LastYear,
    Limit,
    Linear,
    Mark,
    MeanOfParts,
    Measure,
    OfAbove,
    Parts,
    Peer,
    Product,
    Rank,
    Ratio,
    Role,
    Running,
    Schedule,
    Split,
    StateTest,
    Steps,
    Sum,
    Table,
    Take,
    TakePeers,
    Term,
    Test,
    TiedGet,
    TimeLimit,
    Unclaimed,
    ValueTest,
    WeightByFigure,
    WeightByGrade,
    WeightByOrder,
    Within,
)
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.periods import Cycle
from cityassess.scoring.reasons import ATTRIBUTE_WORDS, HAS_WORDS, limit_words, names_of_bands
from cityassess.scoring.scheme import Figure, RoundingMode, Scheme
from cityassess.services.criterion_words import criterion_words

_TAKES = {
    Take.MEAN: "平均",
    Take.TOTAL: "合计",
    Take.WORST: "最差的",
    Take.BEST: "最好的",
    Take.LATEST: "最近一次的",
    Take.COUNT: "个数",
}
_PEERS = {
    TakePeers.BEST: "最好的",
    TakePeers.WORST: "最差的",
    TakePeers.MEAN: "平均",
    TakePeers.TOTAL: "合计",
    TakePeers.COUNT: "个数",
}
_ROLES = {
    Role.PART: "各下级",
    Role.LEAD: "牵头的各项",
    Role.RESPONSIBLE: "负责的各项",
    Role.LEAD_AND_RESPONSIBLE: "牵头和负责的各项",
}
_STEPS = {
    CountSteps.WHOLE: "不满一档不计",
    CountSteps.STARTED: "不满一档按一档计",
    CountSteps.PART: "不满一档按比例计",
}
_SINCE = {
    Cycle.WEEK: "当周",
    Cycle.MONTH: "当月",
    Cycle.QUARTER: "当季",
    Cycle.YEAR: "当年",
    Cycle.FIVE_YEAR: "本五年",
}


def rule_words(scheme: Scheme, figure: Figure) -> str:
    """How a figure comes about, in one sentence of office Chinese."""
    words = _Words(scheme).rule(figure)
    if figure.rounding is not None:
        how = "四舍五入" if figure.rounding.mode is RoundingMode.HALF_UP else "四舍六入五成双"
        words += (
            f"，{how}保留{figure.rounding.decimals}位小数" if figure.rounding.decimals else f"，{how}取整数"
        )
    return words


def tests_words(scheme: Scheme, tests: Iterable[Test]) -> str:
    """What some tests ask, in words."""
    return _Words(scheme).tests(tests)


class _Words:
    """Puts rules into words with the names that the scheme gives its figures."""

    def __init__(self, scheme: Scheme) -> None:
        self._scheme = scheme

    def rule(self, figure: Figure) -> str:
        """How a figure comes about."""
        match figure.rule:
            case Deduct() | Bonus() | Mark() | Choice() | Measure() | TimeLimit():
                return criterion_words(figure)
            case Sum() | Product() | Ratio() | Steps() | Linear() | Table() | Constant():
                return self._reckoned(figure)
            case Condition() | Choose() | Bands():
                return self._decided(figure)
            case Rank() | ByRank() | Peer() | Split():
                return self._among_peers(figure)
            case _:
                return self._gathered(figure)

    # ---- from the same object and period

    def _reckoned(self, figure: Figure) -> str:
        match figure.rule:
            case Sum() as rule:
                start = f"{plain_text(rule.start)} + " if rule.start else ""
                return f"{start}{self._terms(rule.terms)}{_within(rule.floor, rule.cap)}"
            case Product() as rule:
                times = "" if rule.times == 1 else f" × {plain_text(rule.times)}"
                product = " × ".join(self._name(name) for name in rule.figures)
                return f"{product}{times}{_within(rule.floor, rule.cap)}"
            case Ratio() as rule:
                times = "" if rule.times == 1 else f" × {plain_text(rule.times)}"
                over, under = self._terms(rule.over), self._terms(rule.under)
                return f"({over}) ÷ ({under}){times}{_within(rule.floor, rule.cap)}"
            case Steps() as rule:
                side = "低" if rule.high_is_better else "高"
                target = f"{'达到' if rule.high_is_better else '不高于'}{plain_text(rule.target)}"
                words = f"{self._name(rule.figure)}{target}得{plain_text(rule.full)}分，"
                words += f"每{side}{plain_text(rule.step)}扣{plain_text(rule.points)}分，{_STEPS[rule.count_steps]}"
                reward = f"，每超过一档加{plain_text(rule.reward)}分" if rule.reward else ""
                return f"{words}{reward}{_within(rule.floor, rule.cap)}"
            case Linear() as rule:
                knots = "、".join(f"{plain_text(knot.at)}得{plain_text(knot.gives)}" for knot in rule.knots)
                return f"按{self._name(rule.figure)}：{knots}，其间按直线折算"
            case Table() as rule:
                rows = "、".join(f"{_limits(row.limits)}得{plain_text(row.gives)}" for row in rule.rows)
                return f"按{self._name(rule.figure)}：{rows}"
            case Constant() as rule:
                return f"固定为{plain_text(rule.value)}"
            case _:
                raise TypeError(figure.id)

    def _decided(self, figure: Figure) -> str:
        match figure.rule:
            case Condition() as rule:
                every = "，并且".join(map(self._test, rule.every))
                some = "，或者".join(map(self._test, rule.some))
                return "；同时有其一：".join(part for part in (every, some) if part)
            case Choose() as rule:
                cases = [f"{self.tests(case.when)}时为{self._given(case.gives)}" for case in rule.cases]
                rest = "不适用" if rule.otherwise is None else self._given(rule.otherwise)
                return "；".join([*cases, f"其余为{rest}"])
            case Bands() as rule:
                source = "" if rule.figure is None else f"按{self._name(rule.figure)}："
                return source + "、".join(self._band(band, rule) for band in rule.bands)
            case _:
                raise TypeError(figure.id)

    def _band(self, band: Band, rule: Bands) -> str:
        names = names_of_bands(rule, self._scheme)
        asked = [*([_limits(band.limits)] if band.limits else []), *map(self._test, band.when)]
        return f"{'且'.join(asked) or '其余'}为{names[band.id]}"

    # ---- other objects and periods

    def _gathered(self, figure: Figure) -> str:
        match figure.rule:
            case MeanOfParts() as rule:
                return f"各{self._scheme.by_id[rule.figure].of}{self._name(rule.figure)}的平均"
            case Gather() as rule:
                return self._gather(rule)
            case OfAbove() as rule:
                return f"所属{self._scheme.by_id[rule.figure].of}的{self._name(rule.figure)}"
            case Earlier() as rule:
                when = (
                    "去年同期"
                    if rule.periods is None
                    else f"前{rule.periods}期"
                    if rule.periods > 1
                    else "上期"
                )
                lacking = {Absent.ZERO: "，没有时按0", Absent.THIS: "，没有时按本期"}.get(rule.missing, "")
                return f"{when}的{self._name(rule.figure)}{lacking}"
            case Running() as rule:
                since = f"（{_SINCE[rule.since]}起算）" if rule.since is not None else ""
                return f"“{self._name(rule.figure)}”到本期已连续几期{since}"
            case Balance() as rule:
                since = _SINCE[rule.since] if rule.since is not None else f"{rule.periods}期内"
                words = f"{since}从{plain_text(rule.start)}起，每期加上{self._name(rule.figure)}"
                if rule.reset is not None:
                    words += f"；{self.tests(rule.reset.when)}时，期后恢复为{plain_text(rule.reset.to)}"
                return words + _within(rule.floor, rule.cap)
            case _:
                raise TypeError(figure.id)

    def _gather(self, rule: Gather) -> str:
        names = "、".join(self._name(name) for name in rule.figures)
        where = f"，只算{self.tests(rule.where)}的" if rule.where else ""
        shared = "，几个单位共担的平分" if rule.shared else ""
        seen = self._window(rule, names)
        return f"{seen}的{_TAKES[rule.take]}{self._weights(rule)}{where}{shared}"

    def _window(self, rule: Gather, names: str) -> str:
        source = self._scheme.by_id[rule.figures[0]]
        match rule.window:
            case Parts(role=role):
                return f"{_ROLES[role]}{source.of}{names}"
            case Within():
                return f"期内各{wording.CYCLE_NAMES[source.every]}{names}"
            case Before(first=first, last=last, since=since):
                limit = f"{_SINCE[since]}内" if since is not None else ""
                return f"{limit}前{last}期{'和本期' if first == 0 else ''}{names}"
            case LastYear():
                return f"去年同期{names}"
            case _:
                return names

    def _weights(self, rule: Gather) -> str:
        match rule.weights:
            case WeightByGrade(weights=weights):
                return (
                    "，按等级加权（"
                    + "、".join(f"{grade}{plain_text(weight)}" for grade, weight in weights)
                    + "）"
                )
            case WeightByFigure(figure=figure):
                return f"，按{self._name(figure)}加权"
            case WeightByOrder(weights=weights):
                return "，依次占" + "、".join(_percent(weight) for weight in weights)
            case _:
                return ""

    # ---- peers

    def _among_peers(self, figure: Figure) -> str:
        match figure.rule:
            case Rank() as rule:
                return f"“{self._ranking(rule.ranking)}”中{'倒数' if rule.from_last else ''}第几名"
            case ByRank() as rule:
                shared = "，并列的平分" if rule.ties is TiedGet.SHARE else ""
                schedules = "；".join(map(_schedule, rule.schedules))
                return f"按“{self._ranking(rule.ranking)}”名次：{schedules}{shared}"
            case Peer() as rule:
                where = f"，只算{self.tests(rule.where)}的" if rule.where else ""
                whom = "同组" if rule.by_group else "全部对象"
                return f"{whom}{self._name(rule.figure)}的{_PEERS[rule.take]}{where}"
            case Split() as rule:
                by = (
                    f"按{self._name(rule.in_proportion_to)}的比例"
                    if rule.in_proportion_to is not None
                    else "依名次按" + "、".join(f"{plain_text(share * 100)}%" for share in rule.shares)
                )
                who = f"，由{self.tests(rule.who)}的分" if rule.who else ""
                rest = "，无人领取的留存" if rule.unclaimed is Unclaimed.KEPT else "，无人领取的由其余分享"
                return f"{plain_text(rule.pool)}{by}分配{who}{rest}"
            case _:
                raise TypeError(figure.id)

    # ---- small parts

    def _name(self, figure_id: str) -> str:
        return self._scheme.by_id[figure_id].name

    def _ranking(self, ranking_id: str) -> str:
        return next(
            (ranking.name for ranking in self._scheme.rankings if ranking.id == ranking_id), ranking_id
        )

    def _terms(self, terms: Iterable[Term]) -> str:
        words = ""
        for term in terms:
            sign = " − " if term.weight < 0 else " + " if words else ""
            factor = "" if abs(term.weight) == 1 else f" × {_percent(abs(term.weight))}"
            words += f"{sign}{self._name(term.figure)}{factor}"
        return words.strip()

    def _given(self, given: Given) -> str:
        return self._name(given) if isinstance(given, str) else plain_text(given)

    def tests(self, tests: Iterable[Test]) -> str:
        """What some tests ask."""
        return "且".join(map(self._test, tests))

    def _test(self, test: Test) -> str:
        match test:
            case ValueTest(figure=figure, limits=limits):
                return f"{self._name(figure)}{limit_words(limits)}"
            case BandTest(figure=figure, bands=bands):
                rule = self._scheme.by_id[figure].rule
                names = names_of_bands(rule, self._scheme) if isinstance(rule, Bands) else {}
                return f"{self._name(figure)}为{'、'.join(names.get(band, band) for band in bands)}"
            case FlagTest(figure=figure, holds=holds):
                return f"“{self._name(figure)}”{'成立' if holds else '不成立'}"
            case StateTest(figure=figure, has=has):
                return f"{self._name(figure)}{HAS_WORDS[has]}"
            case AttributeTest(attribute=attribute, values=values):
                return f"{ATTRIBUTE_WORDS[attribute]}为{'、'.join(values)}"


def _schedule(schedule: Schedule) -> str:
    whom = "、".join(schedule.groups)
    if schedule.size_at_most is not None:
        whom += f"不超过{schedule.size_at_most}个对象的组"
    if schedule.size_at_least is not None:
        whom += f"至少{schedule.size_at_least}个对象的组"
    stretches = [
        f"{'倒数' if stretch.from_last else ''}第{_places(stretch.first, stretch.last)}名{plain_text(stretch.gives)}"
        for stretch in schedule.stretches
    ]
    return f"{whom}{'：' if whom else ''}{'、'.join([*stretches, f'其余{plain_text(schedule.otherwise)}'])}"


def _places(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}至{last}"


def _limits(limits: Iterable[Limit]) -> str:
    return limit_words(limits) or "其余"


def _within(floor: Fraction | None, cap: Fraction | None) -> str:
    low = "" if floor is None else f"，最低{plain_text(floor)}"
    high = "" if cap is None else f"，最高{plain_text(cap)}"
    return low + high


def _percent(weight: Fraction) -> str:
    return f"{plain_text(weight * 100)}%" if weight < 1 else plain_text(weight)
