"""What the services' tests share: an empty office, and the example one, on either kind of database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cityassess.services.office import Office, open_office
from tests.services.louxing import import_all


@pytest.fixture
def empty_office(database_url: str) -> Iterator[Office]:
    """An office with nothing in it."""
    with open_office(database_url, actor="张敏") as opened:
        yield opened


@pytest.fixture
def office(empty_office: Office) -> Office:
    """The example office, nothing published yet."""
    import_all(empty_office)
    return empty_office
