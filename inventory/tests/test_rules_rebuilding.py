"""Rules of pools that are withdrawn and rebuilt."""

from dataclasses import replace

import pytest

from inventory import requests as ask
from inventory.errors import (
    ClaimRefused,
    PoolMissing,
    PurchaseLimit,
)
from inventory.records import Claim, ClaimState, Gap, Hold, Place
from inventory.tests.asking import (
    claim,
    extend,
    open_shelf,
    rebuild,
    reserve,
    restock,
    settle,
    unclaim,
    withdraw,
)
from inventory.tests.pool_table import shelf_with
from inventory.tests.shelf import TERMS, Shelf


class TestWithdraw:
    def test_the_pool_is_missing_and_keeps_its_version_and_what_is_beside_it(self) -> None:
        shelf = shelf_with("open")
        version = shelf.pool.version if shelf.pool else 0
        request = withdraw()
        assert shelf.ask_one(request) == request.write_id
        assert (shelf.pool, shelf.gap) == (None, Gap(version + 1, request.write_id, shelf.now))
        assert (set(shelf.holds), set(shelf.claims)) == ({"ann"}, {"claimed", "settled"})
        assert isinstance(shelf.ask_one(reserve("bob")), PoolMissing)

    def test_no_unit_moves(self) -> None:
        shelf = shelf_with("open")
        before = list(shelf.movements)
        shelf.ask(withdraw())
        assert shelf.movements == before

    @pytest.mark.parametrize("up_to_epoch", [None, TERMS.epoch - 1])
    def test_one_that_is_there_is_left_alone(self, up_to_epoch: int | None) -> None:
        decision = shelf_with("open").decide([withdraw(up_to_epoch=up_to_epoch)])
        assert decision.outcomes == (None,)
        assert not decision.writes

    def test_a_missing_one_is_withdrawn_by_whoever_comes_last(self) -> None:
        shelf = Shelf()
        first, second = withdraw(up_to_epoch=None), withdraw(up_to_epoch=None)
        assert shelf.ask(first, second) == (first.write_id, second.write_id)
        assert shelf.ask(rebuild(first.write_id), rebuild(second.write_id)) == (False, True)

    def test_who_is_patient_leaves_it_to_another_for_so_long(self) -> None:
        shelf = Shelf()
        first = withdraw()
        shelf.ask(first)
        shelf.now += 999
        assert shelf.ask_one(withdraw(patience_ms=1_000)) is None
        assert shelf.gap.withdrawal == first.write_id
        shelf.now += 1
        assert shelf.ask_one(withdraw(patience_ms=1_000)) is not None

    def test_the_clock_of_another_server_does_not_make_the_wait_longer(self) -> None:
        shelf = Shelf()
        shelf.ask(withdraw())
        shelf.now -= 1
        assert shelf.ask_one(withdraw(patience_ms=1_000)) is not None

    def test_repeated_it_is_the_same_withdrawal(self) -> None:
        shelf, request = shelf_with("open"), withdraw(patience_ms=1_000)
        assert shelf.ask(request, request) == (request.write_id, request.write_id)


