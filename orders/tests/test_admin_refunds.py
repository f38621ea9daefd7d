"""Staff cancel and refund a line of an order: asked first, with a permission, and on record."""

from decimal import Decimal

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.tests.factories import UserFactory
from flashsale import clock
from orders.cancelling import cancel_line
from orders.models import Order
from orders.tests.buying import placed_order, units_by_place
from orders.tests.full_orders import full_order, lines_of
from orders.tests.refunds import money_of, promised
from orders.tests.unchanged import nothing_changes
from shop.tests.admin_pages import page_of, text_of, told
from shop.tests.factories import move_end, published_sale

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def staff(client: Client) -> User:
    boss: User = UserFactory(email="boss@example.com", staff=True)
    client.force_login(boss)
    return boss


@pytest.fixture
def order() -> Order:
    """Its sale is over: staff may cancel at any time."""
    sale = published_sale(products=3, price=Decimal("19.99"))
    order = full_order(sale)
    move_end(sale, to=clock.now())
    return order


def test_cancelling_a_line_asks_first_with_its_money_and_its_units(
    client: Client, staff: User, order: Order
) -> None:
    line = lines_of(order)[1]
    assert f'href="{page_of(line, "cancel")}"' in text_of(client.get(page_of(order)))

    with nothing_changes():
        page = text_of(client.get(page_of(line, "cancel")))

    assert f"Cancel and refund “{line}”?" in page
    assert "42.82 EUR are refunded to the buyer, who gets a mail." in page
    assert f"{line.product_name}: units that go back into stock: 2." in page
    assert f"The rest of order {order} stands. This can&#x27;t be undone." in page


def test_a_yes_cancels_the_line_and_the_orders_history_tells_it(
    client: Client, staff: User, order: Order
) -> None:
    line = lines_of(order)[1]

    answer = client.post(page_of(line, "cancel"))

    assert told(answer) == [f"{line} is cancelled, and 42.82 EUR are refunded."]
    assert client.get(answer["Location"])["Location"] == page_of(order)
    assert money_of(order)[2] == Decimal("42.82")
    assert units_by_place(line.item)[3] == 0
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (staff, str(order.pk))
    assert "Cancel and refund a line: 2 x " in entry.get_change_message()
    page = text_of(client.get(page_of(order)))
    assert "42.82" in page
    assert f'href="{page_of(line, "cancel")}"' not in page


def test_the_last_line_is_told_to_cancel_the_order(
    client: Client, staff: User, order: Order
) -> None:
    first, second, third = lines_of(order)
    cancel_line(first)
    cancel_line(second)

    page = text_of(client.get(page_of(third, "cancel")))
    assert f"It is all that is left: order {order} is cancelled with it." in page
    assert "70.06 EUR are refunded" in page
    answer = client.post(page_of(third, "cancel"))

    assert told(answer) == [f"{order} is cancelled, and 134.29 EUR are refunded."]
    assert promised(order)[-1] == Decimal("70.06")
    again = text_of(client.get(page_of(third, "cancel")))
    assert "nothing changes." in again


def test_the_whole_order_is_told_to_refund_what_is_left(
    client: Client, staff: User, order: Order
) -> None:
    first, second, _ = lines_of(order)
    cancel_line(first)
    page = text_of(client.get(page_of(order, "cancel")))
    assert "112.88 EUR are refunded to the buyer, who gets a mail." in page
    assert f"{first.product_name}: units" not in page
    assert f"{second.product_name}: units that go back into stock: 2." in page


def test_who_may_only_look_can_not_cancel_a_line(client: Client, order: Order) -> None:
    line = lines_of(order)[0]
    clerk = UserFactory(is_staff=True)
    rights = Permission.objects.filter(codename__in=["view_order", "view_orderline"])
    clerk.user_permissions.set(rights)
    client.force_login(clerk)

    page = text_of(client.get(page_of(order)))
    assert line.product_name in page
    assert page_of(line, "cancel") not in page
    with nothing_changes():
        assert client.post(page_of(line, "cancel")).status_code == 403
    assert promised(order) == []


def test_the_page_of_an_order_asks_no_more_for_many_lines_and_refunds(
    client: Client, staff: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    one, many = placed_order(published_sale()), placed_order(published_sale(products=6))
    for line in many.lines.all()[:4]:
        cancel_line(line)
    client.get(page_of(one))
    with django_assert_max_num_queries(12) as of_one:
        client.get(page_of(one))
    with django_assert_max_num_queries(len(of_one)):
        client.get(page_of(many))


def test_the_admin_writes_all_times_alike(client: Client, staff: User, order: Order) -> None:
    Order.objects.update(created_at=clock.from_ms(1_793_988_300_000))
    shown = "06 Nov 2026, 18:05"
    for page in (
        reverse("admin:index"),
        reverse("admin:orders_order_changelist"),
        page_of(order),
    ):
        assert shown in text_of(client.get(page)), page
