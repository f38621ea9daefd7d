"""The same form twice is one purchase, and forms of others are worth nothing."""

import pytest
from django.test import Client

from accounts.models import User
from accounts.tests.factories import UserFactory
from inventory import api as inventory
from orders.cancelling import cancel
from orders.models import Order, OrderLine, TestCharge
from orders.tests.buttons import (
    assert_nothing_bought,
    begun_order,
    bought,
    checkout_form,
    pay,
)
from orders.tests.buying import charge_of, units_by_place
from orders.tests.holding import CART, held_item
from orders.tests.pressing import signed_in_client
from orders.tests.threads import at_once
from orders.tests.unchanged import nothing_changes
from orders.verifying import published_items, verify

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 8


def test_the_same_form_twice_is_one_purchase(
    signed_in: Client, ada: User, mailoutbox: list
) -> None:
    item = held_item(ada, units=2)
    form = checkout_form(signed_in)

    answers = [pay(signed_in, form) for _ in range(3)]

    assert len({answer["Location"] for answer in answers}) == 1
    assert bought(answers[2]) == Order.objects.get()
    assert (OrderLine.objects.count(), TestCharge.objects.count()) == (1, 1)
    assert units_by_place(item) == (18, 0, 0, 2)
    assert len(mailoutbox) == 1


def test_eight_identical_payments_at_once_are_one_purchase(ada: User, mailoutbox: list) -> None:
    """The double click, as often as threads can: each answer leads to the one order."""
    items = [held_item(ada, units=2), held_item(ada, units=1)]
    clients = [signed_in_client(ada) for _ in range(THREADS)]
    form = checkout_form(clients[0])

    answers = at_once(clients, lambda client: pay(client, form))

    order = Order.objects.get()
    assert [bought(answer) for answer in answers] == [order] * THREADS
    order.refresh_from_db()
    assert (order.status, charge_of(order)) == (Order.Status.PLACED, "captured")
    assert (OrderLine.objects.count(), TestCharge.objects.count()) == (2, 1)
    assert [units_by_place(item) for item in items] == [(18, 0, 0, 2), (19, 0, 0, 1)]
    assert verify(published_items()) == []
    assert order.finished_at is not None
    assert len(mailoutbox) == 1


def test_eight_tabs_with_forms_of_their_own_are_one_purchase(ada: User) -> None:
    """Each tab has its own token, so each is an intent of its own; the units are there once."""
    item = held_item(ada, units=2)
    clients = [signed_in_client(ada) for _ in range(THREADS)]
    forms = [checkout_form(client) for client in clients]

    answers = at_once(list(zip(clients, forms, strict=True)), lambda tab: pay(*tab))

    assert {answer.status_code for answer in answers} <= {303, 409}
    assert len([answer for answer in answers if "/orders/" in answer.get("Location", "")]) == 1
    assert Order.objects.filter(status=Order.Status.PLACED).count() == 1
    assert TestCharge.objects.exclude(status="voided").count() == 1
    assert units_by_place(item) == (18, 0, 0, 2)
    assert verify(published_items()) == []


def test_eight_declined_payments_at_once_leave_the_units_held(ada: User) -> None:
    item = held_item(ada, units=2)
    clients = [signed_in_client(ada) for _ in range(THREADS)]
    form = checkout_form(clients[0], payment="decline")

    answers = at_once(clients, lambda client: pay(client, form))

    assert {answer.status_code for answer in answers} <= {402, 409}
    assert_nothing_bought()
    assert units_by_place(item) == (18, 2, 0, 0)
    assert verify(published_items()) == []


def test_eight_payments_at_once_whose_answer_is_lost_are_one_purchase(ada: User) -> None:
    """The bank has authorised it, but told nobody: whoever asks again finds it out."""
    item = held_item(ada, units=2)
    clients = [signed_in_client(ada) for _ in range(THREADS)]
    form = checkout_form(clients[0], payment="answer_lost")

    answers = at_once(clients, lambda client: pay(client, form))

    order = Order.objects.get()
    assert [bought(answer) for answer in answers] == [order] * THREADS
    assert (order.status, charge_of(order)) == (Order.Status.PLACED, "captured")
    assert units_by_place(item) == (18, 0, 0, 2)
    assert verify(published_items()) == []


def test_eight_payments_at_once_that_the_bank_does_not_answer_leave_the_units_held(
    ada: User,
) -> None:
    item = held_item(ada, units=2)
    clients = [signed_in_client(ada) for _ in range(THREADS)]
    form = checkout_form(clients[0], payment="time_out")

    answers = at_once(clients, lambda client: pay(client, form))

    assert {answer.status_code for answer in answers} <= {402, 409}
    assert_nothing_bought()
    assert units_by_place(item) == (18, 2, 0, 0)
    assert verify(published_items()) == []


def test_eight_payments_at_once_that_go_to_the_bank_go_to_one_page_there(ada: User) -> None:
    item = held_item(ada, units=2)
    clients = [signed_in_client(ada) for _ in range(THREADS)]
    form = checkout_form(clients[0], payment="three_d")

    answers = at_once(clients, lambda client: pay(client, form))

    order = Order.objects.get()
    assert {answer["Location"] for answer in answers} == {f"/pay/test/{order.pk}/"}
    assert TestCharge.objects.count() == 1
    assert units_by_place(item) == (18, 0, 2, 0)


def test_a_form_that_was_declined_stays_declined(signed_in: Client, ada: User) -> None:
    item = held_item(ada, units=2)
    form = checkout_form(signed_in, payment="decline")
    pay(signed_in, form)

    with nothing_changes():
        assert pay(signed_in, form).status_code == 402
        assert pay(signed_in, {**form, "payment": "approve"}).status_code == 402

    assert_nothing_bought()
    assert units_by_place(item) == (18, 2, 0, 0)


def test_the_form_of_a_cancelled_order_leads_to_that_order(signed_in: Client, ada: User) -> None:
    item = held_item(ada, units=2)
    form = checkout_form(signed_in)
    order = bought(pay(signed_in, form))
    cancel(order)
    inventory.reserve(item.pk, buyer=ada.pk, units=2)

    with nothing_changes():
        assert bought(pay(signed_in, form)) == order

    assert charge_of(order) == "refunded"


@pytest.mark.parametrize("order", ["pending", "placed"])
def test_somebody_elses_token_is_worth_nothing(signed_in: Client, ada: User, order: str) -> None:
    eve, item = UserFactory(), held_item(ada, units=2)
    form = checkout_form(signed_in)
    begun_order(ada, form) if order == "pending" else pay(signed_in, form)
    inventory.reserve(item.pk, buyer=eve.pk, units=1)
    eves = signed_in_client(eve)
    eves_form = checkout_form(eves, token=form["token"])

    with nothing_changes():
        page = pay(eves, eves_form)

    assert (page.status_code, page.context["changed"]) == (409, True)
    assert Order.objects.get().buyer_id == ada.pk
    assert bought(pay(eves, checkout_form(eves))).buyer_id == eve.pk


def test_what_somebody_else_agreed_to_can_not_be_bought(signed_in: Client, ada: User) -> None:
    eve, item = UserFactory(), held_item(ada, units=2)
    eves, adas_form = signed_in_client(eve), checkout_form(signed_in)

    with nothing_changes():
        answer = pay(eves, adas_form)
        assert (answer.status_code, answer["Location"]) == (303, CART)
    inventory.reserve(item.pk, buyer=eve.pk, units=2)
    with nothing_changes():
        assert pay(eves, adas_form).status_code == 409

    assert bought(pay(signed_in, adas_form)).buyer_id == ada.pk
