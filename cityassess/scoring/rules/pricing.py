"""How an event becomes points: ``each``, ``rates``, ``range``, ``repeated_within``; points as schemes write them."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import TypeVar

from cityassess.scoring.fields import Fields
from cityassess.scoring.forms import Circumstances, Pricing, Range, Rate, Several, Unchecked
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.scheme import Figure
from cityassess.scoring.tree import Entries, Node
from cityassess.scoring.values import MOST_POINTS, VALUE_SCALE

_MOST_PERIODS_BACK = 60
_WAYS = ("each", "rates", "range")
_Word = TypeVar("_Word", Unchecked, Several)
_LISTS = (("source", "sources"), ("severity", "severities"), ("mode", "modes"), ("grade", "grades"))


def read_pricing(fields: Fields) -> Pricing:
    """Read how events are priced; points as they are typed where nothing is written."""
    written = [way for way in _WAYS if fields.has(way)]
    if len(written) > 1:
        fields.faults.add(
            fields.line_of(written[1]),
            f"{fields.what}同时写了“{written[0]}”和“{written[1]}”。each（每处几分）、rates（分情形）、"
            "range（在范围内选）只能写一种",
        )
    each = read_points(fields, "each") if fields.has("each") else None
    rates = fields.each("rates", partial(_read_rate, fields))
    if fields.has("rates") and not rates:
        fields.faults.add(fields.line_of("rates"), f"{fields.what}的“rates”至少要有一条")
    limits = _read_range(fields) if fields.has("range") else None
    repeated_within = 0
    if fields.has("repeated_within"):
        repeated_within = fields.integer("repeated_within", 1, 1, _MOST_PERIODS_BACK)
        if all(rate.circumstances.repeated is None for rate in rates):
            fields.faults.add(
                fields.line_of("repeated_within"),
                f"{fields.what}写了“repeated_within”，但“rates”中没有一条写明 repeated（重复），不起作用",
            )
    _check_reachable(fields, rates)
    if each is not None:
        rates = (Rate(each),)
    return Pricing(rates, limits if not rates else None, repeated_within)


def _read_rate(fields: Fields, node: Node) -> Rate | None:
    entry = Fields(node, fields.faults, f"{fields.what}的一条标准")
    if entry.faulty:
        return None
    points = read_points(entry, "points", zero=True)
    lists = {name: entry.words(key) for key, name in _LISTS}
    flags = {key: entry.boolean(key, True) if entry.has(key) else None for key in ("rectified", "repeated")}
    entry.finish()
    return Rate(
        points,
        Circumstances(
            lists["sources"],
            lists["severities"],
            lists["modes"],
            lists["grades"],
            flags["rectified"],
            flags["repeated"],
        ),
    )


def read_points(fields: Fields, key: str, *, zero: bool = False) -> Fraction:
    """Read required points: more than 0 (or 0 where ``zero``), at most a million, with at most four decimals."""
    points = fields.fraction(key, required=True)
    if points is None:
        return Fraction(1)
    if not 0 <= points <= MOST_POINTS or (not points and not zero) or not is_storable(points):
        least = "不小于0" if zero else "大于0"
        fields.faults.add(
            fields.line_of(key), f"{fields.what}的“{key}”应{least}、不超过{MOST_POINTS}，最多4位小数"
        )
        return Fraction(1)
    return points


def is_storable(points: Fraction) -> bool:
    """Whether a number has at most four decimals."""
    return (points * VALUE_SCALE).denominator == 1


def _read_range(fields: Fields) -> Range | None:
    node = fields.node("range")
    if node is None:
        return None
    entry = Fields(node, fields.faults, f"{fields.what}的“range”")
    if entry.faulty:
        return None
    low, high = read_points(entry, "from", zero=True), read_points(entry, "to")
    step = read_points(entry, "step") if entry.has("step") else None
    entry.finish()
    if high <= low:
        entry.faults.add(entry.line_of("to"), f"{entry.what}中“to”应大于“from”")
        return None
    if step is not None and (high - low) % step:
        entry.faults.add(
            entry.line_of("step"),
            f"{entry.what}从{plain_text(low)}到{plain_text(high)}，不能按每档{plain_text(step)}分成整数档",
        )
        return None
    return Range(low, high, step)


def _check_reachable(fields: Fields, rates: tuple[Rate, ...]) -> None:
    for place, rate in enumerate(rates):
        for number, earlier in enumerate(rates[:place], start=1):
            if _covers(earlier.circumstances, rate.circumstances):
                fields.faults.add(
                    fields.line_of("rates"),
                    f"{fields.what}的第{place + 1}条标准永远用不上：第{number}条已包括它的情形"
                    "情形写得细的放在前面",
                )
                break


def _covers(wide: Circumstances, narrow: Circumstances) -> bool:
    """Whether every check that fits the one fits the other."""
    for _, name in _LISTS:
        asked, given = set(getattr(wide, name)), set(getattr(narrow, name))
        if asked and not (given and given <= asked):
            return False
    flags = ((wide.rectified, narrow.rectified), (wide.repeated, narrow.repeated))
    return all(asked is None or asked is given for asked, given in flags)


def check_typable(numbers: dict[str, Fraction | None], figure: Figure, fields: Fields) -> None:
    """Note numbers of a rule that could never be typed with the criterion's decimals, by their keys."""
    for key, number in numbers.items():
        if number is not None and (number * 10**figure.entry_decimals).denominator != 1:
            fields.faults.add(
                fields.line_of(key),
                f"{fields.what}只录{figure.entry_decimals}位小数，录不出{plain_text(number)}"
                "改大“entry_decimals”或改正这个数",
            )


