"""Surroundings of the window's tests."""

from __future__ import annotations

import pytest

from tests.leftovers import nothing_left, own_places, plain_application

__all__ = ["nothing_left", "own_places", "plain_application"]


@pytest.fixture(autouse=True)
def surroundings(own_places: None, plain_application: None) -> None:
    """Every test of the window has places of its own and leaves the application as it was."""
