"""Why an object stands where it stands, in one sentence whose numbers add up."""

from __future__ import annotations

from fractions import Fraction

from cityassess.scoring.assessment import GroupRanking, Standing
from cityassess.scoring.numbers import fraction_text, needed_decimals
from cityassess.wording import names_text, place_text, score_text, standing_sentence

MOST_REASONS = 4


def reason_sentence(group: GroupRanking, standing: Standing, inputs: frozenset[str] = frozenset()) -> str:
    """The object's place and, against the one ranked just above (or below the first), where the points lie.

    ``inputs`` are the ids of the figures that the score adds up; they are named only where they are components of the
    table and their differences add up exactly to the difference of the scores.
    """
    if standing.rank is None:
        return _without_place(standing)
    sentence = standing_sentence(standing)
    other = neighbour(group, standing)
    if other is None or standing.score.published is None or other.score.published is None:
        return f"{sentence}。"
    gap = standing.score.published - other.score.published
    if gap == 0:
        return f"{sentence}，与{other.name}同分。"
    sentence += f"，比第{other.rank}名{other.name}{_compared(gap)}"
    reasons = differences(standing, other, inputs)
    if sum((difference for _, difference in reasons), Fraction(0)) != gap:
        return f"{sentence}。"
    told = [f"{name}{_compared(much)}" for name, much in reasons[:MOST_REASONS]]
    rest = sum((much for _, much in reasons[MOST_REASONS:]), Fraction(0))
    told += [f"其余合计{_compared(rest)}"] if rest else []
    return f"{sentence}：{names_text(told)}。"


def _without_place(standing: Standing) -> str:
    """Why there is no place; a reason that begins with what stands for the score says it already."""
    told = [f"{standing.name}{place_text(standing)}"]
    if not standing.reason.startswith(standing.score.text):
        told.append(score_text(standing.score))
    if standing.reason and not standing.outside:
        told.append(standing.reason)
    return f"{'，'.join(told)}。"


def _compared(difference: Fraction) -> str:
    return f"{'高' if difference > 0 else '低'}{points(abs(difference))}分"


def neighbour(group: GroupRanking, standing: Standing) -> Standing | None:
    """The one ranked just above, for the first the one just below; None for who is alone or not ranked."""
    places = [line.object for line in group.ranked]
    if standing.object not in places or len(places) < 2:
        return None
    place = places.index(standing.object)
    return group.ranked[place - 1] if place else group.ranked[1]


def differences(standing: Standing, other: Standing, inputs: frozenset[str]) -> list[tuple[str, Fraction]]:
    """The components in which two objects differ, the largest difference first."""
    theirs = {component.id: component.published for component in other.components}
    found: list[tuple[str, Fraction]] = []
    for component in standing.components:
        their = theirs.get(component.id) if component.id in inputs else None
        if component.published is not None and their is not None and component.published != their:
            found.append((component.name, component.published - their))
    return sorted(found, key=lambda each: -abs(each[1]))


def points(value: Fraction) -> str:
    """A difference of published scores in full, at least two decimals: 0.61, 1.20, 0.0125."""
    return fraction_text(value, needed_decimals(value, 2, 9))
