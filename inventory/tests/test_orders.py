"""The verbs of an order on the real server: from hold to sale, and back."""

import pytest

from inventory import api, keys
from inventory.tests import given
from inventory.tests.books import checked_books, everything

CLAIMED, SETTLED = api.ClaimState.CLAIMED, api.ClaimState.SETTLED


class TestTheWayOfAUnit:
    def test_there_and_back_again(self) -> None:
        pool_id, buyer, order = given.an_open_pool(), given.a_buyer(), given.an_order()
        hold = given.a_hold(pool_id, buyer=buyer, units=2)
        counters = [checked_books(pool_id).counters]
        claim = given.claim_of(hold, order=order)
        counters.append(checked_books(pool_id).counters)
        assert api.settle(pool_id, order=order) is SETTLED
        counters.append(checked_books(pool_id).counters)
        assert api.restock(pool_id, order=order) is api.ClaimState.RESTOCKED
        counters.append(checked_books(pool_id).counters)
        assert counters == [(10, 8, 2, 0, 0), (10, 8, 0, 2, 0), (10, 8, 0, 0, 2), (10, 10, 0, 0, 0)]
        assert (claim.order, claim.buyer, claim.units, claim.token, claim.expires_at) == (
            order, buyer, 2, hold.token, hold.expires_at,
        )  # fmt: skip
        assert checked_books(pool_id).kinds == ["open", "reserve", "claim", "settle", "restock"]


class TestClaim:
    def test_it_takes_hold_index_and_ttl_key_with_it(self) -> None:
        pool_id, order = given.an_open_pool(), given.an_order()
        hold = given.a_hold(pool_id, units=2)
        given.claim_of(hold, order=order)
        client = given.client()
        assert not client.exists(
            keys.holds(pool_id), keys.expiry(pool_id), keys.ttl(pool_id, hold.buyer)
        )
        assert client.hgetall(keys.bought(pool_id)) == {hold.buyer.encode(): b"2"}
        assert (
            client.hget(keys.orders(pool_id), order)
            == (
                f'{{"buyer":"{hold.buyer}","units":2,"token":"{hold.token}",'
                f'"expires_at":{hold.expires_at},"state":"claimed"}}'
            ).encode()
        )

    def test_the_ledger_names_the_order(self) -> None:
        pool_id = given.an_open_pool()
        claim = given.a_claim(pool_id)
        last = api.movements(pool_id, count=1)[0]
        assert (last.kind, last.units, last.source, last.target) == ("claim", 1, "held", "claimed")
        assert (last.buyer, last.order) == (claim.buyer, claim.order)

    def test_a_repeat_finds_the_first(self) -> None:
        pool_id, order = given.an_open_pool(), given.an_order()
        hold = given.a_hold(pool_id)
        claim = given.claim_of(hold, order=order)
        before = everything(pool_id)
        assert given.claim_of(hold, order=order) == claim
        assert everything(pool_id) == before

    @pytest.mark.parametrize(("units", "token"), [(1, None), (3, None), (2, "another")])
    def test_other_terms_are_refused_and_nothing_changes(
        self, units: int, token: str | None
    ) -> None:
        pool_id = given.an_open_pool()
        hold = given.a_hold(pool_id, units=2)
        before = everything(pool_id)
        with pytest.raises(api.HoldChanged):
            api.claim(
                pool_id, order=given.an_order(), buyer=hold.buyer, units=units,
                token=token or hold.token,
            )  # fmt: skip
        assert everything(pool_id) == before

    def test_somebody_else_s_hold_cannot_be_claimed(self) -> None:
        pool_id = given.an_open_pool()
        hold = given.a_hold(pool_id)
        with pytest.raises(api.HoldExpired):
            api.claim(
                pool_id, order=given.an_order(), buyer=given.a_buyer(), units=1, token=hold.token
            )
        assert checked_books(pool_id).counters == (10, 9, 1, 0, 0)

    def test_a_hold_that_ran_out_is_free_not_claimed(self) -> None:
        pool_id, order = given.an_open_pool(), given.an_order()
        hold = given.a_hold(pool_id, units=2)
        given.ran_out(hold)
        with pytest.raises(api.HoldExpired):
            given.claim_of(hold, order=order)
        assert checked_books(pool_id).counters == (10, 10, 0, 0, 0)

    def test_a_hold_whose_ttl_key_is_gone_cannot_be_paid(self) -> None:
        pool_id, order = given.an_open_pool(), given.an_order()
        hold = given.a_hold(pool_id)
        given.client().delete(keys.ttl(pool_id, hold.buyer))
        before = everything(pool_id)
        with pytest.raises(api.HoldExpired):
            given.claim_of(hold, order=order)
        assert everything(pool_id) == before

    @pytest.mark.parametrize("state", ["paused", "ended"])
    def test_what_is_held_may_be_paid_while_nothing_new_is_sold(self, state: str) -> None:
        pool_id, order = given.an_open_pool(), given.an_order()
        hold = given.a_hold(pool_id)
        if state == "paused":
            api.pause(pool_id)
        else:
            api.reschedule(pool_id, opens_at=0, closes_at=given.now())
        assert given.claim_of(hold, order=order).state is CLAIMED


