"""The part of the ledgers that is in the database.

The model is looked up when it is needed, so that a process without Django's apps, as the bench
has them, can import the engine and use all of it but this.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import reduce
from itertools import islice
from operator import or_
from typing import TYPE_CHECKING, TypeAlias

from django.apps import apps
from django.db import IntegrityError
from django.db.models import Q, QuerySet, Sum

from flashsale import clock
from inventory.ledger.entries import Entry, EntryId, Position
from inventory.records import Movement, Place, net

if TYPE_CHECKING:
    from inventory.models import StockMovement

ROWS_AT_ONCE = 500
POOLS_AT_ONCE = 100

Units: TypeAlias = dict[Place, int]
Sums: TypeAlias = dict[tuple[str, int], Units]
"""(pool, epoch) → the units in each place."""


def insert(pool_id: str, entries: Sequence[Entry]) -> None:
    """Each of the entries is in the database, once.

    Somebody else may insert the same ones at the same time. Then the constraint refuses some, and
    those that are still absent are tried again. They go in in the order of the stream, so that
    what the database has of an epoch has no gap, whoever is killed when.
    """
    while entries:
        try:
            _model().objects.bulk_create(
                [_row(pool_id, entry) for entry in entries], batch_size=ROWS_AT_ONCE
            )
        except IntegrityError:
            left = absent(pool_id, entries)
            if len(left) == len(entries):
                raise
            entries = left
        else:
            return


def absent(pool_id: str, entries: Sequence[Entry]) -> list[Entry]:
    """Those of the entries, which follow each other in the stream, that the database lacks."""
    found = _model().objects.filter(
        pool_id=pool_id,
        epoch__in={entry.movement.epoch for entry in entries},
        ms__range=(entries[0].id.ms, entries[-1].id.ms),
    )
    present = set(found.values_list("epoch", "ms", "seq"))
    return [entry for entry in entries if (entry.movement.epoch, *entry.id) not in present]


def last_carried(ends: Mapping[str, Position]) -> dict[str, EntryId | None]:
    """pool → the last entry that was carried of the epoch in which its stream ends, if any.

    Most often that is the end itself, and few queries tell so for all pools; else it is one each.
    """
    found: dict[str, EntryId | None] = {}
    for some in _in_batches(ends):
        is_end = [
            Q(pool_id=pool_id, epoch=end.epoch, ms=end.id.ms, seq=end.id.seq)
            for pool_id, end in some.items()
        ]
        rows = _model().objects.filter(_any(is_end))
        carried = {str(pool_id) for pool_id in rows.values_list("pool_id", flat=True)}
        for pool_id, end in some.items():
            found[pool_id] = end.id if pool_id in carried else _last_id(pool_id, epoch=end.epoch)
    return found


def _last_id(pool_id: str, *, epoch: int) -> EntryId | None:
    found = _model().objects.filter(pool_id=pool_id, epoch=epoch).order_by("-ms", "-seq")
    last = found.values_list("ms", "seq").first()
    return EntryId(*last) if last else None


def newest(pool_id: str, *, count: int) -> list[Entry]:
    """The latest `count` entries that were carried, newest first."""
    found = _model().objects.filter(pool_id=pool_id).order_by("-epoch", "-ms", "-seq")
    return [_entry(row) for row in found[:count]]


def sums(pool_ids: Collection[str]) -> Sums:
    """The units in each place, by all movements that were carried."""
    return _sums(_model().objects.filter(pool_id__in=pool_ids)) if pool_ids else {}


def sums_until(ends: Mapping[str, Position]) -> Sums:
    """The units in each place, by the movements of each pool's epoch, up to and with its end."""
    found: Sums = {(pool_id, end.epoch): net(()) for pool_id, end in ends.items()}
    for some in _in_batches(ends):
        is_before_end = [
            Q(pool_id=pool_id, epoch=end.epoch)
            & (Q(ms__lt=end.id.ms) | Q(ms=end.id.ms, seq__lte=end.id.seq))
            for pool_id, end in some.items()
        ]
        found |= _sums(_model().objects.filter(_any(is_before_end)))
    return found


def _in_batches(ends: Mapping[str, Position]) -> Iterator[dict[str, Position]]:
    pairs = iter(ends.items())
    while some := dict(islice(pairs, POOLS_AT_ONCE)):
        yield some


def _any(conditions: Sequence[Q]) -> Q:
    return reduce(or_, conditions)


def _sums(found: "QuerySet[StockMovement]") -> Sums:
    units: Sums = defaultdict(lambda: net(()))
    moved = found.values("pool_id", "epoch", "source", "target").annotate(moved=Sum("units"))
    for row in moved.order_by():
        places = units[str(row["pool_id"]), row["epoch"]]
        if row["source"] != Place.OUTSIDE:
            places[Place(row["source"])] -= row["moved"]
        if row["target"] != Place.OUTSIDE:
            places[Place(row["target"])] += row["moved"]
    return units


def _model() -> "type[StockMovement]":
    return apps.get_model("inventory", "StockMovement")


def _row(pool_id: str, entry: Entry) -> "StockMovement":
    movement = entry.movement
    return _model()(
        pool_id=pool_id,
        epoch=movement.epoch,
        ms=entry.id.ms,
        seq=entry.id.seq,
        at=clock.from_ms(entry.id.ms),
        kind=movement.kind,
        units=movement.units,
        source=movement.source,
        target=movement.target,
        write_id=movement.write_id,
        buyer=movement.buyer,
        order=movement.order,
    )


def _entry(row: "StockMovement") -> Entry:
    movement = Movement(
        kind=row.kind,
        units=row.units,
        source=Place(row.source),
        target=Place(row.target),
        write_id=row.write_id,
        epoch=row.epoch,
        buyer=row.buyer,
        order=row.order,
    )
    return Entry(EntryId(row.ms, row.seq), movement)