def check_pricing(pricing: Pricing, figure: Figure, fields: Fields) -> None:
    """The ends and the step of a range must be marks that can be typed."""
    if pricing.range is not None:
        limits = pricing.range
        for number in (limits.low, limits.high, limits.step):
            check_typable({"range": number}, figure, fields)


def write_pricing(pricing: Pricing) -> Entries:
    """The entries that :func:`read_pricing` reads."""
    entries: Entries = {}
    if pricing.single is not None:
        entries["each"] = plain_text(pricing.single)
    elif pricing.rates:
        entries["rates"] = [_write_rate(rate) for rate in pricing.rates]
    if pricing.range is not None:
        limits: Entries = {"from": plain_text(pricing.range.low), "to": plain_text(pricing.range.high)}
        if pricing.range.step is not None:
            limits["step"] = plain_text(pricing.range.step)
        entries["range"] = limits
    if pricing.repeated_within:
        entries["repeated_within"] = str(pricing.repeated_within)
    return entries


def _write_rate(rate: Rate) -> Entries:
    entries: Entries = {"points": plain_text(rate.points)}
    for key, name in _LISTS:
        words = getattr(rate.circumstances, name)
        if words:
            entries[key] = list(words)
    flags = {"rectified": rate.circumstances.rectified, "repeated": rate.circumstances.repeated}
    entries.update({key: "true" if flag else "false" for key, flag in flags.items() if flag is not None})
    return entries


def read_unchecked(fields: Fields, default: Unchecked, *others: Unchecked) -> Unchecked:
    """Read ``unchecked`` as one of those that make sense for a form."""
    return _allowed(fields, "unchecked", fields.choice("unchecked", default), (default, *others))


def read_several(fields: Fields, *others: Several) -> Several:
    """Read ``several`` as one of those that make sense for a form; one where it is not written."""
    return _allowed(fields, "several", fields.choice("several", Several.ONE), (Several.ONE, *others))


def _allowed(fields: Fields, key: str, chosen: _Word, allowed: tuple[_Word, ...]) -> _Word:
    if chosen in allowed:
        return chosen
    words = "、".join(str(word.value) for word in allowed)
    fields.faults.add(fields.line_of(key), f"{fields.what}的“{key}”应是 {words} 之一，现为“{chosen.value}”")
    return allowed[0]
