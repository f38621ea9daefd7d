"""Carrying: what the ledgers' streams hold gets into the database, and then out of Redis.

For each pool whose stream has entries:

    1. those after the last one that the database has, of the epoch of the stream's last entry,
       are inserted
    2. those that are older than KEPT_MS are looked for in the database, each of them; what should
       be absent after all is inserted. Then they are removed, by their ids

Told as timelines:

- killed between 1 and 2, or in the middle of 1: the next run goes on where the database ends
- two carriers at once: both insert the same entries; the constraint lets one of them, and the
  other goes on with what is left
- an entry is written while a pool is carried: it is newer than what is removed, and stays
- a pool is rebuilt: the stream's last entry is of an epoch of which the database has nothing, so
  all of the stream is gone through, and the last entries of the old epoch get in too
- Redis was lost and comes back with a clock that is behind: the pool is rebuilt, with ids below
  those that the database has; but of another epoch, so the same is done
- Redis comes back without its last second: the database has entries that Redis does not know.
  They stay, and the pool goes on with another epoch

The fence for lost answers reads the streams, which is why entries are kept for a while.
"""

import logging
from collections.abc import Sequence

import redis

from inventory.ledger import rows, stream
from inventory.ledger.entries import EntryId
from inventory.ledger.stream import Glance

KEPT_MS = 60_000
"""So long an entry stays in Redis at least; `lost_answers.LONGEST_DOUBT_MS` is half of it."""

logger = logging.getLogger(__name__)


def carry(client: redis.Redis, pool_ids: Sequence[str]) -> int:
    """The database has every entry of these pools' ledgers; Redis has the newest only.

    Returns how many entries were found that had not been carried. A pool that fails is logged and
    does not stop the others, unless it is Redis that is away. Pools with empty streams cost no
    query.
    """
    glances = stream.glance(client, pool_ids)
    carried = rows.last_carried({pool_id: glance.last for pool_id, glance in glances.items()})
    return sum(
        _carry_or_log(client, pool_id, glance, carried=carried[pool_id])
        for pool_id, glance in glances.items()
    )


def _carry_or_log(
    client: redis.Redis, pool_id: str, glance: Glance, *, carried: EntryId | None
) -> int:
    try:
        found = _insert_new(client, pool_id, after=carried, until=glance.last.id)
        _remove_old(client, pool_id, glance)
    except (redis.ConnectionError, redis.TimeoutError):
        raise
    except Exception:
        logger.exception("The ledger of pool %s could not be carried.", pool_id)
        return 0
    return found


def _insert_new(client: redis.Redis, pool_id: str, *, after: EntryId | None, until: EntryId) -> int:
    if after is not None and after >= until:
        return 0
    found = 0
    for page in stream.pages(client, pool_id, after=after, until=until):
        new = page if after else rows.absent(pool_id, page)
        rows.insert(pool_id, new)
        found += len(new)
    return found


def _remove_old(client: redis.Redis, pool_id: str, glance: Glance) -> None:
    until = EntryId(glance.now - KEPT_MS, 0)
    if glance.first > until:
        return
    for page in stream.pages(client, pool_id, after=None, until=until):
        rows.insert(pool_id, rows.absent(pool_id, page))
        stream.remove(client, pool_id, page)
