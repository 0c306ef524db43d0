"""The cells of an entry sheet: what the stored checks behind each of them add up to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cityassess import wording
from cityassess.scoring.forms import Bonus, Choice, Deduct, Several
from cityassess.scoring.mark_limits import value_words
from cityassess.scoring.numbers import value_text
from cityassess.scoring.scheme import Figure
from cityassess.scoring.values import Check
from cityassess.store.checks import StoredCheck

NOT_APPLICABLE = "/"
CellKey = tuple[str, str]
"""Key of the row (the object's key as text), key of the column (the criterion's id)."""

_VERSION_BITS = 20


@dataclass(frozen=True, slots=True)
class EntryCell:
    """One cell as it is stored: what its checks add up to.

    ``text`` is the plain number, ``/`` where not applicable, empty where blank. ``locked`` says why the cell cannot be
    changed, or is empty. ``version`` is 0 for a blank cell and otherwise never repeats in a cell.
    """

    text: str = ""
    state: Literal["blank", "value", "not_applicable"] = "blank"
    locked: str = ""
    version: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class EntryCheck:
    """One check behind a cell: what it says, its details in words, and who stored it when (2025-11-03 10:32)."""

    text: str
    detail: str
    who: str
    when: str


def told(stored: StoredCheck, figure: Figure | None) -> EntryCheck:
    """A stored check in words; its number alone where the criterion is not known any more."""
    check = stored.check
    moment = datetime.fromisoformat(stored.when).astimezone()
    return EntryCheck(
        wording.check_value_text(check.value, check.count, figure),
        wording.check_details(check),
        stored.who,
        wording.moment_text(moment),
    )


def by_cell(found: Iterable[StoredCheck]) -> dict[CellKey, list[StoredCheck]]:
    """Stored checks by the cell that they stand in."""
    cells: dict[CellKey, list[StoredCheck]] = {}
    for stored in found:
        cells.setdefault((str(stored.check.object), stored.check.criterion), []).append(stored)
    return cells


def cell_of(found: Sequence[StoredCheck], figure: Figure) -> EntryCell:
    """What the checks of one cell add up to; several or detailed ones are not changed through the grid."""
    if not found:
        return EntryCell()
    first = found[0]
    if len(found) == 1 and not _is_detailed(first.check):
        return filled(first.check.value, first.check.count, first.check.key, first.version, figure)
    values = [stored.check.value * stored.check.count for stored in found if stored.check.value is not None]
    adds_up = isinstance(figure.rule, Deduct | Bonus) or getattr(figure.rule, "several", None) is Several.SUM
    if len(found) == 1:
        made_of = "来自1条写明日期、地点等的检查记录"
    else:
        made_of = f"由{len(found)}条检查记录合计" if adds_up else f"有{len(found)}条检查记录"
    locked = f"{made_of}，不能在这里改。改好得分表后重新导入。"
    version = max(_version(stored.check.key, stored.version) for stored in found)
    if not values:
        return EntryCell(NOT_APPLICABLE, "not_applicable", locked, version, first.check.note)
    if len(found) == 1:
        text = _text(first.check.value or 0, first.check.count, figure)
    else:
        text = value_text(sum(values), 0) if adds_up else f"{len(found)}条"
    return EntryCell(text, "value", locked, version, first.check.note)


def filled(value: int | None, count: int, key: int, version: int, figure: Figure) -> EntryCell:
    """The cell of one plain check."""
    number = _version(key, version)
    if value is None:
        return EntryCell(NOT_APPLICABLE, "not_applicable", version=number)
    return EntryCell(_text(value, count, figure), "value", version=number)


def _text(value: int, count: int, figure: Figure) -> str:
    """What a cell shows of one check: the name of an option, else a number, all its times together."""
    if isinstance(figure.rule, Choice):
        return value_words(value, figure, count)
    return value_text(value * count, 0)


def typed(found: Sequence[StoredCheck], figure: Figure) -> str | None:
    """What would have to be typed to enter the check of a cell again; None for a blank cell."""
    if not found:
        return None
    return typed_text(found[0].check.value, found[0].check.count, figure)


def typed_text(value: int | None, count: int, figure: Figure) -> str:
    """The plain form of a mark as it can be typed: ``8.5``, ``3*0.5``, ``优秀`` or ``/``."""
    if value is None:
        return NOT_APPLICABLE
    if isinstance(figure.rule, Choice):
        return value_words(value, figure)
    plain = value_text(value, 0)
    return f"{count}*{plain}" if count > 1 else plain


def _version(key: int, version: int) -> int:
    # Keys are never used twice, so a cell that was cleared and filled again gets another number.
    return (key << _VERSION_BITS) + version


def _is_detailed(check: Check) -> bool:
    told = (check.inspector, check.mode, check.place, check.note, check.source, check.severity)
    return check.day is not None or check.found is not None or check.repeated or any(told)


def same(one: Check, other: Check) -> bool:
    """Whether two checks of a cell say the same."""
    return (one.value, one.count, one.rectified) == (other.value, other.count, other.rectified)


def changed(found: Sequence[StoredCheck]) -> str:
    """Who changed a cell last, and when."""
    if not found:
        return ""
    latest = max(found, key=lambda stored: stored.when)
    return wording.changed_text(latest.who, datetime.fromisoformat(latest.when).astimezone())
