"""All that Redis keeps of a pool, and the check that it adds up."""

from dataclasses import dataclass

from flashsale.redis_clients import ask_server_of, stock_client
from inventory import api, codec, keys
from inventory.reading import milliseconds
from inventory.records import Claim, ClaimState, Hold, Movement, Place, Pool, net


@dataclass(frozen=True)
class Books:
    """Every key of one pool at one moment. `written_at` are the ledger's milliseconds."""

    now: int
    pool: Pool
    holds: dict[str, Hold]
    expiry: dict[str, int]
    bought: dict[str, int]
    claims: dict[str, Claim]
    movements: tuple[Movement, ...]
    written_at: tuple[int, ...]

    @property
    def counters(self) -> tuple[int, int, int, int, int]:
        """units, available, held, claimed, sold."""
        pool = self.pool
        return (pool.units, pool.available, pool.held, pool.claimed, pool.sold)

    @property
    def kinds(self) -> list[str]:
        return [movement.kind for movement in self.movements]

    @property
    def of_this_epoch(self) -> list[Movement]:
        return [movement for movement in self.movements if movement.epoch == self.pool.epoch]

    def units_in(self, state: ClaimState) -> int:
        return sum(claim.units for claim in self.claims.values() if claim.state is state)


def read_books(pool_id: str) -> Books:
    time = ask_server_of(keys.pool(pool_id), "TIME")
    pipe = stock_client().pipeline(transaction=True)
    pipe.hgetall(keys.pool(pool_id))
    pipe.hgetall(keys.holds(pool_id))
    pipe.zrange(keys.expiry(pool_id), 0, -1, withscores=True)
    pipe.hgetall(keys.bought(pool_id))
    pipe.hgetall(keys.orders(pool_id))
    pipe.xrange(keys.ledger(pool_id))
    fields, holds, expiry, bought, claims, entries = pipe.execute()
    pool = codec.pool_from_fields(fields)
    assert pool is not None, "the pool exists"
    return Books(
        now=milliseconds(time),
        pool=pool,
        holds={
            buyer.decode(): codec.hold_from_json(pool_id, buyer.decode(), text)
            for buyer, text in holds.items()
        },
        expiry={buyer.decode(): int(score) for buyer, score in expiry},
        bought={buyer.decode(): int(units) for buyer, units in bought.items()},
        claims={
            order.decode(): codec.claim_from_json(order.decode(), text)
            for order, text in claims.items()
        },
        movements=tuple(codec.movement_from_fields(entry) for _, entry in entries),
        written_at=tuple(int(name.split(b"-")[0]) for name, _ in entries),
    )


def checked_books(pool_id: str, *, ttl_late_ms: int = 0) -> Books:
    """The pool's books, which add up: counters, records, ledger, TTL keys, and what pages see.

    TTL keys may end later than their holds by `ttl_late_ms`, where keys were moved.
    """
    books = read_books(pool_id)
    units, available, held, claimed, sold = books.counters
    assert units == available + held + claimed + sold
    assert min(available, held, claimed, sold) >= 0
    assert held == sum(hold.units for hold in books.holds.values())
    assert claimed == books.units_in(ClaimState.CLAIMED)
    assert sold == books.units_in(ClaimState.SETTLED)
    assert books.bought == _bought(books)
    assert books.expiry == {buyer: hold.expires_at for buyer, hold in books.holds.items()}
    assert net(books.of_this_epoch) == {
        Place.AVAILABLE: available, Place.HELD: held, Place.CLAIMED: claimed, Place.SOLD: sold,
    }  # fmt: skip
    _check_ttl_keys(pool_id, books, late_ms=ttl_late_ms)
    _check_stock(pool_id, books)
    return books


def everything(pool_id: str) -> dict[str, object]:
    """Every key of the pool with its value, to show that nothing was changed."""
    names = [keys.pool, keys.holds, keys.bought, keys.orders]
    client = stock_client()
    found: dict[str, object] = {name(pool_id): client.hgetall(name(pool_id)) for name in names}
    found["expiry"] = client.zrange(keys.expiry(pool_id), 0, -1, withscores=True)
    found["ledger"] = client.xrange(keys.ledger(pool_id))
    for what, key in (("ttl keys", keys.ttl), ("pauses", keys.rest)):
        found[what] = {
            name: (client.get(name), client.pexpiretime(name))
            for name in client.scan_iter(match=key(pool_id, "*"), count=1_000)
        }
    return found


def _bought(books: Books) -> dict[str, int]:
    owned: dict[str, int] = {}
    for claim in books.claims.values():
        if claim.state in (ClaimState.CLAIMED, ClaimState.SETTLED):
            owned[claim.buyer] = owned.get(claim.buyer, 0) + claim.units
    return owned


def _check_ttl_keys(pool_id: str, books: Books, *, late_ms: int) -> None:
    """Each hold that lives (and won't end while we look) has a TTL key of its token and end."""
    living = [hold for hold in books.holds.values() if hold.expires_at > books.now + 1_000]
    pipe = stock_client().pipeline(transaction=True)
    for hold in living:
        pipe.get(keys.ttl(pool_id, hold.buyer))
        pipe.pexpiretime(keys.ttl(pool_id, hold.buyer))
    replies = pipe.execute()
    assert replies[::2] == [hold.token.encode() for hold in living]
    late = [end - hold.expires_at for end, hold in zip(replies[1::2], living, strict=True)]
    assert all(0 <= ms <= late_ms for ms in late)


def _check_stock(pool_id: str, books: Books) -> None:
    seen = api.stock(pool_id)
    assert seen.units == seen.available + seen.held + seen.claimed + seen.sold
    assert min(seen.available, seen.held) >= 0
    if seen.version != books.pool.version:
        return
    ends = [hold.expires_at for hold in books.holds.values() if hold.expires_at > seen.server_time]
    living = sum(hold.units for hold in books.holds.values() if hold.expires_at > seen.server_time)
    assert (seen.held, seen.claimed, seen.sold) == (living, *books.counters[3:])
    assert seen.next_release_at == (min(ends) if ends else None)
