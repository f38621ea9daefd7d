"""The test gateway's own books: what a real payment provider would keep on its side."""

import uuid
from decimal import Decimal

from django.db import models

from flashsale import clock


class TestCharge(models.Model):
    """One card payment at the test gateway, found by the key that the shop gave it.

    pending ──▶ authorised ──▶ captured ──▶ refunded    (when all of it went back)
       ├──────▶ declined │
       └──────▶ slow ────┴──▶ voided                    (also from pending and declined)

    *pending*: the shopper is at the bank. *slow*: the shopper has approved, and the bank will
    only when the shop has given the order up.
    """

    __test__ = False

    class Status(models.TextChoices):
        PENDING = "pending"
        SLOW = "slow"
        AUTHORISED = "authorised"
        DECLINED = "declined"
        CAPTURED = "captured"
        VOIDED = "voided"
        REFUNDED = "refunded"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=64, unique=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    refunded_amount = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    currency = models.CharField(max_length=3)
    method = models.CharField(max_length=20, default="approve")
    status = models.CharField(max_length=12, choices=Status)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.status} {self.amount} {self.currency}"


class TestRefund(models.Model):
    """So much of a charge went back; the shop's name for it is there once."""

    __test__ = False

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=64, unique=True)
    charge_key = models.CharField(max_length=64)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.amount} of {self.charge_key}"
