"""The address of webhooks: what it answers, and what is done once however often it is told."""

import json

import pytest
from django.test import Client

from orders.abandoning import abandon
from orders.cancelling import cancel
from orders.models import Order, PaymentEvent, TestCharge
from orders.paying import look_for_payments
from orders.payment import gateway
from orders.tests.bank import (
    WEBHOOKS,
    Post,
    answer_bank,
    order_at_bank,
    post_webhook,
)
from orders.tests.buying import charge_of, placed_order, units_by_place
from orders.tests.stages import away
from orders.tests.threads import at_once
from orders.verifying import published_items, verify
from shop.tests.factories import item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

Status = Order.Status
THREADS = 8


def event(key: str, *, kind: str = "charge.authorised", event_id: str = "evt_1") -> str:
    return json.dumps({"id": event_id, "type": kind, "key": key})


def test_an_event_is_kept_once_and_says_when_it_was_handled(webhooks: Post) -> None:
    order = order_at_bank(published_sale())
    answer_bank(order)
    (body,) = webhooks.bodies

    for _ in range(3):
        assert post_webhook(body).json() == {"received": True, "ours": True}

    kept = PaymentEvent.objects.get()
    assert (kept.gateway, kept.event_id) == ("test", json.loads(body)["id"])
    assert (kept.kind, kept.charge_key) == ("charge.authorised", str(order.pk))
    assert kept.handled_at is not None


def test_an_event_that_was_handled_is_not_handled_again(webhooks: Post) -> None:
    """A replay that is still fresh does nothing, even where there would be something to do."""
    order = order_at_bank(published_sale())
    assert post_webhook(event(str(order.pk))).status_code == 200
    answer_bank(order)

    assert post_webhook(event(str(order.pk))).status_code == 200
    order.refresh_from_db()
    assert order.status == Status.PENDING

    assert post_webhook(event(str(order.pk), event_id="evt_2")).status_code == 200
    order.refresh_from_db()
    assert order.status == Status.PLACED


def test_a_webhook_is_a_hint_only_what_the_gateway_says_counts(webhooks: Post) -> None:
    """Even one with the right signature can place nothing that is not paid."""
    sale = published_sale(units=20)
    order = order_at_bank(sale)

    assert post_webhook(event(str(order.pk))).status_code == 200

    order.refresh_from_db()
    assert (order.status, charge_of(order)) == (Status.PENDING, "pending")
    assert units_by_place(item_of(sale)) == (18, 0, 2, 0)


@pytest.mark.parametrize("key", ["", "no order", "7c9e6679-7425-40de-944b-e07fc1f90ae7"])
def test_a_charge_that_is_not_ours_is_taken_and_forgotten(key: str) -> None:
    answer = post_webhook(event(key))

    assert (answer.status_code, answer.json()) == (200, {"received": True, "ours": False})
    assert PaymentEvent.objects.count() == 0


@pytest.mark.parametrize("status", ["placed", "cancelled"])
def test_an_event_of_an_order_that_is_done_changes_nothing(status: str, mailoutbox: list) -> None:
    order = placed_order(published_sale())
    if status == "cancelled":
        cancel(order)
    mails, charge = len(mailoutbox), charge_of(order)

    assert post_webhook(event(str(order.pk))).status_code == 200

    order.refresh_from_db()
    assert (order.status, charge_of(order), len(mailoutbox)) == (status, charge, mails)


def test_a_body_of_more_than_16_kilobytes_is_refused() -> None:
    largest = event("x").ljust(16 * 1024)

    assert post_webhook(largest).status_code == 200
    answer = post_webhook(largest + " ")

    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


def test_the_address_of_a_gateway_that_is_not_chosen_does_not_exist(client: Client) -> None:
    assert client.post("/payments/webhooks/stripe/").status_code == 404
    assert client.get(WEBHOOKS).status_code == 405


