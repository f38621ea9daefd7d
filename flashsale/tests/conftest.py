"""A database that nobody finds."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection


@pytest.fixture
def database_away(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[None]:
    """Nothing answers where the database should be."""
    if connection.vendor == "mongodb":
        nobody = "mongodb://127.0.0.1:1/shop?replicaSet=rs0&serverSelectionTimeoutMS=200"
        away = {"HOST": nobody, "OPTIONS": {}}
    else:
        away = {"NAME": str(tmp_path / "missing" / "shop.db")}
    _forget_connections()
    for name, value in away.items():
        monkeypatch.setitem(connection.settings_dict, name, value)
    yield
    monkeypatch.undo()
    _forget_connections()


def _forget_connections() -> None:
    connection.close()
    if connection.vendor == "mongodb":
        connection.close_pool()
