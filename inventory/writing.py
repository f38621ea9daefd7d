"""The commands of the one transaction that a decision asks for. No input or output here."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flashsale.wire import Command
from inventory import codec, keys
from inventory.records import Gap, Hold, Reading
from inventory.rules import Writes

REMEMBER_POOLS_SECONDS = 30 * 86_400


def remember_pool(buyer: str, pool_id: str) -> list[Command]:
    """The buyer's cart will look into this pool."""
    name = keys.pools_of(buyer)
    return [("SADD", name, pool_id), ("EXPIRE", name, REMEMBER_POOLS_SECONDS)]


def transaction(reading: Reading, writes: Writes, *, also: Sequence[Command] = ()) -> list[Command]:
    """MULTI, what the decision changes, and `also`, EXEC. Empty in between where nothing changes.

    The empty one is sent too: only its EXEC proves that what was read was true.
    """
    return [("MULTI",), *_changes(reading, writes), *also, ("EXEC",)]


def _changes(reading: Reading, writes: Writes) -> list[Command]:
    if not writes:
        return []
    pool_id = reading.pool_id
    commands: list[Command] = []
    if writes.replace:
        # What is left of a pool that was lost means nothing, but for its ledger: that is carried
        # to the database, and the new pool's entries have an epoch of their own.
        stale = (keys.pool, keys.holds, keys.expiry, keys.bought, keys.orders)
        commands.append(("DEL", *(key(pool_id) for key in stale)))
    commands += (
        _gap_commands(pool_id, writes.gap) if writes.gap else [_pool_command(reading, writes)]
    )
    commands += _hold_commands(pool_id, writes.holds)
    for buyer, until in writes.rests.items():
        commands.append(("SET", keys.rest(pool_id, buyer), until, "PXAT", until))
    commands += _hash_commands(
        keys.bought(pool_id), {b: n or None for b, n in writes.bought.items()}
    )
    commands += _hash_commands(
        keys.orders(pool_id), {o: codec.claim_to_json(claim) for o, claim in writes.claims.items()}
    )
    ledger = keys.ledger(pool_id)
    for movement in writes.movements:
        commands.append(("XADD", ledger, "*", *codec.movement_to_parts(movement)))
    return commands


def _pool_command(reading: Reading, writes: Writes) -> Command:
    if writes.pool is None:
        raise ValueError("a decision without a pool writes nothing")
    pool = replace(writes.pool, version=writes.pool.version + 1)
    before = None if writes.replace else reading.pool
    return ("HSET", keys.pool(reading.pool_id), *codec.changed_fields(pool, before=before))


def _gap_commands(pool_id: str, gap: Gap) -> list[Command]:
    """The pool is missing; its version goes on, and the gap tells who withdrew it."""
    return [
        ("DEL", keys.pool(pool_id)),
        ("HSET", keys.pool(pool_id), *codec.gap_fields(gap)),
    ]


def _hold_commands(pool_id: str, holds: Mapping[str, Hold | None]) -> list[Command]:
    """Hash, sorted set and TTL keys, always together."""
    texts = {buyer: codec.hold_to_json(hold) if hold else None for buyer, hold in holds.items()}
    commands = _hash_commands(keys.holds(pool_id), texts)
    put = [hold for hold in holds.values() if hold]
    dropped = [buyer for buyer, hold in holds.items() if not hold]
    if put:
        scores = [part for hold in put for part in (hold.expires_at, hold.buyer)]
        commands.append(("ZADD", keys.expiry(pool_id), *scores))
    for hold in put:
        commands.append(("SET", keys.ttl(pool_id, hold.buyer), hold.token, "PXAT", hold.expires_at))
    if dropped:
        commands.append(("ZREM", keys.expiry(pool_id), *dropped))
        commands.append(("DEL", *(keys.ttl(pool_id, buyer) for buyer in dropped)))
    return commands


def _hash_commands(key: str, values: Mapping[str, str | int | None]) -> list[Command]:
    """The fields are as given; None removes."""
    put = [part for name, value in values.items() if value is not None for part in (name, value)]
    dropped = [name for name, value in values.items() if value is None]
    commands: list[Command] = []
    if put:
        commands.append(("HSET", key, *put))
    if dropped:
        commands.append(("HDEL", key, *dropped))
    return commands
