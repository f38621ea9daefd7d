"""Claims: the table of states and verbs, and what they do to hold, limit and clock."""

from dataclasses import replace

import pytest

from inventory import requests as ask
from inventory.errors import ClaimRefused, HoldChanged, HoldExpired
from inventory.records import ClaimState, Hold, Place
from inventory.tests.asking import (
    claim,
    extend,
    open_shelf,
    release,
    reserve,
    said,
    set_units,
    unclaim,
)
from inventory.tests.claim_table import (
    ALL_FREE,
    CLAIMED,
    HOLD,
    IN_PAYMENT,
    STEPS,
    TABLE,
    UNCLAIMED,
    VERBS,
    refused,
    shelf_with,
    state_of,
)
from inventory.tests.shelf import POOL


def test_the_table_is_complete() -> None:
    assert set(TABLE) == {(state, verb) for state in STEPS for verb in VERBS}


@pytest.mark.parametrize(("state", "verb"), TABLE)
def test_state_by_verb(state: str, verb: str) -> None:
    outcome, state_after, counters = TABLE[state, verb]
    shelf = shelf_with(state)
    assert said(shelf.ask_one(VERBS[verb])) == outcome
    assert state_of(shelf) == state_after
    assert shelf.counters() == counters
    shelf.check()


@pytest.mark.parametrize(("state", "verb"), TABLE)
def test_each_verb_may_be_repeated(state: str, verb: str) -> None:
    shelf = shelf_with(state)
    first = shelf.ask_one(VERBS[verb])
    decision = shelf.decide([VERBS[verb]])
    assert said(decision.outcomes[0]) == said(first)
    assert not decision.writes


REFUSED = [
    cell
    for cell, (outcome, *_) in TABLE.items()
    if outcome in map(refused, (*ClaimState, "unknown"))
]


@pytest.mark.parametrize(("state", "verb"), REFUSED)
def test_a_refusal_writes_nothing(state: str, verb: str) -> None:
    decision = shelf_with(state).decide([VERBS[verb]])
    assert isinstance(decision.outcomes[0], ClaimRefused)
    assert not decision.writes


class TestAClaimIsOfExactlyTheHoldThatWasAgreedTo:
    @pytest.mark.parametrize("units", [1, 3])
    def test_other_units_are_refused(self, units: int) -> None:
        shelf = shelf_with("unknown")
        before = shelf.state()
        assert isinstance(shelf.ask_one(claim("o", "ann", units)), HoldChanged)
        assert shelf.state() == before

    def test_another_token_is_refused(self) -> None:
        shelf = shelf_with("unknown")
        before = shelf.state()
        other = replace(claim("o", "ann", 2), token="a hold of before")
        assert isinstance(shelf.ask_one(other), HoldChanged)
        assert shelf.state() == before

    @pytest.mark.parametrize(
        "other",
        [
            claim("o", "ann", 1),
            claim("o", "bob", 2),
            replace(claim("o", "ann", 2), token="a hold of before"),
        ],
    )
    def test_a_repeat_with_other_terms_is_refused(self, other: ask.MakeClaim) -> None:
        shelf = shelf_with("claimed")
        before = shelf.state()
        assert isinstance(shelf.ask_one(other), HoldChanged)
        assert shelf.state() == before

    def test_a_hold_that_was_changed_after_checkout_is_refused(self) -> None:
        shelf = shelf_with("unknown")
        shelf.ask(set_units("ann", 1))
        assert isinstance(shelf.ask_one(claim("o", "ann", 2)), HoldChanged)


class TestAClaimNeedsALiveHold:
    def test_without_a_hold(self) -> None:
        shelf = open_shelf()
        assert isinstance(shelf.ask_one(claim("o", "ann")), HoldExpired)
        assert shelf.claims == {}

    def test_in_the_millisecond_in_which_it_ends(self) -> None:
        shelf = shelf_with("unknown")
        shelf.now = HOLD.expires_at
        assert isinstance(shelf.ask_one(claim("o", "ann", 2)), HoldExpired)
        assert shelf.counters() == ALL_FREE
        assert shelf.holds == {}

    def test_in_the_millisecond_before(self) -> None:
        shelf = shelf_with("unknown")
        shelf.now = HOLD.expires_at - 1
        assert shelf.ask_one(claim("o", "ann", 2)) == CLAIMED

    def test_without_its_ttl_key(self) -> None:
        shelf = shelf_with("unknown")
        shelf.without_ttl.add("ann")
        before = shelf.state()
        assert isinstance(shelf.ask_one(claim("o", "ann", 2)), HoldExpired)
        assert shelf.state() == before

    def test_a_second_order_finds_none(self) -> None:
        shelf = shelf_with("claimed")
        assert isinstance(shelf.ask_one(claim("o2", "ann", 2)), HoldExpired)
        assert shelf.counters() == IN_PAYMENT


