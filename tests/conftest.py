"""Options and surroundings of the whole suite."""

from __future__ import annotations

import os

import pytest

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # set here, since some starters drop it from the environment


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--long``, which also runs the tests that take minutes."""
    parser.addoption("--long", action="store_true", help="also run the tests marked long, which take minutes")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip the tests marked ``long`` unless ``--long`` was given."""
    if config.getoption("--long"):
        return
    skip = pytest.mark.skip(reason="takes minutes; give --long")
    for item in items:
        if "long" in item.keywords:
            item.add_marker(skip)
