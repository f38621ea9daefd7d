"""The built-in test gateway: it pays, or fails to in each way that a real one may.

Its books (`TestCharge`, `TestRefund`) stand for what a provider keeps on its side. It moves no
money. New charges and captures that wait in one process are written together, as a provider would
who is asked by many. What the shopper does at the bank is in `orders.payment.practice_bank`.
"""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.conf import settings
from django.db import IntegrityError
from django.urls import reverse

from flashsale import transactions
from orders.errors import (
    PaymentConflict,
    PaymentDeclined,
    PaymentNeedsStep,
    PaymentUnanswered,
    WebhookRefused,
)
from orders.models import TestCharge
from orders.payment import practice_bank, practice_refunds
from orders.payment.events import GatewayEvent
from orders.payment.practice_methods import (
    ANSWER_LOST,
    AT_THE_BANK,
    DECLINE,
    METHODS,
    TIME_OUT,
)
from orders.payment.signatures import HEADER, check_signature
from orders.together import Together

Status = TestCharge.Status

RESERVED = (Status.AUTHORISED, Status.CAPTURED)
AT_BANK = (Status.PENDING, Status.SLOW)
NEVER_RESERVED = (Status.PENDING, Status.DECLINED)


class PracticeGateway:
    """See `orders.payment.protocol.Gateway` for what each verb promises."""

    name = "test"
    methods = METHODS

    def authorise(self, key: str, *, amount: Decimal, currency: str, method: str) -> None:
        if method == DECLINE:
            raise PaymentDeclined
        if method == TIME_OUT:
            raise PaymentUnanswered
        first = Status.PENDING if method in AT_THE_BANK else Status.AUTHORISED
        charge = TestCharge(key=key, status=first, amount=amount, currency=currency, method=method)
        is_new = _is_new(charge)
        if is_new and method == ANSWER_LOST:
            # The worst time-out: it was done, and nobody was told.
            raise PaymentUnanswered
        status = first if is_new else _status(key)
        if status in AT_BANK:
            raise PaymentNeedsStep(reverse("orders:test_bank", args=[key]))
        if status not in RESERVED:
            raise PaymentDeclined

    def is_authorised(self, key: str) -> bool:
        return _status(key) in RESERVED

    def void(self, key: str) -> None:
        if _create(key, Status.VOIDED) or _change(key, Status.AUTHORISED, Status.VOIDED):
            return
        if TestCharge.objects.filter(key=key, status__in=NEVER_RESERVED).update(
            status=Status.VOIDED
        ):
            return
        if practice_bank.approve_late(key):
            return
        if _status(key) != Status.VOIDED:
            raise PaymentConflict(f"Charge {key} was captured; it can only be refunded.")

    def capture(self, key: str) -> None:
        _capture_together(key)

    def refund(self, key: str, *, refund: str, amount: Decimal) -> None:
        practice_refunds.refund(key, name=refund, amount=amount)

    def read_event(self, body: bytes, *, headers: Mapping[str, str]) -> GatewayEvent:
        secret = settings.PAYMENT_WEBHOOK_SECRET
        check_signature(headers.get(HEADER, ""), body=body, secret=secret)
        try:
            event = json.loads(body)
            return GatewayEvent(str(event["id"]), str(event["type"]), str(event["key"]))
        except (ValueError, TypeError, KeyError) as error:
            raise WebhookRefused("The body is signed, and says nothing.") from error


def _create(key: str, status: Status) -> bool:
    """The key has a charge; True if this call made it."""
    if TestCharge.objects.filter(key=key).exists():
        return False
    return _is_new(TestCharge(key=key, status=status, amount=Decimal(0)))


def _is_new(charge: TestCharge) -> bool:
    """The charge is in the books, unless one has its key. The unique key decides between two."""
    try:
        _insert_together(charge)
    except IntegrityError:
        return False
    return True


def _insert(charges: Sequence[TestCharge]) -> None:
    transactions.run(lambda: TestCharge.objects.bulk_create(charges))


def _capture(keys: Sequence[str]) -> None:
    authorised = TestCharge.objects.filter(key__in=keys, status=Status.AUTHORISED)
    if authorised.update(status=Status.CAPTURED) == len(keys):
        return
    captured = TestCharge.objects.filter(
        key__in=keys, status__in=(Status.CAPTURED, Status.REFUNDED)
    )
    if captured.count() < len(keys):
        raise PaymentConflict(f"Not authorised: one of {', '.join(keys)}.")


_insert_together = Together(_insert)
_capture_together = Together(_capture)


def _change(key: str, before: Status, after: Status) -> bool:
    return bool(TestCharge.objects.filter(key=key, status=before).update(status=after))


def _status(key: str) -> str | None:
    return TestCharge.objects.filter(key=key).values_list("status", flat=True).first()
