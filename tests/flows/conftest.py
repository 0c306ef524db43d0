"""Surroundings of the window's tests."""

from __future__ import annotations

from tests.leftovers import nothing_left, own_places

__all__ = ["nothing_left", "own_places"]
