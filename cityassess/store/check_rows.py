"""A check as the row that the database is to hold: cleaned, by numbers, with the digest of what tells it apart."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from cityassess.scoring.values import Check
from cityassess.store.canonical import canonical, clean_text, plain

_DETAILS = ("day", "inspector", "mode", "place", "note", "source")
_LATER_DETAILS = ("severity", "found")  # digested only where one is set, so that older digests hold


def wanted_row(check: Check, period_ids: dict[str, int], criterion_ids: dict[str, int]) -> dict[str, Any]:
    """The columns of a check that say what it is; raises ``ValueError`` for a moment with seconds or a zone."""
    row: dict[str, Any] = {
        "period_id": period_ids[check.period],
        "object_id": check.object,
        "criterion_id": criterion_ids[clean_text(check.criterion)],
        "value": check.value,
        "count": check.count,
        "day": check.day,
        "inspector": clean_text(check.inspector),
        "mode": clean_text(check.mode),
        "place": clean_text(check.place),
        "note": clean_text(check.note),
        "source": clean_text(check.source),
        "rectified": clean_text(check.rectified),
        "severity": clean_text(check.severity),
        "repeated": int(check.repeated),
        "found": _moment(check.found),
    }
    details = [row[name] for name in _DETAILS]
    later = [row[name] for name in _LATER_DETAILS]
    if any(later):
        details += later
    row["detail"] = _digest(details) if any(details) else ""
    return row


def _moment(found: datetime | None) -> str:
    if found is None:
        return ""
    if found.tzinfo is not None or found.second or found.microsecond:
        raise ValueError(f"{found} is not a whole minute of the office's clock")
    return found.isoformat(timespec="minutes")


def _digest(details: list[Any]) -> str:
    return hashlib.sha256(canonical([plain(value) for value in details]).encode("utf-8")).hexdigest()[:32]
