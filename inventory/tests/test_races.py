"""Many buyers at once: exactly what exists is sold; and the checks notice a WATCH left out."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from flashsale.wire import Command
from inventory import api, reading, writing
from inventory.tests import given
from inventory.tests.books import Books, checked_books
from inventory.tests.races import Act, at_once, refusals, reserving

BUYERS = 64
UNITS = 20

pytestmark = pytest.mark.usefixtures("patience")


@pytest.fixture
def read_together(
    monkeypatch: pytest.MonkeyPatch, a_shell_for_each_thread: None
) -> Callable[[int], None]:
    """`read_together(n)`: n threads have all read before the first of them sends its EXEC."""

    def arrange(threads: int) -> None:
        meeting, transaction, met = (
            threading.Barrier(threads, timeout=30),
            writing.transaction,
            set(),
        )

        def after_meeting(*arguments: object, **also: object) -> list[Command]:
            if threading.get_ident() not in met:
                met.add(threading.get_ident())
                meeting.wait()
            return transaction(*arguments, **also)  # type: ignore[arg-type]

        monkeypatch.setattr(writing, "transaction", after_meeting)

    return arrange


def check_exactly_sold(pool_id: str, outcomes: Sequence[object], *, units: int) -> Books:
    """As many won as there were units, each of them once, and all others were refused."""
    winners = [outcome.hold for outcome in outcomes if isinstance(outcome, api.Reservation)]
    assert len(winners) == units
    assert refusals(outcomes) == [api.OutOfStock] * (len(outcomes) - units)
    books = checked_books(pool_id)
    assert books.counters == (units, 0, units, 0, 0)
    assert books.holds == {hold.buyer: hold for hold in winners}
    assert books.kinds == ["open"] + ["reserve"] * units
    return books


class TestSixtyFourBuyers:
    def crowd(self, pool_id: str) -> list[Act]:
        return [reserving(pool_id, given.a_buyer()) for _ in range(BUYERS)]

    def test_get_exactly_the_units_that_exist(self) -> None:
        pool_id = given.an_open_pool(units=UNITS)
        outcomes = at_once(*self.crowd(pool_id))
        books = check_exactly_sold(pool_id, outcomes, units=UNITS)
        orders = [(hold, given.an_order()) for hold in books.holds.values()]
        at_once(*[lambda hold=hold, order=order: given.claim_of(hold, order=order)
                  for hold, order in orders])  # fmt: skip
        at_once(*[lambda order=order: api.settle(pool_id, order=order) for _, order in orders])
        assert checked_books(pool_id).counters == (UNITS, 0, 0, 0, UNITS)

    def test_even_when_all_have_read_before_the_first_writes(
        self, read_together: Callable[[int], None]
    ) -> None:
        pool_id = given.an_open_pool(units=UNITS)
        read_together(BUYERS)
        check_exactly_sold(pool_id, at_once(*self.crowd(pool_id)), units=UNITS)

    def test_without_watch_this_test_would_see_units_sold_that_do_not_exist(
        self, read_together: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The negative control: the same race and the same check, and WATCH left out."""
        monkeypatch.setattr(reading, "watch_command", lambda _: ("PING",))
        pool_id = given.an_open_pool(units=UNITS)
        read_together(BUYERS)
        outcomes = at_once(*self.crowd(pool_id))
        winners = [outcome for outcome in outcomes if isinstance(outcome, api.Reservation)]
        assert len(winners) > UNITS, "oversold"
        with pytest.raises(AssertionError):
            check_exactly_sold(pool_id, outcomes, units=UNITS)
        with pytest.raises(AssertionError):
            checked_books(pool_id)

    def test_what_pages_read_meanwhile_adds_up(self) -> None:
        pool_id = given.an_open_pool(units=UNITS)
        for _ in range(UNITS):
            given.ran_out(given.a_hold(pool_id))
        is_over = threading.Event()
        seen: list[api.Stock] = []

        def watch() -> None:
            while not is_over.is_set():
                seen.append(api.stock(pool_id))

        with ThreadPoolExecutor(1) as reader:
            watching = reader.submit(watch)
            at_once(*self.crowd(pool_id)[:16])
            is_over.set()
            watching.result()
        assert {stock.available + stock.held for stock in seen} == {UNITS}
        assert min(min(stock.available, stock.held) for stock in seen) >= 0
        assert [stock.version for stock in seen] == sorted(stock.version for stock in seen)
        assert api.stock(pool_id).available == UNITS - 16


