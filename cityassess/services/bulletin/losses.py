"""Where points were lost: a score taken apart into the items that it adds up, and the checks that took points off.

The points that an item lost are its full marks less its published value, times what it weighs in the score; what is
taken off a score directly counts in full. Gains (bonuses) are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cityassess.scoring.column import NO_DATA, NOT_APPLICABLE
from cityassess.scoring.engine import Evaluation, comparable
from cityassess.scoring.forms import SAME, Missing, NotApplicable, Sum
from cityassess.scoring.frame import NOWHERE
from cityassess.scoring.scheme import Figure, Scheme
from cityassess.services.bulletin.events import Records
from cityassess.services.bulletin.material import Term
from cityassess.services.bulletin.scene import Ladder, Scene

HUNDRED = Fraction(100)
_BASIS_POINTS = 10_000


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a score: its figure, its weight in the score (negative: taken off), and the criteria behind it.

    ``above`` are the sums that it goes into, the score first.
    """

    figure: Figure
    weight: Fraction
    full: Fraction
    criteria: frozenset[str]
    above: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Loss:
    """What one item lost over all objects of a ladder: points, its share in hundredths, and the checks behind it.

    ``before`` is what it lost in the period before over the same objects (None: not known, or there were others).
    """

    item: Item
    points: Fraction
    share: Fraction
    checks: int
    before: Fraction | None


def items_of(scheme: Scheme, score: Figure, columns: Sequence[str]) -> tuple[Item, ...]:
    """The items that a score adds up, as fine as its ranking prints them; empty where it does not add up any.

    A score that takes off what has full marks, such as an advance on the last period, is set against something: it has
    no points of its own to lose there.
    """
    printed = {name for name in columns if not read_below(scheme, name) & set(columns)}
    found = tuple(_walk(scheme, score, Fraction(1), printed, ()))
    against = any(item.weight < 0 and item.full for item in found)
    return found if len(found) > 1 and not against else ()


def read_below(scheme: Scheme, figure_id: str) -> frozenset[str]:
    """All that a figure reads of the same object and period, directly or not."""
    found: set[str] = set()
    waiting = [figure_id]
    while waiting:
        for read in scheme.by_id[waiting.pop()].rule.reads:
            if read.window == SAME and read.figure not in found:
                found.add(read.figure)
                waiting.append(read.figure)
    return frozenset(found)


def _walk(
    scheme: Scheme, figure: Figure, weight: Fraction, printed: set[str], above: tuple[Figure, ...]
) -> Iterator[Item]:
    rule = figure.rule
    if isinstance(rule, Sum) and (not above or figure.id not in printed):
        for term in rule.terms:
            below, weighs = scheme.by_id[term.figure], weight * term.weight
            if weighs < 0:
                yield _item(scheme, below, weighs, (*above, figure))
            elif scheme.fulls[below.id]:
                yield from _walk(scheme, below, weighs, printed, (*above, figure))
    elif above:
        yield _item(scheme, figure, weight, above)


def _item(scheme: Scheme, figure: Figure, weight: Fraction, above: tuple[Figure, ...]) -> Item:
    full = scheme.fulls[figure.id] or Fraction(0)
    reads = read_below(scheme, figure.id) | {figure.id}
    criteria = frozenset(name for name in reads if scheme.by_id[name].is_criterion)
    return Item(figure, weight, full, criteria, above)


def got_by(item: Item, term: Term, object_key: int) -> Fraction | None:
    """What the sum took for an item at an object in a period, before it is weighed; None where it has no value.

    None too where it was another quantity then.
    """
    evaluation = term.evaluation
    if evaluation is None or not _known_in(evaluation, item):
        return None
    row, column = evaluation.frame.find_row(term.period), evaluation.frame.column_of.get(object_key)
    return None if row == NOWHERE or column is None else _value(evaluation, item, row, column)


def _known_in(evaluation: Evaluation, item: Item) -> bool:
    """Whether an item is the same quantity in an evaluation, be it of another edition."""
    then = evaluation.scheme.by_id.get(item.figure.id)
    return (
        then is not None
        and comparable(then, item.figure)
        and all(total.id in evaluation.columns for total in item.above)
        and (evaluation.scheme.fulls[then.id] or Fraction(0)) == item.full
    )


def lost_by(item: Item, term: Term, object_key: int) -> Fraction | None:
    """What an item lost at one object in a period; None where :func:`got_by` knows nothing of it."""
    value, evaluation = got_by(item, term, object_key), term.evaluation
    if value is None or evaluation is None:
        return None
    row, column = evaluation.frame.find_row(term.period), evaluation.frame.column_of[object_key]
    lost = item.weight * (item.full - value) if item.weight > 0 else -item.weight * value
    for total in item.above:
        if isinstance(total.rule, Sum) and total.rule.not_applicable is NotApplicable.RESCALE:
            lost *= _rescaled(evaluation, total.rule, row, column)
    return max(lost, Fraction(0))


