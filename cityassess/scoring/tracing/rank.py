"""``rank`` in words, and the place of an object as other forms say it."""

from __future__ import annotations

import numpy as np

from cityassess.scoring.evaluating import Context
from cityassess.scoring.forms import Ordering, Rank
from cityassess.scoring.tracing.account import Account, Line, Place


def account(rule: Rank, place: Place) -> Account:
    """The place, in which group and among how many, and who stands there, too."""
    return Account(
        place_text(rule.ordering, place, from_last=rule.from_last), score_lines(rule.ordering, place)
    )


def context_of(place: Place) -> Context:
    """What rules looked at when the cell was evaluated."""
    evaluation = place.evaluation
    ranks = {ranking.ordering: evaluation.ranks[ranking.id] for ranking in evaluation.scheme.rankings}
    return Context(evaluation.scheme, evaluation.frame, evaluation.tally, evaluation.columns, ranks)


def score_lines(ordering: Ordering, place: Place) -> tuple[Line, ...]:
    """The figures that decide the place."""
    return tuple(place.line(figure) for figure in dict.fromkeys(read.figure for read in ordering.reads))


def place_text(ordering: Ordering, place: Place, *, from_last: bool = False) -> str:
    """``第2名，共8个参与排名``, with the group's name and those tied, or why there is no place."""
    ranks = context_of(place).places(ordering)
    own = int(ranks.places[place.row, place.column])
    if not own:
        if not ranks.entered[place.row, place.column]:
            return "不参与排名"
        score = place.result_of(ordering.score)
        return f"没有名次：{score.name}{score.text}"
    group = str(ranks.groups[place.row, place.column])
    tied = [
        place.evaluation.frame.objects[place.figure.of][column].name
        for column in np.flatnonzero((ranks.places[place.row] == own) & (ranks.groups[place.row] == group))
        if column != place.column
    ]
    number = int(ranks.from_last[place.row, place.column])
    which = f"{'倒数' if from_last else ''}第{number if from_last else own}名"
    where = f"“{group}”" if group else ""
    with_whom = f"（与{'、'.join(tied[:3])}{'等' if len(tied) > 3 else ''}并列）" if tied else ""
    return f"{where}{which}{with_whom}，共{int(ranks.sizes[place.row, place.column])}个参与排名"
