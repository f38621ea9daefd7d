"""Which commands read a pool, and what their replies mean. No input or output here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flashsale.wire import Command
from inventory import codec, keys
from inventory.records import Hold, Reading
from inventory.requests import (
    AddUnits,
    BuyerRequest,
    Extend,
    MakeClaim,
    OrderRequest,
    RebuildPool,
    Request,
    SetUnits,
)

WATCHES_TTL = (SetUnits, Extend, MakeClaim)


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """What a group of requests on one pool has to know."""

    pool_id: str
    buyers: tuple[str, ...]
    orders: tuple[str, ...]
    ttl_buyers: tuple[str, ...]
    needs_ledger: bool


def plan(pool_id: str, requests: Sequence[Request]) -> ReadPlan:
    """The buyers and orders that the requests name (the claims' own: `buyers_of_claims`)."""
    buyers = _named(requests, (BuyerRequest, MakeClaim), "buyer")
    orders = [
        *_named(requests, (OrderRequest,), "order"), *_named(requests, (AddUnits,), "operation"),
    ]  # fmt: skip
    return ReadPlan(
        pool_id=pool_id,
        buyers=buyers,
        orders=tuple(orders),
        ttl_buyers=_named(requests, WATCHES_TTL, "buyer"),
        needs_ledger=any(isinstance(request, RebuildPool) for request in requests),
    )


def watch_command(plan: ReadPlan) -> Command:
    """WATCH of the pool, and of the TTL key of each hold that is about to be paid or changed."""
    ttl_keys = (keys.ttl(plan.pool_id, buyer) for buyer in plan.ttl_buyers)
    return ("WATCH", keys.pool(plan.pool_id), *ttl_keys)


def watch_and_read(plan: ReadPlan) -> list[Command]:
    """All of round one."""
    return [watch_command(plan), *read_commands(plan)]


def read_commands(plan: ReadPlan) -> list[Command]:
    """The reads, to be sent after the WATCH; `parse` understands their replies."""
    commands: list[Command] = [("TIME",), ("HMGET", keys.pool(plan.pool_id), *codec.POOL_FIELDS)]
    if plan.buyers:
        commands.extend(buyer_commands(plan.pool_id, plan.buyers))
    if plan.orders:
        commands.append(("HMGET", keys.orders(plan.pool_id), *plan.orders))
    commands.extend(("EXISTS", keys.ttl(plan.pool_id, buyer)) for buyer in plan.ttl_buyers)
    if plan.needs_ledger:
        commands.append(("XRANGE", keys.ledger(plan.pool_id), "-", "+"))
    return commands


def sold_out_commands(pool_id: str, buyers: Sequence[str]) -> list[Command]:
    """Read all that a refusal takes, if nothing is held; `parse_sold_out` understands it."""
    return [
        ("TIME",),
        ("HMGET", keys.pool(pool_id), *codec.POOL_FIELDS),
        ("HMGET", keys.bought(pool_id), *buyers),
    ]


def parse_sold_out(pool_id: str, buyers: Sequence[str], replies: Sequence[Any]) -> Reading:
    """What the replies to `sold_out_commands` say; right only where nothing is held."""
    now, pool, bought = replies
    return Reading(
        pool_id=pool_id,
        now=milliseconds(now),
        pool=codec.pool_from_values(pool),
        holds={},
        bought=parse_bought(buyers, bought),
        claims={},
        live=frozenset(),
    )


def parse(plan: ReadPlan, replies: Sequence[Any]) -> Reading:
    """What the replies to `read_commands` say."""
    answers = iter(replies)
    now = milliseconds(next(answers))
    pool = codec.pool_from_values(next(answers))
    holds = parse_holds(plan.pool_id, plan.buyers, next(answers)) if plan.buyers else {}
    bought = parse_bought(plan.buyers, next(answers)) if plan.buyers else {}
    claims = _found(plan.orders, next(answers)) if plan.orders else {}
    live = frozenset(buyer for buyer in plan.ttl_buyers if next(answers))
    entries = next(answers) if plan.needs_ledger else []
    return Reading(
        pool_id=plan.pool_id,
        now=now,
        pool=pool,
        holds=holds,
        bought=bought,
        claims={order: codec.claim_from_json(order, text) for order, text in claims.items()},
        live=live,
        ledger=tuple(codec.movement_from_fields(pairs(fields)) for _, fields in entries),
    )


def joined(first: Reading, more: Reading) -> Reading:
    """What was read for two groups under one WATCH, as if for one; the later time counts.

    Where the pool has changed in between, the EXEC will say so.
    """
    return replace(
        more,
        holds={**first.holds, **more.holds},
        bought={**first.bought, **more.bought},
        claims={**first.claims, **more.claims},
        live=first.live | more.live,
        ledger=first.ledger or more.ledger,
    )


def buyers_of_claims(seen: Reading) -> tuple[str, ...]:
    """Buyers whose holds an unclaim or restock may touch."""
    return tuple(sorted({claim.buyer for claim in seen.claims.values() if claim.buyer}))


def with_buyers(seen: Reading, buyers: Sequence[str], replies: Sequence[Any]) -> Reading:
    """`seen`, and what `buyer_commands` of these buyers replied."""
    holds, bought = replies
    return replace(
        seen,
        holds={**seen.holds, **parse_holds(seen.pool_id, buyers, holds)},
        bought={**seen.bought, **parse_bought(buyers, bought)},
    )


def earliest_command(pool_id: str, *, until: int | None, limit: int) -> Command:
    """Reads the buyers of the `limit` holds that end first, up to `until`."""
    last = "+inf" if until is None else until
    return ("ZRANGEBYSCORE", keys.expiry(pool_id), "-inf", last, "LIMIT", 0, limit)


def buyer_commands(pool_id: str, buyers: Sequence[str]) -> list[Command]:
    """Read the holds and the purchases of these buyers, for `parse_holds` and `parse_bought`."""
    return [holds_command(pool_id, buyers), ("HMGET", keys.bought(pool_id), *buyers)]


def holds_command(pool_id: str, buyers: Iterable[str]) -> Command:
    """Reads the holds of these buyers, for `parse_holds`."""
    return ("HMGET", keys.holds(pool_id), *buyers)


def parse_holds(
    pool_id: str, buyers: Sequence[str], reply: Sequence[bytes | None]
) -> dict[str, Hold]:
    """buyer → hold, for those that have one."""
    found = _found(buyers, reply)
    return {buyer: codec.hold_from_json(pool_id, buyer, text) for buyer, text in found.items()}


def parse_bought(buyers: Sequence[str], reply: Sequence[bytes | None]) -> dict[str, int]:
    """buyer → units claimed or sold, for those that have any."""
    return {buyer: int(units) for buyer, units in _found(buyers, reply).items()}


def milliseconds(time_reply: Sequence[bytes] | Sequence[int]) -> int:
    """Redis's TIME (seconds, microseconds) in whole milliseconds."""
    seconds, microseconds = time_reply
    return int(seconds) * 1000 + int(microseconds) // 1000


def pairs(reply: Sequence[bytes]) -> dict[bytes, bytes]:
    """A flat reply of names and values, as a mapping."""
    return dict(zip(reply[::2], reply[1::2], strict=True))


def _named(
    requests: Sequence[Request], kinds: tuple[type[Request], ...], name: str
) -> tuple[str, ...]:
    found = (getattr(request, name) for request in requests if isinstance(request, kinds))
    return tuple(dict.fromkeys(found))


def _found(names: Sequence[str], reply: Sequence[bytes | None]) -> dict[str, bytes]:
    return {name: value for name, value in zip(names, reply, strict=True) if value is not None}
