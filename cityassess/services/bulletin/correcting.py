"""What the correction of a published bulletin begins with: the changes to the paper that it corrects."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cityassess.services.bulletin.edits import Edits
from cityassess.services.bulletin.freezing import edits_of
from cityassess.store import drafts

if TYPE_CHECKING:
    from cityassess.store.publications import Publication
    from cityassess.store.session import Session

_OF_ONE_PAPER = frozenset({"number", "title", "date", "printed_on"})
"""Words of head and close that no other paper bears."""


def following(latest: Publication | None) -> int:
    """The number of the publication that follows the newest (None: there is none yet)."""
    return 1 if latest is None else latest.number + 1


def stored_edits(content: str) -> Edits:
    """The changes that a kept draft holds; none where it was discarded. Raises like ``freezing.edits_of``."""
    return edits_of(content) if content else Edits()


def former_edits(session: Session, latest: Publication | None) -> Edits:
    """The changes that the newest publication was issued with; none where it was issued as it was written.

    A correction that was published without a draft of its own was issued with those of what it corrects.
    """
    for number in range(0 if latest is None else latest.number, 0, -1):
        row = None if latest is None else drafts.get(session, latest.scheme_id, latest.period, number)
        if row is not None and row.content:
            found = stored_edits(row.content)
            return found if number + 1 == following(latest) else carried(found)
    return Edits()


def carried(edits: Edits) -> Edits:
    """What a correction takes over of the changes to what it corrects: all but that paper's number, title and dates."""
    kept = {name: said for name, said in edits.words.items() if name not in _OF_ONE_PAPER}
    return replace(edits, words=kept)


def reworded(session: Session, latest: Publication) -> bool:
    """Whether the draft of a correction says something else than what it begins with, whatever the data say."""
    row = drafts.get(session, latest.scheme_id, latest.period, following(latest))
    if row is None or not row.content:
        return False
    former = carried(former_edits(session, latest))
    return replace(stored_edits(row.content), accepted={}) != replace(former, accepted={})
