"""The line to Redis is cut in the middle of purchases and cancellations, then all is resumed."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from pytest_django import Settings

from accounts.tests.factories import UserFactory
from flashsale.redis_clients import stock_client
from flashsale.testing.judge import assert_nothing_lost
from flashsale.tests.faults.buying_the_rest import assert_the_rest_can_be_bought
from inventory import api as inventory
from inventory.tests.proxied import shells_through_proxy
from inventory.tests.tcp_proxy import TcpProxy
from orders.cancelling import cancel
from orders.models import Order
from orders.placement import place
from orders.tests.buying import charge_of, pending_order, placed_order
from orders.tests.interrupted import resume_all
from orders.verifying import published_items, verify
from shop.models import Sale
from shop.tests.factories import published_sale

pytestmark = [pytest.mark.slow, pytest.mark.faults, pytest.mark.django_db(transaction=True)]

Cut = Callable[[TcpProxy, int], None]
Status = Order.Status
UNITS = 1_000
STEP = {TcpProxy.cut_answers: 2, TcpProxy.cut_requests: 13}


@pytest.fixture
def proxy(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[TcpProxy]:
    """The shell speaks to Valkey through this; pages that only read do not."""
    port = int(stock_client().connection_pool.connection_kwargs["port"])
    with shells_through_proxy(port, settings=settings, monkeypatch=monkeypatch) as proxy:
        yield proxy


@pytest.fixture
def sale() -> Sale:
    return published_sale(products=2, units=UNITS, limit_per_buyer=UNITS)


@pytest.mark.parametrize("cut", STEP)
def test_of_buying(proxy: TcpProxy, sale: Sale, cut: Cut) -> None:
    """The shopper is told that it is placed, and it is; or that Redis is away."""
    told: dict[Order, bool] = {}
    for after in count(step=STEP[cut]):
        order = pending_order(sale, units=1)
        cut(proxy, after)
        try:
            place(order)
        except inventory.StockUnavailable:
            told[order] = False
        else:
            told[order] = True
        is_whole = proxy.is_to_cut
        proxy.go_on()
        if is_whole:
            break

    resume_all()
    became = Counter()
    for order, is_told in told.items():
        order.refresh_from_db()
        became[is_told, order.status, charge_of(order)] += 1
    assert became.keys() == {
        (False, Status.ABANDONED, "voided"), (True, Status.PLACED, "captured"),
    }  # fmt: skip
    assert min(became.values()) > 10
    _assert_all_is_right(sale)


@pytest.mark.parametrize("cut", STEP)
def test_of_cancelling(proxy: TcpProxy, sale: Sale, cut: Cut) -> None:
    """The order is cancelled, whether its units went back at once or were resumed."""
    buyer, orders = UserFactory(), []
    for after in count(step=STEP[cut]):
        order = placed_order(sale, buyer=buyer, units=1)
        cut(proxy, after)
        cancel(order)
        orders.append(order)
        is_whole = proxy.is_to_cut
        proxy.go_on()
        if is_whole:
            break

    assert Order.objects.filter(finished_at__isnull=True).count() > 10
    resume_all()
    for order in orders:
        order.refresh_from_db()
        assert (order.status, charge_of(order)) == (Status.CANCELLED, "refunded")
    _assert_all_is_right(sale)


def _assert_all_is_right(sale: Sale) -> None:
    assert_nothing_lost(stock_client())
    assert verify(published_items()) == []
    assert_the_rest_can_be_bought(sale)
    assert_nothing_lost(stock_client())
