"""A database that nobody finds."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from flashsale.database_threads import _threads


@pytest.fixture
def database_away(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[None]:
    """Nothing answers where the database should be."""
    on_mongodb = connection.vendor == "mongodb"
    nobody = "mongodb://127.0.0.1:1/shop?replicaSet=rs0&serverSelectionTimeoutMS=200"
    away: dict[str, Any] = {
        "mongodb": {"HOST": nobody, "OPTIONS": {}},
        "postgresql": {"PORT": 1},
        "sqlite": {"NAME": str(tmp_path / "missing" / "shop.db")},
    }[connection.vendor]
    client = _take_client() if on_mongodb else None
    connection.close()
    for name, value in away.items():
        monkeypatch.setitem(connection.settings_dict, name, value)
    yield
    monkeypatch.undo()
    connection.close()
    if client is not None:
        _take_client().close()
        connection._connection_pools[connection.alias] = client
        # A thread that connected meanwhile would go on with the client that is closed now.
        _threads.cache_clear()


def _take_client() -> Any:
    """The MongoDB client of this process, which the connection has forgotten.

    It stays open: the connections of other threads, which outlive a test, go on using it.
    """
    own = connections[connection.alias]
    own.connection = None
    vars(own).pop("database", None)
    return own._connection_pools.pop(own.alias)
