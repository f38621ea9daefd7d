"""The way to the database, which can be cut at any request that goes along it.

`connect_through` puts it under this process's connection, whichever engine is under test:

- PostgreSQL and MongoDB: a TCP proxy. From a request on, all connections are lost and new ones
  refused; that request was not passed on, or it was and its answer is lost
- SQLite, which is not away as long as its file is there: somebody else has the lock, for longer
  than we wait. From a statement on; inside of a transaction we have the lock ourselves
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection, connections
from pymongo.errors import PyMongoError

from flashsale.tests.faults.database_proxy import Proxied
from orders.tests.killing import forget_transactions_of_the_dead

PATIENCE_SECONDS = 0.02
MOST_SECONDS = 10.0


class Line(Protocol):
    """What can be done to the way to the database. Requests are counted from 0."""

    can_lose_answers: bool

    def go_away(self, *, at: int, is_answer_lost: bool) -> None:
        """From request `at` on, the database is away."""

    @property
    def is_to_go(self) -> bool:
        """Whether that request has not come yet."""

    def come_back(self) -> None:
        """The database answers again."""


class Locked:
    """SQLite, with somebody else who writes and does not come to an end."""

    can_lose_answers = False

    def __init__(self, path: str) -> None:
        self._path = path
        self._left: int | None = None
        self._writer: sqlite3.Connection | None = None

    def go_away(self, *, at: int, is_answer_lost: bool) -> None:
        self._left = at

    @property
    def is_to_go(self) -> bool:
        return self._left is not None

    def come_back(self) -> None:
        self._left = None
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def execute(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        is_writing = context["connection"].in_atomic_block and not sql.startswith("BEGIN")
        if self._left is not None and not is_writing:
            if self._left == 0:
                self._left = None
                self._writer = sqlite3.connect(self._path, isolation_level=None)
                self._writer.execute("BEGIN IMMEDIATE")
            else:
                self._left -= 1
        return execute(sql, params, many, context)


@contextmanager
def connect_through() -> Iterator[Line]:
    """Inside, this process comes to its database along the line."""
    if connection.vendor == "sqlite":
        yield from _to_sqlite()
        return
    known = dict(connection.settings_dict)
    is_mongodb = connection.vendor == "mongodb"
    url = urlsplit(settings.DATABASES["default"]["HOST"]) if is_mongodb else None
    port = url.port if url else known["PORT"]
    line = Proxied(int(port or 0))
    client = _take_mongo_client() if is_mongodb else None
    connection.close()
    if is_mongodb:
        connection.settings_dict["HOST"] = (
            f"mongodb://127.0.0.1:{line.port}/?directConnection=true&heartbeatFrequencyMS=500"
            f"&serverSelectionTimeoutMS=50"
        )
        connection.settings_dict["OPTIONS"] = {}
    else:
        connection.settings_dict["PORT"] = line.port
    try:
        yield line
    finally:
        connection.close()
        if client is not None:
            _take_mongo_client().close()
            connections["default"]._connection_pools["default"] = client
        connection.settings_dict.update(known)
        line.close()


def wait_until_back() -> None:
    """This process has noticed that the database is back."""
    give_up_at = time.monotonic() + MOST_SECONDS
    while True:
        connections.close_all()
        try:
            connection.ensure_connection()
            forget_transactions_of_the_dead()
        except (DatabaseError, PyMongoError):
            if time.monotonic() > give_up_at:
                raise
            time.sleep(PATIENCE_SECONDS)
        else:
            return


def _to_sqlite() -> Iterator[Line]:
    options = connection.settings_dict["OPTIONS"]
    known = options["timeout"]
    connection.close()
    options["timeout"] = PATIENCE_SECONDS
    line = Locked(str(connection.settings_dict["NAME"]))
    with connection.execute_wrapper(line.execute):
        yield line
    connection.close()
    options["timeout"] = known


def _take_mongo_client() -> Any:
    """The MongoDB client of this process, which the connection has forgotten."""
    own: Any = connections["default"]
    own.connection = None
    vars(own).pop("database", None)
    return own._connection_pools.pop(own.alias)
