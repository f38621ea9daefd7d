"""A pool as its keys in Redis have it, read by hand, to judge the engine by."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import redis

PLACES = ("available", "held", "claimed", "sold")


@dataclass(frozen=True, slots=True)
class RawPool:
    """`counters` with `units` and each place; `holds` and `bought` by buyer, claims by order."""

    counters: dict[str, int]
    holds: dict[str, int]
    expiring: set[str]
    bought: dict[str, int]
    claimed: dict[str, int]
    settled: dict[str, int]
    buyers: dict[str, str]

    def contradictions(self) -> Iterator[str]:
        """Where the keys of this pool say different things of the same units."""
        count = self.counters
        if count["units"] != sum(count[place] for place in PLACES) or min(count.values()) < 0:
            yield f"the counters don't add up: {count}"
        for place, found in (
            ("held", self.holds), ("claimed", self.claimed), ("sold", self.settled),
        ):  # fmt: skip
            if count[place] != sum(found.values()):
                yield f"{place} is {count[place]}, one by one it is {sum(found.values())}"
        if set(self.holds) != self.expiring:
            yield f"holds that never end, or ends of no hold: {set(self.holds) ^ self.expiring}"
        by_buyer: Counter[str] = Counter()
        for order, units in (self.claimed | self.settled).items():
            by_buyer[self.buyers[order]] += units
        if by_buyer != {buyer: units for buyer, units in self.bought.items() if units}:
            yield f"bought is {self.bought}, by the claims it is {dict(by_buyer)}"


def raw_pool(client: redis.Redis, pool_id: str) -> RawPool | None:
    """The pool at this moment, or None where it is missing.

    Reads stock:{pool}, :holds, :expiry, :bought and :orders, in one transaction.
    """
    name = f"stock:{{{pool_id}}}"
    pipe = client.pipeline(transaction=True)
    pipe.hgetall(name)
    pipe.hgetall(f"{name}:holds")
    pipe.zrange(f"{name}:expiry", 0, -1)
    pipe.hgetall(f"{name}:bought")
    pipe.hgetall(f"{name}:orders")
    fields, holds, expiry, bought, orders = pipe.execute()
    if b"units" not in fields:
        return None
    claims = {order.decode(): json.loads(text) for order, text in orders.items()}
    return RawPool(
        counters={name: int(fields[name.encode()]) for name in ("units", *PLACES)},
        holds={buyer.decode(): json.loads(text)["units"] for buyer, text in holds.items()},
        expiring={buyer.decode() for buyer in expiry},
        bought={buyer.decode(): int(units) for buyer, units in bought.items()},
        claimed=_in_state(claims, "claimed"),
        settled=_in_state(claims, "settled"),
        buyers={order: claim["buyer"] for order, claim in claims.items()},
    )


def sold_in(client: redis.Redis, pool_ids: Iterable[str]) -> int:
    """Units that these pools count as sold; missing ones count none."""
    pools = [raw_pool(client, pool_id) for pool_id in pool_ids]
    return sum(pool.counters["sold"] for pool in pools if pool is not None)


def _in_state(claims: dict[str, dict], state: str) -> dict[str, int]:
    return {order: claim["units"] for order, claim in claims.items() if claim["state"] == state}
