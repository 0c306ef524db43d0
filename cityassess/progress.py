"""How long work reports its progress and learns that it should stop."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """What a service calls while it works; the caller decides where it is shown."""

    def step(self, done: int, total: int, what: str = "") -> None:
        """Report ``done`` of ``total`` steps (``total`` 0: unknown); raises ``errors.Cancelled`` when told to stop."""


class Silent:
    """Progress that nobody watches, for scripts and tests."""

    def step(self, done: int, total: int, what: str = "") -> None:
        """Ignore the report."""