def _value(evaluation: Evaluation, item: Item, row: int, column: int) -> Fraction | None:
    """What the sum above took for an item: its value, or nought where it counts so; None where it was left out."""
    evaluated = evaluation.columns[item.figure.id].value
    rule, state = item.above[-1].rule, evaluated.states[row, column]
    if isinstance(rule, Sum) and (
        (state == NOT_APPLICABLE and rule.not_applicable is NotApplicable.ZERO)
        or (state == NO_DATA and rule.missing is Missing.ZERO)
    ):
        return Fraction(0)
    return evaluated.fraction(row, column)


def _rescaled(evaluation: Evaluation, rule: Sum, row: int, column: int) -> Fraction:
    """By how much a sum weighs what it adds up more, as some of it does not apply to the object."""
    whole = applicable = Fraction(0)
    for term in rule.terms:
        share = max(term.weight, Fraction(0)) * (evaluation.scheme.fulls[term.figure] or Fraction(0))
        whole += share
        if evaluation.columns[term.figure].value.states[row, column] != NOT_APPLICABLE:
            applicable += share
    return whole / applicable if applicable else Fraction(1)


def losses_of(scene: Scene, ladder: Ladder) -> tuple[Loss, ...]:
    """What each item of a ladder's score lost over all its objects, most first; empty where nothing can be told."""
    items, term = _items(scene, ladder), scene.material.now
    keys = [standing.object for standing in ladder.scored]
    points = [sum(_known(lost_by(item, term, key) for key in keys), Fraction(0)) for item in items]
    counts = records_by(scene.records, keys)
    found = [
        Loss(
            item,
            lost,
            share,
            sum(counts.get(name, 0) for name in item.criteria),
            _lost_before(scene, ladder, item),
        )
        for item, lost, share in zip(items, points, shares_of(points), strict=True)
        if lost > 0
    ]
    return tuple(sorted(found, key=lambda loss: -loss.points))


def lost_before(scene: Scene, ladder: Ladder) -> Fraction | None:
    """What all items of a ladder's score lost in the period before, those that lose nothing now among them.

    None where one of them is another quantity now, or where other objects had a score then.
    """
    items, keys = _items(scene, ladder), _same_objects(scene, ladder)
    term = scene.term_before
    if term is None or term.evaluation is None or not items or not keys:
        return None
    if not all(_known_in(term.evaluation, item) for item in items):
        return None
    return sum(_known(lost_by(item, term, key) for item in items for key in keys), Fraction(0))


def _items(scene: Scene, ladder: Ladder) -> tuple[Item, ...]:
    if scene.material.now.evaluation is None:
        return ()
    columns = scene.ranking(ladder.group.ranking).columns
    return items_of(scene.scheme, scene.figures[ladder.group.score.id], columns)


def _lost_before(scene: Scene, ladder: Ladder, item: Item) -> Fraction | None:
    """What an item lost in the period before; None where that is not known, or is that of other objects."""
    term = scene.term_before
    if term is None:
        return None
    known = list(_known(lost_by(item, term, key) for key in _same_objects(scene, ladder)))
    return sum(known, Fraction(0)) if known else None


def _same_objects(scene: Scene, ladder: Ladder) -> tuple[int, ...]:
    """The objects that have a score in a ladder, where they are those of the period before; empty otherwise.

    Points lost by more or fewer objects are no more or fewer points for that.
    """
    then = scene.before(ladder.group)
    keys = tuple(standing.object for standing in ladder.scored)
    before = () if then is None else then.standings
    same = set(keys) == {one.object for one in before if one.score.published is not None}
    return keys if same else ()


def _known(values: Iterable[Fraction | None]) -> Iterator[Fraction]:
    return (value for value in values if value is not None)


def shares_of(points: Sequence[Fraction]) -> list[Fraction]:
    """Shares in per cent with two decimals that add up to 100.00: what is left over goes to the largest rests."""
    total = sum(points, Fraction(0))
    if not total:
        return [Fraction(0)] * len(points)
    exact = [value * _BASIS_POINTS / total for value in points]
    units = [int(value) for value in exact]
    by_rest = sorted(range(len(points)), key=lambda place: (units[place] - exact[place], place))
    for place in by_rest[: _BASIS_POINTS - sum(units)]:
        units[place] += 1
    return [Fraction(unit, 100) for unit in units]


def records_by(records: Records, keys: Iterable[int] | None = None) -> dict[str, int]:
    """How many events took points off, by criterion; ``keys`` are those of the only objects that count."""
    wanted = None if keys is None else set(keys)
    found: dict[str, int] = {}
    for (key, criterion), events in records.items():
        if wanted is None or key in wanted:
            found[criterion] = found.get(criterion, 0) + events
    return found
