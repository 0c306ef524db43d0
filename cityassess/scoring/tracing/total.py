"""``sum`` and ``weighted`` in words."""

from __future__ import annotations

from fractions import Fraction

from cityassess.scoring.assessment import FigureResult, State
from cityassess.scoring.forms import Missing, NotApplicable, Sum, Term
from cityassess.scoring.marks import plain_text
from cityassess.scoring.tracing.account import Account, Place
from cityassess.scoring.tracing.words import ended, operand_text, shown, weight_text


def account(rule: Sum, place: Place) -> Account:
    """Each input, times its weight, and by what all were rescaled."""
    figure, result = place.figure, place.result
    words = [_term_words(rule, term, place, result.exact is not None) for term in rule.terms]
    if result.exact is None:
        lines = tuple(place.line(term.figure, _weight(rule, term)) for term in rule.terms)
        return Account(f"{' + '.join(words)}：{result.text}", lines)
    factor = _factor(rule, place)
    lines = tuple(
        place.line(term.figure, _weight(rule, term), _share(rule, term, place) * factor)
        for term in rule.terms
    )
    added = " + ".join(words)
    scaling = rule.not_applicable is NotApplicable.RESCALE and _rescaling(rule, place)
    if scaling:
        added = f"({added}) × {scaling}"
    return Account(f"{added} = {ended(figure, result)}", lines)


def _weight(rule: Sum, term: Term) -> str:
    return weight_text(term.weight) if rule.weighted else ""


def _share(rule: Sum, term: Term, place: Place) -> Fraction:
    result = place.result_of(term.figure)
    if result.published is not None:
        return term.weight * result.published
    return term.weight * (_stand_in(rule, term, place, result) or Fraction(0))


def _stand_in(rule: Sum, term: Term, place: Place, result: FigureResult) -> Fraction | None:
    """The full marks that stand in for an input without a value, or None where nothing does."""
    by_full = (result.state is State.NO_DATA and rule.missing is Missing.FULL) or (
        result.state is State.NOT_APPLICABLE and rule.not_applicable is NotApplicable.FULL
    )
    return place.evaluation.scheme.fulls[term.figure] if by_full else None


def _term_words(rule: Sum, term: Term, place: Place, counts: bool) -> str:
    """One summand; where the sum comes to no number (``counts`` is false), what is lacking is not called zero."""
    source = place.source(term.figure)
    result = place.result_of(term.figure)
    factor = f"×{weight_text(term.weight)}" if rule.weighted else ""
    if result.published is not None:
        return f"{shown(result.published, source.decimals)}{factor}"
    full = _stand_in(rule, term, place, result)
    if full is not None:
        return f"{plain_text(full)}（{source.name}{result.text}，按满分计）{factor}"
    return f"0（{source.name}{result.text}）" if counts else f"（{source.name}{result.text}）"


def _fulls(rule: Sum, place: Place) -> tuple[Fraction, Fraction]:
    """Full marks of all inputs, and of those that apply to the object."""
    whole, applicable = Fraction(0), Fraction(0)
    for term in rule.terms:
        share = term.weight * (place.evaluation.scheme.fulls[term.figure] or Fraction(0))
        whole += share
        applicable += share if place.result_of(term.figure).state is not State.NOT_APPLICABLE else 0
    return whole, applicable


def _factor(rule: Sum, place: Place) -> Fraction:
    if rule.not_applicable is not NotApplicable.RESCALE:
        return Fraction(1)
    whole, applicable = _fulls(rule, place)
    return whole / applicable if applicable else Fraction(1)


def _rescaling(rule: Sum, place: Place) -> str:
    """The factor, as full marks of all inputs over those of the inputs that apply, or nothing when all apply."""
    whole, applicable = _fulls(rule, place)
    return "" if whole == applicable else f"{operand_text(whole)}÷{operand_text(applicable)}"
