"""A publication frozen: the scheme's text, the roster, the checks and the result as canonical bytes, and back.

The bytes are of the oldest form that holds them all. So what needs no more than the first form keeps the digest that
it was published with, and remains readable to the programs of that time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from typing import Any

from cityassess import wording
from cityassess.errors import Unavailable
from cityassess.scoring.assessment import Assessment
from cityassess.scoring.periods import Cycle, Period, parse_period
from cityassess.scoring.scheme import Scheme
from cityassess.scoring.values import AssessedObject, Check, Classification, Roster, roster

FORMAT = 2
"""The newest form of the bytes; a later form gets the next number, and all former ones are read for good."""

_OBJECT = ("key", "name", "kind", "parent", "group", "grade", "code", "since", "until")
_CHECK = (
    "object",
    "criterion",
    "value",
    "count",
    "day",
    "inspector",
    "mode",
    "place",
    "note",
    "source",
    "rectified",
)
_LATER_OBJECT = ("reclassified", "lead", "responsible")
_LATER_CHECK = ("severity", "repeated", "found")
_SENTENCES = frozenset({"reasons", "reason", "problems", "scheme_name"})
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that decides the result of a period: the scheme's text, who is assessed, and their checks.

    Where the result looks back, ``checks`` are of several periods, and ``editions`` are the texts of the scheme's other
    editions that those periods go by, each with the day from which it is in force, in order of time.
    """

    scheme_id: str
    scheme_text: str
    period: Period
    roster: Roster
    checks: tuple[Check, ...]
    editions: tuple[tuple[str, date], ...] = ()

    def digest(self) -> str:
        """SHA-256 of the inputs in hexadecimal: equal inputs give equal digests, in whatever order they came."""
        return hashlib.sha256(_canonical(_inputs_tree(self))).hexdigest()


@dataclass(frozen=True, slots=True)
class Thawed:
    """A publication read back: its inputs, and its result as canonical text."""

    inputs: Inputs
    result: str


def inputs_of(
    scheme: Scheme,
    text: str,
    period: Period,
    everybody: Roster,
    checks: Iterable[Check],
    *,
    earlier: Iterable[Period] = (),
    editions: Iterable[tuple[Scheme, str]] = (),
) -> Inputs:
    """The inputs of a period: only objects assessed in it and checks that the scheme reads.

    ``earlier`` are the other periods that the result looks back on, ``editions`` the scheme's other editions, with
    their texts, that govern them; objects assessed then and checks that any of the editions reads come with them.
    """
    others = sorted(editions, key=lambda edition: edition[0].in_force_from)
    schemes = (scheme, *(other for other, _ in others))
    periods = {each.code: each for each in (*earlier, period)}
    read_of = {(figure.id, figure.every, figure.of) for each in schemes for figure in each.criteria}
    kinds = {kind.name for each in schemes for kind in each.kinds}
    last = max(each.end for each in periods.values())
    objects = roster(
        _known_by(item, last)
        for item in everybody
        if item.kind in kinds and any(item.exists_in(each) for each in periods.values())
    )
    read = [
        check
        for check in checks
        if check.period in periods
        and check.object in objects.by_key
        and (check.criterion, periods[check.period].cycle, objects.by_key[check.object].kind) in read_of
    ]
    read.sort(key=lambda check: [str(part) for part in check.natural_key])
    texts = tuple((other_text, other.in_force_from) for other, other_text in others)
    return Inputs(scheme.id, text, period, objects, tuple(read), texts)


def _known_by(item: AssessedObject, day: date) -> AssessedObject:
    """An object without what decides nothing: its leaders, and the groups and grades that it gets after a day."""
    if item.leader:
        item = replace(item, leader="")
    if not item.reclassified or item.reclassified[-1].since <= day:
        return item
    return replace(item, reclassified=tuple(one for one in item.reclassified if one.since <= day))


def freeze(inputs: Inputs, assessment: Assessment) -> bytes:
    """The bytes of a publication."""
    return _canonical({**_inputs_tree(inputs), "result": plain(assessment)})


def thaw(payload: bytes) -> Thawed:
    """Read a publication back; raises ``Unavailable`` for bytes of a newer form or none at all."""
    try:
        tree = json.loads(payload.decode("utf-8"))
        if tree["format"] > FORMAT:
            raise Unavailable("这份通报由更新版本的程序发布。升级本程序后再打开。")
        read = _read_first if tree["format"] == 1 else _read_second
        return Thawed(read(tree), _ENCODER.encode(tree["result"]))
    except (ValueError, KeyError, TypeError, IndexError) as fault:
        raise Unavailable("已发布通报的存档读不出来，可能已损坏。从备份恢复数据库。") from fault


def same_result(frozen: str, assessment: Assessment) -> bool:
    """Whether a frozen result is what an assessment says: every place, figure and colour.

    Sentences (reasons, problems) are words of the program, which later versions may put better; what a later version
    says beyond what was frozen is not compared.
    """
    return _agrees(decisive(json.loads(frozen)), decisive(plain(assessment)))


