"""Where the files that ship with the program lie, in a repository, a wheel or a frozen build."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """Return the path of a shipped file such as ``fonts/NotoSansSC-Regular.ttf``.

    A wheel carries ``resources/`` as ``cityassess/_resources``; a checkout has it beside the package. Raises
    ``FileNotFoundError`` when neither holds the file.
    """
    for folder in (_PACKAGE / "_resources", _PACKAGE.parent / "resources"):
        path = folder / name
        if path.exists():
            return path
    raise FileNotFoundError(name)
