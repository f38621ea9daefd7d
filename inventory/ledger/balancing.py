"""Balancing: what the movements of a pool add up to, beside its counters.

Most movements are in the database, the newest in Redis, and between the two they are carried while
we look. So that each is counted once:

    1. which entry is the last one that the database has? Up to that one, the database is summed up
    2. what comes after it is read from the stream; the very last of it in one MULTI … EXEC with
       the counters, so that both are of one moment

What is carried meanwhile changes neither, since an entry stays in the stream for a minute after
its write. (Entries that had waited for the carrier for longer than that may be inserted and
removed between 1 and 2: who finds a difference looks again.)
"""

from collections.abc import Sequence
from dataclasses import dataclass

import redis

from inventory import codec, keys
from inventory.ledger import rows, stream
from inventory.ledger.entries import Entry, EntryId, Position, entries_from_reply
from inventory.ledger.stream import Glance
from inventory.records import Balance, Pool, net


def balances(client: redis.Redis, pool_ids: Sequence[str]) -> dict[str, Balance | None]:
    """pool → its counters and what its ledger adds up to; None where Redis has no such pool.

    Reads `stock:{pool}` and the ledger of each. The queries are few, however many the pools.
    """
    glances = stream.glance(client, pool_ids)
    carried = rows.last_carried({pool_id: glance.last for pool_id, glance in glances.items()})
    # Where the stream is empty. If it is so again with the counters, nothing was written since.
    sums = rows.sums([pool_id for pool_id in pool_ids if pool_id not in glances])
    seen = {
        pool_id: _look(client, pool_id, glances.get(pool_id), carried.get(pool_id))
        for pool_id in pool_ids
    }
    there = {pool_id: look for pool_id, look in seen.items() if look}
    sums |= rows.sums_until(
        {
            pool_id: Position(look.pool.epoch, look.until)
            for pool_id, look in there.items()
            if look.until
        }
    )
    return {pool_id: _balance(pool_id, look, sums) for pool_id, look in seen.items()}


@dataclass(frozen=True, slots=True)
class Look:
    """A pool, and the entries that are counted from its stream.

    Those up to and with `until` are counted from the database; None: all that it has.
    """

    pool: Pool
    entries: list[Entry]
    until: EntryId | None


def _look(
    client: redis.Redis, pool_id: str, glance: Glance | None, carried: EntryId | None
) -> Look | None:
    entries: list[Entry] = []
    if glance and carried != glance.last.id:
        for page in stream.pages(client, pool_id, after=carried, until=glance.last.id):
            entries += page
    pool, rest = _at_one_moment(client, pool_id, after=entries[-1].id if entries else carried)
    if pool is None:
        return None
    entries += rest
    if carried is None and entries:
        carried = EntryId(entries[0].id.ms, entries[0].id.seq - 1)
    return Look(pool, entries, carried or (glance.last.id if glance else None))


def _at_one_moment(
    client: redis.Redis, pool_id: str, *, after: EntryId | None
) -> tuple[Pool | None, list[Entry]]:
    """The pool, and the entries that came after `after`."""
    pipe = client.pipeline(transaction=True)
    pipe.hmget(keys.pool(pool_id), *codec.POOL_FIELDS)
    pipe.xrange(keys.ledger(pool_id), min=stream.beginning(after))
    values, reply = pipe.execute()
    return codec.pool_from_values(values), entries_from_reply(reply)


def _balance(pool_id: str, look: Look | None, sums: rows.Sums) -> Balance | None:
    if look is None:
        return None
    pool = look.pool
    movements = (entry.movement for entry in look.entries)
    in_stream = net(movement for movement in movements if movement.epoch == pool.epoch)
    carried = sums.get((pool_id, pool.epoch), net(()))
    return Balance(
        pool_id=pool_id,
        epoch=pool.epoch,
        closed=pool.closed,
        units=pool.units,
        counted={place: getattr(pool, place) for place in in_stream},
        moved={place: units + carried[place] for place, units in in_stream.items()},
    )
