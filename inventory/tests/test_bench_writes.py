"""The drivers of the bench make the same writes, and so does what is held in bulk."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from inventory import api, keys
from inventory.bench import names
from inventory.bench.drivers import DRIVERS
from inventory.bench.holding import hold_in_bulk
from inventory.tests import given
from inventory.tests.books import checked_books, everything

TOKEN = re.compile(rb"[0-9a-f]{16}")
DRIVER_NAMES = list(DRIVERS)
RUN = "0123456789ab"
IN_BULK = names.buyer_ending(RUN, lap=names.IN_BULK)

Facts = dict[str, Any]


def left_behind(pool_id: str, buyers: list[str]) -> Facts:
    """Every key that a reserve writes, but for what differs each time: ids, tokens and times.

    Those are put as what they are: their length, or their distance from another.
    """
    books = checked_books(pool_id)
    client = given.client()
    found = everything(pool_id)
    opened_at, version = books.pool.opens_at, books.pool.version
    return {
        "kinds of keys": sorted({_kind(key) for key in client.scan_iter()}),
        "pool": {**found[keys.pool(pool_id)], b"opens_at": b""},  # type: ignore[dict-item]
        "terms": (opened_at > 0, version),
        "holds": _holds(pool_id, client.hgetall(keys.holds(pool_id))),
        "tokens": all(TOKEN.fullmatch(hold.token.encode()) for hold in books.holds.values()),
        "ledger": [_entry(fields) for _, fields in found["ledger"]],  # type: ignore[attr-defined]
        "buyers": [_set(pool_id, buyer) for buyer in buyers],
    }


def _kind(key: bytes) -> str:
    """The key's name without its ids, and its type."""
    name = re.sub(r"\{.*\}", "{}", key.decode())
    name = re.sub(r"^(buyer:|hold:\{\}:).*?(:pools)?$", r"\1\2", name)
    return f"{name} {given.client().type(key).decode()}"


def _holds(pool_id: str, records: Mapping[bytes, bytes]) -> Facts:
    ends = given.client().zscore
    return {
        buyer.decode(): re.sub(
            rb"[0-9a-f]{16}",
            b"token",
            text.replace(b"%d" % int(ends(keys.expiry(pool_id), buyer)), b"end"),
        )
        for buyer, text in records.items()
    }


def _entry(fields: Mapping[bytes, bytes]) -> list[tuple[bytes, bytes]]:
    """The entry's fields in their order."""
    return [
        (name, b"%d characters" % len(value) if name == b"write" else value)
        for name, value in fields.items()
    ]


def _set(pool_id: str, buyer: str) -> tuple[bool, bool]:
    """Whether the buyer's set names this pool only, and is kept for 30 days."""
    client = given.client()
    name = keys.pools_of(buyer)
    days = client.ttl(name) / 86_400
    return client.smembers(name) == {pool_id.encode()}, 29.9 < days <= 30


def reserved_by(driver: str) -> tuple[str, list[str]]:
    """A pool in which two of three were told that they hold, one of them after a second press."""
    given.client().flushdb()
    pool_id, buyers = given.an_open_pool(units=6, limit=5), ["b" * 36, "c" * 36, "d" * 36]
    reserve = DRIVERS[driver].reserve
    told = [
        reserve(pool_id, buyer=buyers[0], units=1),
        reserve(pool_id, buyer=buyers[1], units=2),
        reserve(pool_id, buyer=buyers[0], units=3),
        reserve(pool_id, buyer=buyers[1], units=1),
    ]
    assert [(one.hold.buyer, one.hold.units, one.changed) for one in told] == [
        (buyers[0], 1, True), (buyers[1], 2, True), (buyers[0], 3, True), (buyers[1], 2, False),
    ]  # fmt: skip
    held = checked_books(pool_id).holds
    assert [told[2].hold, told[3].hold] == [held[buyers[0]], held[buyers[1]]]
    assert 590 < told[3].seconds_left <= 600
    with pytest.raises(api.PurchaseLimit):
        reserve(pool_id, buyer=buyers[2], units=6)
    return pool_id, buyers


