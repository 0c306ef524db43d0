"""Changed texts of schemes that were not imported yet, kept with the window's state so that nothing typed is lost."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from cityassess.ui.settings import WindowSettings

if TYPE_CHECKING:
    from cityassess.services.schemes import SchemeEntry


class Drafts:
    """Changed texts by the version that they began from, of one database."""

    def __init__(self, settings: WindowSettings, where: str) -> None:
        self._settings, self._where = settings, where
        self._known: dict[str, str] = {}

    def of(self, entry: SchemeEntry) -> str:
        """The changed text of a version; empty where it was not changed."""
        key = self._key(entry)
        if key not in self._known:
            self._known[key] = self._settings.text(key)
        return self._known[key]

    def put(self, entry: SchemeEntry, text: str) -> None:
        """Keep a changed text, or forget it where ``text`` is empty."""
        key = self._key(entry)
        if self.of(entry) != text:
            self._known[key] = text
            if text:
                self._settings.keep(key, text)
            else:
                self._settings.forget(key)

    def _key(self, entry: SchemeEntry) -> str:
        place = "\n".join((self._where, entry.id, entry.in_force_from.isoformat(), str(entry.version)))
        return f"draft/{hashlib.sha256(place.encode('utf-8')).hexdigest()[:32]}"
