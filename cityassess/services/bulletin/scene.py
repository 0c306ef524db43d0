"""What every part of a bulletin looks at: the material, the facts gathered so far, and what things are called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from cityassess import wording
from cityassess.scoring.assessment import Assessment, FigureResult, GroupRanking, Standing
from cityassess.scoring.numbers import fraction_text, rounded
from cityassess.scoring.periods import Cycle
from cityassess.scoring.scheme import Figure, Ranking
from cityassess.services.bulletin.document import Passage, Piece
from cityassess.services.bulletin.events import Records, records_of
from cityassess.services.bulletin.facts import Facts
from cityassess.services.bulletin.material import Material, Term

THIS = {
    Cycle.DAY: "当日",
    Cycle.WEEK: "本周",
    Cycle.MONTH: "本月",
    Cycle.QUARTER: "本季度",
    Cycle.YEAR: "本年度",
    Cycle.FIVE_YEAR: "本期",
    Cycle.CAMPAIGN: "本期",
}
LAST = {
    Cycle.DAY: "前一日",
    Cycle.WEEK: "上周",
    Cycle.MONTH: "上月",
    Cycle.QUARTER: "上季度",
    Cycle.YEAR: "上年度",
    Cycle.FIVE_YEAR: "上期",
    Cycle.CAMPAIGN: "上期",
}
LAST_YEAR = "去年同期"
_YEARS = (Cycle.YEAR, Cycle.FIVE_YEAR)
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_BRACKETED = re.compile(r"（[^（）]*）$")
_PLAIN_TOTALS = ("合计", "总分", "总计", "得分", "总得分")
_COUNTED_BY = ("率", "数", "量", "值", "比", "额", "积分")


@dataclass(frozen=True, slots=True)
class Ladder:
    """One ranking's group as sentences speak of it.

    ``id`` names it in keys, ``topic`` in sentences (街道); ``word`` is what its score is called there (得分, 满意率),
    ``unit`` what stands behind a score, ``decimals`` how it is printed.
    """

    group: GroupRanking
    id: str
    topic: str
    word: str
    unit: str
    decimals: int
    kind: str
    high_first: bool

    @property
    def scored(self) -> tuple[Standing, ...]:
        """Those whose scores the ladder is about: who stand outside it are not among them."""
        return tuple(item for item in self.group.ranked if item.score.published is not None)

    @property
    def ranked(self) -> tuple[Standing, ...]:
        """Those who have a place, best first."""
        return self.group.ranked

    @property
    def each(self) -> str:
        """Its objects one by one, in a sentence: 各街道, 城区各责任单位."""
        if self.kind in self.topic:
            return f"各{self.kind}"
        if self.topic in self.kind:
            return f"各{self.topic}"
        return f"{self.topic}各{'考核对象' if self.topic[-1] == self.kind[-1] else self.kind}"

    def score(self, value: Fraction) -> str:
        """A score in a sentence, rounded half up to the decimals of the published ones."""
        return f"{fraction_text(value, self.decimals)}{self.unit}"

    def said(self, result: FigureResult) -> str:
        """A published score in a sentence, or what stands in its place (无数据)."""
        return result.text if result.published is None else f"{result.text}{self.unit}"

    def difference(self, value: Fraction) -> str:
        """The size of a difference in a sentence: 0.52分, 1.2个百分点."""
        unit = "个百分点" if self.unit == "%" else self.unit
        return f"{fraction_text(abs(value), self.decimals)}{unit}"


@dataclass(frozen=True, slots=True)
class Basis:
    """The objects by which two periods are compared: those that have a place in both.

    ``words`` say so where they are not all; empty where the same objects have places in both periods.
    """

    keys: tuple[int, ...]
    words: str


class Scene:
    """A bulletin while it is written."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.scheme = material.scheme
        self.assessment = material.assessment
        self.period = material.period
        self.title = wording.period_title(material.period)
        self.facts = Facts()

    @cached_property
    def records(self) -> Records:
        """In how many places points were taken off in the period, by object and criterion."""
        return records_of(self.scheme, self.material.now)

    @cached_property
    def records_before(self) -> Records | None:
        """The same of the period before; None where that is not known."""
        return None if self.term_before is None else records_of(self.scheme, self.term_before)

    @cached_property
    def inside(self) -> frozenset[int]:
        """The keys of all objects but those that only stand outside a ladder, now or in the period before."""
        terms = (self.material.now, self.term_before)
        groups = [group for term in terms if term is not None for group in term.assessment.groups]
        outside = {item.object for group in groups for item in group.not_ranked if item.outside}
        ranked = {item.object for group in self.assessment.groups for item in group.ranked}
        return frozenset(item.key for item in self.material.roster) - (outside - ranked)

    @property
    def term_before(self) -> Term | None:
        """The period before, as far as it can be set against this one: campaigns each have marks of their own."""
        return None if self.period.cycle is Cycle.CAMPAIGN else self.material.before

    @property
    def this(self) -> str:
        """The period in a sentence: 本月."""
        return THIS[self.period.cycle]

    @property
    def last(self) -> str:
        """The period before in a sentence: 上月."""
        return LAST[self.period.cycle]

    @cached_property
    def ladders(self) -> tuple[Ladder, ...]:
        """The rankings of the period, group by group."""
        topics = _topics(self)
        return tuple(
            self._ladder(group, topic) for group, topic in zip(self.assessment.groups, topics, strict=True)
        )

    def _ladder(self, group: GroupRanking, topic: str) -> Ladder:
        figure = self.scheme.by_id[group.score.id]
        return Ladder(
            group,
            f"{group.ranking}/{group.name}",
            topic,
            score_word(figure, topic),
            figure.unit or ("" if _is_count(figure) else "分"),
            figure.decimals,
            figure.of,
            self.ranking(group.ranking).ordering.high_first,
        )

    def ranking(self, ranking_id: str) -> Ranking:
        """A ranking of the scheme by its id; raises ``StopIteration`` where there is none."""
        return next(ranking for ranking in self.scheme.rankings if ranking.id == ranking_id)

    def before(self, group: GroupRanking) -> GroupRanking | None:
        """The same group in the period before, if somebody was ranked in it then."""
        term = self.term_before
        return None if term is None else same_group(term.assessment, group)

    def year_before(self, group: GroupRanking) -> GroupRanking | None:
        """The same group in the same period of the year before, if somebody was ranked in it then.

        A year has none: the year before is its last period.
        """
        earlier = None if self.period.cycle in _YEARS else self.material.year_before
        return None if earlier is None else same_group(earlier, group)

    def basis(self, group: GroupRanking, then: GroupRanking | None, than: str) -> Basis | None:
        """Whom a group is set against another period's by; None where nobody has a place in both."""
        keys, before = _scored(group), () if then is None else _scored(then)
        same = tuple(key for key in keys if key in set(before))
        if not same:
            return None
        kind = self.scheme.by_id[group.score.id].of
        words = f"按{self.this}和{than}都有名次的{len(same)}个{kind}比"
        return Basis(same, "" if set(keys) == set(before) else words)

    def passage(
        self,
        place: str,
        pieces: Iterable[Piece],
        *,
        level: int = 0,
        counted: bool = False,
        leads: bool = False,
    ) -> Passage:
        """A paragraph, its neighbouring words run together."""
        return Passage(place, merged(pieces), level, counted, leads)

    def filled(self, text: str) -> str:
        """The office's own words with the period in its place; other braces are as they were typed."""
        return text.replace("{period}", self.title)

    def placed(self, text: str) -> str:
        """A template's words with their placeholders filled; empty where one of them has nothing to say."""
        found = {name: PLACEHOLDERS[name](self) for name in _PLACEHOLDER.findall(text)}
        if not all(found.values()):
            return ""
        return _PLACEHOLDER.sub(lambda one: found[one[1]], text)

    def note_standings(self) -> None:
        """Note score, place, change and colour of everybody, so that each may be put into any sentence."""
        several = _ranked_twice(self.assessment)
        for ladder in self.ladders:
            before = self.before(ladder.group)
            places = {} if before is None else {item.object: item.rank for item in before.ranked}
            for item in ladder.group.standings:
                apart = f"（{ladder.group.score.name}）" if item.object in several else ""
                self._note(ladder, item, apart, places if before is not None else None)

    def _note(
        self, ladder: Ladder, item: Standing, apart: str, places: Mapping[int, int | None] | None
    ) -> None:
        place = f"{ladder.group.ranking}/{item.object}"
        figure, add = ladder.group.score.id, self.facts.add

        def note(what: str, text: str, name: str) -> None:
            add(f"{what}/{place}", text, f"{item.name}{name}{apart}", figure=figure, item=item.object)

        if item.score.published is not None:
            note("score", ladder.said(item.score), ladder.word)
        if item.rank is None:
            return
        note("rank", f"第{item.rank}名", "名次")
        if places is not None:
            note("change", wording.change_text(places.get(item.object), item.rank), f"名次与{self.last}相比")
        if item.rating is not None:
            note("colour", wording.rating_text(item.rating), "督办颜色")

    @cached_property
    def figures(self) -> Mapping[str, Figure]:
        """The scheme's figures by id."""
        return self.scheme.by_id


