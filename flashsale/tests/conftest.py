"""A database that nobody finds."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections


@pytest.fixture
def database_away(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[None]:
    """Nothing answers where the database should be."""
    on_mongodb = connection.vendor == "mongodb"
    if on_mongodb:
        nobody = "mongodb://127.0.0.1:1/shop?replicaSet=rs0&serverSelectionTimeoutMS=200"
        away = {"HOST": nobody, "OPTIONS": {}}
    else:
        away = {"NAME": str(tmp_path / "missing" / "shop.db")}
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


def _take_client() -> Any:
    """The MongoDB client of this process, which the connection has forgotten.

    It stays open: the connections of other threads, which outlive a test, go on using it.
    """
    own = connections[connection.alias]
    own.connection = None
    vars(own).pop("database", None)
    return own._connection_pools.pop(own.alias)
