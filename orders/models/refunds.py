"""Money that goes back to a buyer."""

import uuid

from django.db import models

from flashsale import clock
from orders.models.orders import Order, OrderLine


class Refund(models.Model):
    """So much of an order's payment goes back, once; the gateway knows it by this row's id.

    `line` is the one that was cancelled; without a line it is what was left of the whole order.
    `refunded_at`: the money is back. `finished_at`: nothing more is to be done for it; of a line,
    its units are for sale again too, and the buyer was told.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="refunds")
    line = models.OneToOneField(
        OrderLine, null=True, blank=True, on_delete=models.CASCADE, related_name="refund"
    )
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    created_at = models.DateTimeField(default=clock.now)
    refunded_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at"]
        indexes = [models.Index(fields=["finished_at", "created_at"], name="unfinished_refunds")]

    def __str__(self) -> str:
        return f"{self.amount} of {self.order}"
