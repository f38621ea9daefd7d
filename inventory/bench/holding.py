"""Many live holds at once, as if each had been reserved: written straight, in batches."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import islice
from typing import Any, TypeAlias

from django.conf import settings
from redis.exceptions import ResponseError

from flashsale.redis_clients import (
    ANSWER_TIMEOUT_SECONDS,
    CONNECT_TIMEOUT_SECONDS,
    stock_client,
)
from flashsale.wire import BlockingLine, Command, Replies, address_of
from inventory import codec, keys, writing
from inventory.bench import names
from inventory.reading import milliseconds
from inventory.records import Hold, Movement, Place

BATCH = 1_000
LIVES_MS = 7_200_000
POOLS_EPOCH = 1  # a pool of the bench is opened once, and never rebuilt

Part: TypeAlias = Callable[[str, Sequence[Hold]], Iterator[Command]]


def hold_in_bulk(
    pool_id: str, run: str, *, count: int, done: Callable[[str], object] = lambda part: None
) -> None:
    """`count` more buyers hold one unit of the pool each; their time ends in two hours or later.

    `done` is called with the name of each part of the keys once that is written. The pool's
    counters come last: until then nobody may use the pool.
    """
    line = BlockingLine(
        address_of(settings.STOCK_REDIS_URL),
        connect_seconds=CONNECT_TIMEOUT_SECONDS,
        answer_seconds=ANSWER_TIMEOUT_SECONDS,
    )
    with closing(line):
        first_end = milliseconds(_ask(line, [("TIME",)])[0]) + LIVES_MS
        for part, commands_of in PARTS.items():
            holds = _holds(pool_id, run, count, first_end)
            while batch := list(islice(holds, BATCH)):
                _ask(line, list(commands_of(pool_id, batch)))
            done(part)
        counters = {"available": -count, "held": count, "version": 1}
        _ask(line, [("HINCRBY", keys.pool(pool_id), *change) for change in counters.items()])


def run_out(pool_id: str, run: str, *, count: int) -> None:
    """The time of the first `count` of those who hold in bulk is over since a second."""
    client = stock_client()
    ending = names.buyer_ending(run, lap=names.IN_BULK)
    buyers = [names.buyer(number, ending) for number in range(count)]
    ended_at = milliseconds(client.time()) - 1_000
    pipe = client.pipeline(transaction=True)
    texts: Any = client.hmget(keys.holds(pool_id), buyers)
    for buyer, text in zip(buyers, texts, strict=True):
        hold = codec.hold_from_json(pool_id, buyer, text)
        ended = replace(hold, expires_at=ended_at)
        pipe.hset(keys.holds(pool_id), buyer, codec.hold_to_json(ended))
        pipe.zadd(keys.expiry(pool_id), {buyer: ended_at})
        pipe.delete(keys.ttl(pool_id, buyer))
    pipe.hincrby(keys.pool(pool_id), "version", 1)
    pipe.execute()


def _ask(line: BlockingLine, commands: Sequence[Command]) -> Replies:
    replies = line.ask(commands)
    for reply in replies:
        if isinstance(reply, ResponseError):
            raise reply
    return replies


def _holds(pool_id: str, run: str, count: int, first_end: int) -> Iterator[Hold]:
    """One ends each millisecond. Tokens are as long as real ones."""
    ending = names.buyer_ending(run, lap=names.IN_BULK)
    return (
        Hold(pool_id, names.buyer(number, ending), 1, f"{number:016x}", first_end + number)
        for number in range(count)
    )


def _records(pool_id: str, holds: Sequence[Hold]) -> Iterator[Command]:
    pairs = (part for hold in holds for part in (hold.buyer, codec.hold_to_json(hold)))
    yield ("HSET", keys.holds(pool_id), *pairs)


def _ends(pool_id: str, holds: Sequence[Hold]) -> Iterator[Command]:
    pairs = (part for hold in holds for part in (hold.expires_at, hold.buyer))
    yield ("ZADD", keys.expiry(pool_id), *pairs)


def _ttl_keys(pool_id: str, holds: Sequence[Hold]) -> Iterator[Command]:
    for hold in holds:
        yield ("SET", keys.ttl(pool_id, hold.buyer), hold.token, "PXAT", hold.expires_at)


def _ledger(pool_id: str, holds: Sequence[Hold]) -> Iterator[Command]:
    for hold in holds:
        movement = Movement(
            "reserve", 1, Place.AVAILABLE, Place.HELD, hold.token * 2, POOLS_EPOCH, hold.buyer
        )
        yield ("XADD", keys.ledger(pool_id), "*", *codec.movement_to_parts(movement))


def _pools_of_buyers(pool_id: str, holds: Sequence[Hold]) -> Iterator[Command]:
    for hold in holds:
        yield from writing.remember_pool(hold.buyer, pool_id)


PARTS: dict[str, Part] = {
    "holds": _records,
    "expiry": _ends,
    "TTL keys": _ttl_keys,
    "ledger": _ledger,
    "pools of buyers": _pools_of_buyers,
}
"""Name → the commands that write this part of the keys."""