def test_while_redis_is_away_the_gateway_is_asked_to_tell_it_again(webhooks: Post) -> None:
    sale = published_sale(units=20)
    order = order_at_bank(sale)
    answer_bank(order)
    (body,) = webhooks.bodies
    Order.objects.filter(pk=order.pk).update(pay_by=None)
    order.lines.update(claimed_at=None)

    with away("claim"):
        answer = post_webhook(body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "unavailable")
    assert answer["Retry-After"]

    assert post_webhook(body).status_code == 200
    order.refresh_from_db()
    assert order.status == Status.PLACED


def test_what_was_told_and_not_finished_is_done_without_being_told_again(webhooks: Post) -> None:
    order = order_at_bank(published_sale())
    answer_bank(order)
    PaymentEvent.objects.create(
        gateway="test", event_id="evt_1", kind="charge.authorised", charge_key=str(order.pk)
    )

    look_for_payments()

    order.refresh_from_db()
    assert order.status == Status.PLACED
    assert PaymentEvent.objects.get().handled_at is not None


def test_a_late_payment_without_any_webhook_is_let_go_within_seconds(webhooks: Post) -> None:
    sale = published_sale(units=20)
    order = order_at_bank(sale, method="late")
    answer_bank(order)
    _give_up(order)
    webhooks.bodies.clear()
    assert charge_of(order) == "authorised"

    look_for_payments()

    order.refresh_from_db()
    assert (order.failure_code, charge_of(order)) == ("paid_late", "voided")


def test_a_late_payment_that_was_captured_is_refunded(webhooks: Post) -> None:
    order = order_at_bank(published_sale(), method="late")
    answer_bank(order)
    _give_up(order)
    gateway.capture(str(order.pk))

    webhooks.deliver()

    order.refresh_from_db()
    assert (order.status, order.failure_code) == (Status.ABANDONED, "paid_late")
    assert charge_of(order) == "refunded"
    assert order.finished_at is not None


def test_two_webhooks_and_the_return_page_at_once_are_one_order(
    webhooks: Post, mailoutbox: list
) -> None:
    sale = published_sale(units=20, products=2)
    order = order_at_bank(sale, method="webhook_twice")
    answer_bank(order)
    bodies = webhooks.bodies
    shopper = Client()
    shopper.force_login(order.buyer)
    page = f"/orders/{order.number}/paying/"
    asked = [*bodies, *bodies, *[page] * (THREADS - 4)]

    answers = at_once(asked, lambda it: shopper.get(it) if it == page else post_webhook(it))

    assert {answer.status_code for answer in answers} == {200, 303}
    order.refresh_from_db()
    assert (order.status, charge_of(order)) == (Status.PLACED, "captured")
    assert order.finished_at is not None
    assert (Order.objects.count(), TestCharge.objects.count()) == (1, 1)
    assert PaymentEvent.objects.count() == 1
    assert [mail.extra_headers["Message-ID"] for mail in mailoutbox] == [
        f"<{order.pk}.placed@localhost>"
    ]
    assert verify(published_items()) == []


def test_giving_up_and_a_webhook_at_once_end_in_one_of_them(webhooks: Post) -> None:
    sale = published_sale(units=20)
    order = order_at_bank(sale)
    answer_bank(order)
    (body,) = webhooks.bodies
    shopper = Client()
    shopper.force_login(order.buyer)

    at_once(
        ["stop", body] * 3,
        lambda it: (
            shopper.post(f"/orders/{order.number}/give-up/") if it == "stop" else post_webhook(it)
        ),
    )

    order.refresh_from_db()
    ends = {Status.PLACED: ("captured", (18, 0, 0, 2)), Status.ABANDONED: ("voided", (18, 2, 0, 0))}
    assert (charge_of(order), units_by_place(item_of(sale))) == ends[order.status]


def _give_up(order: Order) -> None:
    assert abandon(order, failure_code="stopped")