@pytest.mark.parametrize("driver", ["plain", "lua"])
def test_the_same_reservations_leave_the_same_keys(driver: str) -> None:
    expected = left_behind(*reserved_by("grouped"))
    assert left_behind(*reserved_by(driver)) == expected
    assert expected["pool"][b"held"] == b"5"
    assert len(expected["ledger"]) == 4
    assert list(expected["holds"].values()) == [
        b'{"units":3,"token":"token","expires_at":end}',
        b'{"units":2,"token":"token","expires_at":end}',
    ]
    assert expected["buyers"] == [(True, True)] * 3


def test_what_is_held_in_bulk_is_as_if_it_had_been_reserved() -> None:
    buyers = [names.buyer(number, IN_BULK) for number in range(3)]
    pool_id = given.an_open_pool(units=10)
    for buyer in buyers:
        api.reserve(pool_id, buyer=buyer, units=1)
    expected = left_behind(pool_id, buyers)
    given.client().flushdb()
    pool_id = given.an_open_pool(units=10)
    hold_in_bulk(pool_id, RUN, count=3)
    # One write for all of them: the version is theirs, and nobody else looked at the pool.
    found = left_behind(pool_id, buyers)
    assert found.pop("terms") == (True, 2)
    assert expected.pop("terms") == (True, 4)
    assert found["pool"].pop(b"version") != expected["pool"].pop(b"version")
    assert found == expected


def refused(driver: str, pool_id: str, *, buyer: str, units: int = 1) -> tuple[type, dict]:
    with pytest.raises(api.StockError) as refusal:
        DRIVERS[driver].reserve(pool_id, buyer=buyer, units=units)
    return refusal.type, vars(refusal.value)


REFUSING: dict[str, Callable[[str, str], object]] = {
    "not open": lambda pool_id, buyer: api.reschedule(
        pool_id, opens_at=4_000_000_000_000, closes_at=None
    ),
    "ended": lambda pool_id, buyer: api.reschedule(pool_id, opens_at=1, closes_at=2),
    "paused": lambda pool_id, buyer: api.pause(pool_id),
    "closed": lambda pool_id, buyer: api.close_pool(pool_id),
    "limit": lambda pool_id, buyer: api.set_limit(pool_id, per_buyer_limit=1),
    "units": lambda pool_id, buyer: api.add_units(pool_id, units=-9, operation=buyer),
    "bought": lambda pool_id, buyer: given.a_claim(pool_id, buyer=buyer, units=4),
    "held": lambda pool_id, buyer: (
        given.a_hold(pool_id, buyer=buyer), api.set_limit(pool_id, per_buyer_limit=1),
    ),
}  # fmt: skip


@pytest.mark.parametrize("reason", REFUSING)
@pytest.mark.parametrize("driver", ["plain", "lua"])
def test_refusals_are_those_of_the_engine(driver: str, reason: str) -> None:
    pool_id, buyer = given.an_open_pool(units=10), given.a_buyer()
    REFUSING[reason](pool_id, buyer)
    before = everything(pool_id)
    expected = refused("grouped", pool_id, buyer=buyer, units=2)
    assert refused(driver, pool_id, buyer=buyer, units=2) == expected
    assert everything(pool_id) == before


@pytest.mark.parametrize("driver", DRIVER_NAMES)
def test_a_pool_that_is_not_there_is_missing(driver: str) -> None:
    kind, facts = refused(driver, "nowhere", buyer=given.a_buyer())
    assert (kind, facts) == (api.PoolMissing, {"pool_id": "nowhere"})


def test_an_extended_hold_that_the_script_raises_stays_extended() -> None:
    pool_id = given.an_open_pool()
    hold = given.a_hold(pool_id)
    extended = api.extend(pool_id, buyer=hold.buyer, seconds=60).hold
    raised = DRIVERS["lua"].reserve(pool_id, buyer=hold.buyer, units=2).hold
    assert checked_books(pool_id).holds[hold.buyer].extended
    assert (raised.token, raised.expires_at) == (extended.token, extended.expires_at)


def test_a_server_that_has_forgotten_the_script_is_told_it_again() -> None:
    pool_id = given.an_open_pool()
    DRIVERS["lua"].reserve(pool_id, buyer=given.a_buyer(), units=1)
    given.client().script_flush()
    DRIVERS["lua"].reserve(pool_id, buyer=given.a_buyer(), units=1)
    assert checked_books(pool_id).counters == (10, 8, 2, 0, 0)
