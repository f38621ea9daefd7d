"""The verbs of a hold on the real server: exact values, exact keys."""

from uuid import UUID, uuid4

import pytest
from redis.crc import key_slot

from inventory import api, keys
from inventory.tests import given
from inventory.tests.books import checked_books, everything


class TestReserve:
    def test_the_hold_ends_after_the_pool_s_hold_time_of_redis_s_clock(self) -> None:
        pool_id, buyer = given.an_open_pool(hold_seconds=3), given.a_buyer()
        before = given.now()
        reservation = api.reserve(pool_id, buyer=buyer, units=2)
        after = given.now()
        hold = reservation.hold
        assert before <= reservation.server_time <= after
        assert hold.expires_at == reservation.server_time + 3_000
        assert (hold.pool_id, hold.buyer, hold.units, hold.extended) == (pool_id, buyer, 2, False)
        assert (reservation.changed, reservation.seconds_left) == (True, 3)
        assert checked_books(pool_id).counters == (10, 8, 2, 0, 0)

    def test_every_key_is_as_the_table_says(self) -> None:
        pool_id, buyer = given.an_open_pool(), given.a_buyer()
        hold = given.a_hold(pool_id, buyer=buyer, units=2)
        client = given.client()
        tag = "{" + pool_id + "}"
        fields = client.hgetall(f"stock:{tag}")
        assert {name.decode() for name in fields} == {
            "units", "available", "held", "claimed", "sold", "per_buyer_limit", "hold_seconds",
            "opens_at", "closes_at", "paused", "closed", "returned", "epoch", "version",
            "cooldown_seconds",
        }  # fmt: skip
        assert fields[b"version"] == b"2"
        assert client.hget(f"stock:{tag}:holds", buyer) == (
            f'{{"units":2,"token":"{hold.token}","expires_at":{hold.expires_at}}}'.encode()
        )
        assert client.zrange(f"stock:{tag}:expiry", 0, -1, withscores=True) == [
            (buyer.encode(), hold.expires_at)
        ]
        assert client.get(f"hold:{tag}:{buyer}") == hold.token.encode()
        assert client.pexpiretime(f"hold:{tag}:{buyer}") == hold.expires_at
        assert client.smembers(f"buyer:{buyer}:pools") == {pool_id.encode()}
        assert 30 * 86_400 - 60 <= client.ttl(f"buyer:{buyer}:pools") <= 30 * 86_400
        assert {name.decode() for name in client.scan_iter()} == {
            f"stock:{tag}", f"stock:{tag}:holds", f"stock:{tag}:expiry", f"stock:{tag}:ledger",
            f"hold:{tag}:{buyer}", f"buyer:{buyer}:pools",
        }  # fmt: skip

    def test_the_ledger_has_the_write(self) -> None:
        pool_id, buyer = given.an_open_pool(), given.a_buyer()
        given.a_hold(pool_id, buyer=buyer, units=2)
        ((_, entry),) = given.client().xrevrange(keys.ledger(pool_id), count=1)
        write = entry.pop(b"write")
        assert UUID(write.decode())
        assert entry == {
            b"kind": b"reserve", b"units": b"2", b"from": b"available", b"to": b"held",
            b"epoch": b"1", b"buyer": buyer.encode(),
        }  # fmt: skip

    def test_a_repeat_changes_nothing(self) -> None:
        pool_id, buyer = given.an_open_pool(), given.a_buyer()
        first = api.reserve(pool_id, buyer=buyer, units=2)
        before = everything(pool_id)
        again = api.reserve(pool_id, buyer=buyer, units=2)
        fewer = api.reserve(pool_id, buyer=buyer, units=1)
        assert (again.hold, again.changed) == (first.hold, False)
        assert (fewer.hold, fewer.changed) == (first.hold, False)
        assert everything(pool_id) == before

    def test_a_raise_keeps_token_and_clock(self) -> None:
        pool_id, buyer = given.an_open_pool(), given.a_buyer()
        first = api.reserve(pool_id, buyer=buyer, units=2).hold
        raised = api.reserve(pool_id, buyer=buyer, units=4)
        assert raised.changed
        assert raised.hold.units == 4
        assert (raised.hold.token, raised.hold.expires_at) == (first.token, first.expires_at)
        assert checked_books(pool_id).counters == (10, 6, 4, 0, 0)

    def test_uuids_and_their_text_are_the_same(self) -> None:
        pool_id, buyer = given.an_open_pool(), uuid4()
        first = api.reserve(UUID(pool_id), buyer=buyer, units=1).hold
        assert api.reserve(pool_id, buyer=str(buyer), units=1).hold == first

    @pytest.mark.parametrize("units", [0, -1, 1_001, 10**9, 1.5, 1.0, "1", None, True])
    def test_a_bad_quantity_is_refused_before_redis_is_asked(self, units: object) -> None:
        pool_id, buyer = given.an_open_pool(), given.a_buyer()
        before = everything(pool_id)
        with pytest.raises(api.BadQuantity):
            api.reserve(pool_id, buyer=buyer, units=units)  # type: ignore[arg-type]
        with pytest.raises(api.BadQuantity):
            api.set_units(pool_id, buyer=buyer, units=units)  # type: ignore[arg-type]
        assert everything(pool_id) == before
        assert not given.client().exists(keys.pools_of(buyer))

    def test_refusals_change_nothing(self) -> None:
        pool_id = given.an_open_pool(units=3, limit=2)
        given.a_hold(pool_id, units=2)
        before = everything(pool_id)
        with pytest.raises(api.OutOfStock) as sold_out:
            api.reserve(pool_id, buyer=given.a_buyer(), units=2)
        with pytest.raises(api.PurchaseLimit) as over:
            api.reserve(pool_id, buyer=given.a_buyer(), units=3)
        assert (sold_out.value.requested, sold_out.value.available) == (2, 1)
        assert (over.value.limit, over.value.taken) == (2, 0)
        assert everything(pool_id) == before

    def test_an_unknown_pool_is_unavailable(self) -> None:
        with pytest.raises(api.PoolMissing) as missing:
            api.reserve("nowhere", buyer=given.a_buyer(), units=1)
        assert isinstance(missing.value, api.StockUnavailable)
        assert missing.value.pool_id == "nowhere"

    def test_two_buyers_cannot_hold_the_last_unit(self) -> None:
        pool_id = given.an_open_pool(units=1)
        given.a_hold(pool_id)
        with pytest.raises(api.OutOfStock):
            given.a_hold(pool_id)
        assert checked_books(pool_id).counters == (1, 0, 1, 0, 0)

    def test_the_unit_of_a_hold_that_ran_out_goes_to_who_presses_next(self) -> None:
        pool_id = given.an_open_pool(units=1)
        given.ran_out(given.a_hold(pool_id))
        second = given.a_hold(pool_id)
        books = checked_books(pool_id)
        assert list(books.holds) == [second.buyer]
        assert books.kinds == ["open", "reserve", "expire", "reserve"]

    def test_one_s_own_hold_that_ran_out_is_replaced(self) -> None:
        pool_id, buyer = given.an_open_pool(), given.a_buyer()
        old = given.a_hold(pool_id, buyer=buyer, units=3)
        given.ran_out(old)
        new = given.a_hold(pool_id, buyer=buyer, units=1)
        assert new.token != old.token
        assert new.units == 1
        assert checked_books(pool_id).counters == (10, 9, 1, 0, 0)

    def test_more_dead_holds_than_are_read_at_first_are_taken_back_at_once(self) -> None:
        pool_id = given.an_open_pool(units=70)
        for _ in range(70):
            given.ran_out(given.a_hold(pool_id))
        given.a_hold(pool_id, units=5)
        books = checked_books(pool_id)
        assert books.counters == (70, 65, 5, 0, 0)
        assert len(books.holds) == 1


