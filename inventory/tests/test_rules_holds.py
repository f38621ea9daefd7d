"""Holds: the table of states and verbs, limits, and who takes back what ran out."""

from dataclasses import replace

import pytest

from inventory import requests as ask
from inventory.errors import HoldExpired, OutOfStock, PurchaseLimit
from inventory.records import Place, Reservation
from inventory.tests.asking import (
    add_units,
    claim,
    extend,
    open_shelf,
    release,
    reserve,
    set_units,
    settle,
)
from inventory.tests.hold_table import ENDS, HELD, RUN_OUT, STATES, TABLE, VERBS, said, shelf_with
from inventory.tests.shelf import NOW, Shelf


def test_the_table_is_complete() -> None:
    assert set(TABLE) == {(state, verb) for state in STATES for verb in VERBS}


@pytest.mark.parametrize(("state", "verb"), TABLE)
def test_state_by_verb(state: str, verb: str) -> None:
    words, units, expires_at = TABLE[state, verb]
    shelf = shelf_with(state)
    outcome = shelf.ask_one(VERBS[verb])
    hold = shelf.holds.get("ann")
    assert said(outcome) == words
    assert (hold.units, hold.expires_at) == (units, expires_at) if hold else units == 0
    shelf.check()
    if isinstance(outcome, Reservation):
        assert outcome.hold == hold
        assert outcome.server_time == shelf.now


REFUSED = [cell for cell, (words, *_) in TABLE.items() if words == "hold_expired"]


@pytest.mark.parametrize(("state", "verb"), REFUSED)
def test_a_refusal_changes_nothing_but_what_ran_out(state: str, verb: str) -> None:
    decision = shelf_with(state).decide([VERBS[verb]])
    kinds = [movement.kind for movement in decision.writes.movements]
    assert kinds == (["expire"] if state == "dead" else [])
    assert bool(decision.writes) == (state == "dead")


class TestReserve:
    def test_it_takes_units_and_nothing_else(self) -> None:
        shelf = open_shelf(units=10)
        assert shelf.ask_one(reserve("ann", 2)).hold == HELD
        assert shelf.counters() == (10, 8, 2, 0, 0)
        last = shelf.movements[-1]
        assert (last.kind, last.units, last.source, last.target, last.buyer, last.order) == (
            "reserve", 2, Place.AVAILABLE, Place.HELD, "ann", "",
        )  # fmt: skip

    def test_a_raise_keeps_clock_and_token(self) -> None:
        shelf = shelf_with("live")
        shelf.now += 1_000
        other = replace(reserve("ann", 3), token="of another tab")
        assert shelf.ask_one(other).hold == replace(HELD, units=3)
        assert shelf.movements[-1].units == 1

    def test_a_new_hold_after_a_dead_one_has_a_new_token(self) -> None:
        shelf = shelf_with("dead")
        again = replace(reserve("ann", 1), token="new")
        assert shelf.ask_one(again).hold.token == "new"
        assert [movement.kind for movement in shelf.movements] == [
            "open", "reserve", "expire", "reserve",
        ]  # fmt: skip

    def test_out_of_stock_tells_what_is_left(self) -> None:
        shelf = shelf_with("live")
        shelf.ask(reserve("bob", 5))
        refusal = shelf.ask_one(reserve("cid", 4))
        assert isinstance(refusal, OutOfStock)
        assert (refusal.requested, refusal.available) == (4, 3)

    def test_all_or_nothing(self) -> None:
        shelf = open_shelf(units=3)
        shelf.ask(reserve("bob", 2))
        assert isinstance(shelf.ask_one(reserve("ann", 2)), OutOfStock)
        assert "ann" not in shelf.holds
        assert shelf.counters() == (3, 1, 2, 0, 0)


class TestTheLimit:
    def test_it_may_be_reached_and_not_passed(self) -> None:
        shelf = open_shelf(units=10)
        assert shelf.ask_one(reserve("ann", 5)).hold.units == 5
        refusal = shelf.ask_one(reserve("ann", 6))
        assert isinstance(refusal, PurchaseLimit)
        assert (refusal.limit, refusal.taken) == (5, 5)

    def test_set_units_cannot_pass_it_either(self) -> None:
        shelf = shelf_with("live")
        assert isinstance(shelf.ask_one(set_units("ann", 6)), PurchaseLimit)
        assert shelf.holds == {"ann": HELD}

    def test_it_counts_hold_and_purchases_together(self) -> None:
        shelf = open_shelf(units=10)
        shelf.ask(reserve("ann", 2), claim("o", "ann", 2), settle("o"), reserve("ann", 2))
        refusal = shelf.ask_one(reserve("ann", 4))
        assert (refusal.limit, refusal.taken) == (5, 4)
        assert shelf.ask_one(set_units("ann", 3)).hold.units == 3

    def test_others_have_their_own(self) -> None:
        shelf = open_shelf(units=10)
        shelf.ask(reserve("ann", 5))
        assert shelf.ask_one(reserve("bob", 5)).hold.units == 5

    def test_a_lower_limit_takes_nothing_away(self) -> None:
        shelf = shelf_with("live")
        shelf.ask(ask.SetLimit(per_buyer_limit=1))
        assert not shelf.ask_one(reserve("ann", 2)).changed
        assert isinstance(shelf.ask_one(reserve("ann", 3)), PurchaseLimit)
        assert shelf.ask_one(claim("o", "ann", 2)).units == 2


