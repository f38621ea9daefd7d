"""The part of the ledgers that is in Redis: one stream a pool."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import redis

from flashsale.redis_clients import queue_for_server_of
from inventory import codec, keys
from inventory.ledger.entries import Entry, EntryId, Position, entries_from_reply, id_from_name
from inventory.reading import milliseconds

PAGE = 1_000
POOLS_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Glance:
    """A stream that is not empty: its first and last entry, and the time on its server."""

    first: EntryId
    last: Position
    now: int


def glance(client: redis.Redis, pool_ids: Sequence[str]) -> dict[str, Glance]:
    """pool → what is to be seen of its stream, of those that have entries.

    One command a pool for the others, all in one go: there may be thousands.
    """
    found: dict[str, Glance] = {}
    for at in range(0, len(pool_ids), POOLS_AT_ONCE):
        some = pool_ids[at : at + POOLS_AT_ONCE]
        pipe = client.pipeline(transaction=False)
        for pool_id in some:
            pipe.xlen(keys.ledger(pool_id))
        lengths = pipe.execute()
        found |= _ends(client, [one for one, length in zip(some, lengths, strict=True) if length])
    return found


def _ends(client: redis.Redis, pool_ids: Sequence[str]) -> dict[str, Glance]:
    pipe = client.pipeline(transaction=False)
    for pool_id in pool_ids:
        queue_for_server_of(keys.ledger(pool_id), "TIME", pipe=pipe)
        pipe.xrange(keys.ledger(pool_id), count=1)
        pipe.xrevrange(keys.ledger(pool_id), count=1)
    replies = pipe.execute()
    found: dict[str, Glance] = {}
    for pool_id, time, first, last in zip(
        pool_ids, replies[::3], replies[1::3], replies[2::3], strict=True
    ):
        if first and last:  # else it was emptied meanwhile
            (first_name, _), (last_name, fields) = first[0], last[0]
            end = Position(codec.epoch_from_fields(fields), id_from_name(last_name))
            found[pool_id] = Glance(id_from_name(first_name), end, milliseconds(time))
    return found


def newest(client: redis.Redis, pool_id: str, *, count: int) -> list[Entry]:
    """The latest `count` entries, newest first."""
    reply: Any = client.xrevrange(keys.ledger(pool_id), count=count)
    return entries_from_reply(reply)


def pages(
    client: redis.Redis, pool_id: str, *, after: EntryId | None, until: EntryId
) -> Iterator[list[Entry]]:
    """The entries in the stream's order, PAGE at a time: those after `after` (None: all), up to
    and with `until`.
    """
    while True:
        reply: Any = client.xrange(
            keys.ledger(pool_id), min=beginning(after), max=str(until), count=PAGE
        )
        page = entries_from_reply(reply)
        if page:
            yield page
            after = page[-1].id
        if len(page) < PAGE:
            return


def beginning(after: EntryId | None) -> str:
    """How XRANGE is told to begin after that entry, or at the first."""
    return "-" if after is None else f"({after}"


def remove(client: redis.Redis, pool_id: str, entries: Sequence[Entry]) -> None:
    """These entries, and no others, are not in the stream any more."""
    client.xdel(keys.ledger(pool_id), *(str(entry.id) for entry in entries))
