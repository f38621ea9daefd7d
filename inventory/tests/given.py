"""What a test is given on the real server: pools, people, and holds whose time is over.

Time is moved, not slept: a hold's records are rewritten to another end.
"""

import json
from uuid import uuid4

import redis
from django.conf import settings

from flashsale.redis_clients import stock_client
from flashsale.wire import BlockingLine, address_of
from inventory import api, keys
from inventory.reading import milliseconds

HOLD_SECONDS = 600


def client() -> redis.Redis:
    return stock_client()


def a_line() -> BlockingLine:
    """A raw connection to the server."""
    return BlockingLine(address_of(settings.STOCK_REDIS_URL), connect_seconds=1, answer_seconds=3)


def now() -> int:
    """Redis's clock, in milliseconds."""
    return milliseconds(client().time())


def a_buyer() -> str:
    return str(uuid4())


def an_order() -> str:
    return str(uuid4())


def an_open_pool(
    *, units: int = 10, limit: int = 5, hold_seconds: int = HOLD_SECONDS, cooldown_seconds: int = 0
) -> str:
    """A pool of its own that sells since a minute ago, without an end."""
    pool_id = str(uuid4())
    api.open_pool(
        pool_id, units=units, per_buyer_limit=limit, hold_seconds=hold_seconds,
        opens_at=now() - 60_000, closes_at=None, cooldown_seconds=cooldown_seconds,
    )  # fmt: skip
    return pool_id


def a_hold(pool_id: str, *, buyer: str | None = None, units: int = 1) -> api.Hold:
    return api.reserve(pool_id, buyer=buyer or a_buyer(), units=units).hold


def a_claim(pool_id: str, *, buyer: str | None = None, units: int = 1) -> api.Claim:
    hold = a_hold(pool_id, buyer=buyer, units=units)
    return claim_of(hold, order=an_order())


def claim_of(hold: api.Hold, *, order: str) -> api.Claim:
    """The order claims exactly this hold."""
    return api.claim(
        hold.pool_id, order=order, buyer=hold.buyer, units=hold.units, token=hold.token
    )


def ends_at(hold: api.Hold, expires_at: int) -> None:
    """The hold ends at this millisecond; in the past, its TTL key is gone as well."""
    pool_id, buyer = hold.pool_id, hold.buyer
    record = json.loads(client().hget(keys.holds(pool_id), buyer) or b"{}")
    assert record, "the buyer has a hold"
    pipe = client().pipeline(transaction=True)
    pipe.hset(keys.holds(pool_id), buyer, json.dumps(record | {"expires_at": expires_at}))
    pipe.zadd(keys.expiry(pool_id), {buyer: expires_at})
    pipe.set(keys.ttl(pool_id, buyer), record["token"], pxat=expires_at)
    pipe.hincrby(keys.pool(pool_id), "version", 1)
    pipe.execute()


def ran_out(hold: api.Hold) -> None:
    """The hold's time is over since a second."""
    ends_at(hold, now() - 1_000)


def claim_ends_at(pool_id: str, order: str, expires_at: int) -> None:
    """The hold that the order claimed would have ended at this millisecond."""
    record = json.loads(client().hget(keys.orders(pool_id), order) or b"{}")
    assert record, "the order is known"
    changed = json.dumps(record | {"expires_at": expires_at})
    client().hset(keys.orders(pool_id), order, changed)


def claim_ran_out(claim: api.Claim, *, pool_id: str) -> None:
    """The time of the hold that was claimed is over since a second."""
    claim_ends_at(pool_id, claim.order, now() - 1_000)
