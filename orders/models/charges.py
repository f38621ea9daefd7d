"""The test gateway's own books: what a real payment provider would keep on its side."""

import uuid

from django.db import models

from flashsale import clock


class TestCharge(models.Model):
    """One card payment at the test gateway, found by the key that the shop gave it."""

    __test__ = False

    class Status(models.TextChoices):
        AUTHORISED = "authorised"
        CAPTURED = "captured"
        VOIDED = "voided"
        REFUNDED = "refunded"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=64, unique=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=12, choices=Status)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.status} {self.amount} {self.currency}"
