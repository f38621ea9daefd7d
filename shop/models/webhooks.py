"""Who wants to be told of what happens, and what they were told."""

import uuid

from django.conf import settings
from django.db import models

from flashsale import clock


class WebhookKind(models.TextChoices):
    ORDER_PLACED = "order.placed", "Order placed"
    ORDER_CANCELLED = "order.cancelled", "Order cancelled"
    SALE_OPENED = "sale.opened", "Sale opened"
    SALE_SOLD_OUT = "sale.sold_out", "Sale sold out"
    SALE_ENDED = "sale.ended", "Sale ended"
    TEST = "test", "Test message"


class WebhookEndpoint(models.Model):
    """An address of a store's owner or of staff. What is sent there is signed with a secret that
    follows from `salt` (`flashsale.derived_secrets`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="webhook_endpoints"
    )
    url = models.URLField("address", max_length=500)
    kinds = models.CharField(max_length=120, help_text="What it is told of, separated by spaces.")
    salt = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now)
    paused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.url


class WebhookDelivery(models.Model):
    """One message to one endpoint, with every try to deliver it counted."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DELIVERED = "delivered"
        FAILED = "failed", "given up"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    endpoint = models.ForeignKey(
        WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries"
    )
    event_id = models.UUIDField(help_text="The same for every endpoint, and for every resending.")
    kind = models.CharField(max_length=20, choices=WebhookKind)
    body = models.TextField()
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True, default=clock.now)
    last_status = models.PositiveIntegerField(null=True, blank=True)
    last_problem = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    tried_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name_plural = "webhook deliveries"
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event_id"], name="told_once_an_endpoint"),
        ]
        indexes = [models.Index(fields=["state", "next_try_at"], name="deliveries_that_wait")]

    def __str__(self) -> str:
        return f"{self.kind} to {self.endpoint_id}"
