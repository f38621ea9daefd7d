"""Ledgers as Redis and the database have them, added up by hand, to judge their carrier by."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import redis
from django.apps import apps
from django.db import DEFAULT_DB_ALIAS

from flashsale.testing.raw_pool import PLACES, raw_pool


@dataclass(frozen=True, slots=True)
class RawMovement:
    """One entry; `entry_id` is as Redis writes it."""

    entry_id: str
    epoch: int
    units: int
    source: str
    target: str


def in_stream(client: redis.Redis, pool_id: str) -> set[RawMovement]:
    """Reads the ledger of the pool. Nothing that is younger than a minute was trimmed from it."""
    entries: Any = client.xrange(f"stock:{{{pool_id}}}:ledger")
    return {
        RawMovement(
            entry_id.decode(),
            epoch=int(fields[b"epoch"]),
            units=int(fields[b"units"]),
            source=fields[b"from"].decode(),
            target=fields[b"to"].decode(),
        )
        for entry_id, fields in entries
    }


def in_database(pool_id: str, *, using: str = DEFAULT_DB_ALIAS) -> list[RawMovement]:
    """Every movement of the pool that was carried, of every epoch."""
    rows = apps.get_model("inventory", "StockMovement").objects.using(using)
    return [
        RawMovement(f"{row.ms}-{row.seq}", row.epoch, row.units, row.source, row.target)
        for row in rows.filter(pool_id=pool_id)
    ]


def wrong_with_ledger(
    client: redis.Redis, pool_ids: Iterable[str], *, using: str = DEFAULT_DB_ALIAS
) -> Iterator[str]:
    """Where movements were not carried, or twice, or don't add up to the pool."""
    for pool_id in pool_ids:
        carried = in_database(pool_id, using=using)
        missing = in_stream(client, pool_id) - set(carried)
        if missing:
            yield f"{pool_id}: not carried: {missing}"
        if len(set(carried)) != len(carried):
            yield f"{pool_id}: {len(carried) - len(set(carried))} were carried twice"
        pool = raw_pool(client, pool_id)
        if pool is None:
            yield f"{pool_id}: no pool"
            continue
        epoch = max((movement.epoch for movement in carried), default=0)
        moved = _net(movement for movement in carried if movement.epoch == epoch)
        counted = {place: pool.counters[place] for place in PLACES}
        if moved != counted:
            yield f"{pool_id}: the movements add up to {moved}, the counters say {counted}"


def _net(movements: Iterable[RawMovement]) -> dict[str, int]:
    units: Counter[str] = Counter()
    for movement in movements:
        units[movement.source] -= movement.units
        units[movement.target] += movement.units
    return {place: units[place] for place in PLACES}
