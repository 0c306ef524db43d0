"""A scheme described for people: from when, for whom, every figure, ranking and list in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cityassess import wording
from cityassess.scoring.calendars import Calendar
from cityassess.scoring.forms import Apart, Ordering, Ties
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.scheme import BalanceCheck, Figure, NamedList, Ranking, Scheme
from cityassess.services.scheme_words import rule_words, tests_words

_APART = {
    Apart.GROUP: "，各组分别排",
    Apart.GRADE: "，各等级分别排",
    Apart.PARENT: "，各上级的下级分别排",
    Apart.NONE: "，不分组",
}


@dataclass(frozen=True, slots=True)
class FigureDescription:
    """One figure: what it is of, how often, how it comes about, from which clause; ``entered`` is for criteria."""

    id: str
    name: str
    of: str
    cycle: str
    words: str
    clause: str
    full: str
    unit: str
    entered: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something named, and what there is to say of it."""

    name: str
    words: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class SchemeDescription:
    """All of a scheme in words."""

    id: str
    name: str
    heading: tuple[Sentence, ...]
    figures: tuple[FigureDescription, ...]
    rankings: tuple[Sentence, ...]
    lists: tuple[Sentence, ...]
    balances: tuple[Sentence, ...]


def describe(scheme: Scheme) -> SchemeDescription:
    """A scheme in words, its figures in the file's order."""
    ordered = sorted(scheme.figures, key=lambda figure: figure.line)
    return SchemeDescription(
        scheme.id,
        scheme.name,
        tuple(_heading(scheme)),
        tuple(_figure(scheme, figure) for figure in ordered),
        tuple(_ranking(scheme, ranking) for ranking in scheme.rankings),
        tuple(_list(scheme, item) for item in scheme.lists),
        tuple(_balance(scheme, balance) for balance in scheme.balances),
    )


def _heading(scheme: Scheme) -> Iterable[Sentence]:
    yield Sentence("文号", scheme.circular)
    until = "" if scheme.in_force_to is None else f"，至{wording.date_text(scheme.in_force_to)}"
    yield Sentence("施行", f"自{wording.date_text(scheme.in_force_from)}起{until}")
    kinds = (
        kind.name if kind.part_of is None else f"{kind.name}（{kind.part_of}的下级）" for kind in scheme.kinds
    )
    yield Sentence("考核对象", "、".join(kinds))
    yield from _calendar(scheme.calendar)
    if scheme.colours:
        colours = (
            f"{colour.name}（{colour.meaning}）" if colour.meaning else colour.name
            for colour in scheme.colours
        )
        yield Sentence("督办颜色", "、".join(colours))


def _calendar(calendar: Calendar) -> Iterable[Sentence]:
    if calendar.month_ends_on is not None:
        first, last = calendar.month_ends_on + 1, calendar.month_ends_on
        yield Sentence("考核月", f"上月{first}日至本月{last}日")
    for campaign in calendar.campaigns:
        start, end = wording.date_text(campaign.start), wording.date_text(campaign.end)
        yield Sentence(campaign.name, f"{start}至{end}（编号{campaign.id}）")


def _figure(scheme: Scheme, figure: Figure) -> FigureDescription:
    full = scheme.fulls[figure.id]
    return FigureDescription(
        figure.id,
        figure.name,
        figure.of,
        wording.CYCLE_NAMES[figure.every],
        rule_words(scheme, figure),
        figure.clause,
        plain_text(full) if full is not None else "",
        figure.unit,
        figure.is_criterion,
    )


def _ranking(scheme: Scheme, ranking: Ranking) -> Sentence:
    ordering = ranking.ordering
    score = scheme.by_id[ordering.score]
    words = f"{score.of}按{score.name}{_direction(ordering.high_first)}排名"
    words += _APART[ordering.apart]
    words += "，按公布的得分比较" if ordering.by_published else "，按未取整的得分比较"
    return Sentence(ranking.name, words + "".join(_details(scheme, ordering)))


def _details(scheme: Scheme, ordering: Ordering) -> Iterable[str]:
    for then in ordering.then:
        yield f"，相同的再比{scheme.by_id[then.figure].name}（{_direction(then.high_first)}）"
    yield (
        "，仍相同的并列，其后名次顺延（1、2、2、4）"
        if ordering.ties is Ties.COMPETITION
        else "，并列后名次连续（1、2、2、3）"
    )
    if ordering.not_ranked:
        yield f"；{'、'.join(ordering.not_ranked)}不参与排名"
    if ordering.only:
        yield f"；只排{tests_words(scheme, ordering.only)}的"


def _direction(high_first: bool) -> str:
    return "从高到低" if high_first else "从低到高"


def _list(scheme: Scheme, item: NamedList) -> Sentence:
    return Sentence(item.name, rule_words(scheme, scheme.by_id[item.figure]), item.clause)


def _balance(scheme: Scheme, balance: BalanceCheck) -> Sentence:
    names = "、".join(scheme.by_id[figure].name for figure in balance.figures)
    return Sentence(balance.name, f"{names}合计应为{plain_text(balance.equals)}")


def described_lines(description: SchemeDescription) -> Iterable[str]:
    """A description as lines of text for a terminal."""
    yield f"{description.name}（{description.id}）"
    for sentence in description.heading:
        yield f"{sentence.name}：{sentence.words}"
    yield ""
    for figure in description.figures:
        entered = "录入" if figure.entered else "计算"
        clause = f"（{figure.clause}）" if figure.clause else ""
        yield f"{figure.of}·{figure.cycle}　{figure.name}［{entered}］：{figure.words}{clause}"
    for title, sentences in (
        ("排名", description.rankings),
        ("名单", description.lists),
        ("收支平衡", description.balances),
    ):
        for sentence in sentences:
            clause = f"（{sentence.clause}）" if sentence.clause else ""
            yield f"{title}“{sentence.name}”：{sentence.words}{clause}"
