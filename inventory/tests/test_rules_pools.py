"""Pools: the table of states and verbs, the order of refusals, and the verbs of whole pools."""

from dataclasses import replace

import pytest

from inventory import requests as ask
from inventory.errors import (
    NotOpen,
    OutOfStock,
    PoolBusy,
    PoolClosed,
    PoolMissing,
    PurchaseLimit,
    SaleEnded,
    SalePaused,
    StockError,
)
from inventory.records import Place
from inventory.tests.asking import (
    add_units,
    claim,
    open_shelf,
    release,
    reserve,
    restock,
    settle,
)
from inventory.tests.pool_table import DONE, EXPECTED, STATE_BY_VERB, VERBS, shelf_with
from inventory.tests.shelf import LATER, NOW, TERMS, Shelf


@pytest.mark.parametrize(("state", "verb"), STATE_BY_VERB)
def test_state_by_verb(state: str, verb: str) -> None:
    shelf = shelf_with(state)
    outcome = shelf.ask_one(VERBS[verb])
    assert (outcome.code if isinstance(outcome, StockError) else DONE) == EXPECTED[state][verb]
    shelf.check()


REFUSED = [
    (state, verb)
    for state, verb in STATE_BY_VERB
    if EXPECTED[state][verb] != DONE and (state, verb) != ("closed", "restock")
]


@pytest.mark.parametrize(("state", "verb"), REFUSED)
def test_a_refusal_writes_nothing(state: str, verb: str) -> None:
    decision = shelf_with(state).decide([VERBS[verb]])
    assert isinstance(decision.outcomes[0], StockError)
    assert not decision.writes


class TestRefusalsComeInOneOrder:
    """not_open, ended, paused, purchase_limit, out_of_stock."""

    def everything_wrong(self) -> Shelf:
        shelf = open_shelf(units=3)
        shelf.ask(reserve("bob", 3), ask.SetPaused(paused=True))
        shelf.ask(ask.SetLimit(per_buyer_limit=1))
        shelf.ask(ask.Reschedule(opens_at=NOW + 1_000, closes_at=NOW))
        return shelf

    def test_each_is_told_when_those_before_it_are_mended(self) -> None:
        shelf = self.everything_wrong()
        told = [shelf.ask_one(reserve("ann", 2))]
        for mended in (
            ask.Reschedule(opens_at=NOW, closes_at=NOW),
            ask.Reschedule(opens_at=NOW, closes_at=NOW + 1),
            ask.SetPaused(paused=False),
            ask.SetLimit(per_buyer_limit=5),
            release("bob"),
        ):
            shelf.ask(mended)
            told.append(shelf.ask_one(reserve("ann", 2)))
        assert [type(outcome) for outcome in told[:-1]] == [
            NotOpen, SaleEnded, SalePaused, PurchaseLimit, OutOfStock,
        ]  # fmt: skip
        assert told[-1].hold.units == 2

    def test_a_closed_pool_is_over_even_if_it_never_opened(self) -> None:
        shelf = open_shelf()
        shelf.ask(ask.Reschedule(opens_at=NOW + 1_000, closes_at=None), ask.ClosePool())
        assert isinstance(shelf.ask_one(reserve("ann")), SaleEnded)

    def test_not_open_tells_when_it_will_be(self) -> None:
        shelf = open_shelf()
        shelf.ask(ask.Reschedule(opens_at=NOW + 1_000, closes_at=None))
        assert shelf.ask_one(reserve("ann")).opens_at == NOW + 1_000


@pytest.mark.parametrize(
    ("now", "code"),
    [(NOW - 1, "not_open"), (NOW, None), (LATER - 1, None), (LATER, "ended")],
)
def test_the_pool_sells_from_its_first_millisecond_until_before_its_last(
    now: int, code: str | None
) -> None:
    shelf = open_shelf()
    shelf.ask(ask.Reschedule(opens_at=NOW, closes_at=LATER))
    shelf.now = now
    outcome = shelf.ask_one(reserve("ann"))
    assert getattr(outcome, "code", None) == code


class TestOpen:
    def test_all_units_are_free(self) -> None:
        shelf = Shelf()
        assert shelf.ask_one(ask.OpenPool(units=7, terms=TERMS)) is True
        assert shelf.counters() == (7, 7, 0, 0, 0)
        assert [(entry.kind, entry.source) for entry in shelf.movements] == [
            ("open", Place.OUTSIDE)
        ]

    def test_one_that_exists_is_left_as_it_is(self) -> None:
        shelf = shelf_with("open")
        decision = shelf.decide([ask.OpenPool(units=99, terms=replace(TERMS, epoch=9))])
        assert decision.outcomes == (False,)
        assert not decision.writes

    def test_what_was_left_of_a_lost_pool_counts_for_nothing(self) -> None:
        shelf = shelf_with("open")
        shelf.pool, shelf.movements = None, []
        shelf.ask(ask.OpenPool(units=3, terms=TERMS), release("ann"), restock("settled"))
        assert shelf.counters() == (3, 3, 0, 0, 0)
        shelf.check()


