"""Where points were lost: a score taken apart into the items that it adds up, and the checks that took points off.

The points that an item lost are its full marks less its published value, times what it weighs in the score; what is
taken off a score directly counts in full. Gains (bonuses) are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cityassess.scoring.assessment import Standing
from cityassess.scoring.column import NO_DATA, NOT_APPLICABLE
from cityassess.scoring.engine import Evaluation, comparable
from cityassess.scoring.forms import SAME, Missing, NotApplicable, Sum
from cityassess.scoring.frame import NOWHERE
from cityassess.scoring.numbers import rounded
from cityassess.scoring.scheme import Figure, Scheme
from cityassess.services.bulletin.events import Records
from cityassess.services.bulletin.material import Term
from cityassess.services.bulletin.scene import Basis, Ladder, Scene

HUNDRED = Fraction(100)


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

    ``checks`` counts the places that took points off. ``same`` is what it lost now and ``before`` what in the period
    before, both over the objects that have a place in both (None: not known).
    """

    item: Item
    points: Fraction
    share: Fraction
    checks: int
    same: Fraction
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
    """What each item of a ladder's score lost over all that are ranked, most first; empty where nothing can be told."""
    items, term = _items(scene, ladder), scene.material.now
    keys = [standing.object for standing in ladder.scored]
    points = [_lost(item, term, keys) or Fraction(0) for item in items]
    basis = basis_of(scene, ladder)
    same = () if basis is None else basis.keys
    counts = records_by(scene.records, keys)
    found = [
        Loss(
            item,
            lost,
            share,
            sum(counts.get(name, 0) for name in item.criteria),
            _lost(item, term, same) or Fraction(0),
            None if scene.term_before is None else _lost(item, scene.term_before, same),
        )
        for item, lost, share in zip(items, points, shares_of(points), strict=True)
        if lost > 0
    ]
    return tuple(sorted(found, key=lambda loss: -loss.points))


def lost_then_and_now(scene: Scene, ladder: Ladder) -> tuple[Fraction, Fraction] | None:
    """What all items of a ladder's score lost in the period before and now, over those that have a place in both.

    Items that lose nothing now are among them. None where one of them is another quantity now, or nobody has a place
    in both.
    """
    items, basis, term = _items(scene, ladder), basis_of(scene, ladder), scene.term_before
    if term is None or term.evaluation is None or basis is None or not items:
        return None
    if not all(_known_in(term.evaluation, item) for item in items):
        return None
    both = (term, scene.material.now)
    then, now = (sum(_known(_lost(item, one, basis.keys) for item in items), Fraction(0)) for one in both)
    return then, now


def basis_of(scene: Scene, ladder: Ladder) -> Basis | None:
    """Whom lost points of the period before are compared by: those that means are compared by."""
    return scene.basis(ladder.group, scene.before(ladder.group), scene.last)


def _lost(item: Item, term: Term, keys: Iterable[int]) -> Fraction | None:
    """What an item lost over some objects; None where that is known of none of them."""
    known = list(_known(lost_by(item, term, key) for key in keys))
    return sum(known, Fraction(0)) if known else None


def _items(scene: Scene, ladder: Ladder) -> tuple[Item, ...]:
    if scene.material.now.evaluation is None:
        return ()
    columns = scene.ranking(ladder.group.ranking).columns
    return items_of(scene.scheme, scene.figures[ladder.group.score.id], columns)


def _known(values: Iterable[Fraction | None]) -> Iterator[Fraction]:
    return (value for value in values if value is not None)


def shares_of(points: Sequence[Fraction]) -> list[Fraction]:
    """Shares in per cent, each rounded half up to two decimals: printed, they need not add up to 100.00."""
    total = sum(points, Fraction(0))
    return [rounded(value * HUNDRED / total, 2) if total else Fraction(0) for value in points]


def lacking(scene: Scene, ladder: Ladder, standing: Standing) -> Fraction | None:
    """What a published score lacks of full marks, both as printed; None where either is not known."""
    full, score = scene.scheme.fulls[ladder.group.score.id], standing.score.published
    return None if full is None or score is None else full - rounded(score, ladder.decimals)


def gains(scene: Scene, ladder: Ladder, object_key: int) -> bool:
    """Whether anything gave an object more than full marks: a bonus, or an item beyond its own."""
    evaluation = scene.material.now.evaluation
    if evaluation is None:
        return False
    row, column = evaluation.frame.find_row(scene.period), evaluation.frame.column_of.get(object_key)
    if row == NOWHERE or column is None:
        return False
    for item in _items(scene, ladder):
        got = got_by(item, scene.material.now, object_key)
        if got is not None and (got > item.full if item.weight > 0 else got < 0):
            return True
    sums = {total.id: total for item in _items(scene, ladder) for total in item.above}
    for total in sums.values():
        for term in total.rule.terms if isinstance(total.rule, Sum) else ():
            value = evaluation.columns[term.figure].value.fraction(row, column)
            if term.weight > 0 and not scene.scheme.fulls[term.figure] and value and value > 0:
                return True
    return False


def records_by(records: Records, keys: Iterable[int]) -> dict[str, int]:
    """In how many places points were taken off some objects, by criterion."""
    wanted = set(keys)
    found: dict[str, int] = {}
    for (key, criterion), events in records.items():
        if key in wanted:
            found[criterion] = found.get(criterion, 0) + events
    return found
