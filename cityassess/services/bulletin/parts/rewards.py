"""名单和奖惩: the lists that come out of the period, grades, and money."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from cityassess import wording
from cityassess.scoring.assessment import FigureResult, ListResult, Standing, State
from cityassess.scoring.forms import Bands
from cityassess.scoring.numbers import fraction_text, rounded
from cityassess.scoring.scheme import Figure
from cityassess.services.bulletin.document import Part, Piece
from cityassess.services.bulletin.grounds import listed_reason
from cityassess.services.bulletin.scene import Ladder, Scene, joined

_MONEY = ("元", "万元", "千元", "亿元")
_GIVEN = (("奖", "奖励"), ("补", "补助"))
"""What an amount above zero is called where the figure's name says that it is given; one below is taken off."""
_TAKEN = ("罚", "惩")
"""In the name of a figure that is not given: its amounts are penalties, whichever sign they have."""
_MOST_NAMED = 12
_MOST_GRADES = 2
_LONGEST_REASON = 40


def lists(scene: Scene, at: str) -> Iterator[Part]:
    """Each list of the scheme that somebody stands on."""
    for item in scene.assessment.lists:
        if item.listed:
            count = scene.facts.add(f"list-count/{item.id}", f"{len(item.listed)}个", f"{item.name}个数")
            names = scene.facts.add(f"list/{item.id}", _listed(scene, item), item.name)
            yield scene.passage(f"{at}/{item.id}", (f"{item.name}（", count, "）：", names, "。"))


def _listed(scene: Scene, item: ListResult) -> str:
    """Who stands on a list, each with the reason where all of them are few and can be told in a few words."""
    reasons = [
        listed_reason(scene, item.figure, one.object) if len(item.listed) <= _MOST_NAMED else ""
        for one in item.listed
    ]
    if not all(0 < len(reason) <= _LONGEST_REASON for reason in reasons):
        return wording.listed_text(item)
    return "、".join(f"{one.name}（{reason}）" for one, reason in zip(item.listed, reasons, strict=True))


def no_lists(scene: Scene, at: str) -> Iterator[Part]:
    """Says so where nobody stands on any list."""
    if not any(item.listed for item in scene.assessment.lists):
        yield scene.passage(f"{at}/none", (f"{scene.this}没有列入名单的对象。",))


def grades(scene: Scene, at: str) -> Iterator[Part]:
    """Who got which grade, for the grades that a ranking prints beside its score; many of them the table tells."""
    told: set[tuple[str, int]] = set()
    for ladder in scene.ladders:
        graded = [
            one for one in _figures(scene, ladder) if isinstance(one.rule, Bands) and not one.rule.colours
        ]
        for figure in graded if len(graded) <= _MOST_GRADES else ():
            who = {(figure.id, item.object) for item in ladder.ranked}
            if who <= told:
                continue
            told |= who
            clauses = list(_grade_clauses(scene, ladder, figure))
            if clauses:
                lead = f"{ladder.topic}{_own_name(figure, ladder)}："
                place = f"{at}/grades/{ladder.id}/{figure.id}"
                yield scene.passage(place, (lead, *joined(clauses, between="；")))


def _grade_clauses(scene: Scene, ladder: Ladder, figure: Figure) -> Iterator[list[Piece]]:
    by_grade: dict[str, list[str]] = {}
    for item, result in _results(ladder, figure):
        if result.state is State.VALUE and result.text:
            by_grade.setdefault(result.text, []).append(item.name)
    rule = figure.rule
    order = [band.name for band in rule.bands] if isinstance(rule, Bands) else []
    for name in sorted(by_grade, key=lambda one: order.index(one) if one in order else len(order)):
        who = by_grade[name]
        key = f"{ladder.id}/{figure.id}/{name}"
        title = f"{ladder.topic}{figure.name}{name}"
        count = scene.facts.add(f"grade-count/{key}", f"{len(who)}个", f"{title}个数")
        names = scene.facts.add(f"grade/{key}", _crowd(who), title)
        yield [name, count, "，为", names]


def rewards(scene: Scene, at: str) -> Iterator[Part]:
    """Money by figure: who gets how much and who pays, with the sums."""
    for ladder in scene.ladders:
        for figure in _figures(scene, ladder):
            if figure.unit not in _MONEY:
                continue
            printed = [
                (item, rounded(result.published, figure.decimals))
                for item, result in _results(ladder, figure)
                if result.published is not None
            ]
            amounts = [(item, amount) for item, amount in printed if amount]
            if amounts:
                place = f"{at}/money/{ladder.id}/{figure.id}"
                yield scene.passage(place, _money(scene, ladder, figure, amounts))


def _money(
    scene: Scene, ladder: Ladder, figure: Figure, amounts: Sequence[tuple[Standing, Fraction]]
) -> Iterator[Piece]:
    key, name = f"{ladder.id}/{figure.id}", f"{ladder.topic}{_own_name(figure, ladder)}"
    parts = _given_and_taken(figure, amounts)
    if not parts:
        total = sum((amount for _, amount in amounts), Fraction(0))
        yield f"{name}合计"
        yield scene.facts.add(f"money/{key}", _amount(figure, total), f"{name}合计")
        yield "。"
        return
    clauses: list[list[Piece]] = []
    for what, word, part in parts:
        told = _crowd([f"{item.name}{_amount(figure, amount)}" for item, amount in part])
        total = sum((amount for _, amount in part), Fraction(0))
        clause: list[Piece] = [word, scene.facts.add(f"money-{what}/{key}", told, f"{name}{word}")]
        if len(part) > 1:
            clause += [
                "，合计",
                scene.facts.add(f"money-{what}-sum/{key}", _amount(figure, total), f"{name}{word}合计"),
            ]
        clauses.append(clause)
    yield f"{name}："
    yield from joined(clauses, between="；")


def _given_and_taken(
    figure: Figure, amounts: Sequence[tuple[Standing, Fraction]]
) -> list[tuple[str, str, list[tuple[Standing, Fraction]]]]:
    """The amounts that are given and taken, each with a key and its word; empty where the name does not tell which."""
    more = [(item, amount) for item, amount in amounts if amount > 0]
    less = [(item, -amount) for item, amount in amounts if amount < 0]
    given = next((word for mark, word in _GIVEN if mark in figure.name), "")
    if given:
        parts = [("given", given, more), ("taken", "扣减", less)]
    elif any(mark in figure.name for mark in _TAKEN) and not (more and less):
        parts = [("taken", "扣罚", more or less)]
    else:
        parts = []
    return [one for one in parts if one[2]]


def _amount(figure: Figure, amount: Fraction) -> str:
    return f"{fraction_text(amount, figure.decimals)}{figure.unit}"


def _crowd(told: Sequence[str]) -> str:
    """Names in a sentence, a crowd counted."""
    names = wording.names_text(told[:_MOST_NAMED])
    return f"{names}等{len(told)}个" if len(told) > _MOST_NAMED else names


def _own_name(figure: Figure, ladder: Ladder) -> str:
    return figure.name.removeprefix(ladder.topic) or figure.name


def _figures(scene: Scene, ladder: Ladder) -> list[Figure]:
    headings = (*ladder.group.components, *ladder.group.also)
    return [scene.figures[heading.id] for heading in headings]


def _results(ladder: Ladder, figure: Figure) -> Iterator[tuple[Standing, FigureResult]]:
    for item in ladder.ranked:
        for result in (*item.components, *item.also):
            if result.id == figure.id:
                yield item, result