class TestAddUnits:
    def test_more_units_are_free(self) -> None:
        shelf = shelf_with("open")
        assert shelf.ask_one(add_units("op", 5)) is True
        assert shelf.counters() == (15, 11, 2, 1, 1)

    def test_once_an_operation(self) -> None:
        shelf = shelf_with("open")
        outcomes = shelf.ask(add_units("op", 5), add_units("op", 5), add_units("op 2", 5))
        assert outcomes == (True, False, True)
        assert shelf.counters() == (20, 16, 2, 1, 1)

    def test_free_units_can_be_taken_away(self) -> None:
        shelf = shelf_with("open")
        assert shelf.ask_one(add_units("op", -6)) is True
        assert shelf.counters() == (4, 0, 2, 1, 1)
        last = shelf.movements[-1]
        assert (last.units, last.source, last.target) == (6, Place.AVAILABLE, Place.OUTSIDE)

    def test_others_cannot(self) -> None:
        shelf = shelf_with("open")
        refusal = shelf.ask_one(add_units("op", -7))
        assert isinstance(refusal, OutOfStock)
        assert (refusal.requested, refusal.available) == (7, 6)
        assert shelf.counters() == (10, 6, 2, 1, 1)
        assert "op" not in shelf.claims, "it may be tried again"

    def test_not_to_a_closed_pool_but_a_repeat_is_still_a_repeat(self) -> None:
        shelf = open_shelf()
        shelf.ask(add_units("op", 1), ask.ClosePool())
        assert shelf.ask_one(add_units("op", 1)) is False
        assert isinstance(shelf.ask_one(add_units("op 2", 1)), PoolClosed)


class TestClose:
    def test_free_units_leave_the_pool_once(self) -> None:
        shelf = open_shelf(units=4)
        shelf.ask(reserve("ann"), claim("o", "ann"), settle("o"))
        assert shelf.ask_one(ask.ClosePool()) == 3
        assert shelf.counters() == (1, 0, 0, 0, 1)
        assert shelf.ask_one(ask.ClosePool()) == 3
        assert shelf.counters() == (1, 0, 0, 0, 1)

    def test_a_sold_out_pool_returns_none_and_is_closed(self) -> None:
        shelf = open_shelf(units=1)
        shelf.ask(reserve("ann"), claim("o", "ann"), settle("o"))
        assert shelf.ask(ask.ClosePool(), ask.ClosePool()) == (0, 0)
        assert shelf.pool is not None
        assert shelf.pool.closed

    def test_not_while_units_are_held_or_claimed(self) -> None:
        shelf = shelf_with("open")
        refusal = shelf.ask_one(ask.ClosePool())
        assert isinstance(refusal, PoolBusy)
        assert (refusal.held, refusal.claimed) == (2, 1)

    def test_the_number_stays_when_units_are_restocked_later(self) -> None:
        shelf = shelf_with("closed")
        refusals = shelf.ask(restock("settled"), restock("settled"))
        assert [refusal.units for refusal in refusals] == [1, 1]
        assert shelf.ask_one(ask.ClosePool()) == 9
        assert shelf.counters() == (0, 0, 0, 0, 0)
        shelf.check()

    def test_new_terms_do_not_open_it_again(self) -> None:
        shelf = shelf_with("closed")
        shelf.ask(ask.Reschedule(opens_at=NOW, closes_at=LATER), ask.SetPaused(paused=False))
        assert isinstance(shelf.ask_one(reserve("ann")), SaleEnded)


class TestTerms:
    def test_the_same_again_writes_nothing(self) -> None:
        shelf = shelf_with("paused")
        decision = shelf.decide([ask.SetPaused(paused=True), ask.SetLimit(per_buyer_limit=5)])
        assert decision.outcomes == (False, False)
        assert not decision.writes

    def test_no_unit_moves(self) -> None:
        shelf = shelf_with("open")
        before = (shelf.counters(), len(shelf.movements))
        shelf.ask(ask.SetLimit(per_buyer_limit=1), ask.SetPaused(paused=True))
        assert (shelf.counters(), len(shelf.movements)) == before


def test_pool_missing_is_a_kind_of_unavailable_and_names_the_pool() -> None:
    refusal = Shelf().ask_one(reserve("ann"))
    assert isinstance(refusal, PoolMissing)
    assert (refusal.code, refusal.pool_id) == ("unavailable", "pool")
