"""What every test shares: no screen, no office's own files, and long tests only when asked for."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest

pytest_plugins = ["tests.databases"]

# Set here, since some starters drop it from the environment; a developer with a screen may ask for "xcb".
os.environ["QT_QPA_PLATFORM"] = os.environ.get("CITYASSESS_TEST_PLATFORM", "offscreen")

# Settings, data and caches of the tests stay away from the person's own; set before anything looks at them.
_home = tempfile.TemporaryDirectory(prefix="cityassess-home-", ignore_cleanup_errors=True)
for _name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
    os.environ[_name] = _home.name
for _name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"):
    os.environ[_name] = str(Path(_home.name, _name.lower()))
    Path(os.environ[_name]).mkdir(mode=0o700)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --long."""
    parser.addoption("--long", action="store_true", help="also run the tests that take minutes")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take the tests marked ``long`` out of the run unless --long was given."""
    if config.getoption("--long"):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if not item.get_closest_marker("long")]


def pytest_unconfigure() -> None:
    """Remove the home of this run, and empty Qt's clipboard where a test used it."""
    # The offscreen clipboard outlives Python; the process dies there if what lies on it was made in Python.
    if (gui := sys.modules.get("PySide6.QtGui")) and gui.QGuiApplication.instance():
        gui.QGuiApplication.clipboard().clear()
    _home.cleanup()
