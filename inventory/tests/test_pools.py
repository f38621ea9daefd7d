"""The verbs of whole pools on the real server."""

from uuid import uuid4

import pytest

from inventory import api, keys
from inventory.tests import given
from inventory.tests.books import checked_books, everything

TERMS = api.Terms(
    per_buyer_limit=5, hold_seconds=600, opens_at=0, closes_at=None, paused=False, epoch=2
)


class TestOpen:
    def test_the_hash_is_as_the_table_says(self) -> None:
        pool_id = str(uuid4())
        stock = api.open_pool(
            pool_id, units=200, per_buyer_limit=5, hold_seconds=600, opens_at=1_000,
            closes_at=2_000,
        )  # fmt: skip
        assert given.client().hgetall(keys.pool(pool_id)) == {
            b"units": b"200", b"available": b"200", b"held": b"0", b"claimed": b"0",
            b"sold": b"0", b"per_buyer_limit": b"5", b"hold_seconds": b"600",
            b"opens_at": b"1000", b"closes_at": b"2000", b"paused": b"0", b"closed": b"0",
            b"returned": b"0", b"epoch": b"1", b"version": b"1", b"cooldown_seconds": b"0",
        }  # fmt: skip
        assert (stock.units, stock.available, stock.epoch, stock.version) == (200, 200, 1, 1)
        assert (stock.opens_at, stock.closes_at, stock.paused) == (1_000, 2_000, False)

    def test_without_an_end(self) -> None:
        pool_id = given.an_open_pool()
        assert given.client().hget(keys.pool(pool_id), "closes_at") == b""
        assert api.stock(pool_id).closes_at is None

    def test_one_that_exists_is_left_as_it_is(self) -> None:
        pool_id = given.an_open_pool(units=10)
        given.a_hold(pool_id)
        before = everything(pool_id)
        stock = api.open_pool(
            pool_id, units=99, per_buyer_limit=9, hold_seconds=9, opens_at=9, closes_at=9, epoch=9
        )
        assert (stock.units, stock.epoch) == (10, 1)
        assert everything(pool_id) == before

    def test_paused_and_with_an_epoch(self) -> None:
        pool_id = str(uuid4())
        stock = api.open_pool(
            pool_id, units=1, per_buyer_limit=1, hold_seconds=9, opens_at=0, closes_at=None,
            epoch=7, paused=True,
        )  # fmt: skip
        assert (stock.epoch, stock.paused) == (7, True)
        with pytest.raises(api.SalePaused):
            given.a_hold(pool_id)

    def test_over_a_fence_s_stray_version(self) -> None:
        pool_id = str(uuid4())
        given.client().hincrby(keys.pool(pool_id), "version", 1)
        with pytest.raises(api.PoolMissing):
            api.stock(pool_id)
        with pytest.raises(api.PoolMissing):
            given.a_hold(pool_id)
        api.open_pool(
            pool_id, units=3, per_buyer_limit=5, hold_seconds=9, opens_at=0, closes_at=None
        )
        assert checked_books(pool_id).counters == (3, 3, 0, 0, 0)

    def test_what_a_lost_pool_left_behind_counts_for_nothing(self) -> None:
        pool_id, buyer = given.an_open_pool(), given.a_buyer()
        given.a_claim(pool_id, buyer=buyer)
        given.a_hold(pool_id, buyer=buyer)
        given.client().delete(keys.pool(pool_id))
        api.open_pool(
            pool_id, units=3, per_buyer_limit=5, hold_seconds=9, opens_at=0, closes_at=None,
            epoch=2,
        )  # fmt: skip
        assert api.release(pool_id, buyer=buyer) == 0
        assert checked_books(pool_id).counters == (3, 3, 0, 0, 0)


class TestTerms:
    def test_pause_and_resume(self) -> None:
        pool_id = given.an_open_pool()
        api.pause(pool_id)
        api.pause(pool_id)
        assert api.stock(pool_id).paused
        with pytest.raises(api.SalePaused):
            given.a_hold(pool_id)
        api.resume(pool_id)
        assert not api.stock(pool_id).paused
        assert given.a_hold(pool_id).units == 1

    def test_reschedule(self) -> None:
        pool_id, now = given.an_open_pool(), given.now()
        api.reschedule(pool_id, opens_at=now + 60_000, closes_at=now + 120_000)
        with pytest.raises(api.NotOpen) as early:
            given.a_hold(pool_id)
        assert early.value.opens_at == now + 60_000
        api.reschedule(pool_id, opens_at=now - 2, closes_at=now - 1)
        with pytest.raises(api.SaleEnded):
            given.a_hold(pool_id)
        api.reschedule(pool_id, opens_at=now - 2, closes_at=None)
        assert given.a_hold(pool_id).units == 1

    def test_set_limit(self) -> None:
        pool_id = given.an_open_pool(limit=1)
        with pytest.raises(api.PurchaseLimit):
            given.a_hold(pool_id, units=2)
        api.set_limit(pool_id, per_buyer_limit=2)
        assert given.a_hold(pool_id, units=2).units == 2

    @pytest.mark.parametrize("verb", [api.pause, api.resume, api.close_pool, api.release_all])
    def test_an_unknown_pool_is_missing(self, verb: object) -> None:
        with pytest.raises(api.PoolMissing):
            verb("nowhere")  # type: ignore[operator]


class TestAddUnits:
    def test_once_an_operation(self) -> None:
        pool_id, operation = given.an_open_pool(), uuid4()
        assert api.add_units(pool_id, units=5, operation=operation) is True
        assert api.add_units(pool_id, units=5, operation=str(operation)) is False
        books = checked_books(pool_id)
        assert books.counters == (15, 15, 0, 0, 0)
        assert books.kinds == ["open", "add_units"]

    def test_free_units_can_be_taken_away_dead_holds_included(self) -> None:
        pool_id = given.an_open_pool()
        given.ran_out(given.a_hold(pool_id, units=5))
        assert api.add_units(pool_id, units=-10, operation=uuid4()) is True
        assert checked_books(pool_id).counters == (0, 0, 0, 0, 0)

    def test_held_units_cannot(self) -> None:
        pool_id = given.an_open_pool()
        given.a_hold(pool_id, units=5)
        before = everything(pool_id)
        with pytest.raises(api.OutOfStock) as refusal:
            api.add_units(pool_id, units=-6, operation=uuid4())
        assert (refusal.value.requested, refusal.value.available) == (6, 5)
        assert everything(pool_id) == before


class TestClose:
    def test_free_units_leave_once(self) -> None:
        pool_id = given.an_open_pool()
        claim = given.a_claim(pool_id)
        with pytest.raises(api.PoolBusy) as busy:
            api.close_pool(pool_id)
        assert (busy.value.held, busy.value.claimed) == (0, 1)
        api.settle(pool_id, order=claim.order)
        given.ran_out(given.a_hold(pool_id, units=2))
        assert api.close_pool(pool_id) == 9
        before = everything(pool_id)
        assert api.close_pool(pool_id) == 9
        assert everything(pool_id) == before
        assert checked_books(pool_id).counters == (1, 0, 0, 0, 1)
        assert api.stock(pool_id).closed

    def test_nothing_more_is_sold_or_added(self) -> None:
        pool_id = given.an_open_pool()
        api.close_pool(pool_id)
        before = everything(pool_id)
        with pytest.raises(api.SaleEnded):
            given.a_hold(pool_id)
        with pytest.raises(api.PoolClosed):
            api.add_units(pool_id, units=1, operation=uuid4())
        assert everything(pool_id) == before
