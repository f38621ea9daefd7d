"""Once nothing is free and nothing held, a refusal costs no EXEC, and is never wrong for long."""

import asyncio
from collections.abc import Callable

import pytest

from inventory import api, keys
from inventory.requests import Release, Reserve
from inventory.shells import threads
from inventory.tests import given
from inventory.tests.books import checked_books, everything

Press = Callable[..., api.Reservation]


def by_loop(pool_id: str, *, buyer: str, units: int) -> api.Reservation:
    return asyncio.run(api.areserve(pool_id, buyer=buyer, units=units))


by_either_shell = pytest.mark.parametrize("press", [api.reserve, by_loop])


def transactions() -> int:
    """How often Redis was asked to EXEC."""
    return int(given.client().info("commandstats").get("cmdstat_exec", {"calls": 0})["calls"])


def a_sold_out_pool(*, units: int = 2) -> tuple[str, api.Claim]:
    """A pool, and one of its claims: all units are claimed, one each."""
    pool_id = given.an_open_pool(units=units, limit=1)
    claims = [given.a_claim(pool_id) for _ in range(units)]
    return pool_id, claims[0]


@by_either_shell
class TestARefusal:
    def test_is_no_transaction_and_writes_nothing(self, press: Press) -> None:
        pool_id, _ = a_sold_out_pool()
        before, written = transactions(), everything(pool_id)
        for _ in range(5):
            with pytest.raises(api.OutOfStock):
                press(pool_id, buyer=given.a_buyer(), units=1)
        assert transactions() == before
        assert everything(pool_id) == written

    def test_says_that_the_limit_is_reached_to_who_has_bought_it(self, press: Press) -> None:
        pool_id, claim = a_sold_out_pool()
        api.settle(pool_id, order=claim.order)
        before = transactions()
        with pytest.raises(api.PurchaseLimit):
            press(pool_id, buyer=claim.buyer, units=1)
        assert transactions() == before

    def test_of_a_pool_in_which_a_unit_is_held_is_proved(self, press: Press) -> None:
        """The hold may have been let go while we read."""
        pool_id = given.an_open_pool(units=1)
        given.a_hold(pool_id)
        before = transactions()
        with pytest.raises(api.OutOfStock):
            press(pool_id, buyer=given.a_buyer(), units=1)
        assert transactions() == before + 1

    def test_for_more_than_is_free_is_proved(self, press: Press) -> None:
        pool_id = given.an_open_pool(units=1)
        before = transactions()
        with pytest.raises(api.OutOfStock):
            press(pool_id, buyer=given.a_buyer(), units=2)
        assert transactions() == before + 1

    def test_for_another_reason_is_proved(self, press: Press) -> None:
        pool_id, _ = a_sold_out_pool()
        api.pause(pool_id)
        before = transactions()
        with pytest.raises(api.SalePaused):
            press(pool_id, buyer=given.a_buyer(), units=1)
        assert transactions() == before + 1


@by_either_shell
class TestAUnitThatComesBack:
    def bought_at_once(self, press: Press, pool_id: str) -> None:
        """The very next press gets it, and the one after that nothing."""
        assert press(pool_id, buyer=given.a_buyer(), units=1).hold.units == 1
        with pytest.raises(api.OutOfStock):
            press(pool_id, buyer=given.a_buyer(), units=1)
        checked_books(pool_id)

    def sold_out(self, press: Press) -> tuple[str, api.Claim]:
        pool_id, claim = a_sold_out_pool()
        with pytest.raises(api.OutOfStock):
            press(pool_id, buyer=given.a_buyer(), units=1)
        return pool_id, claim

    def test_from_an_order_that_is_undone(self, press: Press) -> None:
        pool_id, claim = self.sold_out(press)
        given.claim_ran_out(claim, pool_id=pool_id)
        api.unclaim(pool_id, order=claim.order)
        self.bought_at_once(press, pool_id)

    def test_from_an_order_that_is_restocked(self, press: Press) -> None:
        pool_id, claim = self.sold_out(press)
        api.settle(pool_id, order=claim.order)
        api.restock(pool_id, order=claim.order)
        self.bought_at_once(press, pool_id)

    def test_from_a_hold_that_is_released(self, press: Press) -> None:
        pool_id, claim = self.sold_out(press)
        api.unclaim(pool_id, order=claim.order)
        with pytest.raises(api.OutOfStock):
            press(pool_id, buyer=given.a_buyer(), units=1)
        api.release(pool_id, buyer=claim.buyer)
        self.bought_at_once(press, pool_id)

    def test_from_a_hold_whose_time_is_over(self, press: Press) -> None:
        pool_id, claim = self.sold_out(press)
        api.unclaim(pool_id, order=claim.order)
        given.ran_out(checked_books(pool_id).holds[claim.buyer])
        self.bought_at_once(press, pool_id)

    def test_from_a_delivery(self, press: Press) -> None:
        pool_id, _ = self.sold_out(press)
        api.add_units(pool_id, units=1, operation="delivery")
        self.bought_at_once(press, pool_id)


