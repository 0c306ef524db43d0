"""Whether a log continues what was seen of it before."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, select

from cityassess.store.session import Head
from cityassess.store.tables import EventRow


def continues(connection: Connection, head: Head, known: Head) -> str:
    """Why the log that ends in ``head`` does not continue the known end, in Chinese; empty where it does.

    A restore (new epoch) is a continuation as long as its event names the end that it set aside.
    """
    if head.epoch == known.epoch:
        if head.seq < known.seq:
            return f"本机见过第{known.seq}号操作记录，数据库里只到第{head.seq}号：数据库被换成了较早的副本"
        return _same_event(connection, known)
    restore = _restore_after(connection, known.epoch)
    if head.epoch < known.epoch or restore is None:
        return "数据库被换成了较早的副本，而且没有恢复记录"
    old, kept = restore["before"] or {"epoch": 0}, restore["after"]
    if kept["epoch"] == known.epoch and known.seq <= kept["seq"]:
        return _same_event(connection, known)
    if old["epoch"] > known.epoch:
        return ""
    if old["epoch"] == known.epoch and (known.seq < old["seq"] or known.hash == old["hash"]):
        return ""
    return f"本机见过第{known.seq}号操作记录，与恢复时留下的记录对不上"


def _same_event(connection: Connection, known: Head) -> str:
    found = connection.execute(select(EventRow.hash).where(EventRow.seq == known.seq)).scalar()
    return "" if found == known.hash else f"第{known.seq}号操作记录与本机见过的不同：日志被改写过"


def _restore_after(connection: Connection, epoch: int) -> dict[str, Any] | None:
    """The first restore that a log went through after an epoch."""
    marked = select(EventRow.body).where(EventRow.body.like('%"op":"restore"%')).order_by(EventRow.seq)
    for (body,) in connection.execute(marked):
        event: dict[str, Any] = json.loads(body)
        if event["op"] == "restore" and event["epoch"] > epoch:
            return event
    return None
