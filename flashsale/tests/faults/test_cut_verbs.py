"""The line is cut in the middle of claim, settle, unclaim and restock: each is done once, or not.

It is cut at every byte of the answers, and at every byte of the requests.
The same for a reserve, by both shells: inventory/tests/test_raw_lines.py.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

import pytest
from pytest_django import Settings

from flashsale.redis_clients import stock_client
from inventory import api
from inventory.tests.books import checked_books
from inventory.tests.proxied import shells_through_proxy
from inventory.tests.tcp_proxy import TcpProxy

pytestmark = [pytest.mark.slow, pytest.mark.faults]

UNITS = 2
numbers = count()


@pytest.fixture
def proxy(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[TcpProxy]:
    """The shell speaks to Valkey through this."""
    port = int(stock_client().connection_pool.connection_kwargs["port"])
    with shells_through_proxy(port, settings=settings, monkeypatch=monkeypatch) as proxy:
        yield proxy


@dataclass(frozen=True)
class Purchase:
    """Names are short, so that there are fewer bytes to cut after."""

    pool: str
    hold: api.Hold

    def claim(self) -> object:
        return api.claim(self.pool, order="o", buyer="b", units=UNITS, token=self.hold.token).units

    def settle(self) -> object:
        return api.settle(self.pool, order="o")

    def unclaim(self) -> object:
        return api.unclaim(self.pool, order="o")

    def restock(self) -> object:
        return api.restock(self.pool, order="o")


def a_purchase() -> Purchase:
    """Somebody holds all units of a pool."""
    pool = f"{next(numbers)}"
    api.open_pool(
        pool, units=UNITS, per_buyer_limit=5, hold_seconds=600, opens_at=0, closes_at=None
    )
    return Purchase(pool, api.reserve(pool, buyer="b", units=UNITS).hold)


Verb = Callable[[Purchase], object]
BEFORE: dict[Verb, tuple[Verb, ...]] = {
    Purchase.claim: (),
    Purchase.settle: (Purchase.claim,),
    Purchase.unclaim: (Purchase.claim,),
    Purchase.restock: (Purchase.claim, Purchase.settle),
}
AFTER: dict[Verb, tuple[object, tuple[int, ...]]] = {
    Purchase.claim: (UNITS, (UNITS, 0, 0, UNITS, 0)),
    Purchase.settle: ("settled", (UNITS, 0, 0, 0, UNITS)),
    Purchase.unclaim: ("unclaimed", (UNITS, 0, UNITS, 0, 0)),
    Purchase.restock: ("restocked", (UNITS, UNITS, 0, 0, 0)),
}


@pytest.mark.parametrize("verb", BEFORE)
@pytest.mark.parametrize("cut", [TcpProxy.cut_answers, TcpProxy.cut_requests])
def test_cut(proxy: TcpProxy, verb: Verb, cut: Callable[[TcpProxy, int], None]) -> None:
    """What was told is so, and asked again it is told the same and done once."""
    expected, counters = AFTER[verb]
    told = []
    for after in count():
        purchase = a_purchase()
        for earlier in BEFORE[verb]:
            earlier(purchase)
        cut(proxy, after)
        try:
            told.append(verb(purchase))
        except api.StockUnavailable:
            told.append(None)
        is_whole = proxy.is_to_cut
        proxy.go_on()
        if told[-1] is not None:
            assert places(purchase) == counters
        assert verb(purchase) == expected
        books = checked_books(purchase.pool)
        assert books.counters == counters
        assert len(books.kinds) == len(("open", "reserve", *BEFORE[verb], verb)), "once"
        if is_whole:
            break
    assert set(told) == {None, expected}, "cut while it read, and later"
    assert len(told) > 100


def places(purchase: Purchase) -> tuple[int, ...]:
    stock = api.stock(purchase.pool)
    return (stock.units, stock.available, stock.held, stock.claimed, stock.sold)
