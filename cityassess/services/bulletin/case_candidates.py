"""Which checks of a period a typical case (典型案例) can be made of, the worst first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from cityassess import wording
from cityassess.scoring.forms import Deduct, TimeLimit
from cityassess.scoring.scheme import Figure
from cityassess.scoring.values import VALUE_SCALE, Check
from cityassess.scoring.worth import worth
from cityassess.services.bulletin.material import Material


@dataclass(frozen=True, slots=True)
class CaseCandidate:
    """A check that tells what was found: its key, whose it is, under which criterion, what it weighs, and its words.

    ``points`` is what the check itself says it costs, before any limit of its criterion; ``rectified`` reads as it is
    printed, empty where nothing is recorded.
    """

    check: int
    object: int
    name: str
    criterion: str
    points: Fraction
    said: str
    words: str
    rectified: str


def candidates_of(material: Material) -> tuple[CaseCandidate, ...]:
    """The checks of the period that cost points and say what was found, the worst first, then by the official order."""
    order = {item.key: place for place, item in enumerate(material.roster)}
    found = sorted(_candidates(material), key=lambda one: (-one.points, order[one.object], one.check))
    return tuple(found)


def _candidates(material: Material) -> Iterator[CaseCandidate]:
    figures = material.scheme.by_id
    for check in material.now.checks:
        figure = figures.get(check.criterion)
        item = material.roster.by_key.get(check.object)
        if figure is None or item is None or check.period != material.period.code:
            continue
        points = _points(check, figure)
        if points <= 0 or not (check.note or check.place):
            continue
        said = wording.check_value_text(check.value, check.count, figure)
        rectified = wording.rectified_text(check.rectified)
        yield CaseCandidate(
            check.key,
            item.key,
            item.name,
            figure.name,
            points,
            said,
            _words(check, item.name, figure),
            rectified,
        )


def _points(check: Check, figure: Figure) -> Fraction:
    if check.value is None or not isinstance(figure.rule, Deduct | TimeLimit):
        return Fraction(0)
    return Fraction((worth(check.value, figure.rule) or 0) * check.count, VALUE_SCALE)


def _words(check: Check, name: str, figure: Figure) -> str:
    """The case in a sentence or two, to be edited: 2017年5月3日检查发现，乐坪东门积尘。已整改。"""
    day = wording.date_text(check.day) if check.day is not None else ""
    found = check.note.rstrip("。") or f"“{figure.name}”方面存在问题"
    sentences = [f"{day}检查发现，{name}{check.place}{found}" if day else f"{name}{check.place}{found}"]
    if check.rectified:
        sentences.append(wording.rectified_text(check.rectified))
    return "".join(f"{sentence}。" for sentence in sentences)
