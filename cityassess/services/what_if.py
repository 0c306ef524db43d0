"""A period under an edited scheme, without saving it: who moves, and by how much."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cityassess import wording
from cityassess.errors import Refused
from cityassess.scoring.assess import assess
from cityassess.scoring.assessment import Assessment, Standing
from cityassess.services.records import period_of
from cityassess.services.scheme_files import scheme_of
from cityassess.services.stored_evaluation import evaluate_stored

if TYPE_CHECKING:
    from cityassess.services.records import Records
    from cityassess.services.standings import Standings
    from cityassess.store.database import Database


@dataclass(frozen=True, slots=True)
class Mover:
    """One object's line under the scheme in force and under the edited one; None where it has no line there."""

    ranking: str
    group: str
    object: int
    name: str
    before: Standing | None
    after: Standing | None

    @property
    def rose(self) -> int | None:
        """By how many places it rises (falls where negative); None where it has no place on either side."""
        if self.before is None or self.after is None:
            return None
        if self.before.rank is None or self.after.rank is None:
            return None
        return self.before.rank - self.after.rank

    @property
    def moved(self) -> bool:
        """Whether anything that is published of it changes: place, score, colour, money, grade."""
        return _published(self.before) != _published(self.after)

    @property
    def texts(self) -> tuple[str, ...]:
        """Group, name, then place, score and colour before and after, and what else changes, as people read them."""
        return self.group, self.name, *_sides(self), "；".join(_other_changes(self.before, self.after))


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A period as it stands and as it would be, with every line of both set side by side.

    ``in_place`` says that the edited scheme would not be in force then by itself, and was tried as if it were.
    """

    before: Assessment
    after: Assessment
    movers: tuple[Mover, ...]
    in_place: bool = False

    @property
    def moved(self) -> tuple[Mover, ...]:
        """Who moves: first those that come into a ladder or leave it, then by places moved, most first."""
        return tuple(sorted((mover for mover in self.movers if mover.moved), key=_movement))

    @property
    def unbalanced(self) -> tuple[str, ...]:
        """By how much sums would not come out even, a sentence each."""
        return tuple(wording.balance_text(balance) for balance in self.after.balances if balance.off)


class Trial:
    """Tries an edited scheme on a period of one database; nothing is ever written."""

    def __init__(self, database: Database, records: Records, standings: Standings) -> None:
        self._database = database
        self._records = records
        self._standings = standings

    def what_if(
        self, period: str, text: str, file: str = "修改后的方案", *, in_place: bool = False
    ) -> WhatIf:
        """The period under the scheme in ``text`` beside the one in force.

        With ``in_place`` a text that is in force at another time is tried in the place of the edition in force.
        Raises ``Refused`` with every fault of the text and its line, where it is another scheme than the period's, or
        where it would not be in force in the period.
        """
        when = period_of(period)
        edited = scheme_of(text, file)
        with self._database.reading() as session:
            basis = self._records.basis(session)
            current = basis.governing(when, edited.id)
            shifted = in_place and not edited.governs(when)
            if shifted:
                term = current.scheme
                edited = replace(edited, in_force_from=term.in_force_from, in_force_to=term.in_force_to)
            if not edited.governs(when) or when.cycle not in edited.cycles:
                title = wording.period_title(current.scheme.calendar.dated(when))
                raise Refused(f"修改后的方案在{title}不生效，看不出变化。核对生效日期和考核周期。")
            before = self._standings.assess_in(session, when, edited.id)
            others = (
                edition.scheme
                for edition in basis.editions
                if edition.scheme.id == edited.id and edition.scheme.in_force_from != edited.in_force_from
            )
            evaluation = evaluate_stored(session, edited, (*others, edited), basis.roster, when)
        after = assess(evaluation, when)
        return WhatIf(before, after, tuple(_movers(before, after)), shifted)


def _movement(mover: Mover) -> tuple[bool, int]:
    """What movers are sorted by."""
    was = mover.before is not None and mover.before.rank is not None
    will = mover.after is not None and mover.after.rank is not None
    return was == will, -abs(mover.rose or 0)


def _movers(before: Assessment, after: Assessment) -> Iterable[Mover]:
    """Every line of both, in the order of the edited ranking, those that are no longer in it last."""
    then, now = _lines(before), _lines(after)
    for place in dict.fromkeys((*now, *then)):
        ranking, key = place
        was, will = then.get(place), now.get(place)
        line = will or was
        if line is not None:
            group, standing = line
            yield Mover(
                ranking,
                group,
                key,
                standing.name,
                was[1] if was is not None else None,
                will[1] if will is not None else None,
            )


def _lines(assessment: Assessment) -> dict[tuple[str, int], tuple[str, Standing]]:
    return {
        (group.ranking, standing.object): (group.name, standing)
        for group in assessment.groups
        for standing in group.standings
    }


def _published(standing: Standing | None) -> tuple[object, ...]:
    if standing is None:
        return ()
    colour = standing.rating.colour if standing.rating is not None else None
    figures = tuple((figure.id, figure.text) for figure in (*standing.components, *standing.figures))
    return standing.rank, standing.score.text, colour, figures


def what_if_lines(found: WhatIf) -> Iterable[str]:
    """What an edited scheme changes, as lines of text: first who moves, then by how much no sum comes out even."""
    from cityassess.services.score_forms import aligned

    title = wording.period_title(found.after.period)
    moved = found.moved
    if not moved:
        yield f"{title}按修改后的方案试算，没有变化。"
    else:
        yield f"{title}按修改后的方案试算，{len(found.movers)}个对象中{len(moved)}个有变化（没有保存）："
        rows = [["分组", "对象", "名次", "试算", "变化", "得分", "试算", "督办", "试算", "其他变化"]]
        rows += [[*mover.texts] for mover in moved]
        yield from aligned(rows)
    yield from found.unbalanced
    yield from found.after.problems


def _sides(mover: Mover) -> list[str]:
    before, after = mover.before, mover.after
    was, will = (before.rank if before else None), (after.rank if after else None)
    return [
        wording.rank_cell(was),
        wording.rank_cell(will),
        wording.change_text(was, will),
        before.score.text if before else wording.NO_RANK,
        after.score.text if after else wording.NO_RANK,
        wording.rating_text(before.rating if before else None),
        wording.rating_text(after.rating if after else None),
    ]


def _other_changes(before: Standing | None, after: Standing | None) -> Iterable[str]:
    """Money, grades and parts that change, such as 奖惩资金 30→0."""
    if before is None or after is None:
        return
    then = {figure.id: figure for figure in (*before.components, *before.figures)}
    for figure in (*after.components, *after.figures):
        was = then.get(figure.id)
        if was is not None and was.text != figure.text:
            yield f"{figure.name} {was.text}→{figure.text}"
