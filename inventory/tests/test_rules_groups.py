"""Several requests in one decision behave as one after the other; and none reads too little."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory import requests as ask
from inventory.errors import HoldChanged, HoldExpired, OutOfStock, PurchaseLimit
from inventory.records import Claim, ClaimState
from inventory.rules import holds
from inventory.tests.asking import (
    add_units,
    claim,
    extend,
    open_shelf,
    rebuild,
    release,
    reserve,
    restock,
    said,
    set_units,
    settle,
    unclaim,
    withdraw,
)
from inventory.tests.shelf import HOLD_SECONDS, TERMS, Shelf

BUYERS = ("ann", "bob", "cid", "dot")
ORDERS = ("o1", "o2", "o3")
SMALL_BATCH = 2


@pytest.fixture(autouse=True, scope="module")
def small_batches() -> Iterator[None]:
    """A few holds are already more than the rules ask for at first."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(holds, "FIRST_BATCH", SMALL_BATCH)
        yield


class TestWhatTheFirstTakesTheSecondDoesNotGet:
    def test_the_last_unit_goes_to_the_first_of_the_group(self) -> None:
        shelf = open_shelf(units=1)
        first, second = shelf.ask(reserve("ann"), reserve("bob"))
        assert first.hold.units == 1
        assert isinstance(second, OutOfStock)
        assert (second.requested, second.available) == (1, 0)
        assert shelf.counters() == (1, 0, 1, 0, 0)

    def test_ten_equal_requests_of_one_buyer_make_one_hold(self) -> None:
        shelf = open_shelf()
        outcomes = shelf.ask(*(reserve("ann", 2) for _ in range(10)))
        assert [outcome.changed for outcome in outcomes] == [True] + [False] * 9
        assert {outcome.hold for outcome in outcomes} == {shelf.holds["ann"]}
        assert shelf.counters() == (3, 1, 2, 0, 0)

    def test_the_limit_counts_what_the_group_claimed_before(self) -> None:
        shelf = open_shelf(units=9)
        *_, refusal = shelf.ask(reserve("ann", 4), claim("o1", "ann", 4), reserve("ann", 2))
        assert isinstance(refusal, PurchaseLimit)
        assert (refusal.limit, refusal.taken) == (5, 4)
        assert shelf.counters() == (9, 5, 0, 4, 0)

    def test_two_orders_cannot_claim_one_hold(self) -> None:
        shelf = open_shelf()
        _, first, second = shelf.ask(reserve("ann"), claim("o1", "ann"), claim("o2", "ann"))
        assert first.state is ClaimState.CLAIMED
        assert isinstance(second, HoldExpired)
        assert shelf.counters() == (3, 2, 0, 1, 0)

    def test_a_unit_let_go_is_there_for_the_next(self) -> None:
        shelf = open_shelf(units=1)
        shelf.ask(reserve("ann"))
        given_back, reservation = shelf.ask(release("ann"), reserve("bob"))
        assert given_back == 1
        assert reservation.hold.buyer == "bob"

    def test_a_refusal_in_the_middle_leaves_the_others_alone(self) -> None:
        shelf = open_shelf()
        shelf.ask(reserve("ann"))
        _, refusal, made = shelf.ask(reserve("bob"), claim("o1", "ann", 2), claim("o2", "ann"))
        assert isinstance(refusal, HoldChanged)
        assert made.order == "o2"
        assert shelf.counters() == (3, 1, 1, 1, 0)


class TestHoldsThatEndFirst:
    def test_more_dead_holds_than_one_batch_are_all_taken_back(self) -> None:
        shelf = open_shelf(units=40)
        for number in range(40):
            shelf.ask(reserve(f"buyer {number:02}"))
        shelf.now += HOLD_SECONDS * 1000
        assert shelf.ask_one(reserve("ann", 5)).hold.units == 5
        assert shelf.counters() == (40, 35, 5, 0, 0)
        assert [read.limit for read in shelf.reads] == [2, 8, 32, 128]

    def test_exactly_one_batch_of_dead_holds_is_not_the_end(self) -> None:
        shelf = open_shelf(units=SMALL_BATCH)
        for buyer in BUYERS[:SMALL_BATCH]:
            shelf.ask(reserve(buyer))
        shelf.now += HOLD_SECONDS * 1000
        assert shelf.ask_one(reserve("dot")).hold.units == 1
        assert shelf.counters() == (2, 1, 1, 0, 0)

    def test_two_sweeps_in_one_group_sweep_two_batches(self) -> None:
        shelf = open_shelf()
        shelf.ask(reserve("ann"), reserve("bob"), reserve("cid"))
        shelf.now += HOLD_SECONDS * 1000
        assert shelf.ask(ask.SweepExpired(limit=2), ask.SweepExpired(limit=2)) == (2, 1)
        assert shelf.counters() == (3, 3, 0, 0, 0)

    def test_two_release_alls_in_one_group_leave_no_hold(self) -> None:
        shelf = open_shelf()
        shelf.ask(reserve("ann"), reserve("bob"), reserve("cid"))
        assert shelf.ask(ask.ReleaseSome(limit=2), ask.ReleaseSome(limit=2)) == (2, 1)
        assert shelf.holds == {}

    def test_a_hold_made_in_the_group_is_released_with_the_others(self) -> None:
        shelf = open_shelf()
        shelf.ask(reserve("ann"))
        _, released = shelf.ask(reserve("bob"), ask.ReleaseSome(limit=10))
        assert released == 2
        assert shelf.holds == {}

    def test_it_is_not_preferred_to_one_that_ends_earlier_and_was_not_read(self) -> None:
        shelf = open_shelf(units=5)
        for buyer in BUYERS:
            shelf.ask(reserve(buyer))
            shelf.now += 1_000
        *_, released = shelf.ask(release("ann"), reserve("eve"), ask.ReleaseSome(limit=3))
        assert released == 3
        assert list(shelf.holds) == ["eve"]


