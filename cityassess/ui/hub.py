"""Where what has changed is announced, so that each page refreshes from that and from nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from cityassess.services.changes import Changes


class Hub(QObject):
    """Passes on what an action changed, with the page that did it: that page shows its own change already."""

    changed = Signal(object, object)
    """Carries a ``Changes`` and the initiator (a page, or None)."""

    def announce(self, changes: Changes, initiator: object = None) -> None:
        """Tell everybody what has changed."""
        self.changed.emit(changes, initiator)
