"""Changes to a draft that could not be kept when the window was closed, left with the window's state until it opens."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cityassess.errors import Unavailable
from cityassess.services.bulletin.edits import Edits
from cityassess.services.bulletin.freezing import edits_of, edits_text
from cityassess.ui.settings import WindowSettings

if TYPE_CHECKING:
    from cityassess.services.bulletin.drafting import Draft


@dataclass(frozen=True, slots=True)
class Left:
    """What was typed and not kept, what it was typed over, and the version of that."""

    version: int
    base: Edits
    mine: Edits


class LeftChanges:
    """Changes by database, scheme, period and publication."""

    def __init__(self, settings: WindowSettings, where: str) -> None:
        self._settings, self._where = settings, where

    def put(self, draft: Draft, base: Edits, mine: Edits) -> None:
        """Leave changes for the next time."""
        told = [draft.version, edits_text(base), edits_text(mine)]
        self._settings.keep(self._key(draft), json.dumps(told, ensure_ascii=False))
        self._settings.flush()

    def take(self, draft: Draft) -> Left | None:
        """The changes that were left of a draft; they are forgotten here."""
        key = self._key(draft)
        text = self._settings.text(key)
        if not text:
            return None
        self._settings.forget(key)
        try:
            version, base, mine = json.loads(text)
            return Left(int(version), edits_of(str(base)), edits_of(str(mine)))
        except (ValueError, TypeError, Unavailable):
            return None

    def _key(self, draft: Draft) -> str:
        place = "\n".join((self._where, draft.scheme_id, draft.period, str(draft.number)))
        return f"bulletin/{hashlib.sha256(place.encode('utf-8')).hexdigest()[:32]}"
