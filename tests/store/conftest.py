"""What the store's tests share: an open database on either kind of server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cityassess.store.database import Database, open_database


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh open database."""
    with open_database(database_url, actor="张敏") as opened:
        yield opened
