"""Where the log holds a publication, so that the paper can name the place."""

from __future__ import annotations

import json

from sqlalchemy import select

from cityassess.store.session import Head, Session
from cityassess.store.tables import EventRow


def publication(session: Session, publication_id: int) -> Head:
    """The event by which a publication was written, as the end of the log at that moment.

    Raises ``LookupError`` where the log has no such event.
    """
    written = select(EventRow.seq, EventRow.hash, EventRow.body).where(EventRow.body.like('%"op":"publish"%'))
    for seq, digest, body in session.connection.execute(written.order_by(EventRow.seq.desc())):
        event = json.loads(body)
        if event["op"] == "publish" and event["entity_id"] == publication_id:
            return Head(event["log_id"], event["epoch"], seq, digest)
    raise LookupError(publication_id)