class TestSetUnits:
    def test_lower_and_higher(self) -> None:
        pool_id, buyer = given.an_open_pool(), given.a_buyer()
        hold = given.a_hold(pool_id, buyer=buyer, units=3)
        lowered = api.set_units(pool_id, buyer=buyer, units=1)
        assert (lowered.hold.units, lowered.changed) == (1, True)
        assert checked_books(pool_id).counters == (10, 9, 1, 0, 0)
        raised = api.set_units(pool_id, buyer=buyer, units=5)
        assert raised.hold.units == 5
        assert (raised.hold.token, raised.hold.expires_at) == (hold.token, hold.expires_at)
        assert not api.set_units(pool_id, buyer=buyer, units=5).changed
        assert checked_books(pool_id).counters == (10, 5, 5, 0, 0)

    def test_without_a_live_hold(self) -> None:
        pool_id, buyer = given.an_open_pool(), given.a_buyer()
        with pytest.raises(api.HoldExpired):
            api.set_units(pool_id, buyer=buyer, units=1)
        given.ran_out(given.a_hold(pool_id, buyer=buyer))
        with pytest.raises(api.HoldExpired):
            api.set_units(pool_id, buyer=buyer, units=2)
        assert checked_books(pool_id).counters == (10, 10, 0, 0, 0)


class TestExtend:
    def test_hold_index_and_ttl_key_move_together(self) -> None:
        pool_id, buyer = given.an_open_pool(), given.a_buyer()
        hold = given.a_hold(pool_id, buyer=buyer)
        longer = api.extend(pool_id, buyer=buyer, seconds=120)
        assert longer.hold.expires_at == hold.expires_at + 120_000
        assert longer.hold.extended
        assert checked_books(pool_id).expiry == {buyer: hold.expires_at + 120_000}
        assert api.stock(pool_id).next_release_at == hold.expires_at + 120_000

    def test_the_second_time_nothing_changes(self) -> None:
        pool_id, buyer = given.an_open_pool(), given.a_buyer()
        given.a_hold(pool_id, buyer=buyer)
        longer = api.extend(pool_id, buyer=buyer, seconds=120)
        before = everything(pool_id)
        again = api.extend(pool_id, buyer=buyer, seconds=120)
        assert (again.hold, again.changed) == (longer.hold, False)
        assert everything(pool_id) == before

    def test_a_claim_that_is_undone_gives_no_second_extension(self) -> None:
        pool_id, buyer, order = given.an_open_pool(), given.a_buyer(), given.an_order()
        given.a_hold(pool_id, buyer=buyer)
        longer = api.extend(pool_id, buyer=buyer, seconds=120).hold
        given.claim_of(longer, order=order)
        api.unclaim(pool_id, order=order)
        assert api.extend(pool_id, buyer=buyer, seconds=120).hold == longer


def test_all_keys_of_a_pool_are_in_one_slot() -> None:
    pool_id, buyer = given.an_open_pool(), given.a_buyer()
    names = [keys.ttl(pool_id, buyer), keys.ttl(pool_id, given.a_buyer())]
    names += [keys.rest(pool_id, buyer)]
    names += [
        name(pool_id)
        for name in (keys.pool, keys.holds, keys.expiry, keys.bought, keys.orders, keys.ledger)
    ]
    assert len({key_slot(name.encode()) for name in names}) == 1


def test_a_pool_that_is_not_there_leaves_no_name_in_the_buyers_set() -> None:
    buyer = given.a_buyer()

    with pytest.raises(api.PoolMissing):
        api.reserve("no such pool", buyer=buyer, units=1)

    assert given.client().smembers(keys.pools_of(buyer)) == set()
