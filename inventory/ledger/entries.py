"""An entry of a pool's ledger, and its place there. No input or output here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from inventory import codec
from inventory.records import Movement


class EntryId(NamedTuple):
    """The id of an entry in its stream: the millisecond of its write, and a number within it.

    In one stream they only rise. A stream that was lost may begin again below where it ended, if
    the clock is behind; by then the pool has another epoch.
    """

    ms: int
    seq: int

    def __str__(self) -> str:
        return f"{self.ms}-{self.seq}"


class Position(NamedTuple):
    """What the ledger of a pool is sorted by; no two entries of a pool have the same."""

    epoch: int
    id: EntryId


@dataclass(frozen=True, slots=True)
class Entry:
    """A movement, where it stands in the ledger."""

    id: EntryId
    movement: Movement

    @property
    def position(self) -> Position:
        return Position(self.movement.epoch, self.id)


def entries_from_reply(reply: Sequence[Any]) -> list[Entry]:
    """What redis-py says to an XRANGE or XREVRANGE."""
    return [Entry(id_from_name(name), codec.movement_from_fields(fields)) for name, fields in reply]


def id_from_name(name: bytes) -> EntryId:
    """The id as Redis writes it."""
    ms, seq = name.split(b"-")
    return EntryId(int(ms), int(seq))
