"""Database transactions as functions, so that a lost race can be run again.

Django's `atomic` does nothing on MongoDB, and MongoDB's own transactions abort on a write
conflict. `run` gives every engine the same promise: all of the function's writes or none, and
a bounded number of new tries when another transaction was faster.
"""

import random
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import DatabaseError, connection, transaction
from django_mongodb_backend.transaction import atomic as mongodb_atomic
from pymongo.errors import PyMongoError

from flashsale.errors import DatabaseContention

T = TypeVar("T")

TRIES = 20
LONGEST_PAUSE_SECONDS = 0.25
RETRYABLE_SQLSTATES = {"40001", "40P01"}  # PostgreSQL: serialization failure, deadlock


def run(function: Callable[[], T]) -> T:
    """`function` has run in one transaction, and its result is returned.

    The function may be called several times, so it must have no effect outside the database.
    Create-then-catch of a unique constraint does not belong inside one: MongoDB and PostgreSQL
    abort the whole transaction at the first error.

    Raises DatabaseContention when every try lost against another transaction.
    """
    for attempt in range(TRIES):
        try:
            return _run_once(function)
        except (DatabaseError, PyMongoError) as error:
            if not _lost_a_race(error):
                raise
            last = error
        time.sleep(random.random() * min(LONGEST_PAUSE_SECONDS, 0.002 * 2**attempt))
    raise DatabaseContention from last


def _run_once(function: Callable[[], T]) -> T:
    if connection.vendor != "mongodb":
        with transaction.atomic():
            return function()
    try:
        with mongodb_atomic():
            return function()
    finally:
        _end_session_of_failed_commit()


def _end_session_of_failed_commit() -> None:
    """A commit that MongoDB refused leaves no session behind on this connection."""
    mongodb: Any = connection
    if not mongodb.in_atomic_block_mongo and mongodb.session is not None:
        mongodb.session.end_session()
        mongodb.session = None
        mongodb.run_on_commit = []


def _lost_a_race(error: Exception) -> bool:
    cause = error if isinstance(error, PyMongoError) else error.__cause__
    if isinstance(cause, PyMongoError):
        return cause.has_error_label("TransientTransactionError")
    if getattr(cause, "sqlstate", None) in RETRYABLE_SQLSTATES:
        return True
    return connection.vendor == "sqlite" and "locked" in str(error)
