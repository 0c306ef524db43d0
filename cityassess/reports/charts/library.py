"""matplotlib, loaded when the first chart is drawn, and kept from this machine's settings, font folders and home.

On import matplotlib reads every font of the machine, which takes seconds where there are hundreds, and keeps the list
in the person's home. Charts take their faces from ``FontSet`` only, so it is given a list of its one fallback face in a
folder that is gone again once the import is done; a home that cannot be written then makes no warning either.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from threading import RLock
from typing import Any

_FOLDER = "MPLCONFIGDIR"
_LOCK = RLock()

# What differs from matplotlib's own defaults, which hold for all else whatever a matplotlibrc says.
STYLE: dict[str, object] = {
    "axes.linewidth": 0.6,
    "axes.unicode_minus": True,
    "hatch.linewidth": 0.45,
    "lines.scale_dashes": False,
    "lines.markeredgewidth": 0.7,
    "patch.linewidth": 0.5,
    "path.simplify": False,
    "text.parse_math": False,
    "text.usetex": False,
}


def load() -> None:
    """Import matplotlib if that is still to be done; about half a second, so call it early on another thread."""
    with _LOCK:
        if "matplotlib.figure" not in sys.modules:
            _import_apart()


@contextmanager
def drawing_style() -> Iterator[None]:
    """Make and draw a figure within this: one at a time, since matplotlib's settings belong to the process."""
    load()
    import matplotlib as mpl

    style: Any = {**dict(mpl.rcParamsDefault), **STYLE}
    with _LOCK, mpl.rc_context(style):
        yield


def _import_apart() -> None:
    before = os.environ.get(_FOLDER)
    with tempfile.TemporaryDirectory(prefix="cityassess-charts-", ignore_cleanup_errors=True) as folder:
        _write_font_list(Path(folder))
        os.environ[_FOLDER] = folder
        try:
            import matplotlib as mpl
            import matplotlib.figure

            mpl.get_configdir()  # both remember the folder; asked for later, they would look into the person's home
            mpl.get_cachedir()
        finally:
            if before is None:
                del os.environ[_FOLDER]
            else:
                os.environ[_FOLDER] = before


def _write_font_list(folder: Path) -> None:
    """A list of fonts in the form that matplotlib keeps it in; where its version cannot be told it makes its own."""
    spec = find_spec("matplotlib")
    if spec is None or spec.origin is None:
        return
    try:
        source = Path(spec.origin).with_name("font_manager.py").read_text(encoding="utf-8")
    except OSError:  # shipped without sources
        return
    version = re.search(r"^    __version__ = '([^']+)'", source, re.MULTILINE)
    if version is None:
        return
    face = {"fname": "fonts/ttf/DejaVuSans.ttf", "name": "DejaVu Sans", "weight": 400, "size": "scalable"}
    fonts = {
        "_version": version[1],
        "_FontManager__default_weight": "normal",
        "default_size": None,
        "defaultFamily": {"ttf": "DejaVu Sans", "afm": "Helvetica"},
        "afmlist": [],
        "ttflist": [{**face, "__class__": "FontEntry"}],
        "__class__": "FontManager",
    }
    (folder / f"fontlist-v{version[1]}.json").write_text(json.dumps(fonts), encoding="utf-8")
