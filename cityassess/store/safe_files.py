"""Files that must be on the disk before anything is built on them."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

_BLOCK = 1 << 20


def sha256(path: Path) -> str:
    """A file's SHA-256 in hexadecimal."""
    total = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            total.update(block)
    return total.hexdigest()


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
    finally:
        os.close(descriptor)
