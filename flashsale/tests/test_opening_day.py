"""Opening day: a whole shop, and shoppers who are only HTTP clients."""

import re
import time
from collections.abc import Iterator

import pytest

from flashsale.testing.office import Office, open_office
from flashsale.testing.opening_day import register_all, rush, together
from flashsale.testing.shop import Shop, running_shop
from flashsale.testing.shopper import Shopper

pytestmark = pytest.mark.own_database


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    with running_shop(with_celery=True) as running:
        yield running


@pytest.fixture(scope="module")
def office(shop: Shop) -> Iterator[Office]:
    with open_office(shop) as opened:
        yield opened


@pytest.fixture(scope="module")
def crowd(shop: Shop) -> list[Shopper]:
    return register_all(shop.url, shoppers=50)


def test_fifty_shoppers_press_at_once_and_exactly_twenty_units_are_sold(
    office: Office, crowd: list[Shopper]
) -> None:
    sale = office.start_sale("--units", "20")
    item = sale.item

    outcome = rush(crowd, item)

    assert outcome.answers == {"201": 20, "409 out_of_stock": 30}
    assert len(set(outcome.orders)) == 20
    stock = crowd[0].stock(sale.slug)
    assert {name: stock["items"][item][name] for name in ("available", "held", "sold")} == {
        "available": 0,
        "held": 0,
        "sold": 20,
    }
    assert stock["phase"] == "sold_out"
    assert "agree" in office.manage("verify_stock")
    board = crowd[0].get(f"{sale.path}leaderboard/").text
    places = [int(place) for place in re.findall(r'class="table__place">(\d+)<', board)]
    assert places == list(range(1, 21))


def test_a_hold_that_is_not_paid_is_available_again_within_a_second_and_a_half(
    office: Office, crowd: list[Shopper]
) -> None:
    sale = office.start_sale("--units", "1", "--hold-seconds", "3")
    status, held = crowd[0].reserve(sale.item)
    assert (status, held["units"], held["seconds_left"]) == (201, 1, 3)

    ends_in = held["seconds_left"]
    time.sleep(ends_in - 1)
    assert crowd[1].stock(sale.slug)["items"][sale.item]["available"] == 0
    time.sleep(1 + 1.5)

    assert crowd[1].stock(sale.slug)["items"][sale.item]["available"] == 1


def test_without_celery_another_shopper_gets_a_hold_that_ran_out(
    shop: Shop, office: Office, crowd: list[Shopper]
) -> None:
    shop.stop("Celery")
    item = office.start_sale("--units", "1", "--hold-seconds", "1").item
    assert crowd[0].reserve(item)[0] == 201
    assert crowd[1].reserve(item)[1]["error"]["code"] == "out_of_stock"

    time.sleep(1.1)

    assert crowd[1].reserve(item)[0] == 201
    assert "agree" in office.manage("verify_stock")
    shop.start_celery()


def test_ten_identical_requests_at_once_end_in_one_hold(
    office: Office, crowd: list[Shopper]
) -> None:
    sale = office.start_sale("--units", "20")
    buyer = crowd[0]

    answers = together(lambda _: buyer.reserve(sale.item, units=2), [buyer] * 10)

    assert sorted(status for status, _ in answers) == [200] * 9 + [201]
    assert {body["units"] for _, body in answers} == {2}
    assert len({body["expires_at"] for _, body in answers}) == 1
    assert buyer.stock(sale.slug)["items"][sale.item]["held"] == 2
