"""The commands of the one transaction that a decision asks for. No input or output here."""

from dataclasses import replace

from inventory import codec, keys
from inventory.reading import Command
from inventory.records import Hold, Reading
from inventory.rules import Writes


def transaction(reading: Reading, writes: Writes) -> list[Command]:
    """MULTI, what the decision changes, EXEC. Empty in between where nothing changes.

    The empty one is sent too: only its EXEC proves that what was read was true.
    """
    return [("MULTI",), *_changes(reading, writes), ("EXEC",)]


def _changes(reading: Reading, writes: Writes) -> list[Command]:
    if not writes:
        return []
    pool_id = reading.pool_id
    commands: list[Command] = []
    if writes.replace:
        # What is left of a pool that Redis has lost means nothing, its ledger neither.
        lost = () if reading.pool else (keys.ledger,)
        stale = (keys.pool, keys.holds, keys.expiry, keys.bought, keys.orders, *lost)
        commands.append(("DEL", *(key(pool_id) for key in stale)))
    commands.append(_pool_command(reading, writes))
    for buyer, hold in writes.holds.items():
        commands.extend(_drop(pool_id, buyer) if hold is None else _put(hold))
    for buyer, units in writes.bought.items():
        commands.append(
            ("HSET", keys.bought(pool_id), buyer, units)
            if units
            else ("HDEL", keys.bought(pool_id), buyer)
        )
    for order, claim in writes.claims.items():
        commands.append(("HSET", keys.orders(pool_id), order, codec.claim_to_json(claim)))
    for movement in writes.movements:
        fields = (part for pair in codec.movement_to_fields(movement).items() for part in pair)
        commands.append(("XADD", keys.ledger(pool_id), "*", *fields))
    return commands


def _pool_command(reading: Reading, writes: Writes) -> Command:
    if writes.pool is None:
        raise ValueError("a decision without a pool writes nothing")
    after = codec.pool_to_fields(replace(writes.pool, version=writes.pool.version + 1))
    before = codec.pool_to_fields(reading.pool) if reading.pool and not writes.replace else {}
    changed = (item for item in after.items() if before.get(item[0]) != item[1])
    return ("HSET", keys.pool(reading.pool_id), *(part for pair in changed for part in pair))


def _put(hold: Hold) -> list[Command]:
    return [
        ("HSET", keys.holds(hold.pool_id), hold.buyer, codec.hold_to_json(hold)),
        ("ZADD", keys.expiry(hold.pool_id), hold.expires_at, hold.buyer),
        ("SET", keys.ttl(hold.pool_id, hold.buyer), hold.token, "PXAT", hold.expires_at),
    ]


def _drop(pool_id: str, buyer: str) -> list[Command]:
    return [
        ("HDEL", keys.holds(pool_id), buyer),
        ("ZREM", keys.expiry(pool_id), buyer),
        ("DEL", keys.ttl(pool_id, buyer)),
    ]
