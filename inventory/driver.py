"""The plain driver: WATCH, read, decide, MULTI … EXEC, for one call; again when a race was lost.

A race, told as a timeline (two buyers, one unit):

    1. A: WATCH stock:{p}; reads available = 1
    2. B: WATCH stock:{p}; reads available = 1
    3. A: MULTI … EXEC: available = 0, version + 1
    4. B: MULTI … EXEC answers nil, because the watched key has changed: nothing was written
    5. B: reads again, sees available = 0, and is refused, after an (empty) EXEC has proved it

No outcome is told before an EXEC has succeeded, not even a refusal: reads after a WATCH may be
torn, and only the EXEC says that they were not.
"""

import random
import time
from collections.abc import Sequence
from dataclasses import replace

import redis
from django.conf import settings
from redis.connection import AbstractConnection
from redis.exceptions import RedisError

from flashsale.redis_clients import stock_client
from inventory import lost_answers, reading, writing
from inventory.conversation import BROKEN, ask, connection_of
from inventory.errors import ReservationContention, StockUnavailable
from inventory.records import Earliest, Reading
from inventory.requests import Request
from inventory.rules import Decision, MoreHoldsNeeded, Outcome, decide

LONGEST_PAUSE_SECONDS = 0.02


class LostRace(Exception):
    """Somebody else changed the pool between our reads and our EXEC."""


def execute(pool_id: str, requests: Sequence[Request]) -> tuple[Outcome, ...]:
    """The requests are decided and written in one transaction; returns their outcomes.

    Watches `stock:{pool}` and the TTL keys of holds to be paid or changed; reads and writes the
    keys of the pool that the requests need (README.md lists them by verb).

    Raises StockUnavailable when Redis is away, and ReservationContention when others were
    faster for STOCK_PATIENCE_SECONDS.
    """
    give_up_at = time.monotonic() + settings.STOCK_PATIENCE_SECONDS
    tries = 0
    while True:
        try:
            return _attempt(pool_id, requests)
        except LostRace as race:
            if time.monotonic() > give_up_at:
                raise ReservationContention from race
        except (RedisError, OSError) as error:
            raise StockUnavailable from error
        tries += 1
        time.sleep(random.random() * min(LONGEST_PAUSE_SECONDS, 0.001 * tries))


def _attempt(pool_id: str, requests: Sequence[Request]) -> tuple[Outcome, ...]:
    client = stock_client()
    decision = None
    try:
        with connection_of(client) as connection:
            seen = _read(connection, pool_id, requests)
            seen, decision = _decide(connection, seen, requests)
            is_done = _commit(connection, seen, decision)
    except BROKEN:
        if decision is None:
            raise
        is_done = _was_done(client, pool_id, decision, since=seen.now)
    if not is_done:
        raise LostRace
    return decision.outcomes


def _read(connection: AbstractConnection, pool_id: str, requests: Sequence[Request]) -> Reading:
    plan = reading.plan(pool_id, requests)
    _, *replies = ask(connection, [reading.watch_command(plan), *reading.read_commands(plan)])
    seen = reading.parse(plan, replies)
    buyers = reading.buyers_of_claims(plan, seen)
    if not buyers:
        return seen
    holds, bought = ask(connection, reading.buyer_commands(pool_id, buyers))
    return replace(
        seen,
        holds={**seen.holds, **reading.parse_holds(pool_id, buyers, holds)},
        bought={**seen.bought, **reading.parse_bought(buyers, bought)},
    )


def _decide(
    connection: AbstractConnection, seen: Reading, requests: Sequence[Request]
) -> tuple[Reading, Decision]:
    """The decision, after as many more reads under the same WATCH as it takes."""
    while True:
        try:
            return seen, decide(seen, requests)
        except MoreHoldsNeeded as needed:
            wanted = needed
        seen = _with_earliest(connection, seen, until=wanted.until, limit=wanted.limit)


def _with_earliest(
    connection: AbstractConnection, seen: Reading, *, until: int | None, limit: int
) -> Reading:
    """`seen`, and the holds that end first."""
    pool_id = seen.pool_id
    (names,) = ask(connection, [reading.earliest_command(pool_id, until=until, limit=limit)])
    buyers = [name.decode() for name in names]
    replies = ask(connection, [reading.holds_command(pool_id, buyers)]) if buyers else [[]]
    holds = reading.parse_holds(pool_id, buyers, replies[0])
    earliest = Earliest(until, limit, tuple(holds.values()))
    return replace(seen, earliest=earliest, holds={**holds, **seen.holds})


def _commit(connection: AbstractConnection, seen: Reading, decision: Decision) -> bool:
    """Whether the decision was written; False where a watched key had changed since."""
    *_, replies = ask(connection, writing.transaction(seen, decision.writes))
    if replies is None:
        return False
    for reply in replies:
        if isinstance(reply, RedisError):
            raise reply
    return True


def _was_done(client: redis.Redis, pool_id: str, decision: Decision, *, since: int) -> bool:
    """Whether the transaction whose answer was lost was done; if not, it never will be."""
    write_ids = {movement.write_id for movement in decision.writes.movements}
    return lost_answers.was_written(client, pool_id, write_ids, since=since)