class TestUnclaimGivesBackTheTimeThatIsLeft:
    def test_the_hold_is_the_same_as_before(self) -> None:
        assert shelf_with("unclaimed").holds == {"ann": HOLD}

    def test_when_its_time_is_over_the_units_are_free(self) -> None:
        shelf = shelf_with("claimed")
        shelf.now = HOLD.expires_at
        assert shelf.ask_one(unclaim("o")) is UNCLAIMED
        assert (shelf.counters(), shelf.holds) == (ALL_FREE, {})
        assert (shelf.movements[-1].source, shelf.movements[-1].target) == (
            Place.CLAIMED, Place.AVAILABLE,
        )  # fmt: skip

    def test_a_millisecond_before_they_are_held(self) -> None:
        shelf = shelf_with("claimed")
        shelf.now = HOLD.expires_at - 1
        shelf.ask(unclaim("o"))
        assert shelf.holds == {"ann": HOLD}

    def test_they_join_the_hold_made_meanwhile_and_end_as_they_would_have(self) -> None:
        shelf = shelf_with("claimed")
        shelf.now += 60_000
        newer = replace(reserve("ann", 1), token="newer")
        shelf.ask(newer)
        shelf.ask(unclaim("o"))
        merged = Hold(POOL, "ann", 3, "newer", HOLD.expires_at)
        assert shelf.holds == {"ann": merged}
        assert shelf.counters() == (10, 7, 3, 0, 0)
        assert shelf.bought == {}

    def test_a_dead_newer_hold_is_expired_first(self) -> None:
        shelf = open_shelf(units=10)
        shelf.ask(reserve("ann", 2), extend("ann", 3_600), claim("o", "ann", 2))
        shelf.ask(replace(reserve("ann", 1), token="newer"))
        shelf.now = HOLD.expires_at
        shelf.ask(unclaim("o"))
        assert shelf.holds["ann"].units == 2
        assert shelf.holds["ann"].token == "token of ann"
        assert [movement.kind for movement in shelf.movements[-2:]] == ["expire", "unclaim"]

    def test_a_claim_whose_time_is_over_does_not_join_a_live_hold(self) -> None:
        shelf = shelf_with("claimed")
        shelf.now += 60_000
        shelf.ask(replace(reserve("ann", 1), token="newer"))
        shelf.now = HOLD.expires_at
        shelf.ask(unclaim("o"))
        assert shelf.holds["ann"].units == 1
        assert shelf.counters() == (10, 9, 1, 0, 0)

    def test_it_gives_no_second_extension(self) -> None:
        shelf = shelf_with("unknown")
        shelf.ask(extend("ann"), claim("o", "ann", 2), unclaim("o"))
        again = shelf.ask_one(extend("ann"))
        assert not again.changed
        assert again.hold.expires_at == HOLD.expires_at + 120_000

    def test_nor_does_it_give_one_to_an_extended_hold_made_meanwhile(self) -> None:
        shelf = shelf_with("claimed")
        shelf.ask(reserve("ann", 1), extend("ann"), unclaim("o"))
        assert not shelf.ask_one(extend("ann")).changed

    def test_extended_units_give_none_to_the_hold_that_they_join(self) -> None:
        shelf = shelf_with("unknown")
        shelf.ask(extend("ann"), claim("o", "ann", 2), reserve("ann", 1), unclaim("o"))
        assert not shelf.ask_one(extend("ann")).changed


class TestTheLimit:
    def test_claimed_units_count(self) -> None:
        shelf = shelf_with("claimed")
        assert shelf.ask_one(reserve("ann", 4)).code == "purchase_limit"
        assert shelf.ask_one(reserve("ann", 3)).hold.units == 3

    def test_sold_units_count(self) -> None:
        assert shelf_with("settled").ask_one(reserve("ann", 4)).code == "purchase_limit"

    @pytest.mark.parametrize("state", ["restocked", "void"])
    def test_what_was_given_back_does_not(self, state: str) -> None:
        shelf = shelf_with(state)
        assert shelf.ask_one(reserve("ann", 5)).hold.units == 5

    def test_an_undone_claim_never_passes_it(self) -> None:
        shelf = shelf_with("claimed")
        shelf.ask(reserve("ann", 3), unclaim("o"))
        assert shelf.holds["ann"].units == 5
        assert shelf.ask_one(reserve("ann", 6)).code == "purchase_limit"


class TestEverythingElseThatHappensToAClaimedOrder:
    @pytest.mark.parametrize(
        "request_", [release("ann"), ask.ReleaseSome(limit=10), ask.SweepExpired(limit=10)]
    )
    def test_no_clock_and_no_release_ends_it(self, request_: ask.Request) -> None:
        shelf = shelf_with("claimed")
        shelf.now = HOLD.expires_at + 1
        assert shelf.ask_one(request_) == 0
        assert shelf.counters() == IN_PAYMENT

    def test_the_pool_cannot_be_closed(self) -> None:
        shelf = shelf_with("claimed")
        refusal = shelf.ask_one(ask.ClosePool())
        assert (refusal.code, refusal.held, refusal.claimed) == ("busy", 0, 2)


@pytest.mark.parametrize(
    ("state", "kind", "source", "target"),
    [
        ("claimed", "claim", Place.HELD, Place.CLAIMED),
        ("settled", "settle", Place.CLAIMED, Place.SOLD),
        ("unclaimed", "unclaim", Place.CLAIMED, Place.HELD),
        ("restocked", "restock", Place.SOLD, Place.AVAILABLE),
        ("restocked to product", "restock", Place.SOLD, Place.OUTSIDE),
    ],
)
def test_the_ledger_names_order_and_buyer(
    state: str, kind: str, source: Place, target: Place
) -> None:
    last = shelf_with(state).movements[-1]
    assert (last.kind, last.units, last.source, last.target) == (kind, 2, source, target)
    assert (last.buyer, last.order) == ("ann", "o")


def test_the_steps_lead_to_the_states_they_are_named_after() -> None:
    assert [state_of(shelf_with(state)) for state in STEPS] == list(STEPS)
