"""An EXEC that arrives after its client has stopped waiting: the fence lets it do nothing."""

import asyncio
from collections.abc import Callable, Iterator

import pytest
from pytest_django import Settings

from flashsale.redis_clients import stock_client
from flashsale.testing.judge import assert_nothing_lost
from inventory import api
from inventory.tests import given
from inventory.tests.books import checked_books
from inventory.tests.proxied import shells_through_proxy, take_out_the_fence, wait_at_most
from inventory.tests.tcp_proxy import TcpProxy
from orders.cancelling import cancel
from orders.models import Order
from orders.placement import place
from orders.tests.buying import charge_of, pending_order, placed_order
from shop.tests.factories import published_sale

Reserve = Callable[[str, str], api.Reservation]
NIL = b"*-1\r\n"
SHORT_SECONDS = 0.4
UNITS = 2


@pytest.fixture
def proxy(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[TcpProxy]:
    """The shells speak to Valkey through this, and wait for an answer SHORT_SECONDS at most."""
    wait_at_most(SHORT_SECONDS, monkeypatch=monkeypatch)
    port = int(stock_client().connection_pool.connection_kwargs["port"])
    with shells_through_proxy(port, settings=settings, monkeypatch=monkeypatch) as proxy:
        yield proxy


def by_thread(pool_id: str, buyer: str) -> api.Reservation:
    return api.reserve(pool_id, buyer=buyer, units=UNITS)


def by_loop(pool_id: str, buyer: str) -> api.Reservation:
    return asyncio.run(api.areserve(pool_id, buyer=buyer, units=UNITS))


@pytest.fixture(params=[by_thread, by_loop])
def reserve(request: pytest.FixtureRequest) -> Reserve:
    found: Reserve = request.param
    return found


def test_of_a_reserve_is_aborted_and_the_buyer_holds_once(
    proxy: TcpProxy, reserve: Reserve
) -> None:
    pool_id = given.an_open_pool(units=UNITS)
    proxy.delay_one()
    reservation = reserve(pool_id, "ann")
    _assert_it_came_late(proxy)
    books = checked_books(pool_id)
    assert (reservation.changed, books.holds) == (True, {"ann": reservation.hold})
    assert books.kinds == ["open", "reserve"]


def test_of_a_claim_is_aborted_and_the_order_claims_once(proxy: TcpProxy) -> None:
    hold = given.a_hold(given.an_open_pool(units=UNITS), units=UNITS)
    proxy.delay_one()
    assert given.claim_of(hold, order="first").units == UNITS
    _assert_it_came_late(proxy)
    assert checked_books(hold.pool_id).counters == (UNITS, 0, 0, UNITS, 0)
    assert checked_books(hold.pool_id).kinds == ["open", "reserve", "claim"]


class TestOfWhoeverWasSentAway:
    """They were told that they hold nothing, so nothing may be held."""

    def held_in_the_end(self, proxy: TcpProxy, reserve: Reserve) -> int:
        pool_id = given.an_open_pool(units=UNITS)
        proxy.delay_one()
        with pytest.raises(api.ReservationContention):
            reserve(pool_id, "ann")
        proxy.deliver()
        return sum(hold.units for hold in checked_books(pool_id).holds.values())

    def test_it_is_aborted(self, proxy: TcpProxy, reserve: Reserve, settings: Settings) -> None:
        settings.STOCK_PATIENCE_SECONDS = -1
        assert self.held_in_the_end(proxy, reserve) == 0
        _assert_it_came_late(proxy)

    def test_without_the_fence_they_would_hold_what_they_were_refused(
        self,
        proxy: TcpProxy,
        reserve: Reserve,
        settings: Settings,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """The negative control."""
        take_out_the_fence(monkeypatch=monkeypatch)
        settings.STOCK_PATIENCE_SECONDS = -1
        assert self.held_in_the_end(proxy, reserve) == UNITS


@pytest.mark.slow
@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
class TestOfAnyStep:
    """Each transaction of a purchase in turn comes late: the shopper waits, and that is all."""

    def test_of_buying(self, proxy: TcpProxy) -> None:
        sale = published_sale(products=2)
        late = 0
        while True:
            order = pending_order(sale, units=1)
            proxy.delay_one(after=late)
            place(order)
            if proxy.is_to_delay:
                break
            _assert_it_came_late(proxy)
            assert (order.status, charge_of(order)) == (Order.Status.PLACED, "captured")
            late += 1
        assert late >= 4, "two claims and two settles"
        assert_nothing_lost(stock_client())

    def test_of_cancelling(self, proxy: TcpProxy) -> None:
        sale = published_sale(products=2)
        late = 0
        while True:
            order = placed_order(sale, units=1)
            proxy.delay_one(after=late)
            cancel(order)
            if proxy.is_to_delay:
                break
            _assert_it_came_late(proxy)
            assert (order.status, charge_of(order)) == (Order.Status.CANCELLED, "refunded")
            late += 1
        assert late >= 2, "two restocks"
        assert_nothing_lost(stock_client())


def _assert_it_came_late(proxy: TcpProxy) -> None:
    assert proxy.late_answer is not None
    assert proxy.late_answer.endswith(NIL), "it changed nothing"
    proxy.late_answer = None
