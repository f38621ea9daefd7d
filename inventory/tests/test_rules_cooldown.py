"""Who lets a hold go, or run out, pauses; who does not, does not. The rules alone."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from inventory import requests as ask
from inventory.errors import Cooldown, OutOfStock, PurchaseLimit, StockError
from inventory.tests.asking import (
    add_units,
    claim,
    extend,
    rebuild,
    release,
    reserve,
    restock,
    set_units,
    settle,
    unclaim,
    withdraw,
)
from inventory.tests.hold_table import ENDS
from inventory.tests.shelf import NOW, TERMS, Shelf

PAUSE = 10_000
ANEW = replace(TERMS, epoch=2, cooldown_seconds=10)


def shelf_with_a_pause(*, units: int = 10, cooldown_seconds: int = 10) -> Shelf:
    """Ann holds two units, in a pool with this pause."""
    shelf = Shelf()
    terms = replace(TERMS, cooldown_seconds=cooldown_seconds)
    shelf.ask(ask.OpenPool(units=units, terms=terms), reserve("ann", 2))
    return shelf


def after_release(**fields: int) -> Shelf:
    shelf = shelf_with_a_pause(**fields)
    assert shelf.ask_one(release("ann")) == 2
    return shelf


class TestWhoLetsGo:
    def test_is_refused_until_the_pause_is_over_and_told_when_that_is(self) -> None:
        shelf = after_release()
        before = shelf.state()
        shelf.now += 2_500
        refusal = shelf.ask_one(reserve("ann", 1))
        assert isinstance(refusal, Cooldown)
        assert (refusal.code, refusal.ends_at) == ("cooldown", NOW + PAUSE)
        assert refusal.message == (
            "You held this a moment ago. You can reserve it again in 8 seconds."
        )
        assert shelf.state() == before
        shelf.check()

    def test_may_hold_again_in_the_millisecond_in_which_the_pause_is_over(self) -> None:
        shelf = after_release()
        shelf.now = NOW + PAUSE - 1
        refusal = shelf.ask_one(reserve("ann"))
        assert "in 1 second." in refusal.message
        shelf.now += 1
        held = shelf.ask_one(reserve("ann"))
        assert (held.changed, held.hold.expires_at) == (True, shelf.now + 600_000)

    def test_pauses_in_the_same_group_already(self) -> None:
        shelf = shelf_with_a_pause()
        released, refusal = shelf.ask(release("ann"), reserve("ann"))
        assert (released, type(refusal)) == (2, Cooldown)

    def test_is_the_only_one_who_pauses(self) -> None:
        shelf = after_release()
        assert shelf.ask_one(reserve("bob", 5)).changed
        assert shelf.rests == {"ann": NOW + PAUSE}

    def test_pauses_anew_after_each_hold(self) -> None:
        shelf = after_release()
        shelf.now += PAUSE
        shelf.ask(reserve("ann"))
        shelf.now += 3
        shelf.ask(release("ann"))
        assert shelf.rests == {"ann": NOW + 2 * PAUSE + 3}

    def test_and_had_nothing_does_not_pause(self) -> None:
        shelf = shelf_with_a_pause()
        shelf.ask(release("bob"))
        assert shelf.rests == {}


TAKES_BACK: dict[str, ask.Request] = {
    "the sweep": ask.SweepExpired(limit=10),
    "who needs the units": reserve("bob", 3),
    "staff, who take units away": add_units("op", -3),
    "her own release": release("ann"),
    "her own set_units": set_units("ann", 1),
    "her own extend": extend("ann"),
    "her own claim": claim("o", "ann", 2),
    "her own reserve": reserve("ann", 1),
}


@pytest.mark.parametrize("name", TAKES_BACK)
def test_who_lets_a_hold_run_out_pauses_from_its_end_on_whoever_takes_it_back(name: str) -> None:
    shelf = shelf_with_a_pause(units=3)
    shelf.now = ENDS + 4_000
    shelf.ask(TAKES_BACK[name])
    assert shelf.rests == {"ann": ENDS + PAUSE}
    assert shelf.ask_one(reserve("ann")).ends_at == ENDS + PAUSE
    assert "ann" not in shelf.holds
    shelf.check()


@pytest.mark.parametrize("name", TAKES_BACK)
def test_a_pause_that_is_over_when_the_hold_is_taken_back_is_not_written(name: str) -> None:
    shelf = shelf_with_a_pause(units=3)
    shelf.now = ENDS + PAUSE
    shelf.ask(TAKES_BACK[name])
    assert shelf.rests == {}


def test_without_a_cooldown_nobody_pauses() -> None:
    shelf = after_release(cooldown_seconds=0)
    assert shelf.ask_one(reserve("ann")).changed
    assert shelf.rests == {}


WITHOUT_A_PAUSE: dict[str, Callable[[Shelf], object]] = {
    "units are lowered": lambda shelf: shelf.ask(set_units("ann", 1)),
    "an order took the hold": lambda shelf: shelf.ask(claim("o", "ann", 2), settle("o")),
    "an order gave it back in time": lambda shelf: shelf.ask(claim("o", "ann", 2), unclaim("o")),
    "an order was cancelled": lambda shelf: shelf.ask(
        claim("o", "ann", 2), settle("o"), restock("o")
    ),
    "staff let all holds go": lambda shelf: shelf.ask(ask.ReleaseSome(limit=10)),
    "we lost the hold": lambda shelf: (
        shelf.without_ttl.add("ann"),
        shelf.ask(replace(rebuild(shelf.ask_one(withdraw())), terms=ANEW)),
    ),
}


@pytest.mark.parametrize("name", WITHOUT_A_PAUSE)
def test_there_is_no_pause_where(name: str) -> None:
    shelf = shelf_with_a_pause()
    WITHOUT_A_PAUSE[name](shelf)
    assert shelf.rests == {}
    assert shelf.ask_one(reserve("ann", 2)).hold.units == 2


def test_there_is_no_pause_where_the_pool_is_closed() -> None:
    shelf = shelf_with_a_pause()
    shelf.now = ENDS
    assert shelf.ask_one(ask.ClosePool()) == 10
    assert shelf.rests == {}


class TestAnOrder:
    @pytest.mark.parametrize("undo", [unclaim("o"), restock("o")])
    def test_that_is_undone_after_its_holds_time_lets_the_buyer_pause_from_its_end_on(
        self, undo: ask.Request
    ) -> None:
        shelf = shelf_with_a_pause()
        shelf.ask(claim("o", "ann", 2))
        shelf.now = ENDS + 1_000
        shelf.ask(undo)
        assert shelf.rests == {"ann": ENDS + PAUSE}
        assert isinstance(shelf.ask_one(reserve("ann")), Cooldown)

    def test_never_makes_a_pause_shorter(self) -> None:
        shelf = shelf_with_a_pause()
        shelf.ask(claim("o", "ann", 2))
        shelf.now = ENDS - 5_000
        shelf.ask(reserve("ann"))
        shelf.now = ENDS + 3_000
        shelf.ask(release("ann"))
        shelf.ask(unclaim("o"))
        assert shelf.rests == {"ann": ENDS + 3_000 + PAUSE}

    def test_may_give_a_hold_back_to_who_pauses_and_it_may_be_raised(self) -> None:
        shelf = shelf_with_a_pause()
        shelf.ask(claim("o", "ann", 2), reserve("ann", 1), release("ann"))
        assert isinstance(shelf.ask_one(reserve("ann")), Cooldown)
        shelf.ask(unclaim("o"))
        as_it_was, raised = shelf.ask(reserve("ann", 2), reserve("ann", 3))
        assert (as_it_was.changed, raised.hold.units) == (False, 3)


REFUSED_BEFORE: dict[str, ask.Request] = {
    "not_open": ask.Reschedule(opens_at=NOW + 1, closes_at=None),
    "ended": ask.Reschedule(opens_at=0, closes_at=NOW),
    "paused": ask.SetPaused(paused=True),
}


@pytest.mark.parametrize("code", REFUSED_BEFORE)
def test_what_is_told_before_a_pause(code: str) -> None:
    shelf = after_release()
    shelf.ask(REFUSED_BEFORE[code])
    assert shelf.ask_one(reserve("ann")).code == code


@pytest.mark.parametrize(("units", "later"), [(6, PurchaseLimit), (4, OutOfStock)])
def test_what_is_told_after_a_pause(units: int, later: type[StockError]) -> None:
    shelf = after_release(units=3)
    assert isinstance(shelf.ask_one(reserve("ann", units)), Cooldown)
    shelf.now += PAUSE
    assert isinstance(shelf.ask_one(reserve("ann", units)), later)


class TestStaff:
    def test_change_what_comes_and_not_what_has_begun(self) -> None:
        shelf = after_release()
        shelf.ask(ask.SetCooldown(cooldown_seconds=1), reserve("bob"), release("bob"))
        assert shelf.rests == {"ann": NOW + PAUSE, "bob": NOW + 1_000}
        shelf.now += 1_000
        assert shelf.ask_one(reserve("bob")).changed
        assert isinstance(shelf.ask_one(reserve("ann")), Cooldown)

    def test_end_all_pauses_with_none(self) -> None:
        shelf = after_release()
        shelf.ask(ask.SetCooldown(cooldown_seconds=0))
        assert shelf.ask_one(reserve("ann")).changed


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 second"), (119, "119 seconds"), (120, "2 minutes"), (3_541, "60 minutes")],
)
def test_how_long_a_pause_is_told(seconds: int, words: str) -> None:
    told = Cooldown(ends_at=NOW + seconds * 1_000 - 999, now=NOW).message
    assert told == f"You held this a moment ago. You can reserve it again in {words}."
