"""Staff look at orders and charges, edit none of them, and cancel what has to be undone."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.tests.factories import UserFactory
from orders.models import Order, TestCharge
from orders.tests.buying import charge_of, pending_order, placed_order, units_by_place
from shop.tests.admin_pages import page_of, text_of, told
from shop.tests.factories import item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

ORDERS = reverse("admin:orders_order_changelist")
CHARGES = reverse("admin:orders_testcharge_changelist")


@pytest.fixture
def staff(client: Client) -> User:
    boss: User = UserFactory(email="boss@example.com", staff=True)
    client.force_login(boss)
    return boss


def with_rights(client: Client, *codenames: str) -> None:
    clerk = UserFactory(is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(clerk)


@pytest.mark.parametrize("page", [ORDERS, CHARGES, reverse("admin:index")])
def test_every_list_opens(client: Client, staff: User, page: str) -> None:
    placed_order(published_sale())
    assert client.get(page).status_code == 200


@pytest.mark.parametrize("make", [placed_order, pending_order])
def test_the_page_of_an_order_shows_lines_places_and_charge(
    client: Client, staff: User, make: Callable[[Any], Order]
) -> None:
    sale = published_sale(title="Spring drop", price=Decimal("80.00"))
    order = make(sale)
    page = text_of(client.get(page_of(order)))
    assert order.number in page
    assert item_of(sale).product.name in page
    assert ("captured 160.00 EUR" in page) is (order.status == "placed")
    assert ("Spring drop" in page) is (order.status == "placed")


def test_the_page_of_a_charge_opens(client: Client, staff: User) -> None:
    placed_order(published_sale())
    charge = TestCharge.objects.get()
    assert client.get(page_of(charge)).status_code == 200


def test_the_first_page_shows_the_latest_orders(client: Client, staff: User) -> None:
    order = placed_order(published_sale())
    page = text_of(client.get(reverse("admin:index")))
    assert page_of(order) in page
    assert "Orders: 1 placed in 24 hours, 0 waiting to be resumed" in page


@pytest.mark.parametrize("name", ["change", "delete"])
def test_nobody_edits_or_deletes_an_order(client: Client, staff: User, name: str) -> None:
    order = placed_order(published_sale())
    before = Order.objects.values().get()
    answer = client.post(
        page_of(order, name), {"total": "1.00", "status": "pending", "post": "yes"}
    )
    assert answer.status_code == 403
    assert Order.objects.values().get() == before


@pytest.mark.parametrize("model", ["order", "testcharge"])
def test_nobody_adds_an_order_or_a_charge(client: Client, staff: User, model: str) -> None:
    assert client.get(reverse(f"admin:orders_{model}_add")).status_code == 403


def test_cancel_asks_first_with_the_money_and_the_units(client: Client, staff: User) -> None:
    sale = published_sale(price=Decimal("80.00"))
    order = placed_order(sale, units=2)

    page = text_of(client.get(page_of(order, "cancel")))

    assert f"Cancel and refund “{order.number}”?" in page
    assert "160.00 EUR are refunded to the buyer, who gets a mail." in page
    name = item_of(sale).product.name
    assert f"{name}: units that go back into stock: 2." in page
    order.refresh_from_db()
    assert order.status == "placed"


def test_a_yes_cancels_refunds_and_restocks(client: Client, staff: User) -> None:
    sale = published_sale(units=20, price=Decimal("80.00"))
    order = placed_order(sale, units=2)
    assert units_by_place(item_of(sale)) == (18, 0, 0, 2)

    answer = client.post(page_of(order, "cancel"))

    assert told(answer) == [f"{order.number} is cancelled, and 160.00 EUR are refunded."]
    order.refresh_from_db()
    assert order.status == "cancelled"
    assert charge_of(order) == "refunded"
    assert units_by_place(item_of(sale)) == (20, 0, 0, 0)
    assert item_of(sale).sold == 0


def test_several_orders_are_cancelled_from_the_list(client: Client, staff: User) -> None:
    sale = published_sale(units=20)
    good, bad = placed_order(sale), pending_order(sale)
    sent = {"action": "cancel_selected", "_selected_action": [good.pk, bad.pk]}

    page = text_of(client.post(ORDERS, sent))
    assert "Cancel and refund 2 orders?" in page
    assert f"{bad} is pending, not placed: nothing changes." in page
    assert not Order.objects.filter(status="cancelled").exists()

    answer = client.post(ORDERS, {**sent, "confirmed": "yes"})
    assert sorted(told(answer)) == sorted(
        [
            f"{good.number} is cancelled, and 160.00 EUR are refunded.",
            f"{bad.number}: This order can't be cancelled any more.",
        ]
    )
    assert {order.status for order in Order.objects.all()} == {"cancelled", "pending"}


@pytest.mark.parametrize(("make", "is_shown"), [(placed_order, True), (pending_order, False)])
def test_cancelling_is_offered_where_something_can_be_cancelled(
    client: Client, staff: User, make: Callable[[Any], Order], is_shown: bool
) -> None:
    order = make(published_sale())
    page = client.get(page_of(order)).content.decode()
    assert (f'href="{page_of(order, "cancel")}"' in page) is is_shown


def test_who_may_only_look_can_not_cancel(client: Client) -> None:
    order = placed_order(published_sale())
    with_rights(client, "view_order")
    assert client.get(page_of(order)).status_code == 200
    assert client.post(page_of(order, "cancel")).status_code == 403
    client.post(
        ORDERS,
        {"action": "cancel_selected", "_selected_action": [order.pk], "confirmed": "yes"},
    )
    order.refresh_from_db()
    assert order.status == "placed"


def test_who_may_change_orders_can_cancel(client: Client) -> None:
    order = placed_order(published_sale())
    with_rights(client, "view_order", "change_order")
    client.post(page_of(order, "cancel"))
    order.refresh_from_db()
    assert order.status == "cancelled"


def test_the_first_page_shows_only_what_this_person_may_see(client: Client) -> None:
    order = placed_order(published_sale(title="Spring drop"))
    with_rights(client, "view_sale")
    page = text_of(client.get(reverse("admin:index")))
    assert "Spring drop" in page
    assert order.number not in page


@pytest.mark.parametrize("query", ["{0.number}", "{0.buyer.email}"])
def test_orders_are_found_by_number_and_by_buyer(client: Client, staff: User, query: str) -> None:
    sale = published_sale()
    order, _ = placed_order(sale), placed_order(sale)
    found = client.get(ORDERS, {"q": query.format(order)}).context["cl"].result_list
    assert [*found] == [order]


def test_the_list_of_orders_asks_no_more_for_many(
    client: Client, staff: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sale = published_sale()
    for _ in range(3):
        placed_order(sale)
    client.get(ORDERS)
    with django_assert_num_queries(4):
        client.get(ORDERS)
