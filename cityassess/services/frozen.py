"""A publication frozen: the scheme's text, the roster, the checks and the result as canonical bytes, and back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any

from cityassess.errors import Unavailable
from cityassess.scoring.assessment import Assessment
from cityassess.scoring.periods import Period, parse_period
from cityassess.scoring.scheme import Scheme
from cityassess.scoring.values import AssessedObject, Check, Roster, roster

FORMAT = 1
"""The form of the bytes; a later form gets the next number, and this one is read for good."""

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
_SENTENCES = frozenset({"reasons", "reason", "problems", "scheme_name"})
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that decides the result of a period: the scheme's text, who is assessed, and their checks."""

    scheme_id: str
    scheme_text: str
    period: Period
    roster: Roster
    checks: tuple[Check, ...]

    def digest(self) -> str:
        """SHA-256 of the inputs in hexadecimal: equal inputs give equal digests, in whatever order they came."""
        return hashlib.sha256(_canonical(_inputs_tree(self))).hexdigest()


@dataclass(frozen=True, slots=True)
class Thawed:
    """A publication read back: its inputs, and its result as canonical text."""

    inputs: Inputs
    result: str


def inputs_of(
    scheme: Scheme, text: str, period: Period, everybody: Roster, checks: Iterable[Check]
) -> Inputs:
    """The inputs of a period: only objects assessed in it and checks that the scheme reads."""
    criteria = {figure.id: figure for figure in scheme.criteria if figure.every is period.cycle}
    kinds = {kind.name for kind in scheme.kinds}
    objects = roster(item for item in everybody if item.kind in kinds and item.exists_in(period))
    read = [
        check
        for check in checks
        if check.period == period.code
        and check.criterion in criteria
        and check.object in objects.by_key
        and objects.by_key[check.object].kind == criteria[check.criterion].of
    ]
    read.sort(key=lambda check: [str(part) for part in check.natural_key])
    return Inputs(scheme.id, text, period, objects, tuple(read))


def freeze(inputs: Inputs, assessment: Assessment) -> bytes:
    """The bytes of a publication."""
    return _canonical({**_inputs_tree(inputs), "result": plain(assessment)})


def thaw(payload: bytes) -> Thawed:
    """Read a publication back; raises ``Unavailable`` for bytes of a newer form or none at all."""
    try:
        tree = json.loads(payload.decode("utf-8"))
        if tree["format"] != FORMAT:
            raise Unavailable("这份通报由更新版本的程序发布。升级本程序后再打开。")
        objects = [_object(row) for row in tree["objects"]]
        checks = tuple(_check(row, tree["period"]) for row in tree["checks"])
        inputs = Inputs(
            tree["scheme"], tree["scheme_text"], parse_period(tree["period"]), roster(objects), checks
        )
        return Thawed(inputs, _ENCODER.encode(tree["result"]))
    except (ValueError, KeyError, TypeError, IndexError) as fault:
        raise Unavailable("已发布通报的存档读不出来，可能已损坏。从备份恢复数据库。") from fault


def same_result(frozen: str, assessment: Assessment) -> bool:
    """Whether a frozen result is what an assessment says: every place, figure and colour.

    Sentences (reasons, problems) are words of the program, which later versions may put better.
    """
    return bool(decisive(json.loads(frozen)) == decisive(plain(assessment)))


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
            return str(value)
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
    return {
        "format": FORMAT,
        "scheme": inputs.scheme_id,
        "scheme_text": inputs.scheme_text,
        "period": inputs.period.code,
        "objects": [[plain(getattr(item, name)) for name in _OBJECT] for item in inputs.roster],
        "checks": [[plain(getattr(check, name)) for name in _CHECK] for check in inputs.checks],
    }


def _canonical(tree: dict[str, Any]) -> bytes:
    return _ENCODER.encode(tree).encode("utf-8")


def _object(row: Sequence[Any]) -> AssessedObject:
    known = dict(zip(_OBJECT, row, strict=True))
    return AssessedObject(**{**known, "since": _day(known["since"]), "until": _day(known["until"])})


def _check(row: Sequence[Any], period: str) -> Check:
    known = dict(zip(_CHECK, row, strict=True))
    return Check(period=period, **{**known, "day": _day(known["day"])})


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
