"""Which commands read a pool, and what their replies mean. No input or output here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flashsale.wire import Command
from inventory import codec, keys
from inventory.records import NO_GAP, ClaimState, Hold, Reading
from inventory.requests import (
    AddUnits,
    BuyerRequest,
    Extend,
    MakeClaim,
    OpenPool,
    OrderRequest,
    RebuildPool,
    Request,
    Reserve,
    SetUnits,
    Withdraw,
)

WATCHES_TTL = (SetUnits, Extend, MakeClaim)
FILLS_A_GAP = (OpenPool, RebuildPool, Withdraw)


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """What a group of requests on one pool has to know."""

    pool_id: str
    buyers: tuple[str, ...]
    orders: tuple[str, ...]
    ttl_buyers: tuple[str, ...]
    reserving: tuple[str, ...]
    needs_gap: bool


def plan(pool_id: str, requests: Sequence[Request]) -> ReadPlan:
    """The buyers and orders that the requests name (the claims' own: `buyers_of_claims`)."""
    buyers = _named(requests, (BuyerRequest, MakeClaim), "buyer")
    orders = [
        *_named(requests, (OrderRequest,), "order"), *_named(requests, (AddUnits,), "operation"),
        *_pending_orders(requests),
    ]  # fmt: skip
    return ReadPlan(
        pool_id=pool_id,
        buyers=buyers,
        orders=tuple(dict.fromkeys(orders)),
        ttl_buyers=_named(requests, WATCHES_TTL, "buyer"),
        reserving=_named(requests, (Reserve,), "buyer"),
        needs_gap=any(isinstance(request, FILLS_A_GAP) for request in requests),
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
    if plan.reserving:
        commands.append(rests_command(plan.pool_id, plan.reserving))
    if plan.needs_gap:
        commands.append(("HMGET", keys.pool(plan.pool_id), *codec.GAP_FIELDS))
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
    rests = parse_rests(plan.reserving, next(answers)) if plan.reserving else {}
    gap = codec.gap_from_values(next(answers)) if plan.needs_gap else NO_GAP
    return Reading(
        pool_id=plan.pool_id,
        now=now,
        pool=pool,
        holds=holds,
        bought=bought,
        claims={order: codec.claim_from_json(order, text) for order, text in claims.items()},
        live=live,
        gap=gap,
        rests=rests,
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
        rests={**first.rests, **more.rests},
        gap=first.gap if more.gap == NO_GAP else more.gap,
    )


def buyers_of_claims(seen: Reading) -> tuple[str, ...]:
    """Buyers whose holds an unclaim or restock may touch."""
    return tuple(sorted({claim.buyer for claim in seen.claims.values() if claim.buyer}))


def claims_buyer_commands(pool_id: str, buyers: Sequence[str]) -> list[Command]:
    """Read what an undone claim may change of its buyer, for `with_buyers`."""
    return [*buyer_commands(pool_id, buyers), rests_command(pool_id, buyers)]


def with_buyers(seen: Reading, buyers: Sequence[str], replies: Sequence[Any]) -> Reading:
    """`seen`, and what `claims_buyer_commands` of these buyers replied."""
    holds, bought, rests = replies
    return replace(
        seen,
        holds={**seen.holds, **parse_holds(seen.pool_id, buyers, holds)},
        bought={**seen.bought, **parse_bought(buyers, bought)},
        rests={**seen.rests, **parse_rests(buyers, rests)},
    )


def earliest_command(pool_id: str, *, until: int | None, limit: int) -> Command:
    """Reads the buyers of the `limit` holds that end first, up to `until`."""
    last = "+inf" if until is None else until
    return ("ZRANGEBYSCORE", keys.expiry(pool_id), "-inf", last, "LIMIT", 0, limit)


def buyer_commands(pool_id: str, buyers: Sequence[str]) -> list[Command]:
    """Read the holds and the purchases of these buyers, for `parse_holds` and `parse_bought`."""
    return [holds_command(pool_id, buyers), ("HMGET", keys.bought(pool_id), *buyers)]


def payable_command(pool_id: str, buyers: Iterable[str]) -> Command:
    """Reads the tokens of these buyers' holds that can be paid, for `parse_payable`."""
    return ("MGET", *(keys.ttl(pool_id, buyer) for buyer in buyers))


def parse_payable(
    buyers: Sequence[str], holds: Mapping[str, Hold], reply: Sequence[bytes | None]
) -> frozenset[str]:
    """The buyers whose TTL key exists and is of the hold that they have."""
    found = _found(buyers, reply)
    return frozenset(
        buyer
        for buyer, token in found.items()
        if buyer in holds and holds[buyer].token.encode() == token
    )


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


def rests_command(pool_id: str, buyers: Iterable[str]) -> Command:
    """Reads until when these buyers may not hold anew, for `parse_rests`."""
    return ("MGET", *(keys.rest(pool_id, buyer) for buyer in buyers))


def parse_rests(buyers: Sequence[str], reply: Sequence[bytes | None]) -> dict[str, int]:
    """buyer → the end of their pause, for those that have one."""
    return {buyer: int(until) for buyer, until in _found(buyers, reply).items()}


def milliseconds(time_reply: Sequence[bytes] | Sequence[int]) -> int:
    """Redis's TIME (seconds, microseconds) in whole milliseconds."""
    seconds, microseconds = time_reply
    return int(seconds) * 1000 + int(microseconds) // 1000


def _named(
    requests: Sequence[Request], kinds: tuple[type[Request], ...], name: str
) -> tuple[str, ...]:
    found = (getattr(request, name) for request in requests if isinstance(request, kinds))
    return tuple(dict.fromkeys(found))


def _pending_orders(requests: Sequence[Request]) -> Iterator[str]:
    """Orders whose claims are made again, with the time that the holds had which they claimed."""
    for request in requests:
        if isinstance(request, RebuildPool):
            claimed = (one for one in request.claims if one.state is ClaimState.CLAIMED)
            yield from (claim.order for claim in claimed)


def _found(names: Sequence[str], reply: Sequence[bytes | None]) -> dict[str, bytes]:
    return {name: value for name, value in zip(names, reply, strict=True) if value is not None}
