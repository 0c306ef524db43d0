"""``sum`` and ``weighted`` in words."""

from __future__ import annotations

from fractions import Fraction

from cityassess.scoring.assessment import Addend, State
from cityassess.scoring.forms import Missing, NotApplicable, Sum, Term
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.tracing.account import Account, Place
from cityassess.scoring.tracing.operands import held_addends, held_words, value_of, value_words
from cityassess.scoring.tracing.words import operand_text, weight_text


def account(rule: Sum, place: Place) -> Account:
    """Each input, times its weight, by what all were rescaled, the start, and what the limits changed."""
    result = place.result
    counts = result.exact is not None
    added = _joined([(term.weight < 0, _term_words(rule, term, place, counts)) for term in rule.terms])
    if not counts:
        lines = tuple(place.line(term.figure, _weight(rule, term)) for term in rule.terms)
        return Account(f"{_started(rule, added)}：{result.text}", lines)
    factor = _factor(rule, place)
    shares = [_share(rule, term, place) * factor for term in rule.terms]
    lines = tuple(
        place.line(term.figure, _weight(rule, term), share)
        for term, share in zip(rule.terms, shares, strict=True)
    )
    scaling = rule.not_applicable is NotApplicable.RESCALE and _rescaling(rule, place)
    if scaling:
        added = f"({added}) × {scaling}"
    raw = sum(shares, rule.start)
    start = (Addend("起始分", rule.start),) if rule.start else ()
    return Account(
        f"{_started(rule, added)} = {held_words(raw, rule.floor, rule.cap, place)}",
        lines,
        (*start, *held_addends(raw, rule.floor, rule.cap)),
    )


def _joined(summands: list[tuple[bool, str]]) -> str:
    """Summands with their signs between them."""
    (first_off, first), *others = summands
    words = f"−{first}" if first_off else first
    return words + "".join(f" {'−' if off else '+'} {text}" for off, text in others)


def _started(rule: Sum, added: str) -> str:
    """The start in front of the sum."""
    if not rule.start:
        return added
    start = plain_text(rule.start)
    return f"{start} − {added[1:]}" if added.startswith("−") else f"{start} + {added}"


def _weight(rule: Sum, term: Term) -> str:
    return weight_text(term.weight) if rule.weighted else ""


def _share(rule: Sum, term: Term, place: Place) -> Fraction:
    value = value_of(place, term.figure)
    if value is not None:
        return term.weight * value
    return term.weight * (_stand_in(rule, term, place) or Fraction(0))


def _stand_in(rule: Sum, term: Term, place: Place) -> Fraction | None:
    """The full marks that stand in for an input without a value, or None where nothing does."""
    state = place.result_of(term.figure).state
    by_full = (state is State.NO_DATA and rule.missing is Missing.FULL) or (
        state is State.NOT_APPLICABLE and rule.not_applicable is NotApplicable.FULL
    )
    return place.evaluation.scheme.fulls[term.figure] if by_full else None


def _term_words(rule: Sum, term: Term, place: Place, counts: bool) -> str:
    """One summand without its sign; where the sum comes to no number, what is lacking is not called zero."""
    source = place.source(term.figure)
    factor = f"×{weight_text(abs(term.weight))}" if _multiplies(rule) else ""
    if value_of(place, term.figure) is not None:
        value = value_words(place, term.figure)
        return f"({value}){factor}" if value.startswith("-") and term.weight < 0 else f"{value}{factor}"
    text = place.result_of(term.figure).text
    full = _stand_in(rule, term, place)
    if full is not None:
        return f"{plain_text(full)}（{source.name}{text}，按满分计）{factor}"
    return f"0（{source.name}{text}）" if counts else f"（{source.name}{text}）"


def _multiplies(rule: Sum) -> bool:
    """Whether weights do more than add inputs and take them off."""
    return rule.weighted and (
        any(abs(term.weight) != 1 for term in rule.terms) or all(term.weight > 0 for term in rule.terms)
    )


def _fulls(rule: Sum, place: Place) -> tuple[Fraction, Fraction]:
    """Full marks of all inputs that are added, and of those of them that apply to the object."""
    whole, applicable = Fraction(0), Fraction(0)
    for term in rule.terms:
        share = max(term.weight, Fraction(0)) * (place.evaluation.scheme.fulls[term.figure] or Fraction(0))
        whole += share
        state = place.evaluation.columns[term.figure].value.states[place.row, place.column]
        applicable += 0 if state == State.NOT_APPLICABLE.value else share
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