class TestUnclaim:
    def test_the_hold_is_back_with_the_time_that_is_left(self) -> None:
        pool_id, order = given.an_open_pool(), given.an_order()
        hold = given.a_hold(pool_id, units=2)
        given.claim_of(hold, order=order)
        assert api.unclaim(pool_id, order=order) is api.ClaimState.UNCLAIMED
        books = checked_books(pool_id)
        assert books.holds == {hold.buyer: hold}
        assert (books.counters, books.bought) == ((10, 8, 2, 0, 0), {})

    def test_and_another_order_may_claim_it(self) -> None:
        pool_id, first, second = given.an_open_pool(), given.an_order(), given.an_order()
        hold = given.a_hold(pool_id)
        given.claim_of(hold, order=first)
        api.unclaim(pool_id, order=first)
        with pytest.raises(api.ClaimRefused) as refusal:
            given.claim_of(hold, order=first)
        assert (refusal.value.order, refusal.value.state) == (first, "unclaimed")
        assert given.claim_of(hold, order=second).state is CLAIMED

    def test_after_its_time_the_units_are_free(self) -> None:
        pool_id = given.an_open_pool()
        claim = given.a_claim(pool_id, units=2)
        given.claim_ran_out(claim, pool_id=pool_id)
        api.unclaim(pool_id, order=claim.order)
        assert checked_books(pool_id).counters == (10, 10, 0, 0, 0)

    def test_it_joins_a_hold_made_meanwhile_and_ends_with_the_earlier_of_the_two(self) -> None:
        pool_id, buyer = given.an_open_pool(), given.a_buyer()
        claim = given.a_claim(pool_id, buyer=buyer, units=2)
        newer = given.a_hold(pool_id, buyer=buyer, units=1)
        api.unclaim(pool_id, order=claim.order)
        (hold,) = checked_books(pool_id).holds.values()
        assert (hold.units, hold.token, hold.expires_at) == (3, newer.token, claim.expires_at)

    def test_an_unknown_order_is_void_and_a_late_claim_refused(self) -> None:
        pool_id, order = given.an_open_pool(), given.an_order()
        hold = given.a_hold(pool_id)
        assert api.unclaim(pool_id, order=order) is api.ClaimState.VOID
        with pytest.raises(api.ClaimRefused) as refusal:
            given.claim_of(hold, order=order)
        assert refusal.value.state == "void"
        assert checked_books(pool_id).holds == {hold.buyer: hold}

    def test_what_is_sold_stays_sold(self) -> None:
        pool_id = given.an_open_pool()
        claim = given.a_claim(pool_id)
        api.settle(pool_id, order=claim.order)
        before = everything(pool_id)
        with pytest.raises(api.ClaimRefused):
            api.unclaim(pool_id, order=claim.order)
        assert everything(pool_id) == before


class TestSettle:
    def test_once(self) -> None:
        pool_id = given.an_open_pool()
        claim = given.a_claim(pool_id, units=2)
        assert api.settle(pool_id, order=claim.order) is SETTLED
        before = everything(pool_id)
        assert api.settle(pool_id, order=claim.order) is SETTLED
        assert everything(pool_id) == before

    def test_not_without_a_claim(self) -> None:
        pool_id, order = given.an_open_pool(), given.an_order()
        before = everything(pool_id)
        with pytest.raises(api.ClaimRefused) as refusal:
            api.settle(pool_id, order=order)
        assert (refusal.value.order, refusal.value.state) == (order, "unknown")
        assert everything(pool_id) == before

    def test_not_after_restock(self) -> None:
        pool_id = given.an_open_pool()
        claim = given.a_claim(pool_id)
        api.settle(pool_id, order=claim.order)
        api.restock(pool_id, order=claim.order)
        with pytest.raises(api.ClaimRefused) as refusal:
            api.settle(pool_id, order=claim.order)
        assert refusal.value.state == "restocked"
        assert checked_books(pool_id).counters == (10, 10, 0, 0, 0)


class TestRestock:
    def test_a_claim_that_is_not_settled_is_unclaimed(self) -> None:
        pool_id = given.an_open_pool()
        claim = given.a_claim(pool_id, units=2)
        assert api.restock(pool_id, order=claim.order) is api.ClaimState.UNCLAIMED
        assert checked_books(pool_id).counters == (10, 8, 2, 0, 0)

    def test_an_unknown_order_is_void(self) -> None:
        pool_id, order = given.an_open_pool(), given.an_order()
        assert api.restock(pool_id, order=order) is api.ClaimState.VOID

    def test_after_the_pool_closed_the_units_belong_to_the_product(self) -> None:
        pool_id = given.an_open_pool()
        claim = given.a_claim(pool_id, units=2)
        api.settle(pool_id, order=claim.order)
        assert api.close_pool(pool_id) == 8
        for _ in range(2):
            with pytest.raises(api.PoolClosed) as closed:
                api.restock(pool_id, order=claim.order)
            assert closed.value.units == 2
        books = checked_books(pool_id)
        assert books.counters == (0, 0, 0, 0, 0)
        assert books.bought == {}
        assert books.claims[claim.order].to_product
        assert api.close_pool(pool_id) == 8
