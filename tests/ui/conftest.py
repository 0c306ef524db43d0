"""Surroundings of the window's tests."""

from __future__ import annotations

from tests.leftovers import nothing_left

__all__ = ["nothing_left"]
