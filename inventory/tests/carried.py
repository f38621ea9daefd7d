"""Ledgers as the tests of carrying find them: in Redis, in the database, and of long ago."""

from typing import Any

from django.db.models import QuerySet

from inventory import keys
from inventory.ledger.entries import Entry, EntryId, entries_from_reply
from inventory.models import StockMovement
from inventory.tests import given

OLD_MS = 61_000


def in_redis(pool_id: str) -> list[Entry]:
    """What the pool's stream has, the oldest first."""
    reply: Any = given.client().xrange(keys.ledger(pool_id))
    return entries_from_reply(reply)


def in_database(pool_id: str) -> list[EntryId]:
    """The ids of what the database has of the pool, in its order."""
    found = StockMovement.objects.filter(pool_id=pool_id).order_by("epoch", "ms", "seq")
    return [EntryId(*row) for row in found.values_list("ms", "seq")]


def ids(entries: list[Entry]) -> list[EntryId]:
    return [entry.id for entry in entries]


def written_ago(pool_id: str, ms: int = OLD_MS) -> None:
    """All that the stream has was written so much earlier."""
    name = keys.ledger(pool_id)
    entries: Any = given.client().xrange(name)
    pipe = given.client().pipeline(transaction=True)
    pipe.delete(name)
    for entry_id, fields in entries:
        then, seq = entry_id.decode().split("-")
        pipe.xadd(name, fields, id=f"{int(then) - ms}-{seq}")
    pipe.execute()


def goes_on_in_epoch(pool_id: str, epoch: int) -> None:
    """What the pool writes from now on is of this epoch, as after a rebuild."""
    given.client().hset(keys.pool(pool_id), "epoch", epoch)


def forget_rows(pool_id: str, *entry_ids: EntryId) -> None:
    """Somebody has deleted these movements from the database, past the model."""
    for ms, seq in entry_ids:
        found: QuerySet[StockMovement] = QuerySet(StockMovement)
        found.filter(pool_id=pool_id, ms=ms, seq=seq).delete()