class TestOneBuyer:
    def test_ten_identical_requests_end_in_one_hold_of_the_asked_units(
        self, read_together: Callable[[int], None]
    ) -> None:
        pool_id, buyer = given.an_open_pool(units=50), given.a_buyer()
        read_together(10)
        outcomes = at_once(*[reserving(pool_id, buyer, units=3)] * 10)
        books = checked_books(pool_id)
        assert books.counters == (50, 47, 3, 0, 0)
        assert books.kinds == ["open", "reserve"]
        assert [outcome.hold for outcome in outcomes] == [books.holds[buyer]] * 10
        assert sorted(outcome.changed for outcome in outcomes) == [False] * 9 + [True]

    def test_different_requests_end_in_one_hold_of_the_most_units(self) -> None:
        pool_id, buyer = given.an_open_pool(units=50), given.a_buyer()
        at_once(*[reserving(pool_id, buyer, units=units) for units in (1, 2, 3, 4, 5, 5, 4, 3)])
        assert checked_books(pool_id).counters == (50, 45, 5, 0, 0)

    def test_in_many_tabs_cannot_pass_the_limit(self) -> None:
        pool_id, buyer = given.an_open_pool(units=50, limit=4), given.a_buyer()
        hold = given.a_hold(pool_id, buyer=buyer, units=3)
        claim = given.claim_of(hold, order=given.an_order())
        outcomes = at_once(
            *[reserving(pool_id, buyer, units=1)] * 5,
            *[reserving(pool_id, buyer, units=2)] * 5,
            lambda: api.unclaim(pool_id, order=claim.order),
        )
        assert set(refusals(outcomes)) <= {api.PurchaseLimit}
        books = checked_books(pool_id)
        assert 3 <= books.holds[buyer].units <= 4
        assert books.bought == {}


class TestTwoBuyers:
    def test_cannot_hold_the_last_unit(self) -> None:
        for _ in range(20):
            pool_id = given.an_open_pool(units=1)
            outcomes = at_once(*[reserving(pool_id, given.a_buyer()) for _ in range(2)])
            check_exactly_sold(pool_id, outcomes, units=1)


class TestSweepers:
    def test_racing_each_other_and_buyers_free_each_hold_once(self) -> None:
        pool_id = given.an_open_pool(units=10)
        for _ in range(10):
            given.ran_out(given.a_hold(pool_id))
        buyers = [reserving(pool_id, given.a_buyer()) for _ in range(10)]
        outcomes = at_once(*buyers, *[lambda: api.sweep_expired(pool_id)] * 4)
        assert refusals(outcomes) == []
        books = checked_books(pool_id)
        assert books.counters == (10, 0, 10, 0, 0)
        assert books.kinds.count("expire") == 10

    def test_racing_the_owner_who_presses_again(self) -> None:
        for _ in range(10):
            pool_id, buyer = given.an_open_pool(units=1), given.a_buyer()
            given.ran_out(given.a_hold(pool_id, buyer=buyer))
            reservation, _ = at_once(
                reserving(pool_id, buyer), lambda pool_id=pool_id: api.sweep_expired(pool_id)
            )
            books = checked_books(pool_id)
            assert books.holds == {buyer: reservation.hold}
            assert books.kinds == ["open", "reserve", "expire", "reserve"]


class TestStaff:
    def test_a_pool_is_opened_once(self) -> None:
        pool_id = str(uuid4())

        def opening() -> object:
            return api.open_pool(
                pool_id, units=5, per_buyer_limit=1, hold_seconds=9, opens_at=0, closes_at=None
            )

        at_once(*[opening] * 10)
        assert checked_books(pool_id).kinds == ["open"]

    def test_an_operation_is_done_once(self) -> None:
        pool_id = given.an_open_pool()
        outcomes = at_once(*[lambda: api.add_units(pool_id, units=5, operation="delivery")] * 10)
        assert sorted(map(bool, outcomes)) == [False] * 9 + [True]
        assert checked_books(pool_id).counters == (15, 15, 0, 0, 0)

    def test_a_closing_pool_either_sells_or_closes(self) -> None:
        pool_id = given.an_open_pool(units=20)
        *outcomes, closed = at_once(
            *[reserving(pool_id, given.a_buyer()) for _ in range(10)],
            lambda: api.close_pool(pool_id),
        )
        assert set(refusals(outcomes)) <= {api.SaleEnded}
        books = checked_books(pool_id)
        if isinstance(closed, api.PoolBusy):
            assert books.counters == (20, 10, 10, 0, 0)
        else:
            assert (closed, books.counters) == (20, (0, 0, 0, 0, 0))
