"""The office that a command works on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from cityassess.services.office import Office


def given_office(given: argparse.Namespace, *, create: bool = False) -> Office:
    """The database that was named, else the office's own; raises ``Unavailable`` where it cannot be opened."""
    from cityassess.services import places
    from cityassess.services.office import open_office

    return open_office(given.database or places.default_database(), create=create)
