"""Verify a SQLite database's log without the program: ``python verify_log.py office.db``.

Standard library only, and written apart from the program's own verification, so that one mistake cannot hide in both.
An event's hash is SHA-256 over the previous hash's 32 bytes and the event's text in UTF-8. Replayed from the first,
the events give every row of every table.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import sys
from pathlib import Path
from typing import Any

TABLES = (
    "assessed_object",
    "bulletin_draft",
    "criterion",
    "issued",
    "object_classification",
    "paper",
    "period",
    "photo",
    "publication",
    "scheme_edition",
    "setting",
    "spot_check",
)
# What an event does not say of these columns, it means: they came later, and it may be older.
MEANT: dict[str, dict[str, Any]] = {
    "assessed_object": {"lead_id": None, "responsible": "", "leader": ""},
    "spot_check": {"severity": "", "repeated": 0, "found": ""},
}
# What a table keeps whose digest alone is logged.
DIGESTED = {
    "bulletin_draft": ("content", "content_digest"),
    "issued": ("document", "document_digest"),
    "paper": ("content", "content_digest"),
    "photo": ("content", "digest"),
    "publication": ("payload", "payload_digest"),
}
NOT_LOGGED = {("period", "rev")} | {(table, large) for table, (large, _) in DIGESTED.items()}


def next_hash(previous: str, body: str) -> str:
    """The hash of an event that follows another."""
    total = hashlib.sha256()
    total.update(bytes.fromhex(previous))
    total.update(body.encode("utf-8"))
    return total.hexdigest()


def digested(content: str | bytes) -> str:
    """SHA-256 of bytes, or of text in UTF-8."""
    return hashlib.sha256(content.encode("utf-8") if isinstance(content, str) else content).hexdigest()


def rows_of(change: Any) -> list[dict[str, Any]]:
    """The rows of ``before`` or ``after``."""
    if not change:
        return []
    if "rows" in change:
        return [change["same"] | dict(zip(change["columns"], row, strict=True)) for row in change["rows"]]
    return [change]


def row_key(row: dict[str, Any]) -> Any:
    """A row's key."""
    return row.get("id", row.get("key"))


def verify(path: Path) -> list[str]:
    """What is wrong; an empty list where nothing is."""
    faults: list[str] = []
    base = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    base.row_factory = sqlite3.Row
    replayed: dict[str, dict[Any, dict[str, Any]]] = {table: {} for table in TABLES}
    head = dict(base.execute("SELECT * FROM head").fetchone())
    facts: dict[str, Any] = {}
    seq, last, epoch = 0, "0" * 64, 1
    for row in base.execute("SELECT seq, hash, body FROM event ORDER BY seq"):
        event = json.loads(row["body"])
        if row["seq"] != seq + 1 or event["seq"] != row["seq"] or event["prev"] != last:
            faults.append(f"event {row['seq']}: out of sequence")
        if next_hash(last, row["body"]) != row["hash"] or event["log_id"] != head["log_id"]:
            faults.append(f"event {row['seq']}: altered")
        if event["epoch"] != epoch and (event["epoch"] < epoch or event["op"] != "restore"):
            faults.append(f"event {row['seq']}: epoch")
        seq, last, epoch = row["seq"], row["hash"], event["epoch"]
        if event["entity"] == "database":
            facts = event["after"] if event["op"] == "create" else facts
            continue
        table, meant = replayed[event["entity"]], MEANT.get(event["entity"], {})
        if any(table.pop(row_key(old), None) != meant | old for old in rows_of(event["before"])):
            faults.append(f"event {seq}: changes what was not there")
        for new in (meant | row for row in rows_of(event["after"])):
            if row_key(new) in table:
                faults.append(f"event {seq}: makes what was there")
            table[row_key(new)] = new
    if (head["id"], head["seq"], head["hash"], head["epoch"]) != (1, seq, last, epoch):
        faults.append("head")
    for name in TABLES:
        for row in base.execute(f"SELECT * FROM {name}"):
            values = dict(row)
            large, stated = DIGESTED.get(name, ("", ""))
            if large and digested(row[large]) != row[stated]:
                faults.append(f"{name} {row['id']}: {large}")
            logged = {column: value for column, value in values.items() if (name, column) not in NOT_LOGGED}
            if replayed[name].pop(row_key(values), None) != logged:
                faults.append(f"{name} {row_key(values)}: not as logged")
        faults += [f"{name} {key}: missing" for key in replayed[name]]
    faults += [
        f"meta {key}" for key, value in base.execute("SELECT key, value FROM meta") if facts.get(key) != value
    ]
    base.close()
    return faults


if __name__ == "__main__":
    found = verify(Path(sys.argv[1]))
    print("\n".join(found) or "ok")
    sys.exit(bool(found))
