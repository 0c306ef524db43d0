"""Writing a file whole or not at all: beside its place first, then onto the disk, then into its place in one step."""

from __future__ import annotations

import errno
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ASIDE = ".ca-"
"""How the names of files begin that are still being written."""


@contextmanager
def written_aside(path: Path) -> Iterator[Path]:
    """Yield a path in the same folder to write to; on leaving, what was written takes ``path``'s place in one step.

    When the body or the disk raises, ``path`` stays as it was and nothing is left behind. Every ``OSError`` passes
    through: only the caller knows what to say.
    """
    # A short name of its own: that of the file may already be as long as the file system allows.
    aside = path.with_name(f"{ASIDE}{secrets.token_hex(6)}.tmp")
    try:
        yield aside
        sync(aside)
        aside.replace(path)
        sync_folder(path.parent)
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Wait until a file's contents are on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until a folder's renames are on the disk."""
    if sys.platform == "win32":  # a folder cannot be opened there; the rename is in the journal
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network file systems do not sync folders
            raise
    finally:
        os.close(descriptor)
