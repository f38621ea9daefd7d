"""What pages read: stock as if it had been swept, and carts."""

from uuid import UUID

import pytest

from inventory import api, keys, stock_reading
from inventory.tests import given
from inventory.tests.books import everything
from inventory.verbs import holds


class TestStock:
    def test_every_field(self) -> None:
        pool_id = given.an_open_pool(units=10, limit=4, hold_seconds=60)
        sold = given.a_claim(pool_id)
        api.settle(pool_id, order=sold.order)
        given.a_claim(pool_id, units=2)
        hold = given.a_hold(pool_id, units=3)
        before = given.now()
        stock = api.stock(UUID(pool_id))
        assert before <= stock.server_time <= given.now()
        assert stock == api.Stock(
            pool_id=pool_id, epoch=1, version=7, units=10, available=4, held=3, claimed=2, sold=1,
            per_buyer_limit=4, hold_seconds=60, opens_at=stock.opens_at, closes_at=None,
            paused=False, closed=False, next_release_at=hold.expires_at,
            server_time=stock.server_time,
        )  # fmt: skip

    def test_what_ran_out_counts_as_free_before_any_sweep(self) -> None:
        pool_id = given.an_open_pool()
        dead = given.a_hold(pool_id, units=3)
        living = given.a_hold(pool_id, units=2)
        given.ran_out(dead)
        before = everything(pool_id)
        stock = api.stock(pool_id)
        assert (stock.units, stock.available, stock.held) == (10, 8, 2)
        assert stock.next_release_at == living.expires_at
        assert everything(pool_id) == before, "looking changes nothing"
        api.sweep_expired(pool_id)
        swept = api.stock(pool_id)
        assert (swept.available, swept.held) == (8, 2)
        assert swept.version > stock.version

    def test_the_first_to_end_is_the_next_to_come_back(self) -> None:
        pool_id = given.an_open_pool()
        assert api.stock(pool_id).next_release_at is None
        first = given.a_hold(pool_id)
        second = given.a_hold(pool_id)
        given.ends_at(second, first.expires_at - 1)
        assert api.stock(pool_id).next_release_at == first.expires_at - 1

    def test_only_dead_holds(self) -> None:
        pool_id = given.an_open_pool(units=2)
        for _ in range(2):
            given.ran_out(given.a_hold(pool_id))
        stock = api.stock(pool_id)
        assert (stock.available, stock.held, stock.next_release_at) == (2, 0, None)

    def test_a_sweep_in_the_middle_is_read_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        pool_id = given.an_open_pool()
        given.ran_out(given.a_hold(pool_id, units=3))
        read_units, times = stock_reading._read_units, []

        def swept(*arguments: object, **until: object) -> object:
            if not times:
                api.sweep_expired(pool_id)
            times.append(1)
            return read_units(*arguments, **until)  # type: ignore[arg-type]

        monkeypatch.setattr(stock_reading, "_read_units", swept)
        stock = api.stock(pool_id)
        assert (stock.available, stock.held) == (10, 0)
        assert len(times) == 2

    def test_it_adds_up_even_when_every_read_was_overtaken(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The last read finds the dead hold of one unit replaced by a live one of five."""
        pool_id, buyer = given.an_open_pool(), given.a_buyer()
        given.ran_out(given.a_hold(pool_id, buyer=buyer))
        read_units, times = stock_reading._read_units, []

        def overtaken(*arguments: object, **until: object) -> object:
            times.append(1)
            if len(times) < stock_reading.READS:
                given.client().hincrby(keys.pool(pool_id), "version", 1)
            else:
                given.a_hold(pool_id, buyer=buyer, units=5)
            return read_units(*arguments, **until)  # type: ignore[arg-type]

        monkeypatch.setattr(stock_reading, "_read_units", overtaken)
        stock = api.stock(pool_id)
        assert len(times) == stock_reading.READS
        assert stock.units == stock.available + stock.held
        assert (stock.available, stock.held) == (9, 1)


class TestStocks:
    def test_many_at_once_and_none_for_the_missing(self) -> None:
        first, second = given.an_open_pool(units=1), given.an_open_pool(units=2)
        given.ran_out(given.a_hold(second))
        found = api.stocks([first, UUID(second), "nowhere"])
        assert {name: stock and stock.available for name, stock in found.items()} == {
            first: 1, second: 2, "nowhere": None,
        }  # fmt: skip

    def test_of_none(self) -> None:
        assert api.stocks([]) == {}

    def test_one_that_is_missing_raises(self) -> None:
        with pytest.raises(api.PoolMissing) as missing:
            api.stock("nowhere")
        assert missing.value.pool_id == "nowhere"


class TestHoldsOf:
    def test_live_holds_the_first_to_end_first(self) -> None:
        buyer = given.a_buyer()
        late = given.a_hold(given.an_open_pool(hold_seconds=900), buyer=buyer, units=2)
        soon = given.a_hold(given.an_open_pool(hold_seconds=300), buyer=buyer)
        dead = given.a_hold(given.an_open_pool(), buyer=buyer)
        given.ran_out(dead)
        given.a_hold(soon.pool_id)
        before = given.now()
        holdings = api.holds_of(UUID(buyer))
        assert holdings.holds == (soon, late)
        assert before <= holdings.server_time <= given.now()

    def test_nobody_s(self) -> None:
        assert api.holds_of(given.a_buyer()).holds == ()

    def test_a_released_hold_is_gone_and_a_new_one_found(self) -> None:
        pool_id, buyer = given.an_open_pool(), given.a_buyer()
        given.a_hold(pool_id, buyer=buyer)
        api.release(pool_id, buyer=buyer)
        assert api.holds_of(buyer).holds == ()
        again = given.a_hold(pool_id, buyer=buyer)
        assert api.holds_of(buyer).holds == (again,)

    def test_the_hold_of_an_undone_claim_is_back(self) -> None:
        pool_id, buyer, order = given.an_open_pool(), given.a_buyer(), given.an_order()
        hold = given.a_hold(pool_id, buyer=buyer)
        given.claim_of(hold, order=order)
        assert api.holds_of(buyer).holds == ()
        api.unclaim(pool_id, order=order)
        assert api.holds_of(buyer).holds == (hold,)

    def test_the_name_of_a_closed_pool_is_forgotten(self) -> None:
        pool_id, other, buyer = given.an_open_pool(), given.an_open_pool(), given.a_buyer()
        for each in (pool_id, other):
            given.a_hold(each, buyer=buyer)
        api.release(pool_id, buyer=buyer)
        api.close_pool(pool_id)
        assert [hold.pool_id for hold in api.holds_of(buyer).holds] == [other]
        assert given.client().smembers(keys.pools_of(buyer)) == {other.encode()}

    def test_what_is_left_of_a_lost_pool_is_in_no_cart(self) -> None:
        pool_id, buyer = given.an_open_pool(), given.a_buyer()
        given.a_hold(pool_id, buyer=buyer)
        given.client().delete(keys.pool(pool_id))
        assert api.holds_of(buyer).holds == ()

    def test_a_cart_that_is_read_while_the_pool_is_rebuilt_loses_no_hold(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A reserve has written the name; the cart finds no pool; the pool comes; EXEC."""
        buyer, ask_one = given.a_buyer(), holds.ask_one

        def cart_first(*arguments: object) -> object:
            assert api.holds_of(buyer).holds == ()
            api.open_pool(
                "rebuilt", units=1, per_buyer_limit=1, hold_seconds=9, opens_at=0, closes_at=None
            )
            return ask_one(*arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(holds, "ask_one", cart_first)
        hold = given.a_hold("rebuilt", buyer=buyer)
        assert api.holds_of(buyer).holds == (hold,)