def test_who_lets_go_in_the_same_group_is_no_reason_to_refuse() -> None:
    """Not all of the group reserve, so what they say is proved."""
    pool_id = given.an_open_pool(units=1)
    hold = given.a_hold(pool_id)
    released, reserved = threads.shell().execute(
        pool_id, [Release(buyer=hold.buyer), Reserve(buyer="next", units=1, token="t")]
    )
    assert (released, reserved.hold.units) == (1, 1)


def test_a_group_that_is_refused_as_a_whole_is_no_transaction() -> None:
    pool_id, claim = a_sold_out_pool()
    before = transactions()
    buyers = ["ann", claim.buyer, "cid"]
    outcomes = threads.shell().execute(
        pool_id, [Reserve(buyer=buyer, units=1, token=buyer) for buyer in buyers]
    )
    codes = [outcome.code for outcome in outcomes]
    assert codes == ["out_of_stock", "purchase_limit", "out_of_stock"]
    assert transactions() == before


def test_the_line_of_a_refusal_watches_nothing_afterwards() -> None:
    """The pool that it watched changes, and a verb on another one is not disturbed."""
    other = given.an_open_pool()
    pool_id, _ = a_sold_out_pool()
    with pytest.raises(api.OutOfStock):
        given.a_hold(pool_id)
    given.client().hincrby(keys.pool(pool_id), "version", 1)
    before = transactions()
    given.a_hold(other)
    assert transactions() == before + 1


class TestOnceItIsKnown:
    def known(self) -> tuple[str, api.Claim]:
        """A sold-out pool that has refused somebody already."""
        pool_id, claim = a_sold_out_pool()
        with pytest.raises(api.OutOfStock):
            api.reserve(pool_id, buyer=given.a_buyer(), units=1)
        return pool_id, claim

    def test_who_is_refused_leaves_nothing_behind(self) -> None:
        pool_id, claim = self.known()
        redis, buyer = given.client(), given.a_buyer()
        redis.config_resetstat()
        with pytest.raises(api.OutOfStock):
            api.reserve(pool_id, buyer=buyer, units=1)
        with pytest.raises(api.PurchaseLimit):
            api.reserve(pool_id, buyer=claim.buyer, units=1)
        assert {"cmdstat_watch", "cmdstat_sadd"}.isdisjoint(redis.info("commandstats"))
        assert not redis.exists(keys.pools_of(buyer))

    def test_a_unit_that_comes_back_is_had_by_who_presses_next(self) -> None:
        pool_id, claim = self.known()
        api.unclaim(pool_id, order=claim.order)
        api.release(pool_id, buyer=claim.buyer)
        hold = given.a_hold(pool_id)
        assert api.holds_of(hold.buyer).holds == (hold,)

    def test_every_other_verb_is_as_it_was(self) -> None:
        for verb, said in (
            (lambda pool_id, _: api.release_all(pool_id), 0),
            (lambda pool_id, _: api.sweep_expired(pool_id), 0),
            (lambda pool_id, claim: api.settle(pool_id, order=claim.order), "settled"),
            (lambda pool_id, _: api.add_units(pool_id, units=3, operation="delivery"), True),
        ):
            pool_id, claim = self.known()
            assert verb(pool_id, claim) == said
            checked_books(pool_id)