def _agrees(was: Any, now: Any) -> bool:
    if isinstance(was, dict) and isinstance(now, dict):
        return all(name in now and _agrees(value, now[name]) for name, value in was.items())
    if isinstance(was, list) and isinstance(now, list):
        return len(was) == len(now) and all(map(_agrees, was, now))
    return bool(was == now)


def decisive(tree: Any) -> Any:
    """A result without its sentences."""
    if isinstance(tree, list):
        return [decisive(item) for item in tree]
    if isinstance(tree, dict):
        return {name: decisive(item) for name, item in tree.items() if name not in _SENTENCES}
    return tree


def plain(value: Any) -> Any:
    """A frozen value as what JSON can hold: fractions as text, days in ISO 8601, periods by their codes."""
    match value:
        case None | bool() | int() | str():
            return value
        case Fraction():
            return wording.exact_text(value)
        case datetime():
            return value.isoformat(timespec="minutes")
        case date():
            return value.isoformat()
        case Period():
            return value.code
        case Enum():
            return value.name
        case tuple():
            return [plain(item) for item in value]
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        case _:
            raise TypeError(f"{type(value).__name__} cannot be frozen")


def _inputs_tree(inputs: Inputs) -> dict[str, Any]:
    return _first_form(inputs) if _fits_first_form(inputs) else _second_form(inputs)


def _fits_first_form(inputs: Inputs) -> bool:
    """Whether there is nothing that the first form has no room for."""
    return (
        not inputs.editions
        and inputs.period.cycle is not Cycle.CAMPAIGN
        and inputs.period == parse_period(inputs.period.code)
        and all(check.period == inputs.period.code for check in inputs.checks)
        and not any(check.severity or check.repeated or check.found for check in inputs.checks)
        and not any(item.reclassified or item.lead or item.responsible for item in inputs.roster)
    )


def _first_form(inputs: Inputs) -> dict[str, Any]:
    return {
        "format": 1,
        "scheme": inputs.scheme_id,
        "scheme_text": inputs.scheme_text,
        "period": inputs.period.code,
        "objects": [_row(item, _OBJECT) for item in inputs.roster],
        "checks": [_row(check, _CHECK) for check in inputs.checks],
    }


def _second_form(inputs: Inputs) -> dict[str, Any]:
    period = inputs.period
    checks: dict[str, list[list[Any]]] = {}
    for check in inputs.checks:
        checks.setdefault(check.period, []).append(_row(check, _CHECK + _LATER_CHECK))
    return {
        "format": 2,
        "scheme": inputs.scheme_id,
        "scheme_text": inputs.scheme_text,
        "editions": [[day.isoformat(), text] for text, day in inputs.editions],
        "period": [
            period.code,
            period.cycle.value,
            period.start.isoformat(),
            period.end.isoformat(),
            period.name,
        ],
        "objects": [_row(item, _OBJECT + _LATER_OBJECT) for item in inputs.roster],
        "checks": checks,
    }


def _row(value: AssessedObject | Check, names: Sequence[str]) -> list[Any]:
    return [plain(getattr(value, name)) for name in names]


def _canonical(tree: dict[str, Any]) -> bytes:
    return _ENCODER.encode(tree).encode("utf-8")


def _read_first(tree: dict[str, Any]) -> Inputs:
    objects = roster(_object(dict(zip(_OBJECT, row, strict=True))) for row in tree["objects"])
    checks = tuple(_check(dict(zip(_CHECK, row, strict=True)), tree["period"]) for row in tree["checks"])
    return Inputs(tree["scheme"], tree["scheme_text"], parse_period(tree["period"]), objects, checks)


def _read_second(tree: dict[str, Any]) -> Inputs:
    code, cycle, start, end, name = tree["period"]
    period = Period(Cycle(cycle), date.fromisoformat(start), date.fromisoformat(end), code, name)
    objects = roster(_object(dict(zip(_OBJECT + _LATER_OBJECT, row, strict=True))) for row in tree["objects"])
    checks = tuple(
        _check(dict(zip(_CHECK + _LATER_CHECK, row, strict=True)), of_period)
        for of_period, rows in sorted(tree["checks"].items())
        for row in rows
    )
    editions = tuple((text, date.fromisoformat(day)) for day, text in tree["editions"])
    return Inputs(tree["scheme"], tree["scheme_text"], period, objects, checks, editions)


def _object(known: dict[str, Any]) -> AssessedObject:
    later = [
        Classification(date.fromisoformat(one["since"]), one["group"], one["grade"])
        for one in known.get("reclassified", ())
    ]
    days = {name: _day(known[name]) for name in ("since", "until")}
    responsible = tuple(known.get("responsible", ()))
    return AssessedObject(**{**known, **days, "reclassified": tuple(later), "responsible": responsible})


def _check(known: dict[str, Any], period: str) -> Check:
    found = known.get("found")
    moment = None if found is None else datetime.fromisoformat(found)
    return Check(period=period, **{**known, "day": _day(known["day"]), "found": moment})


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