class TestSetUnits:
    def test_lowered_units_are_free(self) -> None:
        shelf = shelf_with("live")
        shelf.ask(set_units("ann", 1))
        assert shelf.counters() == (10, 9, 1, 0, 0)
        last = shelf.movements[-1]
        assert (last.kind, last.units, last.source) == ("set_units", 1, Place.HELD)

    def test_it_keeps_token_and_extension(self) -> None:
        shelf = shelf_with("live")
        shelf.ask(extend("ann"), set_units("ann", 1))
        assert shelf.holds["ann"] == replace(
            HELD, units=1, expires_at=ENDS + 120_000, extended=True
        )

    def test_it_cannot_raise_beyond_what_is_free(self) -> None:
        shelf = shelf_with("live", units=3)
        refusal = shelf.ask_one(set_units("ann", 4))
        assert (refusal.code, refusal.requested, refusal.available) == ("out_of_stock", 4, 1)


class TestExtend:
    def test_once_a_hold(self) -> None:
        shelf = shelf_with("live")
        first, second = shelf.ask_one(extend("ann")), shelf.ask_one(extend("ann"))
        assert (first.changed, second.changed) == (True, False)
        assert first.hold == second.hold == shelf.holds["ann"]

    def test_a_new_hold_may_be_extended_again(self) -> None:
        shelf = shelf_with("live")
        shelf.ask(extend("ann"), release("ann"), reserve("ann"))
        assert shelf.ask_one(extend("ann")).changed

    def test_it_moves_no_unit(self) -> None:
        shelf = shelf_with("live")
        before = len(shelf.movements)
        shelf.ask(extend("ann"))
        assert (shelf.counters(), len(shelf.movements)) == ((10, 8, 2, 0, 0), before)


class TestWhatRanOutIsFree:
    def full_of_dead_holds(self) -> Shelf:
        """ann and bob held 2 and 1 of 3 units, and their time is over."""
        shelf = open_shelf(units=3)
        shelf.ask(reserve("ann", 2), reserve("bob", 1))
        shelf.now = RUN_OUT
        return shelf

    def test_for_whoever_would_be_refused(self) -> None:
        shelf = self.full_of_dead_holds()
        assert shelf.ask_one(reserve("cid", 3)).hold.units == 3
        assert list(shelf.holds) == ["cid"]
        shelf.check()

    def test_for_set_units(self) -> None:
        shelf = open_shelf(units=3)
        shelf.ask(reserve("ann", 2))
        shelf.now += 1
        shelf.ask(reserve("bob", 1))
        shelf.now = RUN_OUT
        assert shelf.ask_one(set_units("bob", 3)).hold.units == 3

    def test_for_taking_units_away(self) -> None:
        shelf = self.full_of_dead_holds()
        assert shelf.ask_one(add_units("op", -3)) is True
        assert shelf.counters() == (0, 0, 0, 0, 0)

    def test_for_closing(self) -> None:
        shelf = self.full_of_dead_holds()
        assert shelf.ask_one(ask.ClosePool()) == 3
        shelf.check()

    def test_and_a_refusal_writes_it_too(self) -> None:
        shelf = self.full_of_dead_holds()
        refusal = shelf.ask_one(reserve("cid", 4))
        assert (refusal.code, refusal.available) == ("out_of_stock", 3)
        assert shelf.counters() == (3, 3, 0, 0, 0)

    def test_not_touched_while_enough_is_free(self) -> None:
        shelf = shelf_with("dead")
        shelf.ask(reserve("bob", 5))
        assert "ann" in shelf.holds
        assert shelf.reads == []

    def test_a_living_hold_is_never_taken_back(self) -> None:
        shelf = open_shelf(units=2)
        shelf.ask(reserve("ann", 2))
        shelf.now = RUN_OUT - 1
        assert isinstance(shelf.ask_one(reserve("bob")), OutOfStock)
        assert shelf.holds == {"ann": HELD}


class TestSweepAndReleaseAll:
    def crowd(self) -> Shelf:
        """Five holds of one unit that end a second after each other."""
        shelf = open_shelf(units=5)
        for buyer in ("ann", "bob", "cid", "dot", "eve"):
            shelf.ask(reserve(buyer))
            shelf.now += 1_000
        return shelf

    def test_a_sweep_takes_the_dead_ones_up_to_its_limit(self) -> None:
        shelf = self.crowd()
        shelf.now = ENDS + 2_000
        assert shelf.ask_one(ask.SweepExpired(limit=2)) == 2
        assert list(shelf.holds) == ["cid", "dot", "eve"]
        assert shelf.ask_one(ask.SweepExpired(limit=2)) == 1
        assert shelf.ask_one(ask.SweepExpired(limit=2)) == 0
        assert list(shelf.holds) == ["dot", "eve"]

    def test_release_some_takes_the_first_to_end_living_or_not(self) -> None:
        shelf = self.crowd()
        shelf.now = ENDS
        assert shelf.ask_one(ask.ReleaseSome(limit=2)) == 2
        assert list(shelf.holds) == ["cid", "dot", "eve"]

    def test_an_idle_sweep_writes_nothing(self) -> None:
        assert not self.crowd().decide([ask.SweepExpired(limit=9)]).writes


def test_hold_expired_has_the_words_for_a_shopper() -> None:
    refusal = open_shelf().ask_one(extend("ann"))
    assert isinstance(refusal, HoldExpired)
    assert refusal.message == "The time for this one ran out. You can try to reserve it again."


@pytest.mark.parametrize(
    ("milliseconds", "seconds_left"), [(0, 0), (1, 1), (1_000, 1), (1_001, 2), (-5_000, 0)]
)
def test_seconds_left_are_rounded_up(milliseconds: int, seconds_left: int) -> None:
    reservation = Reservation(
        hold=replace(HELD, expires_at=NOW + milliseconds), changed=False, server_time=NOW
    )
    assert reservation.seconds_left == seconds_left
