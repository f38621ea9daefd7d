"""The refunds in the test gateway's books."""

from decimal import Decimal

from django.db import IntegrityError

from flashsale import transactions
from orders.errors import PaymentConflict
from orders.models import TestCharge, TestRefund

Status = TestCharge.Status


def refund(key: str, *, name: str, amount: Decimal) -> None:
    """So much of the charge has gone back, once for this name.

    Raises PaymentConflict where less than that is left of what was captured.
    """
    try:
        while not transactions.run(lambda: _refund(key, name, amount)):
            continue  # another refund of this charge was faster: count on from there
    except IntegrityError:
        # Two at the same moment: the other one has written it, and this one was undone whole.
        if not TestRefund.objects.filter(name=name).exists():
            raise


def _refund(key: str, name: str, amount: Decimal) -> bool:
    """Counted here and not by the database: SQLite adds decimals as floats, and loses a cent."""
    if TestRefund.objects.filter(name=name, charge_key=key).exists():
        return True
    charge = TestCharge.objects.filter(key=key, status=Status.CAPTURED).first()
    if charge is None or charge.refunded_amount + amount > charge.amount:
        raise PaymentConflict(f"Charge {key} has less than {amount} that could go back.")
    refunded = charge.refunded_amount + amount
    as_it_was = TestCharge.objects.filter(key=key, refunded_amount=charge.refunded_amount)
    status = Status.REFUNDED if refunded == charge.amount else Status.CAPTURED
    if not as_it_was.update(refunded_amount=refunded, status=status):
        return False
    TestRefund.objects.create(name=name, charge_key=key, amount=amount)
    return True
