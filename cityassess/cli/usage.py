"""Arguments that cannot be used together."""

from __future__ import annotations


class WrongUsage(Exception):
    """Arguments that do not go together, in a sentence without a full stop."""