def same_group(assessment: Assessment, group: GroupRanking) -> GroupRanking | None:
    """The group of the same ranking and name in another period, as far as it was ranked by the same kind of score."""
    for other in assessment.groups:
        if (other.ranking, other.name) == (group.ranking, group.name) and other.ranked:
            comparable = (other.score.full, other.score.unit) == (group.score.full, group.score.unit)
            return other if comparable else None
    return None


def _scored(group: GroupRanking) -> tuple[int, ...]:
    return tuple(item.object for item in group.ranked if item.score.published is not None)


def mean(group: GroupRanking, decimals: int, only: Collection[int] | None = None) -> Fraction | None:
    """The mean of the published scores of those ranked, rounded half up; None where there are none.

    ``only`` are the keys of the only objects that count.
    """
    scores = [
        item.score.published
        for item in group.ranked
        if item.score.published is not None and (only is None or item.object in only)
    ]
    return rounded(sum(scores, Fraction(0)) / len(scores), decimals) if scores else None


def merged(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Pieces with neighbouring words run together and empty ones dropped."""
    found: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and found and isinstance(found[-1], str):
            found[-1] += piece
        elif piece:
            found.append(piece)
    return tuple(found)


def joined(clauses: Sequence[Sequence[Piece]], between: str = "，", end: str = "。") -> Iterator[Piece]:
    """Clauses as one sentence; nothing where there is no clause."""
    told = [clause for clause in clauses if clause]
    for number, clause in enumerate(told):
        if number:
            yield between
        yield from clause
    if told:
        yield end


def score_word(figure: Figure, topic: str) -> str:
    """What a score is called in sentences about a topic: 得分 for 合计 and 街道得分, 群众满意率 as it is."""
    name = _BRACKETED.sub("", figure.name).removeprefix(topic).removeprefix(figure.of).removesuffix("总评")
    if figure.unit and figure.unit != "分":
        return name or figure.name
    if name in _PLAIN_TOTALS or not name.endswith(("分", *_COUNTED_BY)):
        return "得分"
    return name


def _ranked_twice(assessment: Assessment) -> set[int]:
    """The objects that stand in more than one ranking of the period."""
    counted = Counter(item.object for group in assessment.groups for item in group.standings)
    return {key for key, times in counted.items() if times > 1}


def _is_count(figure: Figure) -> bool:
    """Whether a score without a unit is counted rather than given in points, by its name (巡查到位天数)."""
    name = _BRACKETED.sub("", figure.name)
    return name.endswith(_COUNTED_BY) and not name.endswith("分")


def _topics(scene: Scene) -> list[str]:
    """What sentences call each group: its name without what stands in brackets, unless two would be called the same."""
    groups = scene.assessment.groups
    names = [group.name for group in groups]
    short = [_BRACKETED.sub("", name) or name for name in names]
    topics = []
    for group, brief in zip(groups, short, strict=True):
        if short.count(brief) == 1:
            topics.append(brief)
        elif names.count(group.name) == 1:
            topics.append(group.name)
        else:
            topics.append(f"{scene.ranking(group.ranking).name}（{group.name}）")
    return topics


def _counted(scene: Scene) -> str:
    return str(len({item.object for group in scene.assessment.groups for item in group.standings}))


def _year(scene: Scene) -> str:
    return str(scene.period.end.year)


def _last_issue(scene: Scene) -> str:
    return scene.material.last_issue.number if scene.material.last_issue is not None else ""


PLACEHOLDERS: dict[str, Callable[[Scene], str]] = {
    "period": lambda scene: scene.title,
    "year": _year,
    "this": lambda scene: scene.this,
    "last": lambda scene: scene.last if scene.term_before is not None else "",
    "count": _counted,
    "scheme": lambda scene: scene.scheme.name,
    "authority": lambda scene: scene.scheme.bulletin.authority,
    "last_issue": _last_issue,
}
"""What may stand in braces in a template's words, and what is put there."""