class TestRebuild:
    claims = (
        Claim("o1", "dot", 2, "t1", 0, ClaimState.CLAIMED),
        Claim("o2", "dot", 1, "t2", 0, ClaimState.SETTLED),
        Claim("o3", "eve", 1, "t3", 0, ClaimState.SETTLED),
    )

    def rebuilt(self, shelf: Shelf, *claims: Claim, **fields: int) -> Shelf:
        """The shelf, once its pool was withdrawn and rebuilt with these claims."""
        request = withdraw()
        shelf.ask(request)
        assert shelf.ask_one(rebuild(request.write_id, *claims, **fields)) is True
        shelf.check()
        return shelf

    def test_a_missing_pool_is_what_the_database_says(self) -> None:
        shelf = self.rebuilt(Shelf(), *self.claims)
        assert shelf.counters() == (10, 6, 0, 2, 2)
        assert shelf.bought == {"dot": 3, "eve": 1}
        assert set(shelf.claims) == {"o1", "o2", "o3"}

    def test_a_pool_that_is_there_is_left_alone(self) -> None:
        decision = shelf_with("open").decide([rebuild("", *self.claims)])
        assert decision.outcomes == (False,)
        assert not decision.writes

    def test_a_missing_one_that_nobody_withdrew_is_left_alone(self) -> None:
        decision = Shelf().decide([rebuild("somebody's")])
        assert decision.outcomes == (False,)
        assert not decision.writes

    def test_its_epoch_is_the_next_and_its_version_goes_on(self) -> None:
        shelf = shelf_with("open")
        version = shelf.pool.version if shelf.pool else 0
        self.rebuilt(shelf)
        assert shelf.pool is not None
        assert (shelf.pool.epoch, shelf.pool.version) == (2, version + 2)

    def test_the_ledger_is_left_and_every_unit_comes_in_anew(self) -> None:
        shelf = shelf_with("open")
        before = len(shelf.movements)
        self.rebuilt(shelf, *self.claims)
        assert [
            (entry.kind, entry.epoch, entry.units, entry.source, entry.target, entry.buyer)
            for entry in shelf.movements[before:]
        ] == [
            ("rebuild", 2, 2, Place.OUTSIDE, Place.HELD, "ann"),
            ("rebuild", 2, 4, Place.OUTSIDE, Place.AVAILABLE, ""),
            ("rebuild", 2, 2, Place.OUTSIDE, Place.CLAIMED, ""),
            ("rebuild", 2, 2, Place.OUTSIDE, Place.SOLD, ""),
        ]

    def test_restored_orders_go_on_where_they_were(self) -> None:
        shelf = self.rebuilt(Shelf(), *self.claims)
        assert shelf.ask(settle("o1"), restock("o2")) == (
            ClaimState.SETTLED, ClaimState.RESTOCKED,
        )  # fmt: skip
        assert shelf.counters() == (10, 7, 0, 0, 3)

    @pytest.mark.parametrize("state", [ClaimState.UNCLAIMED, ClaimState.RESTOCKED])
    def test_an_order_that_gave_its_units_back_owns_none_and_gets_none(
        self, state: ClaimState
    ) -> None:
        over = Claim("o1", "dot", 2, "t1", 0, state)
        shelf = self.rebuilt(open_shelf(), over)
        assert (shelf.counters(), shelf.bought) == ((10, 10, 0, 0, 0), {})
        assert isinstance(shelf.ask(reserve("dot", 2), claim("o1", "dot", 2))[1], ClaimRefused)
        assert shelf.ask(unclaim("o1"), restock("o1")) == (state, state)

    def test_a_closed_pool_is_closed_again(self) -> None:
        shelf = self.rebuilt(shelf_with("closed"), self.claims[1], units=1, returned=9)
        assert shelf.counters() == (1, 0, 0, 0, 1)
        assert shelf.ask_one(ask.ClosePool()) == 9
        refusals = shelf.ask(restock("o2"), restock("o2"))
        assert [refusal.units for refusal in refusals] == [1, 1]
        shelf.check()

    def test_rebuilt_again_it_is_the_same(self) -> None:
        shelf = self.rebuilt(shelf_with("open"), *self.claims)
        before = shelf.state()
        request = withdraw(up_to_epoch=2)
        shelf.ask(request, rebuild(request.write_id, *self.claims))
        assert shelf.state() == before


