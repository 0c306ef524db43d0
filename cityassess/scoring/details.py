"""What of single checks a criterion needs, where the sum and the number of its checks do not decide its value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cityassess.scoring.forms import Bonus, Deduct, Mark, Measure, Pricing, RuleForm, Several
from cityassess.scoring.values import Check

SEPARATOR = "\x1f"
"""Stands between the texts of a check that are joined into one."""

Detail = tuple[int, int, str, str]
"""A check as bare as it gets: value, times, the texts that were asked for, joined, and its place where that was."""

_EXTREMES = frozenset({Several.HIGHEST, Several.LOWEST, Several.TRIMMED})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a criterion looks at in a check: fields in the order in which their texts are joined, and its place.

    A field is named as in :class:`cityassess.scoring.values.Check`.
    """

    fields: tuple[str, ...]
    place: bool = False

    def split(self, texts: str) -> dict[str, str]:
        """The joined texts by field; texts that hold the separator themselves are taken whole, so that none fits."""
        parts = texts.split(SEPARATOR)
        if len(parts) != len(self.fields):
            return dict.fromkeys(self.fields, texts)
        return dict(zip(self.fields, parts, strict=True))


def asked_of(rule: RuleForm) -> Asked | None:
    """What a criterion asks of single checks; None where their sums, numbers and extremes decide."""
    match rule:
        case Deduct(pricing=pricing) | Bonus(pricing=pricing):
            return _asked_by_rates(pricing)
        case Mark(average_by=average_by) if average_by is not None:
            return Asked((average_by.value,))
        case Mark(several=Several.LATEST) | Measure(several=Several.LATEST):
            return Asked(("day", "found"))
        case _:
            return None


def _asked_by_rates(pricing: Pricing) -> Asked | None:
    """What the rates ask of a check; the grade is the object's, and needs none."""
    if not pricing.by_circumstances:
        return None
    circumstances = [rate.circumstances for rate in pricing.rates]
    asks = {
        "source": any(asked.sources for asked in circumstances),
        "severity": any(asked.severities for asked in circumstances),
        "mode": any(asked.modes for asked in circumstances),
        "rectified": any(asked.rectified is not None for asked in circumstances),
        "repeated": any(asked.repeated is not None for asked in circumstances),
    }
    fields = tuple(field for field, wanted in asks.items() if wanted)
    return Asked(fields, place=bool(pricing.repeated_within)) if fields else None


def needs_extremes(rule: RuleForm) -> bool:
    """Whether the highest and lowest value of a cell are wanted."""
    return isinstance(rule, Mark | Measure) and rule.several in _EXTREMES


def detail_of(check: Check, asked: Asked) -> Detail:
    """A check with what was asked; 0 stands for the value of one that says 不适用."""
    texts = SEPARATOR.join(_text(check, field) for field in asked.fields)
    return check.value or 0, check.count, texts, check.place if asked.place else ""


def _text(check: Check, field: str) -> str:
    if field == "repeated":
        return str(int(check.repeated))
    if field == "day":
        return check.day.isoformat() if check.day is not None else ""
    if field == "found":
        return check.found.isoformat(timespec="minutes") if check.found is not None else ""
    return str(getattr(check, field))


def places_of(details: Sequence[Detail]) -> set[str]:
    """Where something was recorded (more than 0); a blank place is none."""
    places = {place for value, _, _, place in details if value}
    places.discard("")
    return places
