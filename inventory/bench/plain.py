"""One conversation a request: WATCH, read, decide, MULTI … EXEC; again when the race was lost.

By the engine's rules and with its writes: what it lacks is what groups and turns bring. Left
out is what a pool of the bench never needs: dead holds are not taken back, a pool that is
missing is not forgotten, and nobody asks after a lost answer.
"""

import random
import secrets
import threading
import time
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from redis.connection import AbstractConnection
from redis.exceptions import RedisError

from flashsale.redis_clients import stock_client
from flashsale.wire import Command
from inventory import reading, writing
from inventory.errors import ReservationContention, StockError, StockUnavailable
from inventory.records import Reservation
from inventory.requests import Reserve
from inventory.rules import decide


class Lost:
    """How many rounds this process lost; its threads count together."""

    def __init__(self) -> None:
        self.rounds = 0
        self._lock = threading.Lock()

    def one_more(self) -> None:
        with self._lock:
            self.rounds += 1


LOST = Lost()


def lost_rounds() -> int:
    """How often an EXEC of this process found that somebody had been faster."""
    return LOST.rounds


def reserve(pool_id: str, *, buyer: str, units: int) -> Reservation:
    """What `inventory.api.reserve` does, for this one request alone."""
    request = Reserve(buyer=buyer, units=units, token=secrets.token_hex(8))
    pool = stock_client().connection_pool
    connection = pool.get_connection()
    try:
        outcome = _outcome(connection, pool_id, request)
    except BaseException as error:
        connection.disconnect()  # whoever has it next must find no watch, and no answer of ours
        if isinstance(error, (RedisError, OSError)):
            raise StockUnavailable from error
        raise
    finally:
        pool.release(connection)
    if isinstance(outcome, StockError):
        raise outcome
    return outcome


def _outcome(
    connection: AbstractConnection, pool_id: str, request: Reserve
) -> Reservation | StockError:
    give_up_at = time.monotonic() + settings.STOCK_PATIENCE_SECONDS
    first = writing.remember_pool(request.buyer, pool_id)
    tries = 0
    while (outcome := _attempt(connection, pool_id, request, first)) is None:
        LOST.one_more()
        if time.monotonic() > give_up_at:
            return ReservationContention()
        time.sleep(random.random() * 0.001 * min(tries + 1, 20))
        tries += 1
        first = []
    return outcome


def _attempt(
    connection: AbstractConnection, pool_id: str, request: Reserve, first: Sequence[Command]
) -> Reservation | StockError | None:
    """The outcome, which an EXEC has proved, or None where the round was lost."""
    plan = reading.plan(pool_id, [request])
    reads = reading.read_commands(plan)
    replies = _ask(connection, [*first, reading.watch_command(plan), *reads])
    seen = reading.parse(plan, replies[-len(reads) :])
    decision = decide(seen, [request])
    *_, done = _ask(connection, writing.transaction(seen, decision.writes))
    if done is None:
        return None
    outcome: Reservation | StockError = decision.outcomes[0]
    return outcome


def _ask(connection: AbstractConnection, commands: Sequence[Command]) -> list[Any]:
    """The replies to `commands`, all sent in one write."""
    connection.send_packed_command(connection.pack_commands(commands))
    return [connection.read_response() for _ in commands]
