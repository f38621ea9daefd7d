"""The test gateway's bank: what it sends to the shop, held back until a test lets it through."""

import json
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from orders.errors import PaymentNeedsStep
from orders.models import Order, TestCharge
from orders.payment import sending
from orders.payment.practice_bank import decide
from orders.payment.signatures import HEADER, signature
from orders.placement import place
from orders.tests.buying import pending_order
from shop.models import Sale

WEBHOOKS = "/payments/webhooks/test/"


@dataclass
class Post:
    """Webhooks on their way, oldest first. `through` delivers one as soon as it is sent."""

    bodies: list[str] = field(default_factory=list)
    is_held_back: bool = True

    def take(self, body: str) -> None:
        if self.is_held_back:
            self.bodies.append(body)
            return
        answer = post_webhook(body)
        if answer.status_code != 200:
            raise sending.NotTaken(f"The shop answered {answer.status_code}.")

    def deliver(self) -> list[HttpResponse]:
        """All that is on its way has arrived; what the shop answered to each."""
        bodies, self.bodies = self.bodies, []
        return [post_webhook(body) for body in bodies]

    @property
    def kinds(self) -> list[str]:
        return [json.loads(body)["type"] for body in self.bodies]


def post_webhook(body: str, *, signed: str | None = None, **options: str) -> HttpResponse:
    """What the shop answers to this body, signed now unless `signed` is given."""
    if signed is None:
        signed = signature(body.encode(), secret=settings.PAYMENT_WEBHOOK_SECRET)
    return Client().post(
        WEBHOOKS, body, content_type="application/json", headers={HEADER: signed}, **options
    )


def order_at_bank(sale: Sale, *, method: str = "three_d", **buyer: object) -> Order:
    """A pending order whose shopper was sent to the bank."""
    order = pending_order(sale, payment_method=method, **buyer)
    with pytest.raises(PaymentNeedsStep) as step:
        place(order)
    assert step.value.url == bank_page(order)
    order.refresh_from_db()
    return order


def bank_page(order: Order) -> str:
    return reverse("orders:test_bank", args=[order.pk])


def answer_bank(order: Order, *, is_approved: bool = True) -> None:
    """The shopper has answered at the bank, and is not back yet."""
    decide(TestCharge.objects.get(key=str(order.pk)), is_approved=is_approved)
