"""``split`` in words."""

from __future__ import annotations

from fractions import Fraction

from cityassess.scoring.evaluating.split import Award, awards
from cityassess.scoring.forms import Split, Unclaimed
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.tracing.account import Account, Place
from cityassess.scoring.tracing.rank import context_of, place_text
from cityassess.scoring.tracing.words import shown


def account(rule: Split, place: Place) -> Account:
    """The place among those who qualify, the share, and how the pool was brought to whole units."""
    lines = tuple(place.line(figure) for figure in place.figure.inputs)
    words = place_text(rule.ordering, place)
    if place.result.exact is None:
        return Account(f"{words}，{place.result.text}", lines)
    award = awards(rule, place.figure, context_of(place), place.row).get(place.column)
    unit = place.figure.unit
    if award is None:
        return Account(f"{words}；不符合分配条件，得{place.result.text}{unit}", lines)
    if rule.who:
        words += f"；符合条件的{award.of}个中第{award.place}名"
    how = (
        _in_proportion(rule, rule.in_proportion_to, place)
        if rule.in_proportion_to
        else _by_place(rule, award)
    )
    end = f"{shown(award.exact, place.figure.decimals)}"
    if award.amount != award.exact:
        end += f"，各家先去尾，剩下的按尾数从大到小每家补一份，得{place.result.text}"
    return Account(f"{words}；{plain_text(rule.pool)} × {how} = {end}{unit}", lines)


def _by_place(rule: Split, award: Award) -> str:
    first = award.place - 1
    filled = rule.shares[first : first + award.tied]
    added = " + ".join(_percent(share) for share in filled) or "0"
    if len(filled) > 1:
        added = f"({added})"
    if award.tied > 1:
        added += f" ÷ {award.tied}（{award.tied}个并列，平分）"
    claimed = sum(rule.shares[: award.of], Fraction(0))
    total = sum(rule.shares, Fraction(0))
    if rule.unclaimed is Unclaimed.SHARED and claimed not in (0, total):
        added += f" × {_percent(total)} ÷ {_percent(claimed)}（无人领取的份额按比例分给各家）"
    return added


def _in_proportion(rule: Split, figure_id: str, place: Place) -> str:
    context = context_of(place)
    source = place.source(figure_id)
    found = awards(rule, place.figure, context, place.row)
    ranks = context.places(rule.ordering)
    parts = {
        column: max(place.number_of(source.id, place.row, column) or Fraction(0), Fraction(0))
        for column in found
        if ranks.groups[place.row, column] == ranks.groups[place.row, place.column]
    }
    total = sum(parts.values(), Fraction(0))
    own = shown(parts[place.column], source.decimals)
    return f"{own} ÷ {shown(total, source.decimals)}（“{source.name}”占{len(parts)}个之和）" if total else "0"


def _percent(share: Fraction) -> str:
    text = plain_text(share * 100)
    return plain_text(share) if "/" in text else f"{text}%"