class TestHoldsOfARebuiltPool:
    rebuilt = TestRebuild.rebuilt

    def crowd(self) -> Shelf:
        """`ann`, `bob` and `cid` hold 2 of 9 units each; `ann` ends first, `cid` last."""
        shelf = open_shelf(units=9)
        for buyer in ("ann", "bob", "cid"):
            shelf.ask(reserve(buyer, 2))
            shelf.now += 1_000
        return shelf

    def test_live_ones_are_kept_as_they_were(self) -> None:
        shelf = self.crowd()
        before = dict(shelf.holds)
        self.rebuilt(shelf, units=9)
        assert shelf.holds == before
        assert shelf.counters() == (9, 3, 6, 0, 0)
        assert shelf.ask_one(claim("o1", "bob", 2)).units == 2

    def test_those_that_ran_out_or_cannot_be_paid_are_void(self) -> None:
        shelf = self.crowd()
        shelf.without_ttl.add("bob")
        shelf.now = shelf.holds["ann"].expires_at
        self.rebuilt(shelf, units=9)
        assert set(shelf.holds) == {"cid"}
        assert shelf.counters() == (9, 7, 2, 0, 0)

    def test_one_that_was_claimed_is_not_kept_twice(self) -> None:
        shelf = self.crowd()
        claimed = Claim("o1", "ann", 2, "token of ann", 0, ClaimState.CLAIMED)
        bought = Claim("o2", "bob", 2, "token of bob", 0, ClaimState.SETTLED)
        self.rebuilt(shelf, claimed, bought, units=9)
        assert set(shelf.holds) == {"cid"}
        assert shelf.counters() == (9, 3, 2, 2, 2)

    def test_the_hold_of_an_order_that_was_given_up_is_kept(self) -> None:
        shelf = self.crowd()
        given_up = Claim("o1", "ann", 2, "token of ann", 0, ClaimState.UNCLAIMED)
        self.rebuilt(shelf, given_up, units=9)
        assert set(shelf.holds) == {"ann", "bob", "cid"}

    def test_they_are_kept_as_far_as_there_are_units_the_first_to_end_first(self) -> None:
        shelf = self.crowd()
        shelf.ask(reserve("dot", 1))
        sold = Claim("o1", "eve", 4, "t", 0, ClaimState.SETTLED)
        self.rebuilt(shelf, sold, units=7)
        assert set(shelf.holds) == {"ann", "dot"}
        assert shelf.counters() == (7, 0, 3, 0, 4)

    def test_nobody_gets_more_than_one_may_have(self) -> None:
        shelf = self.crowd()
        forgotten = Claim("o1", "ann", 4, "another", 0, ClaimState.SETTLED)
        self.rebuilt(shelf, forgotten, units=9)
        assert set(shelf.holds) == {"bob", "cid"}
        assert isinstance(shelf.ask_one(reserve("ann", 2)), PurchaseLimit)

    def test_a_lowered_limit_takes_no_hold_away(self) -> None:
        shelf = self.crowd()
        request = withdraw()
        terms = replace(TERMS, epoch=2, per_buyer_limit=1)
        shelf.ask(
            request,
            ask.RebuildPool(withdrawal=request.write_id, units=9, terms=terms, claims=()),
        )
        assert set(shelf.holds) == {"ann", "bob", "cid"}

    def test_a_claim_that_is_undone_is_held_again_until_its_hold_would_have_ended(self) -> None:
        shelf = self.crowd()
        end = shelf.holds["ann"].expires_at
        shelf.ask(extend("ann"), claim("o1", "ann", 2))
        known = Claim("o1", "ann", 2, "token of ann", 0, ClaimState.CLAIMED)
        self.rebuilt(shelf, known, units=9)
        shelf.ask(unclaim("o1"))
        assert shelf.holds["ann"] == Hold("pool", "ann", 2, "token of ann", end + 120_000, True)

    def test_one_whose_claim_was_forgotten_too(self) -> None:
        shelf = self.crowd()
        hold = shelf.holds["ann"]
        known = Claim("o1", "ann", 2, "token of ann", 0, ClaimState.CLAIMED)
        self.rebuilt(shelf, known, units=9)
        shelf.ask(unclaim("o1"))
        assert shelf.holds["ann"] == hold

    def test_a_claim_of_which_redis_knows_nothing_is_freed_when_it_is_undone(self) -> None:
        known = Claim("o1", "ann", 2, "token of ann", 0, ClaimState.CLAIMED)
        shelf = self.rebuilt(Shelf(), known)
        shelf.ask(unclaim("o1"))
        assert (shelf.holds, shelf.counters()) == ({}, (10, 10, 0, 0, 0))
