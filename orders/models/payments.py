"""What payment gateways have told the shop, and what the shop has to remember of Stripe."""

import uuid

from django.db import models

from flashsale import clock


class PaymentEvent(models.Model):
    """One message of a gateway, by its id there: told twice, it is kept once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    gateway = models.CharField(max_length=20)
    event_id = models.CharField(max_length=100)
    kind = models.CharField(max_length=60)
    charge_key = models.CharField(max_length=64)
    received_at = models.DateTimeField(default=clock.now)
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-received_at"]
        constraints = [
            models.UniqueConstraint(fields=["gateway", "event_id"], name="event_once_of_a_gateway"),
        ]
        indexes = [models.Index(fields=["handled_at"], name="unhandled_events")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.charge_key}"


class StripeSession(models.Model):
    """The Checkout Session that stands for a charge of ours at Stripe.

    Without a `session_id` nothing was begun there: the order costs nothing. Once `voided_at` is
    set, nothing may be.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=64, unique=True)
    session_id = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    voided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.session_id or 'nothing'} for {self.key}"
