"""The built-in test gateway: approves, declines or times out, as it is told.

Its books (`TestCharge`) stand for what a provider keeps on its side. It moves no money.
"""

from decimal import Decimal

from django.db import IntegrityError

from orders.errors import PaymentConflict, PaymentDeclined, PaymentUnanswered
from orders.models import TestCharge

APPROVE, DECLINE, TIME_OUT = "approve", "decline", "time_out"
METHODS = (
    (APPROVE, "Test card: approves"),
    (DECLINE, "Test card: declines"),
    (TIME_OUT, "Test card: the bank doesn't answer"),
)

Status = TestCharge.Status


class PracticeGateway:
    """See `orders.payment.protocol.Gateway` for what each verb promises."""

    def authorise(self, key: str, *, amount: Decimal, currency: str, method: str) -> None:
        if method == DECLINE:
            raise PaymentDeclined
        created = _create(key, Status.AUTHORISED, amount=amount, currency=currency)
        if not created and not self.is_authorised(key):
            raise PaymentDeclined
        if created and method == TIME_OUT:
            # The worst time-out: it was done, and nobody was told.
            raise PaymentUnanswered

    def is_authorised(self, key: str) -> bool:
        return _status(key) in (Status.AUTHORISED, Status.CAPTURED)

    def void(self, key: str) -> None:
        if _create(key, Status.VOIDED) or _change(key, Status.AUTHORISED, Status.VOIDED):
            return
        if _status(key) != Status.VOIDED:
            raise PaymentConflict(f"Charge {key} was captured; it can only be refunded.")

    def capture(self, key: str) -> None:
        if _change(key, Status.AUTHORISED, Status.CAPTURED):
            return
        if _status(key) != Status.CAPTURED:
            raise PaymentConflict(f"Charge {key} is not authorised.")

    def refund(self, key: str) -> None:
        if _create(key, Status.VOIDED) or _change(key, Status.AUTHORISED, Status.VOIDED):
            return
        _change(key, Status.CAPTURED, Status.REFUNDED)


def _create(key: str, status: Status, *, amount: Decimal = Decimal(0), currency: str = "") -> bool:
    """The key has a charge; True if this call made it. The unique key decides between two."""
    if TestCharge.objects.filter(key=key).exists():
        return False
    try:
        TestCharge.objects.create(key=key, status=status, amount=amount, currency=currency)
    except IntegrityError:
        return False
    return True


def _change(key: str, before: Status, after: Status) -> bool:
    return bool(TestCharge.objects.filter(key=key, status=before).update(status=after))


def _status(key: str) -> str | None:
    return TestCharge.objects.filter(key=key).values_list("status", flat=True).first()