class TestAPoolMadeAnewInAGroup:
    def rebuild(self, *claims: Claim) -> tuple[ask.Request, ask.Request]:
        request = withdraw()
        return request, rebuild(request.write_id, *claims, units=3)

    def test_a_hold_made_before_is_kept(self) -> None:
        shelf = open_shelf()
        shelf.ask(reserve("ann"), *self.rebuild())
        assert set(shelf.holds) == {"ann"}
        shelf.check()

    def test_a_hold_let_go_before_is_not(self) -> None:
        shelf = open_shelf()
        shelf.ask(reserve("ann"))
        shelf.ask(release("ann"), *self.rebuild())
        assert (shelf.holds, shelf.counters()) == ({}, (3, 3, 0, 0, 0))
        shelf.check()

    def test_a_hold_of_before_can_be_released_afterwards(self) -> None:
        shelf = open_shelf()
        shelf.ask(reserve("ann"))
        *_, released = shelf.ask(*self.rebuild(), release("ann"))
        assert released == 1
        assert shelf.counters() == (3, 3, 0, 0, 0)

    def test_purchases_of_before_are_not_added_to_the_database_s(self) -> None:
        shelf = open_shelf()
        shelf.ask(reserve("ann"), claim("o1", "ann"))
        known = shelf.claims["o1"]
        shelf.ask(*self.rebuild(known), reserve("ann"))
        assert shelf.bought == {"ann": 1}
        shelf.check()


def restored_claim(order: str, buyer: str, units: int, state: ClaimState) -> Claim:
    return Claim(order, buyer, units, "restored", 0, state)


def in_the_next_epoch() -> ask.Terms:
    """Every pool that is written has an epoch of its own."""
    return replace(TERMS, epoch=next(epochs))


LAST_EPOCH = 1 << 31
epochs = count(TERMS.epoch + 1)
buyers = st.sampled_from(BUYERS)
orders = st.sampled_from(ORDERS)
few = st.integers(min_value=1, max_value=3)
withdrawals = st.sampled_from(("first", "second"))
restored = st.lists(
    st.builds(
        restored_claim,
        orders, buyers, few, st.sampled_from((ClaimState.CLAIMED, ClaimState.SETTLED)),
    ),
    unique_by=lambda claim: claim.order,
    max_size=2,
)  # fmt: skip
any_request = st.one_of(
    st.builds(reserve, buyers, few),
    st.builds(reserve, buyers, few),
    st.builds(claim, orders, buyers, few),
    st.builds(set_units, buyers, few),
    st.builds(extend, buyers),
    st.builds(release, buyers),
    st.builds(unclaim, orders),
    st.builds(settle, orders),
    st.builds(restock, orders),
    st.builds(lambda limit: ask.SweepExpired(limit=limit), few),
    st.builds(lambda limit: ask.ReleaseSome(limit=limit), few),
    st.builds(
        add_units, st.sampled_from(("add 1", "add 2", "o1")), st.integers(-3, 3)
    ),
    st.builds(lambda limit: ask.SetLimit(per_buyer_limit=limit), few),
    st.builds(lambda paused: ask.SetPaused(paused=paused), st.booleans()),
    st.just(ask.ClosePool()),
    st.builds(lambda units: ask.OpenPool(units=units, terms=in_the_next_epoch()), few),
    st.builds(
        lambda name, epoch: ask.Withdraw(write_id=name, up_to_epoch=epoch, patience_ms=1_000),
        withdrawals, st.sampled_from((None, LAST_EPOCH)),
    ),
    st.builds(
        lambda name, claims: ask.RebuildPool(
            withdrawal=name, units=6, terms=in_the_next_epoch(), claims=tuple(claims)
        ),
        withdrawals, restored,
    ),
)  # fmt: skip
groups = st.lists(
    st.tuples(
        st.lists(any_request, min_size=1, max_size=6),
        st.sampled_from((0, 0, 200_000, HOLD_SECONDS * 1000)),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=300, deadline=None)
@given(groups=groups, opened=st.booleans())
def test_a_group_is_decided_as_one_after_the_other(groups: list, *, opened: bool) -> None:
    together = open_shelf() if opened else Shelf()
    one_by_one = together.copy()
    for requests, milliseconds in groups:
        outcomes = together.ask(*requests)
        expected = tuple(one_by_one.ask_one(request) for request in requests)
        assert list(map(said, outcomes)) == list(map(said, expected))
        assert together.state() == one_by_one.state()
        together.check()
        together.now = one_by_one.now = together.now + milliseconds
